"""What an .xlsx keeps beside its cells: comments, text boxes, charts, and which cells show percentages."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from evidence.extractors.office import chart_lines, drawing_paragraphs
from evidence.extractors.package import Package, attribute, local
from evidence.extractors.passages import Block, at, one_line, pack
from evidence.readings import Passage

_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?>")
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\ss="(\d+)"')
_BUILT_IN_PERCENT = frozenset({"9", "10"})


class WorkbookParts:
    """The parts of a workbook by sheet name; of no workbook at all (other formats) it has nothing."""

    def __init__(self, package: Package | None) -> None:
        self._package = package
        self._sheets = sheet_parts(package) if package else {}
        self._percent_styles = _percent_styles(package) if package else frozenset()

    def percentages(self, sheet: str) -> Callable[[int, int], bool]:
        """Return a test whether the cell in a row (from 1) and column (from 0) shows a percentage."""
        part = self._sheets.get(sheet)
        if self._package is None or part is None or not self._percent_styles:
            return lambda _row, _column: False
        places = frozenset(_styled(self._package.data(part), self._percent_styles))
        return lambda row, column: (row, column) in places

    def beside(self, sheet: str) -> Iterator[Passage]:
        """Yield comments by cell, then the words of text boxes and charts, of one sheet."""
        part = self._sheets.get(sheet)
        if self._package is None or part is None:
            return
        shown = one_line(sheet)
        for kind, target in self._package.relations(part).values():
            root = self._package.xml(target) if kind in {"comments", "threadedComment", "drawing"} else None
            if root is None:
                continue
            if kind == "drawing":
                yield from self._drawing(target, f"sheet {shown}")
                continue
            for comment in root.iter():
                if local(comment) in {"comment", "threadedComment"}:
                    text = "".join(one.text or "" for one in comment.iter() if local(one) in {"t", "text"})
                    locate = at(f"sheet {shown}, comment on cell {one_line(attribute(comment, 'ref'), 12)}")
                    yield from pack([Block(text)], locate, heading=shown)

    def _drawing(self, part: str, locator: str) -> Iterator[Passage]:
        package = self._package
        root = package.xml(part) if package else None
        if package is None or root is None:
            return
        yield from pack((Block(text) for text in drawing_paragraphs(root)), at(f"{locator}, text box"))
        for kind, target in package.relations(part).values():
            chart = package.xml(target) if kind == "chart" else None
            if chart is not None:
                yield from pack((Block(line) for line in chart_lines(chart)), at(f"{locator}, chart"))


def sheet_parts(package: Package) -> dict[str, str]:
    """Return the part of each sheet by the sheet's name, in order."""
    root = package.xml("xl/workbook.xml")
    targets = package.relations("xl/workbook.xml")
    if root is None:
        return {}
    sheets = (element for element in root.iter() if local(element) == "sheet")
    found = {str(sheet.get("name", "")): targets.get(_relation_id(sheet), ("", ""))[1] for sheet in sheets}
    return {name: part for name, part in found.items() if part in package}


def _relation_id(sheet: "etree._Element") -> str:
    return next((str(value) for key, value in sheet.items() if str(key).endswith("}id")), "")


def _percent_styles(package: Package) -> frozenset[bytes]:
    """Return the numbers of the cell styles that show percentages."""
    root = package.xml("xl/styles.xml")
    if root is None:
        return frozenset()
    percent = set(_BUILT_IN_PERCENT)
    styles: set[bytes] = set()
    for element in root:
        if local(element) == "numFmts":
            percent |= {attribute(one, "numFmtId") for one in element if "%" in attribute(one, "formatCode")}
        elif local(element) == "cellXfs":
            styles = {b"%d" % place for place, one in enumerate(element) if attribute(one, "numFmtId") in percent}
    return frozenset(styles)


def _styled(sheet: bytes, styles: frozenset[bytes]) -> Iterator[tuple[int, int]]:
    for cell in _CELL.finditer(sheet):
        style = _STYLE.search(cell[0])
        place = _PLACE.search(cell[0]) if style and style[1] in styles else None
        if place:
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            yield int(place[2]), column - 1
