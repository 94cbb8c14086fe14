"""Actions as their pages show them: narrowed, put in order, and in words. Nothing is looked up here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from app.web.statements.view import Named, Shown, shown
from app.web.wording import day, many
from evidence.domain.assurance import Action
from evidence.domain.examples import Example, Gap

NOBODY = "none"
STATES = {"open": "Open, overdue ones included", "overdue": "Overdue", "closed": "Closed", "all": "All"}
SORTS = {
    "due": "Due first",
    "statement": "Quality statement",
    "owner": "Owner",
    "newest": "Newest first",
}
_LONGEST = 200
_BETWEEN_REFS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the list of actions; what makes no sense is as if it were not there."""

    statement: str = ""
    owner: str = ""
    state: str = "open"
    sort: str = "due"

    @classmethod
    def read(cls, query: QueryParams, statements: Iterable[str]) -> Self:
        """Read an address."""
        statement = query.get("statement", "").strip().upper()
        return cls(
            statement=statement if statement in statements else "",
            owner=query.get("owner", "").strip()[:_LONGEST],
            state=query.get("state", "") if query.get("state", "") in STATES else "open",
            sort=query.get("sort", "") if query.get("sort", "") in SORTS else "due",
        )

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """What an address says to ask the same, what goes without saying left out."""
        said = (("statement", self.statement), ("owner", self.owner), ("state", self.state), ("sort", self.sort))
        return tuple((name, value) for name, value in said if value and (name, value) not in _WITHOUT_SAYING)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was chosen."""
        return any(name != "sort" for name, _ in self.parts)


_WITHOUT_SAYING = {("state", "open"), ("sort", "due")}


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action in the list."""

    id: str
    address: str
    text: str
    statement: str
    statement_title: str
    owner: str
    due: date | None
    state: str
    """``open``, ``overdue`` or ``closed``."""
    closed_on: date | None
    answers: str
    """How many areas for improvement it answers, in words; empty where none is named."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area for improvement, or a challenge, that an action may answer."""

    tag: str
    words: str
    """Its words with the document, for a box to tick."""
    answered_by: str
    """Ids of the actions that answer it already."""


def state_of(action: Action, today: date) -> str:
    """Say how an action stands; overdue from the day after it was due."""
    if action.state == "closed":
        return "closed"
    return "overdue" if action.due is not None and action.due < today else "open"


def narrowed(actions: Iterable[Action], asked: Asked, today: date, order: Sequence[str]) -> list[Action]:
    """Return the actions asked for, in the order asked for; ``order`` is the framework's, of its statements."""
    owner = asked.owner.casefold()
    found = [
        one
        for one in actions
        if (not asked.statement or one.statement == asked.statement)
        and (not owner or (one.owner or "").strip().casefold() == ("" if owner == NOBODY else owner))
        and _is_in(state_of(one, today), asked.state)
    ]
    places = {ref: place for place, ref in enumerate(order)}
    keys = {
        "due": lambda one: (one.state == "closed", one.due is None, one.due or date.max, one.id),
        "statement": lambda one: (places.get(one.statement, len(places)), one.due or date.max, one.id),
        "owner": lambda one: (not one.owner, (one.owner or "").casefold(), one.due or date.max, one.id),
        "newest": lambda one: (-one.added_at.timestamp(), one.id),
    }
    return sorted(found, key=keys[asked.sort])


def _is_in(state: str, wanted: str) -> bool:
    return wanted in {"all", state} or (wanted == "open" and state == "overdue")


def row(action: Action, today: date, titles: Mapping[str, str]) -> ActionRow:
    """Return an action as a line of the list."""
    answers = f"answers {many(len(action.answers), 'area')} for improvement" if action.answers else ""
    return ActionRow(
        id=action.id, address=f"/actions/{action.id}", text=action.text, statement=action.statement,
        statement_title=titles.get(action.statement, ""), owner=action.owner or "", due=action.due,
        state=state_of(action, today), closed_on=action.closed_on, answers=answers,
    )  # fmt: skip


def owners_of(actions: Iterable[Action], asked: str) -> list[tuple[str, str]]:
    """Return the owners to narrow to, by name, nobody last; the one asked for stays, whoever it is."""
    names = {one.owner.strip() for one in actions if one.owner and one.owner.strip()}
    if asked and asked != NOBODY and asked.casefold() not in {name.casefold() for name in names}:
        names.add(asked)
    return [*((name, name) for name in sorted(names, key=str.casefold)), (NOBODY, "Nobody named")]


def found_words(total: int, asked: Asked) -> str:
    """Say how many actions there are.

    >>> found_words(1, Asked(state="overdue")), found_words(0, Asked())
    ('1 overdue action', 'No open action')
    """
    kind = {"open": "open ", "overdue": "overdue ", "closed": "closed ", "all": ""}[asked.state]
    return many(total, f"{kind}action") if total else f"No {kind}action"


def areas(gaps: Sequence[Gap]) -> tuple[Area, ...]:
    """Return what an action may answer, unanswered areas first."""
    found = []
    for gap in gaps:
        one = shown(gap.example, longest_beginning=120)
        words = f"“{one.words}”" if one.quoted else one.words
        place = f"{one.ref}, {one.locator}" if one.locator else f"{one.ref} {one.title}"
        kind = f"{one.stance}: " if gap.example.stance != "gap" else ""
        said = f"{kind}{words or ('Restricted' if one.restricted else 'The whole document')} ({place})"
        found.append(Area(one.tag, said, ", ".join(action.id for action in gap.actions)))
    return tuple(found)


def answered(gaps: Sequence[Gap], tags: Sequence[str]) -> tuple[tuple[Shown, ...], int]:
    """Return the areas that an action answers, and how many of those it names are no longer there."""
    by_tag = {gap.example.tag: gap.example for gap in gaps}
    found = tuple(shown(by_tag[tag]) for tag in tags if tag in by_tag)
    return found, len(tags) - len(found)


def suggested(examples: Sequence[Example], most: int) -> tuple[tuple[str, str], ...]:
    """Return documents that may show an effect, a difference made or a result, the best first."""
    showing = [one for one in examples if one.counts and one.proof in {"outcome", "result"}]
    return tuple((one.ref, f"{one.ref} {one.title}") for one in showing[:most])


def refs_in(text: str) -> list[str]:
    """Return the references that somebody typed, between commas, spaces or lines.

    >>> refs_in("E-0001, e42; E-0003")
    ['E-0001', 'e42', 'E-0003']
    """
    return [one for one in _BETWEEN_REFS.split(text) if one]


def named(refs: Sequence[str], titles: Mapping[str, str]) -> tuple[Named, ...]:
    """Return documents by reference and title."""
    return tuple(Named(ref, titles.get(ref, "")) for ref in refs)


def address_of(parts: Sequence[tuple[str, str]]) -> str:
    """Return the address of the list, narrowed."""
    return f"/actions?{urlencode(parts)}" if parts else "/actions"


def both_versions(action: Action) -> tuple[tuple[str, str], ...]:
    """Return what stands now of what people change."""
    return (
        ("What will be done", action.text),
        ("Who will do it", action.owner or "Nobody named"),
        ("When it is due", day(action.due) or "No date"),
    )
