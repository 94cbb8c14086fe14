"""What a workbook hides: sheets, rows, columns and cells, notes, and data kept behind pivot tables and links."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from evidence.extractors import hidden_office
from evidence.extractors.hidden_finds import Finds, counted, quoted
from evidence.extractors.package import Package, attribute, local
from evidence.extractors.workbook import sheet_parts

_HIDDEN_STATES = {"hidden": "A hidden sheet", "veryHidden": "A sheet hidden even from Excel's menus"}
_TOKEN = re.compile(rb"<(?:\w+:)?(row|col|c)\s([^<>]*)>|<(?:\w+:)?(v|is)\b[^<>]*>")
_ATTRIBUTE = re.compile(rb'(?:^|\s)(\w+)="([^"]*)"')
_PLACE = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_TRUE = frozenset({b"1", b"true"})
_WHITE = frozenset({"FFFFFFFF", "00FFFFFF", "FFFFFF"})
_NO_FILLS = frozenset({"", "none"})
_PAPER_THEME = "0"  # the theme's colour of the page
_HIDING_FORMAT = re.compile(r'^;;;?"?"?$|^;;;+$')
_THREADED = "[Threaded comment]"


def find(package: Package, finds: Finds) -> None:
    """Search an Excel package; what all office packages share is searched elsewhere."""
    people = dict(_people(package, finds))
    states = _states(package)
    styles = frozenset(_hiding_styles(package))
    for name, part in sheet_parts(package).items():
        with finds.attempt(f"sheet {name}"):
            where = f"sheet {name}"
            scan = _scan(package.data(part), styles)
            if states.get(name) in _HIDDEN_STATES:
                words = f"{_HIDDEN_STATES[states[name]]}, {counted(scan.filled, 'filled cell')}."
                finds.add("hidden-sheet", where, words)
            _tell(scan, where, finds)
            _beside(package, part, where, people, finds)
    with finds.attempt("pivot tables"):
        _pivots(package, finds)
    with finds.attempt("links to other workbooks"):
        _other_workbooks(package, finds)
    if package.names("xl/revisions/"):
        finds.add("earlier-state", "workbook", "A history of changes, as shared workbooks keep it.")
    if package.names("xl/model/"):
        finds.add("kept-data", "workbook", "A data model, which may hold whole tables that no sheet shows.")
    if "xl/connections.xml" in package:
        finds.add("folder-path", "workbook", "Connections to databases or files, which may name servers and people.")


@dataclass(slots=True)
class _Scan:
    """What a sheet's cells hide: numbers of rows, letters of columns, places of cells."""

    filled: int = 0
    rows: set[int] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    cells: list[str] = field(default_factory=list)


def _scan(sheet: bytes, styles: frozenset[bytes]) -> _Scan:
    """Go once through a sheet's XML, which may be very long, without building a tree of it."""
    scan = _Scan()
    hidden_columns: list[tuple[int, int]] = []
    row_is_hidden, number = False, 0
    column, style = b"", b""
    for token in _TOKEN.finditer(sheet):
        if token[3]:
            if column:
                _take(scan, column, number, hidden_columns, row_is_hidden=row_is_hidden, hides=style in styles)
            column = b""
            continue
        values = dict(_ATTRIBUTE.findall(token[2]))
        if token[1] == b"row":
            row_is_hidden = values.get(b"hidden") in _TRUE
        elif token[1] == b"col":
            first, last = values.get(b"min", b""), values.get(b"max", b"")
            if values.get(b"hidden") in _TRUE and first.isdigit() and last.isdigit():
                hidden_columns.append((int(first), int(last)))
        elif place := _PLACE.fullmatch(values.get(b"r", b"")):
            column, number, style = place[1], int(place[2]), values.get(b"s", b"")
    return scan


def _take(
    scan: _Scan, column: bytes, row: int, hidden: list[tuple[int, int]], *, row_is_hidden: bool, hides: bool
) -> None:
    scan.filled += 1
    letters = column.decode()
    place = 0
    for letter in column:
        place = place * 26 + letter - 64
    if row_is_hidden:
        scan.rows.add(row)
    if any(first <= place <= last for first, last in hidden):
        scan.columns.add(letters)
    if hides:
        scan.cells.append(f"{letters}{row}")


def _tell(scan: _Scan, where: str, finds: Finds) -> None:
    if scan.rows:
        what = f"{counted(len(scan.rows), 'hidden row')} with something in it, from row {min(scan.rows)}."
        finds.add("hidden-cells", where, what)
    if scan.columns:
        names = ", ".join(sorted(scan.columns, key=lambda name: (len(name), name))[:20])
        finds.add(
            "hidden-cells", where, f"{counted(len(scan.columns), 'hidden column')} with something in it: {names}."
        )
    if scan.cells:
        names = ", ".join(scan.cells[:10])
        cells = counted(len(scan.cells), "cell")
        what = f"{cells} whose content cannot be seen (white, or a format that hides it): {names}."
        finds.add("hidden-cells", where, what)


def _states(package: Package) -> Mapping[str, str]:
    root = package.xml("xl/workbook.xml")
    sheets = (one for one in root.iter() if local(one) == "sheet") if root is not None else ()
    return {str(one.get("name", "")): str(one.get("state", "")) for one in sheets}


def _hiding_styles(package: Package) -> Iterator[bytes]:
    """Yield the numbers of cell styles that show nothing: white on no fill, or the format ";;;"."""
    root = package.xml("xl/styles.xml")
    if root is None:
        return
    parts = {local(part): part for part in root}
    formats = {
        attribute(one, "numFmtId")
        for one in parts.get("numFmts", ())
        if _HIDING_FORMAT.match(attribute(one, "formatCode"))
    }
    fonts = [_is_white(one) for one in parts.get("fonts", ())]
    filled = [_is_filled(one) for one in parts.get("fills", ())]
    for place, style in enumerate(parts.get("cellXfs", ())):
        font, fill = attribute(style, "fontId"), attribute(style, "fillId")
        white = font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]
        bare = not (fill.isdecimal() and int(fill) < len(filled) and filled[int(fill)])
        if attribute(style, "numFmtId") in formats or (white and bare):
            yield b"%d" % place


def _is_white(font: "etree._Element") -> bool:
    colour = next((one for one in font if local(one) == "color"), None)
    if colour is None:
        return False
    paper = colour.get("theme") == _PAPER_THEME and "tint" not in colour.attrib
    return paper or colour.get("rgb", "").upper() in _WHITE


def _is_filled(fill: "etree._Element") -> bool:
    return any(
        local(one) == "gradientFill" or (local(one) == "patternFill" and one.get("patternType", "") not in _NO_FILLS)
        for one in fill
    )


def _people(package: Package, finds: Finds) -> Iterator[tuple[str, str]]:
    for part in package.names("xl/persons/", ".xml"):
        with finds.attempt("names of authors"):
            root = package.xml(part)
            for person in root if root is not None else ():
                name, account = person.get("displayName", ""), person.get("userId", "")
                also = f", account {account}" if account and account != name else ""
                finds.add("author", "list of reviewers", f"{name}{also}")
                yield person.get("id", ""), name


def _beside(package: Package, part: str, where: str, people: Mapping[str, str], finds: Finds) -> None:
    """Search a sheet's comments and drawings."""
    for kind, target in package.relations(part).values():
        root = package.xml(target) if kind in {"comments", "threadedComment", "drawing"} else None
        if root is None:
            continue
        if kind == "drawing":
            hidden_office.cropped(root, where, finds)
            continue
        authors = [one.text or "" for one in root.iter() if local(one) == "author"]
        for comment in root.iter():
            if local(comment) in {"comment", "threadedComment"}:
                text = "".join(one.text or "" for one in comment.iter() if local(one) in {"t", "text"}).strip()
                number = attribute(comment, "authorId")
                old = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
                author = people.get(attribute(comment, "personId"), old) or "Somebody"
                if text and not text.startswith(_THREADED):
                    finds.add("comment", f"{where}, cell {attribute(comment, 'ref')}", f"{author}: {quoted(text)}")


def _pivots(package: Package, finds: Finds) -> None:
    for name in package.names("xl/pivotCache/pivotCacheDefinition", ".xml"):
        root = package.xml(name)
        if root is None:
            continue
        source = next((one for one in root.iter() if local(one) == "worksheetSource"), None)
        fields = [one.get("name", "") for one in root.iter() if local(one) == "cacheField"]
        where = f"sheet {source.get('sheet')}" if source is not None and source.get("sheet") else "a source outside"
        rows = root.get("recordCount", "")
        number = counted(int(rows), "row") if rows.isdecimal() else "rows"
        what = (
            f"A pivot table keeps {number} of the data it was made from ({where}), even if that sheet is gone; "
            f"columns: {', '.join(fields)}"
        )
        finds.add("kept-data", "pivot table", what)


def _other_workbooks(package: Package, finds: Finds) -> None:
    for name in package.names("xl/externalLinks/externalLink", ".xml"):
        root = package.xml(name)
        values = sum(1 for one in root.iter() if local(one) == "v") if root is not None else 0
        if values:
            what = f"{counted(values, 'value')} copied from another workbook that this one refers to."
            finds.add("kept-data", "links to other workbooks", what)
