"""What Word, Excel and PowerPoint packages have in common: properties, macros, charts and drawings."""

from collections.abc import Iterator

from lxml import etree

from evidence.extractors import reasons
from evidence.extractors.dates import iso_of
from evidence.extractors.package import Package, local
from evidence.extractors.passages import Block, at, one_line, pack, row_text
from evidence.readings import Passage

_CORE = {"title": "title", "creator": "author", "created": "created", "modified": "modified", "subject": "subject"}
_LISTS = frozenset({"cat", "val", "tx", "xVal", "yVal"})


def core_properties(package: Package) -> dict[str, str]:
    """Return the properties that the author's program kept in the package."""
    root = package.xml("docProps/core.xml")
    found: dict[str, str] = {}
    for element in root if root is not None else ():
        name = _CORE.get(local(element))
        if name and element.text:
            value = iso_of(element.text) if name in {"created", "modified"} else one_line(element.text, 500)
            if value:
                found[name] = value
    return found


def macro_notes(package: Package) -> tuple[str, ...]:
    """Return a note when the package carries macros; they are never run or read."""
    return (reasons.MACROS,) if package.names(end="vbaProject.bin") else ()


def drawing_paragraphs(root: "etree._Element") -> Iterator[str]:
    """Yield the paragraphs of every shape, text box and diagram under ``root``, in its order."""
    for element in root.iter():
        if local(element) == "p":
            text = "".join(_pieces(element))
            if text.strip():
                yield text


def chart_lines(root: "etree._Element") -> Iterator[str]:
    """Yield the words of a chart: its titles, then each series with its labels and values."""
    yield from drawing_paragraphs(root)
    for series in root.iter():
        if local(series) == "ser":
            for part in series:
                if local(part) in _LISTS:
                    line = row_text(point.text or "" for point in part.iter() if local(point) == "v")
                    if line:
                        yield line


def extra_parts(package: Package, folder: str) -> Iterator[Passage]:
    """Yield the words of all charts and diagrams of a package that are not placed on a page or slide."""
    for kind, reader, locator in (
        (f"{folder}/charts/chart", chart_lines, "chart"),
        (f"{folder}/diagrams/data", drawing_paragraphs, "diagram"),
    ):
        for name in package.names(kind, ".xml"):
            root = package.xml(name)
            if root is not None:
                yield from pack((Block(line) for line in reader(root)), at(locator))


def _pieces(paragraph: "etree._Element") -> Iterator[str]:
    for element in paragraph.iter():
        name = local(element)
        if name == "t":
            yield element.text or ""
        elif name in {"br", "tab"}:
            yield " "
