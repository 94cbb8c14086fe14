"""The checker stands alone, and complains of everything that it is there to find."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import open_library
from evidence.domain.packing import Choice
from evidence.services.drafts import Draft, TagDraft
from faults.checker import check, portrait
from faults.notes import Notes
from tests.conftest import ASHA, REPOSITORY, settle

Harm = Callable[[Path, Notes], object]
TEXTS = {"E-0001": "Waiting lists grew.", "E-0002": "Carers were heard."}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with two documents and a pack, all acknowledged, that nobody has open; with its notes."""
    folder = tmp_path_factory.mktemp("sound")
    library, notes = open_library(Settings(home=folder / "home", actor="Asha")), Notes(folder / "notes")
    for word, text in TEXTS.items():
        content = text.encode()
        sha256 = hashlib.sha256(content).hexdigest()
        notes.note("trying", key=word, papers=[[word, sha256]])
        draft = Draft(tags=(TagDraft("QS1"),))
        added = library.adding.add(ASHA, draft, BytesIO(content), name=f"{word}.txt").added[0]
        notes.note("added", ref=added.ref, sha256=sha256, word=word)
    settle(library)
    record = library.packs.start(ASHA, Choice(statements=("QS1",)))
    library.packs.run(ASHA, record.id)
    library.close()
    return folder


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound / "home", tmp_path / "home"))


@pytest.fixture
def notes(sound: Path, home: Path) -> Notes:
    made = Notes(Path(shutil.copy(sound / "notes", home.parent / "notes")))
    pack = next((home / "packs").glob("*.zip"))
    made.note("pack", file=str(pack), id=pack.stem, digest="")
    return made


def stored(home: Path, ref: str) -> Path:
    sha256 = hashlib.sha256(TEXTS[ref].encode()).hexdigest()
    return home / "files" / sha256[:2] / sha256[2:]


def changed(statement: str) -> Harm:
    def harm(home: Path, _notes: Notes) -> None:
        with closing(sqlite3.connect(home / "catalogue.db")) as connection, connection:
            connection.execute(statement)

    return harm


def a_day_old(home: Path, _notes: Notes) -> None:
    stray = home / "files" / "ab" / ("c" * 62)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"Nobody knows whose this is.")
    os.utime(stray, (time.time() - 90_000,) * 2)


def discarded_but_kept(home: Path, notes: Notes) -> None:
    notes.note("discarding", ref="E-0002")
    for table in ("document", "version", "tag", "passage"):
        changed(f"DELETE FROM {table} WHERE ref = 'E-0002'")(home, notes)  # noqa: S608 - a table's own name


def twice(home: Path, _notes: Notes) -> None:
    sha256 = hashlib.sha256(TEXTS["E-0001"].encode()).hexdigest()
    changed(f"UPDATE version SET sha256 = '{sha256}' WHERE ref = 'E-0002'")(home, _notes)  # noqa: S608 - a hash


def word_left_in_a_log(home: Path, notes: Notes) -> None:
    notes.note("added", ref="E-0009", sha256=None, word="q0123456789abz")
    notes.note("discarding", ref="E-0009")
    (home / "failures.log").write_text("It was q0123456789abz that failed.")


def half_gone(home: Path, notes: Notes) -> None:
    changed("INSERT INTO disposal VALUES ('E-0001', 'minutes', '', '', '[]', 0, '2026-01-01', 'Asha', NULL)")(
        home, notes
    )


def index_ahead(home: Path, _notes: Notes) -> None:
    index = home / "index"
    manifest = index / (index / "current").read_text().strip() / "manifest.json"
    body = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**body, "cursor": body["cursor"] + 9}))


def pack_with_another_file(home: Path, _notes: Notes) -> None:
    pack = next((home / "packs").glob("*.zip"))
    with zipfile.ZipFile(pack, "a") as opened:
        opened.writestr("evidence/added.txt", "It was not there.")


HARMS: dict[str, tuple[str, Harm]] = {
    "a document is gone": ("I1", changed("DELETE FROM document WHERE ref = 'E-0001'")),
    "a version is gone": ("I1", changed("DELETE FROM version WHERE ref = 'E-0001'")),
    "a tag is gone": ("I2", changed("DELETE FROM tag WHERE ref = 'E-0002'")),
    "a file is held twice": ("I2", twice),
    "a file is gone": ("I3", lambda home, _: stored(home, "E-0001").unlink()),
    "a file is another": ("I3", lambda home, _: stored(home, "E-0001").write_bytes(b"Waiting lists fell.")),
    "a file is cut short": ("I3", lambda home, _: stored(home, "E-0001").write_bytes(b"Waiting")),
    "a file belongs to nobody": ("I4", a_day_old),
    "a discarded file is kept": ("I4", discarded_but_kept),
    "a word of a removed document is left": ("I4", word_left_in_a_log),
    "the traces of a removal are left": ("I4", half_gone),
    "a document is half gone": ("I2", half_gone),
    "the index knows what never happened": ("I5", index_ahead),
    "a text is gone": ("I6", changed("DELETE FROM passage WHERE ref = 'E-0001'")),
    "a tag belongs to nobody": ("I6", changed("UPDATE tag SET ref = 'E-0009' WHERE ref = 'E-0002'")),
    "a version in use is gone": ("I6", changed("UPDATE document SET current_version = 2 WHERE ref = 'E-0001'")),
    "the catalogue is overwritten": ("I6", lambda home, _: (home / "catalogue.db").write_bytes(b"\0" * 8_192)),
    "an event is gone": ("I7", changed("DELETE FROM event WHERE seq = 2")),
    "an event is another": ("I7", changed("UPDATE event SET actor = 'Ben' WHERE seq = 2")),
    "an addition is not told": ("I7", changed("UPDATE event SET verb = 'tagged' WHERE seq = 1")),
    "a pack is gone": ("I1", lambda home, _: next((home / "packs").glob("*.zip")).unlink()),
    "a pack is half there": ("I10", lambda home, _: os.truncate(next((home / "packs").glob("*.zip")), 300)),
    "a pack has another file": ("I10", pack_with_another_file),
    "a pack is never done": ("I10", changed("UPDATE pack SET state = 'building'")),
    "an upload is left": ("I11", lambda home, _: (home / "staging" / "upload-x").write_bytes(b"text")),
    "a part of a pack is left": ("I11", lambda home, _: (home / "packs" / ".pack-x.part").write_bytes(b"text")),
}


def test_sound_library_gives_no_complaint(home: Path, notes: Notes) -> None:
    assert check(home, notes) == []


@pytest.mark.parametrize("harm", HARMS)
def test_each_harm_is_complained_of(home: Path, notes: Notes, harm: str) -> None:
    invariant, do = HARMS[harm]

    do(home, notes)

    assert [line for line in check(home, notes) if line.startswith(f"{invariant}: ")] != []


def test_checking_changes_nothing(home: Path, notes: Notes) -> None:
    def seen() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in home.rglob("*")}

    before = seen()

    check(home, notes)

    assert seen() == before


def test_portrait_tells_states_apart(home: Path, notes: Notes) -> None:
    before = portrait(home)
    assert portrait(home) == before

    changed("UPDATE document SET title = 'Another' WHERE ref = 'E-0001'")(home, notes)

    assert [name for name, seen in portrait(home).items() if seen != before[name]] == ["document"]


def test_as_a_program_it_ends_with_one_where_something_is_wrong(home: Path, notes: Notes) -> None:
    order = [sys.executable, "-m", "faults.checker", str(home), str(notes.path)]
    sound = subprocess.run(order, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    stored(home, "E-0001").unlink()
    harmed = subprocess.run(order, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert (sound.returncode, json.loads(sound.stdout)["violations"]) == (0, [])
    assert (harmed.returncode, json.loads(harmed.stdout)["sound"]) == (1, False)


def test_it_shares_no_code_with_the_application() -> None:
    """Nor with any library beyond Python's own."""
    seen = "import sys; before = set(sys.modules); import faults.checker; print(*set(sys.modules) - before)"
    ran = subprocess.run([sys.executable, "-c", seen], cwd=REPOSITORY, capture_output=True, text=True, check=True)

    roots = {name.partition(".")[0] for name in ran.stdout.split()}
    assert "faults" in roots
    assert roots - {"faults"} - sys.stdlib_module_names == set()


def test_notes_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    Notes(tmp_path / "notes").note("added", ref="E-0001", sha256="a", word="b")
    Notes(tmp_path / "notes").note("discarding", ref="E-0001")

    assert [line["what"] for line in Notes(tmp_path / "notes").all()] == ["added", "discarding"]
