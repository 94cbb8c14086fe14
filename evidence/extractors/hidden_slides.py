"""What a presentation hides: slides, notes, comments, and shapes that are switched off or beside the slide."""

from collections.abc import Iterator

from lxml import etree

from evidence.extractors import hidden_office
from evidence.extractors.hidden_finds import Finds, quoted
from evidence.extractors.office import drawing_paragraphs
from evidence.extractors.package import Package, attribute, local
from evidence.extractors.slides import note_texts, slides_in_order

_MAIN = "ppt/presentation.xml"
_AUTHORS = ("ppt/commentAuthors.xml", "ppt/authors.xml")
_SHAPES = frozenset({"sp", "pic", "graphicFrame", "grpSp", "cxnSp"})


def find(package: Package, finds: Finds) -> None:
    """Search a PowerPoint package; what all office packages share is searched elsewhere."""
    names = slides_in_order(package)
    authors = dict(_authors(package, finds))
    size = _size(package)
    for number, name in enumerate(names, 1):
        with finds.attempt(f"slide {number}"):
            root = package.xml(name)
            if root is not None:
                _slide(package, name, root, number, authors, size, finds)
    for name in package.names("ppt/slides/slide", ".xml"):
        if name not in names:
            finds.add("kept-data", "presentation", "A slide that was taken out is still in the file.")


def _slide(
    package: Package,
    name: str,
    root: "etree._Element",
    number: int,
    authors: dict[str, str],
    size: tuple[int, int] | None,
    finds: Finds,
) -> None:
    where = f"slide {number}"
    if root.get("show") in {"0", "false"}:
        finds.add("hidden-slide", where, _shown(root) or "A slide without words.", number)
    for what, shape in _unseen(root, size):
        finds.add("hidden-text", where, f"{what}: {_shown(shape) or 'no words'}", number)
    hidden_office.cropped(root, where, finds, number)
    for kind, target in package.relations(name).values():
        part = package.xml(target) if kind in {"notesSlide", "comments"} else None
        if part is not None and kind == "comments":
            for author, text in _comments(part, authors):
                finds.add("comment", f"{where}, comments", f"{author}: {quoted(text)}", number)
        elif part is not None and (said := " ".join(note_texts(part))).strip():
            finds.add("notes", f"{where}, notes", quoted(said), number)


def _unseen(root: "etree._Element", size: tuple[int, int] | None) -> Iterator[tuple[str, "etree._Element"]]:
    for shape in root.iter():
        if local(shape) in _SHAPES and _is_switched_off(shape):
            yield "A shape that is switched off", shape
        elif local(shape) in _SHAPES and size and _is_beside(shape, size):
            yield "A shape beside the slide", shape


def _comments(root: "etree._Element", authors: dict[str, str]) -> Iterator[tuple[str, str]]:
    for comment in root.iter():
        if local(comment) in {"cm", "reply"}:
            texts = [one.text or "" for one in comment if local(one) == "text"]
            bodies = [one for one in comment if local(one) == "txBody"]
            text = " ".join([*texts, *(line for body in bodies for line in drawing_paragraphs(body))])
            if text.strip():
                yield authors.get(comment.get("authorId", ""), "Somebody"), text


def _authors(package: Package, finds: Finds) -> Iterator[tuple[str, str]]:
    for part in _AUTHORS:
        with finds.attempt("names of authors"):
            root = package.xml(part)
            for author in root if root is not None else ():
                name = author.get("name", "")
                account = author.get("userId", "")
                also = f", account {account}" if account and account != name else ""
                finds.add("author", "list of reviewers", f"{name}{also}")
                yield author.get("id", ""), name


def _size(package: Package) -> tuple[int, int] | None:
    root = package.xml(_MAIN)
    for element in root if root is not None else ():
        if local(element) == "sldSz":
            wide, tall = element.get("cx", ""), element.get("cy", "")
            return (int(wide), int(tall)) if wide.isdecimal() and tall.isdecimal() else None
    return None


def _is_switched_off(shape: "etree._Element") -> bool:
    return any(local(one) == "cNvPr" and one.get("hidden") in {"1", "true"} for part in shape for one in part)


def _is_beside(shape: "etree._Element", size: tuple[int, int]) -> bool:
    """Tell whether a shape that stands by itself lies wholly beyond the slide's edges."""
    parent = shape.getparent()
    if parent is None or local(parent) != "spTree":  # places inside a group are measured differently
        return False
    for part in shape:
        frame = part if local(part) == "xfrm" else next((one for one in part if local(one) == "xfrm"), None)
        if frame is not None:
            places = {local(one): one for one in frame}
            if "off" in places and "ext" in places:
                left, top = _number(places["off"], "x"), _number(places["off"], "y")
                right, bottom = left + _number(places["ext"], "cx"), top + _number(places["ext"], "cy")
                return right <= 0 or bottom <= 0 or left >= size[0] or top >= size[1]
    return False


def _number(element: "etree._Element", name: str) -> int:
    try:
        return int(attribute(element, name))
    except ValueError:
        return 0


def _shown(root: "etree._Element") -> str:
    words = " ".join(drawing_paragraphs(root))
    return quoted(words) if words.strip() else ""
