"""Asks the library, and puts what it answers together as a page."""

from collections.abc import Sequence
from dataclasses import replace

from app.web import wording
from app.web.forms import FieldError, Form
from app.web.search.asking import PER_PAGE, Asked
from app.web.search.explaining import did_you_mean, expansions, meanings, notes, nothing
from app.web.search.pages import SearchPage, SearchStartPage
from app.web.search.showing import Link, Words, chips, facets, hidden, shown
from app.web.search.starting import kept_searches, recent, starting_points
from app.wiring import Library
from evidence.domain.queries import UNCLOSED
from evidence.errors import Invalid
from evidence.services.finding import Found, Sort

_TITLE = "Find an example"
_UNCLOSED = "Close the quotation mark, or take it out. Everything after it was read as one phrase."


def page_for(library: Library, asked: Asked, form: Form | None = None) -> SearchPage | SearchStartPage:
    """Return the page that answers; ``form`` is one that could not be taken, whose errors it shows."""
    # A search with nothing in it has its fault in the box.
    errors = (
        [FieldError("q" if one.field == "query" else one.field, one.message) for one in form.errors] if form else []
    )
    words = Words(library.frameworks.in_force(), library.vocabulary)
    if not asked.anything:
        return SearchStartPage(
            title=_TITLE, errors=tuple(errors), held=len(library.listing.rows()),
            kept=kept_searches(library, words), statements=starting_points(library), recent=recent(library),
        )  # fmt: skip
    asked, found, refused = _found(library, asked)
    return _results(library, asked, found, words, errors=[*refused, *errors], values=form.values if form else {})


def _found(library: Library, asked: Asked) -> tuple[Asked, Found, list[FieldError]]:
    """Return what was found and what was asked in the end: without filters that make no sense, on a page there is."""
    errors: list[FieldError] = []
    while True:
        try:
            found = _search(library, asked)
            break
        except Invalid as error:
            name = next((name for name in asked.filters if name in error.details), None)
            if name is None:
                raise
            errors.append(FieldError("q", f"{wording.for_pages(error.message)} This filter was left out."))
            asked = asked.without(name)
    if found.total and asked.page > _pages(found.total):
        asked = replace(asked, page=_pages(found.total))
        found = _search(library, asked)
    if UNCLOSED in found.notes:
        errors.insert(0, FieldError("q", _UNCLOSED))
    return asked, found, errors


def _search(library: Library, asked: Asked) -> Found:
    return library.finding.search(
        asked.q, on=library.clock.today(), filters=asked.filters, sort=asked.sort, like=asked.like or None,
        limit=PER_PAGE, offset=(asked.page - 1) * PER_PAGE, expand_ambiguous=asked.ambiguous, as_typed=asked.as_typed,
    )  # fmt: skip


def _pages(total: int) -> int:
    return max(1, -(-total // PER_PAGE))


def _results(
    library: Library,
    asked: Asked,
    found: Found,
    words: Words,
    *,
    errors: Sequence[FieldError],
    values: dict[str, str],
) -> SearchPage:
    offered = facets(found, words)
    ambiguous = meanings(found, asked, library.vocabulary)
    asking = replace(asked, page=1)
    lost = None
    if not found.total:
        lost = nothing(found, asked, library.frameworks.in_force(), library.assurance.leads())
        lost = replace(lost, empty=not library.listing.rows())
    return SearchPage(
        title=_TITLE, errors=tuple(errors), values=values, q=asked.q, hidden=hidden(asked, offered),
        browser_title=_browser_title(library, asked, found), heading=_heading(library, asked, found),
        said=_many(found.total), total=found.total, first=(asked.page - 1) * PER_PAGE + 1,
        documents=tuple(shown(one, asked, words) for one in found.documents), facets=offered,
        chips=chips(asked, words), clear=replace(asked.unfiltered(), like="").address,
        sorts=_sorts(asked), expansions=expansions(found), exactly=_exactly(asked, found), meanings=ambiguous,
        notes=notes(found, ambiguous), did_you_mean=did_you_mean(found, asked), nothing=lost, behind=found.behind,
        again=asked.address, page=asked.page, pages=_pages(found.total), address=asked.turned_to,
        kept_as=_kept_as(library, asked), keep=() if asked.like else tuple(asking.pairs()),
    )  # fmt: skip


def _many(total: int) -> str:
    return wording.many(total, "document") if total else "Nothing found"


def _heading(library: Library, asked: Asked, found: Found) -> str:
    """Say how many documents of what were found."""
    said = _many(found.total)
    if asked.q:
        said += f" for {asked.quoted}"
    if asked.like:
        titles = library.cards.titles([asked.like])
        said += f" like {asked.like} {titles.get(asked.like, '')}".rstrip()
    return said


def _browser_title(library: Library, asked: Asked, found: Found) -> str:
    page = f", page {asked.page} of {_pages(found.total)}" if asked.page > 1 else ""
    return f"{_heading(library, asked, found)}{page} - {_TITLE}"


def _sorts(asked: Asked) -> tuple[tuple[Link, bool], ...]:
    """Return the orders there are; without words nothing is a better match than anything else."""
    if not (asked.q or asked.like):
        return ()
    offered: tuple[tuple[str, Sort], ...] = (("Best match", "relevance"), ("Newest first", "date"))
    return tuple((Link(name, asked.sorted_by(sort).address), asked.sort == sort) for name, sort in offered)


def _exactly(asked: Asked, found: Found) -> Link | None:
    other = replace(asked, as_typed=not asked.as_typed, page=1).address
    if asked.as_typed:
        return Link("Search for what abbreviations stand for as well", other)
    return Link("Search for exactly what was typed", other) if found.expanded else None


def _kept_as(library: Library, asked: Asked) -> str | None:
    if asked.like:
        return None
    same = (search.name for search in library.searches.list() if Asked.kept(search).as_kept() == asked.as_kept())
    return next(same, None)
