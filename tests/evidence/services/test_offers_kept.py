"""Offered bytes survive kills, are verified, and go into backups, as a document's do."""

import signal
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from app.restoring import restore_into
from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.people import folder_owner
from evidence.services.upkeep import Verification

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
REPOSITORY = Path(__file__).resolve().parents[3]
KILLED = """
import os, signal, sys
from io import BytesIO
from pathlib import Path
from app.settings import Settings
from app.wiring import open_library

library = open_library(Settings(home=Path(sys.argv[1]), actor="Asha"))
actor, form, at = library.actor, sys.argv[2], sys.argv[3]
told = {"title": "Report", "text": "What happened", "given_by": "Ben"}

def kill(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

def then_kill(verb):
    def called(*given, **named):
        verb(*given, **named)
        kill()
    return called

if form == "file":
    offer = lambda: library.offers.offer_file(actor, BytesIO(b"Minutes"), name="minutes.txt", **told)
elif form == "link":
    offer = lambda: library.offers.offer_link(actor, address="https://ashmere.example", **told)
else:
    offer = lambda: library.offers.offer_example(actor, **told)

if at == "keeping":
    Path.replace = kill
    offer()
elif at == "offered":
    offer()
    kill()
elif at == "added":
    made = offer()
    library.adding.add, library.adding.link = then_kill(library.adding.add), then_kill(library.adding.link)
    library.offers.accept(actor, made.id)
elif at == "declined":
    made = offer()
    Path.unlink = kill
    library.offers.decline(actor, made.id)
"""


def verify(library: Library) -> Verification:
    library.indexing.keep_up()
    *_, result = library.upkeep.verify()
    return result


def offer(library: Library, text: str = "Minutes") -> str:
    return library.offers.offer_file(
        BEN, BytesIO(text.encode()), name="minutes.txt", title="Minutes", text="", given_by="Ben"
    ).id  # fmt: skip


@pytest.fixture
def killed(tmp_path: Path, clock: FixedClock) -> Callable[[str, str], Library]:
    """Kill a process at one moment of an offer, and open what it leaves."""
    home = tmp_path / "library"

    def _killed(form: str, at: str) -> Library:
        ran = subprocess.run(
            [sys.executable, "-c", KILLED, str(home), form, at],
            cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert ran.returncode == -signal.SIGKILL, ran.stderr
        return open_library(Settings(home=home, actor="Asha"), clock=clock)

    return _killed


class TestKilled:
    def test_offer_that_was_acknowledged_is_there(self, killed: Callable[[str, str], Library]) -> None:
        library = killed("file", "offered")

        (kept,) = library.offers.list()
        assert library.files.path(kept.sha256).read_bytes() == b"Minutes"
        assert verify(library).damage == verify(library).notes == []
        library.close()

    def test_offer_that_was_not_acknowledged_leaves_no_row_without_its_bytes(
        self, killed: Callable[[str, str], Library]
    ) -> None:
        library = killed("file", "keeping")

        assert (library.offers.list(), verify(library).damage) == ([], [])
        assert list((library.home / "staging").iterdir()) == []
        library.close()

    @pytest.mark.parametrize("form", ["file", "link", "example"])
    def test_acceptance_broken_off_is_finished_without_a_second_document(
        self, killed: Callable[[str, str], Library], form: str
    ) -> None:
        library = killed(form, "added")
        (open_still,) = library.offers.list("offered")
        assert [document.ref for document in library.cards.documents()] == ["E-0001"]

        accepted = library.offers.accept(ASHA, open_still.id)

        assert (accepted.state, accepted.ref) == ("accepted", "E-0001")
        assert [document.ref for document in library.cards.documents()] == ["E-0001"]
        assert verify(library).damage == []
        library.close()

    def test_decline_broken_off_leaves_bytes_too_many_and_no_damage(
        self, killed: Callable[[str, str], Library]
    ) -> None:
        library = killed("file", "declined")

        (declined,) = library.offers.list()
        assert (declined.state, verify(library).damage) == ("declined", [])
        assert "1 stored file (7 bytes) belong to no document" in verify(library).notes[0]
        library.close()


class TestUpkeep:
    def test_offers_that_wait_are_sound(self, library: Library) -> None:
        offer(library)

        result = verify(library)
        assert (result.damage, result.notes) == ([], [])
        assert (result.checked["files"], result.checked["bytes"], library.upkeep.files_to_check()) == (1, 7, 1)

    @pytest.mark.parametrize(
        ("harm", "said"),
        [(Path.unlink, "its file is missing"), (lambda path: path.write_bytes(b"other"), "its file was changed")],
    )
    def test_harmed_offer_is_named(self, library: Library, harm: Callable[[Path], object], said: str) -> None:
        harm(library.files.path(library.offers.get(offer(library)).sha256))

        (damage,) = verify(library).damage
        assert damage.startswith(f"offer C-0001: {said}")

    def test_decided_offers_leave_the_library_sound(self, library: Library) -> None:
        library.offers.accept(ASHA, offer(library))
        library.offers.decline(ASHA, offer(library, "Other"))

        result = verify(library)
        assert result.damage == []
        assert not [note for note in result.notes if "belong to no document" in note]

    def test_backup_brings_offers_back_with_their_bytes(
        self, library: Library, clock: FixedClock, tmp_path: Path
    ) -> None:
        kept = library.offers.get(offer(library))
        *_, result = library.backups.back_up(ASHA, tmp_path / "backup")
        assert (result.files, result.damage) == (1, [])

        settings = Settings(home=tmp_path / "restored", actor="Asha")
        for _ in restore_into(settings, tmp_path / "backup"):
            pass
        copy = open_library(settings, clock=clock)
        assert copy.offers.list() == [kept]
        assert copy.files.path(kept.sha256).read_bytes() == b"Minutes"
        assert verify(copy).damage == []
        copy.close()
