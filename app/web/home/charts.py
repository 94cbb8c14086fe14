"""The score picture and the trends of the first page, each a drawing with its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.web import charts
from app.web.wording import JUDGE_TITLES, day, many
from evidence.domain.assurance import JUDGES
from evidence.domain.boards import TrendPoint
from evidence.domain.frameworks import Framework
from evidence.domain.readiness import Readiness
from evidence.domain.scores import Rating

MOST_BOARDS = 12
"""Boards that the trends reach back to."""


@dataclass(frozen=True, slots=True)
class JudgeScores:
    """What one judge's scores come to."""

    title: str
    bar: charts.ScoreBar
    row: charts.ScoreRow
    points: str
    shown: str
    exact: str
    band: str
    to_next: str
    scored: str


@dataclass(frozen=True, slots=True)
class ScorePicture:
    """Every judge's scores side by side."""

    judges: tuple[JudgeScores, ...]
    rows: tuple[tuple[str, str, tuple[int | None, ...]], ...]
    """Statement, its title, and what each of the judges gave it."""


def score_picture(readiness: Readiness, framework: Framework) -> ScorePicture:
    """Return the scores of every judge who gave some, the council's first."""
    judges = [judge for judge in JUDGES if judge in readiness.ratings]
    given = {
        judge: {one.ref: next((score.value for score in one.scores if score.by == judge), None)
                for one in readiness.statements}
        for judge in judges
    }  # fmt: skip
    highest = max(point.value for point in framework.scale)
    return ScorePicture(
        tuple(
            _judge(judge, readiness.ratings[judge], given[judge], framework, highest) for judge in judges
        ),
        tuple(
            (one.ref, one.title, tuple(given[judge][one.ref] for judge in judges)) for one in readiness.statements
        ),
    )  # fmt: skip


def _judge(
    judge: str, rating: Rating, given: Mapping[str, int | None], framework: Framework, highest: int
) -> JudgeScores:
    title = JUDGE_TITLES[judge]
    return JudgeScores(
        title=title,
        bar=charts.score_bar(f"bar-{judge}", title, rating, framework.bands),
        row=charts.score_row(f"row-{judge}", title, given, highest=highest),
        points=f"{rating.total} of {rating.most}", shown=f"{rating.shown}%", exact=f"{rating.exact_text}%",
        band=rating.band.title + (" (provisional)" if rating.provisional else ""),
        to_next=_to_next(rating), scored=f"{rating.scored} of {rating.of}",
    )  # fmt: skip


def _to_next(rating: Rating) -> str:
    if rating.next_band is None or rating.to_next_band is None:
        return "In the highest band"
    return f"{many(rating.to_next_band, 'point')} to {rating.next_band.title}"


@dataclass(frozen=True, slots=True)
class Trend:
    """How one statement went on."""

    ref: str
    title: str
    address: str
    line: charts.Sparkline
    now: str
    points: tuple[str, ...]
    """What the table says of each day, empty where the statement had no place yet."""


@dataclass(frozen=True, slots=True)
class Trends:
    """How all statements went on, from board to board and to today."""

    days: tuple[date, ...]
    statements: tuple[Trend, ...]


def trends_of(points: Mapping[str, Sequence[TrendPoint]], titles: Mapping[str, str]) -> Trends:
    """Return a line for each statement; what is drawn is how many sub-topics are evidenced."""
    days = sorted({one.on for found in points.values() for one in found})
    return Trends(tuple(days), tuple(_trend(ref, titles.get(ref, ref), points[ref], days) for ref in points))


def _trend(ref: str, title: str, points: Sequence[TrendPoint], days: Sequence[date]) -> Trend:
    by_day = {one.on: one for one in points}
    last = points[-1]
    line = charts.sparkline(
        f"trend-{ref}", f"{ref}: sub-topics evidenced, {day(points[0].on)} to {day(last.on)}",
        [(one.on, one.evidenced) for one in points], highest=max(one.of for one in points),
    )  # fmt: skip
    return Trend(
        ref=ref, title=title, address=f"/statements/{ref}", line=line, now=_said(last),
        points=tuple(_said(by_day[on]) if on in by_day else "" for on in days),
    )  # fmt: skip


def _said(one: TrendPoint) -> str:
    score = f", score {one.score}" if one.score is not None else ""
    return f"{one.verdict}, {one.evidenced} of {one.of}{score}"
