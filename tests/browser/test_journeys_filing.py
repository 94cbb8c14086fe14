"""Filing new evidence, keeping it current and contributing, each in every way of using a browser."""

import re
from collections.abc import Callable

from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Server, Visit
from tests.browser.journeys import (
    Person,
    Way,
    added_as,
    cell,
    file,
    fill_in,
    in_each_way,
    outcome,
    paper,
    two_new_papers,
    weeks_ago,
)

PEOPLE = "People's experience"
CHARGING = "E-0018 Charging and financial assessment policy"


@in_each_way
def test_filing_documents_and_seeing_the_map_change(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/readiness")
    me.arrives("Readiness map")
    expect(cell(me, "QS6", PEOPLE)).to_contain_text("no documents")
    young, calls = two_new_papers()
    held = _download_of(me, "E-0016")
    empty: FilePayload = {"name": "Nothing in it.txt", "mimeType": "text/plain", "buffer": b""}

    file(me, young, calls, held, empty)
    refs = [added_as(me, one["name"]) for one in (young, calls)]
    assert "lready held as E-0016 Waiting well protocol" in outcome(me, held["name"])
    assert "ould not be taken" in outcome(me, empty["name"])

    me.presses("Fill in the")
    me.arrives("Fill in what waits for a look")
    me.sees("2 documents in this list")
    for ref in refs:
        fill_in(
            me, ref, kind="Feedback", statement="QS6 Safe systems, pathways and transitions", category=PEOPLE,
            dated_on=weeks_ago(4),
        )  # fmt: skip

    me.goes_to("Where we stand")
    me.arrives("Where we stand")
    expect(cell(me, "QS6", PEOPLE)).to_contain_text("2 documents")
    expect(cell(me, "QS6", PEOPLE)).not_to_contain_text("missing")
    me.follows("QS6, People's experience")
    me.arrives(PEOPLE)
    me.sees(*refs, "In date")


def _download_of(me: Person, ref: str) -> FilePayload:
    """A file that is in the library already, as a colleague would have it."""
    answer = me.page.request.get(f"/documents/{ref}/original")
    assert answer.ok
    return {"name": "From my desktop.pdf", "mimeType": "application/pdf", "buffer": answer.body()}


@in_each_way
def test_saying_the_same_of_many_documents(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/triage?first=E-0097&last=E-0098")
    me.arrives("Fill in what waits for a look")
    me.unfolds("Say the same of many at once")
    for ref in ("E-0097", "E-0098"):
        me.ticks(f"Select {ref}")
    many = me.page.locator("#bulk")
    me.types("Owner", "Performance Manager", many)
    me.chooses("Quality statement", "QS8 Governance, management and sustainability", many)
    me.presses("Change those selected", many)
    me.is_told("2 documents")
    for ref in ("E-0097", "E-0098"):
        row = me.page.get_by_role("article", name=ref)
        me.sees("Tagged to QS8 Governance, management and sustainability", within=row)
        expect(row.get_by_role("combobox", name="Owner")).to_have_value("Performance Manager")


@in_each_way
def test_renewing_what_is_out_of_date_from_its_owners_page(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/")
    me.goes_to("Keep current")
    me.arrives("Keep it current")
    me.follows("Head of Client Finance")
    me.arrives("Head of Client Finance")
    me.sees("Out of date (1)", CHARGING)

    me.follows("A message that asks them")
    me.arrives("Message to Head of Client Finance")
    message = me.page.get_by_role("textbox", name="Message to Head of Client Finance").input_value()
    assert f"{CHARGING} - out of date since" in message
    if way.scripts:
        me.presses("Copy the message")
        expect(me.page.get_by_text("Copied: Dear Head of Client Finance")).to_be_attached()
        assert me.copied().strip() == message.strip()
    assert message.strip() in me.fetches("download it as text").decode().replace("\r\n", "\n")

    me.follows("Head of Client Finance")
    me.arrives("Head of Client Finance")
    me.unfolds("Renew with a new version of E-0018")
    me.gives("The newer file", paper("Charging policy.txt", "Charging and financial assessment policy", "Revised."))
    me.presses("Add this version")
    me.is_told("E-0018 now has version 2.")
    me.follows("Check its dates")
    me.arrives("Edit the details of E-0018")
    me.enters_day("Date of the document", weeks_ago(1))
    me.enters_day("Covers to", weeks_ago(-52))
    me.enters_day("Review by", weeks_ago(-52))
    me.presses("Save the details")
    me.is_told("The details of E-0018 are saved.")
    me.arrives(CHARGING)
    me.sees("Version 2", "Charging policy.txt", re.compile("^In date$"))
    me.follows("Head of Client Finance")
    me.arrives("Head of Client Finance")
    expect(me.page.get_by_role("heading", name="Out of date")).to_have_count(0)


@in_each_way
def test_an_example_is_offered_and_becomes_a_document(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    server = serve_copy()
    giver, lead = Person(visit, server, way), Person(visit, server, way)
    giver.open("/")
    giver.goes_to("Contribute")
    giver.arrives("Contribute evidence")
    giver.types("What is it?", "Swimming again on Thursdays")
    giver.ticks("An example in words")
    giver.types("The example in your own words", "A carer went swimming again, because somebody came on Thursdays.")
    giver.types("Your name", "Priya Nair")
    giver.presses("Offer it")
    giver.arrives("Swimming again on Thursdays")
    giver.is_told("Thank you, Priya Nair. We have it; its reference is C-0001.")

    lead.open("/")
    lead.goes_to("Contribute")
    lead.arrives("Contribute evidence")
    lead.follows("See what people have offered")
    lead.arrives("What people have offered")
    lead.follows("C-0001")
    lead.arrives("Swimming again on Thursdays")
    lead.chooses("Quality statement", "QS2 Supporting people to live healthier lives")
    lead.types("Your word of thanks", "Thank you, this tells it well.")
    lead.presses("Accept as a document")
    lead.is_told("C-0001 is accepted as E-0100. Priya Nair can read your answer.")

    giver.page.reload()
    giver.sees("Accepted", "Thank you, this tells it well.")
    giver.follows("E-0100")
    giver.arrives("E-0100 Swimming again on Thursdays")
    giver.waits_for(giver.page.get_by_text("somebody came on Thursdays").first)
    giver.sees("QS2 Supporting people to live healthier lives")
