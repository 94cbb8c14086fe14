"""Doing one thing to a document and saying so, with what takes it back."""

from collections.abc import Callable
from typing import TypeVar

from app.api.resources import LibraryDep
from evidence.domain.people import Actor

Done = TypeVar("Done")


def stepped(library: LibraryDep, actor: Actor, act: Callable[[], Done]) -> tuple[Done, int | None]:
    """Do something and return what it gave, with the number of the event that undo takes back.

    There is no number when nothing was changed: the step before it was another, and is not to be undone by this.
    """
    before = library.shelf.last_event()
    done = act()
    event = library.undoing.last_step(actor)
    return done, event.seq if event and event.seq > before else None
