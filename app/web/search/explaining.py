"""What a reader should know of an answer: what was taken to mean what, and where to turn when nothing was found."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.web import wording
from app.web.search.asking import Asked
from app.web.search.showing import FACET_TITLES, Link
from evidence.domain.frameworks import Framework, Statement
from evidence.domain.queries import UNCLOSED
from evidence.domain.vocabulary import Abbreviation, Vocabulary
from evidence.services.finding import Found

_LIFTED = "Without the filter "
_LONG_WORD = 4
_MOST = 3


@dataclass(frozen=True, slots=True)
class Meanings:
    """An abbreviation that means several things, with a search for each of them."""

    short: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What was typed, and in words what it was taken to mean as well."""

    typed: str
    also: str


@dataclass(frozen=True, slots=True)
class LeadShown:
    """A quality statement and who leads it."""

    statement: str
    address: str
    name: str
    """Empty when nobody is named."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Where to turn when nothing was found."""

    nearest: Link | None
    """The nearest question that finds something; its words say how much."""
    because: str
    """What that question leaves out."""
    leads: tuple[LeadShown, ...]
    """Whom to ask: of the statements that the words point to, or else of all."""
    empty: bool = False
    """Whether the library holds no documents at all."""


def expansions(found: Found) -> tuple[Expansion, ...]:
    """Return what was taken to mean something else as well."""
    return tuple(
        Expansion(typed, wording.listed([f"“{one}”" for one in also])) for typed, also in found.expanded if also
    )


def meanings(found: Found, asked: Asked, vocabulary: Vocabulary) -> tuple[Meanings, ...]:
    """Return the abbreviations that were left alone because they mean several things."""
    told: list[Meanings] = []
    for short in vocabulary.abbreviations:
        if not any(note.startswith(f"{short.short} may mean ") for note in found.notes):
            continue
        links = [Link(name, asked.saying(_meaning(asked.q, short, name)).address) for name in short.expansions]
        if len(links) > 1:
            links.append(Link("all of these", asked.saying(asked.q, ambiguous=True).address))
        told.append(Meanings(short.short, tuple(links)))
    return tuple(told)


def _meaning(q: str, short: Abbreviation, name: str) -> str:
    """Return a query with what an abbreviation means in its place."""
    word = re.compile(rf"\b{re.escape(short.short)}\b", 0 if short.case_matters else re.IGNORECASE)
    return word.sub(lambda _: f'"{name}"', q)


def notes(found: Found, told: Sequence[Meanings]) -> tuple[str, ...]:
    """Return what else there is to say: not what stands on the page already in other words."""
    said = tuple(f"{one.short} may mean " for one in told)
    return tuple(
        wording.for_pages(note)
        for note in found.notes
        if note != UNCLOSED and not note.startswith(_LIFTED) and not (said and note.startswith(said))
    )


def did_you_mean(found: Found, asked: Asked) -> tuple[Link, ...]:
    """Return whole questions that are spelt another way."""
    return tuple(Link(q, asked.saying(q).address) for q in found.did_you_mean)


def nothing(found: Found, asked: Asked, framework: Framework, leads: Mapping[str, str]) -> Nothing:
    """Say what would find something, and whom to ask."""
    nearest, because = None, ""
    if found.nearest:
        again = asked.saying(found.nearest.query)
        for name in found.nearest.without_filters:
            again = again.without(name)
        nearest = Link(_question(again, found.nearest.total), again.address)
        because = _left_out(found.nearest.dropped, found.nearest.without_filters)
    return Nothing(nearest, because, tuple(_lead(one, leads) for one in _about(asked, framework)))


def _question(again: Asked, total: int) -> str:
    many = wording.many(total, "document")
    return f"{again.quoted}: {many}" if again.q else many


def _left_out(dropped: Sequence[str], filters: Sequence[str]) -> str:
    said = [f"“{one}”" for one in dropped]
    said += [f"the filter “{FACET_TITLES.get(name, name)}”" for name in filters]
    return f"Without {wording.listed(said)}" if said else ""


def _lead(statement: Statement, leads: Mapping[str, str]) -> LeadShown:
    address = f"/statements/{wording.in_address(statement.ref)}"
    return LeadShown(f"{statement.ref} {statement.title}", address, leads.get(statement.ref, ""))


def _about(asked: Asked, framework: Framework) -> list[Statement]:
    """Return the statements that were chosen, or that most of the words point to, or else all."""
    chosen = set(asked.filters.get("statement", ()))
    if named := [one for one in framework.in_force if one.ref in chosen]:
        return named
    words = [word for word in re.findall(r"\w+", asked.q.casefold()) if len(word) >= _LONG_WORD]
    known = {one.ref: _words_of(one) for one in framework.in_force}
    score = {ref: sum(word in text for word in words) for ref, text in known.items()}
    best = max(score.values(), default=0)
    return [one for one in framework.in_force if score[one.ref] == best][: _MOST if best else None]


def _words_of(statement: Statement) -> str:
    topics = [text for topic in statement.sub_topics for text in (topic.title, *topic.words)]
    return " ".join([statement.title, *statement.words, *topics]).casefold()
