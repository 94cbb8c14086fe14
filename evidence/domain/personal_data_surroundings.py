"""What the words around a number or a name say: whether it belongs to a person's life or to an office.

The nearest telling word decides, and one in another line or sentence counts as further away. In a table the
headings of its columns decide before that. Every search goes a bounded way, so that time grows with the
length of the text and no faster.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal

from evidence.domain import personal_data_cues as cues

Side = Literal["person", "office"]
_FAR: dict[Side, int] = {"person": 170, "office": 100}
"""Characters: what is further away tells nothing. Less for an office, since missing a person's data is worse."""
_SENTENCE = 100  # how much further away a word in another sentence counts
_LINE = 35  # and one in another line
_BEHIND = 40  # what comes after a number tells less than what stands before it
_TITLE = 40  # "Mrs" tells less than "client": officers have titles too
_LONGEST_CUE = 60
_MOST_CUES = 12  # on either side of a place; in prose fewer stand near enough to tell
_HEADING = 400  # characters of a table's first row that are read
_CELL = 60

_FEWEST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Cue:
    """A telling word, and what it speaks for."""

    start: int
    end: int
    side: Side
    handicap: int = 0
    """How much further away it counts than it is."""


class Surroundings:
    """The telling words, breaks and table columns of one text, found once and asked often."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._known: list[Cue] = []
        self._known_lines: set[int] = set()

    def know(self, places: Sequence[tuple[int, int]]) -> None:
        """Count places already known to be a person's, such as NHS numbers, as words that speak for a person."""
        self._known = [Cue(start, end, "person") for start, end in places]
        self._known_lines = {self.line(start) for start, _ in places}
        self.__dict__.pop("_cues", None)
        self.__dict__.pop("_starts", None)

    def side(self, start: int, end: int, *, only_before: bool = False) -> Side | None:
        """Return which side what stands here belongs to, None where nothing near says so.

        ``only_before`` leaves out what follows in the text: an address ends with its postcode.
        """
        of_table = self._side_of_table(start)
        if of_table is not None:
            return of_table
        best, nearest = None, _FAR["person"]
        at = bisect_left(self._starts, start)
        behind = self._cues[at : at if only_before else at + _MOST_CUES]
        for cue in chain(reversed(self._cues[max(0, at - _MOST_CUES) : at]), behind):
            bare = start - cue.start - _LONGEST_CUE if cue.start < start else cue.start - end
            if bare < nearest and (cue.start < start or cue.end > end):
                far = self._distance(cue, start, end)
                if far < min(nearest, _FAR[cue.side]):
                    best, nearest = cue.side, far
        return best

    def before(self, start: int, length: int) -> str:
        """Return up to ``length`` characters before a place, without what belongs to an earlier line."""
        return self.text[max(0, start - length) : start].rpartition("\n")[2]

    def is_under(self, start: int, what: Literal["name", "birth"]) -> bool:
        """Tell whether a place stands in a table's column of names, or of dates of birth."""
        heading = self._heading(start)
        return heading is not None and bool(
            (cues.NAMES_COLUMN if what == "name" else cues.BIRTHS_COLUMN).match(heading)
        )

    def line(self, place: int) -> int:
        """Return the number of the line that a place stands in, from 0."""
        return bisect_right(self._lines, place) - 1

    def in_table(self, place: int) -> bool:
        """Tell whether a place stands in a row of a table."""
        return self._headings[self.line(place)] is not None

    def _distance(self, cue: Cue, start: int, end: int) -> int:
        if cue.end <= start:
            return cue.handicap + start - cue.end + self._apart(cue.end, start, _LINE)
        a_line = _LINE if self.text[cue.start] == "@" else _SENTENCE
        return cue.handicap + max(0, cue.start - end) + _BEHIND + self._apart(end, cue.start, a_line)

    def _apart(self, start: int, end: int, a_line: int) -> int:
        """Return what the ends of sentences and lines between two places add to their distance."""
        sentences = bisect_left(self._ends, end) - bisect_left(self._ends, start)
        clauses = bisect_left(self._clauses, end) - bisect_left(self._clauses, start)
        lines = self.line(end) - self.line(start)
        return max(0, sentences) * _SENTENCE + max(0, clauses) * _LINE + lines * a_line

    def _side_of_table(self, start: int) -> Side | None:
        line = self.line(start)
        if self._headings[line] is not None and line in self._known_lines:
            return "person"
        heading = self._heading_line(start)
        return None if heading is None else self._side_of_heading(heading)

    def _side_of_heading(self, line: int) -> Side | None:
        if line not in self._sides:
            begin = self._lines[line]
            row = self.text[begin : begin + _HEADING].partition("\n")[0]
            person = cues.PERSON.search(row) is not None or any(
                cues.PEOPLE_COLUMN.match(cell.strip()) for cell in row.split("|")
            )
            office = cues.OFFICE.search(row) is not None
            self._sides[line] = "person" if person else "office" if office else None
        return self._sides[line]

    def _heading(self, start: int) -> str | None:
        """Return the heading of the column that a place stands in."""
        heading = self._heading_line(start)
        if heading is None:
            return None
        bars_before = bisect_left(self._bars, start) - bisect_left(self._bars, self._lines[self.line(start)])
        begin = self._lines[heading]
        cells = self.text[begin : begin + _HEADING].partition("\n")[0].split("|")
        return cells[bars_before].strip()[:_CELL] if bars_before < len(cells) else None

    def _heading_line(self, place: int) -> int | None:
        """Return the line of the headings above a place; None outside tables and in the headings themselves."""
        line = self.line(place)
        heading = self._headings[line]
        return None if heading == line else heading

    @cached_property
    def _sides(self) -> dict[int, Side | None]:
        return {}

    @cached_property
    def _cues(self) -> list[Cue]:
        found = [Cue(*hit.span(), "person") for hit in cues.PERSON.finditer(self.text)]
        found += [Cue(*hit.span(), "office") for hit in cues.OFFICE.finditer(self.text)]
        found += [Cue(*hit.span(), "office") for hit in cues.ORGANISATION.finditer(self.text)]
        found += [Cue(*hit.span(), "person", _TITLE) for hit in cues.TITLE.finditer(self.text)]
        return sorted(found + self._known, key=lambda cue: cue.start)

    @cached_property
    def _starts(self) -> list[int]:
        return [cue.start for cue in self._cues]

    @cached_property
    def _ends(self) -> list[int]:
        return [hit.start() for hit in cues.SENTENCE_END.finditer(self.text)]

    @cached_property
    def _clauses(self) -> list[int]:
        return [hit.start() for hit in re.finditer(";", self.text)]

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(hit.end() for hit in re.finditer(r"\n", self.text))]

    @cached_property
    def _bars(self) -> list[int]:
        return [hit.start() for hit in re.finditer(r"\|", self.text)]

    @cached_property
    def _headings(self) -> list[int | None]:
        """Return, for each line, the first line of the table it is part of; None outside tables."""
        headings: list[int | None] = []
        for number, line in enumerate(self.text.split("\n")):
            if "|" not in line:
                headings.append(None)
            else:
                above = headings[-1] if headings else None
                fresh = above is None or len(cues.HEADING_CELL.findall(line[:_HEADING])) >= _FEWEST_HEADINGS
                headings.append(number if fresh else above)
        return headings
