"""`evidence user second-factor`: of which roles an authenticator app is asked, and who has to set one up."""

from collections.abc import Callable

import pytest

from tests.conftest import Ran

Cli = Callable[..., Ran]


@pytest.fixture
def two(cli: Cli) -> Cli:
    """The command, on a library with a lead and a reader."""
    for name, role in (("Dev", "reader"), ("Asha", "lead")):
        assert cli("user", "add", f"{name.lower()}@example.org", "--name", name, "--role", role).code == 0
    return cli


def test_nobody_is_asked_at_first(two: Cli) -> None:
    assert two("user", "second-factor", "--json").json == {"roles": [], "lacking": []}
    assert two("user", "second-factor").out == "An authenticator app is asked of: nobody.\n"


def test_roles_are_asked_until_others_are_or_nobody(two: Cli) -> None:
    asked = two("user", "second-factor", "--role", "governance", "--role", "lead")

    assert asked.code == 0
    assert "asked of: lead, governance." in asked.out
    assert "Asha  asha@example.org" in asked.out
    assert "Dev" not in asked.out
    assert two("user", "second-factor", "--json").json["roles"] == ["lead", "governance"]

    other = two("user", "second-factor", "--role", "reader", "--json").json
    assert other["roles"] == ["reader"]
    assert len(other["lacking"]) == 1
    assert two("user", "second-factor", "--nobody", "--json").json == {"roles": [], "lacking": []}


@pytest.mark.parametrize(
    ("given", "said"),
    [(["--role", "king"], "There is no role “king”"), (["--role", "lead", "--nobody"], "not both")],
)
def test_what_makes_no_sense_changes_nothing(two: Cli, given: list[str], said: str) -> None:
    two("user", "second-factor", "--role", "reader")

    refused = two("user", "second-factor", *given)

    assert refused.code == 2
    assert said in refused.err
    assert "Traceback" not in refused.err
    assert two("user", "second-factor", "--json").json["roles"] == ["reader"]
