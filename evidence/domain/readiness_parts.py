"""The parts of a readiness picture: what was counted, what was decided, and why.

Values only. What decides stands in ``readiness_cells.py``, the sentences in ``readiness_words.py``.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, get_args

from evidence.domain.assurance import Judge, Score
from evidence.domain.currency import Currency
from evidence.domain.frameworks import Proof, Standing
from evidence.domain.scores import Rating

Verdict = Literal["missing", "weak", "adequate", "strong"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""Lowest first."""
RANK: dict[Verdict, int] = {verdict: rank for rank, verdict in enumerate(VERDICTS)}

WhyNot = Literal["wanted", "draft", "superseded", "out-of-date", "date-not-known", "dated-later"]

NOT_A_JUDGEMENT = "Readiness says how well a statement is evidenced. It is not a judgement of the service."
"""Stands on everything that shows readiness."""


class CellDocument(NamedTuple):
    """One document in a cell, counted once whatever the number of its tags there.

    ``proof`` is the best of its tags; ``sources`` and ``stances`` are those of all of them. ``why_not`` is
    ``None`` when it counts: held, final and in date (due is in date). A named tuple, because a large
    library makes tens of thousands of them at every look and a frozen dataclass takes three times as long.
    """

    ref: str
    title: str
    counts: bool
    proof: Proof
    sources: tuple[str, ...]
    stances: tuple[str, ...]
    status: str
    currency: Currency
    why_not: WhyNot | None
    marks: tuple[str, ...]
    """What waits to be confirmed, in words: ``date to confirm``."""
    held: bool
    tags: tuple[str, ...]

    @property
    def source(self) -> str | None:
        """The first source by name; ``None`` when nobody said who says so."""
        return self.sources[0] if self.sources else None

    @property
    def stance(self) -> str:
        """The first stance by name."""
        return self.stances[0]


@dataclass(frozen=True, slots=True)
class Need:
    """What would lift a cell to ``verdict``, as numbers: at least this much more evidence that counts."""

    verdict: Verdict
    documents: int = 0
    sources: int = 0
    proof: Proof | None = None
    """Show this or better, where nothing that counts does yet."""
    sub_topics: tuple[str, ...] = ()
    """References of sub-topics that no document of the cell covers yet."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One statement in one evidence category."""

    category: str
    title: str
    standing: Standing
    verdict: Verdict
    documents: tuple[CellDocument, ...]
    """By reference; those that do not count stand among them and say why."""
    rule: str
    """The declared rule that decided, in words with its numbers."""
    reasons: tuple[str, ...]
    next_step: str | None
    """The one step that would lift it to the next verdict; ``None`` when it is strong."""
    need: Need | None
    """The same step as numbers."""

    @property
    def counted(self) -> int:
        """How many documents count."""
        return sum(document.counts for document in self.documents)


@dataclass(frozen=True, slots=True)
class SubTopicReadiness:
    """A sub-topic and the documents that evidence it, in any category and of any stance."""

    ref: str
    title: str
    refs: tuple[str, ...]

    @property
    def evidenced(self) -> bool:
        """Whether at least one held document, final and in date, speaks to it."""
        return bool(self.refs)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at. ``code`` is stable; ``refs`` are documents, where there are any."""

    code: str
    sentence: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementReadiness:
    """How well one statement is evidenced."""

    ref: str
    title: str
    theme: int
    theme_title: str
    verdict: Verdict
    rule: str
    """Why the verdict is what it is, from its cells."""
    sub_topics: tuple[SubTopicReadiness, ...]
    cells: tuple[Cell, ...]
    unsorted: tuple[CellDocument, ...]
    """Documents tagged here without a category: a column of its own, in no cell."""
    not_counted: tuple[CellDocument, ...]
    """Documents under a category that does not stand in the map."""
    flags: tuple[Flag, ...]
    next_steps: tuple[str, ...]
    """Most useful first: the steps of the cells that hold the verdict down."""
    lead: str | None = None
    deputy: str | None = None
    scores: tuple[Score, ...] = ()
    """The newest score of each judge on or before the day, in the order of judges."""

    @property
    def evidenced(self) -> int:
        """How many sub-topics are evidenced."""
        return sum(topic.evidenced for topic in self.sub_topics)

    @property
    def council_score(self) -> Score | None:
        """What the council last gave itself."""
        return next((score for score in self.scores if score.by == "council"), None)

    def cell(self, category: str) -> Cell:
        """The cell of a category by reference; ``KeyError`` when it does not stand in the map."""
        for cell in self.cells:
            if cell.category == category:
                return cell
        raise KeyError(category)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A tag whose statement this framework does not have: kept in sight until somebody moves it."""

    tag: str
    ref: str
    title: str
    statement: str
    framework: str
    reason: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """How well every statement of a framework is evidenced on a day."""

    on: date
    visit_on: date | None
    framework_ref: str
    framework_title: str
    framework_version: str
    statements: tuple[StatementReadiness, ...]
    unplaced: tuple[Unplaced, ...] = ()
    ratings: dict[Judge, Rating] = field(default_factory=dict)
    """Percentage and band by judge, for those who gave scores."""

    @property
    def score(self) -> Rating | None:
        """The council's own rating; ``None`` before its first score."""
        return self.ratings.get("council")

    def statement(self, ref: str) -> StatementReadiness:
        """The readiness of one statement by reference; ``KeyError`` when the framework has none such."""
        for statement in self.statements:
            if statement.ref == ref:
                return statement
        raise KeyError(ref)
