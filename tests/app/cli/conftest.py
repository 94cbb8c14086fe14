"""Libraries that commands start from."""

from collections.abc import Callable

import pytest

from tests.app.forms import CARERS, WAITS, file_in


@pytest.fixture
def two_papers(cli, tmp_path) -> None:
    """Minutes (E-0001) and a survey of carers (E-0002)."""
    cli("add", file_in(tmp_path, "minutes.txt", WAITS), file_in(tmp_path, "survey.txt", CARERS))


@pytest.fixture
def history(cli) -> Callable[[str], list[str]]:
    """Return what happened to a document, in order."""

    def _history(ref: str) -> list[str]:
        return [event["what"] for event in cli("show", ref, "--json").json["history"]]

    return _history
