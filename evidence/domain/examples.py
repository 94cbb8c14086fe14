"""The best examples of a statement, for somebody who is about to be asked for one.

Declared order, first difference decides: what counts (held, final, in date); a strength before context; what
it shows (a difference made first); key evidence that says what it meant for people; people's own voice; a
passage before a whole document; the newest. Pure: no clock, no store.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from evidence.domain.assurance import Action
from evidence.domain.currency import Currency
from evidence.domain.frameworks import Proof
from evidence.domain.readiness_cells import PROOF_RANK
from evidence.domain.readiness_parts import WhyNot

UNSORTED = ""
"""Stands for no category where examples are sorted by category."""
SHOWN: frozenset[str] = frozenset({"strength", "context"})
"""Stances that can be an example; gaps, challenges and plans are told as such."""
AGAINST: frozenset[str] = frozenset({"gap", "challenge"})
_PASSED_OVER: frozenset[WhyNot] = frozenset({"wanted", "superseded", "dated-later"})
_OPENING = 300


@dataclass(frozen=True, slots=True)
class Example:
    """One tag of a statement with what a person needs to tell it and to find it."""

    tag: str
    ref: str
    title: str
    statement: str
    sub_topic: str | None
    category: str | None
    """As tagged, or else as presumed; ``None`` is unsorted."""
    stance: str
    proof: Proof | None
    """As said, or else as presumed; ``None`` is not known."""
    impact: str | None
    """So what, for people? Given for key evidence only."""
    source: str | None
    status: str
    currency: Currency
    why_not: WhyNot | None
    """Why it does not count; ``None`` when it does."""
    dated_on: date | None
    """The document's date, or else the end of the period that it covers."""
    labels: tuple[str, ...]
    """``group:value``; the document's team stands among them as ``team:name``."""
    quoted: bool
    """Whether a passage was tagged and its words still stand in the version in use."""
    locator: str | None = None
    place: int | None = None
    """The passage's place in the version in use."""
    page: int | None = None
    quote_or_opening: str = ""
    """The words tagged, or else how the document begins; empty where no text was read."""
    restricted: bool = False
    """Whether its words are left out, for who reads them says why first."""

    @property
    def counts(self) -> bool:
        """Whether it counts: held, final and in date."""
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class Gap:
    """An area for improvement, or a challenge, and the actions that answer it."""

    example: Example
    actions: tuple[Action, ...]

    @property
    def answered(self) -> bool:
        """Whether any action answers it, open or closed."""
        return bool(self.actions)


@dataclass(frozen=True, slots=True)
class Improving:
    """What is not good yet, and what is being done about it."""

    gaps: tuple[Gap, ...]
    """Those that no action answers first."""
    planned: tuple[Example, ...]
    """Evidence of what is planned."""
    actions: tuple[Action, ...]
    """The statement's open actions, the earliest due first."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much of a statement's evidence carries a label."""

    label: str
    documents: int
    counting: int
    """How many of the documents count."""
    tags: int


def rank(
    examples: Iterable[Example], *, peoples_sources: Sequence[str], unknown_proof: Proof = "policy",
    among: Iterable[Example] = (),
) -> tuple[Example, ...]:  # fmt: skip
    """Put examples in the declared order, best first; the same examples always in the same order.

    They take their places among others, which are in this order already.
    """
    voices = frozenset(peoples_sources)

    def standing(one: Example) -> tuple[object, ...]:
        return (
            not one.counts,
            one.stance != "strength",
            -PROOF_RANK[one.proof or unknown_proof],
            not one.impact,
            one.source not in voices,
            not one.quoted,
            -(one.dated_on.toordinal() if one.dated_on else 0),
            one.ref,
            one.tag,
        )

    ranked = list(among)
    if not ranked:
        return tuple(sorted(examples, key=standing))
    for one in examples:
        insort(ranked, one, key=standing)
    return tuple(ranked)


def showable(examples: Iterable[Example]) -> list[Example]:
    """Keep those that can be shown as an example: a strength or context, held and not superseded."""
    return [one for one in examples if one.stance in SHOWN and one.why_not not in _PASSED_OVER]


def best_of(ranked: Sequence[Example], limit: int) -> tuple[Example, ...]:
    """Take the best, at most one of each document, another category before the same one again.

    A category is preferred for being another only where it shows practice or better. What does not count
    never comes before what does, and fills up what is left.
    """
    counting = [one for one in ranked if one.counts]
    others = [one for one in ranked if not one.counts]
    taken: list[Example] = []
    for part in (counting, others):
        while len(taken) < limit and (found := _next(part, taken)):
            taken.append(found)
    return tuple(taken)


def _next(ranked: Sequence[Example], taken: Sequence[Example]) -> Example | None:
    refs, categories = {one.ref for one in taken}, {one.category for one in taken}
    left = [one for one in ranked if one.ref not in refs]
    another = (one for one in left if one.category and one.category not in categories and _shows_practice(one))
    return next(another, left[0] if left else None)


def _shows_practice(one: Example) -> bool:
    return one.proof is not None and PROOF_RANK[one.proof] >= PROOF_RANK["practice"]


def by_category(ranked: Sequence[Example], each: int) -> dict[str, tuple[Example, ...]]:
    """Take the best of each category, at most one of each document there; ``UNSORTED`` has those without."""
    sorted_out: defaultdict[str, dict[str, Example]] = defaultdict(dict)
    for one in ranked:
        sorted_out[one.category or UNSORTED].setdefault(one.ref, one)
    return {category: tuple(found.values())[:each] for category, found in sorted_out.items()}


def gaps_in(ranked: Iterable[Example], actions: Iterable[Action]) -> tuple[Gap, ...]:
    """Pair areas for improvement and challenges with the actions that answer them; unanswered ones first.

    As long as it is held and not superseded a gap stands, whatever the age of the paper that named it.
    """
    answering: defaultdict[str, list[Action]] = defaultdict(list)
    for action in actions:
        for tag in action.answers:
            answering[tag].append(action)
    open_ = (one for one in ranked if one.stance in AGAINST and one.why_not not in {"wanted", "superseded"})
    gaps = [Gap(one, tuple(answering.get(one.tag, ()))) for one in open_]
    return tuple(sorted(gaps, key=lambda gap: gap.answered))


def count_labelled(examples: Iterable[Example], label: str) -> Numbers:
    """Count documents and tags that carry a label, whatever its case."""
    found = carrying(examples, label)
    counting = {one.ref for one in found if one.counts}
    return Numbers(label, len({one.ref for one in found}), len(counting), len(found))


def carrying(examples: Iterable[Example], label: str) -> list[Example]:
    """Keep those whose document carries a label (``locality:West``, ``team:Carers``), whatever its case."""
    wanted = label.casefold()
    return [one for one in examples if any(known.casefold() == wanted for known in one.labels)]


def label_values(examples: Iterable[Example]) -> dict[str, dict[str, int]]:
    """Group -> value -> how many documents carry it, the most first."""
    refs: defaultdict[str, set[str]] = defaultdict(set)
    for one in examples:
        for label in one.labels:
            refs[label].add(one.ref)
    values: dict[str, dict[str, int]] = {}
    for label in sorted(refs, key=lambda known: (known.partition(":")[0], -len(refs[known]), known)):
        group, _, value = label.partition(":")
        values.setdefault(group, {})[value] = len(refs[label])
    return values


def opening(text: str, *, longest: int = _OPENING) -> str:
    r"""How a text begins, on one line, cut between words and marked where it is cut.

    >>> opening("People told us  that\nwaits were long.", longest=20)
    'People told us that …'
    """
    words = " ".join(text.split())
    if len(words) <= longest:
        return words
    return f"{words[: longest + 1].rpartition(' ')[0] or words[:longest]} …"
