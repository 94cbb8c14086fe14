"""Web pages: text by heading, without scripts, styles and what is hidden."""

from pathlib import Path

from lxml import etree, html

from evidence.extractors import media
from evidence.extractors.decoding import read_text
from evidence.extractors.passages import Block, one_line, row_text, sections, tidy
from evidence.readings import Reading

_SKIPPED = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "iframe", "object", "select", "button"}
)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img"}
    | {"input", "ins", "kbd", "label", "mark", "meter", "output", "q", "s", "samp", "small", "span", "strike"}
    | {"strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_META = {"author": "author", "description": "subject"}


class WebPage:
    """Reads .html; the page is not shown, and nothing it refers to is fetched."""

    media_types = (media.HTML,)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return the text by section, and the page's title, author and description."""
        del staging
        root = _parse(read_text(path))
        if root is None:
            return Reading()
        passages = sections(page_blocks(root), unnumbered="page", counted="paragraphs")
        return Reading(passages=tuple(passages), properties=_properties(root))


def html_blocks(text: str) -> list[Block]:
    """Return the blocks of a piece of HTML, such as the body of an email."""
    root = _parse(text)
    return page_blocks(root) if root is not None else []


def page_blocks(root: "etree._Element") -> list[Block]:
    """Return headings, paragraphs, list items and table rows under ``root``, numbered from 1."""
    walk = _Walk()
    walk.element(root)
    walk.end()
    return walk.blocks


def _parse(text: str) -> "etree._Element | None":
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    data = text.replace("\x00", " ").encode("utf-8", "replace")
    return html.document_fromstring(data, parser=parser, ensure_head_body=True) if data.strip() else None


class _Walk:
    """Gathers blocks: inline elements join their words, all others part them."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []

    def element(self, element: "etree._Element") -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SKIPPED or element.get("hidden") is not None:
            return
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "tr":
            self._row(element)
        elif tag in _INLINE:
            self.inside(element)
        else:
            self.end()
            self.inside(element)
            self.end(_LEVELS.get(tag))

    def end(self, level: int | None = None) -> None:
        text = tidy("".join(self._pieces))
        self._pieces = []
        if text:
            number = len(self.blocks) + 1
            self.blocks.append(Block(text, level, number, number))

    def inside(self, element: "etree._Element") -> None:
        self._pieces.append(_spaced(element.text))
        for child in element:
            self.element(child)
            self._pieces.append(_spaced(child.tail))

    def _row(self, row: "etree._Element") -> None:
        self.end()
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        if len(cells) == 1:  # a frame for layout, as newsletters use it
            self.inside(cells[0])
        else:
            self._pieces.append(row_text(_cell(cell) for cell in cells))
        self.end()


def _cell(cell: "etree._Element") -> str:
    walk = _Walk()
    walk.inside(cell)
    walk.end()
    return " ".join(block.text for block in walk.blocks)


def _spaced(text: str | None) -> str:
    """Return text as HTML means it: line ends of the source are only spaces."""
    return " ".join(text.split("\n")) if text else ""


def _properties(root: "etree._Element") -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("title", "meta"):
        if element.tag == "title":
            found.setdefault("title", one_line(element.text or "", 500))
        elif str(element.get("name", "")).lower() in _META:
            found.setdefault(_META[str(element.get("name")).lower()], one_line(str(element.get("content", "")), 500))
    return {name: value for name, value in found.items() if value}
