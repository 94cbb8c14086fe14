"""Readiness as a table for a spreadsheet: one row per statement and column of the map."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence.domain.readiness import NOT_A_JUDGEMENT, Cell, CellDocument, Readiness, StatementReadiness
from evidence.reports.readiness_phrases import apart, clean, counted_words

COLUMNS = (
    "Council", "On", "Framework", "Framework version", "Statement", "Title", "Theme", "Lead",
    "Sub-topics evidenced", "Sub-topics", "Evidence", "Category", "Standing", "Cell", "Documents counted",
    "Counted", "Not counted", "To confirm", "Rule", "Reasons", "Next step", "Flags", "Council score", "Note",
)  # fmt: skip
_RISKY = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What starts a formula, or hides one: the last four are full-width forms, which some programs take too."""
_BOM = "\ufeff"


def safe(text: str) -> str:
    """Keep a spreadsheet from reading text as a formula: an apostrophe in front, nothing taken away.

    >>> safe("=1+1"), safe("+44 20 7946 0000"), safe("A - B")
    ("'=1+1", "'+44 20 7946 0000", 'A - B')
    """
    said = clean(text)
    return f"'{said}" if said[:1] in _RISKY or said.lstrip()[:1] in _RISKY else said


@dataclass(frozen=True, slots=True)
class ReadinessCsv:
    """One row per cell, and one for the documents that stand in none."""

    name: str = "readiness-csv"
    title: str = "Readiness as a table for a spreadsheet (CSV)"
    format: str = "csv"
    media_type: str = "text/csv; charset=utf-8"
    suffix: str = ".csv"

    def render(self, readiness: Readiness, *, council: str = "") -> bytes:
        """Return UTF-8 with the mark by which Excel knows it."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for row in _rows(readiness, council):
            writer.writerow([safe(value) if isinstance(value, str) else value for value in row])
        return (_BOM + out.getvalue()).encode()


def _rows(readiness: Readiness, council: str) -> Iterator[list[str | int]]:
    about: list[str | int] = [
        council,
        readiness.on.isoformat(),
        readiness.framework_ref,
        readiness.framework_version,
    ]
    for statement in readiness.statements:
        first = [*about, *_statement(statement)]
        score = statement.council_score.value if statement.council_score else ""
        last = [_joined(flag.sentence for flag in statement.flags), score, NOT_A_JUDGEMENT]
        for cell in statement.cells:
            yield [*first, *_cell(cell), *last]
        for title, documents in apart(statement):
            yield [*first, title, "in no cell", "", *_documents(documents), "", "", "", *last]


def _statement(statement: StatementReadiness) -> list[str | int]:
    return [
        statement.ref,
        statement.title,
        statement.theme_title,
        statement.lead or "",
        statement.evidenced,
        len(statement.sub_topics),
        statement.verdict,
    ]


def _cell(cell: Cell) -> list[str | int]:
    return [
        cell.title,
        cell.standing,
        cell.verdict,
        *_documents(cell.documents),
        cell.rule,
        _joined(cell.reasons, " "),
        cell.next_step or "",
    ]


def _documents(documents: Iterable[CellDocument]) -> list[str | int]:
    found = list(documents)
    counted = [one.ref for one in found if one.counts]
    not_counted = [f"{one.ref} ({counted_words(one)})" for one in found if not one.counts]
    to_confirm = [f"{one.ref} ({', '.join(one.marks)})" for one in found if one.marks]
    return [len(counted), _joined(counted), _joined(not_counted), _joined(to_confirm)]


def _joined(words: Iterable[str], between: str = "; ") -> str:
    return between.join(words)
