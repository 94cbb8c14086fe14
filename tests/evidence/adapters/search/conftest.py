"""A search index in a temporary folder, and documents to put in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.ports import IndexedDocument, IndexedPassage

KEY = b"a key kept elsewhere in the home"


def make_document(ref: str, heading: str, *passages: str) -> IndexedDocument:
    return IndexedDocument(ref, heading, [IndexedPassage(place, text) for place, text in enumerate(passages)])


@pytest.fixture
def document() -> Callable[..., IndexedDocument]:
    return make_document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> WhooshIndex:
    return WhooshIndex(folder, KEY)


@pytest.fixture
def reopened(folder: Path) -> Callable[[], WhooshIndex]:
    """What another process sees: an instance that has read nothing yet."""
    return lambda: WhooshIndex(folder, KEY)
