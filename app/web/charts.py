"""Charts as numbers: where each part of a drawing stands.

The markup is in ``parts/charts.html``, the look in ``charts.css``, which a page with charts links to. Across, bars
and rows are measured in per cent of the width they get, so that their words stay readable on a phone; down, and in
sparklines, in units of the drawing. Every chart has its numbers in a table beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from evidence.domain.frameworks import Band
from evidence.domain.scores import Rating

Anchor = Literal["start", "middle", "end"]
_WHOLE = 100
_NEAR_THE_EDGE = 8
"""Per cent of the width within which a word is set from the edge inwards."""


@dataclass(frozen=True, slots=True)
class BandPart:
    """One band of a score bar. ``line`` is the line of its name, 0 or 1: neighbours do not touch on a phone."""

    ref: str
    title: str
    at_least: int
    at_most: int
    x: float
    width: float
    label_x: float
    anchor: Anchor
    line: int
    place: int
    """From 0, the lowest."""
    here: bool
    """Whether the percentage is in it."""


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """A percentage among the bands. ``name`` is unique on its page; ``title`` and ``words`` say it all in text."""

    name: str
    title: str
    words: str
    bands: tuple[BandPart, ...]
    mark_x: float
    mark: str
    """The percentage as shown."""
    anchor: Anchor


def score_bar(name: str, who: str, rating: Rating, bands: Sequence[Band]) -> ScoreBar:
    """Place a rating among the bands of its framework.

    A band is reached by the percentage rounded up, so a band from 39 begins just above 38; the mark stands
    at the exact value.
    """
    ordered = sorted(bands, key=lambda band: band.at_least)
    lowest = ordered[0].at_least
    starts = [lowest, *(band.at_least - 1 for band in ordered[1:])]
    edges = [_share(start, lowest) for start in [*starts, _WHOLE]]
    mark = _share(float(rating.exact), lowest)
    last = len(ordered) - 1
    parts = [
        BandPart(
            ref=band.ref, title=band.title, at_least=band.at_least, at_most=band.at_most,
            x=edges[place], width=round(edges[place + 1] - edges[place], 2),
            label_x=edges[place + 1] if place == last else edges[place], anchor="end" if place == last else "start",
            line=place % 2, place=place, here=band.ref == rating.band.ref,
        )
        for place, band in enumerate(ordered)
    ]  # fmt: skip
    words = ", ".join(f"{band.title} from {band.at_least}% to {band.at_most}%" for band in ordered)
    return ScoreBar(
        name=name,
        title=f"{who}: {rating.shown}%, {rating.band.title}",
        words=f"A bar with the bands {words}. The mark stands at exactly {rating.exact_text}%.",
        bands=tuple(parts),
        mark_x=mark,
        mark=f"{rating.shown}%",
        anchor=_anchor(mark),
    )


def _share(value: float, lowest: int) -> float:
    """Where a percentage stands on a scale from the lowest band's edge to 100."""
    within = min(max(value, lowest), _WHOLE)
    return round(_WHOLE * (within - lowest) / (_WHOLE - lowest), 2)


def _anchor(x: float) -> Anchor:
    if x < _NEAR_THE_EDGE:
        return "start"
    return "end" if x > _WHOLE - _NEAR_THE_EDGE else "middle"


@dataclass(frozen=True, slots=True)
class Block:
    """One step of a score: filled when the score reaches it."""

    y: int
    filled: bool


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """The score of one statement as blocks one upon another; ``value`` is ``None`` where there is none."""

    ref: str
    value: int | None
    x: float
    width: float
    middle: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One judge's scores, a column for each statement."""

    name: str
    title: str
    words: str
    columns: tuple[ScoreColumn, ...]
    block_height: int
    value_y: int
    """The base line of the numbers."""
    ref_y: int
    """The base line of the references."""
    height: int


_BLOCK, _BETWEEN, _LINE = 9, 2, 18
_FILLED_WIDTH = 0.72
"""How much of its column a block takes."""


def score_row(name: str, who: str, scores: Mapping[str, int | None], *, highest: int = 4) -> ScoreRow:
    """Draw statement -> score (``None`` where none is given), in the order of ``scores``."""
    across = _WHOLE / max(1, len(scores))
    foot = _LINE + highest * (_BLOCK + _BETWEEN)
    columns = [
        ScoreColumn(
            ref=ref, value=value, x=round(across * (place + (1 - _FILLED_WIDTH) / 2), 2),
            width=round(across * _FILLED_WIDTH, 2), middle=round(across * (place + 0.5), 2),
            blocks=tuple(
                Block(y=foot - step * (_BLOCK + _BETWEEN), filled=value is not None and value >= step)
                for step in range(1, highest + 1)
            ),
        )
        for place, (ref, value) in enumerate(scores.items())
    ]  # fmt: skip
    words = ", ".join(f"{ref}: {'no score' if value is None else value}" for ref, value in scores.items())
    return ScoreRow(
        name=name, title=f"{who}: scores from 1 to {highest}", words=f"{words}.", columns=tuple(columns),
        block_height=_BLOCK, value_y=_LINE - 5, ref_y=foot + _LINE - 4, height=foot + _LINE,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line of values over days, without words of its own."""

    name: str
    title: str
    words: str
    width: int
    height: int
    points: tuple[tuple[float, float], ...]
    top: float
    """Where the highest value there can be stands ..."""
    foot: float
    """... and the lowest."""

    @property
    def path(self) -> str:
        """The points as a polyline takes them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)

    @property
    def last(self) -> tuple[float, float]:
        """The newest point."""
        return self.points[-1]


_WIDE, _HIGH, _MARGIN = 140, 36, 5


def sparkline(name: str, title: str, values: Sequence[tuple[date, int]], *, highest: int) -> Sparkline:
    """Draw values from 0 to ``highest`` in the order of days, which are set apart as they were.

    Raises ``ValueError`` without a value: there is nothing to draw.
    """
    if not values:
        raise ValueError("a sparkline needs a value")
    first, last = values[0][0], values[-1][0]
    days = (last - first).days
    across, down = _WIDE - 2 * _MARGIN, _HIGH - 2 * _MARGIN
    points = tuple(
        (
            round(_MARGIN + across * ((on - first).days / days if days else 1), 1),
            round(_MARGIN + down * (1 - min(value, highest) / max(1, highest)), 1),
        )
        for on, value in values
    )
    words = ", ".join(f"{value} on {on.day}/{on.month}/{on.year}" for on, value in values)
    return Sparkline(
        name=name, title=title, words=f"Of {highest}: {words}.", width=_WIDE, height=_HIGH, points=points,
        top=float(_MARGIN), foot=float(_HIGH - _MARGIN),
    )  # fmt: skip
