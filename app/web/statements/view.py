"""A statement as its page shows it: made of readiness, examples, actions and scores. Nothing is looked up here."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.web import wording
from evidence.domain.assurance import Action
from evidence.domain.examples import Example, Gap, Improving, opening
from evidence.domain.frameworks import Framework, Statement
from evidence.domain.readiness_parts import Cell, CellDocument, StatementReadiness
from evidence.domain.readiness_words import WHY_NOT
from evidence.domain.typical import Held

FEW = 3
"""Documents named before the rest is folded away."""
_MOST_FOLDED = 25
_BEGINNING = 160
_FIELDS_IN_WORDS = {
    "sub_topics": "sub-topics",
    "typical_evidence": "typical evidence",
    "required": "which categories it requires",
    "supporting": "which categories support it",
    "law": "sections of law",
}
STANDING_WORDS = {"required": "Required", "supporting": "Supporting", "not-counted": "Does not decide"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence as it is quoted, with where to find it."""

    tag: str
    ref: str
    title: str
    words: str
    """The words tagged, or how the document begins."""
    quoted: bool
    """Whether ``words`` are a tagged passage."""
    locator: str | None
    """Where the passage stands, in words: ``p. 4``."""
    place: str
    """What to add to the document's address to open it there."""
    shows: str
    """What it shows, in words; empty where nobody said."""
    source: str
    dated_on: date | None
    currency: str
    why_not: str
    """Why it does not count, in words; empty when it does."""
    stance: str
    marks: tuple[str, ...] = ()
    """What waits to be confirmed."""
    restricted: bool = False
    """Whether its words are left out, for who reads them says why first."""


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in a sentence's worth of facts."""

    id: str
    text: str
    owner: str
    due: date | None
    overdue: bool
    closed: bool
    effect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapLine:
    """An area for improvement, or a challenge, and what answers it."""

    evidence: Shown
    actions: tuple[ActionLine, ...]
    asking: bool
    """Whether the form for an action stands open under it."""


@dataclass(frozen=True, slots=True)
class Named:
    """A document by reference and title."""

    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A sub-topic and the documents that evidence it: the first few, those folded away, and how many others."""

    title: str
    first: tuple[Named, ...]
    more: tuple[Named, ...]
    rest: int
    """How many are only in the list of documents."""


@dataclass(frozen=True, slots=True)
class CategoryPart:
    """One evidence category: its cell and the best passages."""

    cell: Cell
    standing: str
    examples: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """What one judge last gave."""

    judge: str
    value: int
    meaning: str
    on: date
    because: str
    source: str


def place_of(example: Example) -> str:
    """Return what leads from a document's address to its passage.

    The page where one is known, else the passage in the text; nothing where the whole document is meant.
    """
    if example.quoted and example.page is not None:
        return f"/p/{example.page}"
    if example.quoted and example.place is not None:
        return f"?place={example.place}#passage-{example.place}"
    return ""


def shown(
    example: Example, marks: Mapping[str, tuple[str, ...]] | None = None, *, longest_beginning: int = _BEGINNING
) -> Shown:
    """Return a piece of evidence in words; ``marks`` is reference -> what waits to be confirmed."""
    words = example.quote_or_opening if example.quoted else beginning(example.quote_or_opening, longest_beginning)
    return Shown(
        tag=example.tag, ref=example.ref, title=example.title, words=words,
        quoted=example.quoted, locator=example.locator, place=place_of(example),
        shows=wording.PROOF_TITLES.get(example.proof, "") if example.proof else "",
        source=wording.SOURCE_TITLES.get(example.source, example.source) if example.source else "",
        dated_on=example.dated_on, currency=example.currency,
        why_not=WHY_NOT[example.why_not] if example.why_not else "",
        stance=wording.STANCE_TITLES.get(example.stance, example.stance),
        marks=(marks or {}).get(example.ref, ()), restricted=example.restricted,
    )  # fmt: skip


def beginning(text: str, longest: int = _BEGINNING) -> str:
    """Return how a document begins, short, without the lines that are drawn with signs.

    >>> beginning("Team notes ===== Here: Carys | Milo")
    'Team notes Here: Carys, Milo'
    """
    return opening(re.sub(r"\s*\|\s*", ", ", re.sub(r"[=_*#~-]{3,}", " ", text)), longest=longest)


def action_line(action: Action, today: date) -> ActionLine:
    """Return an action as a list shows it; overdue from the day after it was due."""
    closed = action.state == "closed"
    overdue = not closed and action.due is not None and action.due < today
    return ActionLine(action.id, action.text, action.owner or "", action.due, overdue, closed, tuple(action.effect))


def documents_of(readiness: StatementReadiness) -> dict[str, CellDocument]:
    """Return every document of a statement by reference, each once; one that counts somewhere counts."""
    found: dict[str, CellDocument] = {}
    groups = [*(cell.documents for cell in readiness.cells), readiness.unsorted, readiness.not_counted]
    for group in groups:
        for one in group:
            if one.ref not in found or (one.counts and not found[one.ref].counts):
                found[one.ref] = one
    return found


def marks_of(readiness: StatementReadiness) -> dict[str, tuple[str, ...]]:
    """Return reference -> what of it waits to be confirmed, for documents that count."""
    return {ref: one.marks for ref, one in documents_of(readiness).items() if one.marks}


def topic_lines(readiness: StatementReadiness) -> tuple[TopicLine, ...]:
    """Return each sub-topic with its documents, named."""
    titles = {ref: one.title for ref, one in documents_of(readiness).items()}
    lines = []
    for topic in readiness.sub_topics:
        named = tuple(Named(ref, titles.get(ref, "")) for ref in topic.refs[:_MOST_FOLDED])
        # Folding one document away saves nothing.
        few = len(named) if len(named) <= FEW + 1 else FEW
        lines.append(TopicLine(topic.title, named[:few], named[few:], len(topic.refs) - len(named)))
    return tuple(lines)


def category_parts(
    readiness: StatementReadiness, examples: Mapping[str, Sequence[Example]], *, each: int
) -> tuple[CategoryPart, ...]:
    """Return the categories of the map with their best passages, required ones first."""
    marks = marks_of(readiness)
    parts = [
        CategoryPart(
            cell, STANDING_WORDS[cell.standing],
            tuple(shown(one, marks) for one in examples.get(cell.category, ())[:each]),
        )
        for cell in readiness.cells
    ]  # fmt: skip
    order = list(STANDING_WORDS)
    return tuple(sorted(parts, key=lambda part: order.index(part.cell.standing)))


def held_documents(
    readiness: StatementReadiness, examples: Mapping[str, Sequence[Example]], kind_of: Callable[[str], str]
) -> list[Held]:
    """Return the documents to look for typical evidence in: held and not superseded, with their passages."""
    quotes: dict[str, list[str]] = {}
    for group in examples.values():
        for one in group:
            if one.quoted:
                quotes.setdefault(one.ref, []).append(one.quote_or_opening)
    return [
        Held(ref, one.title, kind_of(ref), one.counts, tuple(quotes.get(ref, ())))
        for ref, one in documents_of(readiness).items()
        if one.held and one.why_not != "superseded"
    ]


def gap_lines(improving: Improving, today: date, asking: str) -> tuple[GapLine, ...]:
    """Return areas for improvement and challenges; the form stands open under the one whose tag is ``asking``."""

    def line(gap: Gap) -> GapLine:
        actions = tuple(action_line(one, today) for one in gap.actions)
        return GapLine(shown(gap.example), actions, gap.example.tag == asking)

    return tuple(line(gap) for gap in improving.gaps)


def other_actions(improving: Improving, today: date) -> tuple[ActionLine, ...]:
    """Return the statement's open actions that answer none of the areas shown."""
    answering = {action.id for gap in improving.gaps for action in gap.actions}
    return tuple(action_line(one, today) for one in improving.actions if one.id not in answering)


def score_lines(readiness: StatementReadiness, framework: Framework) -> tuple[ScoreLine, ...]:
    """Return the newest score of each judge, with what the scale says of it."""
    meanings = {point.value: point.meaning for point in framework.scale}
    return tuple(
        ScoreLine(
            wording.JUDGE_TITLES[score.by], score.value, meanings.get(score.value, ""), score.on,
            score.because or "", score.source or "",
        )
        for score in readiness.scores
    )  # fmt: skip


def unverified_words(statement: Statement) -> str:
    """Say which parts of a statement were not seen in a published source; empty when all were."""
    named = [_FIELDS_IN_WORDS.get(field, field.replace("_", " ")) for field in statement.unverified]
    return wording.listed(named) if named else ""


def leads_sentence(name: str, leading: str, title: str, since: date, today: date) -> str:
    """Say who leads from when.

    >>> leads_sentence("Asha", "deputy", "QS7 Safeguarding", date(2026, 12, 1), date(2026, 11, 23))
    'Asha will deputise for QS7 Safeguarding from 1 December 2026.'
    """
    verb = {("lead", False): "leads", ("lead", True): "will lead", ("deputy", False): "deputises for"}.get(
        (leading, since > today), "will deputise for"
    )
    return f"{name} {verb} {title} from {wording.day(since)}."


def action_sentence(action: Action) -> str:
    """Say that an action was recorded, who will do it and by when."""
    who = f"{action.owner} will do it" if action.owner else "Nobody is named for it yet"
    by = f"it is due on {wording.day(action.due)}" if action.due else "it has no date yet"
    return f"{action.id} is recorded. {who}, and {by}."


def first_sentences(texts: Iterable[str], most: int) -> tuple[str, ...]:
    """Return the first different texts, each ended as a sentence.

    >>> first_sentences(["People stay at home", "People stay at home", "Waits fell."], 2)
    ('People stay at home.', 'Waits fell.')
    """
    different = list(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
    return tuple(text if text.endswith((".", "!", "?")) else f"{text}." for text in different[:most])
