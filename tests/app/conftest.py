"""Fixtures of the outside faces: the API as a browser on this machine reaches it."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.forms import parts


@pytest.fixture
def upload(client: TestClient) -> Callable[..., Any]:
    """Send files, given as (name, content), with form fields."""

    def _upload(*files: tuple[str, str | bytes], headers: dict[str, str] | None = None, **fields: Any) -> Any:
        return client.post("/api/v1/documents", files=parts(*files), data=fields, headers=headers)

    return _upload


@pytest.fixture
def settled(client: TestClient) -> Callable[[], None]:
    """Wait until everything uploaded is read and searchable."""

    def _settled() -> None:
        assert client.app.state.background.wait_until_settled(60)

    return _settled
