"""Protective markings: what a text, or the name of its file, says about how it should be handled.

Patterns only look a short, bounded way, so that no text however odd takes long.
"""

import re
from collections.abc import Sequence

_MARKED = re.compile(
    r"\bOFFICIAL[ :–-]{1,3}SENSITIVE\b|\b(?:STRICTLY )?(?:PRIVATE (?:AND|&) )?CONFIDENTIAL\b|\bRESTRICTED\b"
    r"|\bNOT FOR PUBLICATION\b|\bEXEMPT\b"
)
_ANY_CASE = re.compile(
    r"^(?:protective marking|classification|marking|security|status|sensitivity)?\W{0,4}"
    r"(official[ :–-]{1,3}sensitive|(?:strictly )?(?:private (?:and|&) )?confidential|restricted"
    r"|not for publication|exempt(?: information| report| item)?)\b",
    re.IGNORECASE,
)
_SCHEDULE = re.compile(r"\bexempt (?:information|under|from publication)\b|\bschedule 12A\b", re.IGNORECASE)
_NOT_SO = re.compile(r"^\W{0,6}(?:no\b|none|nil|not\b|n/?a\b)|^\W{0,3}(?:or|if|and)\b", re.IGNORECASE)
_DENIED = re.compile(r"(?:\bnot|\bnon|\bno|\bun|\bnever)[ -]{0,2}$", re.IGNORECASE)
_MARKED_LINE = 160  # characters; a marking stands by itself, not in a paragraph
_MARKED_LINES = 60


def marking_in(lines: Sequence[str]) -> str | None:
    """The protective marking among the first lines of a text, as it stands there.

    >>> marking_in(["OFFICIAL - SENSITIVE", "Risk register"])
    'OFFICIAL - SENSITIVE'
    >>> marking_in(["STATEMENT OF CONFIDENTIALITY", "Confidential: no"])
    """
    for index, line in enumerate(lines[:_MARKED_LINES]):
        if len(line) > _MARKED_LINE:
            continue
        found = _MARKED.search(line) or _ANY_CASE.search(line) or _SCHEDULE.search(line)
        if found is None or _DENIED.search(line[: found.start()]):
            continue
        behind = line[found.end() :].strip(" :|") or (lines[index + 1] if index + 1 < len(lines) else "")
        if not _NOT_SO.match(behind):
            return found[found.lastindex or 0]
    return None


def marking_in_name(name: str) -> str | None:
    """The protective marking in a file name or folder.

    >>> marking_in_name("RESTRICTED S42 case audit.docx")
    'RESTRICTED'
    """
    spaced = name.replace("_", " ")
    found = _MARKED.search(spaced) or re.search(
        r"\bofficial[ -]{1,3}sensitive\b|\bconfidential\b|\brestricted\b|\bexempt\b", spaced, re.IGNORECASE
    )
    return None if found is None or _DENIED.search(spaced[: found.start()]) else found.group()
