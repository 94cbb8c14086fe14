"""NHS numbers, National Insurance numbers, telephone numbers and case references in a text."""

import re
import unicodedata
from collections.abc import Iterator

from evidence.domain.personal_data_kinds import CaseReferences, Certainty, Finding
from evidence.domain.personal_data_surroundings import Surroundings

_FOREIGN_FIGURE = re.compile(r"(?![0-9])\d")
_LABEL = 45  # characters before a number that may say what it is
_NHS = re.compile(r"(?<![\w+.,£/-])\d{3}([\s.\u2010-\u2013-]?)\d{3}\1\d{4}(?![\w/]|[.,-]\d)")
_LABELLED_NHS = re.compile(
    r"\bNHS\b(?:\s{0,2}(?:number|num|no|id)\b)?[\s:.=|#(–-]{0,6}(?:is\s|was\s)?"
    r"(\d(?:[\s.-]?\d){9})(?![\w/]|[.,-]\d)",
    re.IGNORECASE,
)
_ROW_OF_PERSON = re.compile(
    r" ?\|[^\n]{0,60}(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b"
)
_SAYS_NHS_NUMBER = re.compile(r"\bNHS\s{0,2}(?:number|num|no|id)\b", re.IGNORECASE)
_INSURANCE = re.compile(
    r"(?<![\w/-])(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]"
    r"([ -]?)\d\d\1\d\d\1\d\d(?:\1| )?([A-D])?(?![\w/]|-\d)",
    re.IGNORECASE,
)
_SAYS_INSURANCE = re.compile(
    r"\b(?:NINO|N\.?I\.?(?:\s{0,2}(?:number|num|no))?|national insurance(?:\s{0,2}(?:number|num|no))?)"
    r"\b[\s:.=|#(–-]{0,6}(?:is\s|was\s)?$",
    re.IGNORECASE,
)
_GAP = "[ \u00a0-]?"
_PHONE = re.compile(
    r"(?<![\w+/.,£#@-])(?:"
    rf"\(?(?:\+|00)44\)?{_GAP}(?:\(0\){_GAP})?[1-9](?:{_GAP}\d){{8,9}}"
    rf"|\(0\d{{2,4}}\)(?:{_GAP}\d){{6,8}}|0(?:{_GAP}\d){{9,10}}"
    r")(?![\w/]|[.,-]\d)"
)
_MOBILE = re.compile(r"07[1-57-9]\d{8}")
_LANDLINE = re.compile(r"0(?:1\d{8,9}|2\d{9})")
_FIRST_GROUPS = frozenset({3, 4, 5, 6, 10, 11})  # figures before the first gap, as people write area codes
_SHORT_LANDLINE = 10
_NO_PHONE = re.compile(
    r"\b(?:ref(?:erence)?|invoice|quotation|order|account|code|grant|contract|stock|asset|form|job|charity|company|vat|isbn"
    r"|issn|uprn|property|budget|version|serial|licen[cs]e|tender|lot|catalogue|batch|model|part|cost centre|ticket"
    r"|barcode|policy|receipt|payment|transaction)s?\b[\s:.#(=|–-]{0,4}(?:(?:number|no|num|ref(?:erence)?|code|id)\b"
    r"[\s:.#(=–-]{0,4})?(?:is\s|was\s)?$",
    re.IGNORECASE,
)
_CASE_LABEL = re.compile(
    r"\b(?i:(?:case|client|person|service[- ]user|patient|mosaic|liquid ?logic|care ?first|eclipse)\s{1,2}"
    r"(?:ref(?:erence)?|id|no|number|record)\b\.?[\s:#(=|–-]{1,4}(?:is\s|was\s)?)"
    r"((?=[A-Z/-]{0,6}\d{4})[A-Z0-9][A-Z0-9/-]{3,15})(?![\w/-])"
)


def plain_figures(text: str) -> str:
    """Return a text with the figures of every script written as 0 to 9; each character keeps its place.

    >>> plain_figures("\uff19\uff14\u0663")
    '943'
    """
    return text if text.isascii() else _FOREIGN_FIGURE.sub(lambda one: str(unicodedata.decimal(one[0])), text)


def nhs_numbers(text: str, around: Surroundings) -> Iterator[Finding]:
    """Yield NHS numbers: ten figures whose check figure is right, and ones so labelled that were mistyped."""
    labelled = {found.span(1): found for found in _LABELLED_NHS.finditer(text)}
    for start, end in labelled:
        if is_nhs_number(_figures(text[start:end])):
            yield Finding(
                "nhs-number", start, end, "certain", "Labelled as an NHS number, and its check figure is right."
            )
        elif _SAYS_NHS_NUMBER.search(text[max(0, start - _LABEL) : start]):
            reason = "Labelled as an NHS number; its check figure is wrong, so it may have been mistyped."
            yield Finding("nhs-number", start, end, "possible", reason)
    for found in _NHS.finditer(text):
        if found.span() in labelled or not _may_be_nhs(_figures(found[0])):
            continue
        if _NO_PHONE.search(around.before(found.start(), _LABEL)):
            continue
        certainty: Certainty = "likely" if found[1] else "possible"
        if around.side(*found.span()) == "person":
            certainty = "certain"
        elif not found[1] and around.in_table(found.start()) and not _ROW_OF_PERSON.match(text, found.end()):
            continue  # one in eleven of any ten figures passes the check, and tables of references hold many
        reason = "Ten figures with the check figure of an NHS number."
        yield Finding("nhs-number", *found.span(), certainty, reason)


def insurance_numbers(text: str, around: Surroundings) -> Iterator[Finding]:
    """Yield National Insurance numbers; without the last letter only where they are labelled."""
    for found in _INSURANCE.finditer(text):
        before = around.before(found.start(), _LABEL)
        if _SAYS_INSURANCE.search(before):
            reason = "Labelled as a National Insurance number."
            yield Finding("national-insurance-number", *found.span(), "certain", reason)
        elif found[2] and found[0].isupper() and not _NO_PHONE.search(before):
            reason = "Two letters, six figures and a letter as National Insurance numbers have them."
            yield Finding("national-insurance-number", *found.span(), "likely", reason)


def is_nhs_number(figures: str) -> bool:
    """Whether ten figures pass the check of NHS numbers (modulus 11).

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918"), is_nhs_number("4444444444")
    (True, False, False)
    """
    if len(figures) != 10 or len(set(figures)) == 1:  # noqa: PLR2004 - an NHS number has ten figures
        return False
    total = sum(int(figure) * weight for figure, weight in zip(figures, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(figures[9])


def phone_numbers(text: str, around: Surroundings) -> Iterator[Finding]:
    """Yield telephone numbers that are not an office's; freephone and 03 numbers are always an office's."""
    for found in _PHONE.finditer(text):
        whole = _national(found[0])
        if whole is None or _NO_PHONE.search(around.before(found.start(), _LABEL)):
            continue
        side = around.side(*found.span())
        if side == "office":
            continue
        what = "mobile" if whole.startswith("07") else "telephone"
        if side == "person":
            yield Finding("phone-number", *found.span(), "likely", f"A {what} number among words about a person.")
        else:
            reason = f"A {what} number, and nothing near it says that it is an office's."
            yield Finding("phone-number", *found.span(), "possible", reason)


def case_references(text: str, references: CaseReferences) -> Iterator[Finding]:
    """Yield references written as the council's own are, and codes labelled as the reference of a case."""
    for start, end in references.places(text):
        reason = "Written as this council's case references are."
        yield Finding("case-reference", start, end, "certain", reason)
    for found in _CASE_LABEL.finditer(text):
        yield Finding("case-reference", *found.span(1), "likely", "Labelled as the reference of a case or person.")


def _may_be_nhs(figures: str) -> bool:
    """Tell whether these are of the ranges given out in England and Wales, or for tests, and pass the check."""
    return figures[0] in "4679" and is_nhs_number(figures)


def _figures(number: str) -> str:
    return "".join(figure for figure in number if figure in "0123456789")


def _national(written: str) -> str | None:
    """Return a British number's figures from its leading nought on, None for what is no such number."""
    figures = _figures(written)
    first = re.match(r"\D*(\d+)", written)
    group = len(first[1]) if first else 0
    if (figures.startswith("44") and written.lstrip("(").startswith("+")) or figures.startswith("0044"):
        figures = "0" + figures.removeprefix("00").removeprefix("44").removeprefix("0")
    elif group not in _FIRST_GROUPS:
        return None
    if _MOBILE.fullmatch(figures):
        return figures
    if not _LANDLINE.fullmatch(figures) or (len(figures) == _SHORT_LANDLINE and group not in {5, 6, 10}):
        return None
    return figures
