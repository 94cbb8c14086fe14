"""Making packs: complete or absent, at once or fetched later."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.domain.assurance import PackRecord
from evidence.domain.packing import Choice
from evidence.errors import Conflict, Damaged, Invalid, NotFound
from evidence.services.pack_verifying import verify
from tests.evidence.services.packs_builder import ASHA, BEN, World, contents

QS1 = Choice(statements=("QS1",))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "home")
    yield world
    world.close()


class TestCompleteOrAbsent:
    def test_an_existing_file_is_left_alone_unless_it_may_be_replaced(self, world: World, tmp_path: Path) -> None:
        world.add("One", tags={"QS1": []})
        out = tmp_path / "pack.zip"
        out.write_bytes(b"precious")
        with pytest.raises(Conflict, match="is there already"):
            world.packs.build(ASHA, QS1, out)
        assert out.read_bytes() == b"precious"
        world.packs.build(ASHA, QS1, out, overwrite=True)
        assert verify(out).ok

    def test_a_file_that_appears_meanwhile_is_left_alone_too(self, world: World, tmp_path: Path) -> None:
        world.add("One", tags={"QS1": []})
        out = tmp_path / "pack.zip"

        def interfere(_done: int, _total: int) -> None:
            out.write_bytes(b"precious")

        with pytest.raises(Conflict):
            world.packs.build(ASHA, QS1, out, progress=interfere)
        assert out.read_bytes() == b"precious"
        assert {path.name for path in tmp_path.iterdir()} == {"home", "pack.zip"}
        assert world.packs.list()[0].state == "failed"

    def test_the_same_pack_made_by_somebody_else_meanwhile_stays(self, world: World, tmp_path: Path) -> None:
        world.add("One", tags={"QS1": []})
        out = tmp_path / "pack.zip"

        def overtake(_done: int, _total: int) -> None:
            world.packs.build(BEN, QS1, out)

        with pytest.raises(Conflict):
            world.packs.build(ASHA, QS1, out, progress=overtake)
        assert verify(out).ok
        assert sorted((record.made_by, record.state) for record in world.packs.list()) == [
            ("Asha", "failed"),
            ("Ben", "complete"),
        ]

    def test_a_place_that_cannot_be_is_refused(self, world: World, tmp_path: Path) -> None:
        world.add("One", tags={"QS1": []})
        with pytest.raises(Invalid, match="no folder"):
            world.packs.build(ASHA, QS1, tmp_path / "nowhere" / "pack.zip")
        with pytest.raises(Invalid, match="is a folder"):
            world.packs.build(ASHA, QS1, tmp_path)

    @pytest.mark.parametrize("damage", ["flip", "truncate", "lengthen", "remove"])
    def test_a_damaged_stored_file_is_named_and_nothing_is_left(
        self, world: World, tmp_path: Path, damage: str
    ) -> None:
        world.add("Sound", tags={"QS1": []})
        stored = world.stored(world.add("Broken", b"x" * 3_000_000, tags={"QS1": []}))
        if damage == "remove":
            stored.unlink()
        else:
            stored.write_bytes(
                {"flip": b"x" * 2_999_999 + b"y", "truncate": b"x" * 7, "lengthen": b"x" * 3_000_001}[damage]
            )
        with pytest.raises(Damaged, match="E-0002 “Broken”") as caught:
            world.packs.build(ASHA, QS1, tmp_path / "pack.zip")
        assert caught.value.details["ref"] == "E-0002"
        assert [path.name for path in tmp_path.iterdir()] == ["home"]
        record = world.packs.list()[0]
        assert (record.state, record.sent, record.failure) == ("failed", [], caught.value.message)

    def test_a_document_restricted_meanwhile_does_not_go(self, world: World, tmp_path: Path) -> None:
        ref = world.add("Secret soon", tags={"QS1": []})
        world.add("Open", tags={"QS1": []})

        def interfere(_done: int, _total: int) -> None:
            world.set(ref, sensitivity="restricted")

        with pytest.raises(Conflict, match=ref):
            world.packs.build(ASHA, QS1, tmp_path / "pack.zip", progress=interfere)
        assert [path.name for path in tmp_path.iterdir()] == ["home"]

    def test_progress_ends_at_the_whole(self, world: World, tmp_path: Path) -> None:
        world.add("Big", b"x" * 2_500_000, tags={"QS1": []})
        world.add("Small", b"y", tags={"QS1": []})
        told: list[tuple[int, int]] = []
        world.packs.build(ASHA, QS1, tmp_path / "p.zip", progress=lambda done, total: told.append((done, total)))
        assert told == sorted(told)
        assert told[-1] == (2_500_001, 2_500_001)


class TestStartedAndFetchedLater:
    def test_it_can_be_fetched_once_it_is_complete(self, world: World) -> None:
        world.add("One", tags={"QS1": []})
        record = world.packs.start(BEN, QS1)
        assert record.state == "building"
        assert len(record.id) == 32
        with pytest.raises(Conflict, match="still being made"):
            world.packs.file(record.id)
        assert world.packs.run(ASHA, record.id).state == "complete"
        assert verify(world.packs.file(record.id)).ok
        assert world.packs.get(record.id).made_by == "Ben"
        with pytest.raises(Conflict):
            world.packs.run(ASHA, record.id)

    def test_it_is_made_from_what_may_go_by_then(self, world: World) -> None:
        world.add("One", tags={"QS1": []})
        two = world.add("Two", tags={"QS1": []})
        record = world.packs.start(ASHA, QS1)
        world.set(two, sensitivity="restricted")
        done = world.packs.run(ASHA, record.id)
        assert [one["ref"] for one in done.sent] == ["E-0001"]
        assert [one["code"] for one in done.left_out] == ["restricted"]

    def test_what_goes_wrong_stands_in_the_record(self, world: World) -> None:
        ref = world.add("One", tags={"QS1": []})
        record = world.packs.start(ASHA, QS1)
        world.stored(ref).unlink()
        done = world.packs.run(ASHA, record.id)
        assert done.state == "failed"
        assert done.failure
        assert "E-0001" in done.failure
        with pytest.raises(Conflict, match="was not made"):
            world.packs.file(record.id)
        other = world.packs.start(ASHA, QS1)
        world.set(ref, status="draft")
        assert world.packs.run(ASHA, other.id).state == "failed"
        assert list((world.home / "packs").iterdir()) == []

    def test_one_that_this_process_still_makes_is_not_given_up(self, world: World) -> None:
        world.add("One", tags={"QS1": []})
        record = world.packs.start(ASHA, QS1)
        assert world.packs.settle() == 0
        assert world.packs.run(ASHA, record.id).state == "complete"

    def test_a_pack_built_elsewhere_is_not_kept_here(self, world: World, tmp_path: Path) -> None:
        world.add("One", tags={"QS1": []})
        record = world.packs.build(ASHA, QS1, tmp_path / "pack.zip")
        with pytest.raises(NotFound, match="not kept here"):
            world.packs.file(record.id)

    def test_a_started_pack_whose_process_died_is_settled(self, world: World) -> None:
        world.add("One", tags={"QS1": []})
        record = world.packs.start(ASHA, QS1)
        world.packs._builds.let_go(record.id)
        assert world.packs.settle() == 1
        assert world.packs.get(record.id).state == "failed"
        assert world.packs.settle() == 0
        assert list((world.home / "packs").iterdir()) == []

    def test_one_that_had_its_name_before_the_process_died_is_complete(self, world: World) -> None:
        world.add("One", tags={"QS1": []})
        record = world.packs.start(ASHA, QS1)
        note = (world.home / "packs" / f"{record.id}.building").read_bytes()
        world.packs.run(ASHA, record.id)
        with world.catalogue.writing(ASHA) as work:
            row = work.find(PackRecord, record.id)
            assert row
            row.state = "building"
            work.save(row, remembered=False)
        (world.home / "packs" / f"{record.id}.building").write_bytes(note)
        assert world.packs.settle() == 1
        assert world.packs.get(record.id).state == "complete"
        assert verify(world.packs.file(record.id)).ok


def test_a_big_zip_is_read_back_whole(world: World, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as inner:
        inner.writestr("a.txt", b"a" * 3_000_000)
    world.add("Archive", data.getvalue(), media_type="application/zip", tags={"QS1": []})
    world.packs.build(ASHA, QS1, tmp_path / "pack.zip")
    assert contents(tmp_path / "pack.zip")["evidence/QS1/E-0001_Archive.zip"] == data.getvalue()
