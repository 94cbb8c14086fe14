"""The readiness rules: those in force beside the file's, trying others, and keeping them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web import wording
from app.web.administration import rules_form as fields
from app.web.administration.rules_form import RuleField, StatementRow, VerdictRow
from app.web.asking import needs
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.wiring import Library
from evidence.domain.assurance import mark_of
from evidence.domain.frameworks import Framework
from evidence.domain.people import MAY
from evidence.domain.rules import CellChange, rule_values
from evidence.errors import EvidenceError

router = APIRouter()
ADDRESS = "/administration/rules"


class Difference(NamedTuple):
    """One verdict that would be another; ``before`` or ``after`` is empty where there is none."""

    statement: str
    title: str
    what: str
    """The category of the cell, or that it is the statement's own verdict."""
    before: str
    after: str
    address: str
    """Where its reasons stand today."""


class Changed(NamedTuple):
    """One rule that would be another."""

    name: str
    value: str
    """As it is saved."""
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What other rules would do; nothing of it is saved."""

    rules: tuple[Changed, ...]
    """The rules that would be others."""
    differences: tuple[Difference, ...]
    """The verdicts that would be others."""
    words: str
    """How many there are, in a sentence."""
    back_to_file: bool
    """Whether every rule would be the file's again."""


@dataclass(frozen=True, kw_only=True)
class RulesPage(Page):
    """The readiness rules, and what others would do."""

    template: ClassVar[str] = "administration/rules.html"

    framework: str
    """The title of the framework in force."""
    framework_ref: str
    """Its reference."""
    verdicts: tuple[VerdictRow, ...]
    """What each verdict takes."""
    unknown_proof: RuleField
    """What evidence is taken to show whose tag does not say."""
    lists: tuple[RuleField, ...]
    """Rules that are lists."""
    categories: tuple[str, ...]
    """Titles of the columns of the table of statements."""
    statements: tuple[StatementRow, ...]
    """How much each category counts for each statement."""
    differing: int
    """How many rules differ from the file's today."""
    trial: Trial | None
    """What was tried; nothing when nothing was."""
    mark: str
    """A mark of the rules in force, which saving compares."""


@router.get(ADDRESS)
def show_rules(request: Request, library: LibraryDep) -> Response:
    """Show the rules, and what those that the address asks for would change."""
    form = Form(FormData([*request.query_params.multi_items()]))
    now, file = _both(library)
    if form.has("file"):
        return show(request, _page(library, now, file, form, rule_values(file)))
    asked = fields.asked_rules(form, now) if form.has("try") else None
    return show(request, _page(library, now, file, form, asked))


@router.post(ADDRESS, dependencies=[needs(*MAY["rules changed"])])
def save_rules(
    request: Request, library: LibraryDep, background: BackgroundDep, actor: ActorDep, form: FormDep
) -> Response:
    """Keep the rules that were tried."""
    now, file = _both(library)
    changes = dict(one.split("=", 1) for one in form.texts("change") if "=" in one)
    if form.text("mark") != _mark(now):
        form.wrong("would-change", "Somebody changed the rules since you tried these. See what yours would do now.")
    elif changes:
        try:
            _, undo = stepped(library, actor, lambda: library.frameworks.save_rules(actor, changes))
            background.wake()
            return go(ADDRESS, Said(f"{wording.many(len(changes), 'readiness rule')} changed.", undo=undo))
        except EvidenceError as error:
            form.refuse(error, field="would-change")
    else:
        return go(ADDRESS, Said("Nothing was changed: no rule differs from those in force."))
    return show(request, _page(library, now, file, form, {**rule_values(now), **_resolved(changes, file)}))


def _both(library: Library) -> tuple[Framework, Framework]:
    """Return the framework in force with this library's rules, and as its file says."""
    now = library.frameworks.in_force()
    return now, library.frameworks.load(now.ref)


def _mark(now: Framework) -> str:
    return mark_of(now.ref, now.version, rule_values(now))


def _resolved(changes: Mapping[str, str], file: Framework) -> dict[str, str]:
    written = rule_values(file)
    return {
        name: (value if value != fields.NO_VALUES else "") or written[name]
        for name, value in changes.items()
        if name in written
    }


def _page(
    library: Library, now: Framework, file: Framework, form: Form, asked: Mapping[str, str] | None
) -> RulesPage:
    values, trial = fields.values_of(now), None
    tried = {} if asked is None else fields.changes(asked, now, file)
    if asked is not None and all(error.field == "would-change" for error in form.errors):
        try:
            values = fields.values_of(library.frameworks.proposed(tried))
            trial = _trial(library, now, file, tried)
        except EvidenceError as error:
            form.refuse(error, field="would-change")
    if form.errors and trial is None:
        values |= form.values
    written, known = rule_values(file), rule_values(now)
    return RulesPage(
        title="Readiness rules", errors=tuple(form.errors), values=values, framework=now.title, framework_ref=now.ref,
        verdicts=fields.thresholds(now, file), unknown_proof=fields.unknown_proof(now, file),
        lists=fields.lists(now, file), categories=tuple(one.title for one in now.counted_categories()),
        statements=fields.statement_rows(now, file), trial=trial, mark=_mark(now),
        differing=sum(known[name] != written[name] for name in known),
    )  # fmt: skip


def _trial(library: Library, now: Framework, file: Framework, tried: Mapping[str, str]) -> Trial:
    found = library.assurance.compare_rules(tried) if tried else []
    proposed = library.frameworks.proposed(tried)
    known, then = rule_values(now), rule_values(proposed)
    rules = tuple(
        Changed(name, value, _rule_title(name, now), _rule_words(known[name], now), _rule_words(then[name], now))
        for name, value in tried.items()
    )
    cells = sum(one.category is not None for one in found)
    return Trial(
        rules,
        tuple(_difference(one, now) for one in found),
        _words(cells, len(found) - cells),
        back_to_file=bool(rules) and then == rule_values(file),
    )


def _words(cells: int, verdicts: int) -> str:
    if not cells and not verdicts:
        return "No cell of the readiness map would change, and no verdict."
    told = [
        *([wording.many(cells, "cell")] if cells else []),
        *(
            [wording.many(verdicts, "verdict of a quality statement", "verdicts of quality statements")]
            if verdicts
            else []
        ),
    ]
    return f"{wording.listed(told)} would change."


def _difference(one: CellChange, now: Framework) -> Difference:
    titles = {category.ref: category.title for category in now.categories}
    return Difference(
        one.statement, now.statement(one.statement).title,
        titles.get(one.category, one.category) if one.category else "Quality statement as a whole",
        one.before or "", one.after or "",
        f"/readiness/{one.statement}/{one.category}" if one.category else f"/statements/{one.statement}",
    )  # fmt: skip


def _rule_title(name: str, now: Framework) -> str:
    head, _, tail = name.partition(".")
    if head in fields.THRESHOLD_TITLES:
        return f"{fields.THRESHOLD_TITLES[head]}: {fields.FIELD_TITLES[tail].lower()}"
    if now.has_statement(head):
        return f"{head}: {tail} categories"
    return fields.LIST_TITLES.get(name, "What evidence is taken to show when nobody has said")


def _rule_words(value: str, now: Framework) -> str:
    titles: dict[str, str] = {one.ref: one.title for one in now.categories} | wording.SOURCE_TITLES
    titles |= {str(proof): words for proof, words in wording.PROOF_TITLES.items()}
    return wording.listed([titles.get(one, one) for one in value.split(",")]) if value else "None"
