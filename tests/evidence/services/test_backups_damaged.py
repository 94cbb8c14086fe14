"""A damaged backup is refused, naming what is wrong; nothing is written outside, and nothing in it is run."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from app.restoring import restore_into
from app.settings import Settings
from app.wiring import open_library
from evidence.errors import Damaged, EvidenceError, Invalid, NotFound
from evidence.services.drafts import Draft


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a library with five documents, made once; tests damage copies of it."""
    place = tmp_path_factory.mktemp("made")
    library = open_library(Settings(home=place / "library", actor="Asha"))
    for number in range(5):
        library.adding.add(library.actor, Draft(), BytesIO(f"Part {number}.".encode()), name=f"{number}.txt")
    *_, result = library.backups.back_up(library.actor, place / "backup")
    library.close()
    assert result.damage == []
    return place / "backup"


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "backup"
    shutil.copytree(made, copy)
    return copy


@pytest.mark.parametrize(
    ("damage", "kind", "said"),
    [
        ("no list", NotFound, "is not a backup"),
        ("list cut", Invalid, "cannot be understood"),
        ("list of another format", Invalid, "cannot be understood"),
        ("name outside", Invalid, "cannot be understood"),
        ("name too short", Invalid, "cannot be understood"),
        ("catalogue changed", Damaged, "catalogue of this backup was changed"),
        ("catalogue gone", Damaged, "not what `evidence backup` made"),
        ("file gone", Damaged, "not what `evidence backup` made"),
        ("file flipped", Damaged, "was changed"),
        ("file cut", Damaged, "was changed"),
        ("file longer", Damaged, "was changed"),
        ("file a link", Damaged, "not what `evidence backup` made"),
        ("files a link", Damaged, "not what `evidence backup` made"),
        ("list a link", NotFound, "is not a backup"),
        ("list flipped", Invalid, "was changed"),
        ("list nested", Invalid, "was changed"),
        ("name in another alphabet", Invalid, "was changed"),
        ("pickle beside", Damaged, "not what `evidence backup` made"),
        ("pickle among files", Damaged, "not what `evidence backup` made"),
        ("catalogue of no kind", Damaged, "damaged"),
    ],
)
def test_damaged_backup_is_refused_and_the_home_stays_absent(
    backup: Path, tmp_path: Path, damage: str, kind: type[EvidenceError], said: str
) -> None:
    DAMAGES[damage](backup)
    before = sorted(path.name for path in tmp_path.iterdir())

    with pytest.raises(kind, match=said):
        list(restore_into(Settings(home=tmp_path / "restored"), backup))

    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("file gone", "missing: files/"), ("file a link", "not of this backup: "),
        ("list flipped", "backup.json"),
        ("pickle beside", "not of this backup: index"), ("pickle among files", "not of this backup: evil.pickle"),
        ("catalogue gone", "missing: catalogue.db"), ("files a link", "not of this backup: files"),
    ],
)  # fmt: skip
def test_what_is_damaged_is_named(backup: Path, tmp_path: Path, damage: str, named: str) -> None:
    DAMAGES[damage](backup)

    with pytest.raises(EvidenceError) as refused:
        list(restore_into(Settings(home=tmp_path / "restored"), backup))

    assert [finding for finding in refused.value.details["findings"] if finding.startswith(named)]


def test_nothing_of_a_backup_is_unpickled(backup: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (backup / "index").mkdir()
    (backup / "index" / "MAIN_1.toc").write_bytes(f"cos\nsystem\n(S'touch {ran}'\ntR.".encode())

    with pytest.raises(Damaged):
        list(restore_into(Settings(home=tmp_path / "restored"), backup))

    assert not ran.exists()


def test_backup_of_an_earlier_version_is_brought_back(backup: Path, tmp_path: Path) -> None:
    def earlier(body: dict[str, object]) -> None:
        for name in ("digest", "last_event", "chain"):
            del body[name]
        body["format"] = "evidence-backup/1"

    _list(backup, earlier)

    settings = Settings(home=tmp_path / "restored", actor="Asha")
    assert list(restore_into(settings, backup)) == [1, 2, 3, 4, 5]
    copy = open_library(settings)
    held = len(copy.cards.documents())
    copy.close()
    assert held == 5


def _list(backup: Path, change: Callable[[dict[str, object]], object]) -> None:
    body = json.loads((backup / "backup.json").read_text())
    change(body)
    if "digest" in body and body["made_at"] != "2020-01-01T00:00:00+00:00":
        told = {name: value for name, value in body.items() if name != "digest"}
        body["digest"] = hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    (backup / "backup.json").write_text(json.dumps(body))


def _first(backup: Path) -> Path:
    return min((backup / "files").iterdir())


def _link(backup: Path) -> None:
    _linked(backup, _first(backup))


def _linked(backup: Path, path: Path) -> None:
    aside = backup.with_name("aside")
    shutil.move(path, aside)
    path.symlink_to(aside)


def _other_catalogue(backup: Path) -> None:
    (backup / "catalogue.db").write_bytes(b"no database" * 500)
    found = hashlib.sha256((backup / "catalogue.db").read_bytes()).hexdigest()
    _list(backup, lambda body: body.update(catalogue=found))


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no list": lambda backup: (backup / "backup.json").unlink(),
    "list cut": lambda backup: os.truncate(backup / "backup.json", 100),
    "list of another format": lambda backup: _list(backup, lambda body: body.update(format="evidence-backup/9")),
    "name outside": lambda backup: _list(backup, lambda body: body["files"].update({"../../" + "a" * 58: 1})),
    "name too short": lambda backup: _list(backup, lambda body: body["files"].update({"abc": 1})),
    "catalogue changed": lambda backup: _flip(backup / "catalogue.db"),
    "catalogue gone": lambda backup: (backup / "catalogue.db").unlink(),
    "file gone": lambda backup: _first(backup).unlink(),
    "file flipped": lambda backup: _flip(_first(backup)),
    "file cut": lambda backup: os.truncate(_first(backup), 3),
    "file longer": lambda backup: _first(backup).write_bytes(_first(backup).read_bytes() + b"x" * 99),
    "file a link": _link,
    "files a link": lambda backup: _linked(backup, backup / "files"),
    "list a link": lambda backup: _linked(backup, backup / "backup.json"),
    "list flipped": lambda backup: _list(backup, lambda body: body.update(made_at="2020-01-01T00:00:00+00:00")),
    "list nested": lambda backup: (backup / "backup.json").write_text("[" * 100_000),
    "name in another alphabet": lambda backup: _list(backup, lambda body: body["files"].update({"\u017f" * 64: 1})),
    "pickle beside": lambda backup: (backup / "index").mkdir(),
    "pickle among files": lambda backup: (backup / "files" / "evil.pickle").write_bytes(b"cos\nsystem\n."),
    "catalogue of no kind": _other_catalogue,
}
