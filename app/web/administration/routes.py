"""Administration: what is where, health at a glance, storage, and the library's own facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, ChoresDep, LibraryDep
from app.web import wording
from app.web.administration import frameworks as administration_frameworks
from app.web.administration import health as administration_health
from app.web.administration import history as administration_history
from app.web.administration import rules as administration_rules
from app.web.administration import settings as administration_settings
from app.web.administration import sign_on as administration_sign_on
from app.web.administration import vocabulary as administration_vocabulary
from app.web.administration.lines import Line, last_check, overview_lines
from app.web.administration.storage import Storage, measured
from app.web.asking import needs
from app.web.forms import Form, FormDep, day_values
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from evidence.domain.people import EVERY_ROLE, MAY, Actor, Role
from evidence.errors import EvidenceError
from evidence.services.facts import FIELDS

router = APIRouter()
ADDRESS = "/administration"
_LONGEST_COUNCIL = 200
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_LONGEST_LIST = 2_000
_TITLES = {
    "council": "Name of the council", "visit_on": "On-site visit", "return_due": "Information return due",
    "case_references": "How case references are written", "own_domains": "The council’s own e-mail domains",
    "assessed_on": "Last assessment ended",
}  # fmt: skip
_LISTS = ("case_references", "own_domains")
_DAYS = frozenset({"visit_on", "return_due", "assessed_on"})
_PLACES = {
    "people": ("People", "Who has an account, with which roles and in which teams."),
    "facts": (
        "The library’s facts",
        "The council’s name, the on-site visit, the information return, how case references are written.",
    ),
    "frameworks": ("Frameworks", "What the regulator asks, as data, and which framework is in force."),
    "rules": ("Readiness rules", "What makes evidence adequate or strong. Try a change before it counts."),
    "kinds": ("Kinds of document", "What is presumed from a kind, and how long each stays in date."),
    "retention": (
        "How long documents are kept",
        "The rule for each kind, after which a document is due for disposal.",
    ),
    "vocabulary": ("Words and abbreviations", "What search takes for the same, several meanings, labels."),
    "settings": ("Settings", "Every setting in force and where it comes from."),
    "sign-on": ("Single sign-on", "Whether people can come in with the council’s own account, and what is wrong."),
    "health": ("Health", "What works and what does not. Check everything held, build the search index anew."),
    "history": ("History", "Who did what, when and to which documents, from the first day. As CSV too."),
}
"""Page -> its title and what is there."""
_RUNNING: frozenset[Role] = frozenset({"administrator"})
_ONLY_FOR: dict[str, frozenset[Role]] = {
    "people": _RUNNING, "facts": MAY["facts set"], "settings": _RUNNING, "sign-on": _RUNNING,
    "health": _RUNNING,
    "history": _RUNNING | {"governance"},
}  # fmt: skip
"""Pages that are not for everybody -> the roles that may open them."""


class Place(NamedTuple):
    """One page of administration."""

    address: str
    title: str
    words: str


class FactLine(NamedTuple):
    """One fact as it is known."""

    title: str
    value: str
    """Empty where nobody has given it."""
    field: str
    """The field of the form that changes it."""


@dataclass(frozen=True, kw_only=True)
class AdministrationPage(Page):
    """What is where, and how the library is."""

    template: ClassVar[str] = "administration/overview.html"

    places: tuple[Place, ...]
    """The pages of administration that are for whoever looks."""
    facts: tuple[FactLine, ...]
    """The library's own facts."""
    health: tuple[Line, ...]
    """What can be told at a glance about its health; nothing to who does not look after it."""
    storage: Storage | None
    """What each part of the home takes up; nothing to who does not look after it."""


@dataclass(frozen=True, kw_only=True)
class FactsPage(Page):
    """The form that sets the library's facts."""

    template: ClassVar[str] = "administration/facts.html"

    seen: dict[str, str]
    """Every fact as it is known now; sent along, so that what somebody else changes meanwhile is noticed."""


@router.get(ADDRESS)
def overview(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, chores: ChoresDep
) -> Response:
    """Show what is where, and how the library is to who looks after it."""
    known = library.facts.all()
    storage = measured(library.home) if actor.roles & _RUNNING else None
    lines = overview_lines(library, background.trouble, storage.free, storage.total) if storage else ()
    return show(request, AdministrationPage(
        title="Administration", places=places_for(actor),
        facts=tuple(FactLine(_TITLES[name], _shown(name, known.get(name, "")), name) for name in FIELDS),
        health=(*lines, last_check(chores.last_check)) if lines else (), storage=storage,
    ))  # fmt: skip


def places_for(actor: Actor) -> tuple[Place, ...]:
    """Return the pages of administration that somebody may open, so that no link leads to a refusal."""
    return tuple(
        Place(f"{ADDRESS}/{name}", *told)
        for name, told in _PLACES.items()
        if actor.roles & _ONLY_FOR.get(name, EVERY_ROLE)
    )


@router.get(f"{ADDRESS}/facts", dependencies=[needs(*MAY["facts set"])])
def show_facts(request: Request, library: LibraryDep) -> Response:
    """Show the facts as they are known, to be changed."""
    return show(request, _facts_page(library.facts.all()))


@router.post(f"{ADDRESS}/facts", dependencies=[needs(*MAY["facts set"])])
def set_facts(request: Request, library: LibraryDep, actor: ActorDep, form: FormDep) -> Response:
    """Set what was changed, unless somebody else has set it otherwise meanwhile."""
    known = library.facts.all()
    changes = _changes(form, known)
    if not form.errors and changes:
        try:
            _, undo = stepped(library, actor, lambda: library.facts.set(actor, changes))
            return go(ADDRESS, Said(_told(changes), undo=undo))
        except EvidenceError as error:
            form.refuse(error, field=str(error.details.get("field", "council")))
    if form.errors:
        return show(request, _facts_page(known, form))
    return go(ADDRESS, Said("Nothing was changed: the facts are as you gave them already."))


def _facts_page(known: Mapping[str, str], form: Form | None = None) -> FactsPage:
    values = form.values if form else {
        **{name: known.get(name, "") for name in ("council", *_LISTS)},
        **day_values("visit_on", _date(known.get("visit_on"))),
        **day_values("return_due", _date(known.get("return_due"))),
        **day_values("assessed_on", _date(known.get("assessed_on"))),
    }  # fmt: skip
    return FactsPage(
        title="The library’s facts", errors=tuple(form.errors) if form else (), values=dict(values),
        seen={name: known.get(name, "") for name in FIELDS},
    )  # fmt: skip


def _changes(form: Form, known: Mapping[str, str]) -> dict[str, str]:
    """Return the facts that the form changes; what two people set differently is an error of its field."""
    asked = {"council": " ".join(form.text("council", longest=_LONGEST_COUNCIL).split())}
    asked |= {name: form.text(name, longest=_LONGEST_LIST) for name in _LISTS if form.has(name)}
    for name in ("visit_on", "return_due", "assessed_on"):
        day = form.day(name)
        if day and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            form.wrong(name, f"Enter a date between {_FIRST_YEAR} and {_LAST_YEAR}.")
        asked[name] = day.isoformat() if day else ""
    changes = {}
    for name, value in asked.items():
        now = known.get(name, "")
        seen = form.text(f"seen-{name}") if form.has(f"seen-{name}") else now
        if value not in {seen, now}:
            changes[name] = value
            if seen != now and all(error.field != name for error in form.errors):
                form.wrong(name, _clash(name, now, value))
    return changes


def _clash(name: str, now: str, given: str) -> str:
    stands = f"“{_shown(name, now)}”" if now else "empty"
    yours = f"“{_shown(name, given)}”" if given else "nothing"
    return (
        f"Somebody changed this while you had the page open: it is now {stands}, and you gave {yours}. "
        "Save again to put yours in its place."
    )


def _told(changes: Mapping[str, str]) -> str:
    parts = [
        f"{_TITLES[name].lower()}: {_shown(name, value)}" if value else f"{_TITLES[name].lower()}: taken out"
        for name, value in changes.items()
    ]
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _shown(name: str, value: str) -> str:
    return wording.day(_date(value)) if value and name in _DAYS else value


for part in (
    administration_frameworks, administration_rules, administration_vocabulary, administration_settings,
    administration_sign_on, administration_health, administration_history,
):  # fmt: skip
    router.include_router(part.router)
