"""Restoring a backup: made beside the home, complete, then renamed into place."""

from collections.abc import Iterator
from pathlib import Path

from app.settings import Settings
from app.wiring import catalogue_at, file_store
from evidence.domain.people import folder_owner
from evidence.errors import Unavailable
from evidence.services.bringing_back import bring_back, listed_files
from evidence.services.complete_or_absent import complete_or_absent, refuse_taken


def restore_size(folder: Path) -> int:
    """Return how many files a backup holds; raises ``NotFound`` or ``Invalid`` for what is no backup."""
    return listed_files(folder)


def restore_into(settings: Settings, folder: Path) -> Iterator[int]:
    """Copy a backup into the home, which must be absent or empty; yields the number of files done.

    The home is never half live: everything is made and checked beside it, and what was broken off is begun anew.
    Raises ``Conflict`` when it holds something, ``Damaged`` naming what is wrong with the backup.
    """
    home = settings.home.absolute()
    refuse_taken(home, f"Restore into a new folder: evidence --home NEW restore {folder}.")
    try:
        with complete_or_absent(home, doing="restoring") as partial:
            yield from bring_back(
                folder, file_store(partial), partial / "catalogue.db", catalogue_at, folder_owner(settings.actor)
            )
    except OSError as error:
        raise Unavailable(
            f"The backup could not be restored ({error.strerror}). Nothing was changed; check space and permissions."
        ) from error
