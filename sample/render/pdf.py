"""PDF documents of text pages: headings, paragraphs, lists, simple tables, page numbers and a footer."""

from sample.render.helvetica import lines
from sample.render.pdf_file import A4, literal, pdf_file
from sample.render.sheet_of_paper import Text
from sample.text import Block, Bullet, Heading, NewPage, Paragraph, Table

_MARGIN = 62
_TOP, _BOTTOM = 780, 70
_ROOM = A4[0] - 2 * _MARGIN
_BODY = 11.5
_CELL = 9.5
_HEADINGS = {1: 20, 2: 14, 3: 12}
_PAD = 4
_LEADING = 1.42


def render(text: Text) -> bytes:
    """Return the text on A4 pages."""
    writer = _Writer()
    for block in text.blocks:
        writer.put(block)
    return pdf_file(text, writer.finished(text.footer))


class _Writer:
    """Lay blocks out from the top of a page to its bottom, and go on to the next."""

    def __init__(self) -> None:
        self._pages: list[list[bytes]] = [[]]
        self._y: float = _TOP

    def put(self, block: Block) -> None:
        if isinstance(block, Heading):
            size = _HEADINGS[block.level]
            self._space(size * 0.9)
            self._need(size + 4 * _BODY)
            self._lines(block.text, size, face="F2")
            self._space(size * 0.4)
        elif isinstance(block, Paragraph):
            self._lines(block.text, _BODY)
            self._space(_BODY * 0.7)
        elif isinstance(block, Bullet):
            self._need(_BODY * 1.4)
            self._write("\u2022", _MARGIN + 6, self._y - _BODY, _BODY, "F1")
            self._lines(block.text, _BODY, indent=18)
            self._space(_BODY * 0.35)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, NewPage) and self._pages[-1]:
            self._turn()

    def finished(self, footer: str) -> list[bytes]:
        for number, page in enumerate(self._pages, 1):
            for place, line in enumerate((f"Page {number} of {len(self._pages)}", footer)):
                page.append(_drawn(line, _MARGIN, 44 - 11 * place, 8, "F1"))
        return [b"\n".join(page) for page in self._pages]

    def _lines(self, words: str, size: float, *, face: str = "F1", indent: float = 0) -> None:
        for line in lines(words, size, _ROOM - indent, face):
            self._need(size * _LEADING)
            self._write(line, _MARGIN + indent, self._y - size, size, face)
            self._y -= size * _LEADING

    def _table(self, table: Table) -> None:
        widths = _columns(table)
        self._space(4)
        for place, row in enumerate(table.rows):
            self._row(row, widths, head=place == 0)
        self._space(_BODY)

    def _row(self, row: tuple[str, ...], widths: list[float], *, head: bool) -> None:
        face = "F2" if head else "F1"
        cells = [lines(cell, _CELL, room - 2 * _PAD, face) for cell, room in zip(row, widths, strict=True)]
        tall = max(len(cell) for cell in cells) * _CELL * 1.3 + 2 * _PAD
        self._need(tall * 2 if head else tall)
        x: float = _MARGIN
        for cell, room in zip(cells, widths, strict=True):
            self._box(x, room, tall, head=head)
            for number, line in enumerate(cell):
                y = self._y - _PAD - _CELL - number * _CELL * 1.3
                self._write(line, x + _PAD, y, _CELL, face)
            x += room
        self._y -= tall

    def _box(self, x: float, room: float, tall: float, *, head: bool) -> None:
        shape = f"{x:.1f} {self._y - tall:.1f} {room:.1f} {tall:.1f} re"
        fill = f"0.88 g {shape} f 0 g " if head else ""
        self._pages[-1].append(f"{fill}0.6 G 0.5 w {shape} S".encode())

    def _write(self, words: str, x: float, y: float, size: float, face: str) -> None:
        self._pages[-1].append(_drawn(words, x, y, size, face))

    def _need(self, tall: float) -> None:
        if self._y - tall < _BOTTOM:
            self._turn()

    def _space(self, tall: float) -> None:
        if self._y < _TOP:
            self._y -= tall

    def _turn(self) -> None:
        self._pages.append([])
        self._y = _TOP


def _drawn(words: str, x: float, y: float, size: float, face: str) -> bytes:
    return b"BT /%s %g Tf %.1f %.1f Td %s Tj ET" % (face.encode(), size, x, y, literal(words))


def _columns(table: Table) -> list[float]:
    """Share the page's width out by the longest cell of each column, none too narrow or too greedy."""
    longest = [min(60, max(8, *(len(row[at]) for row in table.rows))) for at in range(len(table.rows[0]))]
    return [_ROOM * one / sum(longest) for one in longest]
