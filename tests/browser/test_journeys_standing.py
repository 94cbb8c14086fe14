"""Where we stand, a statement's page and administration, each in every way of using a browser."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.conftest import Server, Visit
from tests.browser.journeys import STATEMENTS, Person, Way, in_each_way, in_words, today


@in_each_way
def test_seeing_where_we_stand_and_why_one_cell_is_weak(
    way: Way, sample_server: Server, visit: Callable[..., Visit]
) -> None:
    me = Person(visit, sample_server, way)
    me.open("/")
    me.arrives("Where we stand")
    me.sees("days to the on-site visit", "Next steps that would help most", "The same in numbers")
    equity = me.row(STATEMENTS, "QS3 ")
    expect(equity).to_contain_text("Tamsin Greaves")
    expect(equity).to_contain_text("2 of 2")
    expect(equity).to_contain_text("not borne out")

    me.follows("out of date in all")
    me.arrives("Documents")
    me.sees("E-0018")
    me.page.go_back()
    me.arrives("Where we stand")

    me.follows(re.compile("^QS3, Feedback from staff and leaders: weak"))
    me.arrives("QS3 Equity in experience and outcomes Feedback from staff and leaders")
    me.sees(
        "not a judgement of the service", "The rule that decided", re.compile("^Weak: something is held"),
        "Not counted, still a draft: E-0080.", "What would lift it", "Does not count: still a draft",
    )  # fmt: skip
    me.follows("E-0080")
    me.arrives("E-0080")
    me.page.go_back()
    me.arrives("Feedback from staff and leaders")
    me.follows("Readiness map")
    me.arrives("Readiness map")


@in_each_way
def test_recording_who_leads_a_statement_and_opening_its_brief(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/")
    me.follows("QS6 Safe systems, pathways and transitions")
    me.arrives("QS6 Safe systems, pathways and transitions")
    me.sees("Are people safe", "Typical evidence", "Evidence by category", "Areas for improvement and actions")
    expect(me.fact("Led by")).to_have_text("Femi Adebanjo")

    me.unfolds("Change who leads or deputises")
    me.types("Name", "Carys Penhallow")
    me.ticks("Leads")
    me.presses("Save")
    me.is_told("Carys Penhallow")
    expect(me.fact("Led by")).to_have_text("Carys Penhallow")

    me.follows("One-page brief for an interview")
    me.arrives("QS6 Safe systems, pathways and transitions")
    me.sees("What we say", "The council scores itself 2", "Examples to give", "What we are improving")
    me.sees("Led by Carys Penhallow")
    expect(me.page.get_by_role("button", name="Print")).to_be_visible(visible=way.scripts)

    me.goes_to("Where we stand")
    expect(me.row(STATEMENTS, "QS6 ")).to_contain_text("Carys Penhallow")


@in_each_way
def test_setting_the_day_of_the_visit_and_seeing_health_and_history(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/")
    me.follows("Administration")
    me.arrives("Administration")
    me.sees("Health at a glance", "Storage")
    me.follows("Change On-site visit")
    me.arrives("The library’s facts")
    day = today() + timedelta(days=123)
    me.enters_day("When is the on-site visit?", day)
    me.presses("Save")
    me.is_told(in_words(day))
    expect(me.fact("On-site visit")).to_have_text(in_words(day))

    me.goes_to("Where we stand")
    me.arrives("Where we stand")
    counted = me.page.get_by_role("listitem").filter(has_text=f"days to the on-site visit on {in_words(day)}")
    expect(counted.get_by_role("link")).to_have_text(f"{(day - today()).days} days")

    me.follows("Administration")
    me.arrives("Administration")
    me.follows("All about its health")
    me.arrives("Health")
    me.presses("Check everything")
    me.waits_for(me.page.get_by_text("Everything is whole."))

    me.follows("Administration")
    me.arrives("Administration")
    me.follows("History")
    me.arrives("History")
    newest = me.page.get_by_role("table", name="Steps, the newest first").get_by_role("row").nth(1)
    expect(newest).to_contain_text("Asha")
    expect(newest).to_contain_text("on-site visit")
    me.chooses("Person", "Asha")
    me.presses("Filter")
    me.is_told("by Asha")
