"""Fields of Word documents made the text that they show; what they would look up again goes.

A field runs from its beginning over its code and its result to its end, and may hold others. Page numbers
alone stay fields, since every page shows its own.
"""

import re

from lxml import etree

from evidence.extractors.package import attribute, local
from evidence.extractors.redacting_texts import remove, unwrap

_OF_PAGES = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES)\s*(\\\*\s*\w+\s*)*")
_CODES = frozenset({"instrText", "delInstrText"})
_OFF = frozenset({"0", "false", "off"})


class _Field:
    """A field that has begun: its marks and code so far, and what its code shows to nobody."""

    def __init__(self, mark: "etree._Element") -> None:
        self.marks = [mark]
        self.code = ""
        self.unseen: list[etree._Element] = []
        self.in_code = True


def freeze_fields(root: "etree._Element") -> int:
    """Make every field but page numbers the text it shows; return how many there were."""
    simple = [one for one in root.iter() if local(one) == "fldSimple"]
    frozen = 0
    for one in simple:
        if not _OF_PAGES.fullmatch(attribute(one, "instr")):
            unwrap(one)
            frozen += 1
    open_fields: list[_Field] = []
    for element in list(root.iter()):
        name = local(element)
        if name == "fldChar":
            frozen += _mark(element, open_fields)
        elif name in _CODES:
            if open_fields and open_fields[-1].in_code:
                open_fields[-1].code += element.text or ""
                open_fields[-1].unseen.append(element)
            else:
                remove(element)
        elif name in {"t", "sym", "drawing", "pict", "object"} and any(one.in_code for one in open_fields):
            next(one for one in open_fields if one.in_code).unseen.append(element)
    for broken in open_fields:
        _drop(broken)
    return frozen + len(open_fields)


def _mark(mark: "etree._Element", open_fields: list[_Field]) -> int:
    """Follow a field's beginning, middle or end; return 1 when a field has been made text."""
    kind = attribute(mark, "fldCharType")
    if kind == "begin":
        open_fields.append(_Field(mark))
    elif not open_fields:
        remove(mark)
    else:
        field = open_fields[-1]
        field.marks.append(mark)
        field.in_code = field.in_code and kind != "separate"
        if kind == "end":
            open_fields.pop()
            inside_code = any(one.in_code for one in open_fields)
            if inside_code or not _OF_PAGES.fullmatch(field.code):
                _drop(field)
                return 1
            for one in field.marks:
                one[:] = []
    return 0


def _drop(field: _Field) -> None:
    shown = _choice(field.marks[0])
    if shown:
        begin = field.marks[0]
        run = begin.getparent()
        if run is not None:
            text = etree.Element(str(begin.tag).removesuffix("fldChar") + "t")
            text.text = shown
            run.insert(run.index(begin), text)
    for one in [*field.marks, *field.unseen]:
        remove(one)


def _choice(begin: "etree._Element") -> str:
    """Return what a tick box or a list of an old form shows: these have no result in the text."""
    for control in begin.iter():
        name = local(control)
        values = {local(one): attribute(one, "val") for one in control}
        if name == "checkBox":
            marked = next((one for one in control if local(one) == "checked"), None)
            value = values.get("default", "0") if marked is None else attribute(marked, "val") or "1"
            return "☐" if value in _OFF else "☒"
        if name == "ddList":
            entries = [attribute(one, "val") for one in control if local(one) == "listEntry"]
            chosen = values.get("result", values.get("default", "0"))
            place = int(chosen) if chosen.isdecimal() else 0
            return entries[place] if place < len(entries) else ""
    return ""
