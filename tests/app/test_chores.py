"""What is done to the whole library in a thread of its own: a full check, and a new search index."""

import json
from collections.abc import Callable, Iterator

import pytest

from app.chores import Check, Chores
from app.settings import Settings
from app.wiring import Library, open_library
from tests.conftest import ASHA, BEN, settle


@pytest.fixture
def chores(library: Library) -> Iterator[Chores]:
    started = Chores(library)
    yield started
    started.stop()


def ended(chores: Chores) -> Chores:
    """Wait until what is under way is done."""
    chores.wait(60)
    return chores


def test_a_check_tells_that_everything_is_whole(library: Library, chores: Chores, put: Callable[..., str]) -> None:
    put("Minutes.")

    assert chores.last_check is None
    assert chores.check(ASHA)

    check = ended(chores).last_check
    assert check is not None
    assert (check.by, check.damage, check.failure, check.percent) == ("Asha", [], "", 100)
    assert check.checked["documents"] == 1
    assert check.ended is not None


def test_a_check_finds_a_file_that_was_changed(library: Library, chores: Chores, put: Callable[..., str]) -> None:
    ref = put("Minutes.")
    sha256, _ = next(library.files.all())
    library.files.path(sha256).chmod(0o600)
    library.files.path(sha256).write_text("Other minutes.")

    chores.check(ASHA)

    check = ended(chores).last_check
    assert check is not None
    assert any(ref in finding and "changed" in finding for finding in check.damage)


def test_what_a_check_found_is_known_after_a_restart(
    library: Library, chores: Chores, settings: Settings, put: Callable[..., str]
) -> None:
    put("Minutes.")
    chores.check(BEN)
    known = ended(chores).last_check
    library.close()

    opened = open_library(settings)
    again = Chores(opened).last_check
    opened.close()

    assert again == known


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"begun": 1}', "not json"])
def test_a_damaged_record_of_the_last_check_is_as_if_there_were_none(library: Library, kept: str) -> None:
    (library.home / "last-check.json").write_text(kept)

    assert Chores(library).last_check is None


def test_only_so_many_findings_are_kept(library: Library) -> None:
    many = Check(
        "Asha", library.clock.now(), ended=library.clock.now(), damage=["E-0001: its file is missing."] * 5_000
    )

    assert len(many.as_json()["damage"]) < 5_000
    assert Check.from_json(json.loads(json.dumps(many.as_json()))).by == "Asha"


def test_a_lost_index_is_built_anew(library: Library, chores: Chores, put: Callable[..., str]) -> None:
    put("People wait too long.")

    assert chores.rebuild(ASHA, read_again=False)

    rebuilding = ended(chores).last_rebuilding
    assert rebuilding is not None
    assert (rebuilding.documents, rebuilding.failure, rebuilding.read_again) == (1, "", 0)
    assert library.finding.search("wait", on=library.clock.today()).total == 1


def test_texts_are_read_again_when_asked(library: Library, chores: Chores, put: Callable[..., str]) -> None:
    ref = put("People wait too long.")

    chores.rebuild(ASHA, read_again=True)

    assert ended(chores).last_rebuilding.read_again == 1
    assert library.texts.pending() == [(ref, 1)]
    settle(library)
    assert library.finding.search("wait", on=library.clock.today()).total == 1


def test_one_check_and_one_rebuilding_at_a_time(library: Library, chores: Chores) -> None:
    with library.index.writing() as held:
        assert held
        assert chores.rebuild(ASHA, read_again=False)  # waits for the index to be free
        assert not chores.rebuild(BEN, read_again=False)

    assert ended(chores).last_rebuilding.by == "Asha"
    assert chores.last_rebuilding.failure == ""


def test_a_library_that_cannot_be_read_is_told_in_a_sentence(library: Library, chores: Chores) -> None:
    library.catalogue.close()
    (library.home / "catalogue.db").write_bytes(b"no catalogue at all" * 500)

    chores.check(ASHA)

    check = ended(chores).last_check
    assert check is not None
    assert check.failure or check.damage
