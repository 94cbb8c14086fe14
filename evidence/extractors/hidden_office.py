"""What Word, Excel and PowerPoint packages hide in common: properties, embedded files, paths, pictures' details."""

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from evidence.extractors.hidden_finds import Finds, quoted
from evidence.extractors.hidden_pictures import find_inside, words_of
from evidence.extractors.package import Package, local
from evidence.hidden_content import HiddenKind

_CORE_PEOPLE = {"creator": "author", "lastModifiedBy": "last saved by"}
_CORE = {"description": "comments", "keywords": "keywords", "category": "category", "contentStatus": "status"}
_APP_PEOPLE = {"Manager": "manager"}
_APP = {"Company": "company", "Template": "template", "HyperlinkBase": "base of links"}
_USUAL_TEMPLATES = frozenset({"normal.dotm", "normal.dot", "normal", "office theme", ""})
_PICTURES = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff")
_PATH = re.compile(r"^(?:file:|[A-Za-z]:[\\/]|\\\\|//)|[A-Za-z]:\\|\\\\\w")
_TOLD_LINKS = frozenset(
    {"attachedTemplate", "oleObject", "externalLinkPath", "frame", "subDocument", "mailMergeSource"}
)
_SIDES = ("l", "t", "r", "b")
_EMBEDDED = re.compile(r"^(?:word|xl|ppt)/(?:embeddings|activeX)/(?!_rels/)[^/]+$")
_KILO = 1024


def find(package: Package, finds: Finds) -> None:
    """Search what every such package may have, whatever its program."""
    _properties(package, finds)
    with finds.attempt("data for other programs"):
        for name in package.names("customXml/item", ".xml"):
            if "Props" not in name:
                _custom_data(package, name, finds)
    for name in package.names():
        if _EMBEDDED.match(name) or "/afchunk" in name.lower():
            what = f"The file {posixpath.basename(name)} is inside this one"
            chart = " and may hold all the data behind a chart" if name.endswith((".xlsx", ".xlsb")) else ""
            finds.add("embedded-file", _where(name), f"{what}{chart}.")
    if package.names("docProps/thumbnail"):
        finds.add("kept-data", "document properties", "A small picture of the first page as it once looked.")
    _links(package, finds)
    _pictures(package, finds)


def cropped(root: "etree._Element", where: str, finds: Finds, page: int | None = None) -> None:
    """Note pictures of which a part is cut off but kept."""
    for element in root.iter():
        if local(element) == "srcRect" and any(_positive(element.get(side, "0")) for side in _SIDES):
            what = "A picture is shown in part; what was cut off is still in the file."
            finds.add("cropped-picture", where, what, page)


def external_targets(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Yield type and target of the relations of ``part`` that lead out of the package."""
    folder, name = posixpath.split(part)
    root = package.xml(posixpath.join(folder, "_rels", name + ".rels"))
    for relation in root if root is not None else ():
        if relation.get("TargetMode") == "External":
            yield relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")


def size_of(data: bytes) -> str:
    """Return a size in words."""
    return f"{max(1, round(len(data) / _KILO)):,} KB"


def _properties(package: Package, finds: Finds) -> None:
    where = "document properties"
    for part, people, others in (("docProps/core.xml", _CORE_PEOPLE, _CORE), ("docProps/app.xml", _APP_PEOPLE, _APP)):
        with finds.attempt("document properties"):
            root = package.xml(part)
            for element in root if root is not None else ():
                name, value = local(element), (element.text or "").strip()
                if value and name in people:
                    finds.add("author", where, f"{people[name]}: {value}")
                elif value and name in others and value.lower() not in _USUAL_TEMPLATES:
                    kind: HiddenKind = "folder-path" if _PATH.search(value) else "property"
                    finds.add(kind, where, f"{others[name]}: {value}")
    with finds.attempt("document properties"):
        root = package.xml("docProps/custom.xml")
        for element in root if root is not None else ():
            value = words_of(element)
            if value:
                finds.add("property", where, f"{element.get('name', '')}: {value}")


def _custom_data(package: Package, name: str, finds: Finds) -> None:
    root = package.xml(name)
    words = words_of(root) if root is not None else ""
    if words:
        finds.add("property", "data kept for other programs", quoted(words))


def _links(package: Package, finds: Finds) -> None:
    with finds.attempt("links"):
        for name in package.names(end=".rels"):
            folder, _, of = name.rpartition("_rels/")
            part = folder + of.removesuffix(".rels")
            for kind, target in external_targets(package, part):
                if _PATH.search(target) or kind in _TOLD_LINKS:
                    finds.add("folder-path", _where(part), f"It refers to {quoted(target)}")


def _pictures(package: Package, finds: Finds) -> None:
    for name in package.names():
        if name.lower().endswith(_PICTURES) and not name.startswith("docProps/"):
            with finds.attempt(f"picture {posixpath.basename(name)}"):
                find_inside(package.data(name), f"picture {posixpath.basename(name)}", finds)


def _where(name: str) -> str:
    """Return how people would say the place of a part."""
    for start, said in (
        ("ppt/slides/", "a slide"),
        ("xl/", "workbook"),
        ("ppt/", "presentation"),
        ("word/", "document"),
    ):
        if name.startswith(start):
            return said
    return "document"


def _positive(value: str) -> bool:
    try:
        return float(value.rstrip("%")) > 0
    except ValueError:
        return False
