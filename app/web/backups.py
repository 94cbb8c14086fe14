"""How old the newest backup is, for whoever can see to it."""

from datetime import timedelta

from app.web import wording
from app.wiring import Library
from evidence.domain.people import Actor

_FOR = frozenset({"lead", "administrator"})


def is_for(actor: Actor) -> bool:
    """Whether somebody is told when there is no backup: those who lead assurance or run the library."""
    return bool(actor.roles & _FOR)


def is_backup_due(library: Library) -> bool:
    """Whether there is something in the library that no whole backup has held for longer than the setting allows."""
    since = library.backups.without_since()
    return since is not None and library.clock.now() - since > timedelta(days=library.ports.settings.backup_days)


def backup_words(library: Library) -> str:
    """Say when the library was last backed up, and what to do where that is too long ago."""
    last = library.backups.last_whole()
    said = f"The last whole backup was made {wording.moment(last)}." if last else "There is no whole backup yet."
    if not is_backup_due(library):
        return said
    days = library.ports.settings.backup_days
    return (
        f"{said} There should be one every {wording.many(days, 'day')} at least: whoever runs the server makes it "
        "with the command evidence backup."
    )
