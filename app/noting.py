"""What was refused, a line of JSON each, for whoever watches: never a name, a word searched or anything typed."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

log = logging.getLogger("evidence.security")
_NOT_SIGNED_IN = 401
_WATCHED = frozenset({_NOT_SIGNED_IN, 403, 413, 429})
"""Not signed in, not allowed, too large, too often."""


def note_refusal(scope: Scope, body: Mapping[str, Any]) -> None:
    """Note that a request was refused, where the problem document is one to watch for.

    Somebody who only comes without having signed in is none: the line is for who brought something that did not do.
    """
    if scope["type"] != "http" or body["status"] not in _WATCHED:
        return
    brought = Headers(scope=scope)
    if (
        body["status"] == _NOT_SIGNED_IN
        and scope["method"] == "GET"
        and not {"cookie", "authorization"} & set(brought)
    ):
        return
    present = scope.get("state", {}).get("present")
    route = scope.get("route")
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "what": "refused", "code": body["code"],
        "status": body["status"], "method": scope["method"], "route": getattr(route, "path", None),
        "person": present.actor.person if present else None,
        "from": scope["client"][0] if scope.get("client") else None,
    }  # fmt: skip
    log.warning(json.dumps(line))
