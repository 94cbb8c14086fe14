"""A backup lets nobody in who has no password, and in a library that was restored nobody is signed in."""

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.wiring import Library
from evidence.adapters.clock import FixedClock
from evidence.domain import accounts
from evidence.domain import signing_in as rules
from evidence.domain.accounts import SignIn
from evidence.errors import NotSignedIn
from evidence.services.signing_in import From
from tests.conftest import ASHA
from tests.evidence.services.backups_builder import back_up, restored

HERE = From("127.0.0.1", "A browser")
PASSWORD = "four plain words walking"
EMAIL = "dev@example.org"


def test_nothing_that_signs_in_by_itself_is_in_a_backup_or_works_after_it(
    library: Library, tmp_path: Path, clock: FixedClock
) -> None:
    person, link = library.people.add(ASHA, "Dev", EMAIL, roles=["administrator"])
    cookie = library.signing_in.with_link(link, HERE)
    actor = person.acting("page")
    library.own_account.choose_password(actor, PASSWORD, old=None, keep=None)
    key, _ = library.own_account.begin_second_factor(actor, PASSWORD)
    step = int(clock.now().timestamp()) // 30
    library.own_account.confirm_second_factor(actor, rules.code_at(key, step))
    _, token = library.own_account.make_token(actor, "A script", scope="write", days=30)
    cookie = library.signing_in.with_password(EMAIL, PASSWORD, rules.code_at(key, step + 1), HERE)
    with pytest.raises(NotSignedIn):
        library.signing_in.with_password(EMAIL, "wrong", "", HERE)
    _, unused = library.people.add(ASHA, "Ben", "ben@example.org", roles=["reader"])

    back_up(library, tmp_path / "backup")

    held = (tmp_path / "backup" / "catalogue.db").read_bytes()
    assert [secret for secret in (cookie, token, unused) if rules.digest(secret).encode() in held] == []
    copy = restored(tmp_path / "backup", tmp_path / "restored", clock)
    for attempt in (
        lambda: copy.signing_in.present(cookie), lambda: copy.signing_in.with_token(token),
        lambda: copy.signing_in.with_link(unused, HERE),
        lambda: copy.signing_in.with_password(EMAIL, PASSWORD, "", HERE),
    ):  # fmt: skip
        with pytest.raises(NotSignedIn):
            attempt()
    clock.at += timedelta(minutes=1)
    code = rules.code_at(key, int(clock.now().timestamp()) // 30)
    again = copy.signing_in.with_password(EMAIL, PASSWORD, code, HERE)
    assert copy.signing_in.present(again).actor.name == "Dev"
    copy.close()
    assert library.signing_in.with_token(token), "the library itself goes on as it was"


def test_a_backup_that_holds_sign_ins_is_voided_when_it_is_restored(
    backup: Path, tmp_path: Path, clock: FixedClock
) -> None:
    with closing(sqlite3.connect(backup / "catalogue.db")) as raw, raw:
        raw.execute("INSERT INTO sign_in VALUES ('k', 'i', 'P-0001', '2026-11-23', '2026-11-23', '', '', 0)")
    body = json.loads((backup / "backup.json").read_text())
    found = hashlib.sha256((backup / "catalogue.db").read_bytes()).hexdigest()
    earlier = {
        "format": "evidence-backup/1",
        "made_at": body["made_at"],
        "catalogue": found,
        "files": body["files"],
    }
    (backup / "backup.json").write_text(json.dumps(earlier))

    copy = restored(backup, tmp_path / "restored", clock)

    with copy.catalogue.reading() as view:
        assert view.count(SignIn) == 0
    copy.close()


def test_each_kind_of_secret_is_said_to_stay_or_go() -> None:
    kept = {accounts.Credential}
    kinds = {
        kind for kind in vars(accounts).values() if isinstance(kind, type) and kind.__module__ == accounts.__name__
    }

    assert kinds - kept == {accounts.SignIn, accounts.Token, accounts.LoginAttempt}
