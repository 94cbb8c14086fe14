"""Taking words out of the XML of an office file: across its runs, and out of names and descriptions."""

from collections.abc import Iterator

from lxml import etree

from evidence.extractors.package import local
from evidence.extractors.redacting_words import MARK, Search, is_for_people, is_structural

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WORD_SPACES = ("wordprocessingml/main}t", "spreadsheetml/main}t", "wordprocessingml/2006/main}t",
                "spreadsheetml/2006/main}t")  # fmt: skip
_KNOWN = (
    "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/", "http://schemas.microsoft.com/office/",
    "urn:schemas-microsoft-com:", "http://www.w3.org/XML/1998/namespace",
)  # fmt: skip
# Carries what its program alone sees: extensions, older drawings of the same thing, links of pictures.
_NEVER = frozenset({"extLst", "Fallback", "hlinkClick", "hlinkHover", "hlinkMouseOver"})
_BREAKS = {"br": " ", "cr": " ", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_LINES = frozenset({"p", "si", "is"})

Piece = tuple["etree._Element | None", str]  # noqa: SLF001 - the library's name for what it gives
"""What holds some text, and the text; breaks have no holder."""


def remove(element: "etree._Element") -> None:
    """Take an element out of its parent with all that is in it; harmless where it is out already."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: "etree._Element") -> None:
    """Put what is in an element into its place."""
    parent = element.getparent()
    if parent is not None:
        place = parent.index(element)
        parent[place : place + 1] = list(element)


def strip(root: "etree._Element") -> None:
    """Take out comments, instructions, extensions, what is not of the format, and text where none belongs."""
    for element in list(root.iter()):
        name = local(element)
        if not name or name in _NEVER or not _is_known(str(element.tag)):
            remove(element)
            continue
        element.tail = None
        if len(element):
            element.text = None
        for key in list(element.keys()):
            if "}" in str(key) and not _is_known(str(key)):
                del element.attrib[key]
    for element in list(root.iter(f"{_COMPATIBILITY}AlternateContent")):
        if not len(element):
            remove(element)


def _is_known(tag: str) -> bool:
    return "}" not in tag or tag[1:].startswith(_KNOWN)


def xml(root: "etree._Element") -> bytes:
    """Return the bytes of a part, which declares nothing that it does not use."""
    choices = {word for one in root.iter(f"{_COMPATIBILITY}Choice") for word in one.get("Requires", "").split()}
    etree.cleanup_namespaces(root, keep_ns_prefixes=sorted(choices))
    ignorable = root.get(f"{_COMPATIBILITY}Ignorable")
    if ignorable is not None:
        kept = " ".join(prefix for prefix in ignorable.split() if prefix in root.nsmap)
        root.attrib.pop(f"{_COMPATIBILITY}Ignorable")
        if kept:
            root.set(f"{_COMPATIBILITY}Ignorable", kept)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def lines(root: "etree._Element") -> Iterator[Piece]:
    """Yield the pieces of every paragraph and value in order, with a break between them."""
    for element in root.iter():
        name = local(element)
        if name in _LINES:
            yield from _pieces(element)
        elif name == "v":
            yield element, element.text or ""
        else:
            continue
        yield None, "\n"


def _pieces(parent: "etree._Element") -> Iterator[Piece]:
    for child in parent:
        name = local(child)
        if name == "t":
            yield child, child.text or ""
        elif name in _BREAKS:
            yield None, _BREAKS[name]
        elif name not in _LINES:
            yield from _pieces(child)


def take_out(search: Search, pieces: list[Piece]) -> None:
    """Put a mark into the first piece of everything met, and cut the rest of it out of the others."""
    spans = iter([*search.spans("".join(text for _, text in pieces)), (1 << 62, 1 << 62)])
    start, end = next(spans)
    at = 0
    for element, text in pieces:
        past = at + len(text)
        made, cursor = "", at
        while start < past:
            made += text[cursor - at : max(start, cursor) - at] + (MARK if start >= at else "")
            cursor = min(end, past)
            if end > past:
                break
            start, end = next(spans)
        if element is not None and cursor > at:
            element.text = made + text[cursor - at :]
            if str(element.tag).endswith(_WORD_SPACES):
                element.set(_SPACE, "preserve")
        at = past


class Descriptions:
    """Takes words out of attributes, and out of texts that belong to no paragraph; remembers what is harmless."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._harmless: set[tuple[str, str]] = set()

    def take_out(self, root: "etree._Element") -> None:
        """Put marks into everything under ``root`` that may say something and holds what is wanted."""
        for element in root.iter():
            if element.text:
                element.text = self._clean("", element.text)
            for key, value in element.items():
                name = str(key).rsplit("}", 1)[-1]
                name = "string" if local(element) == "lvlText" else name  # what stands before the items of a list
                clean = self._clean(name, str(value))
                if clean != value:
                    element.set(key, clean)

    def _clean(self, name: str, value: str) -> str:
        for_people = is_for_people(name)
        if (name, value) in self._harmless or (not for_people and is_structural(value.strip())):
            return value
        clean = self._search.replaced(value, weak=for_people)
        if clean == value and len(value) < 200:  # noqa: PLR2004 - longer ones hardly come twice
            self._harmless.add((name, value))
        return clean
