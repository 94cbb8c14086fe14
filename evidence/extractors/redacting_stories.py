"""Cleaning the texts of a Word document: body, headers, footers and notes.

Insertions stay as plain text. Deletions go, and so do comments, hidden text, embedded files, and every mark of
who wrote what when. What is left is whole: a cell that lost its text keeps an empty paragraph.
"""

from collections.abc import Iterator

from lxml import etree

from evidence.extractors.package import attribute, local
from evidence.extractors.redacting_fields import freeze_fields
from evidence.extractors.redacting_shapes import HIDDEN, Shapes
from evidence.extractors.redacting_texts import remove, unwrap
from evidence.extractors.symbols import letters

DELETED, EMBEDDED, FIELDS = "deleted or moved passages", "embedded files", "fields (what they show stays)"
_MARKS_OF_COMMENTS = frozenset({"commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"})
_DELETIONS = frozenset({"del", "moveFrom"})
_EMBEDDINGS = frozenset({"object", "control", "altChunk", "subDoc", "contentPart"})
_GONE = _MARKS_OF_COMMENTS | _DELETIONS | _EMBEDDINGS | {
    "rPrChange", "pPrChange", "tblPrChange", "tcPrChange", "trPrChange", "sectPrChange", "tblGridChange",
    "tblPrExChange", "numberingChange", "cellIns", "cellDel", "cellMerge", "moveFromRangeStart", "moveFromRangeEnd",
    "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd",
    "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd",
    "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr",
    "proofErr", "permStart", "permEnd", "lastRenderedPageBreak", "printerSettings", "vanish", "specVanish",
    "divId",
}  # fmt: skip
_TRANSPARENT = frozenset({"ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml"})
_HOLDERS = frozenset({"tc", "txbxContent", "hdr", "ftr", "footnote", "endnote"})
_OFF = frozenset({"0", "false", "off"})
_ALWAYS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def hidden_styles(styles: "etree._Element | None") -> frozenset[str]:
    """Return the ids of styles whose text is hidden, by themselves or by the style beneath; "" is the default's."""
    hidden: dict[str, bool] = {}
    beneath: dict[str, str] = {}
    for style in styles if styles is not None else ():
        if local(style) == "style":
            name = attribute(style, "styleId")
            names = [name, ""] if attribute(style, "default") and attribute(style, "type") == "paragraph" else [name]
            for one in style:
                if local(one) == "basedOn":
                    beneath |= dict.fromkeys(names, attribute(one, "val"))
                elif local(one) == "rPr" and (shown := _vanishes(one)) is not None:
                    hidden |= dict.fromkeys(names, shown)
    for name in list(beneath):
        under, steps = name, 0
        while under not in hidden and under in beneath and steps < len(beneath):
            under, steps = beneath[under], steps + 1
        hidden.setdefault(name, hidden.get(under, False))
    return frozenset(name for name, is_hidden in hidden.items() if is_hidden)


class Stories:
    """Cleans the texts of one document and counts what was left out of them, in words for people."""

    def __init__(self, hidden: frozenset[str]) -> None:
        self.shapes = Shapes()
        self.left_out = self.shapes.left_out
        self.insertions = 0
        self._hidden = hidden
        self._noted: set[tuple[str, str]] = set()
        self._bookmarks: dict[str, str] = {}

    def body(self, root: "etree._Element") -> None:
        """Clean the main text, and learn which notes it refers to."""
        self.story(root)
        for element in root.iter():
            if local(element) in {"footnoteReference", "endnoteReference"}:
                self._noted.add((local(element).removesuffix("Reference"), attribute(element, "id")))

    def notes_at_the_foot(self, root: "etree._Element") -> None:
        """Clean footnotes or endnotes; those whose place in the text is gone go too."""
        for note in list(root):
            if attribute(note, "type") not in _ALWAYS and (local(note), attribute(note, "id")) not in self._noted:
                remove(note)
        self.story(root)

    def story(self, root: "etree._Element") -> None:
        """Clean any text."""
        self._take_hidden(root)
        joined = [one for one in root.iter() if local(one) == "p" and _mark_is_deleted(one)]
        for element in list(root.iter()):
            name = local(element)
            if name in _GONE:
                self.left_out[DELETED] += name in _DELETIONS and len(element) > 0
                self.left_out[EMBEDDED] += name in _EMBEDDINGS
                remove(element)
        for paragraph in joined:
            _join(paragraph)
        self.left_out[FIELDS] += freeze_fields(root)
        for element in list(root.iter()):
            if local(element) in _TRANSPARENT:
                self.insertions += local(element) in {"ins", "moveTo"} and len(element) > 0
                unwrap(element)
        _spell_out(root)
        self.shapes.clean(root)
        self._rename(root)
        _complete(root)

    def sentences(self) -> tuple[str, ...]:
        """Return what whoever checks the copy should know."""
        if not self.insertions:
            return ()
        what = "1 tracked insertion was" if self.insertions == 1 else f"{self.insertions} tracked insertions were"
        return (f"{what} kept as plain text.",)

    def _take_hidden(self, root: "etree._Element") -> None:
        """Take out hidden runs, and rows that are hidden or deleted, or whose cells are."""
        for element in list(root.iter()):
            name = local(element)
            if name == "r" and self._is_hidden(element):
                self.left_out[HIDDEN] += 1
                remove(element)
            elif name in {"tr", "tc"}:
                marks = {local(one): one for part in element if local(part) in {"trPr", "tcPr"} for one in part}
                if marks.keys() & {"del", "moveFrom", "cellDel"}:
                    self.left_out[DELETED] += 1
                    remove(element)
                elif "hidden" in marks and attribute(marks["hidden"], "val") not in _OFF:
                    self.left_out[HIDDEN] += 1
                    remove(element)

    def _is_hidden(self, run: "etree._Element") -> bool:
        properties = next((one for one in run if local(one) == "rPr"), None)
        if properties is not None:
            own = _vanishes(properties)
            if own is not None:
                return own
            if any(local(one) == "rStyle" and attribute(one, "val") in self._hidden for one in properties):
                return True
        paragraph = next((one for one in run.iterancestors() if local(one) == "p"), None)
        return bool(self._hidden) and paragraph is not None and _style(paragraph) in self._hidden

    def _rename(self, root: "etree._Element") -> None:
        """Give bookmarks, and the links that lead to them, names that say nothing."""
        for element in root.iter():
            name = local(element)
            if name in {"bookmarkStart", "hyperlink"}:
                for key, value in element.items():
                    if str(key).rsplit("}", 1)[-1] in {"name", "anchor"}:
                        element.set(key, self._bookmarks.setdefault(str(value), f"b{len(self._bookmarks) + 1}"))


def _spell_out(root: "etree._Element") -> None:
    """Turn letters that were put in as symbols into text, where words are looked for."""
    for element in list(root.iter()):
        written = letters(element) if local(element) == "sym" else ""
        if written:
            element.tag = str(element.tag).removesuffix("sym") + "t"
            element.attrib.clear()
            element.text = written


def _vanishes(properties: "etree._Element") -> bool | None:
    """Return whether properties of a run hide it; None where they do not say."""
    for one in properties:
        if local(one) == "vanish":
            return attribute(one, "val") not in _OFF
    return None


def _style(paragraph: "etree._Element") -> str:
    named = (
        attribute(one, "val") for part in paragraph if local(part) == "pPr" for one in part if local(one) == "pStyle"
    )
    return next(named, "")


def _mark_is_deleted(paragraph: "etree._Element") -> bool:
    """Tell a paragraph whose end was deleted, so that its text runs on into the next."""
    marks = (
        mark
        for properties in paragraph
        if local(properties) == "pPr"
        for run in properties
        if local(run) == "rPr"
        for mark in run
    )
    return any(local(mark) in _DELETIONS for mark in marks)


def _join(paragraph: "etree._Element") -> None:
    """Move what is left of a paragraph to the beginning of the next one, if that follows at once."""
    following = paragraph.getnext()
    if following is None or local(following) != "p":
        return
    rest = [one for one in paragraph if local(one) != "pPr"]
    place = 1 if len(following) and local(following[0]) == "pPr" else 0
    following[place:place] = rest
    remove(paragraph)


def _complete(root: "etree._Element") -> None:
    """Take out tables and rows that lost all they had, and end every cell and story in a paragraph."""
    for inner, outer in (("tc", "tr"), ("tr", "tbl")):
        for element in list(root.iter()):
            if local(element) == outer and not any(local(one) == inner for one in element):
                remove(element)
    for element in list(_holders(root)):
        if not len(element) or local(element[-1]) != "p":
            etree.SubElement(element, f"{str(element.tag).rsplit('}', 1)[0]}}}p")


def _holders(root: "etree._Element") -> Iterator["etree._Element"]:
    return (element for element in root.iter() if local(element) in _HOLDERS)
