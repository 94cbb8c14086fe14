"""A title for a document: from its first heading, its properties, or its file name made readable."""

import re
from collections.abc import Mapping, Sequence

from evidence.domain.presuming_dates import find_dates

LONGEST = 200
_HEAD_LINES = 25
_TAG = re.compile(r"<[^<>]{0,200}>")
_MARKUP = re.compile(r"[*#_=~`]{1,200}|&nbsp;|[•▪●◦✓🔍]")
_SPACED_ORDINAL = re.compile(r"\b(\d{1,2}) (st|nd|rd|th)\b")
_LABELLED = re.compile(
    r"^(?:subject|title|report title|title of report|document title|name of document|policy title|policy name"
    r"|title of document)\s*[:|]+\s*(.{4,})$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(?:agenda(?: item)?(?: no\.?)?(?: \d+\w?)?|minutes:?|contents|table of contents|introduction|summary"
    r"|executive summary|background|report|page \d+(?: of \d+)?|official(?:[ -]+sensitive)?|restricted|confidential"
    r"|not for publication|draft|final|document control|version control|appendix \w+|item \d+\w?|slide \d+|sheet ?\d*"
    r"|welcome|foreword|purpose|cover|title|subject|from|to|cc|sent|date|untitled|notes|attachments?|part [12]"
    r"|public|exempt|open|committee|the council|council)\s*[:.]?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|www\.|@|\btel\b|\bpage \d", re.IGNORECASE)
_COUNCIL = re.compile(
    r"^(?:[\w.&’'-]+ ){1,6}(?:council|borough|authority)(?: (?:logo|adult social care))?$", re.IGNORECASE
)
_PROGRAM = re.compile(
    r"^(?:microsoft \w+ ?[-–]|powerpoint presentation|document ?\d*$|doc\d+|presentation ?\d*$|book ?\d+$"
    r"|workbook ?\d*$|slide ?\d*$|sheet ?\d*$|untitled|scan(?:ned)?\b|scn|skm_|km_|img|image|dsc|photo ?\d|xerox"
    r"|ricoh|konica|canon|epson|brother|hp ?scan|adobe|print|layout \d|blank|template|title|normal|no title|null)",
    re.IGNORECASE,
)
_NAMED_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|pptx?|rtf|odt|indd|pub|msg|eml|html?|csv|txt)$", re.IGNORECASE)
_ENDING = re.compile(r"(?:\.[a-z][a-z0-9]{1,4}){1,2}$", re.IGNORECASE)
_CODES = re.compile(
    r"^(?:(?:T\d|QS ?\d+(?:\.\d+)?|IR ?\d+|ITEM ?\d+|APP(?:ENDIX)? ?\d+|0\d{1,2}[a-z]?)(?=[ _.-])[ _.-]{1,3}"
    r"|\d{1,3}[a-z]?[.)_-] ?(?!\d))",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"[ (\[]*(?<![a-z])(?:v(?:er(?:sion)?)?[ .]?\d+(?:[._]\d+){0,3}[a-z]?|final(?: version| draft)?|draft(?: ?\d+)?"
    r"|copy of|copy(?: ?\(\d+\))?(?=$|\.)|redacted|amended|tracked(?: changes)?|clean|signed|approved|published"
    r"|(?:for )?publication|official(?:[ -]sensitive)?|restricted|confidential|\(\d+\))(?![a-z0-9])[)\]]*",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MEETING = re.compile(r"\b(?:minutes|notes|meeting|agenda|briefing|bulletin|newsletter|update|log)\b", re.IGNORECASE)
"""Names that come back every month, so that the day belongs in the title."""
_MOST_WORDS = 25


def plain_lines(opening: str) -> list[str]:
    """The lines of a text without mark-up, white space and empty ones."""
    lines = (_MARKUP.sub(" ", _TAG.sub(" ", line)) for line in opening.splitlines())
    tidy = (_SPACED_ORDINAL.sub(r"\1\2", " ".join(line.split())) for line in lines)
    return [line for line in tidy if line]


def title_in(lines: Sequence[str]) -> str | None:
    """The title that a text itself gives: a labelled one, or the first line that reads like a heading."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        labelled = _LABELLED.match(line)
        if labelled:
            return _shortened(labelled[1].strip(" |"))
        if line.rstrip(":| ").casefold() in ("subject", "title", "report title", "title of report"):
            return _shortened(lines[index + 1]) if index + 1 < len(lines) else None
    for line in lines[:8]:
        if is_sentence(line):
            return None
        if _is_heading(line):
            return _shortened(line)
    return None


def is_sentence(line: str) -> bool:
    """Whether a line is running text rather than a heading or a cell."""
    words = line.split()
    return len(words) > _MOST_WORDS or (len(words) > 9 and line.endswith((".", ";", ",")))  # noqa: PLR2004 - a short line may end in a stop


def _is_heading(line: str) -> bool:
    letters = sum(1 for letter in line if letter.isalpha())
    if letters < 6 or letters < len(line) * 0.5 or "|" in line or not line[:1].isalnum():  # noqa: PLR2004 - mostly letters
        return False
    if _GENERIC.match(line) or _COUNCIL.match(line) or _ADDRESS.search(line) or line[-1] in ",;:":
        return False
    rest = _without_dates(line)
    return len(rest.split()) >= 2 and not _GENERIC.match(rest)  # noqa: PLR2004 - one word alone is no title


def _without_dates(text: str) -> str:
    for span in reversed(find_dates(text, in_name=True)):
        if span.precision in ("day", "days"):
            text = text[: span.start] + " " + text[span.end :]
    return " ".join(text.split()).strip(" -–—,_")


def _shortened(title: str) -> str:
    title = " ".join(title.split()).strip(" -–—|:")
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def title_property(properties: Mapping[str, str]) -> str | None:
    """The title property, unless a program, a scanner or a template wrote it there.

    >>> title_property({"title": "Microsoft Word - Document1"})
    >>> title_property({"title": "Carers strategy"})
    'Carers strategy'
    """
    given = next((value for name, value in properties.items() if name.casefold() == "title"), "")
    title = " ".join(given.split())
    if len(title.split()) < 2 or _PROGRAM.match(title) or _NAMED_FILE.search(title) or "_" in title:  # noqa: PLR2004 - one word alone is no title
        return None
    return _shortened(title) if _is_heading(title) else None


def readable_name(file_name: str) -> str:
    """A file name without ending, codes, version marks and days, written with spaces.

    >>> readable_name("QS7-IR2_SAB-Annual-Report_2024-25_v1.0_FINAL.pdf")
    'SAB Annual Report 2024-25'
    >>> readable_name("20250107_cabinet member update (2).docx")
    'Cabinet member update, 7 January 2025'
    """
    stem = _ENDING.sub("", file_name.replace("\\", "/").rsplit("/", 1)[-1]) or file_name
    name = _VERSION.sub(" ", _uncoded(stem))
    days = [span for span in find_dates(name, in_name=True) if span.precision == "day"]
    name = _months_written(_without_dates(name))
    if " " not in name.strip():
        name = _CAMEL.sub(" ", name)
    if name.count(" ") < 2 or _hyphened(stem):  # noqa: PLR2004 - a name with spaces keeps its hyphens
        name = re.sub(r"(?<=[^\W\d])-(?=[^\W_])|(?<=\d)-(?=[^\W\d_])", " ", name)
    name = " ".join(_VERSION.sub(" ", name).split()).strip(" -–—_.,")
    if sum(letter.isalpha() for letter in name) < 3:  # noqa: PLR2004 - nothing to read is left
        return _shortened(stem.replace("_", " ")) or "Untitled document"
    if days and _MEETING.search(name):
        name = f"{name}, {days[0].first.day} {days[0].first:%B %Y}"
    return _shortened(name[:1].upper() + name[1:])


def _months_written(name: str) -> str:
    """With 2026-08 and Aug2026 written as August 2026."""
    for span in reversed(find_dates(name, in_name=True)):
        if span.precision == "month":
            name = f"{name[: span.start]} {span.first:%B %Y} {name[span.end :]}"
    return name


def _hyphened(stem: str) -> bool:
    """Whether hyphens stand for the spaces that a name does not have."""
    return " " not in stem and stem.count("-") > 1


def _uncoded(stem: str) -> str:
    """Without leading codes of statements, information return items and running numbers."""
    for _ in range(3):
        if re.match(r"(?:19|20)\d\d", stem):
            break
        shorter = _CODES.sub("", stem, count=1)
        if shorter == stem or not re.search(r"[^\W\d_]{3}", shorter):
            break
        stem = shorter
    return stem.replace("_", " ")


def name_for_dates(file_name: str) -> str:
    """A file name with spaces where letters and figures meet, and without version marks and codes.

    >>> name_for_dates("plymouth-2009-10-performance-assessment_v1.2.txt")
    'plymouth 2009-10 performance-assessment'
    """
    stem = _ENDING.sub("", file_name)
    stem = re.sub(r"(?<=[^\W\d_])[-_](?=\d)|(?<=\d)[-_](?=[^\W\d_])", " ", _uncoded(stem))
    return " ".join(_VERSION.sub(" ", stem).split())
