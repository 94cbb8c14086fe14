"""Bringing a backup back: checked item by item, nobody signed in, and the history says so."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from evidence.domain.people import Actor
from evidence.errors import Damaged
from evidence.ports import Catalogue, FileStore
from evidence.services.backup_lists import (
    CATALOGUE,
    FILES,
    BackupList,
    copied_with_hash,
    read_list,
    refuse_strangers,
)
from evidence.services.backups import RESTORED
from evidence.services.people import sign_everybody_out

SKIPPED = 1_000
"""Numbers that every series leaves out: those given after the backup was made are gone, but stand in letters and
packs, and must not come to mean something else. Nobody adds more in the days that a backup is behind."""


def listed_files(source: Path) -> int:
    """Return how many files a backup holds; raises as ``bring_back`` does."""
    return len(read_list(source).files)


def bring_back(
    source: Path, files: FileStore, catalogue_file: Path, open_catalogue: Callable[[Path], Catalogue], actor: Actor
) -> Iterator[int]:
    """Copy a backup back: the catalogue to ``catalogue_file`` and its files into ``files``.

    Every hash is checked on the way, and nothing is read but what the list names. An older catalogue is brought up
    to date; sign-ins, links and tokens that it held are void; its history says what it was restored from. Yields
    the number of files done. Raises ``NotFound``, ``Invalid``, ``Damaged`` or ``Unavailable`` naming what is wrong,
    and then whoever called throws the half-made place away.
    """
    listed = read_list(source)
    refuse_strangers(source, listed)
    found, _ = copied_with_hash(source / CATALOGUE, catalogue_file)
    if found != listed.catalogue:
        raise Damaged("The catalogue of this backup was changed or cut short. Use another backup.",
                      details={"findings": [CATALOGUE]})  # fmt: skip
    for done, (sha256, size) in enumerate(listed.files.items(), start=1):
        place = source / FILES / sha256
        with place.open("rb") as stream:
            staged = files.stage(stream, max_bytes=max(size, place.stat().st_size))
        if staged.sha256 != sha256:
            files.drop(staged)
            raise Damaged(f"The file {sha256} of this backup was changed. Use another backup.",
                          details={"findings": [sha256]})  # fmt: skip
        files.keep(staged)
        yield done
    with closing(open_catalogue(catalogue_file)) as catalogue:
        _begin_anew(catalogue, listed, actor)


def _begin_anew(catalogue: Catalogue, listed: BackupList, actor: Actor) -> None:
    problems = catalogue.problems()
    if problems:
        raise Damaged("The catalogue of this backup is damaged. Use another backup.", details={"findings": problems})
    with catalogue.writing(actor) as work:
        sign_everybody_out(work)
        work.skip_ids(SKIPPED)
        work.record(RESTORED, about={"made_at": listed.made_at.isoformat(), "last_event": work.last_event()})
