"""Readiness as plain text, to read in a terminal or paste into an e-mail."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence.domain.readiness import NOT_A_JUDGEMENT, Cell, CellDocument, Readiness, StatementReadiness
from evidence.domain.readiness_words import number
from evidence.reports.readiness_phrases import (
    HEADING,
    NO_SCORES,
    OURS,
    STANDING_TITLES,
    about_lines,
    apart,
    cell_in,
    clean,
    count_words,
    document_facts,
    evidence_words,
    leading_words,
    map_columns,
    rating_lines,
    score_words,
    sub_topic_words,
    without_evidence,
)

_NARROWEST = 60
_TITLE = 19
"""Columns that the title has at least in the map; with four categories of 10 that makes 80."""
_CELL = 11


@dataclass(frozen=True, slots=True)
class ReadinessText:
    """The map first, then every statement with its reasons; lines are ``width`` characters at most.

    A reference or address longer than a line stays whole. Below 60 characters it is laid out for 60.
    """

    name: str = "readiness-text"
    title: str = "Readiness as plain text"
    format: str = "text"
    media_type: str = "text/plain; charset=utf-8"
    suffix: str = ".txt"
    width: int = 100

    def render(self, readiness: Readiness, *, council: str = "") -> bytes:
        """Return UTF-8 with plain line ends and no colour."""
        width = max(self.width, _NARROWEST)
        lines = [*_opening(readiness, council, width), "", *_map(readiness, width)]
        for statement in readiness.statements:
            lines += ["", *_statement(statement, width)]
        lines += _unplaced(readiness, width)
        return "".join(f"{line.rstrip()}\n" for line in lines).encode()


def _wrap(text: str, width: int, first: str = "", then: str | None = None) -> list[str]:
    return textwrap.wrap(
        clean(text),
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first) if then is None else then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _opening(readiness: Readiness, council: str, width: int) -> Iterator[str]:
    yield HEADING
    yield "=" * len(HEADING)
    for line in about_lines(readiness, council):
        yield from _wrap(line, width)
    yield ""
    yield from _wrap(NOT_A_JUDGEMENT, width)
    yield from _wrap(OURS, width)
    yield ""
    ratings = rating_lines(readiness)
    if not ratings:
        yield NO_SCORES
    for judge, said in ratings:
        yield from _wrap(f"{judge}: {said}", width, "", "  ")


def _map(readiness: Readiness, width: int) -> Iterator[str]:
    titles = map_columns(readiness)
    room = width - _TITLE - len(" 6 of 7 adequate")
    narrow = max(len("adequate"), min(_CELL, room // max(1, len(titles)) - 1))
    widths = [_TITLE + max(0, room - (narrow + 1) * len(titles)), 6, 8, *([narrow] * len(titles))]
    yield from _row(["Statement", "Sub- topics", "Evidence", *titles.values()], widths)
    yield " ".join("-" * each for each in widths)
    for statement in readiness.statements:
        cells = [cell_in(statement, category) for category in titles]
        topics = f"{statement.evidenced} of {len(statement.sub_topics)}" if statement.sub_topics else "-"
        told = [_short(cell) if cell else "-" for cell in cells]
        yield from _row([f"{statement.ref} {statement.title}", topics, statement.verdict, *told], widths)
    yield ""
    yield from _wrap(
        "The number beside a word is how many documents count there. Below, + counts and - does not.", width
    )


def _short(cell: Cell) -> str:
    return f"{cell.verdict} {cell.counted}" if cell.counted else cell.verdict


def _row(values: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [textwrap.wrap(clean(value), width) or [""] for value, width in zip(values, widths, strict=True)]
    for line in range(max(len(lines) for lines in wrapped)):
        parts = [lines[line] if line < len(lines) else "" for lines in wrapped]
        yield " ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True))


def _statement(statement: StatementReadiness, width: int) -> Iterator[str]:
    heading = _wrap(f"{statement.ref} {statement.title}", width)
    yield from heading
    yield "-" * max(len(line) for line in heading)
    yield from _wrap(f"{sub_topic_words(statement)}. {evidence_words(statement.verdict)}.", width)
    yield from _wrap(statement.rule, width)
    lacking = without_evidence(statement)
    if lacking:
        yield from _wrap(f"Not evidenced: {'; '.join(lacking)}.", width)
    yield from _wrap(leading_words(statement), width)
    for score in statement.scores:
        yield from _wrap(score_words(score), width)
    for flag in statement.flags:
        yield from _wrap(flag.sentence, width, "! ")
    for cell in statement.cells:
        yield ""
        yield from _cell(cell, width)
    for title, documents in apart(statement):
        yield ""
        yield from _wrap(f"{title}: {number(len(documents), 'document')}, in no cell", width, "  ", "    ")
        yield from _documents(documents, width)


def _cell(cell: Cell, width: int) -> Iterator[str]:
    said = f"{cell.title} ({STANDING_TITLES[cell.standing]}): {cell.verdict}, {count_words(cell)}"
    yield from _wrap(said, width, "  ", "    ")
    yield from _wrap(cell.rule, width, "    Rule: ")
    yield from _wrap(" ".join(cell.reasons), width, "    Why:  ")
    if cell.next_step:
        yield from _wrap(cell.next_step, width, "    Next: ")
    yield from _documents(cell.documents, width)


def _documents(documents: Sequence[CellDocument], width: int) -> Iterator[str]:
    for one in documents:
        said = f"{one.ref} {one.title} ({'; '.join(document_facts(one))})"
        yield from _wrap(said, width, "    + " if one.counts else "    - ")


def _unplaced(readiness: Readiness, width: int) -> Iterator[str]:
    if not readiness.unplaced:
        return
    yield ""
    yield "Tags that this framework cannot place"
    for one in readiness.unplaced:
        yield from _wrap(f"{one.ref} {one.title}, {one.statement}: {one.reason}", width, "  - ")
