"""What the library presumes of a document from its name, its properties and its first words.

A presumed value works at once and is marked until a person confirms it, so each has its reason in plain
words, and where there is no reason there is no value. Statements are never presumed, only suggested.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from evidence.domain.documents import Sensitivity, Status
from evidence.domain.personal_data import sure_sign_of_somebody
from evidence.domain.personal_data_kinds import Kind as PersonalKind
from evidence.domain.presuming_days import Days, Mention, judge, mentions_in, mentions_in_name
from evidence.domain.presuming_kinds import form_in, kind_in, kind_in_headings, voice_in
from evidence.domain.presuming_marks import marking_in, marking_in_name
from evidence.domain.presuming_titles import plain_lines, readable_name, title_in, title_property
from evidence.domain.vocabulary import Kind, Source, Vocabulary

_OPENING = 8_000  # characters read, whatever is given
_DRAFT_NAME = re.compile(r"(?<![a-z])draft(?![a-z])", re.IGNORECASE)
_DRAFT_LINE = re.compile(
    r"^\W{0,3}(?:(?:first|second|third|final|working|consultation|early|initial) )?draft"
    r"(?:\W{0,3}$| ?[-–—:|(]| v?\d| version| for (?:comment|consultation|discussion|approval))"
    r"|\(draft\)|^(?:status|version|document status)\W{1,4}(?:\w{1,12} )?draft\b",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"\bDRAFT\b")
_DRAFT_LINES = 15
_AHEAD = re.compile(
    r"\b(?:strateg(?:y|ies|ic)|plans?|polic(?:y|ies)|programme|roadmap|vision|framework|protocol|charter|statement)\b",
    re.IGNORECASE,
)
PERSONAL_SIGNS: dict[PersonalKind, str] = {
    "nhs-number": "an NHS number", "national-insurance-number": "a National Insurance number",
    "date-of-birth": "a date of birth",
}  # fmt: skip
"""What makes a document presumed sensitive, in words that do not repeat it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presumed:
    """Values with a reason; ``None`` where there is none. ``because`` holds the reason of each field given."""

    title: str
    kind: str | None = None
    status: Status | None = None
    dated_on: date | None = None
    covers_from: date | None = None
    covers_to: date | None = None
    approved_on: date | None = None
    review_by: date | None = None
    sensitivity: Sensitivity | None = None
    source: Source | None = None
    line: int | None = None
    because: Mapping[str, str] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """The fields that have a value, ready to set on a document."""
        given = ((one.name, getattr(self, one.name)) for one in fields(self) if one.name != "because")
        return {name: value for name, value in given if value is not None}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What there is to judge by."""

    file_name: str
    folder: str
    properties: Mapping[str, str]
    lines: Sequence[str]
    opening: str


_Finding = tuple[str, Any, str]
"""Field, value, reason."""


def presume(
    *,
    file_name: str | None,
    folder: str | None,
    properties: Mapping[str, str],
    opening: str,
    text_length: int,
    vocabulary: Vocabulary,
    today: date,
) -> Presumed:
    """Presume what can be presumed of a document.

    ``opening`` is the first part of its text, empty where it could not be read; ``text_length`` the length
    of all of it. No date is after ``today`` but a review date. A title there always is.
    """
    seen = _Seen(file_name or "", folder or "", properties, plain_lines(opening[:_OPENING]), opening[:_OPENING])
    title, title_because = _title(seen, text_length)
    kind, kind_because = _kind(seen, title, vocabulary)
    findings: list[_Finding] = [("title", title, title_because)]
    if kind is not None:
        findings.append(("kind", kind.ref, kind_because))
    findings += _speakers(seen, title, kind)
    findings += _care(seen)
    findings += _status(seen, title)
    days = _days(seen, title, kind, today)
    findings += [(name, value, days.because[name]) for name, value in days.values.items()]
    return Presumed(**{name: value for name, value, _ in findings}, because={name: why for name, _, why in findings})


def _title(seen: _Seen, text_length: int) -> tuple[str, str]:
    heading = title_in(seen.lines) if text_length or seen.lines else None
    given = title_property(seen.properties)
    if heading and given and given.casefold().startswith(heading.casefold()):
        # A heading that runs over several lines is whole in the properties.
        return given, "the file's properties give the first heading in full"
    if heading:
        return heading, "it is the first heading of the text"
    if given:
        return given, "the file's properties give this title"
    if seen.file_name:
        return readable_name(seen.file_name), "made from the file name"
    return "Untitled document", "there is neither a heading nor a file name"


def _kind(seen: _Seen, title: str, vocabulary: Vocabulary) -> tuple[Kind | None, str]:
    """The kind by the text's form, the title, the file name, the first headings, the folder; in that order."""
    form = form_in(seen.lines, vocabulary)
    name = readable_name(seen.file_name) if seen.file_name else ""
    tried = (
        (kind_in(title, vocabulary), "the title says"),
        (kind_in(name, vocabulary), "the file name says"),
        (kind_in_headings(seen.lines, vocabulary), "a heading says"),
        (kind_in(seen.folder.rsplit("/", 1)[-1], vocabulary), "the folder is called"),
    )
    if form and "minutes" in form[0].words:
        return form[0], f"the text has the form of minutes: “{form[1]}”"
    for found, said in tried[:2]:
        if found:
            return found[0], f"{said} “{found[1]}”"
    if form:
        return form[0], f"the text has the form of such a report: “{form[1]}”"
    for found, said in tried[2:]:
        if found:
            return found[0], f"{said} “{found[1]}”"
    return None, ""


def _speakers(seen: _Seen, title: str, kind: Kind | None) -> Iterator[_Finding]:
    """Who says so and which line of assurance it is."""
    voice = voice_in((title, seen.file_name), kind)
    if voice:
        yield "source", voice[0], f"the title or file name says “{voice[1]}”"
    elif kind and kind.source:
        yield "source", kind.source, f"usual for the kind “{kind.title}”"
    if kind and kind.line:
        yield "line", kind.line, f"usual for the kind “{kind.title}”"


def _care(seen: _Seen) -> Iterator[_Finding]:
    """Sensitivity: marked so, or personal data were seen. The reason never repeats the data."""
    marking = marking_in(seen.lines)
    named = marking_in_name(seen.file_name) or marking_in_name(seen.folder)
    personal = sure_sign_of_somebody(seen.opening)
    if marking:
        yield "sensitivity", _as_marked(marking), f"the text is marked “{marking}”"
    elif named:
        yield "sensitivity", _as_marked(named), f"the file name or folder says “{named}”"
    elif personal:
        yield "sensitivity", "sensitive", f"the text seems to hold {PERSONAL_SIGNS[personal]}"


def _as_marked(marking: str) -> Sensitivity:
    """What is marked restricted leaves in no pack until a person says otherwise."""
    return "restricted" if "restricted" in marking.casefold() else "sensitive"


def _status(seen: _Seen, title: str) -> Iterator[_Finding]:
    if _DRAFT_NAME.search(seen.file_name):
        yield "status", "draft", "the file name says draft"
        return
    for line in seen.lines[:_DRAFT_LINES]:
        short = len(line) <= 120  # noqa: PLR2004 - a heading, not a sentence about some draft
        if short and (
            _SHOUTED.search(line) or _DRAFT_LINE.search(line) or (line == title and _DRAFT_NAME.search(line))
        ):
            yield "status", "draft", f"the text says “{line[:60]}”"
            return


def _days(seen: _Seen, title: str, kind: Kind | None, today: date) -> Days:
    mentions: list[Mention] = [*mentions_in(seen.lines, title), *mentions_in_name(seen.file_name)]
    looks_ahead = (kind.currency.looks_ahead or kind.proof == "policy") if kind else bool(_AHEAD.search(title))
    return judge(
        mentions, seen.properties, today, looks_ahead=looks_ahead, counts=bool(kind and kind.source == "data")
    )
