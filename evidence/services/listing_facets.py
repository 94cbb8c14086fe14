"""Narrowing a list by facets, and counting what each further choice would leave."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from evidence.domain.currency import TITLES
from evidence.domain.documents import SENSITIVITIES, STATUSES
from evidence.domain.frameworks import Framework
from evidence.domain.needs import NEED_TITLES
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Invalid
from evidence.services.listing_rows import Row

NONE = "none"
"""The value of the facets ``owner`` and ``statement`` for a document that has none."""
FACETS = ("status", "kind", "owner", "statement", "currency", "need", "sensitivity", "form")
_IN_USE = frozenset(STATUSES) - {"withdrawn"}
_ONE: dict[str, Callable[[Row], str]] = {
    "status": attrgetter("status"),
    "kind": attrgetter("kind"),
    "owner": lambda row: row.owner or NONE,
    "currency": attrgetter("currency"),
    "sensitivity": attrgetter("sensitivity"),
    "form": attrgetter("form"),
}
_SEVERAL: dict[str, Callable[[Row], Iterable[str]]] = {
    "statement": lambda row: row.statements or (NONE,),
    "need": attrgetter("needs"),
}
_FORMS = {"held": "Held", "link": "Link", "wanted": "Wanted"}
Titles = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value of a facet, and how many documents of the list have it.

    The words and what is chosen in other facets apply; what is chosen in the same facet does not, since
    several values of one facet mean any of them.
    """

    value: str
    title: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Sifted:
    """The rows that pass every test, and by facet those that only this facet keeps out."""

    passing: list[Row]
    kept_out: dict[str, list[Row]]


def titles_for(rows: Sequence[Row], vocabulary: Vocabulary, framework: Framework) -> Titles:
    """Return every value that each facet knows, with its title, in the order of showing."""
    tagged = sorted({statement for row in rows for statement in row.statements})
    owners = sorted({row.owner for row in rows if row.owner}, key=str.casefold)
    others = sorted({(row.kind, row.kind_title) for row in rows})
    return {
        "status": {status: status.capitalize() for status in STATUSES},
        "kind": {kind.ref: kind.title for kind in vocabulary.kinds} | dict(others),
        "owner": {owner: owner for owner in owners} | {NONE: "No owner"},
        "statement": {one.ref: one.title for one in framework.in_force}
        | {ref: _statement_title(framework, ref) for ref in tagged}
        | {NONE: "Not tagged yet"},
        "currency": {value: title.capitalize() for value, title in TITLES.items()},
        "need": {str(need): title for need, title in NEED_TITLES.items()},
        "sensitivity": {value: value.capitalize() for value in SENSITIVITIES},
        "form": _FORMS,
    }


def _statement_title(framework: Framework, ref: str) -> str:
    return framework.statement(ref).title if framework.has_statement(ref) else ref


def chosen_in(filters: Mapping[str, Sequence[str]], titles: Titles) -> dict[str, frozenset[str]]:
    """Return the values chosen by facet, empty ones left out; raises ``Invalid`` for one that is not known.

    Owners are not a fixed list: a name that nobody has any more is no mistake and matches nothing.
    """
    chosen: dict[str, frozenset[str]] = {}
    for name, given in filters.items():
        if name not in FACETS:
            raise Invalid(
                f"A list of documents cannot be narrowed by “{name[:40]}”. Use one of: {', '.join(FACETS)}.",
                details={"field": name[:40], "known": list(FACETS)},
            )
        values = frozenset(value for value in given if value)
        for value in sorted(values - titles[name].keys()):
            if name != "owner":
                raise Invalid(
                    f"“{value[:60]}” is not a {name} to narrow by. Use one of: {', '.join(titles[name])}.",
                    details={"field": name, "value": value[:60], "known": list(titles[name])},
                )
        if values:
            chosen[name] = values
    return chosen


def sift(rows: Iterable[Row], chosen: Mapping[str, frozenset[str]]) -> Sifted:
    """Keep the rows that have a chosen value in every facet; withdrawn ones only where a status is chosen."""
    wanted = {"status": _IN_USE, **chosen}
    tests = [(name, _test(name, values)) for name, values in wanted.items()]
    sifted = Sifted([], {name: [] for name in wanted})
    for row in rows:
        failed = [name for name, passes in tests if not passes(row)]
        if not failed:
            sifted.passing.append(row)
        elif len(failed) == 1:
            sifted.kept_out[failed[0]].append(row)
    return sifted


def _test(name: str, wanted: frozenset[str]) -> Callable[[Row], bool]:
    if name in _ONE:
        of = _ONE[name]
        return lambda row: of(row) in wanted
    each = _SEVERAL[name]
    return lambda row: not wanted.isdisjoint(each(row))


def facet_counts(sifted: Sifted, chosen: Mapping[str, frozenset[str]], titles: Titles) -> dict[str, list[FacetCount]]:
    """Count the values of every facet; kinds and owners that no document has are left out unless chosen."""
    facets = {}
    for name in FACETS:
        rows = [*sifted.passing, *sifted.kept_out.get(name, ())]
        found = Counter(map(_ONE[name], rows) if name in _ONE else chain.from_iterable(map(_SEVERAL[name], rows)))
        picked = chosen.get(name, frozenset())
        known = {**titles[name], **{value: value for value in sorted(picked - titles[name].keys())}}
        facets[name] = [
            FacetCount(value, title, found[value], value in picked)
            for value, title in known.items()
            if found[value] or value in picked or name not in {"kind", "owner"}
        ]
    return facets
