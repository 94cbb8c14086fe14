"""Fixtures that tests of several services share."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from app.wiring import Library
from evidence.domain.people import Actor, Person
from evidence.services.drafts import Draft, TagDraft
from evidence.services.viewing import Viewing
from tests.conftest import ASHA
from tests.evidence.services.backups_builder import back_up


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


@pytest.fixture
def filled(library: Library, put: Callable[..., str]) -> Library:
    """A library with five documents, each tagged."""
    for number in range(5):
        put(f"The board met, part {number}.", tags=(TagDraft("QS1"),))
    return library


@pytest.fixture
def backup(filled: Library, tmp_path: Path) -> Path:
    """A backup of it."""
    back_up(filled, tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def people(library: Library) -> dict[str, Actor]:
    """Asha leads, Cleo is information governance, Dana is both; with them the library has accounts."""
    added: dict[str, Person] = {"asha": library.people.first("Asha", "asha@example.org")[0]}
    for name, roles in (("cleo", ["governance"]), ("dana", ["lead", "governance"])):
        added[name] = library.people.add(library.actor, name.title(), f"{name}@example.org", roles=roles)[0]
    return {name: library.people.get(person.id).acting("page") for name, person in added.items()}


@pytest.fixture
def asha(people: dict[str, Actor]) -> Actor:
    return people["asha"]


@pytest.fixture
def cleo(people: dict[str, Actor]) -> Actor:
    return people["cleo"]


@pytest.fixture
def plan(put: Callable[..., str]) -> str:
    return put("A plan for enquiries.", title="The plan")
