"""What a Word document hides: comments, tracked changes, hidden and white words, and the names of who wrote."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from evidence.extractors import hidden_office, reasons
from evidence.extractors.hidden_finds import Finds, counted, quoted
from evidence.extractors.package import Package, attribute, local
from evidence.extractors.word import Walk
from evidence.readings import Unreadable

_BODIES = ("header", "footer", "footnotes", "endnotes")
_CHANGES = {"ins": "inserted", "del": "deleted", "moveFrom": "moved away", "moveTo": "moved here"}
_FORMATS = frozenset(
    {"rPrChange", "pPrChange", "tblPrChange", "tcPrChange", "trPrChange", "sectPrChange", "numberingChange"}
)
_OFF = frozenset({"0", "false", "off", "none"})
_WHITE = frozenset({"ffffff", "fefefe", "fdfdfd"})
_NO_FILL = _WHITE | {"auto", ""}
_TINY = 4  # half points
_FRAMED = frozenset({"tc", "txbxContent", "tbl"})


def find(package: Package, finds: Finds) -> None:
    """Search a Word package; what all office packages share is searched elsewhere."""
    names = [name for name in package.names("word/", ".xml") if name[5:].startswith(_BODIES)]
    styles = _Styles(package)
    for name in ["word/document.xml", *names]:
        with finds.attempt("text"):
            root = package.xml(name)
            if root is None and name == "word/document.xml":
                raise Unreadable(reasons.DAMAGED)
            if root is not None:
                where = (
                    "document" if name == "word/document.xml" else name[5:].removesuffix(".xml").rstrip("0123456789")
                )
                _changes(root, where, finds)
                _hidden_words(root, where, styles, finds)
                hidden_office.cropped(root, where, finds)
    with finds.attempt("comments"):
        _comments(package, finds)
    with finds.attempt("names of authors"):
        _people(package, finds)
    with finds.attempt("settings"):
        _variables(package, finds)


def _comments(package: Package, finds: Finds) -> None:
    root = package.xml("word/comments.xml")
    for comment in root if root is not None else ():
        if local(comment) == "comment":
            walk = Walk()
            walk.children(comment)
            said = " ".join(block.text for block in walk.blocks)
            finds.add("comment", "comments", f"{attribute(comment, 'author') or 'Somebody'}: {quoted(said)}")


def _changes(root: "etree._Element", where: str, finds: Finds) -> None:
    formats: Counter[str] = Counter()
    for element in root.iter():
        name = local(element)
        author = attribute(element, "author") if name in _CHANGES or name in _FORMATS else ""
        if name in _FORMATS:
            formats[author] += 1
        elif name in _CHANGES:
            text = "".join(_letters(element))
            if text.strip():
                finds.add("tracked-change", where, f"{author or 'Somebody'} {_CHANGES[name]} {quoted(text)}")
            else:
                formats[author] += 1
    for author, number in formats.items():
        what = counted(
            number, "change of formatting or of a paragraph's end", "changes of formatting or of paragraphs' ends"
        )
        finds.add("tracked-change", where, f"{author or 'Somebody'}: {what}")


def _letters(element: "etree._Element") -> Iterator[str]:
    for one in element.iter():
        if local(one) in {"t", "delText"}:
            yield one.text or ""


class _Styles:
    """Which styles of a document hide words."""

    def __init__(self, package: Package) -> None:
        root = package.xml("word/styles.xml")
        self.hiding = frozenset(
            attribute(style, "styleId")
            for style in (root if root is not None else ())
            if local(style) == "style" and any(_is_on(one) for one in style.iter() if local(one) == "vanish")
        )


def _hidden_words(root: "etree._Element", where: str, styles: _Styles, finds: Finds) -> None:
    for paragraph in root.iter():
        if local(paragraph) != "p":
            continue
        by_style = _style(_child(paragraph, "pPr"), "pStyle") in styles.hiding
        hidden: list[str] = []
        pale: list[str] = []
        for run in paragraph.iter():
            if local(run) == "r":
                properties = _child(run, "rPr")
                text = "".join(one.text or "" for one in run if local(one) == "t")
                if _vanishes(properties, styles, by_style=by_style):
                    hidden.append(text)
                elif _is_pale(properties) and not _is_framed(run):
                    pale.append(text)
        if "".join(hidden).strip():
            finds.add("hidden-text", where, f"Words set as hidden: {quoted(''.join(hidden))}")
        if "".join(pale).strip():
            finds.add("hidden-text", where, f"White or tiny words: {quoted(''.join(pale))}")


def _vanishes(properties: "etree._Element | None", styles: _Styles, *, by_style: bool) -> bool:
    own = _child(properties, "vanish")
    if own is not None:
        return _is_on(own)
    return by_style or _style(properties, "rStyle") in styles.hiding


def _is_pale(properties: "etree._Element | None") -> bool:
    """Tell whether a run is white on a page without a colour of its own behind it, or too small to read."""
    size = _child(properties, "sz")
    if size is not None and attribute(size, "val").isdecimal() and int(attribute(size, "val")) <= _TINY:
        return True
    colour = _child(properties, "color")
    marked = _child(properties, "highlight") is not None or _is_shaded(properties)
    return colour is not None and attribute(colour, "val").lower() in _WHITE and not marked


def _is_framed(run: "etree._Element") -> bool:
    """Tell whether a run stands in a table, a text box or a coloured paragraph, where white is common."""
    return any(
        local(one) in _FRAMED or (local(one) == "p" and _is_shaded(_child(one, "pPr"))) for one in run.iterancestors()
    )


def _is_shaded(properties: "etree._Element | None") -> bool:
    shade = _child(properties, "shd")
    return shade is not None and attribute(shade, "fill").lower() not in _NO_FILL


def _child(parent: "etree._Element | None", name: str) -> "etree._Element | None":
    return next((one for one in parent if local(one) == name), None) if parent is not None else None


def _style(properties: "etree._Element | None", name: str) -> str:
    style = _child(properties, name)
    return attribute(style, "val") if style is not None else ""


def _is_on(element: "etree._Element") -> bool:
    return attribute(element, "val").lower() not in _OFF


def _people(package: Package, finds: Finds) -> None:
    root = package.xml("word/people.xml")
    for person in root.iter() if root is not None else ():
        if local(person) == "person":
            account = next((attribute(one, "userId") for one in person if local(one) == "presenceInfo"), "")
            also = f", account {account}" if account and account != attribute(person, "author") else ""
            finds.add("author", "list of reviewers", f"{attribute(person, 'author')}{also}")


def _variables(package: Package, finds: Finds) -> None:
    root = package.xml("word/settings.xml")
    for one in root.iter() if root is not None else ():
        if local(one) == "docVar" and attribute(one, "val").strip():
            finds.add("property", "document variables", f"{attribute(one, 'name')}: {attribute(one, 'val')}")
