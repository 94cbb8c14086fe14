"""Restoring a backup: made beside the home, complete, then renamed into place."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from app.settings import Settings
from app.wiring import file_store
from evidence.errors import Conflict, Unavailable
from evidence.services.backups import listed_files, restore


def restore_size(folder: Path) -> int:
    """Return how many files a backup holds; raises ``NotFound`` or ``Invalid`` for what is no backup."""
    return listed_files(folder)


def restore_into(settings: Settings, folder: Path) -> Iterator[int]:
    """Copy a backup into the home, which must be absent or empty; yields the number of files done.

    The home is never half live: everything is checked beside it first. Raises ``Conflict`` when it holds
    something, ``Damaged`` naming what is wrong with the backup.
    """
    home = settings.home.absolute()
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Conflict(f"{home} is not empty. Restore into a new folder: evidence --home NEW restore {folder}.")
    partial = home.with_name(f".{home.name}.restoring")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        files = file_store(partial)
        yield from restore(folder, files, partial / "catalogue.db")
        if home.exists():
            home.rmdir()
        partial.rename(home)
    except OSError as error:
        raise Unavailable(
            f"The backup could not be restored ({error.strerror}). Nothing was changed; check space and permissions."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
