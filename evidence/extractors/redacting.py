"""Redacted copies: made anew, searched for everything that was to be taken out, and only then kept.

The file itself is only read. A copy that still holds anything of what was asked for is thrown away.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evidence.extractors import media, reasons, redacting_pdf, redacting_word, redacting_workbook
from evidence.extractors.redacting_proof import OVER_A_PAGE, look
from evidence.extractors.redacting_words import Search
from evidence.readings import Redacted, TakenOut, TakeOut, Unreadable


def answer(path: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Do the job ``redact``. Raises ``Unreadable``."""
    asked = [TakeOut.from_dict(one) for one in job["asked"]]
    return redact(path, job["media_type"], asked, Path(job["target"])).to_dict()


def redact(path: Path, media_type: str, asked: Sequence[TakeOut], target: Path) -> Redacted:
    """Write a redacted copy of the file at ``path`` to ``target``, and return what was done.

    Words that are found nowhere are in the result as such. Raises ``Unreadable`` for kinds of file that cannot
    be redacted, damaged and locked files, and where anything asked for is left in the copy.
    """
    if media_type not in media.REDACTED:
        raise Unreadable(reasons.NOT_REDACTED_KIND)
    search = Search(one.text for one in asked)
    try:
        made = _copy(path, media_type, asked, search, target)
        _prove(target, made.media_type, asked)
        return replace(made, taken=_taken(path, media_type, asked, search))
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _prove(copy: Path, media_type: str, asked: Sequence[TakeOut]) -> None:
    found = [places for places in left_in(copy, media_type, asked) if places]
    left = len(found)
    if left and all(place.startswith(OVER_A_PAGE) for places in found for place in places):
        raise Unreadable(reasons.OVER_A_PAGE, f"{left} of {len(asked)} left")
    if left:
        raise Unreadable(reasons.STILL_THERE, f"{left} of {len(asked)} left")


def left_in(path: Path, media_type: str, asked: Sequence[TakeOut]) -> list[tuple[str, ...]]:
    """Return, for each thing asked for, where its words still are: proof of redaction where all are empty.

    The file is read as the library reads any, and its bytes are searched as well, unpacked, in every usual
    encoding, and across the pieces that texts are cut into. Words asked for on one page are looked for there.
    """
    search = Search(one.text for one in asked)
    places: list[dict[str, None]] = [{} for _ in asked]
    for place, page, met in look(path, media_type, search):
        for one in met:
            if asked[one].page is None or media_type != media.PDF or asked[one].page == page:
                places[one][place] = None
    return [tuple(found) for found in places]


def _copy(path: Path, media_type: str, asked: Sequence[TakeOut], search: Search, target: Path) -> Redacted:
    if media_type == media.PDF:
        return redacting_pdf.redact(path, target, asked, search)
    if media_type in {media.DOCX, media.DOCM}:
        return redacting_word.redact(path, target, search)
    return redacting_workbook.redact(path, target, search)


def _taken(path: Path, media_type: str, asked: Sequence[TakeOut], search: Search) -> tuple[TakenOut, ...]:
    """Return what became of each thing; what was met nowhere is looked for in what the copy does not have."""
    times = search.times
    missing = any(one.text and not count for one, count in zip(asked, times, strict=True))
    originally = left_in(path, media_type, asked) if missing else [()] * len(asked)
    return tuple(
        TakenOut(one, count, bool(where) and not count, tuple(sorted(inside)[:10]))
        for one, count, where, inside in zip(asked, times, originally, search.inside, strict=True)
    )
