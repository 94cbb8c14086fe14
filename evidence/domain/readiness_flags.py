"""Flags: what to look at beside the verdicts. Codes are stable; every flag names its documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evidence.domain.assurance import Action, Score
from evidence.domain.currency import IN_DATE
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.frameworks import Framework, Statement
from evidence.domain.readiness_parts import Flag, Verdict
from evidence.domain.readiness_words import SOURCE_WORDS, day_words, number, refs

FLAG_TITLES: Mapping[str, str] = {
    "no-peoples-voice": "No people's voice",
    "no-carers-voice": "No unpaid carers' voice",
    "one-source": "One source only",
    "gap-without-action": "Gaps with no action",
    "high-score-thin-evidence": "High score, thin evidence",
    "low-score-without-action": "Low score with no action",
    "out-of-date-at-visit": "Out of date at the on-site visit",
    "challenge-unanswered": "A challenge nobody answered",
}
"""Every code, in the order they are shown."""
_AGAINST = frozenset({"gap", "challenge"})


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the tags of a statement when its flags are raised."""

    framework: Framework
    visit_on: date | None
    actions: Sequence[Action]
    """The actions of this statement."""
    answered: frozenset[str]
    """Ids of tags that any action answers, open or closed, of whatever statement."""
    score: Score | None
    """What the council last gave itself."""


def flags_of(
    statement: Statement,
    verdict: Verdict,
    rows: Sequence[EvidenceRow],
    counting: Sequence[EvidenceRow],
    around: Around,
) -> tuple[Flag, ...]:
    """Raise the flags of one statement from its tags; ``counting`` are those of them that count.

    Voices and sources are looked for in every tag that counts, unsorted ones and those of categories
    outside the map included: the evidence is there, only its cell is not known.
    """
    found = [
        *_voices(counting, around.framework),
        *_one_source(counting),
        *_unanswered("gap", rows, around.answered),
        *_high_score(statement, verdict, counting, around),
        *_low_score(statement, around),
        *_at_visit(counting, around.visit_on),
        *_unanswered("challenge", rows, around.answered),
    ]
    return tuple(found)


def _refs(rows: Iterable[EvidenceRow]) -> tuple[str, ...]:
    return tuple(sorted({row.ref for row in rows}))


def _voices(counting: Sequence[EvidenceRow], framework: Framework) -> Iterator[Flag]:
    people, carers = frozenset(framework.rules.peoples_sources), frozenset(framework.rules.carers_sources)
    carers_heard = any(row.carers_voice or row.source in carers for row in counting)
    heard = any(row.source in people for row in counting) or (carers_heard and not people.isdisjoint(carers))
    if not heard:
        said = "No document, final and in date, comes from people who draw on care or from unpaid carers."
        yield Flag("no-peoples-voice", said)
    if not carers_heard:
        yield Flag("no-carers-voice", "No document, final and in date, gives unpaid carers' own voice.")


def _one_source(counting: Sequence[EvidenceRow]) -> Iterator[Flag]:
    sources = {row.source for row in counting if row.source}
    if not counting or len(sources) > 1:
        return
    only = next(iter(sources), None)
    said = (
        f"Everything that counts comes from one source: {SOURCE_WORDS.get(only, only)}."
        if only
        else "Nobody has said who says so for anything that counts."
    )
    yield Flag("one-source", said, _refs(counting))


def _unanswered(stance: str, rows: Sequence[EvidenceRow], answered: frozenset[str]) -> Iterator[Flag]:
    """Held and not superseded is enough: a gap stays open whatever the age of the paper that named it."""
    open_ = [
        row
        for row in rows
        if row.stance == stance and row.form != "wanted" and row.status != "superseded" and row.tag not in answered
    ]
    if not open_:
        return
    found = _refs(open_)
    if stance == "gap":
        areas = "area" if len(open_) == 1 else "areas"
        said = f"{len(open_)} {areas} for improvement without an action, in {refs(found)}."
        yield Flag("gap-without-action", said, found)
    else:
        said = f"{number(len(open_), 'challenge')} that no action answers, in {refs(found)}."
        yield Flag("challenge-unanswered", said, found)


def is_high(value: int, framework: Framework) -> bool:
    """Whether a score is in the upper half of the scale (3 or 4 of four)."""
    points = sorted(point.value for point in framework.scale)
    return value > (points[0] + points[-1]) / 2


def _high_score(
    statement: Statement, verdict: Verdict, counting: Sequence[EvidenceRow], around: Around
) -> Iterator[Flag]:
    """Mostly gaps: more than half of the documents that count only name gaps or challenges here."""
    score = around.score
    if score is None or not is_high(score.value, around.framework):
        return
    everyone = {row.ref for row in counting}
    against = everyone - {row.ref for row in counting if row.stance not in _AGAINST}
    given = f"The council gave {statement.ref} a score of {score.value}, but"
    if verdict in ("missing", "weak"):
        yield Flag("high-score-thin-evidence", f"{given} its evidence is {verdict}.", tuple(sorted(everyone)))
    elif 2 * len(against) > len(everyone):
        said = (
            f"{given} {len(against)} of the {number(len(everyone), 'document')} that count name only areas "
            "for improvement or challenges."
        )
        yield Flag("high-score-thin-evidence", said, tuple(sorted(against)))


def _low_score(statement: Statement, around: Around) -> Iterator[Flag]:
    """An action closed on or after the day of the score answers it too."""
    score = around.score
    if score is None or is_high(score.value, around.framework):
        return
    for action in around.actions:
        if action.state == "open" or (action.closed_on and action.closed_on >= score.on):
            return
    said = f"The council gave {statement.ref} a score of {score.value}, and no action says what will be done."
    yield Flag("low-score-without-action", said)


def _at_visit(counting: Sequence[EvidenceRow], visit_on: date | None) -> Iterator[Flag]:
    if visit_on is None:
        return
    ageing = _refs(row for row in counting if row.currency_at_visit == "out-of-date")
    lasting = {row.ref for row in counting if row.currency_at_visit in IN_DATE}
    ageing = tuple(ref for ref in ageing if ref not in lasting)
    if ageing:
        said = (
            f"{number(len(ageing), 'document')} in date now will be out of date at the on-site visit on "
            f"{day_words(visit_on)}: {refs(ageing)}."
        )
        yield Flag("out-of-date-at-visit", said, ageing)
