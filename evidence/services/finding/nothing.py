"""Why a search found nothing, and what would find something, told only of documents the asker may see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from evidence.domain.queries import AllOf, AnyOf, Not, Part, Prefix, Query, Word, leaves
from evidence.services.finding.answers import Nearest
from evidence.services.finding.register import Mask

Search = Callable[[Query, Mask], list[str]]
Near = Callable[[str, Mask], list[str]]

_SUGGESTIONS = 3
_MAX_PARTS = 12


@dataclass(frozen=True, slots=True)
class Explanation:
    """Sentences, whole queries to try, and the nearest question that finds something."""

    notes: tuple[str, ...] = ()
    did_you_mean: tuple[str, ...] = ()
    nearest: Nearest | None = None


def explain(
    query: Query,
    asked: Query,
    within: Mask,
    filters: Mapping[str, tuple[tuple[str, ...], Mask]],
    search: Search,
    near: Near,
) -> Explanation:
    """Explain an empty answer to ``query``.

    ``query`` is what the index was asked and ``asked`` what was typed; ``within`` are the documents inside
    all filters, and ``filters`` maps each filter to its values and to the documents inside all others.
    """
    by_filter = {name: len(search(query, mask)) for name, (_, mask) in filters.items()}
    notes = [
        f"Without the filter {name} = {', '.join(filters[name][0])}, {_documents(count)}."
        for name, count in by_filter.items()
        if count
    ]
    parts = [part for part in query.parts if not isinstance(part, Not)][:_MAX_PARTS]
    counts = [(len(search(Query((part,)), within)), part) for part in parts]
    where = "within the filters " if filters else ""
    notes += [f"No document {where}has “{part}”." for count, part in counts if not count]
    nearest = _by_filter(asked, by_filter) or _fewer(query, counts, within, search)
    return Explanation(tuple(notes), _suggestions(asked, counts, within, near), nearest)


def _documents(count: int) -> str:
    return "one document answers" if count == 1 else f"{count} documents answer"


def _by_filter(asked: Query, found: Mapping[str, int]) -> Nearest | None:
    best = max(found, key=lambda name: found[name], default=None)
    if best is None or not found[best]:
        return None
    return Nearest(str(asked), found[best], without_filters=(best,))


def _fewer(query: Query, counts: Sequence[tuple[int, Part]], within: Mask, search: Search) -> Nearest | None:
    """Drop the words that nothing has, then the rarest, until something answers."""
    excluded = tuple(part for part in query.parts if isinstance(part, Not))
    kept = [part for _, part in counts]
    by_rarity = sorted(range(len(counts)), key=lambda number: counts[number][0])
    dropped: list[Part] = []
    absent = [number for number in by_rarity if not counts[number][0]]
    for number in [*absent, *(n for n in by_rarity if counts[n][0])]:
        if dropped and len(dropped) >= len(absent):
            found = len(search(replace(query, parts=(*kept, *excluded)), within)) if kept else 0
            if found:
                return Nearest(_printed(kept, excluded, query), found, dropped=tuple(map(str, dropped)))
        part = counts[number][1]
        kept = [other for other in kept if other is not part]
        dropped.append(part)
    if excluded:
        everything = tuple(part for _, part in counts)
        found = len(search(replace(query, parts=everything), within))
        if found:
            return Nearest(_printed(everything, (), query), found, dropped=tuple(map(str, excluded)))
    return None


def _printed(kept: Sequence[Part], excluded: Sequence[Part], query: Query) -> str:
    return str(replace(query, parts=(*kept, *excluded)))


def _suggestions(asked: Query, counts: Sequence[tuple[int, Part]], within: Mask, near: Near) -> tuple[str, ...]:
    """The query as typed, with every word that nothing has replaced by one that some document has."""
    absent = [leaf.text for count, part in counts if not count for leaf in leaves(part) if isinstance(leaf, Word)]
    absent += [leaf.text for count, part in counts if not count for leaf in leaves(part) if isinstance(leaf, Prefix)]
    others = {word: found for word in dict.fromkeys(absent[:_MAX_PARTS]) if (found := near(word, within))}
    suggestions: list[str] = []
    # The likeliest of each first; a word with fewer alternatives keeps its last.
    for rank in range(min(_SUGGESTIONS, max(map(len, others.values()), default=0))):
        parts = asked.parts
        for word, found in others.items():
            parts = tuple(_replaced(part, word, found[min(rank, len(found) - 1)]) for part in parts)
        suggestions.append(str(replace(asked, parts=parts)))
    return tuple(dict.fromkeys(suggestions))


def _replaced(part: Part, word: str, other: str) -> Part:
    match part:
        case Word() | Prefix() if part.text == word:
            return replace(part, text=other)
        case Not():
            return part
        case AnyOf() | AllOf():
            return replace(part, parts=tuple(_replaced(inner, word, other) for inner in part.parts))
        case _:
            return part
