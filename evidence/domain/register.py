"""The document register: which columns it has, and what stands in them for a document or a tag.

How it is written into a file and read from one is the business of reports and adapters.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from rapidfuzz import fuzz, process

from evidence.domain.documents import EDITABLE, Document, Version
from evidence.domain.frameworks import Framework, Statement
from evidence.domain.register_cells import Cell, Shown, shown
from evidence.domain.tags import EDITABLE_TAG, Tag
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Invalid

DOCUMENTS, TAGS = "Documents", "Tags"
"""The names of the two sheets that are read."""

_LIKE = 70
"""How alike, of 100, a name must be to be suggested for another."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its ``key`` in the library, its header, and what people need to know to fill it."""

    key: str
    header: str
    help: str
    also: tuple[str, ...] = ()
    """Other headers that mean the same."""
    holds: Literal["text", "date", "number", "told"] = "text"
    """``told`` columns are filled by the library and not read."""
    choices: str | None = None
    """The name of the list it is chosen from."""
    width: int = 16
    files: tuple[str, ...] = (".xlsx", ".csv")
    """The kinds of file that it is written into."""


DOCUMENT_COLUMNS = (
    Column("ref", "Reference", "Which document the row is about. Do not change it.", ("ref", "document"), width=11),
    Column("title", "Title", "What the document is called, up to 500 characters.", ("document title",), width=44),
    Column("file", "File name", "Told by the library. Finds the document where there is no reference.",
           ("file", "filename", "address"), width=30),
    Column("folder", "Folder", "Told by the library: the folder it was found in.", holds="told", width=18),
    Column("kind", "Kind", "What kind of document it is.", ("document kind", "document type", "type"),
           choices="kind", width=30),
    Column("status", "Status", "draft, final or superseded. To withdraw one, use the library.", choices="status"),
    Column("dated_on", "Dated on", "The date on the document.", ("date", "document date"), "date", width=12),
    Column("covers_from", "Covers from", "First day of the period it tells of.", ("period from",), "date", width=12),
    Column("covers_to", "Covers to", "Last day of the period it tells of.", ("period to",), "date", width=12),
    Column("owner", "Owner", "Who answers for it: a name or a role.", ("document owner",), width=24),
    Column("team", "Team", "The team it comes from.", width=20),
    Column("approved_by", "Approved by", "Person, role or meeting.", width=20),
    Column("approved_on", "Approved on", "The day it was approved.", holds="date", width=12),
    Column("review_by", "Review by", "The day by which it is to be reviewed.", ("review date", "next review"),
           "date", width=12),
    Column("sensitivity", "Sensitivity", "How far it may travel.", choices="sensitivity", width=17),
    Column("source", "Who says so", "Whose voice it is.", ("source",), choices="source", width=15),
    Column("line", "Line of assurance", "1 management, 2 oversight, 3 independent.", ("line",), "number", "line",
           width=10),
    Column("labels", "Labels", "As group: value, with a semicolon between: locality: Northside; service: autism.",
           ("label",), width=28),
    Column("master", "Master copy", "Where the master copy is kept.", ("master",), width=24),
    Column("note", "Note", "For colleagues; it never leaves in a pack.", ("notes",), width=30),
    Column("tags", "Tags", "Statement, category and what it shows, with a semicolon between: "
           "QS7/processes/practice; QS1. A tag that is left out stays; “remove QS1” removes it.",
           ("quality statements", "quality statement"), width=30, files=(".csv",)),
    Column("presumed", "To confirm", "Told by the library: the values it guessed (tinted) that nobody has confirmed.",
           ("presumed",), "told", width=26),
    Column("confirm", "Confirm", "yes confirms every guess in the row; names of columns, with a semicolon between, "
           "confirm those. What you change is confirmed by that.", ("confirmed",), width=10),
    Column("text", "Text", "Told by the library: whether its words could be read.", ("text state",), "told"),
    Column("revision", "Revision", "Shows whether somebody changed it in the meantime. Do not change it.", width=14),
)  # fmt: skip

TAG_COLUMNS = (
    Column("id", "Tag", "Which tag the row is about. Blank in a row that adds a tag.", ("tag id",), width=10),
    Column("ref", "Reference", "The document that is tagged.", ("ref", "document reference"), width=11),
    Column("file", "File name", "May stand for the reference.", ("file", "filename"), files=()),
    Column("title", "Document", "Told by the library: its title.", ("title",), "told", width=36),
    Column("statement", "Statement", "The quality statement it speaks to: QS1.", ("quality statement",),
           choices="statement", width=40),
    Column("sub_topic", "Sub-topic", "A sub-topic of the statement.", ("subtopic",), choices="sub_topic", width=44),
    Column("category", "Evidence category", "Blank: presumed from the kind of document.", ("category",),
           choices="category", width=24),
    Column("stance", "Stance", "strength unless you say otherwise.", choices="stance", width=11),
    Column("proof", "What it shows", "Weakest first; blank: presumed from the kind of document.", ("proof", "shows"),
           choices="proof", width=14),
    Column("source", "Who says so", "Where it differs from the document’s.", ("source",), choices="source", width=15),
    Column("impact", "So what, for people?", "The difference it makes; asked of key evidence.", ("impact", "so what"),
           width=36),
    Column("covers_from", "Covers from", "First day of the period.", holds="date", width=12),
    Column("covers_to", "Covers to", "Last day of the period.", holds="date", width=12),
    Column("locator", "Passage", "Where the words stand: p. 4.", ("locator", "page"), width=16),
    Column("quote", "Quote", "The exact words. Only a new tag takes a quote.", ("words",), width=44),
    Column("remove", "Remove", "yes removes the tag. Deleting the row does not.", ("delete",), width=10),
    Column("framework", "Framework", "Told by the library: the scheme it was tagged under.", holds="told", width=18),
    Column("revision", "Revision", "Shows whether somebody changed it in the meantime. Do not change it.", width=11),
)  # fmt: skip

_COLUMNS = {DOCUMENTS: DOCUMENT_COLUMNS, TAGS: TAG_COLUMNS}


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the register writes it; ``guessed`` are the keys of values to confirm."""

    cells: Mapping[str, Shown]
    guessed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """A whole register, ready to be written."""

    documents: Sequence[Line]
    tags: Sequence[Line]
    choices: Mapping[str, Sequence[str]]
    sub_topics: Mapping[str, Sequence[str]]
    """Statement reference -> titles of its sub-topics."""
    made_at: datetime


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it was found; ``number`` is what a spreadsheet shows beside it."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet as it was found, without its blank rows; the name of a CSV is empty."""

    name: str
    rows: Sequence[RawRow]


def columns_of(sheet: str) -> tuple[Column, ...]:
    """Return the columns of a sheet, in order."""
    return _COLUMNS[sheet]


def header_of(sheet: str, key: str) -> str:
    """Return the header of a column."""
    return next(column.header for column in _COLUMNS[sheet] if column.key == key)


def column_named(sheet: str, header: str) -> Column | None:
    """Find a column by its header as people write it.

    >>> column_named("Documents", " dated ON ").key
    'dated_on'
    """
    wanted = _bare(header)
    for column in _COLUMNS[sheet]:
        if wanted in map(_bare, (column.header, column.key, *column.also)):
            return column
    return None


def _bare(header: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", header.casefold()))


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the name that a misspelt word probably means, or ``None``.

    >>> nearest("Polcy", ["Policy", "Plan"])
    'Policy'
    """
    found = process.extractOne(word, known, scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=_LIKE)
    return str(found[0]) if found else None


def stamp(row: Document | Tag) -> str:
    """Return what tells whether the values of a document or tag are still those that were exported."""
    names = EDITABLE if isinstance(row, Document) else EDITABLE_TAG
    values = json.dumps([getattr(row, name) for name in names], default=date.isoformat)
    print_ = hashlib.sha256(values.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{row.revision}-{print_}" if isinstance(row, Document) else f"t-{print_}"


def short_form(tag: Tag) -> str:
    """Return a tag as ``TagDraft.short`` reads it: ``QS7/processes/practice``."""
    return f"{tag.statement}/{tag.category or ''}/{tag.proof or ''}".rstrip("/")


class Wording:
    """Says values the way people choose them in the register, and finds what they chose."""

    def __init__(self, vocabulary: Vocabulary, framework: Framework) -> None:
        self._vocabulary = vocabulary
        self._framework = framework

    def document(self, document: Document, version: Version | None, tags: Sequence[Tag]) -> Line:
        """Return the row of a document."""
        values: dict[str, Any] = {name: getattr(document, name) for name in ("ref", *EDITABLE)}
        kind = self._vocabulary.find_kind(document.kind)
        values["kind"] = kind.title if kind else document.kind
        if version is not None:
            values["file"] = version.file_name or version.address
            values["folder"] = version.folder
            values["text"] = version.text_reason or _TEXT_STATES.get(version.text_state, version.text_state)
            if version.form != "held":
                values["text"] = "published elsewhere" if version.form == "link" else "not held yet"
        headers = [c.header for c in DOCUMENT_COLUMNS if c.key in document.presumed]
        values |= {
            "tags": list(dict.fromkeys(map(short_form, tags))),
            "presumed": headers,
            "revision": stamp(document),
        }
        cells = {column.key: shown(values.get(column.key)) for column in DOCUMENT_COLUMNS}
        return Line(cells, frozenset(document.presumed))

    def tag(self, tag: Tag, document: Document) -> Line:
        """Return the row of a tag."""
        values: dict[str, Any] = {
            name: getattr(tag, name) for name in (*EDITABLE_TAG, "id", "ref", "locator", "quote")
        }
        values |= {"title": document.title, "framework": tag.framework, "revision": stamp(tag)}
        if document.sensitivity == "restricted":
            # A register goes from hand to hand, and who reads words of this document says why first.
            values |= {"quote": None, "locator": None}
        if tag.framework == self._framework.ref and self._framework.has_statement(tag.statement):
            statement = self._framework.statement(tag.statement)
            values["statement"] = named(statement)
            values["sub_topic"] = {one.ref: one.title for one in statement.sub_topics}.get(
                tag.sub_topic or "", tag.sub_topic
            )
            values["category"] = {one.ref: one.title for one in self._framework.categories}.get(
                tag.category or "", tag.category
            )
        return Line({column.key: shown(values.get(column.key)) for column in TAG_COLUMNS})

    def statement(self, text: str) -> str:
        """Return the reference of a statement written as ``QS1``, its title, or both; raises ``Invalid``."""
        try:
            return self._framework.statement(text).ref
        except Invalid as error:
            first = text.split(maxsplit=1)[0].strip(":–-") if text.strip() else ""
            for statement in self._framework.statements:
                if statement.ref.casefold() == first.casefold():
                    return statement.ref
            known = [name for one in self._framework.statements for name in (named(one), one.title)]
            raise Invalid(meant(error.message, nearest(text, known)), details=error.details) from error


_TEXT_STATES = {"pending": "not read yet", "read": "read", "unreadable": "could not be read"}


def named(statement: Statement) -> str:
    """Return a statement as lists show it: reference and title."""
    return f"{statement.ref} {statement.title}"


def meant(message: str, near: str | None) -> str:
    """Put a suggestion before what is accepted."""
    return f"Did you mean “{near}”? {message}" if near else message
