"""Cleaning one sheet of a workbook: the cells that can be seen, as the values they show.

Formulas become their values, since what they count may have been taken out. Where a formula, a number or a
date shows something that is taken out, nothing of the cell stays but a mark.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import chain

from lxml import etree

from evidence.extractors.package import attribute, local
from evidence.extractors.redacting_numbers import otherwise
from evidence.extractors.redacting_texts import Piece, lines, remove, take_out
from evidence.extractors.redacting_words import MARK, Search

FORMULAS, ROWS, COLUMNS, UNSEEN = (
    "formulas (what they show stays)", "hidden rows", "hidden columns", "cells whose content was hidden",
)  # fmt: skip
_ENTRIES = "rules for entries"
_COLOURED = "coloured rules that name words or other cells"
_KEPT = frozenset(
    {
        "sheetPr", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells", "conditionalFormatting",
        "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "drawing",
    }
)  # fmt: skip
_PRIVATE = {"sheetPr": (), "hyperlink": ("ref", "id"), "sheetFormatPr": ("defaultRowHeight", "defaultColWidth"),
            "pageSetup": ("paperSize", "scale", "fitToWidth", "fitToHeight", "orientation")}  # fmt: skip
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_AND = "\ufffd"  # stands for "&", which headers write twice, while their codes are taken out
_HEADER_CODES = re.compile(r'&"[^"]*"|&\d+|&[A-Za-z]')
# A rule may count and compare cells of its own sheet; it may not join words together or name anything.
_RULE = re.compile(
    r'("(?:[^"]|"")*"|\$?[A-Z]{1,3}\$?\d{1,7}|\d+(\.\d+)?%?|TRUE|FALSE|[-+*/^=<>(),: ]|'
    r"(LEN|TRIM|SEARCH|ISERROR|NOT|LEFT|RIGHT|AND|OR|TODAY|ISBLANK|ISNUMBER|MOD|ROW|COLUMN|COUNTIF|IF)\()*"
)

Place = tuple[int, int]
"""A row from 1 and a column from 0."""


class Sheet:
    """One sheet on its way into a copy.

    ``shown`` are the numbers and dates of its cells as readers see them, by place; ``unseen`` the numbers of
    the styles that show nothing; ``strings`` the workbook's shared strings.
    """

    def __init__(
        self, root: "etree._Element", strings: Sequence["etree._Element"], shown: Mapping[Place, str],
        unseen: frozenset[str],
    ) -> None:  # fmt: skip
        self.root = root
        self.left_out: Counter[str] = Counter()
        self._strings = strings
        self._shown = shown
        self._unseen = unseen
        self._space = str(root.tag).removesuffix("worksheet")

    def clean(self, search: Search) -> None:
        """Leave only what can be seen, with a mark for everything met."""
        for part in list(self.root):
            if local(part) not in _KEPT:
                self.left_out[_ENTRIES] += len(part) if local(part) == "dataValidations" else 0
                remove(part)
        for element in self.root.iter(*(f"{self._space}{name}" for name in _PRIVATE)):
            for key in list(element.keys()):
                if str(key).rsplit("}", 1)[-1] not in _PRIVATE[local(element)]:
                    del element.attrib[key]
        self._links()
        columns = self._hidden_columns()
        covered = _covered(self.root)
        cells = list(self._cells(columns, covered))
        self._take_out(search, cells)
        self._rules(search)
        self._headers(search)

    def _part(self, name: str) -> list["etree._Element"]:
        return list(self.root.iter(f"{self._space}{name}"))

    def _links(self) -> None:
        for link in self._part("hyperlink"):
            if not attribute(link, "id"):
                remove(link)
        for links in self._part("hyperlinks"):
            if not len(links):
                remove(links)

    def _hidden_columns(self) -> list[range]:
        found = []
        for column in self._part("col"):
            if _is_set(column, "hidden") or column.get("width") == "0":
                found.append(range(int(column.get("min", "1")) - 1, int(column.get("max", "1"))))
                remove(column)
        for columns in self._part("cols"):
            if not len(columns):
                remove(columns)
        return found

    def _cells(
        self, hidden: list[range], covered: Mapping[int, list[range]]
    ) -> Iterator[tuple[Place, "etree._Element"]]:
        """Yield the cells that stay, in order, after taking out the rest."""
        row_number, hidden_columns = 0, set()
        for row in self._part("row"):
            row_number = int(row.get("r", row_number + 1))
            if _is_set(row, "hidden") or row.get("ht") == "0":
                self.left_out[ROWS] += any(len(cell) for cell in row)
                remove(row)
                continue
            row.set("r", str(row_number))
            column = -1
            for cell in list(row):
                column = _column(cell.get("r", "")) if _PLACE.fullmatch(cell.get("r", "")) else column + 1
                if any(column in one for one in hidden):
                    hidden_columns |= {column} if len(cell) else set()
                    remove(cell)
                elif len(cell) and (
                    cell.get("s") in self._unseen or any(column in one for one in covered.get(row_number, ()))
                ):
                    self.left_out[UNSEEN] += 1
                    remove(cell)
                elif local(cell) == "c":
                    cell.set("r", f"{_letters(column)}{row_number}")
                    yield (row_number, column), cell
                else:
                    remove(cell)
        self.left_out[COLUMNS] += len(hidden_columns)

    def _take_out(self, search: Search, cells: list[tuple[Place, "etree._Element"]]) -> None:
        values: list[tuple[etree._Element, str, etree._Element, str]] = []
        pieces: list[Piece] = []
        for place, cell in cells:
            value, is_text = self._plain(cell)
            if is_text:
                pieces += lines(cell)
            elif value:
                seen = self._shown.get(place, value)
                stand_in = etree.Element("t")
                values.append((cell, value, stand_in, seen))
                stand_in.text = seen
                pieces += [(stand_in, seen), (None, "\n")]
        take_out(search, pieces)
        for cell, value, stand_in, seen in values:
            if stand_in.text != seen or any(search.spans(other) for other in otherwise(value, seen)):
                self._set_text(cell, MARK)

    def _plain(self, cell: "etree._Element") -> tuple[str, bool]:
        """Make a cell its value; return that and whether it is text, which then stands in the cell itself."""
        kind = cell.get("t", "n")
        parts = {local(one): one for one in cell}
        self.left_out[FORMULAS] += "f" in parts
        for name, one in parts.items():
            if name not in {"v", "is"}:
                remove(one)
        for key in [key for key in cell.keys() if key not in {"r", "s", "t"}]:  # noqa: SIM118 - no dictionary
            del cell.attrib[key]
        value = (parts["v"].text or "") if "v" in parts else ""
        if kind == "s":
            place = int(value) if value.isdecimal() else len(self._strings)
            self._set_text(cell, "")
            if place < len(self._strings):
                cell[0][:] = [deepcopy(one) for one in self._strings[place] if local(one) in {"t", "r"}]
        elif kind == "str":
            self._set_text(cell, value)
        elif kind == "inlineStr":
            for one in [one for part in cell for one in part if local(one) not in {"t", "r"}]:
                remove(one)
        else:
            return value, False
        return "", True

    def _set_text(self, cell: "etree._Element", text: str) -> None:
        cell[:] = []
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{self._space}is"), f"{self._space}t").text = text

    def _rules(self, search: Search) -> None:
        """Keep the rules that colour cells by their values; those that could tell something go."""
        for rule in self._part("cfRule"):
            said = [one.text or "" for one in rule if local(one) == "formula"]
            said += [attribute(one, "val") for one in rule.iter() if local(one) == "cfvo"]
            words = " ".join([*said, attribute(rule, "text")])
            if not all(_RULE.fullmatch(one) for one in said) or search.spans(words):
                self.left_out[_COLOURED] += 1
                remove(rule)
        for rules in self._part("conditionalFormatting"):
            if not len(rules):
                remove(rules)

    def _headers(self, search: Search) -> None:
        """Empty headers and footers with anything met: their codes and words run into each other."""
        for header in chain.from_iterable(self._part("headerFooter")):
            words = _HEADER_CODES.sub(" ", (header.text or "").replace("&&", _AND)).replace(_AND, "&")
            if search.spans(words):
                header.text = MARK


def _is_set(element: "etree._Element", name: str) -> bool:
    return element.get(name) in {"1", "true", "on"}


def _column(place: str) -> int:
    number = 0
    for letter in place.strip("$0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(column: int) -> str:
    made = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(65 + rest) + made
    return made


def _covered(root: "etree._Element") -> dict[int, list[range]]:
    """Return the columns behind merged cells by row: what stands there is seen by nobody."""
    found: dict[int, list[range]] = {}
    for merged in [one for one in root.iter() if local(one) == "mergeCell"]:
        ends = _PLACE.findall(merged.get("ref", ""))
        if len(ends) == 2:  # noqa: PLR2004 - the first and last cell
            (left, top), (right, bottom) = ends
            first, last = _column(left), _column(right) + 1
            for row in range(int(top), min(int(bottom), int(top) + 100_000) + 1):
                found.setdefault(row, []).append(range(first + (row == int(top)), last))
    return found
