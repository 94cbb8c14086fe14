"""Readiness as JSON, for programs."""

import json
from dataclasses import dataclass

from evidence.domain.readiness import Readiness, as_json


@dataclass(frozen=True, slots=True)
class ReadinessJson:
    """The outside form of readiness, with the council's name."""

    name: str = "readiness-json"
    title: str = "Readiness as JSON"
    format: str = "json"
    media_type: str = "application/json"
    suffix: str = ".json"

    def render(self, readiness: Readiness, *, council: str = "") -> bytes:
        """Return indented UTF-8; half a character pair, which no encoding holds, comes out as an escape."""
        picture = {"council": council, **as_json(readiness)}
        text = json.dumps(picture, ensure_ascii=False, indent=2)
        return f"{text}\n".encode(errors="backslashreplace")
