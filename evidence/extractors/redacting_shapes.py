"""Cleaning shapes and drawings inside office files: hidden ones go, and so do names that tell of files and people."""

from collections import Counter

from lxml import etree

from evidence.extractors.package import attribute, local
from evidence.extractors.redacting_texts import remove

HIDDEN = "pieces of hidden text"
_PRIVATE = frozenset(
    {
        "paraId", "textId", "author", "initials", "date", "dateUtc", "gfxdata", "href", "macro", "textlink",
        "docLocation", "tooltip", "tgtFrame", "spid", "anchorId", "editId",
    }
)  # fmt: skip
_SHAPES = frozenset(
    {
        "drawing", "pict", "sp", "wsp", "pic", "grpSp", "graphicFrame", "cxnSp", "twoCellAnchor", "oneCellAnchor",
        "absoluteAnchor",
    }
)  # fmt: skip
_NAMED = frozenset({"docPr", "cNvPr"})


class Shapes:
    """Cleans drawings; ``left_out`` counts what went, in words for people."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self._named = 0

    def clean(self, root: "etree._Element") -> None:
        """Take out hidden shapes, shapes' names, and attributes that tell of people, places and programs."""
        for element in list(root.iter()):
            name = local(element)
            hidden = name in _NAMED and attribute(element, "hidden") in {"1", "true"}
            if hidden or "visibility:hidden" in attribute(element, "style").replace(" ", ""):
                self.left_out[HIDDEN] += 1
                remove(next((one for one in element.iterancestors() if local(one) in _SHAPES), element))
            elif name in _NAMED:
                self._named += 1
                element.set("name", f"Object {self._named}")
                element.set("id", str(self._named))
            for key in list(element.keys()):
                own = str(key).rsplit("}", 1)[-1]
                if own in _PRIVATE or own.startswith("rsid") or (own == "title" and name == "imagedata"):
                    del element.attrib[key]
