"""Comparing the rows of an edited register with the documents of the library."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from evidence.domain.documents import EDITABLE, SENSITIVITIES, STATUSES, Document, Version
from evidence.domain.frameworks import PROOFS, Framework
from evidence.domain.register import (
    DOCUMENTS,
    TAGS,
    Line,
    Wording,
    column_named,
    columns_of,
    header_of,
    meant,
    nearest,
)
from evidence.domain.register import stamp as stamp_of
from evidence.domain.register_cells import Broken, is_blank, read_date, read_text, read_yes, same
from evidence.domain.register_plan import Difference, RowChange
from evidence.domain.tags import STANCES, Tag
from evidence.domain.vocabulary import SOURCES, Vocabulary
from evidence.errors import Invalid
from evidence.ports import Reading
from evidence.services.documents import Documents, sound_dates
from evidence.services.register_matching import Matching, since_document
from evidence.services.register_rows import Row

LISTED: dict[str, tuple[str, ...]] = {
    "status": STATUSES, "sensitivity": SENSITIVITIES, "source": SOURCES, "stance": STANCES, "proof": PROOFS,
}  # fmt: skip
"""Fields whose values are words of a fixed list."""
_DATES = frozenset(
    column.key for sheet in (DOCUMENTS, TAGS) for column in columns_of(sheet) if column.holds == "date"
)
_STAMP = re.compile(r"\d{1,9}(?:-[0-9a-f]{8})?|t-[0-9a-f]{8}")


class Comparing:
    """What the rows of a file are compared with: one consistent view of the library, or of some of its documents."""

    def __init__(
        self, view: Reading, framework: Framework, vocabulary: Vocabulary, documents: Documents,
        refs: Sequence[str] | None = None,
    ) -> None:  # fmt: skip
        some = {} if refs is None else {"ref": list(refs)}
        self.view = view
        self.framework = framework
        self.vocabulary = vocabulary
        self.documents = documents
        self.wording = Wording(vocabulary, framework)
        self.held = {document.ref: document for document in view.all(Document, **some)}
        self.tags: dict[str, list[Tag]] = defaultdict(list)
        for tag in view.all(Tag, **some):
            self.tags[tag.ref].append(tag)
        self.versions = {
            version.ref: version
            for version in view.all(Version, **some)
            if version.ref in self.held and version.number == self.held[version.ref].current_version
        }

    def document_line(self, document: Document) -> Line:
        """Return the row that the register has for a document."""
        return self.wording.document(document, self.versions.get(document.ref), self.tags[document.ref])


class DocumentRows:
    """Compares the rows of the sheet Documents."""

    def __init__(self, comparing: Comparing, matching: Matching, *, anyway: bool) -> None:
        self._with = comparing
        self._matching = matching
        self._anyway = anyway
        self._seen: dict[str, int] = {}

    def compare(self, row: Row) -> tuple[Document | None, list[RowChange]]:
        """Return the document a row is about, and what it would change of its details."""
        document = self._matching.document(row)
        if document is None:
            return None, []
        if document.ref in self._seen:
            first = self._seen[document.ref]
            row.refuse("ref", f"{document.ref} stands in row {first} already. Keep one row for each document.")
            return document, []
        self._seen[document.ref] = row.number
        line = self._with.document_line(document)
        values = self._values(row, document, line)
        confirmed = _confirmed(row, document, values)
        if not (values or confirmed) or row.wrong:
            return document, []
        self._check_whole(row, document, values)
        differences = tuple(
            Difference(name, header_of(DOCUMENTS, name), getattr(document, name), value)
            for name, value in values.items()
        )
        change = RowChange(
            DOCUMENTS, row.number, "document changed", document.ref, document.title, differences, confirmed,
            values=values,
        )  # fmt: skip
        return document, [change]

    def _values(self, row: Row, document: Document, line: Line) -> dict[str, Any]:
        exported = not is_blank(row.cells.get("revision"))
        values: dict[str, Any] = {}
        for name in EDITABLE:
            cell = row.cells.get(name)
            # A blank cell clears a value only in a row that came from the library, and so had the value in it.
            if name not in row.cells or same(cell, line.cells[name]) or (is_blank(cell) and not exported):
                continue
            try:
                value = self._value(document, name, row)
            except Invalid as error:
                row.refuse(name, error.message)
                continue
            if value != getattr(document, name):
                values[name] = value
        return values

    def _value(self, document: Document, name: str, row: Row) -> Any:
        given = cell_value(name, row)
        if name == "status" and document.is_withdrawn:
            raise Invalid("The document is withdrawn. Reinstate it first: `evidence reinstate`.")
        if name == "kind" and given:
            kinds = self._with.vocabulary.kinds
            try:
                return self._with.vocabulary.kind(given).ref
            except Invalid as error:
                near = nearest(given, [word for kind in kinds for word in (kind.title, kind.ref)])
                known = ", ".join(kind.title for kind in kinds)
                raise Invalid(meant(f"There is no such kind of document. Use one of: {known}.", near)) from error
        return self._with.documents.checked({name: given})[name]

    def _check_whole(self, row: Row, document: Document, values: dict[str, Any]) -> None:
        try:
            after = {"covers_from": document.covers_from, "covers_to": document.covers_to, **values}
            sound_dates(after["covers_from"], after["covers_to"])
        except Invalid as error:
            row.refuse("covers_to", error.message)
        stamp = read_stamp(row)
        if stamp and not self._anyway and not _is_current(stamp, document):
            row.refuse("revision", since_document(self._with.view, document, stamp))


def _is_current(stamp: str, document: Document) -> bool:
    """Whether the values are still those of the stamp; a bare number is compared as a revision."""
    _, dash, _ = stamp.partition("-")
    now = stamp_of(document)
    return stamp.partition("-")[2] == now.partition("-")[2] if dash else stamp == str(document.revision)


def _confirmed(row: Row, document: Document, values: dict[str, Any]) -> tuple[str, ...]:
    """Return the guesses that the row confirms: those that stay as they are."""
    cell = row.cells.get("confirm")
    if is_blank(cell):
        return ()
    open_guesses = [name for name in document.presumed if name not in values]
    try:
        if read_yes(cell):
            return tuple(open_guesses)
    except Invalid:
        pass
    else:
        return ()
    named: set[str] = set()
    for word in "" if isinstance(cell, Broken) else str(cell).replace(",", ";").split(";"):
        column = column_named(DOCUMENTS, word)
        if column is None or column.key not in EDITABLE:
            row.refuse("confirm", "Write yes to confirm every guess, or names of columns with a semicolon between.")
            return ()
        named.add(column.key)
    return tuple(name for name in open_guesses if name in named)


def cell_value(name: str, row: Row) -> Any:
    """Return what a cell says for a field, words of fixed lists spelled as the library does; raises ``Invalid``."""
    cell = row.cells.get(name)
    if name in _DATES:
        return read_date(cell)
    text = read_text(cell)
    if name not in LISTED or not text:
        return text
    spelt = "-".join(text.casefold().split())
    known = LISTED[name]
    if spelt not in known:
        what = header_of(row.sheet, name)
        raise Invalid(meant(f"This is none of the choices for {what}: {', '.join(known)}.", nearest(text, known)))
    return spelt


def read_stamp(row: Row) -> str:
    """Return what the revision column says, empty where it says nothing or cannot be read."""
    try:
        stamp = read_text(row.cells.get("revision"))
    except Invalid as error:
        row.refuse("revision", error.message)
        return ""
    if stamp and not _STAMP.fullmatch(stamp):
        row.refuse("revision", "This is not what the register wrote here. Put that back, or make the cell blank.")
        return ""
    return stamp
