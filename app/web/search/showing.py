"""What was found, as the page shows it: documents with their passages, filters with their counts, and reasons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from app.web import wording
from app.web.facets import FacetShown, facet_shown
from app.web.search.asking import ADDRESS, Asked
from evidence.domain.frameworks import Framework
from evidence.domain.vocabulary import Vocabulary
from evidence.services.finding import FacetValue, Found, FoundDocument, FoundPassage

FACET_TITLES = {
    "statement": "Quality statement", "kind": "Kind of document", "currency": "In date",
    "category": "Evidence category", "year": "Year", "team": "Team", "label": "Label", "theme": "Theme",
    "sensitivity": "Sensitivity", "owner": "Owner", "status": "Status",
}  # fmt: skip
"""What filters are called, in the order in which they are offered."""
_OPEN = frozenset({"statement", "kind", "currency", "category"})  # Facets that stand open at first.
_SHOWN = 8  # Values of a facet that show at once.
_STATEMENTS = 3
_WORDS = 4
_OUT_OF_DATE = "Out of date."
_MARKED = re.compile(r"<mark>(.*?)</mark>")


class Link(NamedTuple):
    """Words that lead somewhere."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class PassageShown:
    """A passage that answers, and where to open it."""

    locator: str
    snippet: Markup
    address: str
    citation: str
    """As people write it down: ``E-0042, p. 4``."""


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A document that answers."""

    ref: str
    title: str
    place: str
    """What follows its reference in the address that opens it."""
    kind: str
    dated_on: date | None
    currency: str
    status: str
    statements: tuple[Link, ...]
    more_statements: tuple[str, ...]
    """References of those there is no room for."""
    passages: tuple[PassageShown, ...]
    why: str
    """Why it was found, in a line."""
    like_address: str


class Words:
    """The sector's words for values of filters, under one framework."""

    def __init__(self, framework: Framework, vocabulary: Vocabulary) -> None:
        self.statements = {one.ref: f"{one.ref} {one.title}" for one in framework.statements}
        self._groups = {group.ref: group.title for group in vocabulary.labels}
        self._known: dict[str, Mapping[str, str]] = {
            "statement": self.statements,
            "theme": {one.ref: one.title for one in framework.themes},
            "category": {one.ref: one.title for one in framework.categories},
            "kind": {one.ref: one.title for one in vocabulary.kinds},
            "sensitivity": wording.SENSITIVITY_TITLES,
            "status": wording.STATUS_TITLES,
        }

    def of(self, name: str, value: str) -> str:
        """Return what people call a value; one that is not known stands for itself."""
        if name == "label":
            return _label_words(value, self._groups)
        if name == "currency":
            return wording.currency_title(value)
        return self._known.get(name, {}).get(value, value)


def _label_words(value: str, groups: Mapping[str, str]) -> str:
    group, _, said = value.partition(":")
    return f"{groups.get(group, group)}: {said}" if said else value


# Documents


def shown(document: FoundDocument, asked: Asked, words: Words) -> DocumentShown:
    """Return a document as the page shows it."""
    told = [Link(words.of("statement", ref), f"/statements/{wording.in_address(ref)}") for ref in document.statements]
    return DocumentShown(
        ref=document.ref, title=document.title, place=f"?{urlencode({'q': asked.q})}" if asked.q else "",
        kind=words.of("kind", document.kind), dated_on=document.dated_on, currency=document.currency,
        status=document.status, statements=tuple(told[:_STATEMENTS]),
        more_statements=document.statements[_STATEMENTS:],
        passages=tuple(_passage(document.ref, passage, asked.q) for passage in document.passages),
        why=_why(document), like_address=f"{ADDRESS}?{urlencode({'like': document.ref})}",
    )  # fmt: skip


def _passage(ref: str, passage: FoundPassage, q: str) -> PassageShown:
    question = {"q": q} if q else {}
    if passage.page is not None:
        address = f"/documents/{ref}/p/{passage.page}?{urlencode(question)}".rstrip("?")
    else:
        said = urlencode({**question, "place": passage.place})
        address = f"/documents/{ref}?{said}#passage-{passage.place}"
    # Two marks that touch become one.
    snippet = Markup(passage.snippet.replace("</mark> <mark>", " "))  # noqa: S704 - the service escaped it, then marked
    return PassageShown(passage.locator, snippet, address, f"{ref}, {passage.locator}")


def _why(document: FoundDocument) -> str:
    """Say in a line why a document was found; that it is out of date stands beside it already."""
    marked = [
        unescape(hit).casefold()
        for passage in document.passages
        for hit in _MARKED.findall(passage.snippet.replace("</mark> <mark>", " "))
    ]
    hits = [f"“{hit}”" for hit in dict.fromkeys(marked)][:_WORDS]
    said = [f"it has {wording.listed(hits)}."] if hits else []
    rest = [one for one in document.why if one != _OUT_OF_DATE]
    # All of it follows "Why this result:".
    if rest and not said:
        rest[0] = f"{rest[0][:1].lower()}{rest[0][1:]}"
    return " ".join([*said, *rest])


# Filters


def facets(found: Found, words: Words) -> tuple[FacetShown, ...]:
    """Return the filters that would change anything, each with its values."""
    by_name = dict(found.facets)
    telling = (name for name in FACET_TITLES if _tells(by_name.get(name, ()), found.total))
    return tuple(_facet(name, by_name[name], words) for name in telling)


def _tells(values: Sequence[FacetValue], total: int) -> bool:
    return any(value.chosen or value.count != total for value in values)


def _facet(name: str, values: Sequence[FacetValue], words: Words) -> FacetShown:
    return facet_shown(
        name, FACET_TITLES[name], values, lambda one: words.of(name, one.value), at_once=_SHOWN,
        unfolded=name in _OPEN,
    )  # fmt: skip


def chips(asked: Asked, words: Words) -> tuple[Link, ...]:
    """Return what was chosen, each with the address that no longer chooses it."""
    like = [Link(f"Like {asked.like}", replace(asked, like="", page=1).address)] if asked.like else []
    filters = [
        Link(f"{FACET_TITLES[name]}: {words.of(name, value)}", asked.without(name, value).address)
        for name in FACET_TITLES
        for value in asked.filters.get(name, ())
    ]
    return (*like, *filters)


def hidden(asked: Asked, offered: Sequence[FacetShown]) -> tuple[tuple[str, str], ...]:
    """Return what the form sends beside the box and the filters that it offers."""
    boxes = {"q", "page", *(facet.name for facet in offered)}
    return tuple((name, value) for name, value in asked.pairs() if name not in boxes)
