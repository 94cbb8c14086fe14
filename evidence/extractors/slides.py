"""PowerPoint presentations: slides in the order they are shown, with their tables, charts, notes and comments."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from evidence.extractors import media, reasons
from evidence.extractors.office import chart_lines, core_properties, drawing_paragraphs, macro_notes
from evidence.extractors.package import Package, attribute, local
from evidence.extractors.passages import Block, at, one_line, pack, row_text
from evidence.readings import Passage, Reading, Unreadable

_MAIN = "ppt/presentation.xml"
_TITLES = frozenset({"title", "ctrTitle"})
_FIELDS = frozenset({"sldNum", "dt", "ftr", "hdr"})


class Slides:
    """Reads .pptx and .pptm."""

    media_types = (media.PPTX, media.PPTM)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return each slide's text, then what belongs to it: charts, diagrams, notes and comments."""
        del staging
        with Package(path) as package:
            names = slides_in_order(package)
            passages: list[Passage] = []
            hidden = 0
            for number, name in enumerate(names, 1):
                root = package.xml(name)
                if root is None:
                    continue
                hidden += root.get("show") in {"0", "false"}
                passages += _slide(package, name, root, number)
            notes = macro_notes(package)
            if hidden:
                slides = "slide was" if hidden == 1 else "slides were"
                notes = (*notes, f"{hidden} hidden {slides} read as well.")
            return Reading(len(names), tuple(passages), core_properties(package), notes=notes)


def slides_in_order(package: Package) -> list[str]:
    """Return the names of the slides' parts as they are shown; raises ``Unreadable`` for a damaged presentation."""
    root = package.xml(_MAIN)
    if root is None:
        raise Unreadable(reasons.DAMAGED)
    targets = package.relations(_MAIN)
    order = (element for element in root.iter() if local(element) == "sldId")
    ids = (next((str(value) for key, value in one.items() if str(key).endswith("}id")), "") for one in order)
    return [targets[relation][1] for relation in ids if relation in targets]


def _slide(package: Package, name: str, root: "etree._Element", number: int) -> Iterator[Passage]:
    title = _title(root)
    locator = f"slide {number}"

    def passages(texts: Iterator[str], part: str) -> Iterator[Passage]:
        return pack((Block(text) for text in texts), at(locator + part), page=number, heading=title)

    yield from passages(_texts(root), "")
    for kind, target in package.relations(name).values():
        part = package.xml(target) if kind in _BESIDE else None
        if part is not None:
            reader, said = _BESIDE[kind]
            yield from passages(reader(part), said)


def _title(root: "etree._Element") -> str | None:
    for shape in root.iter():
        if local(shape) == "sp" and _placeholder(shape) in _TITLES:
            return one_line(" ".join(drawing_paragraphs(shape))) or None
    return None


def _placeholder(shape: "etree._Element") -> str:
    return next((attribute(one, "type") or "body" for one in shape.iter() if local(one) == "ph"), "")


def _texts(parent: "etree._Element") -> Iterator[str]:
    """Yield the paragraphs of shapes, grouped ones too, and the rows of tables, in the slide's order."""
    for child in parent:
        name = local(child)
        if name == "tbl":
            for row in child:
                if local(row) == "tr":
                    yield row_text(" ".join(drawing_paragraphs(cell)) for cell in row if local(cell) == "tc")
        elif name == "txBody":
            yield from drawing_paragraphs(child)
        elif name != "Fallback":
            yield from _texts(child)


def note_texts(root: "etree._Element") -> Iterator[str]:
    """Yield the speaker's notes, without the page number and date of the notes page."""
    for shape in root.iter():
        if local(shape) == "sp" and _placeholder(shape) not in _FIELDS:
            yield from drawing_paragraphs(shape)


def _comment_texts(root: "etree._Element") -> Iterator[str]:
    for element in root.iter():
        if local(element) == "text" and element.text:
            yield element.text
    yield from drawing_paragraphs(root)


_BESIDE = {
    "chart": (chart_lines, ", chart"),
    "diagramData": (drawing_paragraphs, ""),
    "notesSlide": (note_texts, ", notes"),
    "comments": (_comment_texts, ", comments"),
}
