"""The document register: out into a spreadsheet, edited by many hands, and back in one step."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evidence.domain.documents import EDITABLE, SENSITIVITIES, STATUSES, Document
from evidence.domain.frameworks import PROOFS, Framework
from evidence.domain.people import Actor
from evidence.domain.register import DOCUMENTS, TAGS, Book, Line, RawSheet, named
from evidence.domain.register_cells import is_blank
from evidence.domain.register_plan import Plan, Result, RowChange, plain
from evidence.domain.tags import EDITABLE_TAG, STANCES, Tag, without_words
from evidence.domain.vocabulary import SOURCES, Vocabulary
from evidence.errors import Invalid, StaleEdit
from evidence.ports import Catalogue, Clock, Reading, RegisterReader, RegisterWriter, Writing
from evidence.services.documents import Documents
from evidence.services.drafts import TagDraft
from evidence.services.frameworks import Frameworks
from evidence.services.register_matching import Matching
from evidence.services.register_planning import Comparing, DocumentRows
from evidence.services.register_rows import find_rows
from evidence.services.register_tags import TagRows
from evidence.services.tagging import Tagging

_MOST_WRONG_TOLD = 5


class Register:
    """Exports every detail of every document and tag, and imports what people made of it."""

    def __init__(
        self, catalogue: Catalogue, documents: Documents, tagging: Tagging, frameworks: Frameworks,
        vocabulary: Vocabulary, clock: Clock, *, read: RegisterReader, write: RegisterWriter,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._documents = documents
        self._tagging = tagging
        self._frameworks = frameworks
        self._vocabulary = vocabulary
        self._clock = clock
        self._read = read
        self._write = write

    def export(self, out: Path) -> None:
        """Write the register: a workbook for a name that ends in .xlsx, or .csv with tags in short form.

        The file is whole or what was there stays. Raises ``Invalid`` for another ending or a missing folder,
        ``Unavailable`` when the file cannot be written.
        """
        with self._catalogue.reading() as view:
            comparing = self._comparing(view)
        framework, held = comparing.framework, comparing.held.values()
        book = Book(
            documents=[comparing.document_line(document) for document in held],
            tags=[
                comparing.wording.tag(tag, document) for document in held for tag in comparing.tags[document.ref]
            ],
            choices=self._choices(framework),
            sub_topics={one.ref: [topic.title for topic in one.sub_topics] for one in framework.in_force},
            made_at=self._clock.now(),
        )  # fmt: skip
        self._write(out, book)

    def lines(self, refs: Sequence[str]) -> list[Line]:
        """Return the rows that the register has for some documents, in this order; those not held are left out."""
        with self._catalogue.reading() as view:
            framework = self._frameworks.seen_in(view)
            comparing = Comparing(view, framework, self._vocabulary, self._documents, refs)
        return [comparing.document_line(comparing.held[ref]) for ref in refs if ref in comparing.held]

    def rows(self) -> list[dict[str, Any]]:
        """Return the register as data, a dictionary a document, as ``schemas/register.schema.json`` describes it."""
        with self._catalogue.reading() as view:
            comparing = self._comparing(view)
        return [_as_data(document, comparing.tags[document.ref]) for document in comparing.held.values()]

    def plan(self, path: Path, *, anyway: bool = False) -> Plan:
        """Return what importing a file would change, and every row that is wrong; nothing is changed.

        ``anyway`` takes rows even where somebody else changed the same document or tag since the export.
        Raises ``Invalid`` or ``TooLarge`` when the file as a whole is no register.
        """
        sheets = self._read(path)
        with self._catalogue.reading() as view:
            return self._planned(view, path.name, sheets, anyway=anyway)

    def apply(self, actor: Actor, given: Plan | Path, *, anyway: bool = False, only_right: bool = False) -> Result:
        """Import a file, or what a plan showed, in one step with one event that undo takes back whole.

        Raises ``Invalid`` naming the wrong rows, unless ``only_right`` leaves those out; and ``StaleEdit`` when
        the library changed so that a given plan no longer holds. Then nothing is changed. Repeating is harmless:
        what the library says already is no change, and a tag that it has is not added again.
        """
        name, sheets = (given.file, given.sheets) if isinstance(given, Plan) else (given.name, self._read(given))
        with self._catalogue.writing(actor) as work:
            if isinstance(given, Plan):
                self._check_holds(work, given)
            plan = self._planned(work, name, sheets, anyway=anyway or (isinstance(given, Plan) and given.anyway))
            if plan.wrong and not only_right:
                raise _refusal(plan)
            new_tags = [tag for change in _in_order(plan) if (tag := self._carry_out(work, actor, change))]
            event = None
            if plan.changes:
                event = work.record("register imported", _refs(plan), about=_about(plan, new_tags)).seq
        return Result(plan, event, tuple(new_tags))

    def _comparing(self, view: Reading) -> Comparing:
        return Comparing(view, self._frameworks.seen_in(view), self._vocabulary, self._documents)

    def _planned(self, view: Reading, name: str, sheets: Sequence[RawSheet], *, anyway: bool) -> Plan:
        found = find_rows(sheets)
        comparing = self._comparing(view)
        matching = Matching(comparing.held, comparing.versions)
        document_rows = DocumentRows(comparing, matching, anyway=anyway)
        tag_rows = TagRows(comparing, matching, anyway=anyway)
        changes: list[RowChange] = []
        wrong, notes = list(found.wrong), list(found.notes)
        # Rows about tags that exist come first, so that a tag removed and added anew is not taken for held.
        for row in sorted(found.rows.get(TAGS, []), key=lambda one: is_blank(one.cells.get("id"))):
            changes += tag_rows.compare(row)
            wrong += row.wrong
        for row in found.rows.get(DOCUMENTS, []):
            document, mine = document_rows.compare(row)
            if document is not None and "tags" in row.cells and not row.wrong:
                mine += tag_rows.short_forms(row, document, notes)
            changes += mine
            wrong += row.wrong
        wrong.sort(key=lambda one: (one.sheet, one.row))
        left_out = {(one.sheet, one.row) for one in wrong}
        kept = [change for change in changes if (change.sheet, change.row) not in left_out]
        kept.sort(key=lambda one: (one.sheet, one.row))
        return Plan(name, found.count(), tuple(kept), tuple(wrong), tuple(notes), anyway=anyway, sheets=sheets)

    def _check_holds(self, work: Reading, plan: Plan) -> None:
        again = self._planned(work, plan.file, plan.sheets, anyway=plan.anyway)
        if again != plan:
            raise StaleEdit(
                "The library was changed after this import was looked at. Nothing was changed; look at it again.",
                details={"wrong": [one.as_json() for one in again.wrong]},
            )

    def _carry_out(self, work: Writing, actor: Actor, change: RowChange) -> str | None:
        """Do what one row says; returns the id of a new tag."""
        if change.what == "document changed":
            self._settle(work, change)
        elif change.what == "tag added":
            document, draft = work.find(Document, change.ref), TagDraft(**change.values)
            if document is not None:
                fields = draft.check(self._frameworks.seen_in(work))
                tag, made = self._tagging.make(work, actor, document, draft, fields)
                return tag.id if made else None
        else:
            tag_held = work.find(Tag, change.tag)
            if tag_held is not None and change.what == "tag removed":
                work.remove(tag_held)
            elif tag_held is not None:
                for name, value in change.values.items():
                    setattr(tag_held, name, value)
                work.save(tag_held)
        return None

    def _settle(self, work: Writing, change: RowChange) -> None:
        document = work.find(Document, change.ref)
        if document is None:
            return
        document.presumed = [name for name in document.presumed if name not in change.confirmed]
        if not self._documents.apply(work, document, change.values):
            document.revision += 1
            work.save(document)

    def _choices(self, framework: Framework) -> dict[str, list[str]]:
        return {
            "kind": [kind.title for kind in self._vocabulary.kinds],
            "status": [status for status in STATUSES if status != "withdrawn"],
            "sensitivity": list(SENSITIVITIES),
            "source": list(SOURCES),
            "line": ["1", "2", "3"],
            "statement": [named(statement) for statement in framework.in_force],
            "category": [category.title for category in framework.categories],
            "stance": list(STANCES),
            "proof": list(PROOFS),
        }


def _as_data(document: Document, tags: Sequence[Tag]) -> dict[str, Any]:
    row = {name: plain(getattr(document, name)) for name in ("ref", *EDITABLE, "presumed")}
    names = ("id", *EDITABLE_TAG, "quote", "locator")
    if document.sensitivity == "restricted":
        tags = list(map(without_words, tags))
    row["tags"] = [{name: plain(getattr(tag, name)) for name in names} for tag in tags]
    return row


def _in_order(plan: Plan) -> list[RowChange]:
    """Removals first, so that a tag removed and added anew is made."""
    return sorted(plan.changes, key=lambda change: change.what != "tag removed")


def _refs(plan: Plan) -> list[str]:
    return sorted({change.ref for change in plan.changes})


def _about(plan: Plan, new_tags: list[str]) -> dict[str, Any]:
    """Say what an import did without a value that anybody typed."""
    fields = {one.field for change in plan.changes if change.what == "document changed" for one in change.differences}
    return {
        **plan.counts(),
        "fields": sorted(fields),
        "tags": new_tags,
        "rows_left_out": len({(one.sheet, one.row) for one in plan.wrong}),
    }


def _refusal(plan: Plan) -> Invalid:
    rows = len({(one.sheet, one.row) for one in plan.wrong})
    told = " ".join(str(one) for one in plan.wrong[:_MOST_WRONG_TOLD])
    more = f" And {len(plan.wrong) - _MOST_WRONG_TOLD} more." if len(plan.wrong) > _MOST_WRONG_TOLD else ""
    return Invalid(
        f"{rows} {'row is' if rows == 1 else 'rows are'} wrong, so nothing was changed. {told}{more} Correct them, "
        "or import only the rows that are right.",
        details={"wrong": [one.as_json() for one in plan.wrong]},
    )
