"""Readiness against an independent oracle, and its promises, on random libraries.

The oracle is written from the published rules alone and shares no code with the library.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.frameworks import (
    Band,
    Category,
    Framework,
    Rules,
    Score,
    Statement,
    SubTopic,
    Theme,
    Threshold,
)
from evidence.domain.readiness import RANK, Cell, Judged, Readiness, assess
from evidence.domain.readiness_words import mend

ON = date(2026, 1, 15)
CATEGORIES = ("people-experience", "staff-leaders", "partners", "processes")
REQUIRED = {
    "QS1": ("people-experience", "processes"),
    "QS2": ("staff-leaders", "processes"),
    "QS3": ("people-experience", "staff-leaders", "processes"),
}
TOPICS = {"QS1": ("a", "b", "c"), "QS2": (), "QS3": ("d",)}
STEPS = ("intention", "policy", "practice", "result", "outcome")
LIBRARIES = 1000

# Verdict -> least documents, least sources, least proof; first for required cells, then for supporting ones.
DECLARED = (
    {"adequate": (2, 1, "practice"), "strong": (3, 2, "result")},
    {"adequate": (1, 1, "practice"), "strong": (2, 2, "practice")},
)
CHANGED = (
    {"adequate": (1, 1, "policy"), "strong": (2, 3, "outcome")},
    {"adequate": (2, 2, "intention"), "strong": (4, 2, "practice")},
)


def oracle_counts(row: EvidenceRow) -> bool:
    return row.form in ("held", "link") and row.status == "final" and row.currency in ("in-date", "due")


def oracle_cell(rows: Sequence[EvidenceRow], statement: str, category: str, limits: tuple) -> str:
    mine = [row for row in rows if row.statement == statement and row.category == category]
    if not [row for row in mine if row.form != "wanted"]:
        return "missing"
    good = [row for row in mine if oracle_counts(row)]
    documents = len({row.ref for row in good})
    sources = len({row.source for row in good} - {None})
    best = max([STEPS.index(row.proof) if row.proof else 1 for row in good], default=-1)
    topics = {row.sub_topic for row in good}
    reached = "weak"
    for verdict in ("adequate", "strong"):
        most_documents, most_sources, proof = limits[category not in REQUIRED[statement]][verdict]
        enough = documents >= most_documents and best >= STEPS.index(proof)
        enough = enough and (most_sources == 1 or sources >= most_sources)
        if verdict == "strong" and category == "processes":
            enough = enough and topics.issuperset(TOPICS[statement])
        if not enough:
            break
        reached = verdict
    return reached


def oracle_statement(rows: Sequence[EvidenceRow], statement: str, limits: tuple) -> tuple[str, int]:
    order = ["missing", "weak", "adequate", "strong"]
    cells = {category: oracle_cell(rows, statement, category, limits) for category in CATEGORIES}
    verdict = min([cells[category] for category in REQUIRED[statement]], key=order.index)
    others = [cells[category] for category in CATEGORIES if category not in REQUIRED[statement]]
    if "missing" in others and verdict == "strong":
        verdict = "adequate"
    good = [row for row in rows if row.statement == statement and oracle_counts(row)]
    return verdict, len({row.sub_topic for row in good} & set(TOPICS[statement]))


def framework(limits: tuple) -> Framework:
    def threshold(side: int, verdict: str) -> Threshold:
        documents, sources, proof = limits[side][verdict]
        return Threshold(documents=documents, sources=sources, proof=proof)

    statements = tuple(
        Statement(
            ref=ref,
            title=ref,
            theme=1,
            asks="?",
            sub_topics=tuple(SubTopic(ref=topic, title=topic) for topic in TOPICS[ref]),
            required=required,
            supporting=tuple(category for category in CATEGORIES if category not in required),
        )
        for ref, required in REQUIRED.items()
    )
    return Framework(
        ref="toy",
        version="1",
        title="Toy",
        dated_on=ON,
        provider="-",
        source_address="-",
        rights="-",
        themes=(Theme(number=1, ref="one", title="One"),),
        statements=statements,
        categories=tuple(Category(ref=ref, title=ref) for ref in CATEGORIES),
        scale=(Score(value=1, meaning="-"),),
        bands=(Band(ref="all", title="All", at_least=0, at_most=100),),
        rules=Rules(
            adequate=threshold(0, "adequate"),
            strong=threshold(0, "strong"),
            supporting_adequate=threshold(1, "adequate"),
            supporting_strong=threshold(1, "strong"),
        ),
    )


def tags_of(ref: str, chance: random.Random, most: int = 6) -> Iterator[EvidenceRow]:
    """A document's tags: mostly good evidence, so that every verdict turns up."""
    status = chance.choice(["final"] * 8 + ["draft", "superseded"])
    form = chance.choice(["held"] * 7 + ["link", "wanted"])
    currency = chance.choice(["in-date"] * 6 + ["due", "out-of-date", "unknown", "not-yet"])
    source = chance.choice(["people", "data", "staff", "unpaid-carers", None])
    for number in range(chance.randint(1, most)):
        statement = chance.choice(["QS1", "QS1", "QS2", "QS3"])
        yield EvidenceRow(
            tag=f"T-{ref}-{number}",
            ref=ref,
            title=ref,
            statement=statement,
            sub_topic=chance.choice([None, *TOPICS[statement]]),
            category=chance.choice([*CATEGORIES, "processes", None]),
            category_presumed=chance.random() < 0.3,
            stance=chance.choice(["strength", "gap", "planned", "challenge", "context"]),
            proof=chance.choice([*STEPS, None, "result"]),
            source=chance.choice([source, source, "partners"]),
            status=status,
            form=form,
            currency=currency,
            currency_at_visit=None,
            date_presumed=chance.random() < 0.2,
        )


def library(seed: int) -> list[EvidenceRow]:
    chance = random.Random(seed)  # noqa: S311 -- a repeatable library, not a secret
    rows = [row for n in range(chance.randint(0, 22)) for row in tags_of(f"E-{n:04}", chance)]
    chance.shuffle(rows)
    return rows


def limits_of(seed: int) -> tuple:
    return CHANGED if seed % 4 == 0 else DECLARED


def verdicts(readiness: Readiness) -> dict[tuple[str, str | None], int]:
    found: dict[tuple[str, str | None], int] = {}
    for statement in readiness.statements:
        found[statement.ref, None] = RANK[statement.verdict]
        found |= {(statement.ref, cell.category): RANK[cell.verdict] for cell in statement.cells}
    return found


def test_every_verdict_is_what_the_oracle_works_out() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for seed in range(LIBRARIES):
        rows, limits = library(seed), limits_of(seed)
        for statement in assess(rows, framework(limits), on=ON).statements:
            expected = {c: oracle_cell(rows, statement.ref, c, limits) for c in CATEGORIES}
            assert {cell.category: cell.verdict for cell in statement.cells} == expected, seed
            found = statement.verdict, statement.evidenced
            assert found == oracle_statement(rows, statement.ref, limits), seed
            seen.update((cell.standing, cell.verdict) for cell in statement.cells)
            seen[("statement", statement.verdict)] += 1
    assert {who for who, _ in seen} == {"required", "supporting", "statement"}
    assert min(seen[who, verdict] for who in ("required", "supporting", "statement") for verdict in RANK) > 30


@pytest.mark.parametrize("seed", range(60))
def test_withdrawing_a_document_never_improves_a_verdict(seed: int) -> None:
    rows, scheme = library(seed), framework(limits_of(seed))
    before = verdicts(assess(rows, scheme, on=ON))
    for ref in {row.ref for row in rows}:
        after = verdicts(assess([row for row in rows if row.ref != ref], scheme, on=ON))
        assert all(after[place] <= before[place] for place in before)


@pytest.mark.parametrize("seed", range(200))
def test_adding_a_document_never_worsens_a_verdict(seed: int) -> None:
    rows, scheme = library(seed), framework(limits_of(seed))
    chance = random.Random(-seed - 1)  # noqa: S311 -- a repeatable document, not a secret
    more = [*rows, *tags_of("E-9999", chance, most=9)]
    before, after = (verdicts(assess(found, scheme, on=ON)) for found in (rows, more))
    assert all(after[place] >= before[place] for place in before)


@pytest.mark.parametrize("seed", range(100))
def test_order_of_tags_changes_nothing(seed: int) -> None:
    rows, scheme = library(seed), framework(DECLARED)
    assert assess(rows, scheme, on=ON) == assess(sorted(rows, key=lambda row: row.tag), scheme, on=ON)


def taken(cell: Cell, statement: str, rows: Sequence[EvidenceRow]) -> list[EvidenceRow]:
    """The library after somebody took the cell's next step."""
    assert cell.need
    mended = {mend(document): document.ref for document in cell.documents}.get(cell.next_step)
    if mended:
        good = {"status": "final", "form": "held", "currency": "in-date"}
        return [row._replace(**good) if row.ref == mended else row for row in rows]
    need, fresh = cell.need, iter("uvwxyz")
    new = EvidenceRow._replace(
        next(tags_of("E-new", random.Random(0))),  # noqa: S311 -- a repeatable document, not a secret
        statement=statement,
        category=cell.category,
        status="final",
        form="held",
        currency="in-date",
        sub_topic=None,
        proof=need.proof or "intention",
    )
    count = max(need.documents, need.sources, 1)
    filed = [new._replace(ref=f"E-new{n}", tag=f"T-new{n}", source=next(fresh)) for n in range(count)]
    topics = [EvidenceRow._replace(filed[0], tag=f"T-{topic}", sub_topic=topic) for topic in need.sub_topics]
    return [*rows, *filed, *topics]


@pytest.mark.parametrize("seed", range(150))
def test_taking_the_next_step_lifts_the_cell(seed: int) -> None:
    rows, scheme = library(seed), framework(limits_of(seed))
    for statement in assess(rows, scheme, on=ON).statements:
        for cell in statement.cells:
            assert (cell.next_step is None) == (cell.verdict == "strong")
            if cell.need:
                after = assess(taken(cell, statement.ref, rows), scheme, on=ON)
                lifted = after.statement(statement.ref).cell(cell.category)
                assert RANK[lifted.verdict] >= RANK[cell.need.verdict] > RANK[cell.verdict]


def test_what_is_kept_between_calls_changes_no_answer() -> None:
    judged: dict[str, Judged] = {}
    rows = library(1)
    for seed in range(300):
        chance = random.Random(seed)  # noqa: S311 -- a repeatable change, not a secret
        changed = {row.ref for row in rows if chance.random() < 0.1}
        rows = [row._replace(status="draft") if row.ref in changed else row for row in rows]
        rows = rows if seed % 7 else library(seed)
        scheme = framework(limits_of(seed // 9))
        before = dict(judged)
        assert assess(rows, scheme, on=ON, judged=judged) == assess(rows, scheme, on=ON), seed
        if not changed and seed % 9 and seed % 7:
            assert all(judged[ref] is known for ref, known in before.items())
