"""A machine that fails, rather than the program: said in plain words, as something that may work later."""

import errno
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.errors import of_the_machine
from app.wiring import Library
from evidence.errors import Unavailable
from evidence.reports.sinks import NewFile
from evidence.services.drafts import Draft
from tests.app.forms import WAITS, problem_in
from tests.conftest import ASHA, Ran

FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(WAITS, encoding="utf-8")
    return path


def failing(call: Callable[..., object], *, when: Callable[..., bool], error: OSError) -> Callable[..., object]:
    """Make a call of the system's fail where ``when`` says so."""

    def _failing(*arguments: object, **named: object) -> object:
        if when(*arguments):
            raise error
        return call(*arguments, **named)

    return _failing


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EMFILE, errno.ENOMEM])
def test_failures_of_the_machine_are_told_from_others(number: int) -> None:
    said = of_the_machine(OSError(number, os.strerror(number)))

    assert isinstance(said, Unavailable)
    assert os.strerror(number) in said.message


def test_failures_of_the_program_are_not_the_machines() -> None:
    assert of_the_machine(FileNotFoundError(errno.ENOENT, "No such file")) is None
    assert of_the_machine(ValueError("5")) is None


def test_adding_to_a_full_disk_ends_with_6(
    cli: Callable[..., Ran], paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("list").code == 0
    monkeypatch.setattr(os, "fsync", failing(os.fsync, when=lambda _: True, error=FULL))

    ran = cli("add", paper, "--json")

    assert (ran.code, ran.json["added"]) == (6, [])
    assert "Free some space" in ran.json["refused"][0]["reason"]


def test_file_that_cannot_be_read_back_is_refused_and_the_others_are_taken(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = OSError(errno.EIO, "Input/output error")
    harmed = failing(
        library.reader.media_type, when=lambda path, _: b"broken" in Path(path).read_bytes(), error=broken
    )
    monkeypatch.setattr(type(library.reader), "media_type", lambda _, *given: harmed(*given))

    outcome = library.adding.add(ASHA, Draft(), BytesIO(b"broken"), name="a.txt")

    assert [(bad.code, bad.file) for bad in outcome.refused] == [("unavailable", "a.txt")]
    assert "Check the disk" in outcome.refused[0].reason
    assert library.adding.add(ASHA, Draft(), BytesIO(b"sound"), name="b.txt").added


def test_staged_file_that_cannot_be_removed_does_not_hide_what_was_done(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = OSError(errno.EIO, "Input/output error")
    monkeypatch.setattr(os, "unlink", failing(os.unlink, when=lambda path: "upload-" in str(path), error=broken))
    monkeypatch.setattr(Path, "unlink", lambda path, **_: os.unlink(path))  # noqa: PTH108 - as pathlib does

    first = library.adding.add(ASHA, Draft(), BytesIO(b"Waiting lists grew."), name="a.txt")
    again = library.adding.add(ASHA, Draft(), BytesIO(b"Waiting lists grew."), name="a.txt")

    assert [added.ref for added in first.added] == ["E-0001"]
    assert [held.ref for held in again.held] == ["E-0001"]


def test_request_that_the_machine_fails_is_answered_503(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_handles(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("app.api.documents.card_json", out_of_handles)
    ref = client.post("/api/v1/documents", files={"files": ("a.txt", WAITS)}).json()["added"][0]["ref"]

    answer = client.get(f"/api/v1/documents/{ref}")

    assert answer.status_code == 503
    assert "Too many open files" in problem_in(answer.json())["detail"]
    assert answer.headers["retry-after"]


class TestNewFile:
    """A file whose name may not last has no name."""

    def test_folder_that_cannot_be_synced(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        out = tmp_path / "pack.zip"
        file = NewFile(out, tmp_path / ".part")
        file.write(b"pack")
        file.sync()
        monkeypatch.setattr(os, "fsync", failing(os.fsync, when=lambda _: True, error=FULL))

        with pytest.raises(Unavailable):
            file.publish()
        file.discard()

        assert list(tmp_path.iterdir()) == []

    def test_part_that_cannot_be_removed_does_not_undo_the_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "pack.zip"
        file = NewFile(out, tmp_path / ".part")
        file.write(b"pack")
        file.sync()
        monkeypatch.setattr(Path, "unlink", failing(Path.unlink, when=lambda _: True, error=FULL))

        file.publish()

        assert out.read_bytes() == b"pack"
