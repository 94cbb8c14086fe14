"""The rules of retention: how long each kind of document is kept, and changing that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web import wording
from app.web.asking import needs
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.wiring import Library
from evidence.domain.people import MAY
from evidence.domain.retention import SINCE_WORDS, read_rule, rule_words
from evidence.domain.vocabulary import RetentionRule
from evidence.errors import EvidenceError
from evidence.services.retention import KindRule

router = APIRouter()
ADDRESS = "/administration/retention"


@dataclass(frozen=True, kw_only=True)
class RetentionRulesPage(Page):
    """How long each kind of document is kept."""

    template: ClassVar[str] = "retention/rules.html"

    rules: Sequence[KindRule]
    """The rule of each kind."""
    shipped: dict[str, str]
    """What came with the program, in words, by kind."""
    choices: Sequence[tuple[str, str]]
    """What time can count from."""
    assessed_on: str
    """When the last assessment ended; empty where nobody has said."""
    due: int
    """How many documents are due by the rules as they are."""
    mark: str
    """A mark of the rules as they are, which saving compares."""


@router.get(ADDRESS)
def show_rules(request: Request, library: LibraryDep) -> Response:
    """Show the rules."""
    return show(request, _page(library))


@router.post(ADDRESS, dependencies=[needs(*MAY["retention changed"])])
def save_rules(request: Request, library: LibraryDep, actor: ActorDep, form: FormDep) -> Response:
    """Keep the rules as they were given."""
    asked = {one.kind.ref: _asked(form, one) for one in library.retention.rules()}
    if not form.errors:
        rules = {kind: rule for kind, rule in asked.items() if rule}
        try:
            changed, undo = stepped(
                library, actor, lambda: library.retention.set_rules(actor, rules, seen=form.text("mark"))
            )
        except EvidenceError as error:
            form.refuse(error, field="rules")
        else:
            if not changed:
                return go(ADDRESS, Said("Nothing was changed: the rules are as you gave them already."))
            due = wording.many(len(library.retention.due()), "document is", "documents are")
            return go(ADDRESS, Said(f"{wording.many(len(changed), 'rule')} changed. {due} due for disposal.", undo))
    return show(request, _page(library, form))


def _asked(form: Form, one: KindRule) -> RetentionRule | None:
    field = f"months-{one.kind.ref}"
    if not form.has(field):
        return None
    try:
        return read_rule(form.text(field), form.text(f"since-{one.kind.ref}"))
    except EvidenceError as error:
        form.wrong(field, f"{one.kind.title}: {error.message}")
        return None


def _page(library: Library, form: Form | None = None) -> RetentionRulesPage:
    rules = library.retention.rules()
    values = {}
    for one in rules:
        values[f"months-{one.kind.ref}"] = str(one.rule.months or "")
        values[f"since-{one.kind.ref}"] = one.rule.since
    return RetentionRulesPage(
        title="How long documents are kept", rules=rules, choices=tuple(SINCE_WORDS.items()),
        shipped={one.kind.ref: rule_words(one.kind.retention) for one in rules},
        assessed_on=wording.day(library.facts.day("assessed_on")) if library.facts.day("assessed_on") else "",
        due=len(library.retention.due()), mark=library.retention.mark(),
        errors=tuple(form.errors) if form else (), values={**values, **(form.values if form else {})},
    )  # fmt: skip
