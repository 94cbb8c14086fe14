"""A regulator's scheme as data: themes, statements, sub-topics, categories, scores and readiness rules.

What a framework says stands in ``schemas/frameworks/*.yaml``; how it is read from a file is an adapter's
business. Nothing here knows which framework is in force.
"""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from evidence.errors import Invalid

Proof = Literal["intention", "policy", "practice", "result", "outcome"]
PROOFS: tuple[Proof, ...] = ("intention", "policy", "practice", "result", "outcome")
"""What a piece of evidence shows, weakest first."""

Standing = Literal["required", "supporting", "not-counted"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SubTopic(_Frozen):
    """One of the headings under which the regulator writes about a statement."""

    ref: str
    title: str
    verified: bool = False
    """Whether the heading was seen in a published source, rather than known in the sector."""
    words: tuple[str, ...] = ()
    """Words and phrases of the sector that point to this sub-topic."""


class Category(_Frozen):
    """A kind of evidence that the regulator looks for; not counted ones are selectable only."""

    ref: str
    title: str
    counted: bool = True
    meaning: str = ""


class Theme(_Frozen):
    """A group of statements. ``number`` is how people say it: theme 3."""

    number: int
    ref: str
    title: str
    title_variants: tuple[str, ...] = ()


class Statement(_Frozen):
    """One quality statement: what is asked, and which evidence speaks to it."""

    ref: str
    title: str
    title_variants: tuple[str, ...] = ()
    theme: int
    asks: str
    sub_topics: tuple[SubTopic, ...] = ()
    typical_evidence: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    """Category references whose cells decide the verdict."""
    supporting: tuple[str, ...] = ()
    """Category references that can only cap the verdict at adequate when missing."""
    words: tuple[str, ...] = ()
    """Words and phrases of the sector that point to this statement; used for suggestions only."""
    law: tuple[str, ...] = ()
    characteristics: dict[int, str] = Field(default_factory=dict)
    """Score -> what the regulator says a council at that score looks like; empty until published."""
    unverified: tuple[str, ...] = ()
    """Fields of this statement that are known in the sector but were not seen in a published source."""
    superseded_by: str | None = None

    def standing(self, category: str) -> Standing:
        """How much ``category`` counts for this statement."""
        if category in self.required:
            return "required"
        return "supporting" if category in self.supporting else "not-counted"


class Score(_Frozen):
    """One point of the scale."""

    value: int
    meaning: str


class Band(_Frozen):
    """A rating and the inclusive percentages (shown rounded up) that earn it."""

    ref: str
    title: str
    at_least: int
    at_most: int


class Threshold(_Frozen):
    """What a cell needs to reach a verdict, counting final documents in date only.

    ``documents`` and ``sources`` are least numbers of different ones; at least one document must
    show ``proof`` or better.
    """

    documents: int = 1
    sources: int = 1
    proof: Proof = "intention"


class Rules(_Frozen):
    """The readiness rules of a framework; ours, not the regulator's."""

    adequate: Threshold = Threshold(documents=2, proof="practice")
    strong: Threshold = Threshold(documents=3, sources=2, proof="result")
    supporting_adequate: Threshold = Threshold(documents=1, proof="practice")
    supporting_strong: Threshold = Threshold(documents=2, sources=2, proof="practice")
    every_sub_topic_for_strong: tuple[str, ...] = ("processes",)
    """Categories that are strong only when every sub-topic of the statement is covered."""
    unknown_proof: Proof = "policy"
    peoples_sources: tuple[str, ...] = ("people", "unpaid-carers")
    carers_sources: tuple[str, ...] = ("unpaid-carers",)


class Framework(_Frozen):
    """A whole scheme. ``ref`` and ``version`` together name it for ever."""

    ref: str
    version: str
    title: str
    dated_on: date
    provider: str
    source_address: str
    rights: str
    note: str = ""
    unverified: tuple[str, ...] = ()
    """Fields of the whole scheme that were not seen in a published source."""
    retired: bool = False
    superseded_by: str | None = None
    themes: tuple[Theme, ...]
    statements: tuple[Statement, ...]
    categories: tuple[Category, ...]
    scale: tuple[Score, ...]
    bands: tuple[Band, ...]
    rules: Rules = Rules()

    @cached_property
    def _by_ref(self) -> dict[str, Statement]:
        return {statement.ref: statement for statement in self.statements}

    def statement(self, name: str) -> Statement:
        """Find a statement by reference, title or accepted title variant, ignoring case.

        Raises ``Invalid`` naming the references that exist.
        """
        found = self._by_ref.get(name) or self._named(name)
        if found is None:
            known = ", ".join(self._by_ref)
            raise Invalid(
                f"There is no quality statement “{name}” in {self.title}. Use one of: {known}.",
                details={"statement": name, "known": list(self._by_ref)},
            )
        return found

    def _named(self, name: str) -> Statement | None:
        wanted = name.strip().casefold()
        for statement in self.statements:
            names = (statement.ref, statement.title, *statement.title_variants)
            if wanted in (known.casefold() for known in names):
                return statement
        return None

    @cached_property
    def in_force(self) -> tuple[Statement, ...]:
        """The statements that count: those not replaced by another of this same framework."""
        return tuple(one for one in self.statements if one.superseded_by not in self._by_ref)

    def has_statement(self, ref: str) -> bool:
        """Whether ``ref`` is a statement of this version."""
        return ref in self._by_ref

    def theme_of(self, statement: Statement) -> Theme:
        """The theme that ``statement`` belongs to."""
        return next(theme for theme in self.themes if theme.number == statement.theme)

    def counted_categories(self) -> Iterator[Category]:
        """The categories that stand in the readiness map, in the file's order."""
        return (category for category in self.categories if category.counted)

    def category(self, name: str) -> Category:
        """Find a category by reference or title, ignoring case.

        Raises ``Invalid`` naming those that exist.
        """
        wanted = name.strip().casefold()
        for category in self.categories:
            if wanted in (category.ref.casefold(), category.title.casefold()):
                return category
        known = ", ".join(category.ref for category in self.categories)
        raise Invalid(
            f"There is no evidence category “{name}”. Use one of: {known}.",
            details={"category": name, "known": [category.ref for category in self.categories]},
        )

    def sub_topic(self, statement: Statement, name: str) -> SubTopic:
        """Find a sub-topic of ``statement`` by reference or title.

        Raises ``Invalid`` naming its sub-topics.
        """
        wanted = name.strip().casefold()
        for topic in statement.sub_topics:
            if wanted in (topic.ref.casefold(), topic.title.casefold()):
                return topic
        known = ", ".join(topic.ref for topic in statement.sub_topics)
        raise Invalid(
            f"{statement.ref} has no sub-topic “{name}”. Use one of: {known}.",
            details={"sub_topic": name, "known": [topic.ref for topic in statement.sub_topics]},
        )
