"""What redacted copies of Word and Excel files have in common: a new package, part by part.

A part gets into the copy only when the document still needs it after cleaning, under a name of our own, and
with every text and description in it searched. What is not known is left behind.
"""

import posixpath
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from evidence.extractors import redacting_charts, redacting_pictures
from evidence.extractors.package import Package, local, parse_xml
from evidence.extractors.redacting_pictures import WHOLE, Cut, take_cut
from evidence.extractors.redacting_texts import Descriptions, lines, remove, strip, take_out, unwrap, xml
from evidence.extractors.redacting_words import Search
from evidence.readings import Redacted

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWINGS = frozenset({"drawing", "pict", "twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})
_HARMLESS_LINKS = frozenset({"http", "https", "mailto"})
LINKS, OUTSIDE = "targets of links", "pictures or files kept elsewhere"
METAFILES = "drawings of kinds that can hold words in hiding (such as EMF, WMF or SVG)"
UNKNOWN = "parts of a kind that cannot be searched"
_COUNTED = frozenset({"comments", "oleObject", "package", "control", "printerSettings", "vmlDrawing", "table"})
_ONE = {
    LINKS: "target of a link",
    OUTSIDE: "picture or file kept elsewhere",
    METAFILES: "drawing of a kind that can hold words in hiding (such as EMF, WMF or SVG)",
    UNKNOWN: "part of a kind that cannot be searched",
    "comments": "comment",
    "deleted or moved passages": "deleted or moved passage",
    "pieces of hidden text": "piece of hidden text",
    "embedded files": "embedded file",
    "fields (what they show stays)": "field (what it shows stays)",
    "parts for other programs": "part for another program",
    "formulas (what they show stays)": "formula (what it shows stays)",
    "hidden sheets": "hidden sheet",
    "hidden rows": "hidden row",
    "hidden columns": "hidden column",
    "cells whose content was hidden": "cell whose content was hidden",
    "sheets that are only a chart": "sheet that is only a chart",
    "names of cells": "name of cells",
    "pivot tables": "pivot table",
    "tables with filters": "table with filters",
    "links to other workbooks": "link to another workbook",
    "rules for entries": "rule for entries",
    "connections to data": "connection to data",
    "logs of changes": "log of changes",
    "macros": "macro",
    "coloured rules that name words or other cells": "coloured rule that names words or other cells",
}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Relation:
    """How a part stands to another, or to something outside the package."""

    kind: str
    target: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of part that copies may have: the stem of its names, its content type, and what cleans it."""

    stem: str
    media_type: str
    clean: Callable[["etree._Element"], object]
    needs: frozenset[str] = frozenset()  # kinds of part that it needs without naming them, such as styles


class Copying:
    """A redacted copy in the making.

    ``left_out`` counts what stayed behind, in words for people; ``pictures`` those that stay. The copy is of the
    same dialect of the standard as its ``source``, which ``relations_space`` tells.
    """

    def __init__(self, source: Package, search: Search, kinds: Mapping[str, PartKind], folder: str) -> None:
        self.source = source
        self.search = search
        self.left_out: Counter[str] = Counter()
        self.pictures = 0
        self.relations_space = _STRICT_RELATIONS if b"purl.oclc.org" in source.data("_rels/.rels") else _RELATIONS
        self._kinds = kinds
        self._folder = folder
        self._descriptions = Descriptions(search)
        self._parts: dict[str, tuple[str, bytes]] = {}
        self._copied: dict[object, str] = {}
        self._numbers: Counter[str] = Counter()

    def part(self, kind: str, origin: str) -> str | None:
        """Copy a part with all that it needs, and return its new name; None where there is nothing to copy."""
        if origin in self._copied:
            return self._copied[origin]
        root = self.source.xml(origin) if kind in self._kinds else None
        if root is None:
            return None
        about = self._kinds[kind]
        name = self._copied[origin] = self.new_name(about.stem)
        strip(root)
        about.clean(root)
        self.relate(root, origin, name, about.needs)
        self.texts(root)
        self.add(name, about.media_type, xml(root))
        return name

    def picture(self, origin: str, cut: Cut = WHOLE) -> str:
        """Copy a picture without what is cut off it, and return its new name."""
        if (origin, cut) not in self._copied:
            drawn = redacting_pictures.plain(self.source.data(origin), cut)
            if drawn is None:
                self.left_out[METAFILES] += 1
            else:
                self.pictures += 1
            (suffix, media_type), data = drawn or redacting_pictures.nothing()
            name = self._copied[origin, cut] = self.new_name("media/image", suffix)
            self.add(name, media_type, data)
        return self._copied[origin, cut]

    def add(self, name: str, media_type: str, data: bytes) -> None:
        """Put a finished part into the copy."""
        self._parts[name] = media_type, data

    def texts(self, root: "etree._Element") -> None:
        """Take out what is wanted: from texts across their runs, then from descriptions, names and the rest."""
        redacting_charts.take_points_out(root, self.search)
        take_out(self.search, list(lines(root)))
        self.describe(root)

    def describe(self, root: "etree._Element") -> None:
        """Take out what is wanted from descriptions, names and whatever else may say something."""
        self._descriptions.take_out(root)

    def relate(self, root: "etree._Element", origin: str, name: str, needs: frozenset[str] = frozenset()) -> None:
        """Copy what ``root`` refers to, and take out whatever refers to something that the copy does not get."""
        known = relations_of(self.source, origin)
        made: dict[Relation, str] = {}

        def take(relation: Relation | None) -> str | None:
            return made.setdefault(relation, f"rId{len(made) + 1}") if relation else None

        for element, key in list(_references(root)):
            new = take(self._followed(known.get(str(element.get(key))), element))
            if new:
                element.set(key, new)
            else:
                _unrelate(element, key)
        for relation in known.values():
            if relation.kind in needs:
                take(self._followed(relation, root))
        self.relations(name, {number: relation for relation, number in made.items()})

    def _followed(self, relation: Relation | None, element: "etree._Element") -> Relation | None:
        """Return the relation as the copy has it; None where the copy has no such part or link."""
        if relation is None:
            return None
        if relation.outside and relation.kind != "hyperlink":
            self.left_out[OUTSIDE] += 1
            return None
        if relation.outside:
            return relation if self.may_link(relation.target) else None
        if relation.kind != "image":
            target = self.part(relation.kind, relation.target)
        else:
            target = self.picture(relation.target, take_cut(element)) if relation.target in self.source else None
        if target is None:
            self.left_out[UNKNOWN] += relation.kind not in _COUNTED
        return Relation(relation.kind, target) if target else None

    def may_link(self, target: str) -> bool:
        """Tell whether a link may stay: to the web or by mail, and without anything that is taken out."""
        try:
            scheme = urlsplit(target).scheme.lower()
        except ValueError:
            scheme = ""
        stays = not self.search.spans(unquote(target)) and scheme in _HARMLESS_LINKS
        self.left_out[LINKS] += not stays
        return stays

    def relations(self, part: str, rows: Mapping[str, Relation]) -> None:
        """Write how a part (the package itself where empty) stands to others, by id."""
        if not rows:
            return
        space = f"{_PACKAGE}/relationships"
        folder, name = posixpath.split(part)
        root = parse_xml(f'<Relationships xmlns="{space}"/>'.encode())
        for number, row in rows.items():
            made = etree.SubElement(root, f"{{{space}}}Relationship")
            made.set("Id", number)
            made.set("Type", f"{self.relations_space}/{row.kind}")
            made.set("Target", row.target if row.outside else posixpath.relpath(row.target, folder or "."))
            if row.outside:
                made.set("TargetMode", "External")
        self._parts[posixpath.join(folder, "_rels", f"{name}.rels")] = "", xml(root)

    def count_parts(self, *kinds: tuple[str, str]) -> None:
        """Count as left out the source's parts whose names begin so, each under its words for people."""
        for start, words in kinds:
            self.left_out[words] += len(self.source.names(start))

    def count_inside(self, start: str, element: str, words: str) -> None:
        """Count as left out the elements of one name inside the source's parts whose names begin so."""
        for name in self.source.names(start, ".xml"):
            root = self.source.xml(name)
            self.left_out[words] += sum(local(one) == element for one in root.iter()) if root is not None else 0

    def made(self, media_type: str, *notes: str) -> Redacted:
        """Return what the copy is, what it is without, and what to look at in it."""
        if self.pictures:
            what = "1 picture stays" if self.pictures == 1 else f"{self.pictures} pictures stay"
            notes = (f"{what}: words inside pictures were not looked for, so look at what they show.", *notes)
        left_out = (
            f"{number} {_ONE.get(what, what) if number == 1 else what}"
            for what, number in self.left_out.items()
            if number
        )
        return Redacted(media_type, also=("properties and names of authors", *left_out), notes=notes)

    def write(self, target: Path, main: str) -> None:
        """Write the copy whose main part is ``main``: the same bytes for the same content."""
        self.relations("", {"rId1": Relation("officeDocument", main)})
        space = f"{_PACKAGE}/content-types"
        types = parse_xml(f'<Types xmlns="{space}"/>'.encode())
        default = etree.SubElement(types, f"{{{space}}}Default")
        default.set("Extension", "rels")
        default.set("ContentType", "application/vnd.openxmlformats-package.relationships+xml")
        for name, (media_type, _) in self._parts.items():
            if media_type:
                override = etree.SubElement(types, f"{{{space}}}Override")
                override.set("PartName", f"/{name}")
                override.set("ContentType", media_type)
        with zipfile.ZipFile(target, "w") as made:
            for name, data in [("[Content_Types].xml", xml(types)), *((n, d) for n, (_, d) in self._parts.items())]:
                made.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)

    def new_name(self, stem: str, suffix: str = ".xml") -> str:
        """Return a name for a part that no other part of the copy has; the first has no number."""
        self._numbers[stem] += 1
        number = self._numbers[stem]
        return f"{self._folder}/{stem}{number if number > 1 else ''}{suffix}"


def relations_of(source: Package, part: str) -> dict[str, Relation]:
    """Return the relations of a part by id, also those to outside the package."""
    folder, name = posixpath.split(part)
    root = source.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, Relation] = {}
    for row in root if root is not None else ():
        if local(row) == "Relationship":
            target, outside = str(row.get("Target", "")), row.get("TargetMode") == "External"
            if not outside:
                target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = str(row.get("Type", "")).rsplit("/", 1)[-1]
            found[str(row.get("Id", ""))] = Relation(kind, target, outside)
    return found


def main_part(source: Package, usual: str) -> str:
    """Return the name of the part that a package begins with."""
    return next((one.target for one in relations_of(source, "").values() if one.kind == "officeDocument"), usual)


def _references(root: "etree._Element") -> Iterator[tuple["etree._Element", str]]:
    for element in root.iter():
        for key in element.keys():  # noqa: SIM118 - an element is no dictionary
            space, _, name = str(key)[1:].rpartition("}")
            if space in {_RELATIONS, _STRICT_RELATIONS} or name == "relid":
                yield element, str(key)


def _unrelate(element: "etree._Element", key: str) -> None:
    """Take out a reference that leads nowhere, with the drawing that needs it; a link's words stay."""
    del element.attrib[key]
    if any(one is element for one, _ in _references(element)):
        return
    if local(element) == "hyperlink":
        if not element.get(f"{str(element.tag).removesuffix('hyperlink')}anchor"):
            unwrap(element)
        return
    whole = next((one for one in element.iterancestors() if local(one) in _DRAWINGS), element)
    remove(whole)
