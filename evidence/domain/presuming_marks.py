"""Signs that a text should be handled with care: protective markings and personal data.

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

_NHS = re.compile(r"(?<![\d+.,£-])([4679]\d\d)([ -]?)(\d{3})\2(\d{4})(?![\d.]\d|\d|-\d)")
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)\b[^\d\n]{0,25}"
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ /.-](?:\d{1,2}|[a-z]{3,9})[ /.,-]{1,2}\d{2,4}|\d{4}-\d\d-\d\d)",
    re.IGNORECASE,
)
_INSURANCE = re.compile(r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b")


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


def personal_data_in(text: str) -> str | None:
    """What personal data a text seems to hold, in words that do not repeat it.

    >>> personal_data_in("NHS number 943 476 5919")
    'a number that is a valid NHS number'
    >>> personal_data_in("Telephone 943 476 5918")
    """
    if _BORN.search(text):
        return "a date of birth"
    if _INSURANCE.search(text):
        return "a National Insurance number"
    about_nhs = re.search(r"\bNHS\b", text) is not None
    for found in _NHS.finditer(text):
        figures = found[1] + found[3] + found[4]
        if (found[2] or about_nhs) and is_nhs_number(figures):
            return "a number that is a valid NHS number"
    return None


def is_nhs_number(figures: str) -> bool:
    """Whether ten figures pass the check of NHS numbers (modulus 11).

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918"), is_nhs_number("4444444444")
    (True, False, False)
    """
    if len(figures) != 10 or len(set(figures)) == 1:  # noqa: PLR2004 - an NHS number has ten figures
        return False
    total = sum(int(figure) * weight for figure, weight in zip(figures, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(figures[9])
