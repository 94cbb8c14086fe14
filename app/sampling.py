"""Filling a library with the sample: through the same services that people use."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.domain.documents import RELATION_KINDS, Document
from evidence.errors import Conflict
from evidence.services.clearing import Grounds
from evidence.services.drafts import Draft, TagDraft
from sample.build import build
from sample.plan import Plan, PlannedDocument, PlannedTag

if TYPE_CHECKING:
    from app.wiring import Library

_BOARDS = (
    (
        64,
        "Agree that the provider failure protocol is tested before the on-site visit, and who will see to it.",
        "The first picture that the board has seen. People’s own experience is where evidence is thinnest.",
    ),
    (
        36,
        "Decide whether two more reviewers are paid for until everyone placed outside the borough has had a review.",
        "Leads are putting forward newer scores this week; they will show at the next board.",
    ),
)
"""Boards before the sample's day: how many days before, the decision wanted, and what the lead said."""


_REGULATOR, _PURPOSE = "Care Quality Commission", "Information return 2026"
_CONDITION = "Where it tells of health or care: Article 9(2)(h), the management of social care"
_LOOKED = "Looked at: nobody can be told from it, and what the file holds beside its words may be seen."
_STILL_ASKED = 4
PEOPLE: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Asha Patel", "asha.patel@example.org", ("lead", "administrator"), ("Quality Assurance",)),
    ("Ben Okoro", "ben.okoro@example.org", ("contributor",), ("Reviews",)),
    ("Cleo Marsh", "cleo.marsh@example.org", ("governance",), ("Information Governance",)),
    ("Dev Lindqvist", "dev.lindqvist@example.org", ("reader",), ("Hospital Discharge",)),
)
"""Fictional people with an account in the sample library: name, e-mail address, roles, teams. None has a password."""


def fill(library: "Library", *, on: date) -> Iterator[int]:
    """Add the sample to an empty library; yields the number of documents first, then 1 for each done.

    Raises ``Conflict`` when the library holds something.
    """
    if library.cards.documents():
        raise Conflict(
            "This library holds documents already, so the sample is not mixed in. Name an empty folder: "
            "evidence --home demo-library demo.",
        )
    with library.files.folder() as folder:
        plan = build(folder, on=on)
        yield len(plan.documents)
        library.facts.set(library.actor, {name: str(plan.about[name]) for name in ("council", "visit_on")})
        refs: dict[str, str] = {}
        for planned in plan.documents:
            refs[planned.key] = _add(library, planned, folder)
            yield 1
        _read_all(library)
        for planned in plan.documents:
            _renew(library, planned, folder, refs[planned.key])
        _read_all(library)
        for planned in plan.documents:
            _describe(library, planned, refs)
    _judge(library, plan, refs)
    _look_back(library, on)
    for name, email, roles, teams in PEOPLE:
        library.people.add(library.actor, name, email, roles=roles, teams=teams)
    _clear(library)


def _add(library: "Library", planned: PlannedDocument, folder: Path) -> str:
    actor = library.actor
    if planned.link:
        link = planned.link
        draft = Draft(title=planned.title)
        return library.adding.link(actor, draft, address=link.address, checked_on=link.checked_on, text=link.text).ref
    if planned.file is None:
        return library.adding.want(actor, Draft(), title=planned.title, wanted_from=planned.wanted_from).ref
    path = folder / planned.file
    with path.open("rb") as stream:
        outcome = library.adding.add(actor, Draft(), stream, name=path.name, folder=str(Path(planned.file).parent))
    if not outcome.added:
        raise Conflict(f"The sample file {planned.file} was not added: {outcome.refused or outcome.held}.")
    return outcome.added[0].ref


def _clear(library: "Library") -> None:
    """Have the lead decide on most findings and ask for clearances; information governance clears all but a few."""
    for _ in library.checking.look_pending():
        pass  # titles were set since, and what was not looked through cannot be cleared
    asha, _, cleo, _ = (library.people.by_email(email).acting("page") for _, email, _, _ in PEOPLE)
    for document, kinds in library.checking.undecided():
        if "name" not in kinds:
            _, number, findings, _ = library.checking.of(document.ref)
            library.checking.decide(
                asha, document.ref, [one.place for one in findings], "stays", _LOOKED, number=number
            )
    final = {"status": "final", "sensitivity": ["public", "internal", "sensitive"]}
    with library.catalogue.reading() as view:
        documents = view.all(Document, **final)
        outcomes = library.checking.outcomes_in(view, [(one, one.current_version) for one in documents])
    settled = [one.ref for one in documents if outcomes[one.ref, one.current_version].check != "decide"]
    asked = library.clearing.ask(asha, settled, recipient=_REGULATOR, purpose=_PURPOSE)
    decided = [one.id for one in asked[:-_STILL_ASKED]]
    library.clearing.clear(cleo, decided, Grounds("public-task", condition=_CONDITION))


def _read_all(library: "Library") -> None:
    for _ in library.texts.read_pending(library.actor):
        pass


def _renew(library: "Library", planned: PlannedDocument, folder: Path, ref: str) -> None:
    if planned.newer_file:
        path = folder / planned.newer_file
        with path.open("rb") as stream:
            library.documents.add_version(library.actor, ref, stream, name=path.name)


def _describe(library: "Library", planned: PlannedDocument, refs: dict[str, str]) -> None:
    ref, actor = refs[planned.key], library.actor
    if planned.fields:
        stated = {name: list(v) if isinstance(v, tuple) else v for name, v in planned.fields.items()}
        library.documents.set(actor, ref, {"title": planned.title, **stated})
    for tag in planned.tags:
        library.tagging.tag(actor, [ref], _draft(tag))
    for relation in planned.relations:
        kind = next(known for known in RELATION_KINDS if known == relation.relation)
        library.documents.relate(actor, ref, kind, refs[relation.to])


def _draft(tag: PlannedTag) -> TagDraft:
    return TagDraft(
        statement=tag.statement, category=tag.category, sub_topic=tag.sub_topic, proof=tag.proof, stance=tag.stance,
        source=tag.source, impact=tag.impact, quote=tag.quote,
    )  # fmt: skip


def _judge(library: "Library", plan: Plan, refs: dict[str, str]) -> None:
    actor, assurance = library.actor, library.assurance
    for score in plan.scores:
        assurance.score(actor, score.statement, score.value, by=score.by, on=score.on, because=score.because)
    for planned in plan.actions:
        action = assurance.add_action(actor, planned.statement, planned.text, owner=planned.owner, due=planned.due)
        if planned.shown_by:
            assurance.close_action(actor, action.id, effect=[refs[planned.shown_by]])
    for lead in plan.assignments:
        assurance.assign(actor, lead.statement, lead.lead, since=lead.since)
        if lead.deputy:
            assurance.assign(actor, lead.statement, lead.deputy, leading="deputy", since=lead.since)


def _look_back(library: "Library", on: date) -> None:
    for days, decision, note in _BOARDS:
        library.boards.take(library.actor, on=on - timedelta(days=days), decisions=[decision], note=note)
