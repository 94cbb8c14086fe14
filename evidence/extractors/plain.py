"""Plain text, Markdown and comma-separated tables."""

import csv
from collections.abc import Iterator
from pathlib import Path

from evidence.extractors import media
from evidence.extractors.decoding import read_text
from evidence.extractors.lines import blocks_of
from evidence.extractors.passages import sections, span
from evidence.extractors.tables import rows_to_passages
from evidence.readings import Reading

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 20


class PlainText:
    """Reads .txt, also when it holds HTML tags or Markdown marks left by an export."""

    media_types = (media.TXT,)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return the text by section where it has headings, by lines where not."""
        del staging
        return Reading(passages=tuple(sections(blocks_of(read_text(path)), unnumbered="text", counted="lines")))


class Markdown:
    """Reads Markdown."""

    media_types = (media.MARKDOWN,)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return the text by section."""
        del staging
        blocks = blocks_of(read_text(path), markdown=True)
        return Reading(passages=tuple(sections(blocks, unnumbered="text", counted="lines")))


class CommaSeparated:
    """Reads tables of text, separated by commas, semicolons, tabs or bars."""

    media_types = (media.CSV,)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return the rows, numbered as a spreadsheet would, the header row above each passage."""
        del staging
        rows = csv_rows(path)
        return Reading(
            passages=tuple(rows_to_passages(enumerate(rows, 1), lambda first, last: span("rows", first, last)))
        )


def csv_rows(path: Path) -> Iterator[list[str]]:
    """Return the rows of a table of text, whatever its separator."""
    text = read_text(path)
    csv.field_size_limit(10_000_000)
    return csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text))


def _delimiter(text: str) -> str:
    """Return the separator that the first lines have most of, preferring one that each line has."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:_SAMPLE_LINES]
    return max(
        _DELIMITERS,
        key=lambda mark: (min((line.count(mark) for line in lines), default=0), text[:10_000].count(mark)),
    )
