"""The readiness map as a table: statements by evidence categories, each cell a word, a count and a link."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from app.web.wording import in_address, many
from evidence.domain.readiness import Cell, Readiness, StatementReadiness, Verdict

UNSORTED = "unsorted"
"""The column for documents that no category is known of."""
OUTSIDE = "outside"
"""Where documents of categories that do not stand in the map are shown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The day and framework that an address asks about; nothing for today and the framework in force."""

    on: str = ""
    framework: str = ""

    @property
    def query(self) -> str:
        """What follows a path: empty, or a question mark and the rest."""
        given = {name: value for name, value in (("on", self.on), ("framework", self.framework)) if value}
        return f"?{urlencode(given)}" if given else ""

    def page_of(self, address: str) -> Callable[[int], str]:
        """Return what gives the address of a page of a list; the list's own already has day and framework."""
        joint = "&" if self.query else "?"
        return lambda number: f"{address}{joint}page={number}"

    def cell(self, statement: str, category: str) -> str:
        """The address of a cell's page."""
        return f"/readiness/{in_address(statement)}/{in_address(category)}{self.query}"


@dataclass(frozen=True, slots=True)
class MapCell:
    """One cell of the map."""

    verdict: Verdict
    count: str
    """How many documents count, in words."""
    required: bool
    address: str
    says: str
    """All of it in a sentence, for who does not see where it stands."""


@dataclass(frozen=True, slots=True)
class MapRow:
    """One statement of the map; a cell is ``None`` where this statement does not look at the category."""

    ref: str
    title: str
    address: str
    verdict: Verdict
    evidenced: int
    of: int
    cells: tuple[MapCell | None, ...]
    unsorted: int
    unsorted_address: str


@dataclass(frozen=True, slots=True)
class ReadinessMap:
    """The whole map; columns are titles of categories."""

    columns: tuple[str, ...]
    rows: tuple[MapRow, ...]


def map_of(readiness: Readiness, asked: Asked) -> ReadinessMap:
    """Lay out the map; the columns are the categories of every statement, in order."""
    columns = {cell.category: cell.title for statement in readiness.statements for cell in statement.cells}
    return ReadinessMap(
        columns=tuple(columns.values()),
        rows=tuple(_row(statement, tuple(columns), asked) for statement in readiness.statements),
    )


def _row(statement: StatementReadiness, columns: tuple[str, ...], asked: Asked) -> MapRow:
    cells = {cell.category: cell for cell in statement.cells}
    return MapRow(
        ref=statement.ref, title=statement.title, address=f"/statements/{in_address(statement.ref)}",
        verdict=statement.verdict, evidenced=statement.evidenced, of=len(statement.sub_topics),
        cells=tuple(_cell(statement, cells[ref], asked) if ref in cells else None for ref in columns),
        unsorted=len(statement.unsorted), unsorted_address=asked.cell(statement.ref, UNSORTED),
    )  # fmt: skip


def _cell(statement: StatementReadiness, cell: Cell, asked: Asked) -> MapCell:
    count = counted_words(cell.counted, len(cell.documents))
    required = cell.standing == "required"
    return MapCell(
        verdict=cell.verdict, count=count, required=required, address=asked.cell(statement.ref, cell.category),
        says=f"{statement.ref}, {cell.title}",
    )  # fmt: skip


def counted_words(counted: int, documents: int) -> str:
    """Say how many documents count, and of how many where that differs.

    >>> counted_words(3, 3), counted_words(9, 11), counted_words(0, 0)
    ('3 documents', '9 of 11 documents', 'no documents')
    """
    if not documents:
        return "no documents"
    return many(counted, "document") if counted == documents else f"{counted:,} of {many(documents, 'document')}"


def is_tagged(readiness: Readiness) -> bool:
    """Whether any document is tagged to a statement of the framework."""
    return any(
        one.unsorted or one.not_counted or any(cell.documents for cell in one.cells) for one in readiness.statements
    )
