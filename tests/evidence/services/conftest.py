"""Fixtures that tests of several services share."""

import io
from collections.abc import Callable

import pytest

from app.wiring import Library
from evidence.services.drafts import Draft
from evidence.services.viewing import Viewing
from tests.conftest import ASHA


@pytest.fixture
def offer(library: Library) -> Callable[..., str]:
    """Add a file, read unless told, and return its reference."""

    def offering(content: bytes, name: str = "paper.pdf", *, read: bool = True) -> str:
        ref = library.adding.add(ASHA, Draft(), io.BytesIO(content), name=name).added[0].ref
        for _ in library.texts.read_pending() if read else ():
            pass
        return ref

    return offering


@pytest.fixture
def viewing(library: Library) -> Viewing:
    return library.viewing
