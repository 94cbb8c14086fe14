"""What OpenDocument files hide: comments, tracked changes, hidden parts of texts, sheets and slides, and authors."""

import posixpath
from collections.abc import Iterator

from lxml import etree

from evidence.extractors.hidden_finds import Finds, counted, quoted
from evidence.extractors.hidden_pictures import find_inside
from evidence.extractors.opendocument import refuse_locked
from evidence.extractors.package import Package, attribute, local

_PEOPLE = {"initial-creator": "author", "creator": "last saved by", "printed-by": "printed by"}
_OTHERS = {"description": "comments", "keyword": "keywords"}
_HIDDEN_PARTS = frozenset({"hidden-text", "hidden-paragraph"})
_OUT_OF_SIGHT = frozenset({"collapse", "filter"})
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")


def find(package: Package, finds: Finds) -> None:
    """Search an OpenDocument package of any kind."""
    refuse_locked(package)
    with finds.attempt("document properties"):
        _properties(package, finds)
    with finds.attempt("text"):
        root = package.xml("content.xml")
        if root is not None:
            _content(root, _Styles(root), finds)
    for name in package.names():
        if name.startswith("Object ") and name.endswith("/content.xml"):
            finds.add("embedded-file", "document", f"The object {posixpath.dirname(name)} is inside this file.")
        elif name.startswith("Thumbnails/"):
            finds.add("kept-data", "document properties", "A small picture of the first page as it once looked.")
        elif name.startswith("Versions/") or name == "VersionList.xml":
            finds.add("earlier-state", "document", "An earlier version of the document is kept in the file.")
        elif name.lower().endswith(_PICTURES):
            with finds.attempt(f"picture {posixpath.basename(name)}"):
                find_inside(package.data(name), f"picture {posixpath.basename(name)}", finds)


def _properties(package: Package, finds: Finds) -> None:
    root = package.xml("meta.xml")
    for element in root.iter() if root is not None else ():
        name, value = local(element), (element.text or "").strip()
        if not value:
            continue
        if name in _PEOPLE:
            finds.add("author", "document properties", f"{_PEOPLE[name]}: {value}")
        elif name in _OTHERS:
            finds.add("property", "document properties", f"{_OTHERS[name]}: {value}")
        elif name == "user-defined":
            finds.add("property", "document properties", f"{attribute(element, 'name')}: {value}")


class _Styles:
    """Which styles hide words, sheets or slides, by name."""

    def __init__(self, root: "etree._Element") -> None:
        self.words: set[str] = set()
        self.sheets: set[str] = set()
        self.slides: set[str] = set()
        for style in root.iter():
            if local(style) != "style":
                continue
            for one in style:
                name = attribute(style, "name")
                if local(one) == "text-properties" and attribute(one, "display") == "none":
                    self.words.add(name)
                elif local(one) == "table-properties" and attribute(one, "display") == "false":
                    self.sheets.add(name)
                elif local(one) == "drawing-page-properties" and attribute(one, "visibility") == "hidden":
                    self.slides.add(name)


def _content(root: "etree._Element", styles: _Styles, finds: Finds) -> None:
    slides = 0
    for element in root.iter():
        name = local(element)
        if name == "annotation":
            finds.add("comment", "comments", f"{_author(element)}: {quoted(_words(element))}")
        elif name == "changed-region":
            _change(element, finds)
        elif name in _HIDDEN_PARTS or (name == "section" and attribute(element, "display") not in {"", "true"}):
            finds.add(
                "hidden-text",
                "document",
                f"Hidden words: {quoted(_words(element) or attribute(element, 'string-value'))}",
            )
        elif name in {"span", "p", "h"} and attribute(element, "style-name") in styles.words and _words(element):
            finds.add("hidden-text", "document", f"Words set as hidden: {quoted(_words(element))}")
        elif name == "table":
            _table(element, styles, finds)
        elif name == "page":
            slides += 1
            _slide(element, slides, styles, finds)


def _change(region: "etree._Element", finds: Finds) -> None:
    for change in region:
        words = _words(change)
        did = {"insertion": "inserted words", "deletion": "deleted", "format-change": "changed formatting"}
        said = f" {quoted(words)}" if words and local(change) == "deletion" else ""
        finds.add("tracked-change", "document", f"{_author(region)} {did.get(local(change), 'changed')}{said}")


def _table(table: "etree._Element", styles: _Styles, finds: Finds) -> None:
    where = f"sheet {attribute(table, 'name')}"
    if attribute(table, "style-name") in styles.sheets:
        finds.add("hidden-sheet", where, "A hidden sheet.")
    rows = [
        one for one in table.iter() if local(one) == "table-row" and attribute(one, "visibility") in _OUT_OF_SIGHT
    ]
    filled = sum(1 for row in rows if _words(row))
    if filled:
        finds.add("hidden-cells", where, f"{counted(filled, 'hidden row')} with something in it.")
    if any(local(one) == "table-column" and attribute(one, "visibility") in _OUT_OF_SIGHT for one in table.iter()):
        finds.add("hidden-cells", where, "Hidden columns.")


def _slide(page: "etree._Element", number: int, styles: _Styles, finds: Finds) -> None:
    if attribute(page, "style-name") in styles.slides:
        finds.add("hidden-slide", f"slide {number}", quoted(_words(page)), number)
    for child in page:
        if local(child) == "notes" and _words(child):
            finds.add("notes", f"slide {number}, notes", quoted(_words(child)), number)


def _author(element: "etree._Element") -> str:
    return next((one.text or "" for one in element.iter() if local(one) == "creator"), "") or "Somebody"


def _words(element: "etree._Element") -> str:
    return " ".join(" ".join(_letters(element)).split())


def _letters(element: "etree._Element") -> Iterator[str]:
    """Yield the words under ``element``, without who wrote them and when."""
    if local(element) in {"creator", "date", "change-info"}:
        return
    yield element.text or ""
    for child in element:
        yield from _letters(child)
        yield child.tail or ""
