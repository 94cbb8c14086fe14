"""Pages of retention: what is due, asking before it goes, the record, legal holds, the rules."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.adapters.database.tables import TABLES
from evidence.domain.events import Event
from evidence.services.signing_in import From
from tests.conftest import ASHA

PAGE = {"accept": "text/html"}
OLD = date(2010, 1, 1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
File = Callable[..., str]


@pytest.fixture
def old(file: File) -> str:
    return file("Old words", title="Old minutes", kind="minutes", dated_on=OLD)


def sent(client: TestClient, address: str, **fields: object) -> object:
    return client.post(address, data=fields, headers=PAGE, follow_redirects=False)


class TestDisposing:
    def test_what_is_due_is_listed_with_its_rule_and_on_the_first_page(self, client: TestClient, old: str) -> None:
        page = client.get("/retention").text

        assert "Old minutes" in page
        assert "6 years from the date of the document, 1 January 2010" in page
        assert "2 January 2016" in page
        assert "1 document is due for disposal" in client.get("/").text

    def test_it_asks_then_removes_and_keeps_a_record(self, client: TestClient, library: Library, old: str) -> None:
        asking = client.get(f"/retention/dispose?ref={old}").text
        assert "This cannot be undone" in asking
        assert "Old minutes" in asking

        answer = sent(client, "/retention/dispose", ref=old, because="Time is over", clock_is_right="yes")

        assert answer.status_code == 303
        assert client.get(f"/documents/{old}").status_code == 404
        record = client.get("/retention/record").text
        assert old in record
        assert "Time is over" in record
        assert "Old minutes" not in record
        assert "Disposed of for good: 6 years" in client.get("/administration/history").text

    def test_without_a_reason_nothing_goes(self, client: TestClient, library: Library, old: str) -> None:
        answer = sent(client, "/retention/dispose", ref=old, because=" ")

        assert answer.status_code == 422
        assert "Say why they may go now." in answer.text
        assert library.documents.get(old).ref == old

    def test_a_clock_in_doubt_is_asked_about_in_plain_words(
        self, client: TestClient, library: Library, old: str
    ) -> None:
        with library.catalogue.writing(ASHA) as work:
            event = work.record("clock confirmed")
        self.move_back(library, event.seq)

        assert "Is that the date and time now?" in client.get(f"/retention/dispose?ref={old}").text
        refused = sent(client, "/retention/dispose", ref=old, because="Time is over")
        assert refused.status_code == 422
        assert "have it set right" in refused.text
        assert "--clock" not in refused.text
        assert sent(client, "/retention/dispose", ref=old, because="Over", clock_is_right="yes").status_code == 303

    def test_choosing_nothing_or_what_is_not_due_is_said(self, client: TestClient, file: File) -> None:
        young = file("New words", kind="minutes")

        assert client.get("/retention/dispose", follow_redirects=False).status_code == 303
        assert "not due any more" in client.get(f"/retention/dispose?ref={young}", headers=PAGE).text

    def test_whoever_may_not_is_refused_and_is_offered_nothing(
        self, client: TestClient, library: Library, old: str
    ) -> None:
        for role, watches in (("reader", False), ("contributor", False), ("governance", True)):
            _, link = library.people.add(ASHA, role, f"{role}@example.org", roles=[role])
            client.cookies.set("evidence", library.signing_in.with_link(link, From("127.0.0.1")), domain="127.0.0.1")
            assert client.get("/retention", headers=PAGE).status_code == (200 if watches else 403)
            assert "due for disposal" not in client.get("/").text
            assert sent(client, "/retention/dispose", ref=old, because="Over").status_code == 403
        assert library.documents.get(old).ref == old

    def move_back(self, library: Library, seq: int) -> None:
        table = TABLES[Event]
        with library.catalogue._engine.begin() as connection:
            connection.execute(table.update().where(table.c.seq <= seq).values(at=LONG_AGO, verb="scored"))


class TestHolds:
    def test_a_hold_is_shown_blocks_and_is_lifted_with_a_reason(
        self, client: TestClient, library: Library, old: str
    ) -> None:
        assert sent(client, f"/documents/{old}/holds", because="").status_code == 422
        sent(client, f"/documents/{old}/holds", because="Letter before action")

        assert "On legal hold" in client.get(f"/documents/{old}").text
        assert "Letter before action" in client.get(f"/documents/{old}/retention").text
        assert f'value="{old}"' not in client.get("/retention").text
        assert sent(client, f"/documents/{old}/discard").status_code == 409
        assert sent(client, "/retention/dispose", ref=old, because="Over").status_code == 422

        lifting = f"/documents/{old}/holds/lift"
        assert sent(client, lifting, hold="H-0001").status_code == 422
        assert sent(client, lifting, hold="H-0001", **{"lifted-H-0001": "Settled"}).status_code == 303
        assert "Settled" in client.get(f"/documents/{old}/retention").text
        assert "On legal hold" not in client.get(f"/documents/{old}").text

    def test_a_hold_of_another_document_is_not_lifted_from_here(
        self, client: TestClient, library: Library, old: str, file: File
    ) -> None:
        hold = library.retention.place_hold(ASHA, old, "Inquiry")
        other = file("Other words")

        answer = sent(client, f"/documents/{other}/holds/lift", hold=hold.id, **{f"lifted-{hold.id}": "Settled"})

        assert answer.status_code == 422
        assert library.retention.holds(old)[0].stands


class TestRules:
    def test_a_rule_is_changed_said_and_undone(self, client: TestClient, library: Library, file: File) -> None:
        file("Words", kind="minutes", dated_on=date(2025, 1, 1))
        mark = library.retention.mark()

        answer = sent(
            client, "/administration/retention", mark=mark, **{"months-minutes": "6", "since-minutes": "dated"}
        )

        assert answer.status_code == 303
        page = client.get("/administration/retention").text
        assert "1 rule changed. 1 document is due for disposal." in page
        assert "Changed here" in page
        library.undoing.undo(library.people.all()[0].acting("page"))
        assert "Changed here" not in client.get("/administration/retention").text

    def test_a_rule_that_will_not_do_says_which(self, client: TestClient, library: Library) -> None:
        fields = {"months-minutes": "many", "since-minutes": "dated"}

        answer = sent(client, "/administration/retention", mark=library.retention.mark(), **fields)

        assert answer.status_code == 422
        assert "Minutes or notes of a meeting: Give the months as a whole number" in answer.text

    def test_rules_that_somebody_changed_meanwhile_are_not_overwritten(
        self, client: TestClient, library: Library
    ) -> None:
        fields = {"months-minutes": "6", "since-minutes": "dated"}

        answer = sent(client, "/administration/retention", mark="another", **fields)

        assert answer.status_code == 422
        assert not any(one.changed for one in library.retention.rules())

    def test_the_rules_are_for_everybody_to_read(self, client: TestClient, library: Library) -> None:
        _, link = library.people.add(ASHA, "Ruth", "ruth@example.org", roles=["reader"])
        client.cookies.set("evidence", library.signing_in.with_link(link, From("127.0.0.1")), domain="127.0.0.1")

        page = client.get("/administration/retention").text

        assert "own judgement" in page
        assert "<input" not in page.partition('id="rules"')[2]
