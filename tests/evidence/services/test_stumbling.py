"""A document over which the program itself stumbles keeps no other waiting, and nothing lets it out."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image

from app.wiring import Library
from evidence.ports import TextReader
from evidence.readings import Unreadable
from evidence.services.checking import Checking
from evidence.services.drafts import Draft
from evidence.services.texts import Texts
from tests.conftest import ASHA
from tests.evidence.extractors.making_pdf import stamped

BAD = b"Words that nobody foresaw."


class Stumbling:
    """A reader with a fault of its own: one file is too much for it."""

    at_once = 1

    def __init__(self, reader: TextReader) -> None:
        self._reader = reader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def read(self, path: Path, *given: Any, **more: Any) -> Any:
        _stumble_over(path)
        return self._reader.read(path, *given, **more)

    def hidden(self, path: Path, *given: Any, **more: Any) -> Any:
        _stumble_over(path)
        return self._reader.hidden(path, *given, **more)


def _stumble_over(path: Path) -> None:
    if path.read_bytes() == BAD:
        raise ZeroDivisionError


class WithoutOcr:
    """A reader on a machine where nothing reads scans."""

    reads_scans = False

    def __init__(self, reader: TextReader) -> None:
        self._reader = reader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def read_scan(self, path: Path, media_type: str, page: int) -> Any:
        raise Unreadable("Nothing here reads scans.")


def _add(library: Library, *contents: bytes) -> list[str]:
    return [
        library.adding.add(ASHA, Draft(), BytesIO(content), name=f"{number}.txt").added[0].ref
        for number, content in enumerate(contents)
    ]


def _until_it_stumbles(done: Iterable[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        for _ in done:
            pass


def test_others_are_read(library: Library) -> None:
    bad, good, other = _add(library, BAD, b"Good words.", b"Other words.")
    ports = library.ports
    texts = Texts(
        ports.catalogue, ports.files, cast("TextReader", Stumbling(ports.reader)), library.adding, ports.vocabulary,
        ports.clock, library.checking,
    )  # fmt: skip

    _until_it_stumbles(texts.read_pending())

    assert [library.cards.version(ref).text_state for ref in (good, bad, other)] == ["read", "pending", "read"]


def test_others_are_looked_through(library: Library) -> None:
    good, bad, other = _add(library, b"Good words.", BAD, b"Other words.")
    for _ in library.texts.read_pending():
        pass
    for ref in (good, bad, other):
        library.documents.set(ASHA, ref, {"title": f"Another title of {ref}"})
    ports = library.ports
    checking = Checking(
        ports.catalogue, ports.files, cast("TextReader", Stumbling(ports.reader)), library.documents, ports.clock
    )

    _until_it_stumbles(checking.look_pending())

    assert [checking.outcome(ref).waits for ref in (good, bad, other)] == [False, True, False]


def test_a_stamped_scan_that_nothing_read_is_to_be_read_by_somebody(library: Library) -> None:
    ports = library.ports
    reader = cast("TextReader", WithoutOcr(ports.reader))
    content = stamped(Image.new("L", (60, 85), 200), "Bundle page 2 of 60")
    draft = Draft(title="Bundle", kind="policy")
    ref = library.adding.add(ASHA, draft, BytesIO(content), name="a.pdf").added[0].ref
    texts = Texts(
        ports.catalogue, ports.files, reader, library.adding, ports.vocabulary, ports.clock, library.checking
    )
    for _ in texts.read_pending():
        pass
    assert library.cards.version(ref).text_state == "read"
    assert library.checking.outcome(ref).reasons == (
        "Not all of its text could be read, so somebody must look at every page.",
    )

    library.documents.set(ASHA, ref, {"title": "Another bundle"})
    for _ in library.checking.look_pending():
        pass

    assert "Not all of its text could be read" in " ".join(library.checking.outcome(ref).reasons)
