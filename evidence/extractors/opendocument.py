"""OpenDocument texts and presentations, as LibreOffice makes them; their spreadsheets are read elsewhere."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from evidence.extractors import media, reasons
from evidence.extractors.dates import iso_of
from evidence.extractors.package import Package, attribute, local
from evidence.extractors.passages import Block, at, one_line, pack, row_text, sections, tidy
from evidence.readings import Passage, Reading, Unreadable

_META = {
    "title": "title",
    "subject": "subject",
    "initial-creator": "author",
    "creator": "author",
    "creation-date": "created",
    "date": "modified",
}
_SKIPPED = frozenset({"tracked-changes", "sequence-decls", "forms", "annotation-end", "notes"})
_APART = frozenset({"note", "annotation", "text-box", "table"})
_MOST_REPEATED = 1_000  # spaces or cells said to repeat; a bomb says a million


class OpenDocument:
    """Reads .odt and .odp."""

    media_types = (media.ODT, media.ODP)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return a text by section, with its headers and footers, or a presentation by slide."""
        del staging
        with Package(path) as package:
            refuse_locked(package)
            root = package.xml("content.xml")
            body = next((one for one in root.iter() if local(one) == "body"), None) if root is not None else None
            if body is None or not len(body):
                raise Unreadable(reasons.DAMAGED)
            properties = open_document_properties(package)
            if local(body[0]) == "presentation":
                return _presentation(body[0], properties)
            walk = _Walk()
            walk.children(body[0])
            passages = [
                *sections(walk.blocks, unnumbered="document", counted="paragraphs"),
                *_margins(package),
            ]
            return Reading(None, tuple(passages), properties)


def refuse_locked(package: Package) -> None:
    """Raise ``Unreadable`` for a package whose parts are encrypted."""
    root = package.xml("META-INF/manifest.xml")
    if root is not None and any(local(one) == "encryption-data" for one in root.iter()):
        raise Unreadable(reasons.PASSWORD)


def open_document_properties(package: Package) -> dict[str, str]:
    """Return the properties that the author's program kept in the package."""
    root = package.xml("meta.xml")
    found: dict[str, str] = {}
    for element in root.iter() if root is not None else ():
        name = _META.get(local(element))
        if name and element.text:
            value = iso_of(element.text) if name in {"created", "modified"} else one_line(element.text, 500)
            if value:
                found.setdefault(name, value)
    return found


class _Walk:
    """Gathers blocks from a text's tree."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def children(self, parent: "etree._Element") -> None:
        for child in parent:
            name = local(child)
            if name in {"p", "h"}:
                self._paragraph(child, _level(child) if name == "h" else None)
            elif name == "table":
                self._table(child)
            elif name not in _SKIPPED:
                self.children(child)

    def _paragraph(self, paragraph: "etree._Element", level: int | None) -> None:
        apart: list[etree._Element] = []
        text = tidy("".join(_inline(paragraph, apart)))
        if text:
            number = len(self.blocks) + 1
            self.blocks.append(Block(text, level, number, number))
        for element in apart:
            if local(element) == "table":
                self._table(element)
            else:
                self.children(element)

    def _table(self, table: "etree._Element") -> None:
        for row in _rows(table):
            cells = [cell for cell in row if local(cell) in {"table-cell", "covered-table-cell"}]
            if len(cells) == 1:
                self.children(cells[0])
                continue
            text = row_text(_cell(cell) for cell in cells)
            if text:
                number = len(self.blocks) + 1
                self.blocks.append(Block(text, None, number, number))


def _cell(cell: "etree._Element") -> str:
    inside = _Walk()
    inside.children(cell)
    return " ".join(block.text for block in inside.blocks)


def _rows(table: "etree._Element") -> Iterator["etree._Element"]:
    for child in table:
        if local(child) == "table-row":
            yield child
        elif local(child) in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child)


def _inline(parent: "etree._Element", apart: list["etree._Element"]) -> Iterator[str]:
    """Yield the characters of a paragraph; what stands apart (notes, boxes) is set aside."""
    yield parent.text or ""
    for child in parent:
        name = local(child)
        if name == "s":
            count = attribute(child, "c")
            yield " " * min(int(count) if count.isdecimal() else 1, _MOST_REPEATED)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name in _APART:
            apart.append(child)
        elif name and name not in _SKIPPED:
            yield from _inline(child, apart)
        yield child.tail or ""


def _level(heading: "etree._Element") -> int:
    level = attribute(heading, "outline-level")
    return int(level) if level.isdecimal() else 1


def _margins(package: Package) -> Iterator[Passage]:
    root = package.xml("styles.xml")
    for kind in ("header", "footer"):
        walk = _Walk()
        for element in root.iter() if root is not None else ():
            if local(element).removesuffix("-first").removesuffix("-left") == kind:
                walk.children(element)
        unique = {block.text: block for block in walk.blocks}
        yield from pack(unique.values(), at(f"page {kind}"))


def _presentation(root: "etree._Element", properties: dict[str, str]) -> Reading:
    passages: list[Passage] = []
    pages = [page for page in root if local(page) == "page"]
    for number, page in enumerate(pages, 1):
        title = _slide_title(page)
        slide, notes = _Walk(), _Walk()
        slide.children(page)
        for child in page:
            if local(child) == "notes":
                notes.children(child)
        for walk, locator in ((slide, f"slide {number}"), (notes, f"slide {number}, notes")):
            passages += pack(walk.blocks, at(locator), page=number, heading=title)
    return Reading(len(pages), tuple(passages), properties)


def _slide_title(page: "etree._Element") -> str | None:
    for frame in page.iter():
        if local(frame) == "frame" and attribute(frame, "class") == "title":
            walk = _Walk()
            walk.children(frame)
            return one_line(" ".join(block.text for block in walk.blocks)) or None
    return None
