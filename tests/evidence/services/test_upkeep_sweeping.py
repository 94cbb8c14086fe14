"""What work that broke off has left is removed: what was discarded at once, what was being added a day later."""

import os
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from app.wiring import Library
from evidence.domain.packing import Choice
from evidence.errors import Unavailable
from evidence.ports import Staged
from evidence.services.drafts import Draft
from tests.conftest import ASHA

DAY = 86_400


def kept(library: Library) -> list[str]:
    return [sha256 for sha256, _ in library.files.all()]


def put_without_a_row(library: Library, content: bytes, *, age: float = 0) -> Staged:
    staged = library.files.stage(BytesIO(content), max_bytes=1_000)
    library.files.keep(staged)
    path = library.files.path(staged.sha256)
    os.utime(path, (time.time() - age,) * 2)
    return staged


class TestSweep:
    def test_what_is_named_stays_however_old(self, library: Library, put: Callable[..., str]) -> None:
        ref = put("Waiting lists grew.")
        sha256 = library.cards.version(ref).sha256
        os.utime(library.files.path(sha256), (0, 0))

        assert library.upkeep.sweep() == 0
        assert kept(library) == [sha256]

    def test_what_an_offer_needs_stays(self, library: Library) -> None:
        offer = library.offers.offer_file(
            ASHA, BytesIO(b"A review of waiting lists."), name="a.txt", title="A review", text="", given_by="Ben"
        )
        os.utime(library.files.path(offer.sha256), (0, 0))

        assert library.upkeep.sweep() == 0

    def test_what_an_addition_left_waits_for_a_day(self, library: Library) -> None:
        young = put_without_a_row(library, b"young", age=DAY - 600)
        put_without_a_row(library, b"old", age=DAY + 600)

        assert library.upkeep.sweep() == 1
        assert kept(library) == [young.sha256]

    def test_what_a_discard_left_goes_at_once(self, library: Library, put: Callable[..., str]) -> None:
        ref = put("Waiting lists grew.")
        content = library.files.path(library.cards.version(ref).sha256).read_bytes()
        library.documents.discard(ASHA, ref)
        put_without_a_row(library, content)

        assert library.upkeep.sweep() == 1
        assert kept(library) == []

    def test_what_was_added_again_after_a_discard_stays(self, library: Library, put: Callable[..., str]) -> None:
        library.documents.discard(ASHA, put("Waiting lists grew."))
        again = put("Waiting lists grew.")

        assert library.upkeep.sweep() == 0
        assert kept(library) == [library.cards.version(again).sha256]

    def test_store_that_cannot_be_looked_through(self, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
        def failing(_folder: Path) -> list[Path]:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(Path, "iterdir", failing)

        with pytest.raises(Unavailable, match="Check the disk"):
            library.upkeep.sweep()


class TestTidy:
    """What every command that writes does, and the server when it starts."""

    def test_pack_whose_making_was_killed_is_settled(self, library: Library, put: Callable[..., str]) -> None:
        ref = put("Waiting lists grew.")
        record = library.packs.start(ASHA, Choice(refs=(ref,)))
        library.packs._builds.let_go(record.id)  # what a killed process leaves: a record, and a note nobody holds

        library.tidy()

        assert library.packs.get(record.id).state == "failed"
        assert list((library.home / "packs").iterdir()) == []

    def test_note_of_a_pack_that_was_settled_is_removed(self, library: Library) -> None:
        (library.home / "packs").mkdir()
        (library.home / "packs" / f"{'a' * 32}.building").write_text("{}", encoding="ascii")

        library.tidy()

        assert list((library.home / "packs").iterdir()) == []

    def test_pack_that_is_being_made_goes_on(self, library: Library, put: Callable[..., str]) -> None:
        record = library.packs.start(ASHA, Choice(refs=(put("Waiting lists grew."),)))

        library.tidy()

        assert library.packs.run(ASHA, record.id).state == "complete"

    def test_unnamed_file_is_swept(self, library: Library) -> None:
        put_without_a_row(library, b"old", age=DAY + 600)

        library.tidy()

        assert kept(library) == []
        assert library.adding.add(ASHA, Draft(), BytesIO(b"old"), name="a.txt").added
