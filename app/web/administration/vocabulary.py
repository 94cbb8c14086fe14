"""The sector's words as the library knows them: kinds of document, abbreviations and labels."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import LibraryDep
from app.web import wording
from app.web.pages import Page
from app.web.rendering import show
from app.web.turning import Turning, turned
from app.web.wording import in_address
from evidence.domain.frameworks import Framework
from evidence.domain.vocabulary import Abbreviation, Kind, Vocabulary

router = APIRouter()
_PER_PAGE = 100
_ADDRESS = "/administration/vocabulary"
SHOWN = {
    "": "All of them",
    "several": "Those with several meanings",
    "written": "Those that count only as written",
    "law": "Acts and sections of Acts",
}
"""Value of the choice -> what it shows."""


class KindLine(NamedTuple):
    """One kind of document in words; what the kind says nothing about is empty."""

    title: str
    words: str
    """The words in a title or file name that point to it."""
    category: str
    proof: str
    source: str
    line: str
    stays: str
    """How long it stays in date."""
    due: str
    """When it is said to be due soon."""
    verified: bool
    """Whether a published source says how long it stays in date."""
    documents: int
    """How many documents of this kind are held."""
    address: str
    """Where those are listed."""


@dataclass(frozen=True, kw_only=True)
class KindsPage(Page):
    """Kinds of document and what each lets the library presume."""

    template: ClassVar[str] = "administration/kinds.html"

    kinds: tuple[KindLine, ...]
    """Every kind, in the order of the vocabulary."""


class Word(NamedTuple):
    """One abbreviation, or word with others that mean the same."""

    short: str
    meaning: str
    """What it stands for; all meanings where it has several."""
    related: str
    """What search also looks for."""
    notes: tuple[str, ...]
    """What else is to be known of it."""


class LabelLine(NamedTuple):
    """One group of labels."""

    title: str
    open: bool
    """Whether any value can be given, or only those listed."""
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class VocabularyPage(Page):
    """Abbreviations, synonyms and labels."""

    template: ClassVar[str] = "administration/vocabulary.html"

    words: tuple[Word, ...]
    """The words of this page of the list."""
    found: int
    """How many words answer what was asked."""
    total: int
    """How many there are."""
    ambiguous: tuple[Word, ...]
    """Those that stand for several things."""
    choices: tuple[tuple[str, str], ...]
    """What the list can be narrowed to."""
    labels: tuple[LabelLine, ...]
    """Labels by group."""
    turning: Turning
    """The pages of the list."""
    narrowed: bool
    """Whether the list leaves something out."""


@router.get("/administration/kinds")
def show_kinds(request: Request, library: LibraryDep) -> Response:
    """Show every kind of document and its currency."""
    held = Counter(row.kind for row in library.listing.rows())
    framework = library.frameworks.in_force()
    lines = tuple(kind_line(one, framework, held) for one in library.vocabulary.kinds)
    return show(request, KindsPage(title="Kinds of document", kinds=lines))


@router.get(_ADDRESS)
def show_vocabulary(
    request: Request, library: LibraryDep, q: Annotated[str, Query(max_length=300)] = "",
    show_only: Annotated[str, Query(max_length=20)] = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:  # fmt: skip
    """Show the words that search knows, narrowed to what was typed."""
    known, only = library.vocabulary, show_only if show_only in SHOWN else ""
    found = [one for one in known.abbreviations if _answers(one, q, only)]
    words, turning = turned(found, page, _PER_PAGE, _ADDRESS, [("q", q), ("show_only", only)], "#words")
    return show(request, VocabularyPage(
        title="Words and abbreviations", values={"q": q, "show_only": only},
        words=tuple(_word(one) for one in words), found=len(found), total=len(known.abbreviations),
        ambiguous=tuple(_word(one) for one in known.abbreviations if one.ambiguous),
        choices=tuple(SHOWN.items()), labels=_labels(known), turning=turning, narrowed=bool(q.strip() or only),
    ))  # fmt: skip


def kind_line(kind: Kind, framework: Framework, held: Mapping[str, int]) -> KindLine:
    """Say what a kind lets the library presume."""
    categories = {one.ref: one.title for one in framework.categories}
    return KindLine(
        title=kind.title, words=", ".join(kind.words),
        category=categories.get(kind.category, kind.category) if kind.category else "",
        proof=wording.PROOF_TITLES[kind.proof] if kind.proof else "",
        source=wording.SOURCE_TITLES[kind.source] if kind.source else "",
        line=wording.LINE_TITLES[kind.line] if kind.line else "", stays=_stays(kind),
        due=wording.many(kind.currency.due_days, "day") + " before" if _ends(kind) else "",
        verified=kind.currency.verified, documents=held.get(kind.ref, 0),
        address=f"/documents?kind={in_address(kind.ref)}",
    )  # fmt: skip


def _ends(kind: Kind) -> bool:
    return kind.currency.months is not None or kind.currency.looks_ahead


def _stays(kind: Kind) -> str:
    rule = kind.currency
    months = wording.many(rule.months, "month") if rule.months is not None else ""
    if rule.looks_ahead:
        return "Until its period ends" + (f"; without one, {months}" if months else "")
    return months or "Does not go out of date by age"


def _answers(word: Abbreviation, typed: str, only: str) -> bool:
    kept = {"several": word.ambiguous, "written": word.case_matters, "law": word.law}.get(only, True)
    wanted = " ".join(typed.split()).casefold()
    return kept and any(wanted in one.casefold() for one in (word.short, *word.expansions))


def _word(word: Abbreviation) -> Word:
    notes = [
        *(["Several meanings, offered when asked"] if word.ambiguous else []),
        *(["Only as written"] if word.case_matters else []),
        *(["Act or section"] if word.law else []),
    ]
    if word.ambiguous:
        several = " or ".join(word.expansions) if len(word.expansions) > 1 else f"{word.expansions[0]}, among others"
        return Word(word.short, several, "", tuple(notes))
    first, *others = word.expansions
    return Word(word.short, first, ", ".join(others), tuple(notes))


def _labels(known: Vocabulary) -> tuple[LabelLine, ...]:
    return tuple(LabelLine(one.title, one.open, one.values) for one in known.labels)
