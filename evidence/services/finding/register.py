"""The documents that may be found, as arrays: which has which value of which facet.

Made once for each state of the catalogue and kept; every question is then a matter of masks and counts.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from evidence.domain.frameworks import Framework, Theme
from evidence.domain.queries import AllOf, AnyOf, FieldTerm, Not, Part, reference_key
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Invalid
from evidence.ports import Findable
from evidence.services.finding.answers import FacetValue

Mask = npt.NDArray[np.bool_]

FACETS = ("theme", "statement", "category", "kind", "team", "year", "currency", "sensitivity", "label")
"""What results are counted by."""
FILTERS = (*FACETS, "owner", "status")
"""What results can be filtered by."""

_CURRENCIES = ("in-date", "due", "out-of-date", "not-yet", "unknown")
_MANY = 12
_SETS = 8  # Sets of references kept, one for each mask.


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


@dataclass(frozen=True, slots=True)
class _Facet:
    """Values in the order shown, and for each (document, value) pair the two numbers."""

    values: tuple[str, ...]
    titles: tuple[str | None, ...]
    documents: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.int64]


class Register:
    """What may be found, by facet; ``framework`` and ``vocabulary`` give values their names and order."""

    def __init__(self, findables: Sequence[Findable], framework: Framework, vocabulary: Vocabulary) -> None:
        self.findables = findables
        self.framework = framework
        self._vocabulary = vocabulary
        self.refs = [findable.ref for findable in findables]
        self.ordinals = {ref: ordinal for ordinal, ref in enumerate(self.refs)}
        self._themes = {s.ref: framework.theme_of(s) for s in framework.statements}
        self._facets = {name: self._facet(name) for name in FILTERS}
        days = [(f.dated_on or date.min).toordinal() for f in findables]
        self.ranks = np.empty(len(self.refs), dtype=np.int64)
        self.ranks[sorted(range(len(self.refs)), key=self.refs.__getitem__)] = np.arange(len(self.refs))
        """The place of each document when they are put in order of their references."""
        self._among: dict[bytes, frozenset[str]] = {}
        self.days = np.array(days, dtype=np.int64)
        self.out_of_date = np.array([f.currency == "out-of-date" for f in findables], dtype=np.bool_)
        self._titles = [_folded(f.title) for f in findables]
        self._keys = [reference_key(ref) for ref in self.refs]

    def everything(self) -> Mask:
        """A mask of all documents."""
        return np.ones(len(self.refs), dtype=np.bool_)

    def among(self, mask: Mask) -> frozenset[str]:
        """The references of the documents of a mask: the same object for the same mask asked for lately."""
        key = np.packbits(mask).tobytes()
        known = self._among.get(key)
        if known is None:
            known = frozenset(self.refs[ordinal] for ordinal in np.flatnonzero(mask).tolist())
            kept = list(self._among.items())[1 - _SETS :]
            self._among = dict([*kept, (key, known)])
        return known

    def statements(self, findable: Findable) -> tuple[str, ...]:
        """The statements it is tagged to, each once, in order."""
        return tuple(sorted({statement for statement, _ in findable.tags}))

    def _values(self, name: str, findable: Findable) -> Iterable[str | None]:
        match name:
            case "theme":
                return {self._themes[s].ref for s, _ in findable.tags if s in self._themes}
            case "statement":
                return {statement for statement, _ in findable.tags}
            case "category":
                return {category for _, category in findable.tags}
            case "label":
                return set(findable.labels)
            case "year":
                return (str(findable.year) if findable.year is not None else None,)
            case _:
                return (getattr(findable, name),)

    def _facet(self, name: str) -> _Facet:
        pairs = [
            (ordinal, value)
            for ordinal, findable in enumerate(self.findables)
            for value in self._values(name, findable)
            if value
        ]
        values = self._ordered(name, {value for _, value in pairs})
        numbers = {value: number for number, value in enumerate(values)}
        return _Facet(
            tuple(values),
            tuple(self._title(name, value) for value in values),
            np.array([ordinal for ordinal, _ in pairs], dtype=np.int64),
            np.array([numbers[value] for _, value in pairs], dtype=np.int64),
        )

    def _ordered(self, name: str, values: set[str]) -> list[str]:
        known: Sequence[str] = {
            "theme": [theme.ref for theme in self.framework.themes],
            "statement": [statement.ref for statement in self.framework.statements],
            "category": [category.ref for category in self.framework.categories],
            "currency": _CURRENCIES,
        }.get(name, ())
        rest = sorted((v for v in values if v not in known), key=str.casefold, reverse=name == "year")
        return [*(value for value in known if value in values), *rest]

    def _title(self, name: str, value: str) -> str | None:
        match name:
            case "theme":
                return next((t.title for t in self.framework.themes if t.ref == value), None)
            case "statement":
                return next((s.title for s in self.framework.statements if s.ref == value), None)
            case "category":
                return next((c.title for c in self.framework.categories if c.ref == value), None)
            case "kind":
                kind = self._vocabulary.find_kind(value)
                return kind.title if kind else None
            case _:
                return None

    # Values that people name

    def resolve(self, name: str, value: str) -> list[str]:
        """The held values that ``value`` means for a filter.

        Raises ``Invalid`` for a statement, category, theme or kind that the scheme does not have; any other
        value that no document has means nothing held.
        """
        match name:
            case "statement":
                return [self.framework.statement(value).ref]
            case "category":
                return [self.framework.category(value).ref]
            case "theme":
                return [self._theme(value).ref]
            case "kind":
                return [self._vocabulary.kind(value).ref]
            case _:
                return self._held(name, value)

    def _theme(self, value: str) -> Theme:
        wanted = value.strip().casefold()
        for theme in self.framework.themes:
            names = (str(theme.number), theme.ref, theme.title, *theme.title_variants)
            if wanted in (name.casefold() for name in names):
                return theme
        known = [theme.ref for theme in self.framework.themes]
        raise Invalid(
            f"There is no theme “{value}”. Use one of: {', '.join(known)}.", details={"theme": value, "known": known}
        )

    def _held(self, name: str, value: str) -> list[str]:
        wanted = _folded(value)
        held = self._facets[name].values
        exact = [v for v in held if wanted in (_folded(v), _folded(v).replace("-", " "))]
        if exact or name not in ("owner", "team", "label"):
            return exact
        return [v for v in held if wanted in _folded(v)]

    def having(self, name: str, values: Collection[str]) -> Mask:
        """The documents that have one of ``values`` of a facet."""
        facet = self._facets[name]
        wanted = np.array([value in values for value in facet.values], dtype=np.bool_)
        mask = np.zeros(len(self.refs), dtype=np.bool_)
        if len(facet.documents):
            mask[facet.documents[wanted[facet.numbers]]] = True
        return mask

    def narrowed(self, parts: Iterable[Part], note: Callable[[str], None]) -> Mask:
        """The documents that the field terms of a query name; a value that means nothing is noted and ignored."""
        mask = self.everything()
        for part in parts:
            named = self._narrow(part, note)
            if named is not None:
                mask &= named
        return mask

    def _narrow(self, part: Part, note: Callable[[str], None]) -> Mask | None:
        """The documents that ``part`` names; ``None`` when all it names means nothing."""
        match part:
            case FieldTerm():
                return self._named(part, note)
            case Not():
                inner = self._narrow(part.part, note)
                return ~inner if inner is not None else None
            case AnyOf() | AllOf():
                named = [self._narrow(inner, note) for inner in part.parts]
                known = [mask for mask in named if mask is not None]
                combine = np.logical_or if isinstance(part, AnyOf) else np.logical_and
                return np.asarray(combine.reduce(known), dtype=np.bool_) if known else None
            case _:
                return None

    def _named(self, term: FieldTerm, note: Callable[[str], None]) -> Mask | None:
        if term.field == "ref":
            return self.by_reference(term.value)
        if term.field == "title":
            words = _folded(term.value)
            return np.array([words in title for title in self._titles], dtype=np.bool_)
        try:
            values = self.resolve(term.field, term.value)
        except Invalid as error:
            note(f"{error.message} “{term}” was left out.")
            return None
        if not values:
            note(self._unknown(term))
            return None
        return self.having(term.field, values)

    def _unknown(self, term: FieldTerm) -> str:
        held = self._facets[term.field].values
        if not held:
            return f"No document has a {term.field}; “{term}” was left out."
        more = " and others" if len(held) > _MANY else ""
        return (
            f"No document has the {term.field} “{term.value}”, so it was left out. "
            f"There are: {', '.join(held[:_MANY])}{more}."
        )

    def by_reference(self, text: str) -> Mask:
        """The document whose reference ``text`` is, however it is written."""
        key = reference_key(text)
        wanted = text.strip().casefold()
        return np.array(
            [
                ref.casefold() == wanted or (key is not None and known == key)
                for ref, known in zip(self.refs, self._keys, strict=True)
            ],
            dtype=np.bool_,
        )

    def counts(self, name: str, among: Mask, chosen: Collection[str]) -> tuple[FacetValue, ...]:
        """How many documents of ``among`` have each value; values of none are left out unless chosen."""
        facet = self._facets[name]
        kept = facet.numbers[among[facet.documents]] if len(facet.documents) else facet.numbers
        totals = np.bincount(kept, minlength=len(facet.values)).tolist()
        return tuple(
            FacetValue(value, total, title, value in chosen)
            for value, title, total in zip(facet.values, facet.titles, totals, strict=True)
            if total or value in chosen
        )


Filters = Mapping[str, Sequence[str]]
