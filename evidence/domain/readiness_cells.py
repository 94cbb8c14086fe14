"""Decides one cell: which documents count, which verdict the declared rules give, and what would lift it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence.domain.currency import IN_DATE, Currency
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.frameworks import PROOFS, Category, Proof, Rules, Standing, Statement, Threshold
from evidence.domain.readiness_parts import VERDICTS, Cell, CellDocument, Need, Verdict, WhyNot
from evidence.domain.readiness_words import (
    CATEGORY,
    DATE,
    NOT_KNOWN,
    mend,
    or_say,
    reasons,
    rule_words,
    step,
    threshold_words,
)

PROOF_RANK: dict[Proof, int] = {proof: rank for rank, proof in enumerate(PROOFS)}
_MARKS: tuple[tuple[str, ...], ...] = tuple(
    tuple(mark for mark, bit in zip((DATE, CATEGORY, NOT_KNOWN), (4, 2, 1), strict=True) if bits & bit)
    for bits in range(8)
)
_AGES: dict[Currency, WhyNot] = {
    "out-of-date": "out-of-date",
    "unknown": "date-not-known",
    "not-yet": "dated-later",
}


def counts(row: EvidenceRow) -> bool:
    """Whether a tag counts: its document is held, final and in date (due is in date)."""
    return row.status == "final" and row.currency in IN_DATE and row.form != "wanted"


def why_not(row: EvidenceRow) -> WhyNot | None:
    """Why a tag does not count, the first obstacle first; ``None`` when it does."""
    if counts(row):
        return None
    if row.form == "wanted":
        return "wanted"
    if row.status == "draft":
        return "draft"
    if row.status != "final":
        return "superseded"
    return _AGES.get(row.currency)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the counting tags of a cell add up to."""

    held: int
    documents: int
    sources: frozenset[str]
    proof: Proof | None
    sub_topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class CellRules:
    """The two thresholds of one cell, and the sub-topics that strong takes there."""

    adequate: Threshold
    strong: Threshold
    sub_topics: tuple[str, ...]


def cell_rules(rules: Rules, statement: Statement, category: str) -> CellRules:
    """The rules of a cell. Strong takes at least what adequate takes, whatever a change says."""
    required = statement.standing(category) == "required"
    adequate = rules.adequate if required else rules.supporting_adequate
    strong = rules.strong if required else rules.supporting_strong
    strong = Threshold(
        documents=max(strong.documents, adequate.documents),
        sources=max(strong.sources, adequate.sources),
        proof=max(strong.proof, adequate.proof, key=PROOFS.index),
    )
    every = category in rules.every_sub_topic_for_strong
    return CellRules(adequate, strong, tuple(topic.ref for topic in statement.sub_topics) if every else ())


def gather(rows: Iterable[EvidenceRow], unknown: Proof) -> tuple[CellDocument, ...]:
    """Gather tags into documents, each once, by reference."""
    by_ref: dict[str, EvidenceRow | list[EvidenceRow]] = {}
    for row in rows:
        found = by_ref.setdefault(row.ref, row)
        if found is row:
            continue
        if isinstance(found, list):
            found.append(row)
        else:
            by_ref[row.ref] = [found, row]
    gathered = [by_ref[ref] for ref in sorted(by_ref)]
    return tuple([_several(one, unknown) if isinstance(one, list) else _single(one, unknown) for one in gathered])


def _single(row: EvidenceRow, unknown: Proof) -> CellDocument:
    why = why_not(row)
    return CellDocument(
        row.ref, row.title, why is None, row.proof or unknown, _alone(row.source), _alone(row.stance),
        row.status, row.currency, why, _MARKS[_waits(row)], row.form != "wanted", (row.tag,),
    )  # fmt: skip


@lru_cache(maxsize=256)
def _alone(word: str | None) -> tuple[str, ...]:
    return (word,) if word else ()


def _several(rows: Sequence[EvidenceRow], unknown: Proof) -> CellDocument:
    used = [row for row in rows if counts(row)] or rows
    row, why, waits = used[0], why_not(used[0]), 0
    for one in used:
        waits |= _waits(one)
    return CellDocument(
        ref=row.ref,
        title=row.title,
        counts=why is None,
        proof=max([one.proof or unknown for one in used], key=PROOF_RANK.__getitem__),
        sources=tuple(sorted({one.source for one in used if one.source})),
        stances=tuple(sorted({one.stance for one in rows})),
        status=row.status,
        currency=row.currency,
        why_not=why,
        marks=_MARKS[waits],
        held=any(one.form != "wanted" for one in rows),
        tags=tuple(sorted([one.tag for one in rows])),
    )


def _waits(row: EvidenceRow) -> int:
    """Which of the three marks a tag has, as bits: a table of tuples is much quicker than making them."""
    return (4 if row.date_presumed else 0) + (2 if row.category_presumed else 0) + (row.proof is None)


def _best(proofs: Iterable[Proof | None]) -> Proof | None:
    """The strongest of what several documents show; ``None`` where nothing is known."""
    known = [proof for proof in proofs if proof]
    if not known:
        return None
    best: Proof = max(known, key=PROOF_RANK.__getitem__)
    return best


def _tally(documents: Sequence[CellDocument], rows: Sequence[EvidenceRow], topics: Sequence[str]) -> Tally:
    covered = [row.sub_topic for row in rows if row.sub_topic in topics and counts(row)] if topics else []
    counting = [document for document in documents if document.counts]
    return Tally(
        held=sum([document.held for document in documents]),
        documents=len(counting),
        sources=frozenset([source for document in counting for source in document.sources]),
        proof=_best(document.proof for document in counting),
        sub_topics=frozenset(filter(None, covered)),
    )


def need_for(verdict: Verdict, tally: Tally, rules: CellRules) -> Need:
    """What ``tally`` still lacks for ``verdict``; all noughts when it has it."""
    if verdict in ("missing", "weak"):
        return Need(verdict, documents=int(verdict == "weak" and not tally.held))
    threshold = rules.strong if verdict == "strong" else rules.adequate
    shown = -1 if tally.proof is None else PROOF_RANK[tally.proof]
    topics = rules.sub_topics if verdict == "strong" else ()
    return Need(
        verdict,
        documents=max(0, threshold.documents - tally.documents),
        sources=max(0, threshold.sources - len(tally.sources)) if threshold.sources > 1 else 0,
        proof=threshold.proof if shown < PROOF_RANK[threshold.proof] else None,
        sub_topics=tuple(ref for ref in topics if ref not in tally.sub_topics),
    )


def is_met(need: Need) -> bool:
    """Whether nothing is lacking."""
    return not (need.documents or need.sources or need.proof or need.sub_topics)


def decide(tally: Tally, rules: CellRules) -> tuple[Verdict, Need | None]:
    """The verdict of a tally, and what the next one would take (``None`` for strong)."""
    reached: Verdict = "missing"
    for verdict in VERDICTS[1:]:
        need = need_for(verdict, tally, rules)
        if not is_met(need):
            return reached, need
        reached = verdict
    return reached, None


def cell_of(category: Category, statement: Statement, rows: Sequence[EvidenceRow], rules: Rules) -> Cell:
    """Decide one cell from its tags, with the rule, the reasons and the next step."""
    standing: Standing = statement.standing(category.ref)
    limits = cell_rules(rules, statement, category.ref)
    documents = gather(rows, rules.unknown_proof)
    tally = _tally(documents, rows, limits.sub_topics)
    verdict, need = decide(tally, limits)
    adequate = threshold_words(limits.adequate)
    strong = threshold_words(limits.strong, every_sub_topic=bool(limits.sub_topics))
    titles = {topic.ref: topic.title for topic in statement.sub_topics}
    following = _mending(documents, rows, tally, limits, need) if need else None
    if need and not following:
        following = step(need, category.title, titles, set(tally.sources)) + or_say(need, documents)
    return Cell(
        category=category.ref,
        title=category.title,
        standing=standing,
        verdict=verdict,
        documents=documents,
        rule=rule_words(verdict, adequate, strong),
        reasons=reasons(documents, set(tally.sources), tally.proof, need),
        next_step=following,
        need=need,
    )


def _mending(
    documents: Sequence[CellDocument], rows: Sequence[EvidenceRow], tally: Tally, rules: CellRules, need: Need
) -> str | None:
    """The step that makes one document count which would alone lift the cell, where there is one."""
    if need.documents > 1:
        return None
    for document in documents:
        said = None if document.counts else mend(document)
        if said is None or (need.sub_topics and not _covers(document, rows, need)):
            continue
        with_it = Tally(
            held=tally.held + (not document.held),
            documents=tally.documents + 1,
            sources=tally.sources | set(document.sources),
            proof=_best((tally.proof, document.proof)),
            sub_topics=tally.sub_topics | set(need.sub_topics),
        )
        if is_met(need_for(need.verdict, with_it, rules)):
            return said
    return None


def _covers(document: CellDocument, rows: Sequence[EvidenceRow], need: Need) -> bool:
    own = {row.sub_topic for row in rows if row.ref == document.ref}
    return own.issuperset(need.sub_topics)
