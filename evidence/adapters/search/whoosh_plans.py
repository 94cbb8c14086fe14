"""What a query asks of the index, in terms: the step between the library's grammar and the arrays.

A plan is made of the index's own terms and knows nothing of segments, so the same plan ranks passages and
marks hits in a text.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from evidence.adapters.search.whoosh_words import CAPITALS, STOP_WORDS, Unit, fold, joined, stem, units
from evidence.domain.queries import AllOf, AnyOf, Expanded, FieldTerm, Not, Part, Phrase, Prefix, Query, Word

MIN_PREFIX = 2
"""Letters that a prefix needs; a shorter one is looked for as a whole word."""


class Lookup(NamedTuple):
    """One term of the index."""

    term: str


class Run(NamedTuple):
    """Terms that stand side by side, in order."""

    terms: tuple[str, ...]


class Begins(NamedTuple):
    """Every word that begins so, with its other endings."""

    prefix: str


class Every(NamedTuple):
    """Plans that must all match the same passage; scores add up."""

    plans: "tuple[Plan, ...]"


class Some(NamedTuple):
    """Plans of which one is enough; scores add up."""

    plans: "tuple[Plan, ...]"


class Either(NamedTuple):
    """Ways of saying one thing, each with a weight; the best one that matches scores."""

    plans: "tuple[tuple[Plan, float], ...]"


class Without(NamedTuple):
    """What no passage of the document may match."""

    plan: "Plan"


Plan = Lookup | Run | Begins | Every | Some | Either | Without


def plan(query: Query) -> tuple[Plan, ...]:
    """The plans that must all match; empty when the query has no words."""
    return tuple(_sequence(query.parts))


def leaves(wanted: Iterable[Plan]) -> Iterator[Lookup | Run | Begins]:
    """The terms, runs and prefixes that count as hits: everything but what is excluded."""
    for item in wanted:
        match item:
            case Lookup() | Run() | Begins():
                yield item
            case Every() | Some():
                yield from leaves(item.plans)
            case Either():
                yield from leaves(inner for inner, _ in item.plans)
            case Without():
                continue


def _sequence(parts: Sequence[Part]) -> Iterator[Plan]:
    """Plans of parts that must all match, without words that say nothing when others do."""
    telling = [part for part in parts if not (isinstance(part, Word) and fold(part.text) in STOP_WORDS)]
    if not any(not isinstance(part, Not) for part in telling):
        telling = list(parts)
    at = 0
    while at < len(telling):
        part = telling[at]
        after = telling[at + 1] if at + 1 < len(telling) else None
        both = _across(part, after)
        made = both if both is not None else _plan(part)
        if made is not None:
            yield made
        at += 2 if both is not None else 1


def _across(part: Part, after: Part | None) -> Plan | None:
    """The compound of a prefix and the word typed after it ("co production"), or ``None``."""
    if not isinstance(part, Word) or not isinstance(after, Word):
        return None
    first, second = units(part.text), units(after.text)
    if len(first) != 1 or len(second) != 1 or first[0].joins is None:
        return None
    whole = joined(first[0].joins, second[0])
    if whole is None:
        return None
    return Either(((Every((Lookup(first[0].parts[0]), Lookup(second[0].parts[0]))), 1.0), (Lookup(whole), 1.0)))


def _plan(part: Part) -> Plan | None:  # noqa: PLR0911 - one answer for each kind of part
    match part:
        case Word():
            return _word(part)
        case Phrase():
            return _phrase(units(part.text))
        case Prefix():
            return _prefix(part.text)
        case Not():
            inner = _plan(part.part)
            return Without(inner) if inner is not None else None
        case AnyOf():
            some = tuple(made for made in map(_plan, part.parts) if made is not None)
            return Some(some) if some else None
        case AllOf():
            every = tuple(_sequence(part.parts))
            return Every(every) if every else None
        case Expanded():
            return _either([(part.part, 1.0), *part.others])
        case FieldTerm():
            return None


def _either(parts: Iterable[tuple[Part, float]]) -> Plan | None:
    made = [(_plan(part), weight) for part, weight in parts]
    kept = tuple((plan, weight) for plan, weight in made if plan is not None)
    return Either(kept) if kept else None


def _word(word: Word) -> Plan | None:
    found = units(word.text)
    if len(found) != 1:
        return _phrase(found)
    unit = found[0]
    if word.cased and len(unit.parts) == 1 and unit.terms[-1][1].startswith(CAPITALS):
        return Lookup(unit.terms[-1][1])
    return _phrase(found)


def _phrase(found: Sequence[Unit]) -> Plan | None:
    """A run of the plain terms, or of the compounds where there are any."""
    plain = _run(part for unit in found for part in unit.parts)
    compound: list[str] = []
    for unit in found:
        compound += [unit.whole] if unit.whole is not None else unit.parts
    if plain is None or compound == [part for unit in found for part in unit.parts]:
        return plain
    other = _run(compound)
    return Either(((plain, 1.0), (other, 1.0))) if other is not None else plain


def _run(terms: Iterable[str]) -> Plan | None:
    kept = tuple(terms)
    if len(kept) > 1:
        return Run(kept)
    return Lookup(kept[0]) if kept else None


def _prefix(text: str) -> Plan | None:
    prefix = fold("".join(character for character in text if character.isalnum()))
    if len(prefix) < MIN_PREFIX:
        return Lookup(stem(prefix)) if prefix else None
    return Begins(prefix)
