"""One cell of the map with its reasons: every document in it, and why it counts or does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.web.readiness.map import OUTSIDE, UNSORTED, Asked, counted_words
from app.web.readiness.words import with_links
from app.web.wording import PROOF_TITLES, SOURCE_TITLES, STANCE_TITLES
from evidence.domain.readiness import Cell, CellDocument, Readiness, StatementReadiness
from evidence.domain.readiness_words import WHY_NOT
from evidence.errors import NotFound


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of a cell, in words."""

    ref: str
    title: str
    counts: bool
    why: str
    """``Counts``, or why not."""
    shows: str
    sources: str
    stances: str
    currency: str
    status: str
    marks: tuple[str, ...]
    """What waits to be confirmed."""


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of a cell's documents."""

    lines: tuple[DocumentLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell, or one of the columns that are no cells, where ``verdict`` is empty."""

    statement: StatementReadiness
    title: str
    verdict: str
    required: bool
    rule: str
    reasons: tuple[Markup, ...]
    next_step: Markup
    documents: tuple[CellDocument, ...]
    address: str
    others: tuple[tuple[str, str, str], ...]


_APART = {
    UNSORTED: (
        "Unsorted",
        "No category is known of these documents. They count in no cell, but for the sub-topics they are tagged to.",
        "Say which category each of them belongs to.",
    ),
    OUTSIDE: (
        "Categories outside the map",
        "These documents are tagged with a category that this framework does not count.",
        "",
    ),
}
"""Title, meaning and next step of the columns that are no cells."""


def cell_view(readiness: Readiness, statement: str, category: str, asked: Asked) -> CellView:
    """Return a cell by statement and category; raises ``NotFound``."""
    try:
        found = readiness.statement(statement.strip().upper())
    except KeyError as error:
        raise NotFound("There is no such quality statement. The readiness map shows those there are.") from error
    address, others = asked.cell(found.ref, category), _others(found, category, asked)
    if category in _APART:
        title, meaning, step = _APART[category]
        documents = found.unsorted if category == UNSORTED else found.not_counted
        return CellView(
            found, title, "", required=False, rule=meaning, reasons=(),
            next_step=with_links(step if documents else ""), documents=documents, address=address, others=others,
        )  # fmt: skip
    try:
        cell = found.cell(category)
    except KeyError as error:
        raise NotFound("There is no such evidence category. The readiness map shows those there are.") from error
    return CellView(
        found, cell.title, cell.verdict, cell.standing == "required", cell.rule,
        tuple(with_links(reason) for reason in _reasons(found, cell)), with_links(cell.next_step or ""),
        cell.documents, address, others,
    )  # fmt: skip


def _reasons(statement: StatementReadiness, cell: Cell) -> Iterator[str]:
    """The cell's reasons, and which sub-topics they speak of."""
    yield from cell.reasons
    lacking = cell.need.sub_topics if cell.need else ()
    titles = [topic.title for topic in statement.sub_topics if topic.ref in lacking]
    if titles:
        yield f"No evidence here yet for: {'; '.join(titles)}."


def _others(statement: StatementReadiness, category: str, asked: Asked) -> tuple[tuple[str, str, str], ...]:
    cells = [
        (cell.category, cell.title, f"{cell.verdict}, {counted_words(cell.counted, len(cell.documents))}")
        for cell in statement.cells
    ]
    for ref, documents in ((UNSORTED, statement.unsorted), (OUTSIDE, statement.not_counted)):
        if documents:
            cells.append((ref, _APART[ref][0], counted_words(len(documents), len(documents))))
    return tuple((title, said, asked.cell(statement.ref, ref)) for ref, title, said in cells if ref != category)


def lines_of(documents: Sequence[CellDocument], page: int, per_page: int) -> Lines:
    """Return one page of documents, those that count first; a page that does not exist is the nearest one."""
    pages = max(1, -(-len(documents) // per_page))
    page = min(max(1, page), pages)
    ordered = sorted(documents, key=lambda one: not one.counts)
    chosen = ordered[(page - 1) * per_page : page * per_page]
    return Lines(tuple(_line(one) for one in chosen), page, pages)


def _line(one: CellDocument) -> DocumentLine:
    return DocumentLine(
        ref=one.ref, title=one.title, counts=one.counts, why=_why(one), shows=PROOF_TITLES[one.proof],
        sources=", ".join(SOURCE_TITLES.get(source, source) for source in one.sources) or "Not known",
        stances=", ".join(STANCE_TITLES.get(stance, stance) for stance in one.stances),
        currency=one.currency, status=one.status, marks=one.marks,
    )  # fmt: skip


def _why(one: CellDocument) -> str:
    if one.counts:
        return "Counts"
    return f"Does not count: {WHY_NOT[one.why_not]}" if one.why_not else "Does not count"
