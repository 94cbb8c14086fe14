"""Signed heads: what was signed cannot be changed, cut or written anew without being told."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.settings import Settings
from app.wiring import Library, copied_heads, open_library
from evidence.adapters.clock import FixedClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.adapters.head_files import FileSigner, FolderHeads
from evidence.domain.events import START, chained
from evidence.domain.heads import RESTORED, head_of
from evidence.errors import Unavailable
from evidence.services.auditing import Auditing
from tests.conftest import ASHA, BEN, NOW

EVENTS, FIRST_HEAD = 8, 5
COLUMNS = ("actor", "at", "verb", "refs", "about", "person", "way", "undoes", "chain")
Change = Callable[[sqlite3.Connection], object]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of eight events; heads were signed at the fifth and at the eighth."""
    home = tmp_path_factory.mktemp("signed") / "library"
    clock = FixedClock(NOW)
    library = open_library(Settings(home=home, actor="Asha"), clock=clock)
    for number in range(EVENTS):
        clock.at += timedelta(minutes=1)
        library.facts.set(ASHA if number % 2 else BEN, {"council": f"Council {number}"})
        if number + 1 in {FIRST_HEAD, EVENTS}:
            library.heads.sign("asked")
    library.close()
    return home


@pytest.fixture
def home(signed: Path, tmp_path: Path) -> Path:
    return copy_of(signed, tmp_path)


def copy_of(signed: Path, place: Path) -> Path:
    for folder in (signed, signed.with_name("library-heads")):
        shutil.copytree(folder, place / folder.name)
    return place / "library"


def change(home: Path, *steps: Change) -> None:
    # Whoever can write the catalogue can remove the note beside it of how far the history goes.
    (home / "history.head").unlink(missing_ok=True)
    with closing(sqlite3.connect(home / "catalogue.db")) as raw:
        for step in steps:
            step(raw)
        raw.commit()


def sql(statement: str, *values: object) -> Change:
    return lambda raw: raw.execute(statement, values)


def chain_anew(raw: sqlite3.Connection) -> None:
    """Do what somebody who knows how the chain is made would do: write every hash anew."""
    raw.commit()
    (_, _, path) = raw.execute("PRAGMA database_list").fetchone()
    with closing(DatabaseCatalogue(Path(path), FixedClock(NOW))) as catalogue, catalogue.reading() as view:
        events = view.events()
    previous = START
    for event in events:
        previous = chained(event, previous)
        raw.execute("UPDATE event SET chain = ? WHERE seq = ?", (previous, event.seq))


def found(home: Path, keys: tuple[str, ...] = (), lines: list[str] | None = None) -> list[str]:
    """What a check of the history finds wrong."""
    folder = heads_file(home).parent
    with closing(DatabaseCatalogue(home / "catalogue.db", FixedClock(NOW))) as catalogue:
        auditing = Auditing(catalogue, FolderHeads(folder, home), FileSigner(folder / "signing.pem", folder))
        return auditing.verify(lines=lines, keys=[auditing.read_public(key) for key in keys]).damage


def heads_file(home: Path) -> Path:
    return home.with_name("library-heads") / "heads.jsonl"


def rewrite(home: Path, change_lines: Callable[[list[str]], list[str]]) -> None:
    path = heads_file(home)
    path.write_text("".join(f"{line}\n" for line in change_lines(path.read_text().splitlines())))


# The history


def swap(one: int, other: int) -> tuple[Change, ...]:
    move = "UPDATE event SET seq = ? WHERE seq = ?"
    return sql(move, 1000, one), sql(move, one, other), sql(move, other, 1000)


REWRITTEN = (
    "something from event 6 to event 8 was changed and the chain written anew: it is not what it was by head 2, "
    "signed on 2026-11-23"
)
REMOVE = "DELETE FROM event WHERE seq "


@pytest.mark.parametrize(
    ("steps", "first"),
    [
        ((), None),
        ((sql("UPDATE event SET actor = 'Ruth' WHERE seq = 3"),), "event 3 was changed after it was written"),
        ((sql("UPDATE event SET about = '{}' WHERE seq = 8"),), "event 8 was changed after it was written"),
        ((sql(REMOVE + "= 4"),), "event 4 is missing: the history goes on at event 5"),
        ((sql(REMOVE + "= 1"),), "event 1 is missing: the history goes on at event 2"),
        (swap(2, 3), "events 2 and 3 changed places after they were written"),
        (swap(2, 7), "events 2 and 7 changed places after they were written"),
        ((sql(REMOVE + "> 7"),),
         "the history was cut: it ends at event 7, and went to event 8 by head 2, signed on 2026-11-23"),
        ((sql(REMOVE + "> 0"),),
         "the history was cut: it ends at event 0, and went to event 5 by head 1, signed on 2026-11-23"),
        ((sql("UPDATE event SET actor = 'Ruth' WHERE seq = 7"), chain_anew),
         REWRITTEN),
    ],
)  # fmt: skip
def test_the_first_place_that_is_wrong_is_named(home: Path, steps: tuple[Change, ...], first: str | None) -> None:
    change(home, *steps)

    assert found(home)[:1] == ([first] if first else [])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seq=st.integers(1, EVENTS), other=st.integers(1, EVENTS),
    how=st.sampled_from([*COLUMNS, "remove", "swap"]),
    anew=st.booleans(),
)  # fmt: skip
def test_whatever_is_done_to_what_was_signed_is_told(
    seq: int, other: int, how: str, *, anew: bool, signed: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = copy_of(signed, tmp_path_factory.mktemp("copy"))
    values = {"refs": '["E-0009"]', "about": '{"a": 1}', "undoes": "1", "at": "2001-01-01 00:00:00.000000"}
    steps: tuple[Change, ...]
    if how == "remove":
        steps = (sql(REMOVE + "= ?", seq),)
    elif how == "swap":
        steps = swap(seq, other)
    else:
        set_it = f'UPDATE event SET "{how}" = ? WHERE seq = ?'  # noqa: S608 - one of the names above
        steps = (sql(set_it, values.get(how, "page"), seq),)
    harmless = (how == "swap" and seq == other) or (how == "chain" and anew)

    change(home, *steps, *([chain_anew] if anew else []))

    assert bool(found(home)) != harmless


# The heads


@pytest.mark.parametrize(
    ("changed", "first"),
    [
        (lambda lines: [lines[0].replace('"event":5', '"event":4'), lines[1]],
         "head 1 was changed after it was signed"),
        (lambda lines: lines[1:], "head 1 is missing: the list goes on at head 2"),
        (lambda lines: lines[:1], "the newest heads are missing: the list lacks the last one that was signed here"),
        (lambda _: [], "the newest heads are missing: the list lacks the last one that was signed here"),
        (lambda lines: lines[::-1], "head 1 is missing: the list goes on at head 2"),
        (lambda lines: [lines[0], lines[0], lines[1]], "head 2 is missing: the list goes on at head 1"),
        (lambda lines: ["no head", *lines], None),
    ],
)  # fmt: skip
def test_the_first_bad_or_missing_head_is_named(
    home: Path, changed: Callable[[list[str]], list[str]], first: str | None
) -> None:
    rewrite(home, changed)

    assert found(home)[:1] == ([first] if first else [])


def test_a_history_and_heads_made_anew_with_another_key_are_told_by_who_kept_the_first(
    home: Path, tmp_path: Path
) -> None:
    kept = shutil.copytree(heads_file(home).parent, tmp_path / "kept")
    (kept / "signing.pem").unlink()
    change(home, sql("UPDATE event SET actor = 'Ruth' WHERE seq = 2"), chain_anew)
    shutil.rmtree(heads_file(home).parent)
    library = open_library(Settings(home=home, actor="Asha"), clock=FixedClock(NOW))
    library.heads.sign("asked")
    library.close()

    lines, key = copied_heads(kept)
    assert found(home) == []
    assert found(home, (str(key),), lines)[0].startswith("something from event 1 to event 5")
    forged, _ = copied_heads(heads_file(home).parent)
    assert found(home, (str(key),), forged)[0].startswith("head 1 is signed with another key")


def test_a_line_that_was_cut_short_stays_and_the_next_one_follows(home: Path) -> None:
    path = heads_file(home)
    path.write_bytes(path.read_bytes() + b'{"at":"2026-')
    library = open_library(Settings(home=home, actor="Asha"), clock=FixedClock(NOW))

    head = library.heads.sign("asked")
    audit = library.upkeep.verify_history()
    library.close()

    assert head.number == 3
    assert audit.damage == []
    assert audit.notes == ["History: a line after head 2 is no head: it was cut short while it was written."]


# When they are signed


@pytest.fixture
def days(settings: Settings, clock: FixedClock) -> Iterator[Callable[..., list[int]]]:
    """Move the clock on by so many days, let the server look, and return the numbers of all heads."""
    library = open_library(settings, clock=clock)

    def _pass(*steps: float) -> list[int]:
        for step in steps:
            clock.at += timedelta(days=step)
            library.heads.keep_up()
        path = settings.heads_folder / "heads.jsonl"
        return [head_of(line).number for line in path.read_text().splitlines()] if path.exists() else []

    _pass.library = library  # type: ignore[attr-defined]  # for whoever must do something first
    yield _pass
    library.close()


def test_one_is_signed_each_day_and_none_for_a_library_in_which_nothing_happened(
    days: Callable[..., list[int]],
) -> None:
    assert days(0, 1) == []
    days.library.facts.set(ASHA, {"council": "Ashmere"})  # type: ignore[attr-defined]  # see there

    assert days(0, 0, 0.1) == [1]
    assert days(1, 0, 1, 0.2) == [1, 2, 3]


def test_a_clock_that_was_years_ahead_stops_no_head_once_it_is_right(days: Callable[..., list[int]]) -> None:
    days.library.facts.set(ASHA, {"council": "Ashmere"})  # type: ignore[attr-defined]  # see there

    assert days(0, 2_000, -2_000, 1) == [1, 2, 3, 4]


def test_a_key_that_is_gone_is_not_made_anew_in_silence(home: Path) -> None:
    (home.with_name("library-heads") / "signing.pem").unlink()
    library = open_library(Settings(home=home, actor="Asha"), clock=FixedClock(NOW))

    with pytest.raises(Unavailable, match="the key that signed them is gone"):
        library.heads.sign("asked")
    library.close()
    assert len(heads_file(home).read_text().splitlines()) == 2


def test_what_signs_is_read_by_its_owner_alone_and_signs_nothing_a_person_typed(home: Path) -> None:
    folder = home.with_name("library-heads")

    assert (folder / "signing.pem").stat().st_mode & 0o077 == 0
    told = json.loads(heads_file(home).read_text().splitlines()[-1])
    assert set(told) == {
        "number", "day", "at", "event", "events", "chain", "why", "previous", "key", "signature",
    }  # fmt: skip


def test_a_restored_library_says_where_it_goes_on(library: Library) -> None:
    for name in ("One", "Two", "Three"):
        library.facts.set(ASHA, {"council": name})
    library.heads.sign("asked")
    with closing(sqlite3.connect(library.home / "catalogue.db")) as raw:
        raw.execute(REMOVE + "> 1")
        raw.execute('DELETE FROM "change" WHERE seq > 1')
        raw.commit()
    with library.catalogue.writing(ASHA) as work:
        work.record(RESTORED)
    library.heads.sign("restored")
    library.facts.set(ASHA, {"council": "Four"})
    library.heads.sign("asked")

    audit = library.upkeep.verify_history()

    assert audit.damage == []
    (note,) = audit.notes
    assert note.startswith(
        "History: head 1 (2026-11-23) says that the history went to event 3; the library was brought"
    )
    assert note.endswith("goes on from event 2.")


def test_a_cut_cannot_be_passed_off_as_a_restore(library: Library) -> None:
    for name in ("One", "Two", "Three"):
        library.facts.set(ASHA, {"council": name})
    library.heads.sign("asked")
    with closing(sqlite3.connect(library.home / "catalogue.db")) as raw:
        raw.execute(REMOVE + "> 1")
        raw.execute('DELETE FROM "change" WHERE seq > 1')
        raw.commit()
    library.heads.sign("restored")

    (damage,) = library.upkeep.verify_history().damage
    assert "head 2 was signed for a restore that the history does not tell of" in damage
