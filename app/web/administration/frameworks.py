"""Frameworks: the schemes there are, each as data, and putting another in force."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web import wording
from app.web.asking import needs
from app.web.forms import FormDep
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.wiring import Library
from evidence.domain.frameworks import Band, Category, Framework, Score, Statement, SubTopic
from evidence.domain.people import MAY

router = APIRouter()
ADDRESS = "/administration/frameworks"
_FOR_THOSE_WHO_MAY = needs(*MAY["framework put in force"])
_PARTS = {
    "sub_topics": "sub-topics", "typical_evidence": "typical evidence", "required": "which categories are required",
    "supporting": "which categories support", "law": "the law", "dated_on": "its date", "asks": "what it asks",
    "source_address": "where it was published", "categories": "categories", "bands": "bands", "title": "its title",
}  # fmt: skip


class Scheme(NamedTuple):
    """One framework of the list."""

    ref: str
    title: str
    version: str
    dated_on: date
    provider: str
    statements: int
    retired: bool
    in_force: bool


@dataclass(frozen=True, kw_only=True)
class FrameworksPage(Page):
    """The frameworks there are."""

    template: ClassVar[str] = "administration/frameworks.html"

    schemes: tuple[Scheme, ...]
    """Every framework, in the order they are shipped."""


class StatementLine(NamedTuple):
    """One quality statement as the framework says it."""

    ref: str
    title: str
    asks: str
    sub_topics: tuple[SubTopic, ...]
    typical_evidence: tuple[str, ...]
    required: str
    supporting: str
    law: tuple[str, ...]
    words: str
    characteristics: tuple[tuple[int, str], ...]
    unverified: str
    """What of it was not seen in a published source, in words."""
    replaced_by: str


class ThemeLine(NamedTuple):
    """One theme with its statements."""

    number: int
    title: str
    statements: tuple[StatementLine, ...]


@dataclass(frozen=True, kw_only=True)
class FrameworkPage(Page):
    """One framework as data."""

    template: ClassVar[str] = "administration/framework.html"

    scheme: Scheme
    """What it is."""
    source: str
    """Where it was published."""
    rights: str
    """On what terms its words stand here."""
    note: str
    """What is to be known of it."""
    unverified: str
    """What of the whole scheme was not seen in a published source, in words."""
    themes: tuple[ThemeLine, ...]
    """Themes with their quality statements."""
    categories: tuple[Category, ...]
    """Evidence categories."""
    scale: tuple[Score, ...]
    """The scores, the lowest first."""
    bands: tuple[Band, ...]
    """The ratings, and the percentages that earn them."""


@dataclass(frozen=True, kw_only=True)
class UsePage(Page):
    """Asks whether another framework shall be put in force."""

    template: ClassVar[str] = "administration/use.html"

    scheme: Scheme
    """The one that would be in force."""
    now: str
    """The title of the one that is."""
    tags: int
    """How many tags stand in its place now, or would."""
    unplaced: int
    """How many tags would stand nowhere."""
    unplaced_now: int
    """How many stand nowhere today."""


@router.get(ADDRESS)
def show_frameworks(request: Request, library: LibraryDep) -> Response:
    """Show the frameworks there are."""
    in_force = library.frameworks.in_force().ref
    schemes = tuple(_scheme(library.frameworks.load(ref), in_force) for ref in library.frameworks.refs())
    return show(request, FrameworksPage(title="Frameworks", schemes=schemes))


@router.get(f"{ADDRESS}/{{ref}}")
def show_framework(request: Request, library: LibraryDep, ref: str) -> Response:
    """Show a framework as data."""
    found = library.frameworks.load(ref)
    return show(request, FrameworkPage(
        title=found.title, scheme=_scheme(found, library.frameworks.in_force().ref), source=found.source_address,
        rights=found.rights, note=found.note, unverified=_in_words(found.unverified), themes=_themes(found),
        categories=found.categories, scale=found.scale, bands=found.bands,
    ))  # fmt: skip


@router.get(f"{ADDRESS}/{{ref}}/use", dependencies=[_FOR_THOSE_WHO_MAY])
def ask_use(request: Request, library: LibraryDep, ref: str) -> Response:
    """Say what putting a framework in force would do, and ask."""
    return show(request, _use_page(library, ref))


@router.post(f"{ADDRESS}/{{ref}}/use", dependencies=[_FOR_THOSE_WHO_MAY])
def use(library: LibraryDep, background: BackgroundDep, actor: ActorDep, form: FormDep, ref: str) -> Response:
    """Put a framework in force."""
    found, now = library.frameworks.load(ref), library.frameworks.in_force()
    if found.ref == now.ref:
        return go(ADDRESS, Said(f"{found.title} is in force already. Nothing was changed."))
    if form.text("instead_of") != now.ref:
        return go(
            f"{ADDRESS}/{found.ref}/use", Said("Nothing was changed. Look at what it would do now, then go on.")
        )
    _, undo = stepped(library, actor, lambda: library.frameworks.put_in_force(actor, found.ref))
    background.wake()
    return go(ADDRESS, Said(f"{found.title} is now in force.", undo=undo))


def _use_page(library: Library, ref: str) -> UsePage:
    found, now = library.frameworks.load(ref), library.frameworks.in_force()
    today, then = library.assurance.readiness(), library.assurance.readiness(framework=found.ref)
    return UsePage(
        title=f"Put in force: {found.title}", values={"instead_of": now.ref},
        scheme=_scheme(found, now.ref), now=now.title,
        tags=library.cards.counts()[1], unplaced=len(then.unplaced), unplaced_now=len(today.unplaced),
    )  # fmt: skip


def _scheme(found: Framework, in_force: str) -> Scheme:
    return Scheme(
        found.ref, found.title, found.version, found.dated_on, found.provider, len(found.in_force), found.retired,
        found.ref == in_force,
    )  # fmt: skip


def _themes(found: Framework) -> tuple[ThemeLine, ...]:
    return tuple(
        ThemeLine(
            theme.number, theme.title,
            tuple(_statement(one, found) for one in found.statements if one.theme == theme.number),
        )
        for theme in found.themes
    )  # fmt: skip


def _statement(one: Statement, found: Framework) -> StatementLine:
    titles = {category.ref: category.title for category in found.categories}
    return StatementLine(
        ref=one.ref, title=one.title, asks=one.asks, sub_topics=one.sub_topics, typical_evidence=one.typical_evidence,
        required=wording.listed([titles[ref] for ref in one.required]),
        supporting=wording.listed([titles[ref] for ref in one.supporting]), law=one.law, words=", ".join(one.words),
        characteristics=_told(one), unverified=_in_words(one.unverified),
        replaced_by=one.superseded_by or "",
    )  # fmt: skip


def _told(one: Statement) -> tuple[tuple[int, str], ...]:
    """Return what has been published of a council at each score."""
    return tuple(sorted((score, words) for score, words in one.characteristics.items() if words))


def _in_words(names: tuple[str, ...]) -> str:
    return wording.listed([_PARTS.get(name, name.replace("_", " ")) for name in names])
