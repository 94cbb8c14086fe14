"""Charts inside office files: what they show stays, what stands behind it goes."""

from lxml import etree

from evidence.extractors.package import local
from evidence.extractors.redacting_numbers import day, otherwise
from evidence.extractors.redacting_texts import remove
from evidence.extractors.redacting_words import Search

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORDS = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# The workbook behind a chart, drawings on it, the table it was made from, and how its maker printed it.
_BEHIND = frozenset({"externalData", "userShapes", "pivotSource", "printSettings", "pivotFmts", "clrMapOvr"})
_REFERENCES = {"numRef": "numLit", "strRef": "strLit", "multiLvlStrRef": "strLit"}
_CACHES = frozenset({"numCache", "strCache", "lvl"})


def clean(chart: "etree._Element") -> None:
    """Take out what stands behind a chart, and make its references to cells the values that they show.

    The cells may be on a hidden sheet, or in a workbook inside the document, which a copy does not have.
    """
    for element in list(chart.iter()):
        name = local(element)
        if name in _BEHIND:
            remove(element)
        elif name in _REFERENCES:
            _freeze(element, str(element.tag).removesuffix(name))
    for formula in [element for element in chart.iter() if local(element) == "f"]:
        remove(formula)


def take_points_out(chart: "etree._Element", search: Search) -> None:
    """Take out the points of a chart whose number is wanted, as it is or as an axis may show it.

    What format the axis has, its cells say, which a copy does not have.
    """
    for numbers in [one for one in chart.iter() if local(one) == "numLit"]:
        for point in [one for one in numbers if local(one) == "pt"]:
            value = "".join(one.text or "" for one in point if local(one) == "v")
            if any(search.spans(one) for one in (value, *otherwise(value, value), day(value)) if one):
                remove(point)


def _freeze(reference: "etree._Element", space: str) -> None:
    """Make a reference the values kept beside it: a list of them, or the text of a name or title."""
    cache = next((one for one in reference.iter() if local(one) in _CACHES), None)
    parent = reference.getparent()
    if cache is None or parent is None:
        remove(reference)
        return
    shown = " ".join(value.text or "" for value in cache.iter() if local(value) == "v")
    if local(parent) != "tx":
        reference.tag = space + _REFERENCES[local(reference)]
        reference[:] = [one for one in cache if local(one) in {"formatCode", "ptCount", "pt"}]
        return
    holder = parent.getparent()
    reference[:] = []
    if holder is not None and local(holder) == "ser":
        reference.tag, reference.text = f"{space}v", shown
        return
    reference.tag = f"{space}rich"
    etree.SubElement(reference, f"{_WORDS}bodyPr")
    run = etree.SubElement(etree.SubElement(reference, f"{_WORDS}p"), f"{_WORDS}r")
    etree.SubElement(run, f"{_WORDS}t").text = shown
