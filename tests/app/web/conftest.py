"""Fixtures of the pages: the library that the application under test has open, and filing into it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.services.drafts import Draft, TagDraft
from tests.conftest import ASHA


@pytest.fixture
def library(client: TestClient) -> Library:
    """The open library of the application, not another one over the same home."""
    opened: Library = client.app.state.library
    return opened


@pytest.fixture
def file(client: TestClient, library: Library) -> Callable[..., str]:
    """File a text, read, and tag it; returns its reference."""

    def _file(
        text: str, *tags: TagDraft, name: str = "paper.txt", labels: tuple[str, ...] = (), **stated: Any
    ) -> str:
        stated = {"dated_on": library.clock.today(), **stated}
        ref = library.adding.add(ASHA, Draft(**stated), BytesIO(text.encode()), name=name).added[0].ref
        client.app.state.background.wake()
        assert client.app.state.background.wait_until_settled(60)
        for tag in tags:
            library.tagging.tag(ASHA, [ref], tag)
        if labels:
            library.documents.set(ASHA, ref, {"labels": list(labels)})
        return ref

    return _file
