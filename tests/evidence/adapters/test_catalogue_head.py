"""A catalogue that is not the one used last is refused in plain words, never shown as if it were all."""

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.database.head import Head
from evidence.errors import Damaged
from evidence.services.drafts import Draft
from tests.conftest import ASHA, Ran

CHAIN = "a" * 64
OTHER = "b" * 64


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], Library]:
    return lambda: open_library(Settings(home=tmp_path / "library", actor="Asha"))


@pytest.fixture
def home(opened: Callable[[], Library]) -> Path:
    """A library of two documents that was copied aside when it had one."""
    library = opened()
    for number in range(2):
        library.adding.add(ASHA, Draft(), BytesIO(f"Paper {number}".encode()), name=f"{number}.txt")
        library.catalogue.copy_to(library.home / f"older-{number}.db")
    library.close()
    return library.home


def put(home: Path, catalogue: Path) -> None:
    for left in home.glob("catalogue.db*"):
        left.unlink()
    shutil.copy(catalogue, home / "catalogue.db")


class TestOpening:
    def test_catalogue_as_it_was_left(self, home: Path, opened: Callable[[], Library]) -> None:
        library = opened()
        assert len(library.cards.documents()) == 2
        library.close()

    def test_older_catalogue(self, home: Path, opened: Callable[[], Library]) -> None:
        put(home, home / "older-0.db")

        with pytest.raises(Damaged, match="not the one that was used here last"):
            opened()

    def test_catalogue_of_another_library(self, home: Path, opened: Callable[[], Library], tmp_path: Path) -> None:
        other = open_library(Settings(home=tmp_path / "other", actor="Ben"))
        for number in range(3):
            other.adding.add(ASHA, Draft(), BytesIO(f"Minutes {number}".encode()), name=f"{number}.txt")
        other.catalogue.copy_to(tmp_path / "other.db")
        other.close()
        put(home, tmp_path / "other.db")

        with pytest.raises(Damaged, match="another library’s"):
            opened()

    @pytest.mark.parametrize("empty", [True, False])
    def test_catalogue_that_is_gone_does_not_come_back_empty(
        self, home: Path, opened: Callable[[], Library], *, empty: bool
    ) -> None:
        for left in home.glob("catalogue.db*"):
            left.unlink()
        (home / "history.head").unlink()
        if empty:
            (home / "catalogue.db").touch()

        for _ in range(2):  # refusing must not make one
            with pytest.raises(Damaged, match="missing or empty"):
                opened()

    def test_older_catalogue_on_purpose(self, home: Path, opened: Callable[[], Library]) -> None:
        put(home, home / "older-0.db")
        (home / "history.head").unlink()

        library = opened()
        assert len(library.cards.documents()) == 1
        library.close()

    def test_the_command_says_so_and_ends_with_7(self, home: Path, cli: Callable[..., Ran]) -> None:
        put(home, home / "older-0.db")

        ran = cli("list")

        assert (ran.code, ran.out) == (7, "")
        assert "history.head" in ran.err


class TestHead:
    def test_last_one_noted_is_read_back(self, tmp_path: Path) -> None:
        head = Head(tmp_path / "head")
        for seq, chain in ((99_999, CHAIN), (100_000, OTHER), (7, CHAIN)):
            head.note(seq, chain)
            assert head.noted() == (seq, chain)

    @pytest.mark.parametrize("torn", [b"", b"\0" * 160, f"12 {CHAIN}".encode(), b"\xff" * 160])
    def test_torn_one_proves_nothing(self, tmp_path: Path, torn: bytes) -> None:
        (tmp_path / "head").write_bytes(torn)

        assert Head(tmp_path / "head").noted() is None

    def test_half_of_one_and_half_of_another_proves_nothing(self, tmp_path: Path) -> None:
        one, other = Head(tmp_path / "one"), Head(tmp_path / "other")
        one.note(12, CHAIN)
        other.note(13, OTHER)
        (tmp_path / "one").write_bytes((tmp_path / "one").read_bytes()[:40] + (tmp_path / "other").read_bytes()[40:])

        assert one.noted() is None

    def test_a_place_that_takes_nothing_is_borne(self, tmp_path: Path) -> None:
        Head(tmp_path / "absent" / "head").note(1, CHAIN)

        assert Head(tmp_path / "absent" / "head").noted() is None
