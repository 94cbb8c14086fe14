"""What if: what other scores would come to, and where one point more is nearest. Arithmetic, no prediction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.web.charts import ScoreBar, score_bar
from app.web.scores.view import unscored_words
from app.web.wording import many
from evidence.domain.frameworks import Framework
from evidence.domain.readiness import RANK, Readiness, StatementReadiness, Verdict
from evidence.domain.readiness_flags import is_high
from evidence.domain.scores import Rating, rate

_THIN = "high-score-thin-evidence"


@dataclass(frozen=True, slots=True)
class Choice:
    """The score to choose for one statement."""

    ref: str
    title: str
    now: int | None
    """What the council last gave it."""
    options: tuple[tuple[str, str], ...]
    """Values with their words; empty stands for no score."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the chosen scores come to."""

    shown: str
    band: str
    exact: str
    points: str
    to_next: str
    against_now: str
    changed: tuple[str, ...]
    """Each statement whose score is another than now."""
    provisional: str
    bar: ScoreBar


@dataclass(frozen=True, slots=True)
class Raise:
    """One statement a point higher."""

    ref: str
    title: str
    before: int
    after: int
    verdict: Verdict
    topics: str
    bears: bool
    """Whether the evidence held would bear the higher score out."""


@dataclass(frozen=True, slots=True)
class Lift:
    """The fewest points to the next band, and the statements that are nearest to giving them."""

    band: str
    points: str
    raises: tuple[Raise, ...]


def choices(readiness: Readiness, framework: Framework) -> tuple[Choice, ...]:
    """Return the statements to choose scores for, in the framework's order."""
    points = sorted(point.value for point in framework.scale)
    options = (("", "No score"), *((str(point), str(point)) for point in points))
    return tuple(Choice(one.ref, one.title, _now(one), options) for one in readiness.statements)


def _now(one: StatementReadiness) -> int | None:
    return one.council_score.value if one.council_score else None


def scores_now(readiness: Readiness) -> dict[str, int]:
    """Return statement -> what the council last gave it, for those that it scored."""
    return {one.ref: value for one in readiness.statements if (value := _now(one)) is not None}


def answer(chosen: Mapping[str, int], readiness: Readiness, framework: Framework) -> Answer | None:
    """Work out what the chosen scores come to; ``None`` when none is chosen."""
    rating = rate(chosen, framework)
    if rating is None:
        return None
    now = scores_now(readiness)
    return Answer(
        shown=f"{rating.shown}%", band=rating.band.title, exact=f"{rating.exact_text}%",
        points=f"{rating.total} of {rating.most}", to_next=to_next(rating),
        against_now=_against(rating, rate(now, framework), same=chosen == now),
        changed=_changed(now, chosen, [one.ref for one in readiness.statements]),
        provisional=unscored_words(rating.scored, rating.of),
        bar=score_bar("what-if", "What if", rating, framework.bands),
    )  # fmt: skip


def to_next(rating: Rating) -> str:
    """Say how far the next band is."""
    if rating.next_band is None or rating.to_next_band is None:
        return "This is the highest band."
    return f"{many(rating.to_next_band, 'more point')} would reach {rating.next_band.title}."


def _against(would: Rating, now: Rating | None, *, same: bool) -> str:
    if same:
        return "These are the council’s own scores as they stand now."
    if now is None:
        return "The council has given no score yet, so there is nothing to compare with."
    said = f"Now it is {now.shown}%, {now.band.title}, with {now.total} of {now.most} points."
    if would.of == would.scored == now.scored and would.total != now.total:
        gained = would.total - now.total
        said += f" That would be {many(abs(gained), 'point')} {'more' if gained > 0 else 'fewer'}."
    if would.band.ref != now.band.ref:
        said += f" The band would go from {now.band.title} to {would.band.title}."
    else:
        said += " The band would stay."
    return said


def _changed(now: Mapping[str, int], chosen: Mapping[str, int], refs: Sequence[str]) -> tuple[str, ...]:
    def words(value: int | None) -> str:
        return "no score" if value is None else str(value)

    return tuple(
        f"{ref}: {words(chosen.get(ref))}, now {words(now.get(ref))}"
        for ref in refs
        if now.get(ref) != chosen.get(ref)
    )


def lift(chosen: Mapping[str, int], readiness: Readiness, framework: Framework) -> Lift | None:
    """Return the fewest points to the next band and where they are nearest; ``None`` in the highest band.

    A statement gives one point before any gives a second. First those whose evidence would bear the higher
    score out, then by verdict, by the share of sub-topics evidenced, and the lower score first.
    """
    rating = rate(chosen, framework)
    if rating is None or rating.next_band is None or rating.to_next_band is None:
        return None
    highest = max(point.value for point in framework.scale)
    by_ref = {one.ref: one for one in readiness.statements}
    found: list[Raise] = []
    reached = dict(chosen)
    while len(found) < rating.to_next_band:
        able = [_raised(by_ref[ref], value, framework) for ref, value in reached.items() if value < highest]
        able.sort(key=lambda one: _nearness(one, by_ref[one.ref]))
        found += able[: rating.to_next_band - len(found)]
        reached |= {one.ref: one.after for one in able}
    return Lift(rating.next_band.title, many(rating.to_next_band, "point"), tuple(found))


def _raised(one: StatementReadiness, value: int, framework: Framework) -> Raise:
    flagged = any(flag.code == _THIN for flag in one.flags) or one.verdict in {"missing", "weak"}
    topics = f"{one.evidenced} of {len(one.sub_topics)} sub-topics evidenced" if one.sub_topics else ""
    return Raise(
        ref=one.ref, title=one.title, before=value, after=value + 1, verdict=one.verdict, topics=topics,
        bears=not (is_high(value + 1, framework) and flagged),
    )  # fmt: skip


def _nearness(raised: Raise, one: StatementReadiness) -> tuple[bool, int, float, int]:
    share = one.evidenced / len(one.sub_topics) if one.sub_topics else 0.0
    return not raised.bears, -RANK[raised.verdict], -share, raised.before
