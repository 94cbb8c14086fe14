"""``evidence sign-on check``, and settings of sign-on that will not do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.settings import Settings
from app.web.administration.settings import setting_lines
from tests.conftest import Ran

Cli = Callable[..., Ran]
ISSUER = "http://127.0.0.1:9"


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set what sign-on needs in the environment, and more."""

    def _settled(**more: str) -> None:
        for name, value in {"ISSUER": ISSUER, "CLIENT_ID": "library", "CLIENT_SECRET": "hush", **more}.items():
            monkeypatch.setenv(f"EVIDENCE_SIGN_ON_{name}", value)

    return _settled


def test_without_a_sign_on_there_is_nothing_to_check(cli: Cli) -> None:
    ran = cli("sign-on", "check")

    assert ran.code == 4
    assert "has no single sign-on" in ran.err


def test_what_is_wrong_is_marked_and_what_the_provider_must_know_is_printed(cli: Cli, settled: Callable) -> None:
    settled()

    ran = cli("sign-on", "check")

    assert ran.code == 2
    assert "!! The council’s sign-on cannot be used now: it cannot be reached" in ran.out
    assert "!! No administrator can come in without it." in ran.out
    assert "http://127.0.0.1:8000/sign-on/back" in ran.out
    assert "hush" not in ran.out + ran.err
    assert cli("sign-on", "check", "--json").json["well"] is False


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ISSUER": "https://login.microsoftonline.com/common/v2.0"}, "Name the tenant"),
        ({"ISSUER": "http://sign-on.example.gov.uk"}, "begins with https://"),
        ({"CLIENT_ID": ""}, "EVIDENCE_SIGN_ON_CLIENT_ID is missing"),
        ({"CLIENT_SECRET": ""}, "Set either EVIDENCE_SIGN_ON_CLIENT_SECRET_FILE or"),
        ({"CLIENT_SECRET_FILE": "secret"}, "Set either EVIDENCE_SIGN_ON_CLIENT_SECRET_FILE or"),
        ({"ROLES": "Leads=boss"}, "“Leads=boss” is not GROUP=role"),
        ({"PASSWORDS": "nobody"}, "EVIDENCE_SIGN_ON_PASSWORDS"),
        ({"SCOPES": "profile"}, "EVIDENCE_SIGN_ON_SCOPES"),
    ],
)
def test_settings_that_will_not_do_are_named(cli: Cli, settled: Callable, more: dict[str, str], said: str) -> None:
    settled(**more)

    ran = cli("user", "list")

    assert ran.code == 2
    assert said in ran.err
    assert "hush" not in ran.err


def test_the_secret_is_never_shown_and_its_file_is_read_each_time(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("first\n")
    settings = Settings(
        home=tmp_path, sign_on_issuer=ISSUER, sign_on_client_id="library", sign_on_client_secret_file=file
    )
    assert settings.sign_on_secret() == "first"
    file.write_text("second")
    assert settings.sign_on_secret() == "second"
    plain = Settings(home=tmp_path, sign_on_issuer=ISSUER, sign_on_client_id="x", sign_on_client_secret="hush")
    lines = {line.variable: line.value for line in setting_lines(plain)}
    assert lines["EVIDENCE_SIGN_ON_CLIENT_SECRET"] == "Set, and not shown"
    assert "hush" not in f"{lines} {plain!r} {plain}"
