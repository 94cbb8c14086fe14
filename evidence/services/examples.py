"""The best examples of a statement, what it still lacks, and how much speaks of one team or locality."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from evidence.domain import examples as order
from evidence.domain.assurance import Action
from evidence.domain.documents import Document, Passage
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.examples import Example, Improving, Numbers
from evidence.domain.frameworks import Framework, Statement
from evidence.domain.readiness_cells import why_not
from evidence.domain.tags import Tag
from evidence.errors import Invalid
from evidence.ports import Catalogue, Clock
from evidence.services.facts import Facts
from evidence.services.following import touched
from evidence.services.frameworks import Frameworks
from evidence.services.shelf import Shelf

TEAM = "team"
"""The group that a document's team is found under, beside those of its labels."""
_TAG = ("id", "quote", "locator", "place", "anchoring", "impact")
_DOCUMENT = ("ref", "current_version", "dated_on", "covers_to", "team", "labels")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A statement's examples as they were after an event, and the rows that they come from."""

    event: int
    day: date
    framework: Framework
    rows: list[EvidenceRow]
    examples: tuple[Example, ...]


class Examples:
    """Finds what to tell about a statement. Names may be references or titles; ``Invalid`` for an unknown one."""

    def __init__(self, catalogue: Catalogue, frameworks: Frameworks, shelf: Shelf, clock: Clock) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._shelf = shelf
        self._facts = Facts(catalogue)
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    def best(
        self, statement: str, *, on: date | None = None, limit: int = 3, label: str | None = None
    ) -> tuple[Example, ...]:
        """Return the best examples on a day (today unless told), at most one of each document.

        ``label`` keeps those of one team or locality: ``team:Carers``, ``locality:West``. What does not
        count comes last and says why.
        """
        ranked = order.showable(self._ranked(statement, on, label))
        return self._worded(order.best_of(ranked, limit))

    def by_category(
        self, statement: str, *, on: date | None = None, each: int = 3, label: str | None = None
    ) -> dict[str, tuple[Example, ...]]:
        """Return the best examples of each category of the map, in its order, also of those that have none.

        Categories outside the map and ``UNSORTED`` follow where they hold something.
        """
        framework, _ = self._statement(statement)
        found = order.by_category(order.showable(self._ranked(statement, on, label)), each)
        columns = [category.ref for category in framework.counted_categories()]
        others = [ref for ref in sorted(found, key=lambda ref: (ref == order.UNSORTED, ref)) if ref not in columns]
        worded = iter(self._worded([one for ref in (*columns, *others) for one in found.get(ref, ())]))
        return {ref: tuple(next(worded) for _ in found.get(ref, ())) for ref in (*columns, *others)}

    def numbers(self, statement: str, *, label: str, on: date | None = None) -> Numbers:
        """Count the statement's documents and tags that carry a label; raises ``Invalid`` for no label."""
        return order.count_labelled(self._standing(statement, on), _label(label))

    def label_values(self, statement: str, *, on: date | None = None) -> dict[str, dict[str, int]]:
        """Return group -> value -> documents, for every label and team that the statement's evidence has."""
        return order.label_values(self._standing(statement, on))

    def gaps(self, statement: str, *, on: date | None = None, label: str | None = None) -> Improving:
        """Return areas for improvement and challenges with the actions that answer them, plans and open actions."""
        framework, wanted = self._statement(statement)
        ranked = self._ranked(statement, on, label)
        with self._catalogue.reading() as view:
            actions = view.all(Action)
        own = [one for one in actions if (one.framework, one.statement) == (framework.ref, wanted.ref)]
        gaps = order.gaps_in(ranked, actions)
        planned = [one for one in ranked if one.stance == "planned" and one.why_not != "superseded"]
        worded = self._worded([*(gap.example for gap in gaps), *planned])
        return Improving(
            gaps=tuple(replace(gap, example=one) for gap, one in zip(gaps, worded[: len(gaps)], strict=True)),
            planned=worded[len(gaps) :],
            actions=tuple(sorted((one for one in own if one.state == "open"), key=_due)),
        )

    def warm(self) -> None:
        """Read anew what events changed of any statement, so that nobody waits for it."""
        for statement in self._frameworks.in_force().in_force:
            self._standing(statement.ref, None)

    def _statement(self, name: str) -> tuple[Framework, Statement]:
        framework = self._frameworks.in_force()
        return framework, framework.statement(name)

    def _ranked(self, statement: str, on: date | None, label: str | None) -> tuple[Example, ...]:
        wanted = _label(label) if label is not None else None
        found = self._standing(statement, on)
        return found if wanted is None else tuple(order.carrying(found, wanted))

    def _standing(self, statement: str, on: date | None) -> tuple[Example, ...]:
        """Return a statement's examples, best first: the same ones again until an event changes them."""
        framework, wanted = self._statement(statement)
        day, kept = on or self._clock.today(), self._kept.get(wanted.ref)
        with self._catalogue.reading() as view:
            event = view.last_event()
            if kept and (kept.event, kept.day, kept.framework) == (event, day, framework):
                return kept.examples
            changed = touched(view, kept.event) if kept and (kept.day, kept.framework) == (day, framework) else None
        rows = self._rows(wanted, framework, day)
        stays = _untouched(kept, rows, changed) if kept and changed is not None else None
        if kept is None or stays is None or len(stays) != len(rows) or len(rows) != len(kept.rows):
            rules, as_before = framework.rules, {row.tag for row in stays or ()}
            found = order.rank(
                self._read([row for row in rows if row.tag not in as_before], wanted),
                peoples_sources=rules.peoples_sources, unknown_proof=rules.unknown_proof,
                among=[one for one in kept.examples if one.tag in as_before] if kept else (),
            )  # fmt: skip
            kept = _Kept(event, day, framework, rows, found)
        self._kept[wanted.ref] = replace(kept, event=event)
        return kept.examples

    def _rows(self, wanted: Statement, framework: Framework, on: date) -> list[EvidenceRow]:
        # The same question as readiness asks, so that the shelf answers both from one reading.
        everything = self._shelf.evidence(on, self._facts.visit_on())
        own = ("", framework.ref)
        return [row for row in everything if row.statement == wanted.ref and row.framework in own]

    def _read(self, rows: list[EvidenceRow], wanted: Statement) -> list[Example]:
        with self._catalogue.reading() as view:
            tags = {row[0]: row for row in view.columns(Tag, *_TAG, statement=wanted.ref)}
            refs = list({row.ref for row in rows})
            documents = {row[0]: row for row in view.columns(Document, *_DOCUMENT, ref=refs)}
        return [
            _example(row, tags[row.tag], documents[row.ref])
            for row in rows
            if row.tag in tags and row.ref in documents
        ]

    def _worded(self, chosen: Iterable[Example]) -> tuple[Example, ...]:
        """Add the page of each tagged passage, and the opening words of whole documents.

        Of what is restricted no word is told: who opens it says why first.
        """
        examples = list(chosen)
        with self._catalogue.reading() as view:
            refs = list({one.ref for one in examples})
            known = view.columns(Document, "ref", "current_version", "sensitivity", ref=refs)
            current = {ref: number for ref, number, _ in known}
            restricted = {ref for ref, _, sensitivity in known if sensitivity == "restricted"}
            passages = {
                (ref, number, place): (page, text)
                for ref, number, place, page, text in view.columns(
                    Passage, "ref", "number", "place", "page", "text",
                    ref=refs, number=list(set(current.values())), place=list({one.place or 0 for one in examples}),
                )
            }  # fmt: skip
        return tuple(
            _without_words(one) if one.ref in restricted
            else _with_words(one, passages.get((one.ref, current.get(one.ref), one.place or 0)))
            for one in examples
        )  # fmt: skip


def _untouched(kept: _Kept, rows: list[EvidenceRow], changed: set[str]) -> list[EvidenceRow] | None:
    """Return the rows of documents that no event touched; ``None`` where they are not as they were all the same."""
    # Rows that did not change are the same objects still, so that comparing thousands takes no time.
    stays = [row for row in rows if row.ref not in changed]
    return stays if stays == [row for row in kept.rows if row.ref not in changed] else None


def _example(row: EvidenceRow, tag: tuple[Any, ...], document: tuple[Any, ...]) -> Example:
    _, quote, locator, place, anchoring, impact = tag
    _, _, dated_on, covers_to, team, labels = document
    stands = bool(quote) and anchoring != "lost"
    return Example(
        tag=row.tag, ref=row.ref, title=row.title, statement=row.statement, sub_topic=row.sub_topic,
        category=row.category, stance=row.stance, proof=row.proof, impact=(impact or "").strip() or None,
        source=row.source, status=row.status, currency=row.currency, why_not=why_not(row),
        dated_on=dated_on or covers_to, labels=(*labels, *([f"{TEAM}:{team}"] if team else [])), quoted=stands,
        locator=locator if stands else None, place=place if stands else None,
        quote_or_opening=quote if stands else "",
    )  # fmt: skip


def _with_words(one: Example, passage: tuple[int | None, str] | None) -> Example:
    if passage is None:
        return one
    page, text = passage
    if one.quoted:
        return replace(one, page=page)
    return replace(one, quote_or_opening=order.opening(text))


def _without_words(one: Example) -> Example:
    return replace(one, quoted=False, quote_or_opening="", locator=None, restricted=True)


def _label(label: str) -> str:
    group, colon, value = (part.strip() for part in label.partition(":"))
    if not (colon and group and value):
        raise Invalid(
            f"“{label[:60]}” is not a label. Write group:value, such as locality:West or team:Carers.",
            details={"field": "label"},
        )
    return f"{group}:{value}"


def _due(action: Action) -> tuple[bool, date, str]:
    return action.due is None, action.due or date.max, action.id
