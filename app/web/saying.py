"""What one page leaves for the next to say, in a cookie that lives for one request."""

import base64
import json
from dataclasses import asdict

from app.web.pages import Said
from app.web.signing_in.addresses import own_address

_LONGEST = 3_000


def cookie_name(scheme: str) -> str:
    """Return the cookie's name; over HTTPS one that browsers take from this host alone."""
    return "__Host-said" if scheme == "https" else "said"


def spoken(said: Said) -> str:
    """Return the cookie's value; a long message is cut, for browsers drop what is too large."""
    kept = {name: value for name, value in asdict(said).items() if value is not None}
    kept["message"] = said.message if len(said.message) <= _LONGEST // 4 else said.message[: _LONGEST // 4] + "…"
    return base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()


def heard(value: str | None) -> Said | None:
    """Return what a cookie says; nothing when it is not one of ours."""
    try:
        kept = json.loads(base64.urlsafe_b64decode(value or ""))
        link = kept.get("link")
        if link is not None and own_address(link) != link:
            return None
        return Said(str(kept["message"]), kept.get("undo"), link, kept.get("link_text"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
