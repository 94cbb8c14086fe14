"""A statement on one sheet of A4, for a member of staff who is about to be interviewed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import LibraryDep
from app.web.forms import FieldError
from app.web.pages import Page
from app.web.rendering import show
from app.web.statements import view
from app.web.statements.routes import found_or_answer
from app.web.wording import for_pages
from app.wiring import Library
from evidence.domain.examples import Example, Improving, Numbers, opening
from evidence.domain.frameworks import Statement
from evidence.domain.readiness import StatementReadiness
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Invalid

router = APIRouter()
_EXAMPLES = 3
_LOCAL = 2
_READ = 12  # examples that sentences on the difference made are taken from
_IMPACTS = 2
_AREAS = 3
_PLANS = 2
_WORDS, _REASON, _AREA, _TITLE = 260, 300, 170, 110
"""Longest quote, reason of a score, area or action, and title, in characters: so much fits on one sheet."""
_TEAM = "team"


@dataclass(frozen=True, slots=True)
class Local:
    """What is held about one team or locality."""

    name: str
    """Such as ``West (locality)``."""
    numbers: Numbers
    of: int
    """Documents about the statement in all."""
    examples: tuple[view.Shown, ...]
    """Its best examples beside those shown already."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """One thing that is being improved, and what is done about it."""

    words: str
    ref: str
    place: str
    """What to add to the document's address to open it there."""
    actions: tuple[view.ActionLine, ...]


@dataclass(frozen=True, kw_only=True)
class BriefPage(Page):
    """What to know and where to find it before an interview."""

    template: ClassVar[str] = "statements/brief.html"
    section: ClassVar[str] = "home"

    statement: Statement
    """What the framework says of it."""
    readiness: StatementReadiness
    """How well it is evidenced today."""
    on: date
    """Today."""
    score: view.ScoreLine | None
    """What the council gave itself, and why."""
    strengths: tuple[str, ...]
    """What good evidence meant for people, a sentence or two."""
    examples: tuple[view.Shown, ...]
    """The best three examples."""
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Teams, localities and other labels of this statement's evidence: group, then values with their words."""
    local: Local | None
    """What is held about the team or locality that was chosen."""
    improving: tuple[Improvement, ...]
    """Areas for improvement with their actions."""
    actions: tuple[view.ActionLine, ...]
    """Open actions beside those."""
    planned: tuple[view.Shown, ...]
    """What is planned."""
    left_out: int
    """How many areas, actions and plans did not fit."""
    missing: tuple[str, ...]
    """Categories of which nothing is held, and sub-topics without evidence."""


@router.get("/statements/{name}/brief")
def show_brief(
    request: Request, library: LibraryDep, name: str, label: Annotated[str, Query(max_length=200)] = "",
    team: Annotated[str, Query(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Show the brief; ``label`` (``locality:West``) or ``team`` adds what is held about one's own."""
    found = found_or_answer(request, library, name, below="/brief")
    if isinstance(found, Response):
        return found
    return show(request, _brief(library, found, f"{_TEAM}:{team}" if team.strip() else label.strip()))


def _brief(library: Library, statement: Statement, label: str) -> BriefPage:
    whole, examples = library.assurance.readiness(), library.examples
    readiness, best = whole.statement(statement.ref), examples.best(statement.ref, limit=_READ)
    improving = examples.gaps(statement.ref)
    areas, actions, planned, left_out = _improving(improving, whole.on)
    chosen = best[:_EXAMPLES]
    local, errors = _local(library, readiness, label, chosen)
    scores = view.score_lines(readiness, library.frameworks.in_force())
    council = readiness.council_score
    return BriefPage(
        title=f"{statement.ref} {statement.title}", statement=statement, readiness=readiness, on=whole.on,
        score=replace(scores[0], because=opening(scores[0].because, longest=_REASON)) if council else None,
        strengths=view.first_sentences((opening(one.impact, longest=_AREA) for one in best if one.impact), _IMPACTS),
        examples=tuple(_cut(view.shown(one)) for one in chosen), local=local,
        choices=_choices(examples.label_values(statement.ref), library.vocabulary, label), improving=areas,
        actions=actions, planned=planned, left_out=left_out, missing=_missing(readiness),
        values={"label": local.numbers.label if local else label}, errors=errors,
    )  # fmt: skip


def _cut(one: view.Shown) -> view.Shown:
    """Keep a piece of evidence to its share of the sheet."""
    return replace(one, words=opening(one.words, longest=_WORDS), title=opening(one.title, longest=_TITLE))


def _local(
    library: Library, readiness: StatementReadiness, label: str, chosen: Sequence[Example]
) -> tuple[Local | None, tuple[FieldError, ...]]:
    """Return what is held about a team or locality, or what is wrong with the label; neither where none was given."""
    if not label:
        return None, ()
    try:
        numbers = library.examples.numbers(readiness.ref, label=label)
        best = library.examples.best(readiness.ref, limit=_EXAMPLES + _LOCAL, label=label)
    except Invalid as error:
        return None, (FieldError("label", for_pages(error.message)),)
    # Who leads a team knows its examples by sight: those of the three above are not told twice.
    told = {one.tag for one in chosen}
    others = tuple(_cut(view.shown(one, longest_beginning=_WORDS)) for one in best if one.tag not in told)[:_LOCAL]
    group, _, value = numbers.label.partition(":")
    name = f"{opening(value, longest=_TITLE)} ({_group_title(group, library.vocabulary).casefold()})"
    return Local(name, numbers, len(view.documents_of(readiness)), others), ()


def _group_title(group: str, vocabulary: Vocabulary) -> str:
    return next((known.title for known in vocabulary.labels if known.ref == group), group.capitalize())


def _choices(
    values: Mapping[str, Mapping[str, int]], vocabulary: Vocabulary, label: str
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return what can be chosen, teams and localities first; what was asked for stands among them."""
    groups = sorted(values, key=lambda group: (group != _TEAM, group != "locality", group))
    offered = [
        (
            _group_title(group, vocabulary),
            tuple((f"{group}:{value}", f"{value} ({count:,})") for value, count in values[group].items()),
        )
        for group in groups
    ]
    known = {value.casefold() for _, pairs in offered for value, _ in pairs}
    if label and label.casefold() not in known:
        offered.append(("Not found here", ((label, opening(label, longest=60)),)))
    return tuple(offered)


def _improving(
    improving: Improving, today: date
) -> tuple[tuple[Improvement, ...], tuple[view.ActionLine, ...], tuple[view.Shown, ...], int]:
    """Return as many areas, actions and plans as the sheet holds, and how many are left out."""
    areas = tuple(
        Improvement(
            opening(gap.example.quote_or_opening, longest=_AREA) if gap.example.quoted else gap.example.title,
            gap.example.ref, view.place_of(gap.example),
            tuple(_short(view.action_line(one, today)) for one in gap.actions if one.state == "open")[:_PLANS],
        )
        for gap in sorted(improving.gaps, key=lambda gap: not gap.answered)
    )  # fmt: skip
    actions = tuple(_short(one) for one in view.other_actions(improving, today))
    planned = tuple(_cut(view.shown(one)) for one in improving.planned)
    kept = (areas[:_AREAS], actions[:_AREAS], planned[:_PLANS])
    return *kept, len(areas) + len(actions) + len(planned) - sum(len(part) for part in kept)


def _short(action: view.ActionLine) -> view.ActionLine:
    return replace(action, text=opening(action.text, longest=_AREA))


def _missing(readiness: StatementReadiness) -> tuple[str, ...]:
    categories = [cell.title for cell in readiness.cells if cell.verdict == "missing"]
    return (*categories, *(topic.title for topic in readiness.sub_topics if not topic.evidenced))
