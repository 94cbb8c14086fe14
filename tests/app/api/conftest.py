"""A library that requests find something in."""

import pytest

from tests.app.forms import CARERS, WAITS


@pytest.fixture
def two_papers(upload, settled) -> None:
    """Minutes (E-0001) and a survey of carers (E-0002), read and searchable."""
    upload(("minutes.txt", WAITS), ("survey.txt", CARERS))
    settled()
