"""What changed since somebody last looked: which documents to read again, instead of all of them."""

from evidence.domain.events import Event
from evidence.ports import Reading

_APART = frozenset(
    {
        "scored", "action added", "action changed", "assigned", "facts set", "framework put in force",
        "rules changed", "pack started", "pack built", "pack failed", "board taken", "board changed", "search kept",
        "search removed", "offered", "offer declined", "backed up", "person added", "person changed", "signed in",
        "signed out", "own account changed", "opened", "read", "pack fetched", "register exported",
        "history exported", "downloads stopped", "second factor asked", "access given", "access taken",
        "looked through", "findings reopened", "clearance asked", "cleared", "clearance refused",
        "clearance withdrawn", "hold placed", "hold lifted", "retention changed", "clock confirmed",
        "remains removed", "redacted", "redacted copy removed",
    }
)  # fmt: skip
"""Events that change no document, version or tag. Any other that names no document may have changed all of them."""
_MOST_COUNTED = 10_000
_MOST_EVENTS = 500
_MOST_DOCUMENTS = 1_000
"""Beyond these, reading everything anew is quicker than telling what to read."""


def changes_documents(event: Event) -> bool:
    """Whether an event may have changed a document, a version or a tag."""
    return event.verb not in _APART


def behind(view: Reading, cursor: int) -> int:
    """Return how many changes of documents followed the event ``cursor``, as far as they may be seen."""
    return sum(changes_documents(event) for event in view.events(after=cursor, limit=_MOST_COUNTED))


def touched(view: Reading, since: int) -> set[str] | None:
    """Return the references of documents that events after ``since`` may have changed; ``None`` for any of them.

    A document that was removed is among them.
    """
    feed = view.feed(since, _MOST_EVENTS + 1)
    if len(feed) > _MOST_EVENTS or any(not refs and verb not in _APART for verb, refs in feed):
        return None
    found = frozenset[str]().union(*(refs for verb, refs in feed if verb not in _APART))
    return set(found) if len(found) <= _MOST_DOCUMENTS else None
