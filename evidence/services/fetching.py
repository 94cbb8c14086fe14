"""Handing out whole files: what is restricted and what is sent is recorded, and nobody takes everything at once."""

import threading
from collections import deque
from datetime import datetime, timedelta
from pathlib import Path

from evidence.domain.assurance import PackRecord
from evidence.domain.documents import Version
from evidence.domain.people import Actor
from evidence.errors import NotFound, TooOften
from evidence.ports import Catalogue, Clock, FileStore
from evidence.services.cards import Cards
from evidence.services.packs import Packs
from evidence.services.register import Register
from evidence.services.restricting import Restricting
from evidence.services.upkeep import checked_path

COUNTED_FOR = timedelta(minutes=10)


class Downloads:
    """Counts what each person fetched in the last ten minutes, in this server, whatever part of it answers."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._fetched: dict[str, deque[datetime]] = {}
        self._told: dict[str, datetime] = {}

    def count(self, person: str, now: datetime) -> bool:
        """Count one more file; ``False``, without counting it, when the person has had the most there may be."""
        with self._lock:
            fetched = self._fetched.setdefault(person, deque())
            # A clock that was put back must not keep anybody out.
            while fetched and not now - COUNTED_FOR < fetched[0] <= now:
                fetched.popleft()
            if len(fetched) >= self.most:
                return False
            fetched.append(now)
            return True

    def is_news(self, person: str, now: datetime) -> bool:
        """Whether nobody was told in the last ten minutes that this person was stopped; from now on they were."""
        with self._lock:
            told = self._told.get(person)
            if told and now - COUNTED_FOR < told <= now:
                return False
            self._told[person] = now
            return True


class Fetching:
    """Hands out files of documents, packs and the register. Every method raises ``TooOften`` for who had too many."""

    def __init__(
        self, catalogue: Catalogue, files: FileStore, cards: Cards, restricting: Restricting, packs: Packs,
        register: Register, clock: Clock, *, downloads: Downloads,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._files = files
        self._cards = cards
        self._restricting = restricting
        self._packs = packs
        self._register = register
        self._clock = clock
        self._downloads = downloads

    def document(self, actor: Actor, ref: str, number: int | None = None) -> tuple[Version, Path]:
        """Return a version and where its bytes can be read, checked; the one in use unless told.

        Raises ``NotFound``, ``NotOpened`` and, for bytes that are not what was added, ``Damaged``.
        """
        found = self._cards.version(ref, number)
        self._count(actor)
        self._restricting.read(actor, found.ref, f"the file of version {found.number}")
        if not found.sha256:
            raise NotFound(f"{found.ref} holds no file: it is {'a link' if found.form == 'link' else 'wanted'}.")
        return found, checked_path(self._files, found.sha256)

    def pack(self, actor: Actor, pack_id: str) -> Path:
        """Return where the zip of a pack is, having recorded who fetches it and reads what is restricted in it.

        Raises as ``Packs.file`` does, and ``NotOpened`` for the first document in it that they must open before.
        """
        path, record = self._packs.file(pack_id), self._packs.get(pack_id)
        self._count(actor)
        self.note_readings(actor, record)
        with self._catalogue.writing(actor) as work:
            work.record("pack fetched", about={"pack": pack_id})
        return path

    def note_readings(self, actor: Actor, record: PackRecord) -> None:
        """Record that somebody reads what is restricted in a pack; raises ``NotOpened``, and then records nothing."""
        self._restricting.read_all(
            actor,
            {
                str(one["ref"]): f"the file of version {one['version']}, in pack {record.id[:8]}"
                for one in record.sent
            },
        )

    def register(self, actor: Actor, out: Path) -> None:
        """Write the register to a file, having recorded who fetches it; raises as ``Register.export`` does."""
        self._count(actor)
        self._register.export(out)
        with self._catalogue.writing(actor) as work:
            work.record("register exported", about={"form": out.suffix.removeprefix(".")})

    def _count(self, actor: Actor) -> None:
        # Who owns the folder has the files anyway.
        if actor.sees_everything:
            return
        person, now = actor.person or actor.name, self._clock.now()
        if self._downloads.count(person, now):
            return
        minutes = int(COUNTED_FOR.total_seconds() // 60)
        if self._downloads.is_news(person, now):
            about = {"downloads": self._downloads.most, "minutes": minutes}
            with self._catalogue.writing(actor) as work:
                work.record("downloads stopped", about=about)
        raise TooOften(
            f"You have fetched {self._downloads.most:,} files in {minutes} minutes, which is the most there may be. "
            "Go on in a few minutes. Whoever administers the library can see this."
        )
