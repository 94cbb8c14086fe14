"""What a server writes while it runs: one JSON object a line on standard error, with nothing of documents or people.

Messages of our own say kinds of failure and places in the code. What other packages would say is cut down to where it
comes from: an exception's own words, or what a library puts into its messages, may repeat what somebody typed.
"""

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from app.settings import What

_OURS = "evidence."
_NOT_SIGNED_IN = 401
_WATCHED = frozenset({_NOT_SIGNED_IN, 403, 413, 429})
"""Not signed in, not allowed, too large, too often."""
refusals = logging.getLogger("evidence.security")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "from": record.name}
        if record.name.startswith(_OURS):
            line["message"] = record.getMessage()
        line |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[0]:
            line["failure"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def _places(found: Any) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(found)]


def note_refusal(scope: Scope, body: Mapping[str, Any]) -> None:
    """Note that a request was refused, where the problem document is one to watch for.

    Somebody who only comes without having signed in is none: the line is for who brought something that did not do.
    """
    if scope["type"] != "http" or body["status"] not in _WATCHED:
        return
    brought = {"cookie", "authorization"} & set(Headers(scope=scope))
    if body["status"] == _NOT_SIGNED_IN and scope["method"] == "GET" and not brought:
        return
    present, route = scope.get("state", {}).get("present"), scope.get("route")
    told = {
        "code": body["code"], "status": body["status"], "method": scope["method"],
        "route": getattr(route, "path", None), "person": present.actor.person if present else None,
        "address": scope["client"][0] if scope.get("client") else None,
    }  # fmt: skip
    refusals.warning("refused", extra={"told": told})


def set_up(what: What) -> None:
    """Send everything to standard error as lines; ``requests`` adds a line for each request, else only failures."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("evidence.requests").setLevel(logging.INFO if what == "requests" else logging.WARNING)
    # Warnings of packages quote source lines and values.
    logging.captureWarnings(capture=True)
