"""Searches that people keep, by a name, for everyone in the library."""

from collections.abc import Mapping, Sequence

from evidence.domain.offers import SavedSearch
from evidence.domain.people import Actor
from evidence.errors import Conflict, Invalid, NotFound
from evidence.ports import Catalogue, Clock, Reading

LONGEST_NAME = 100
LONGEST_QUERY = 2_000
_SERIES = "Q"


class SavedSearches:
    """Keeps searches and forgets them; each is a step in the history that can be undone."""

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def keep(
        self, actor: Actor, name: str, query: str, filters: Mapping[str, Sequence[str]] | None = None,
        sort: str | None = None,
    ) -> SavedSearch:  # fmt: skip
        """Keep a search under a name; empty filters are left out, and what they mean is up to whoever runs it.

        Raises ``Conflict`` when a search has this name already, in whatever case, and ``Invalid`` naming the
        field when the name is missing, something is too long, or there is nothing to search by.
        """
        name, query = " ".join(name.split()), query.strip()
        if not 1 <= len(name) <= LONGEST_NAME:
            raise Invalid(f"A name has between 1 and {LONGEST_NAME} characters.", details={"field": "name"})
        if len(query) > LONGEST_QUERY:
            raise Invalid(f"A search has at most {LONGEST_QUERY:,} characters.", details={"field": "query"})
        chosen = {
            facet: kept for facet, values in (filters or {}).items() if (kept := [one for one in values if one])
        }
        if not query and not chosen:
            raise Invalid("Search for something first, then keep the search.", details={"field": "query"})
        with self._catalogue.writing(actor) as work:
            known = {found.casefold(): search for search, found in work.columns(SavedSearch, "id", "name")}
            if name.casefold() in known:
                raise Conflict(
                    f"There is a search called “{name}” already. Choose another name, or remove that one first.",
                    details={"field": "name", "search": known[name.casefold()]},
                )
            search = SavedSearch(
                id=work.next_id(_SERIES), name=name, query=query, filters=chosen, sort=sort or None,
                added_at=self._clock.now(), added_by=actor.name,
            )  # fmt: skip
            work.save(search)
            work.record("search kept", about={"search": search.id})
        return search

    def list(self) -> list[SavedSearch]:
        """Return every kept search, in order of name."""
        with self._catalogue.reading() as view:
            return sorted(view.all(SavedSearch), key=lambda search: search.name.casefold())

    def get(self, search_id: str) -> SavedSearch:
        """Return a kept search by its id (``Q-0003``); raises ``NotFound``."""
        with self._catalogue.reading() as view:
            return _search_in(view, search_id)

    def remove(self, actor: Actor, search_id: str) -> SavedSearch:
        """Forget a kept search and return it; raises ``NotFound``."""
        with self._catalogue.writing(actor) as work:
            search = _search_in(work, search_id)
            work.remove(search)
            work.record("search removed", about={"search": search.id})
        return search


def _search_in(view: Reading, search_id: str) -> SavedSearch:
    search = view.find(SavedSearch, search_id.strip().upper())
    if search is None:
        raise NotFound(
            f"There is no kept search {search_id[:40]}. Somebody may have removed it.",
            details={"search": search_id[:40]},
        )
    return search
