"""What changed since somebody last looked: which documents to read again, instead of all of them."""

from evidence.domain.events import Change
from evidence.ports import Reading

_APART = frozenset(
    {
        "scored", "action added", "action changed", "assigned", "facts set", "framework put in force",
        "rules changed", "pack started", "pack built", "pack failed", "board taken", "board changed", "search kept",
        "search removed", "offered", "offer declined", "backed up",
    }
)  # fmt: skip
"""Events that change no document, version or tag. Any other that names no document may have changed all of them."""
_MOST_EVENTS = 500
_MOST_DOCUMENTS = 1_000
"""Beyond these, reading everything anew is quicker than telling what to read."""


def touched(view: Reading, since: int) -> set[str] | None:
    """Return the references of documents that events after ``since`` may have changed; ``None`` for any of them.

    A document that was removed is among them.
    """
    events = view.events(after=since, limit=_MOST_EVENTS + 1)
    if len(events) > _MOST_EVENTS or any(not event.refs and event.verb not in _APART for event in events):
        return None
    refs = {ref for event in events for ref in event.refs}
    refs |= {ref for (ref,) in view.columns(Change, "ref", seq=[event.seq for event in events]) if ref}
    return refs if len(refs) <= _MOST_DOCUMENTS else None
