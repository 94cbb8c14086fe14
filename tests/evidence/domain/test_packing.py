"""What goes into a pack, the time it is as at, and its manifest."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from evidence.domain.documents import Document, Version
from evidence.domain.events import Event
from evidence.domain.packing import (
    Choice,
    Chosen,
    Contents,
    Locator,
    digest,
    instant,
    manifest,
    manifest_bytes,
    reason_to_stay,
    reason_within,
    shown_statements,
    touches,
    version_at,
)

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


def document(**fields: Any) -> Document:
    return Document(ref="E-0001", title="One", added_at=AT, added_by="Asha", **fields)


def version(number: int = 1, **fields: Any) -> Version:
    return Version(ref="E-0001", number=number, added_at=AT + timedelta(days=number), added_by="Asha", **fields)


def event(verb: str, *refs: str, **about: Any) -> Event:
    return Event(seq=1, at=AT, actor="Asha", verb=verb, refs=list(refs), about=about)


@pytest.mark.parametrize(
    ("fields", "held", "code"),
    [
        ({}, version(), None),
        ({"sensitivity": "sensitive"}, version(), None),
        ({}, version(form="link"), None),
        ({}, version(form="wanted"), "wanted"),
        ({}, None, "later"),
        ({"status": "draft"}, version(), "draft"),
        ({"status": "superseded"}, version(), "superseded"),
        ({"status": "withdrawn"}, version(), "withdrawn"),
        ({"sensitivity": "restricted"}, version(), "restricted"),
    ],
)
def test_final_documents_that_are_held_and_open_go(fields: Any, held: Version | None, code: str | None) -> None:
    one = document(**fields)
    found = reason_to_stay(one, held) or reason_within(one)
    assert (found and found[0]) == code


def test_the_version_is_the_current_one_or_the_last_before_a_time() -> None:
    versions = [version(1), version(2), version(3)]
    assert version_at(versions, 2, None) == versions[1]
    assert version_at(versions, 3, AT + timedelta(days=2)) == versions[1]
    assert version_at(versions, 3, AT) is None


@pytest.mark.parametrize(
    ("happened", "touched"),
    [
        (event("added", "E-0001"), True),
        (event("tagged", "E-0009", "E-0001"), True),
        (event("details set", "E-0001", fields=["note", "title"]), True),
        (event("details set", "E-0001"), True),
        (event("details set", "E-0001", fields=["note", "owner"]), False),
        (event("added", "E-0009"), False),
        (event("action closed", "E-0001"), False),
        (event("pack built", "E-0001"), False),
    ],
)
def test_only_what_a_pack_says_moves_its_time(happened: Event, touched: object) -> None:
    assert touches(happened, {"E-0001"}) is touched


def test_documents_bring_their_own_statements_only_when_they_answer_none_that_was_chosen() -> None:
    order = ["QS1", "QS2", "QS3"]
    answered = {"E-1": ["QS3", "QS2"], "E-2": ["QS1"], "E-3": []}
    assert shown_statements(answered, ["QS2"], order) == {"E-1": ("QS2",), "E-2": ("QS1",), "E-3": ()}
    assert shown_statements(answered, [], order) == {"E-1": ("QS2", "QS3"), "E-2": ("QS1",), "E-3": ()}
    # The folder is that of a chosen statement, even where another comes first in the framework.
    assert shown_statements({"E-1": ["QS1", "QS3"], "E-2": ["QS1"]}, ["QS3"], order)["E-1"] == ("QS3", "QS1")


def test_a_choice_comes_back_as_it_was_kept() -> None:
    choice = Choice(("QS1",), ("1",), "waiting", ("E-0001",), "CQC", "Return", as_at=AT, without=("E-0002",))
    assert Choice.from_json(choice.as_json(), recipient="CQC", purpose="Return", internal=False) == choice


def test_a_choice_kept_before_there_was_anything_to_leave_out_is_read_too() -> None:
    kept = {"statements": ["QS1"], "themes": [], "query": None, "refs": [], "as_at": None}
    assert Choice.from_json(kept, recipient=None, purpose=None, internal=True).without == ()


def test_only_a_page_number_is_a_page() -> None:
    assert [Locator.of(text).page for text in ("p. 4", "p. 12, table", "slide 7", "pp. 3", "section p. 4")] == [
        4, 12, None, None, None,
    ]  # fmt: skip


class TestTheManifest:
    def test_lists_entries_by_path_and_signs_everything(self) -> None:
        body = manifest(self.contents(), [("b", "1" * 64, 2), ("a", "0" * 64, 1)])
        assert [entry["path"] for entry in body["entries"]] == ["a", "b"]
        assert body["digest"] == digest(body)
        for name, value in body.items():
            changed = {**body, name: not value if isinstance(value, bool) else [*value, "x"]}
            assert (digest(changed) == body["digest"]) is (name == "digest")

    def test_is_the_same_whatever_order_the_entries_come_in(self) -> None:
        entries = [("b", "1" * 64, 2), ("a", "0" * 64, 1)]
        one, other = manifest(self.contents(), entries), manifest(self.contents(), entries[::-1])
        assert manifest_bytes(one) == manifest_bytes(other)

    def test_writes_moments_in_utc(self) -> None:
        assert instant(datetime.fromisoformat("2026-06-01T12:00:00.5+01:00")) == "2026-06-01T11:00:00.500000Z"

    def contents(self) -> Contents:
        one = Chosen("E-0001", 1, "Ünï", "other", "Other", date(2026, 1, 2), "in-date", ("QS1",), path="b",
                     sha256="1" * 64, size=2)  # fmt: skip
        return Contents("Exampleshire", "cqc", "1", "CQC", AT, None, internal=False, documents=(one,), sections=())
