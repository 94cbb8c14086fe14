"""Backup while running: a folder with the catalogue, the files it names and a list of everything by hash.

It holds no index and no key, and nothing that lets anybody in by itself: sign-ins, one-time links and tokens are
left out. Passwords' hashes and the keys of authenticator apps are in it; docs/decisions/0018 says why.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from evidence.domain.events import START, Event, Narrowing
from evidence.domain.people import LIBRARY, Actor
from evidence.errors import Damaged, Unavailable
from evidence.ports import Catalogue, Clock, FileStore, Reading
from evidence.services.backup_lists import (
    CATALOGUE,
    FILES,
    BackupList,
    copied_with_hash,
    hash_file,
    write_list,
)
from evidence.services.complete_or_absent import complete_or_absent, refuse_taken, sync
from evidence.services.kept_bytes import bytes_needed
from evidence.services.people import sign_everybody_out

BACKED_UP, RESTORED = "backed up", "restored from a backup"
_BACKUPS_LOOKED_THROUGH = 100


@dataclass(slots=True)
class BackupResult:
    """What a backup holds; ``damage`` names files that were missing or changed when it was made."""

    folder: str
    files: int = 0
    size: int = 0
    damage: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Picture:
    """One moment of the catalogue, as it was copied."""

    wanted: frozenset[str]
    """The SHA-256 of every file that it names."""
    last_event: int
    chain: str
    problems: tuple[str, ...]


class Backups:
    """Copies a library while others go on using it, and knows when that was done last."""

    def __init__(
        self, catalogue: Catalogue, files: FileStore, clock: Clock, open_catalogue: Callable[[Path], Catalogue]
    ) -> None:
        self._catalogue = catalogue
        self._files = files
        self._clock = clock
        self._open = open_catalogue

    def back_up(self, actor: Actor, folder: Path) -> Iterator[BackupResult]:
        """Write a backup into ``folder``, which must be absent or empty; yields after each file.

        The catalogue is copied first and the files it names after it, so the set is a moment between start
        and end. Everything is read back from the disk before it counts. Complete or absent: it is made beside
        ``folder`` and renamed. Raises ``Conflict`` when the folder holds something.
        """
        refuse_taken(folder, f"Name a new folder for each backup, such as {folder}-2.")
        result = BackupResult(str(folder))
        try:
            with complete_or_absent(folder, doing="partial") as partial:
                (partial / FILES).mkdir(mode=0o700)
                at = self._clock.now()
                picture, copied = yield from self._copy_all(partial, result)
                listed = BackupList(
                    at, hash_file(partial / CATALOGUE), copied, last_event=picture.last_event, chain=picture.chain
                )
                write_list(partial, listed)
                sync(partial / FILES)
                yield from _read_back(partial, listed, result)
        except OSError as error:
            raise Unavailable(
                f"The backup could not be written ({error.strerror}). Nothing is left of it; check space and "
                f"permissions of {folder.parent} and try again."
            ) from error
        with self._catalogue.writing(actor) as work:
            work.record(BACKED_UP, about={"whole": not result.damage, "last_event": picture.last_event})
        yield result

    def last_whole(self) -> datetime | None:
        """Return when the newest backup was made that was whole when it was read back, or ``None``.

        It is kept in the history, and a backup that was restored is one: what came back knows its age.
        """
        with self._catalogue.reading() as view:
            made = [event.at for event in _newest(view, BACKED_UP) if event.about.get("whole")]
            restored = [event.about.get("made_at") for event in _newest(view, RESTORED)]
        moments = made[:1] + [datetime.fromisoformat(moment) for moment in restored[:1] if moment]
        return max(moments, default=None)

    def without_since(self) -> datetime | None:
        """Return since when there is something that no whole backup holds; ``None`` for a library never used."""
        last = self.last_whole()
        if last:
            return last
        with self._catalogue.reading() as view:
            first = view.events(limit=1)
        return first[0].at if first else None

    def _copy_all(
        self, partial: Path, result: BackupResult
    ) -> Generator[BackupResult, None, tuple[_Picture, dict[str, int]]]:
        """Copy the catalogue and its files; once more where a file was discarded before its turn came."""
        copied: dict[str, int] = {}
        while True:
            picture = self._copy_catalogue(partial)
            for sha256 in copied.keys() - picture.wanted:
                (partial / FILES / sha256).unlink()
                result.size -= copied.pop(sha256)
                result.files = len(copied)
            missing: list[str] = []
            for sha256 in sorted(picture.wanted - copied.keys()):
                size = self._copy_file(sha256, partial / FILES / sha256)
                if size is None:
                    missing.append(sha256)
                else:
                    copied[sha256] = size
                    result.files, result.size = len(copied), result.size + size
                yield result
            if not self._discarded(missing):
                result.damage = [f"catalogue: {problem}" for problem in picture.problems]
                result.damage += [f"file {sha256}: missing or changed" for sha256 in missing]
                return picture, copied

    def _copy_catalogue(self, partial: Path) -> _Picture:
        """Copy the catalogue, sign everybody out in the copy, and return what it knows."""
        rough, target = partial / "copying.db", partial / CATALOGUE
        target.unlink(missing_ok=True)
        self._catalogue.copy_to(rough)
        with closing(self._open(rough)) as copy:
            with copy.writing(LIBRARY) as work:
                sign_everybody_out(work)
            with copy.reading() as view:
                last = view.events(newest_first=True, limit=1)
                picture = _Picture(
                    frozenset(bytes_needed(view)), last[0].seq if last else 0, last[0].chain if last else START,
                    tuple(copy.problems()),
                )  # fmt: skip
            # Copied once more, so that it stands alone: no log beside it.
            copy.copy_to(target)
        for left in partial.glob(f"{rough.name}*"):
            left.unlink()
        target.chmod(0o600)
        sync(target)
        return picture

    def _copy_file(self, sha256: str, target: Path) -> int | None:
        """Copy one file and return its size; ``None`` when it is missing or not what its name says."""
        try:
            found, size = copied_with_hash(self._files.path(sha256), target)
        except (Damaged, FileNotFoundError):
            return None
        if found == sha256:
            return size
        target.unlink()
        return None

    def _discarded(self, missing: list[str]) -> bool:
        """Whether a file was missing because it was discarded meanwhile: the copied catalogue is too old then."""
        if not missing:
            return False
        with self._catalogue.reading() as view:
            return not bytes_needed(view).issuperset(missing)


def _read_back(partial: Path, listed: BackupList, result: BackupResult) -> Iterator[BackupResult]:
    """Read everything that was written again; what differs is damage."""
    for name, sha256 in ((CATALOGUE, listed.catalogue), *((f"{FILES}/{sha}", sha) for sha in listed.files)):
        if hash_file(partial / name, from_disk=True) != sha256:
            result.damage.append(f"{name}: the disk did not keep what was written")
            yield result


def _newest(view: Reading, verb: str) -> list[Event]:
    return view.events(newest_first=True, limit=_BACKUPS_LOOKED_THROUGH, narrowed=Narrowing(verbs=frozenset({verb})))
