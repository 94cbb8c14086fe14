"""Uploaded registers between looking at what they would change and changing it.

Each is kept a day, under its hash and whoever uploaded it, for them and nobody else.
"""

import hashlib
import json
import re
import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from app.wiring import Library
from evidence.domain.people import Actor
from evidence.services.adding import shown_name

_KEPT = timedelta(days=1)
_MOST_BYTES = 64 * 1024**2
"""No register is larger."""
_HASH = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME = 120
_REPORT = "report-{}.json"


def keep(library: Library, actor: Actor, stream: BinaryIO, name: str) -> str:
    """Keep an uploaded register; returns the hash under which it is found. Raises ``TooLarge``."""
    staged = library.files.stage(stream, max_bytes=_MOST_BYTES)
    try:
        folder = _place(library, actor, staged.sha256)
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "file").mkdir(mode=0o700, parents=True)
        staged.path.replace(folder / "file" / _short(shown_name(name)))
    finally:
        library.files.drop(staged)
    _sweep(library)
    return staged.sha256


def _short(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{suffix[:10]}" if dot else name[:_LONGEST_NAME]


def kept(library: Library, actor: Actor, sha256: str) -> Path | None:
    """Return one's own upload of a hash, or nothing where it is not kept any more."""
    if not _HASH.fullmatch(sha256):
        return None
    return next(iter((_place(library, actor, sha256) / "file").glob("*")), None)


def write_report(library: Library, actor: Actor, sha256: str, event: int, report: dict[str, Any]) -> None:
    """Keep what an import did, beside its file."""
    place = _place(library, actor, sha256) / _REPORT.format(event)
    place.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")


def report(library: Library, actor: Actor, sha256: str, event: int) -> dict[str, Any] | None:
    """Return what one's own import did.

    Nothing where that is not kept any more, or tells of a document that one may not see any more.
    """
    if not _HASH.fullmatch(sha256):
        return None
    with suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads(
            (_place(library, actor, sha256) / _REPORT.format(event)).read_text(encoding="utf-8")
        )
        refs = {one["ref"] for one in found["changes"]}
        return found if refs <= set(library.cards.titles(sorted(refs))) else None
    return None


def fingerprint(shown: dict[str, Any]) -> str:
    """Return what tells whether an import would still do what was shown."""
    told = json.dumps(shown, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _place(library: Library, actor: Actor, sha256: str) -> Path:
    return _folder(library) / f"{sha256}-{actor.person}"


def _folder(library: Library) -> Path:
    return library.home / "staging" / "registers"


def _sweep(library: Library) -> None:
    """Forget uploads of days past."""
    oldest = (library.clock.now() - _KEPT).timestamp()
    for folder in _folder(library).iterdir():
        with suppress(OSError):
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
