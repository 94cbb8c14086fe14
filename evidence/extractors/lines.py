"""Plain text cut into headings, paragraphs, list items and rows, each with its line numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from evidence.extractors import markup
from evidence.extractors.passages import Block, row_text, tidy

_HASHES = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"(=+|-{3,})\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_PIPES = re.compile(r"\s*\|.*\|\s*$")
_RULE = re.compile(r"[\s|:+=_*-]+$")
_ITEM = re.compile(r"([•·●▪◦–\-*+✓🔍▲▼]|\(?\d{1,3}[.)]|\(?[a-z]{1,3}[.)])\s")
_NUMBERED = re.compile(r"(?:\w+ )?\d+(?:\.\d+)*[:.)]\s")
_LONG_LINE = 120  # characters; a longer line is a paragraph of its own, not part of a wrapped one
_HEADING_WORDS = 14
_SHORT_HEADING = 5  # words that need no capitals to look like a heading
_CAPITALS = 0.7  # share of a title's longer words that begin with one


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    number: int
    bold: bool = False


def blocks_of(text: str, *, markdown: bool = False) -> list[Block]:
    """Return the blocks of a plain text, headings told by their marks, by bold type, or by their shape.

    With ``markdown`` only Markdown's own headings count.
    """
    lines = list(_lines(text))
    marked = list(_blocks(lines, markdown=markdown))
    return marked if markdown else _with_headings_by_shape(marked)


def _lines(text: str) -> Iterator[_Line]:
    html = markup.holds_html(text)
    for number, line in enumerate(text.splitlines(), 1):
        bold = markup.is_bold_line(line)
        for part in markup.without_html(line) if html else (line,):
            yield _Line(markup.without_marks(part), number, bold)


def _blocks(lines: list[_Line], *, markdown: bool) -> Iterator[Block]:
    held: list[_Line] = []
    fenced = False
    for line in lines:
        fenced ^= markdown and _FENCE.match(line.text) is not None
        heading = None if fenced else _heading(line, held, markdown=markdown)
        if heading is not None:
            if _UNDERLINE.match(line.text):
                held.pop()
            yield from _paragraph(held)
            held = []
            yield heading
        elif not line.text.strip():
            yield from _paragraph(held)
            held = []
        elif "\t" in line.text.strip() or _PIPES.match(line.text):
            yield from _paragraph(held)
            held = []
            yield from _row(line)
        else:
            if held and (_ITEM.match(line.text.lstrip()) or len(held[-1].text) > _LONG_LINE):
                yield from _paragraph(held)
                held = []
            held.append(line)
    yield from _paragraph(held)


def _heading(line: _Line, held: list[_Line], *, markdown: bool) -> Block | None:
    found = _HASHES.match(line.text)
    if found:
        return Block(found[2], len(found[1]), line.number, line.number)
    if markdown and len(held) == 1 and _UNDERLINE.match(line.text):
        return Block(held[0].text, 1 if line.text[0] == "=" else 2, held[0].number, line.number)
    text = line.text.strip()
    if line.bold and 0 < len(text.split()) <= _HEADING_WORDS and text[-1] not in ".;,":
        return Block(text, 3, line.number, line.number)
    return None


def _row(line: _Line) -> Iterator[Block]:
    if _RULE.match(line.text):
        return
    cells = line.text.split("\t") if "\t" in line.text else line.text.strip().strip("|").split("|")
    yield Block(row_text(cells), None, line.number, line.number)


def _paragraph(held: list[_Line]) -> Iterator[Block]:
    text = tidy("\n".join(line.text for line in held))
    if text and not _RULE.match(text):
        yield Block(text, None, held[0].number, held[-1].number)


def _with_headings_by_shape(blocks: list[Block]) -> list[Block]:
    """Take short lines that stand alone above text for headings, unless that would be most of the text."""
    shaped = [
        place
        for place, block in enumerate(blocks[:-1])
        if block.level is None and _looks_like_heading(block) and _stands_alone(blocks, place)
    ]
    if len(shaped) * 2 > len(blocks):
        return blocks
    marked = set(shaped)
    return [replace(block, level=3) if place in marked else block for place, block in enumerate(blocks)]


def _stands_alone(blocks: list[Block], place: int) -> bool:
    before = place == 0 or blocks[place - 1].last < blocks[place].first - 1
    return before and blocks[place + 1].first > blocks[place].last + 1


def _looks_like_heading(block: Block) -> bool:
    text = block.text
    words = text.split()
    if not text or "\n" in text or " | " in text or len(words) > _HEADING_WORDS or _ITEM.match(text):
        return False
    if not (text[0].isupper() or text[0].isdigit()) or not any(letter.isalpha() for letter in text):
        return False
    if text[-1] in ".,;!?”\"'" or (text[-1] in ":-" and len(words) > 3):  # noqa: PLR2004 - "Minutes:", "Resolved:-"
        return False
    if _NUMBERED.match(text) or (len(words) <= _SHORT_HEADING and "," not in text):
        return True
    longer = [word for word in words if len(word) > 3]  # noqa: PLR2004 - "and", "for", "the" stay small in titles
    return bool(longer) and sum(word[0].isupper() for word in longer) >= _CAPITALS * len(longer)
