"""Reads how far a search index says that it is, from its files alone (I5). Shares no code with the application."""

import json
from pathlib import Path

_PARTS = (Path("index"), Path("index/restricted"))


def taken_in(home: Path) -> int:
    """Return the number of the last event that any part of the index says it has taken in; 0 for no readable one."""
    return max(_cursor(home / part) for part in _PARTS)


def _cursor(index: Path) -> int:
    try:
        generation = (index / "current").read_text("ascii").strip()
        return int(json.loads((index / generation / "manifest.json").read_bytes())["cursor"])
    except (OSError, ValueError, KeyError, TypeError):
        # What is absent or damaged is nobody's claim; whether it is built anew is seen by asking.
        return 0
