"""Word documents: everything a reader can see, headings as sections; deleted text is left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from evidence.extractors import media
from evidence.extractors.office import core_properties, extra_parts, macro_notes
from evidence.extractors.package import Package, attribute, local
from evidence.extractors.passages import Block, at, pack, row_text, sections, tidy
from evidence.extractors.reasons import DAMAGED
from evidence.extractors.symbols import letters
from evidence.readings import Passage, Reading, Unreadable

_SKIPPED = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "tblPr", "sdtPr", "sectPr", "Fallback"}
)
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_HEADING_WORDS = 14  # a longer bold paragraph is a sentence, not a heading
_OFF = frozenset({"0", "false", "off", "none"})
_NOT_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class Word:
    """Reads .docx and .docm, in both of the standard's dialects."""

    media_types = (media.DOCX, media.DOCM)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return the body by section, then headers, footers, notes, comments, charts and diagrams."""
        del staging
        with Package(path) as package:
            main = _main_part(package)
            root = package.xml(main)
            if root is None:
                raise Unreadable(DAMAGED)
            walk = Walk(_heading_levels(package, main))
            walk.children(root)
            comments = list(_notes_of(package, "word/comments.xml"))
            passages = [
                *sections(walk.blocks_with_headings(), unnumbered="document", counted="paragraphs"),
                *_margins(package),
                *pack(_notes_of(package, "word/footnotes.xml"), at("footnotes")),
                *pack(_notes_of(package, "word/endnotes.xml"), at("endnotes")),
                *pack(comments, at("comments")),
                *extra_parts(package, "word"),
            ]
            notes = (*macro_notes(package), *_change_notes(len(comments), changed=walk.changed))
            return Reading(None, tuple(passages), core_properties(package), notes=notes)


@dataclass
class Walk:
    """Gathers blocks from Word's tree; ``levels`` are heading levels by style."""

    levels: dict[str, int] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)  # places in ``blocks`` that are wholly bold
    changed: bool = False

    def children(self, parent: "etree._Element") -> None:
        """Take everything inside ``parent``: a body, cell, text box or content control."""
        for child in parent:
            name = local(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name in {"del", "moveFrom"}:
                self.changed = True
            elif name not in _SKIPPED:
                self.children(child)

    def blocks_with_headings(self) -> list[Block]:
        """Return the blocks; where no heading style was used, short bold paragraphs are the headings."""
        if any(block.level is not None for block in self.blocks) or len(self.bold) * 2 > len(self.blocks):
            return self.blocks
        return [replace(block, level=1) if at in self.bold else block for at, block in enumerate(self.blocks)]

    def _paragraph(self, paragraph: "etree._Element") -> None:
        pieces: list[str] = []
        boxes: list[etree._Element] = []
        if _is_large_initial(paragraph) and _next_paragraph(paragraph) is not None:
            return  # the next paragraph begins with it
        for one in (*reversed(list(_initials_before(paragraph))), paragraph):
            self._inline(one, pieces, boxes)
        text = tidy("".join(pieces))
        if text:
            self._add(text, self._level(paragraph))
            if _is_bold(paragraph) and len(text.split()) <= _HEADING_WORDS and text[-1] not in ".;,":
                self.bold.add(len(self.blocks) - 1)
        for box in boxes:
            self.children(box)

    def _inline(self, parent: "etree._Element", pieces: list[str], boxes: list["etree._Element"]) -> None:
        for child in parent:
            name = local(child)
            if name == "t":
                pieces.append(child.text or "")
            elif name in _BREAKS:
                pieces.append(_BREAKS[name])
            elif name == "sym":
                pieces.append(letters(child))
            elif name == "txbxContent":
                boxes.append(child)
            elif name not in _SKIPPED:
                self.changed |= name == "ins"
                self._inline(child, pieces, boxes)
            elif name in {"del", "moveFrom"}:
                self.changed = True

    def _table(self, table: "etree._Element") -> None:
        for row in _found(table, "tr"):
            cells = list(_found(row, "tc"))
            if len(cells) == 1:  # a frame for layout, as forms and templates use it
                self.children(cells[0])
            else:
                text = row_text(self._cell(cell) for cell in cells)
                if text:
                    self._add(text, None)

    def _cell(self, cell: "etree._Element") -> str:
        inside = Walk()
        inside.children(cell)
        self.changed |= inside.changed
        return " ".join(block.text for block in inside.blocks)

    def _add(self, text: str, level: int | None) -> None:
        number = len(self.blocks) + 1
        self.blocks.append(Block(text, level, number, number))

    def _level(self, paragraph: "etree._Element") -> int | None:
        for properties in paragraph:
            if local(properties) == "pPr":
                for one in properties:
                    if local(one) == "pStyle" and attribute(one, "val") in self.levels:
                        return self.levels[attribute(one, "val")]
                    if local(one) == "outlineLvl":
                        return _outline(attribute(one, "val"))
        return None


def _found(parent: "etree._Element", wanted: str) -> Iterator["etree._Element"]:
    """Yield rows or cells, also from inside content controls, but not from deleted parts or inner tables."""
    for child in parent:
        name = local(child)
        if name == wanted:
            yield child
        elif name in {"sdt", "sdtContent", "ins", "customXml", "moveTo"}:
            yield from _found(child, wanted)


def _is_large_initial(paragraph: "etree._Element") -> bool:
    """Tell the large first letter of a paragraph, which Word keeps as a paragraph of its own before it."""
    frames = (one for part in paragraph if local(part) == "pPr" for one in part if local(one) == "framePr")
    return any(attribute(one, "dropCap") not in {"", "none"} for one in frames)


def _initials_before(paragraph: "etree._Element") -> Iterator["etree._Element"]:
    before = paragraph.getprevious()
    while before is not None and local(before) == "p" and _is_large_initial(before):
        yield before
        before = before.getprevious()


def _next_paragraph(paragraph: "etree._Element") -> "etree._Element | None":
    following = paragraph.getnext()
    return following if following is not None and local(following) == "p" else None


def _is_bold(paragraph: "etree._Element") -> bool:
    """Tell whether every run with words is set in bold."""
    runs = [
        run
        for run in paragraph.iter()
        if local(run) == "r" and any((t.text or "").strip() for t in run if local(t) == "t")
    ]
    return bool(runs) and all(_run_is_bold(run) for run in runs)


def _run_is_bold(run: "etree._Element") -> bool:
    for properties in run:
        if local(properties) == "rPr":
            return any(local(one) == "b" and attribute(one, "val") not in _OFF for one in properties)
    return False


def _outline(value: str) -> int | None:
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else None  # noqa: PLR2004 - nine levels, 9 is body


def _main_part(package: Package) -> str:
    for kind, target in package.relations("").values():
        if kind == "officeDocument":
            return target
    return "word/document.xml"


def _heading_levels(package: Package, main: str) -> dict[str, int]:
    """Return heading levels by style id: by outline level, by the built-in names, or from the style beneath."""
    target = next(
        (target for kind, target in package.relations(main).values() if kind == "styles"), "word/styles.xml"
    )
    root = package.xml(target)
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in root if root is not None else ():
        if local(style) != "style":
            continue
        style_id = attribute(style, "styleId")
        for one in style.iter():
            name, value = local(one), attribute(one, "val")
            if name == "name":
                level = _built_in_level(value)
            elif name == "outlineLvl":
                level = _outline(value)
            else:
                level = None
                if name == "basedOn":
                    based[style_id] = value
            if level is not None:
                levels[style_id] = level
    for style_id in based:
        _inherit(style_id, levels, based)
    return levels


def _built_in_level(name: str) -> int | None:
    word, _, number = name.lower().partition(" ")
    if word == "heading" and number.isdecimal():
        return int(number)
    return 0 if name.lower() == "title" else None


def _inherit(style_id: str, levels: dict[str, int], based: dict[str, str]) -> None:
    below, steps = style_id, 0
    while below not in levels and below in based and steps < len(based):
        below, steps = based[below], steps + 1
    if below in levels:
        levels[style_id] = levels[below]


def _margins(package: Package) -> Iterator[Passage]:
    """Yield page headers and footers, each different text once."""
    for start, locator in (("word/header", "page header"), ("word/footer", "page footer")):
        seen: dict[str, Block] = {}
        for name in package.names(start, ".xml"):
            for block in _blocks_of(package, name):
                seen.setdefault(block.text, block)
        yield from pack(seen.values(), at(locator))


def _blocks_of(package: Package, name: str) -> list[Block]:
    root = package.xml(name)
    walk = Walk()
    if root is not None:
        walk.children(root)
    return walk.blocks


def _notes_of(package: Package, name: str) -> Iterator[Block]:
    """Yield one block per footnote, endnote or comment, a comment with its author."""
    root = package.xml(name)
    for note in root if root is not None else ():
        if attribute(note, "type") in _NOT_NOTES:
            continue
        walk = Walk()
        walk.children(note)
        text = " ".join(block.text for block in walk.blocks)
        author = attribute(note, "author")
        if text:
            yield Block(f"{author}: {text}" if author else text)


def _change_notes(comments: int, *, changed: bool) -> Iterator[str]:
    if comments:
        yield f"This document has {comments} comment{'s' if comments > 1 else ''}, which can be searched as well."
    if changed:
        yield "This document has tracked changes; inserted words were read, deleted words were not."
