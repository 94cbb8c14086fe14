"""Finding an example and reading, tagging and correcting a document, each in every way of using a browser."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Server, Visit
from tests.browser.journeys import Person, Way, in_each_way

FOUND = "E-0016 Waiting well protocol"
REPORT = "E-0001 Larkmere Safeguarding Adults Board annual report"
WORDS = "except eleven that waited for information from another area"


@in_each_way
def test_finding_an_example_with_its_page_citing_it_and_keeping_the_search(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/")
    me.goes_to("Find an example")
    me.arrives("Find an example")
    me.types("What are you looking for?", "waiting list management")
    me.page.keyboard.press("Enter")
    me.sees("4 documents for “waiting list management”")
    best = me.page.get_by_role("listitem").filter(has=me.page.get_by_role("heading", name=FOUND))
    me.sees("In date", "Why this result:", "A wait is part of our service", within=best)
    expect(best.get_by_text("E-0016, p. 1", exact=True)).to_be_visible()
    if way.scripts:
        me.presses("Copy the citation E-0016, p. 1")
        expect(me.page.get_by_text("Copied: E-0016, p. 1")).to_be_attached()
        assert me.copied() == "E-0016, p. 1"

    me.unfolds("Keep this search")
    me.types("Name of this search", "How we manage waits")
    me.presses("Keep this search")
    me.is_told("Kept as “How we manage waits”, for everyone.")
    me.goes_to("Find an example")
    me.arrives("Find an example")
    me.follows("How we manage waits")
    me.sees("4 documents for “waiting list management”")

    me.follows("Open at p. 1 of E-0016")
    me.arrives(FOUND)
    me.sees("The words of this page", "Page 1 of 1")
    _shows_the_page(me, "Page 1 of 1 as it looks")


@in_each_way
def test_reading_a_document_at_its_page_and_tagging_a_passage(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/documents/E-0001/p/3?q=concerns")
    me.arrives(REPORT)
    me.sees("“concerns” stands in 6 places:")
    me.follows("Next page")
    _shows_the_page(me, "Page 4 of 10 as it looks")
    me.sees(WORDS)
    expect(me.page.get_by_text("E-0001, p. 4", exact=True)).to_be_visible()
    tags = me.page.get_by_role("region", name="Tags")
    expect(tags.get_by_role("heading", name="QS8 Governance")).to_have_count(0)

    begins = _takes_words(me)
    expect(me.page.get_by_label("Words of the document")).to_have_value(re.compile(f"^{begins}.*{WORDS}", re.DOTALL))
    me.chooses("Quality statement", "QS8 Governance, management and sustainability")
    me.presses("Save this tag")
    me.is_told("is now tagged to QS8.")
    tag = tags.get_by_role("listitem").filter(has=me.page.get_by_role("heading", name="QS8 Governance"))
    expect(tag).to_contain_text(begins)
    me.follows("Read it at p. 4", tag)
    _shows_the_page(me, "Page 4 of 10 as it looks")
    me.presses("Remove tag", tag)
    me.is_told("QS8")
    expect(tag).to_have_count(0)


def _takes_words(me: Person) -> str:
    """Put words of the page into the tag form, with the key, the button or the link; return how they begin."""
    paragraph = me.page.get_by_text(WORDS)
    if me.way.by == "mouse" and me.way.scripts:
        paragraph.click(click_count=3)
        expect(me.page.get_by_role("button", name="Tag these words (t)")).to_be_visible()
        me.page.keyboard.press("t")
        return "Of the 2,148 concerns received"
    if me.way.by == "touch":
        paragraph.select_text()
        me.presses("Tag these words (t)")
        return "Of the 2,148 concerns received"
    me.follows("Tag this passage (p. 4, passage 4)")
    return "3. What the figures say"


def _shows_the_page(me: Person, words: str) -> None:
    picture = me.page.get_by_role("img", name=words)
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("one => one.naturalWidth") > 0


@in_each_way
def test_two_people_correct_the_same_detail(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    server = serve_copy()
    asha, ben = Person(visit, server, way), Person(visit, server, way, "ben.okoro@example.org")
    for one in (asha, ben):
        one.open("/documents/E-0016")
        one.arrives(FOUND)
        one.follows("Edit the details")
        one.arrives("Edit the details of E-0016")
    asha.types("Title", "Waiting well protocol for every team")
    asha.presses("Save the details")
    asha.is_told("The details of E-0016 are saved.")
    asha.arrives("Waiting well protocol for every team")

    ben.types("Title", "Protocol for waiting well")
    ben.presses("Save the details")
    ben.sees("Changed while you were editing", "Asha Patel changed title")
    title = ben.page.get_by_role("group", name="Title")
    ben.sees("Protocol for waiting well", "Waiting well protocol for every team", within=title)
    ben.ticks("What it is now", title)
    ben.presses("Save what I chose")
    ben.arrives("E-0016 Waiting well protocol for every team")
