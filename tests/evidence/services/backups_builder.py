"""Making backups and bringing them back, as tests of several kinds need it."""

from pathlib import Path

from app.restoring import restore_into
from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.services.backups import BackupResult
from tests.conftest import ASHA


def back_up(library: Library, folder: Path) -> BackupResult:
    *_, result = library.backups.back_up(ASHA, folder)
    return result


def restored(backup: Path, home: Path, clock: FixedClock) -> Library:
    settings = Settings(home=home, actor="Asha")
    for _ in restore_into(settings, backup):
        pass
    return open_library(settings, clock=clock)
