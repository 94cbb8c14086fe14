"""The history of the whole library: who did what, when and to which documents, narrowed through the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData
from starlette.responses import Response, StreamingResponse

from app.api.resources import ActorDep, LibraryDep
from app.history_rows import csv_lines, json_pieces
from app.web.administration.history_words import DEED_TITLES, WAY_TITLES, said, step_title, verb_title
from app.web.asking import needs
from app.web.forms import Form, FormDep, day_values
from app.web.pages import Page
from app.web.rendering import show
from app.web.wording import day as day_words
from app.wiring import Library
from evidence.domain.deeds import DEEDS
from evidence.domain.events import Narrowing
from evidence.errors import Invalid
from evidence.services.histories import FIRST_YEAR, LAST_YEAR, Doings, Told, asked_for

router = APIRouter(dependencies=[needs("governance", "administrator")])
ADDRESS = "/administration/history"
_PER_PAGE = 50
_MOST_DOCUMENTS = 4
Number = Annotated[int | None, Query(ge=0, le=10**12)]


class Step(NamedTuple):
    """One event in words."""

    seq: int
    at: datetime
    by: str
    by_address: str
    """What else this person did."""
    how: str
    """In a browser, by a program, by command line; empty where it is not known."""
    what: str
    because: str
    """Why a restricted document was opened that was read; empty for everything else."""
    documents: tuple[tuple[str, str | None], ...]
    """The first documents it concerned: reference, and title as it is now or nothing when it is held no more."""
    more: int
    """How many more documents it concerned."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the history."""

    person: str = ""
    """An account, or the name of whoever worked by command line."""
    verb: str = ""
    """A group of steps such as ``saw``, or one kind of step."""
    way: str = ""
    document: str = ""
    since: date | None = None
    until: date | None = None
    """The last day that is asked for."""

    @property
    def narrowing(self) -> Narrowing:
        """The same for the services."""
        return asked_for(
            person=self.person, what=self.verb, document=self.document, way=self.way, since=self.since,
            until=self.until,
        )  # fmt: skip

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return what is asked as names and values, without what is not asked."""
        days = {name: day.isoformat() if day else "" for name, day in (("since", self.since), ("until", self.until))}
        given = {"person": self.person, "verb": self.verb, "way": self.way, "document": self.document, **days}
        return tuple((name, value) for name, value in given.items() if value)

    def at(self, address: str, **more: int | str) -> str:
        """Return an address that asks the same."""
        said_there = urlencode([*self.pairs(), *more.items()])
        return f"{address}?{said_there}" if said_there else address


@dataclass(frozen=True, kw_only=True)
class HistoryPage(Page):
    """A stretch of the history, the newest first."""

    template: ClassVar[str] = "administration/history.html"

    steps: tuple[Step, ...]
    """The events of this page."""
    begun: bool
    """Whether anything has happened yet."""
    narrowed: str
    """What the list is narrowed to, in words; empty when it is not."""
    people: tuple[tuple[str, str], ...]
    """Everybody who appears in the history, for the choice."""
    verbs: tuple[tuple[str, str], ...]
    """Groups of steps, then every kind of step there has been, for the choice."""
    ways: tuple[tuple[str, str], ...]
    """Every way of doing something, for the choice."""
    newer: str
    """The address of the events after these; empty where there are none."""
    older: str
    """The address of the events before these; empty where there are none."""
    newest: str
    """The address of the first page; empty on it."""
    asked: tuple[tuple[str, str], ...]
    """What the address asks, for the form that takes the same events away as a file."""


@router.get(ADDRESS)
def show_history(request: Request, library: LibraryDep, before: Number = None, after: Number = None) -> Response:
    """Show a stretch of the history."""
    form = Form(FormData([*request.query_params.multi_items()]))
    asked = _asked(form)
    found = library.histories.stretch(asked.narrowing, before=before, after=after, limit=_PER_PAGE)
    doings, told = library.histories.doings(), library.histories.told(found.events)
    first, last = (found.events[0].seq, found.events[-1].seq) if found.events else (0, 0)
    return show(request, HistoryPage(
        title="History", errors=tuple(form.errors), values=_values(form, asked), steps=_steps(library, told),
        begun=bool(doings.verbs), narrowed=_narrowed(asked, doings), people=_people(doings, asked.person),
        verbs=_verbs(doings), ways=tuple(WAY_TITLES.items()),
        newer=asked.at(ADDRESS, after=first) if told and found.newer else "",
        older=asked.at(ADDRESS, before=last) if told and found.older else "",
        newest=asked.at(ADDRESS) if found.newer or (not told and (before or after)) else "", asked=asked.pairs(),
    ))  # fmt: skip


@router.post(f"{ADDRESS}/export")
def export_history(library: LibraryDep, actor: ActorDep, form: FormDep) -> Response:
    """Send every event that is asked for as a file, the newest first, having recorded who takes it."""
    asked = _asked(form)
    kind = form.choice("form", ("csv", "json"), required="Choose CSV or JSON.")
    if form.errors:
        raise Invalid(form.errors[0].message)
    history = library.histories.export(actor, asked.narrowing, kind)
    headers = {
        "content-disposition": f'attachment; filename="history {library.clock.today().isoformat()}.{kind}"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    if kind == "json":
        return StreamingResponse(json_pieces(history), media_type="application/json", headers=headers)
    return StreamingResponse(csv_lines(history, said), media_type="text/csv; charset=utf-8", headers=headers)


def _asked(form: Form) -> Asked:
    since, until = _day(form, "since"), _day(form, "until")
    if since and until and until < since:
        form.wrong("until", "The last day comes before the first. Enter the same day or a later one.")
    return Asked(
        form.text("person"), form.text("verb"), form.choice("way", WAY_TITLES), form.text("document").upper(), since,
        until,
    )  # fmt: skip


def _day(form: Form, name: str) -> date | None:
    day = form.day(name)
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        form.wrong(name, f"Enter a date between {FIRST_YEAR} and {LAST_YEAR}.")
        return None
    return day


def _values(form: Form, asked: Asked) -> dict[str, str]:
    days = {**day_values("since", asked.since), **day_values("until", asked.until)}
    if form.errors:
        days |= {name: value for name, value in form.values.items() if name in days}
    return {"person": asked.person, "verb": asked.verb, "way": asked.way, "document": asked.document, **days}


def _narrowed(asked: Asked, doings: Doings) -> str:
    parts = [
        f"by {dict(doings.people).get(asked.person, asked.person)}" if asked.person else "",
        f"“{step_title(asked.verb)}”" if asked.verb else "",
        WAY_TITLES.get(asked.way, "").lower(),
        f"about {asked.document}" if asked.document else "",
        f"from {day_words(asked.since)}" if asked.since else "",
        f"to {day_words(asked.until)}" if asked.until else "",
    ]
    return ", ".join(part for part in parts if part)


def _people(doings: Doings, chosen: str) -> tuple[tuple[str, str], ...]:
    unknown = chosen and chosen not in dict(doings.people)
    return (*doings.people, *([(chosen, chosen)] if unknown else []))


def _verbs(doings: Doings) -> tuple[tuple[str, str], ...]:
    kinds = sorted(((verb, verb_title(verb)) for verb in doings.verbs), key=lambda pair: pair[1])
    return (*((deed, DEED_TITLES[deed]) for deed in DEEDS), *kinds)


def _steps(library: Library, told: Sequence[Told]) -> tuple[Step, ...]:
    refs = [ref for one in told for ref in one.event.refs[:_MOST_DOCUMENTS]]
    titles = library.cards.titles(list(dict.fromkeys(refs)))
    return tuple(
        Step(
            seq=event.seq, at=event.at, by=event.actor,
            by_address=Asked(person=event.person or event.actor).at(ADDRESS),
            how="" if event.way == "library" else WAY_TITLES.get(event.way or "", ""), what=said(event),
            because=because,
            documents=tuple((ref, titles.get(ref)) for ref in event.refs[:_MOST_DOCUMENTS]),
            more=max(0, len(event.refs) - _MOST_DOCUMENTS),
        )
        for event, because in told
    )  # fmt: skip
