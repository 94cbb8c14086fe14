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
    exact: Fraction
    shown: int
    band: Band
    to_next_band: int | None
    """Points still missing to the next band up; ``None`` in the highest."""

    @property
    def provisional(self) -> bool:
        """Whether some statements have no score yet."""
        return self.scored < self.of

    @property
    def exact_text(self) -> str:
        """The exact percentage to two decimals, cut rather than rounded, as the page shows it."""
        hundredths = int(self.exact * 100)
        return f"{hundredths // 100}.{hundredths % 100:02d}"


def rate(scores: Mapping[str, int], framework: Framework) -> Rating | None:
    """Work out percentage and band from statement -> score; ``None`` when there are no scores.

    With some statements missing the percentage is over those scored, and provisional.
    Raises ``Invalid`` for a score off the scale.
    """
    if not scores:
        return None
    highest = max(point.value for point in framework.scale)
    lowest = min(point.value for point in framework.scale)
    for ref, value in scores.items():
        if not lowest <= value <= highest:
            raise Invalid(f"A score is a whole number from {lowest} to {highest}; {ref} has {value}.")
    total, most = sum(scores.values()), highest * len(scores)
    exact = Fraction(100 * total, most)
    shown = math.ceil(exact)
    band = band_of(shown, framework)
    better = [b for b in framework.bands if b.at_least > shown]
    missing = None
    if better:
        goal = min(b.at_least for b in better)
        missing = next(n for n in range(1, most + 1) if math.ceil(Fraction(100 * (total + n), most)) >= goal)
    return Rating(total, len(scores), len(framework.statements), exact, shown, band, missing)


def band_of(shown: int, framework: Framework) -> Band:
    """Return the band of a percentage as shown; the bands of a framework leave no gap."""
    for band in framework.bands:
        if band.at_least <= shown <= band.at_most:
            return band
    return min(framework.bands, key=lambda band: band.at_least)
