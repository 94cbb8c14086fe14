"""The parts of the first page, worked out from what the services know: dates, what awaits whom, and nine lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from app.web.readiness.words import with_links
from app.web.wording import day, in_address, many
from evidence.domain.assurance import Action
from evidence.domain.boards import Changes
from evidence.domain.needs import Need
from evidence.domain.next_steps import NextStep
from evidence.domain.readiness import Readiness, StatementReadiness, Verdict

DATES = ("visit_on", "return_due")
MOST_OWNERS = 8
MOST_ACTIONS = 3
_THIN = "high-score-thin-evidence"


@dataclass(frozen=True, slots=True)
class Countdown:
    """One date that the council works towards."""

    days: int
    """From today; 0 is today."""
    number: str
    """The days as they stand large on the page."""
    words: str


def countdowns(facts: Mapping[str, str], today: date) -> tuple[Countdown, ...]:
    """Return the dates that are still to come, the next first."""
    found = []
    for name in DATES:
        if not facts.get(name):
            continue
        on = date.fromisoformat(facts[name])
        days = (on - today).days
        if days >= 0:
            found.append(Countdown(days, "Today" if not days else many(days, "day"), _until(name, on, days)))
    return tuple(sorted(found, key=lambda one: one.days))


def _until(name: str, on: date, days: int) -> str:
    if name == "visit_on":
        return f"is the on-site visit, {day(on)}" if not days else f"to the on-site visit on {day(on)}"
    return (
        f"the information return is due, {day(on)}"
        if not days
        else f"until the information return is due on {day(on)}"
    )


@dataclass(frozen=True, slots=True)
class Awaiting:
    """One thing that waits for somebody."""

    words: str
    address: str
    more: str = ""
    """What stands beside the link."""
    late: bool = False


def documents_address(**filters: str | None) -> str:
    """Return the address of the list of documents, narrowed.

    >>> documents_address(owner="Ann O'Hara", need="due")
    '/documents?owner=Ann+O%27Hara&need=due'
    """
    return f"/documents?{urlencode({name: value for name, value in filters.items() if value})}"


def own_actions(actions: Iterable[Action], name: str, today: date) -> list[Awaiting]:
    """Return a person's open actions, the most overdue first: a few of them, and how many more there are."""
    mine = [
        one
        for one in actions
        if one.state == "open" and (one.owner or "").strip().casefold() == name.strip().casefold()
    ]
    mine.sort(key=lambda one: (one.due or date.max, one.id))
    shown = [_action(one, today) for one in mine[:MOST_ACTIONS]]
    if len(mine) > MOST_ACTIONS:
        shown.append(
            Awaiting(f"{many(len(mine) - MOST_ACTIONS, 'more action')} of yours", f"/owners/{in_address(name)}")
        )
    return shown


def _action(one: Action, today: date) -> Awaiting:
    late = one.due is not None and one.due < today
    due = f"{one.statement}, {'overdue since' if late else 'due'} {day(one.due)}" if one.due else one.statement
    return Awaiting(f"{one.id} {one.text}", f"/statements/{in_address(one.statement)}", due, late)


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """What one person's documents come to."""

    name: str
    address: str
    out_of_date: int
    out_of_date_address: str
    at_visit: int
    at_visit_address: str


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is out of date, or will be at the on-site visit, by owner."""

    owners: tuple[OwnerLine, ...]
    """Those with most first; documents without an owner last."""
    more: int
    """Owners that are not named here."""
    out_of_date: int
    at_visit: int


def ageing(by_owner: Mapping[str, Mapping[Need, int]]) -> Ageing:
    """Add up what is or will be out of date."""
    found = [
        OwnerLine(
            name, f"/owners/{in_address(name)}" if name else documents_address(need="unowned"),
            needs.get("out-of-date", 0), documents_address(owner=name or "none", need="out-of-date"),
            needs.get("out-at-visit", 0), documents_address(owner=name or "none", need="out-at-visit"),
        )
        for name, needs in by_owner.items()
        if needs.get("out-of-date") or needs.get("out-at-visit")
    ]  # fmt: skip
    found.sort(key=lambda one: (not one.name, -(one.out_of_date + one.at_visit), one.name.casefold()))
    return Ageing(
        owners=tuple(found[:MOST_OWNERS]), more=max(0, len(found) - MOST_OWNERS),
        out_of_date=sum(one.out_of_date for one in found), at_visit=sum(one.at_visit for one in found),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One quality statement in a line."""

    ref: str
    title: str
    address: str
    lead: str
    """Empty where nobody is named."""
    score: int | None
    unsupported: str
    """Why the evidence does not bear the score out; empty when it does."""
    evidenced: int
    of: int
    verdict: Verdict
    flags: int
    flags_address: str
    changes: tuple[str, ...]
    """What moved since the last board."""


def statement_lines(readiness: Readiness, changes: Changes) -> tuple[StatementLine, ...]:
    """Return a line for each statement, in the framework's order."""
    return tuple(_line(one, changes) for one in readiness.statements)


def _line(one: StatementReadiness, changes: Changes) -> StatementLine:
    moved, score = changes.of(one.ref), one.council_score
    return StatementLine(
        ref=one.ref, title=one.title, address=f"/statements/{in_address(one.ref)}", lead=one.lead or "",
        score=score.value if score else None,
        unsupported=next((flag.sentence for flag in one.flags if flag.code == _THIN), ""),
        evidenced=one.evidenced, of=len(one.sub_topics), verdict=one.verdict, flags=len(one.flags),
        flags_address=f"/statements/{in_address(one.ref)}#look-at",
        changes=tuple(move.sentence for move in moved.moves) if moved else (),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepLine:
    """One next step, with the cells that it lifts."""

    words: Markup
    """With the documents it names as links."""
    cells: tuple[tuple[str, str], ...]
    """What each is, and its address."""
    lifts: str
    """What would come of it."""


def step_lines(steps: Sequence[NextStep]) -> tuple[StepLine, ...]:
    """Return steps in words."""
    return tuple(
        StepLine(
            with_links(step.words),
            tuple(
                (
                    f"{one.statement} {one.statement_title}, {one.category_title}",
                    f"/readiness/{in_address(one.statement)}/{in_address(one.category)}",
                )
                for one in step.lifts
            ),
            _gain(step),
        )
        for step in steps
    )


def _gain(step: NextStep) -> str:
    first = step.lifts[0]
    said = f"from {first.verdict} to {first.becomes}"
    if any(one.alone for one in step.lifts):
        refs = ", ".join(one.statement for one in step.lifts if one.alone)
        return f"{said}; this alone lifts {refs}"
    return said
