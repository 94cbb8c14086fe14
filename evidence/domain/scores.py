"""The regulator's arithmetic: percentage and band from the scores of the statements, exactly.

Method (www.cqc.org.uk/guidance-regulation/local-authorities/how-we-determine-ratings): one score per
statement, all weighted equally, 100 x sum / (highest score x number of statements). Published figures fit
rounding up; the exact value stands beside it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from evidence.domain.frameworks import Band, Framework
from evidence.errors import Invalid


@dataclass(frozen=True, slots=True)
class Rating:
    """The overall picture from a set of scores."""

    total: int
    scored: int
    of: int
    most: int
    """The points that the statements scored could have had."""
    exact: Fraction
    """Per cent."""
    shown: int
    """``exact`` rounded up, as published."""
    band: Band
    next_band: Band | None
    to_next_band: int | None
    """Points still missing to the next band up; ``None`` in the highest."""

    @property
    def provisional(self) -> bool:
        """Whether some statements have no score yet."""
        return self.scored < self.of

    @property
    def exact_text(self) -> str:
        """The exact percentage to two decimals, half up, in whole-number arithmetic.

        38.888... reads ``38.89``, as the sums of nine scores are usually printed.
        """
        hundredths = math.floor(self.exact * 100 + Fraction(1, 2))
        return f"{hundredths // 100}.{hundredths % 100:02d}"


def rate(scores: Mapping[str, int], framework: Framework) -> Rating | None:
    """Work out percentage and band from statement -> score; ``None`` when there are no scores.

    With some statements missing the percentage is over those scored, and provisional. Raises ``Invalid``
    for a score off the scale and for a statement that the framework does not have in force.
    """
    if not scores:
        return None
    in_force = {statement.ref for statement in framework.in_force}
    points = [point.value for point in framework.scale]
    lowest, highest = min(points), max(points)
    for ref, value in scores.items():
        if ref not in in_force:
            raise Invalid(f"{framework.title} has no quality statement “{ref}” to score.")
        if value not in points:
            raise Invalid(f"A score is a whole number from {lowest} to {highest}; {ref} has {value}.")
    total, most = sum(scores.values()), highest * len(scores)
    shown = math.ceil(Fraction(100 * total, most))
    better = [band for band in framework.bands if band.at_least > shown]
    following = min(better, key=lambda band: band.at_least, default=None)
    return Rating(
        total=total,
        scored=len(scores),
        of=len(in_force),
        most=most,
        exact=Fraction(100 * total, most),
        shown=shown,
        band=band_of(shown, framework),
        next_band=following,
        to_next_band=_points_to(following, total, most) if following else None,
    )


def _points_to(band: Band, total: int, most: int) -> int:
    """How many points lift ``total`` to a percentage that, rounded up, is in ``band``."""
    points = 1
    while math.ceil(Fraction(100 * (total + points), most)) < band.at_least:
        points += 1
    return points


def band_of(shown: int, framework: Framework) -> Band:
    """Return the band of a percentage as shown: the highest whose lower edge it reaches.

    Below every edge it is the lowest band. A framework whose bands leave a gap keeps the lower one there.
    """
    reached = [band for band in framework.bands if band.at_least <= shown]
    if reached:
        return max(reached, key=lambda band: band.at_least)
    return min(framework.bands, key=lambda band: band.at_least)
