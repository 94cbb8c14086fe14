"""Redacted copies of Excel workbooks: the sheets that can be seen, as values, with their looks and charts.

Hidden sheets, rows and columns stay behind, and so do formulas, comments, names, filters, pivot tables, links
to other workbooks, rules for entries, and every part that holds a second copy of what the cells show.
"""

from pathlib import Path

from lxml import etree

from evidence.extractors import media, reasons, redacting_charts
from evidence.extractors.package import Package, attribute, local, parse_xml
from evidence.extractors.redacting_office import Copying, PartKind, Relation, main_part, relations_of
from evidence.extractors.redacting_shapes import Shapes
from evidence.extractors.redacting_sheets import Sheet
from evidence.extractors.redacting_texts import remove, strip, xml
from evidence.extractors.redacting_words import Search
from evidence.extractors.spreadsheet import cells, open_workbook
from evidence.extractors.workbook import WorkbookParts
from evidence.readings import Redacted, Unreadable

_TYPE = "application/vnd.openxmlformats-officedocument."
_SHEETS = f"{_TYPE}spreadsheetml."
_MOST_PART = 48 * 1024**2  # bytes of XML; a tree takes ten times as much
_MOST_READ = 1024**3  # bytes: each sheet is read a few times
_LONGEST_NAME = 31
_BESIDE = frozenset({"styles", "theme"})
_OF_STYLES = frozenset(
    {"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "colors"}
)
_COUNTED = (
    ("xl/pivotTables/pivotTable", "pivot tables"), ("xl/tables/table", "tables with filters"),
    ("xl/externalLinks/externalLink", "links to other workbooks"), ("xl/embeddings/", "embedded files"),
    ("xl/chartsheets/sheet", "sheets that are only a chart"), ("customXml/item", "parts for other programs"),
    ("xl/vbaProject.bin", "macros"), ("xl/revisions/revisionLog", "logs of changes"),
    ("xl/connections.xml", "connections to data"),
)  # fmt: skip


def redact(path: Path, target: Path, search: Search) -> Redacted:
    """Write a copy of the workbook at ``path`` to ``target``, with a mark in place of everything met; never macros.

    Raises ``Unreadable``.
    """
    with Package(path, most_part=_MOST_PART) as package:
        package.check(".xml")
    with Package(path, most_part=_MOST_PART, most_read=_MOST_READ) as source:
        main = main_part(source, "xl/workbook.xml")
        workbook = source.xml(main)
        if workbook is None:
            raise Unreadable(reasons.DAMAGED)
        shapes = Shapes()
        copying = Copying(source, search, _kinds(shapes), "xl")
        made = _Workbook(path, workbook, main, copying)
        made.copy()
        copying.add("xl/workbook.xml", f"{_SHEETS}sheet.main+xml", xml(made.root()))
        copying.relations("xl/workbook.xml", made.parts)
        copying.write(target, "xl/workbook.xml")
        copying.left_out.update(shapes.left_out)
        copying.left_out["names of cells"] += sum(local(one) == "definedName" for one in workbook.iter())
        copying.count_inside("xl/comments", "comment", "comments")
        copying.count_inside("xl/threadedComments", "threadedComment", "comments")
        copying.count_parts(*_COUNTED)
        return copying.made(media.XLSX)


def _kinds(shapes: Shapes) -> dict[str, PartKind]:
    return {
        "styles": PartKind("styles", f"{_SHEETS}styles+xml", _few_styles),
        "theme": PartKind("theme/theme", f"{_TYPE}theme+xml", shapes.clean),
        "drawing": PartKind("drawings/drawing", f"{_TYPE}drawing+xml", lambda root: _drawing(root, shapes)),
        "chart": PartKind("charts/chart", redacting_charts.MEDIA_TYPE, redacting_charts.clean),
    }


class _Workbook:
    """The sheets of a copy; ``parts`` says where they and the rest are, by id."""

    def __init__(self, path: Path, root: "etree._Element", main: str, copying: Copying) -> None:
        self.parts: dict[str, Relation] = {}
        self._path = path
        self._root = root
        self._copying = copying
        self._known = relations_of(copying.source, main)
        self._names: dict[str, str] = {}

    def copy(self) -> None:
        """Copy every sheet that can be seen, and what the workbook needs to show them."""
        source, left_out = self._copying.source, self._copying.left_out
        strings = [one for one in self._part("sharedStrings") if local(one) == "si"]
        unseen = _unseen_styles(self._part("styles"))
        with open_workbook(self._path) as workbook:
            parts = WorkbookParts(source)
            for listed in [one for one in self._root.iter() if local(one) == "sheet"]:
                relation = self._known.get(attribute(listed, "id"))
                name = str(listed.get("name", ""))
                if listed.get("state", "visible") != "visible":
                    left_out["hidden sheets"] += 1
                elif relation and relation.kind == "worksheet" and (root := source.xml(relation.target)) is not None:
                    first, rows = cells(workbook, name, parts)
                    shown = {(number, at): text for number, row in rows for at, text in enumerate(row, first) if text}
                    strip(root)
                    sheet = Sheet(root, strings, shown, unseen)
                    sheet.clean(self._copying.search)
                    left_out.update(sheet.left_out)
                    self._names[self._add(root, relation.target)] = self._name(name)
        if not self._names:
            raise Unreadable(reasons.DAMAGED)
        for relation in self._known.values():
            target = self._copying.part(relation.kind, relation.target) if relation.kind in _BESIDE else None
            if target:
                self.parts[f"rId{len(self.parts) + 1}"] = Relation(relation.kind, target)

    def root(self) -> "etree._Element":
        """Return the part that lists the sheets."""
        relations, own = self._copying.relations_space, str(self._root.tag).removesuffix("workbook")
        made = parse_xml(f'<workbook xmlns="{own[1:-1]}" xmlns:r="{relations}"/>'.encode())
        properties = etree.SubElement(made, f"{own}workbookPr")
        if any(local(one) == "workbookPr" and one.get("date1904") in {"1", "true"} for one in self._root):
            properties.set("date1904", "1")
        sheets = etree.SubElement(made, f"{own}sheets")
        for number, (relation, name) in enumerate(self._names.items(), 1):
            sheet = etree.SubElement(sheets, f"{own}sheet")
            sheet.set("name", name)
            sheet.set("sheetId", str(number))
            sheet.set(f"{{{relations}}}id", relation)
        return made

    def _part(self, kind: str) -> "etree._Element":
        """Return the workbook's part of a kind; an element without anything in it where there is none."""
        part = next((one.target for one in self._known.values() if one.kind == kind), "")
        root = self._copying.source.xml(part)
        if root is None:
            return etree.Element("none")
        strip(root)
        return root

    def _add(self, root: "etree._Element", origin: str) -> str:
        made = self._copying.new_name("worksheets/sheet")
        self._copying.relate(root, origin, made)
        for part in root:
            if local(part) != "sheetData":
                self._copying.describe(part)
        self._copying.add(made, f"{_SHEETS}worksheet+xml", xml(root))
        relation = f"rId{len(self.parts) + 1}"
        self.parts[relation] = Relation("worksheet", made)
        return relation

    def _name(self, name: str) -> str:
        """Return the sheet's name without what is taken out, and unlike the others'."""
        clean = self._copying.search.replaced(name)[:_LONGEST_NAME]
        taken = {one.casefold() for one in self._names.values()}
        number = 2
        made = clean
        while made.casefold() in taken:
            made, number = f"{clean[: _LONGEST_NAME - 4]} {number}", number + 1
        return made


def _unseen_styles(styles: "etree._Element") -> frozenset[str]:
    """Return the numbers of the cell styles whose format shows nothing at all, such as ``;;;``."""
    codes = {
        attribute(one, "numFmtId"): attribute(one, "formatCode") for one in styles.iter() if local(one) == "numFmt"
    }
    empty = {number for number, code in codes.items() if code and not code.strip("; ")}
    formats = (one for part in styles if local(part) == "cellXfs" for one in part)
    return frozenset(str(place) for place, one in enumerate(formats) if attribute(one, "numFmtId") in empty)


def _few_styles(root: "etree._Element") -> None:
    for part in list(root):
        if local(part) not in _OF_STYLES:
            remove(part)


def _drawing(root: "etree._Element", shapes: Shapes) -> None:
    """Keep pictures, shapes and charts; tables' filters and other programs' frames lose what they belong to."""
    shapes.clean(root)
    for frame in [one for one in root.iter() if local(one) == "graphicFrame"]:
        if not any(local(one) == "chart" for one in frame.iter()):
            remove(next((one for one in frame.iterancestors() if local(one).endswith("Anchor")), frame))
    for element in [one for one in root.iter() if local(one) == "contentPart"]:
        remove(element)
