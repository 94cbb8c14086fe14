"""A message says what each document needs, once, and lets nothing restricted out."""

from datetime import date

import pytest

from app.wiring import Library
from evidence.domain.needs import NEEDS
from evidence.services.chasing import MOST_DOCUMENTS, Message, joined, message, messages
from evidence.services.listing import Row
from tests.evidence.services.listing_builder import fill, write

TODAY = date(2026, 11, 23)
VISIT = date(2027, 2, 1)


def lines(sent: Message) -> list[str]:
    return [line for line in sent.body.splitlines() if line.startswith("E-")]


def ask(library: Library, owner: str = "Ben", **told: object) -> Message:
    facts = {"council": "Ashmere", "on": TODAY, "visit_on": VISIT, **told}
    return message(owner, library.listing.of_owner(owner), **facts)


@pytest.fixture
def mine(library: Library) -> Library:
    """Ben's documents: out of date, due and not tagged, restricted without a date, and one in order."""
    made = {"owner": "Ben", "kind": "minutes", "tags": ("QS1",)}
    write(library, title="Carers\nplan", dated_on=date(2025, 5, 2), **made)
    write(library, title="Audit", dated_on=date(2025, 12, 1), **{**made, "tags": ()})
    write(library, title="Mrs Hall’s complaint", sensitivity="restricted", **made)
    write(library, title="Board", dated_on=date(2026, 11, 1), **made)
    return library


class TestMessage:
    def test_each_document_stands_once_under_its_most_urgent_need(self, mine: Library) -> None:
        sent = ask(mine)

        first, second, third = lines(sent)
        assert first.startswith("E-0001 Carers plan - out of date since 3 May 2026: please send the newer version")
        assert second == (
            "E-0002 Audit - in date until 1 December 2026: please plan its review now (also: not tagged)"
        )
        assert third.startswith("E-0003 (restricted document; its title is in the library) - date not known: please")
        headings = [
            sent.body.index(heading) for heading in ("\nOut of date\n", "\nDue for review", "\nWe do not know")
        ]
        assert headings == sorted(headings)

    def test_it_says_who_asks_whom_and_how_much(self, mine: Library) -> None:
        sent = ask(mine)

        assert (sent.owner, sent.subject) == ("Ben", "Ashmere: 3 evidence documents need you")
        assert sent.body.startswith("Dear Ben,\n\nAshmere keeps the evidence")
        assert "On 23 November 2026, 3 documents that you look after need something" in sent.body
        assert "The on-site visit is on 1 February 2027." in sent.body

    def test_title_of_a_restricted_document_is_nowhere(self, mine: Library) -> None:
        sent = ask(mine, library_address="https://library.ashmere.example")

        assert "Hall" not in sent.subject + sent.body
        assert "E-0003" in sent.body

    def test_visit_that_is_over_and_unknown_address_are_not_mentioned(self, mine: Library) -> None:
        sent = ask(mine, visit_on=date(2026, 11, 22))

        assert "visit is on" not in sent.body
        assert "http" not in sent.body
        assert "https://a.example" in ask(mine, library_address="https://a.example").body

    def test_one_document_is_spoken_of_as_one(self, library: Library) -> None:
        write(library, owner="Ben", kind="minutes", dated_on=date(2026, 11, 1))

        sent = ask(library)
        assert sent.subject == "Ashmere: 1 evidence document needs you"
        assert "1 document that you look after needs something" in sent.body

    def test_long_list_names_the_most_urgent_and_counts_the_rest(self, library: Library) -> None:
        for number in range(MOST_DOCUMENTS + 2):
            write(library, owner="Ben", title="Long title " * 40, tags=("QS1",), presumed=["kind"] * (number % 2),
                  kind="minutes", dated_on=date(2026, 11, 1) if number % 2 else date(2020, 1, 1))  # fmt: skip

        sent = ask(library)
        assert len(lines(sent)) == MOST_DOCUMENTS
        assert "And 2 more documents, less urgent" in sent.body
        assert sum("out of date since" in line for line in lines(sent)) == MOST_DOCUMENTS // 2 + 1
        assert len(sent.body) < 12_000

    def test_owner_with_nothing_to_do_is_told_so(self, library: Library) -> None:
        sent = message("Ben", [], council="Ashmere", on=TODAY, visit_on=None)

        assert sent.subject == "Ashmere: your evidence documents are in order"
        assert "no document that you look after needs anything" in sent.body

    def test_guessed_fields_are_named_in_words(self, library: Library) -> None:
        write(library, owner="Ben", kind="other", dated_on=date(2026, 11, 1), tags=("QS1",),
              presumed=["dated_on", "kind"])  # fmt: skip

        assert "we guessed its date, kind: please check" in lines(ask(library))[0]


class TestMessages:
    def test_every_owner_in_need_gets_one_and_nobody_none(self, library: Library) -> None:
        fill(library)
        rows = library.listing.rows()

        sent = messages(rows, council="Ashmere", on=TODAY, visit_on=VISIT)

        assert [one.owner for one in sent] == sorted({r.owner for r in rows if r.owner and r.needs}, key=str.casefold)
        named = [line.split()[0] for one in sent for line in lines(one)]
        assert sorted(named) == sorted(row.ref for row in rows if row.owner and row.needs)

    def test_every_need_can_be_said(self, library: Library) -> None:
        write(library, owner="Ben")
        (row,) = library.listing.rows()

        def line(need: str) -> str:
            told: Row = row._replace(needs=(need,))
            return lines(message("Ben", [told], council="Ashmere", on=TODAY, visit_on=VISIT))[0]

        said = {line(need) for need in NEEDS}
        assert len(said) == len(NEEDS)

    def test_all_of_them_make_one_text(self, mine: Library) -> None:
        write(mine, owner="Asha")
        text = joined(messages(mine.listing.rows(), council="Ashmere", on=TODAY, visit_on=None))

        assert text.count("\nTo: ") == text.count("\nSubject: ") == 2
        assert text.index("To: Asha") < text.index("Dear Asha,") < text.index("To: Ben") < text.index("Dear Ben,")
        assert joined([]) == ""
