"""The simple markup the sample's texts are written in, read into blocks that every renderer understands.

Lines starting ``#``, ``##``, ``###`` are headings, ``- `` a bullet, ``|`` a table row (the first is its
head), ``---`` a new page, and ``@monthly`` a table of months; everything else is a paragraph. There is no
inline markup, so a passage reads the same in the source and in every format.
"""

from dataclasses import dataclass

from sample.dates import Dates
from sample.months import monthly_rows


@dataclass(frozen=True)
class Heading:
    """A heading, level 1 to 3."""

    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """A paragraph on one line."""

    text: str


@dataclass(frozen=True)
class Bullet:
    """One point of a list."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table; the first row is its head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class NewPage:
    """A page, slide or sheet ends here."""


Block = Heading | Paragraph | Bullet | Table | NewPage


def parse(markup: str, dates: Dates) -> tuple[Block, ...]:
    """Read filled-in markup into blocks, in order."""
    blocks: list[Block] = []
    for chunk in _chunks(markup):
        if chunk[0].startswith("@monthly"):
            blocks.append(Table(monthly_rows(chunk[0], chunk[1:], dates)))
        elif chunk[0].startswith("|"):
            blocks.append(Table(tuple(_cells(line) for line in chunk)))
        else:
            blocks.append(_line(" ".join(chunk)))
    return tuple(blocks)


def sections(blocks: tuple[Block, ...]) -> list[tuple[str, list[Block]]]:
    """Split blocks at headings of level 1 and 2 into titled parts: the slides or sheets of a file."""
    parts: list[tuple[str, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level <= 2:  # noqa: PLR2004 - heading levels are plain numbers
            parts.append((block.text, []))
        elif not isinstance(block, NewPage):
            if not parts:
                parts.append(("", []))
            parts[-1][1].append(block)
    return parts


def plain(blocks: tuple[Block, ...]) -> str:
    """Return the blocks as plain text, a table row to a line with its cells parted by tabs."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            lines += ["\t".join(row) for row in block.rows]
        elif not isinstance(block, NewPage):
            lines.append(block.text)
    return "\n".join(lines)


def _chunks(markup: str) -> list[list[str]]:
    chunks: list[list[str]] = []
    running = False
    for raw in markup.splitlines():
        line = raw.strip()
        if not line:
            running = False
        elif running and _joins(chunks[-1][0], line):
            chunks[-1].append(line)
        else:
            chunks.append([line])
            running = True
    return chunks


def _joins(first: str, line: str) -> bool:
    if first.startswith(("@monthly", "|")):
        return line.startswith("|")
    return not (first.startswith("#") or line.startswith(("#", "- ", "|", "@monthly")) or "---" in (first, line))


def _line(text: str) -> Block:
    if text == "---":
        return NewPage()
    if text.startswith("#"):
        marks, _, words = text.partition(" ")
        return Heading(words, len(marks))
    if text.startswith("- "):
        return Bullet(text[2:])
    return Paragraph(text)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))
