"""The search verb: what may be seen is fixed first, then matched, counted, suggested and ranked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from evidence.domain.expansions import expand
from evidence.domain.frameworks import Framework
from evidence.domain.queries import Not, Prefix, Query, leaves, parse, reference_key
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Invalid, NotFound
from evidence.ports import Findable, Findables, Match, SearchIndex
from evidence.services.finding.answers import FacetValue, Found, FoundDocument, FoundPassage
from evidence.services.finding.nothing import Explanation, explain
from evidence.services.finding.register import FACETS, FILTERS, Filters, Mask, Register
from evidence.services.finding.snippets import snippet

Sort = Literal["relevance", "date"]

MAX_LIMIT = 200
"""Documents on one page of results, at most."""
_LIKE = 100


@dataclass(frozen=True, slots=True)
class _Question:
    """One search as asked: the parsed query, the documents it may use, and the filters by facet."""

    query: Query
    asked: Query
    register: Register
    base: Mask
    """What the asker may see and the query's own field terms allow."""
    filters: dict[str, tuple[tuple[str, ...], Mask]]

    def narrowed(self, *, but: str | None = None) -> Mask:
        """The base within every filter, or every filter but one."""
        mask = self.base.copy()
        for name, (_, chosen) in self.filters.items():
            if name != but:
                mask &= chosen
        return mask


class Finding:
    """Searches the documents that ``catalogue`` lets the asker see; make one for each asker's catalogue.

    ``framework`` is asked at each search, so that a change of scheme shows at once.
    """

    def __init__(
        self, index: SearchIndex, catalogue: Findables, vocabulary: Vocabulary, framework: Callable[[], Framework]
    ) -> None:
        self._index = index
        self._catalogue = catalogue
        self._vocabulary = vocabulary
        self._framework = framework
        self._register: Register | None = None

    def every_hit(self, query: str, *, on: date) -> list[str]:
        """Return the references of all documents that a search finds, the best first."""
        refs: list[str] = []
        while True:
            found = self.search(query, on=on, limit=MAX_LIMIT, offset=len(refs), passages_each=0)
            refs += [document.ref for document in found.documents]
            if not found.documents or len(refs) >= found.total:
                return refs

    def search(  # noqa: PLR0913 - the outside form of a search, each part of it optional
        self, text: str = "", *, on: date, filters: Filters | None = None, sort: Sort = "relevance",
        like: str | None = None, limit: int = 20, offset: int = 0, passages_each: int = 3,
        expand_ambiguous: bool = False, as_typed: bool = False,
    ) -> Found:  # fmt: skip
        """Answer what somebody typed; an empty ``text`` lists documents, newest first.

        ``filters`` maps names of ``FILTERS`` to values, of which one is enough. ``like`` keeps documents whose
        words are like that document's, most alike first. ``limit`` is at most ``MAX_LIMIT``. ``as_typed``
        leaves abbreviations alone, ``expand_ambiguous`` expands those too that mean several things.
        Raises ``Invalid`` for a filter, statement, theme, category or kind that does not exist, ``NotFound``
        when ``like`` names no document the asker may see, and ``Unavailable`` while no index is usable.
        """
        register, asked = self._registered(on), parse(text)
        query = asked if as_typed else expand(asked, self._vocabulary, ambiguous=expand_ambiguous)
        notes = [*query.notes, *_short_prefixes(query)]
        base = register.narrowed(query.fields, notes.append)
        question = _Question(query.words, asked, register, base, _resolved(register, filters or {}))
        listed = not query.words.parts and like is None
        answer = _answer(self._matches(question, like), register)
        ordered = _in_order(answer, question, by_date=sort == "date" or listed)
        nothing = Explanation() if ordered or listed else self._explained(question)
        return Found(
            query=str(asked),
            total=len(ordered),
            documents=self._documents(ordered[max(offset, 0) :][: _page(limit)], question, passages_each),
            expanded=tuple((entry.typed, entry.also) for entry in query.expanded),
            behind=self._catalogue.behind(self._index.cursor()),
            facets=_facets(question, answer),
            did_you_mean=nothing.did_you_mean,
            notes=tuple(dict.fromkeys([*notes, *nothing.notes])),
            nearest=nothing.nearest,
        )

    def _registered(self, on: date) -> Register:
        findables = self._catalogue.findable(on)
        framework = self._framework()
        known = self._register
        if known is None or known.findables is not findables or known.framework is not framework:
            known = self._register = Register(findables, framework, self._vocabulary)
        return known

    def _matches(self, question: _Question, like: str | None) -> list[Match]:
        """Every document of the base that answers, filters aside, in the index's order."""
        register, base = question.register, question.base
        among = register.among(base)
        if like is not None:
            found = register.by_reference(like)
            if not found.any():
                raise NotFound(f"There is no document “{like}”.", details={"ref": like})
            ref = register.refs[int(np.flatnonzero(found)[0])]
            alike = self._index.similar(ref, among=among, limit=_LIKE) if among else []
            if not question.query.parts:
                return alike
            answering = {match.ref: match for match in self._words(question, among)}
            return [answering[match.ref] for match in alike if match.ref in answering]
        return self._words(question, among)

    def _words(self, question: _Question, among: frozenset[str]) -> list[Match]:
        query = question.query
        if not query.parts or not among:
            return [Match(ref, 0.0) for ref in sorted(among)]
        if all(isinstance(part, Not) for part in query.parts):
            for part in query.parts:
                excluded = Query((part.part,)) if isinstance(part, Not) else Query()
                among = among - {match.ref for match in self._index.search(excluded, among=among)}
            return [Match(ref, 0.0) for ref in sorted(among)]
        matches = self._index.search(query, among=among)
        return [*_named(question, among, matches), *matches] if _reference(question) else matches

    def _documents(self, page: Sequence[Match], question: _Question, each: int) -> tuple[FoundDocument, ...]:
        wanted = [
            (match.ref, place) for match in page for place in match.places[:each]
            if not _is_restricted(match, question)
        ]  # fmt: skip
        held = self._catalogue.passage_texts(wanted) if wanted else {}
        texts = [held[key] for key in wanted if key in held]
        shown: dict[str, list[FoundPassage]] = {}
        for text, marks in zip(texts, self._index.marks(question.query, [t.text for t in texts]), strict=True):
            found = FoundPassage(text.locator, snippet(text.text, marks), text.place, text.page)
            shown.setdefault(text.ref, []).append(found)
        return tuple(_document(match, tuple(shown.get(match.ref, ())), question) for match in page)

    def _explained(self, question: _Question) -> Explanation:
        """Why nothing was found, asking only of documents that the asker may see."""
        register = question.register

        def search(query: Query, mask: Mask) -> list[str]:
            among = register.among(mask)
            return [match.ref for match in self._index.search(query, among=among)] if among else []

        def near(word: str, mask: Mask) -> list[str]:
            among = register.among(mask)
            return self._index.near_words(word, among=among) if among else []

        filters = {name: (values, question.narrowed(but=name)) for name, (values, _) in question.filters.items()}
        return explain(question.query, question.asked, question.narrowed(), filters, search, near)


def _page(limit: int) -> int:
    return max(0, min(limit, MAX_LIMIT))


def _resolved(register: Register, filters: Filters) -> dict[str, tuple[tuple[str, ...], Mask]]:
    """The values chosen of each filter and the documents that have one of them."""
    resolved: dict[str, tuple[tuple[str, ...], Mask]] = {}
    for name, values in filters.items():
        if name not in FILTERS:
            raise Invalid(
                f"There is no filter “{name}”. Use one of: {', '.join(FILTERS)}.",
                details={"filter": name, "known": list(FILTERS)},
            )
        if values:
            chosen = tuple(dict.fromkeys(held for value in values for held in register.resolve(name, value)))
            resolved[name] = (chosen or tuple(values), register.having(name, chosen))
    return resolved


def _short_prefixes(query: Query) -> Iterable[str]:
    for part in query.parts:
        for leaf in leaves(part):
            if isinstance(leaf, Prefix) and sum(c.isalnum() for c in leaf.text) < 2:  # noqa: PLR2004 - as the index
                yield f"“{leaf}” was read as a whole word: the beginning of a word needs two letters or more."


def _reference(question: _Question) -> bool:
    return reference_key(str(question.query)) is not None


def _named(question: _Question, among: frozenset[str], matches: list[Match]) -> list[Match]:
    """The document whose reference was typed, first, unless the index found it by that as well."""
    register = question.register
    found = register.by_reference(str(question.query)) & question.base
    refs = [register.refs[ordinal] for ordinal in np.flatnonzero(found).tolist()]
    best = max((match.score for match in matches), default=0.0)
    for ref in refs:
        matches[:] = [match for match in matches if match.ref != ref]
    return [Match(ref, best + 1.0) for ref in refs if ref in among]


class _Answer(NamedTuple):
    """What the index answered, and the documents' ordinals in the register."""

    matches: Sequence[Match]
    ordinals: npt.NDArray[np.int64]


def _answer(matches: Sequence[Match], register: Register) -> _Answer:
    ordinals = register.ordinals
    return _Answer(matches, np.array([ordinals[match.ref] for match in matches], dtype=np.int64))


def _in_order(answer: _Answer, question: _Question, *, by_date: bool) -> list[Match]:
    """Those within the filters: by tenths of the best score, in date before out of date, then by score."""
    register = question.register
    chosen = np.flatnonzero(question.narrowed()[answer.ordinals])
    ordinals = answer.ordinals[chosen]
    kept = [answer.matches[number] for number in chosen.tolist()]
    ranks = register.ranks[ordinals]
    if by_date:
        order = np.lexsort((ranks, -register.days[ordinals]))
        return [kept[number] for number in order.tolist()]
    scores = [match.score for match in kept]
    best = max(scores, default=0.0) or 1.0
    tenths = np.array([-round(score / best, 1) for score in scores])
    scattered = np.array([match.scattered for match in kept], dtype=np.bool_)
    order = np.lexsort((ranks, -np.array(scores), register.out_of_date[ordinals], tenths, scattered))
    return [kept[number] for number in order.tolist()]


def _facets(question: _Question, answer: _Answer) -> tuple[tuple[str, tuple[FacetValue, ...]], ...]:
    register = question.register
    found = np.zeros(len(register.refs), dtype=np.bool_)
    found[answer.ordinals] = True
    within = found & question.narrowed()
    facets = []
    for name in FACETS:
        chosen, _ = question.filters.get(name, ((), None))
        among = found & question.narrowed(but=name) if chosen else within
        facets.append((name, register.counts(name, among, chosen)))
    return tuple(facets)


def _findable(match: Match, question: _Question) -> Findable:
    return question.register.findables[question.register.ordinals[match.ref]]


def _is_restricted(match: Match, question: _Question) -> bool:
    """Whether no word of it may be shown: who opens it says why first."""
    return _findable(match, question).sensitivity == "restricted"


def _document(match: Match, passages: tuple[FoundPassage, ...], question: _Question) -> FoundDocument:
    findable = _findable(match, question)
    why: list[str] = []
    if findable.sensitivity == "restricted":
        why.append("Restricted: open it to read it.")
    elif question.query.parts and not passages and match.score:
        why.append("Found by its title, file name or reference.")
    if match.scattered:
        why.append("The words stand in different passages.")
    if findable.text_reason:
        why.append(f"Its text could not be read: {findable.text_reason}")
    if findable.currency == "out-of-date":
        why.append("Out of date.")
    return FoundDocument(
        ref=findable.ref,
        title=findable.title,
        score=match.score,
        passages=passages,
        kind=findable.kind,
        status=findable.status,
        currency=findable.currency,
        dated_on=findable.dated_on,
        statements=question.register.statements(findable),
        scattered=match.scattered,
        why=tuple(why),
    )
