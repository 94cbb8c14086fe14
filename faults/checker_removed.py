"""Looks for anything left of documents that are gone for good, in every byte of a home (I2, I4)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from faults.checker_rows import Rows

_WORD = re.compile(rb"q[0-9a-f]{12}z")
"""The form of the words that stand in one paper each: see ``faults.papers``."""


def complaints(home: Path, rows: Rows, removed: Mapping[str, str]) -> Iterator[str]:
    """Yield what is half gone; ``removed`` are references and words of documents whose removal was tried."""
    for ref in sorted(rows.documents.keys() & rows.disposals.keys()):
        yield f"I2: {ref} is in the catalogue, and also among what is gone for good"
    for ref, settled in rows.disposals.items():
        if not settled:
            yield f"I4: the last traces of {ref} are still to be removed, and nobody does it"
    gone = {word.encode(): ref for ref, word in removed.items() if ref not in rows.documents}
    for path in sorted(home.rglob("*")) if gone else ():
        name = str(path.relative_to(home))
        held = {*_WORD.findall(name.encode()), *(_WORD.findall(path.read_bytes()) if path.is_file() else ())}
        for word in sorted(held & gone.keys()):
            yield f"I4: {gone[word]} is gone for good, and its word stands in {name}"
