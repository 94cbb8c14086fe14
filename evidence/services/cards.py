"""Everything known about one document, as ``show`` and a document's page tell it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from evidence.domain.currency import Currency, Dates, currency, in_date_until
from evidence.domain.documents import STATUSES, Document, Passage, Relation, Version
from evidence.domain.events import Event
from evidence.domain.suggesting import Suggester, Suggestion
from evidence.domain.tags import Tag, without_words
from evidence.domain.vocabulary import CurrencyRule, Kind, Vocabulary
from evidence.errors import NotFound
from evidence.ports import Catalogue, Clock, Reading
from evidence.services.documents import document_in
from evidence.services.drafts import one_of
from evidence.services.frameworks import Frameworks

_SUGGESTING_READS = 60
"""Passages that suggestions are made from: the first ones say what a paper is about."""


@dataclass(frozen=True, slots=True)
class Card:
    """One document with all that hangs on it."""

    document: Document
    kind: Kind
    currency: Currency
    in_date_until: date | None
    versions: tuple[Version, ...]
    tags: tuple[Tag, ...]
    relations: tuple[Relation, ...]
    history: tuple[Event, ...]
    suggestions: tuple[Suggestion, ...]

    @property
    def version(self) -> Version:
        """The version in use."""
        return next(v for v in self.versions if v.number == self.document.current_version)

    def without_words(self) -> "Card":
        """Return what is known about the document without a word of what it says itself."""
        return replace(self, tags=tuple(map(without_words, self.tags)), suggestions=())


class Cards:
    """Gathers what is known about a document."""

    def __init__(self, catalogue: Catalogue, frameworks: Frameworks, vocabulary: Vocabulary, clock: Clock) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._vocabulary = vocabulary
        self._clock = clock
        self._suggester: tuple[object, Suggester] | None = None

    def card(self, ref: str) -> Card:
        """Return everything known about a document; raises ``NotFound``."""
        with self._catalogue.reading() as view:
            document = document_in(view, ref)
            tags = view.all(Tag, ref=document.ref)
            relations = view.all(Relation, ref=document.ref) + view.all(Relation, to_ref=document.ref)
            kind = self._vocabulary.find_kind(document.kind)
            rule = kind.currency if kind else CurrencyRule()
            dates = Dates(document.dated_on, document.covers_to, document.review_by)
            return Card(
                document=document, kind=kind or Kind(ref=document.kind, title=document.kind),
                currency=currency(dates, rule, self._clock.today()), in_date_until=in_date_until(dates, rule),
                versions=tuple(view.all(Version, ref=document.ref)), tags=tuple(tags),
                relations=tuple(relations), history=tuple(view.history(document.ref)),
                suggestions=tuple(self._suggest(view, document, tags)),
            )  # fmt: skip

    def suggestions(self, refs: Sequence[str]) -> dict[str, list[Suggestion]]:
        """Suggest statements for documents, each with the passage that suggests it; never presumed.

        None for what is restricted, for no word of it is shown to who has not opened it.
        """
        with self._catalogue.reading() as view:
            return {
                document.ref: self._suggest(view, document, view.all(Tag, ref=document.ref))
                for document in view.all(Document, ref=list(refs))
                if document.sensitivity != "restricted"
            }

    def counts(self) -> tuple[int, int]:
        """Return how many documents and tags there are."""
        with self._catalogue.reading() as view:
            return view.count(Document), view.count(Tag)

    def versions(self, refs: Sequence[str]) -> dict[str, Version]:
        """Return the version in use of each document, by reference."""
        with self._catalogue.reading() as view:
            current = dict(view.columns(Document, "ref", "current_version", ref=list(refs)))
            found = view.all(Version, ref=list(refs))
        return {version.ref: version for version in found if current[version.ref] == version.number}

    def version(self, ref: str, number: int | None = None) -> Version:
        """Return a version of a document, the one in use unless told; raises ``NotFound``."""
        with self._catalogue.reading() as view:
            document = document_in(view, ref)
            found = view.find(Version, document.ref, number or document.current_version)
        if found is None:
            raise NotFound(f"{document.ref} has no version {number}.", details={"ref": document.ref})
        return found

    def titles(self, refs: Sequence[str]) -> dict[str, str]:
        """Return titles by reference."""
        with self._catalogue.reading() as view:
            return dict(view.columns(Document, "ref", "title", ref=list(refs)))

    def documents(
        self, *, status: str | None = None, owner: str | None = None, presumed: bool = False, untagged: bool = False
    ) -> list[Document]:
        """Return documents in order of reference, all of them unless narrowed.

        ``presumed`` keeps those with something to confirm, ``untagged`` those that count nowhere yet.
        """
        one_of("status", status, STATUSES)
        equals = {name: value for name, value in (("status", status), ("owner", owner)) if value is not None}
        with self._catalogue.reading() as view:
            found = view.all(Document, **equals)
            tagged = {ref for (ref,) in view.columns(Tag, "ref")} if untagged else set()
        return [d for d in found if (d.presumed or not presumed) and not (untagged and d.ref in tagged)]

    def passages(self, ref: str, number: int | None = None, *, places: Sequence[int] | None = None) -> list[Passage]:
        """Return the passages of a version (the current one unless told), in reading order.

        ``places`` keeps those in these places, so that a part of a long document is read fast.
        """
        with self._catalogue.reading() as view:
            document = document_in(view, ref)
            narrowed = {} if places is None else {"place": list(places)}
            return view.all(Passage, ref=document.ref, number=number or document.current_version, **narrowed)

    def _suggest(self, view: Reading, document: Document, tags: Sequence[Tag]) -> list[Suggestion]:
        framework = self._frameworks.seen_in(view)
        if self._suggester is None or self._suggester[0] is not framework:
            self._suggester = (framework, Suggester(framework, self._vocabulary))
        rows = view.columns(
            Passage, "place", "locator", "text", ref=document.ref, number=document.current_version,
            place=list(range(_SUGGESTING_READS)),
        )  # fmt: skip
        found = self._suggester[1].suggest([tuple(row) for row in rows], title=document.title)
        tagged = {tag.statement for tag in tags}
        return [suggestion for suggestion in found if suggestion.statement not in tagged]
