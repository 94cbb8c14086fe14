"""Administration: the overview, facts, frameworks, rules, words and settings as a browser sees them."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from app.web.administration.settings import setting_lines
from app.wiring import Library
from evidence.domain.rules import rule_values
from evidence.services.drafts import TagDraft
from tests.app.web.picking import pick
from tests.app.web.reading_builder import ASHA, BEN, filed, problems, said, sent, shown, undone, words

HOME = "/administration"
PAGES = ("", "/facts", "/frameworks", "/frameworks/cqc-local-authority", "/frameworks/apa-2009-10/use", "/rules",
         "/kinds", "/retention", "/vocabulary", "/settings", "/health", "/health/reindex", "/history")  # fmt: skip
EMPTY_FACTS = {f"{name}__{part}": "" for name in ("visit_on", "return_due") for part in ("day", "month", "year")}


def library_of(client: TestClient) -> Library:
    library: Library = client.app.state.library
    return library


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_an_empty_library(client: TestClient, path: str) -> None:
    page = shown(client, HOME + path)

    assert len(pick(page, "h1")) == 1
    assert "`" not in words(pick(page, "main")[0])


def test_the_overview_leads_to_every_page(client: TestClient) -> None:
    page = shown(client, HOME)
    leading = {link.get("href") for link in pick(page, ".administration-places a")}

    assert leading == {
        f"{HOME}/{name}"
        for name in (
            "people",
            "facts",
            "frameworks",
            "rules",
            "kinds",
            "retention",
            "vocabulary",
            "settings",
            "sign-on",
            "health",
            "history",
        )
    }
    for address in leading:
        shown(client, address)


# Facts


def test_facts_are_set_told_and_taken_back(client: TestClient) -> None:
    page = sent(client, f"{HOME}/facts", **{
        **EMPTY_FACTS, "council": "  Ashmere   Council ", "visit_on__day": "1", "visit_on__month": "2",
        "visit_on__year": "2027",
    })  # fmt: skip

    assert said(page).startswith("Name of the council: Ashmere Council; on-site visit: 1 February 2027.")
    assert library_of(client).facts.all() == {"council": "Ashmere Council", "visit_on": "2027-02-01"}

    undone(client, page)
    assert library_of(client).facts.all() == {}


def test_an_emptied_fact_is_taken_out_and_others_stay(client: TestClient) -> None:
    library = library_of(client)
    library.facts.set(ASHA, {"council": "Ashmere", "return_due": "2027-01-05"})

    fields = {**EMPTY_FACTS, "seen__council": "Ashmere", "seen-return_due": "2027-01-05", "seen-visit_on": ""}
    page = sent(client, f"{HOME}/facts", council="Ashmere", **fields)

    assert "information return due: taken out" in said(page).casefold()
    assert library.facts.all() == {"council": "Ashmere"}


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_set(client: TestClient) -> None:
    fields = {**EMPTY_FACTS, "visit_on__day": "31", "visit_on__month": "2", "visit_on__year": "2027"}
    page = sent(client, f"{HOME}/facts", expect=422, council="C" * 300, return_due="0026-01-01", **fields)

    assert len(problems(page)) == 3
    assert pick(page, "#council")[0].get("value") == "C" * 300
    assert pick(page, "#visit_on")[0].get("value") == "31"
    assert library_of(client).facts.all() == {}


def test_two_people_who_set_one_fact_are_told_and_see_both(client: TestClient) -> None:
    library = library_of(client)
    library.facts.set(BEN, {"council": "<b>Benmere</b>"})

    fields = {**EMPTY_FACTS, "council": "Ashmere", "seen__council": "", "seen-visit_on": "", "seen-return_due": ""}
    page = sent(client, f"{HOME}/facts", expect=422, **fields)

    (problem,) = problems(page)
    assert "<b>Benmere</b>" in problem
    assert "Ashmere" in problem
    assert library.facts.council() == "<b>Benmere</b>"

    again = {
        name.get("name").replace("-", "__", 1): name.get("value") or "" for name in pick(page, "main form input")
    }
    sent(client, f"{HOME}/facts", **again)
    assert library.facts.council() == "Ashmere"


def test_people_who_set_different_facts_do_not_meet(client: TestClient) -> None:
    library = library_of(client)
    library.facts.set(BEN, {"visit_on": "2027-02-01"})

    fields = {**EMPTY_FACTS, "council": "Ashmere", "seen__council": "", "seen-visit_on": "", "seen-return_due": ""}
    sent(client, f"{HOME}/facts", **fields)

    assert library.facts.all() == {"council": "Ashmere", "visit_on": "2027-02-01"}


# Frameworks


def test_putting_another_framework_in_force_says_how_many_tags_it_unplaces(client: TestClient) -> None:
    library, ref = library_of(client), filed(client)
    library.tagging.tag(ASHA, [ref], TagDraft("QS1"))

    page = shown(client, f"{HOME}/frameworks/apa-2009-10/use")
    assert "1 tag of 1 would be unplaced" in words(pick(page, ".govuk-warning-text")[0])
    assert library.frameworks.in_force().ref == "cqc-local-authority"

    page = sent(client, f"{HOME}/frameworks/apa-2009-10/use", instead_of="cqc-local-authority")
    assert library.frameworks.in_force().ref == "apa-2009-10"
    assert "is now in force" in said(page)

    undone(client, page)
    assert library.frameworks.in_force().ref == "cqc-local-authority"


def test_a_framework_is_not_put_in_force_over_one_that_was_not_seen(client: TestClient) -> None:
    page = sent(client, f"{HOME}/frameworks/apa-2009-10/use", instead_of="something-else")

    assert said(page).startswith("Nothing was changed.")
    assert library_of(client).frameworks.in_force().ref == "cqc-local-authority"


def test_an_unknown_framework_is_not_there(client: TestClient) -> None:
    for path in ("none", "none/use", "..%2f..%2fetc"):
        shown(client, f"{HOME}/frameworks/{path}", status=404)
    sent(client, f"{HOME}/frameworks/none/use", expect=404)


def test_a_framework_shows_what_was_not_checked(client: TestClient) -> None:
    page = shown(client, f"{HOME}/frameworks/cqc-local-authority")

    assert [one.get("id") for one in pick(page, "main h3")] == [f"QS{n}" for n in range(1, 10)]
    assert "not seen in a published source" in words(pick(page, "main")[0])


# Words and settings


def test_words_are_narrowed_by_what_is_typed_and_a_page_of_them_keeps_it(client: TestClient) -> None:
    page = shown(client, f"{HOME}/vocabulary?q=SECTION+42")
    rows = [words(row) for row in pick(page, "#main-content table tbody tr")]

    assert rows
    assert all("section 42" in row.casefold() for row in rows)
    assert pick(page, "#q")[0].get("value") == "SECTION 42"
    for link in pick(shown(client, f"{HOME}/vocabulary?q=a&page=1"), ".govuk-pagination a"):
        assert "q=a" in link.get("href")


@pytest.mark.parametrize("query", ["q=%3Cscript%3E", "q=zzzz&page=999", "show_only=nonsense", "page=99999"])
def test_odd_questions_about_words_are_answered(client: TestClient, query: str) -> None:
    page = shown(client, f"{HOME}/vocabulary?{query}")

    assert pick(page, "main script") == []


def test_kinds_say_how_many_are_held(client: TestClient) -> None:
    filed(client, kind="policy")
    page = shown(client, f"{HOME}/kinds")

    (link,) = pick(page, "[href='/documents?kind=policy']")
    assert words(link) == "1 Policy"


def test_settings_say_where_they_come_from(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCE_READERS", "3")
    lines = {line.variable: line for line in setting_lines(Settings(home=settings.home))}

    assert lines["EVIDENCE_READERS"].value == "3"
    assert lines["EVIDENCE_READERS"].origin == "The environment"
    assert lines["EVIDENCE_HOME"].origin == "The command that started it"
    assert lines["EVIDENCE_PORT"].origin == "Default"
    assert all(line.help and "`" not in line.help for line in lines.values())


def test_a_setting_that_may_be_secret_is_never_shown() -> None:
    class WithSecret(Settings):
        mail_password: str = "hunter2"

    lines = {line.variable: line.value for line in setting_lines(WithSecret())}

    assert lines["EVIDENCE_MAIL_PASSWORD"] == "Set, and not shown"


# Rules


def form_of(page: Any) -> dict[str, Any]:
    """What the form that keeps the tried rules sends."""
    fields = pick(page, "#would-change form input")
    return {
        "change": [one.get("value") for one in fields if one.get("name") == "change"],
        "mark": next(one.get("value") for one in fields if one.get("name") == "mark"),
    }


def test_trying_a_rule_shows_what_it_would_change_and_saves_nothing(client: TestClient) -> None:
    library = library_of(client)
    for number in (1, 2):
        ref = filed(client, f"Audit {number}.", f"{number}.txt", kind="audit", dated_on=library.clock.today())
        library.tagging.tag(ASHA, [ref], TagDraft("QS1", category="processes", proof="practice"))

    page = shown(client, f"{HOME}/rules?try=1&adequate.documents=3")

    cells = [words(row) for row in pick(page, "#would-change table tbody tr")]
    assert any("Processes" in row and "Evidence: adequate" in row and "Evidence: weak" in row for row in cells)
    assert rule_values(library.frameworks.in_force())["adequate.documents"] == "2"


def test_tried_rules_are_kept_and_taken_back(client: TestClient) -> None:
    library = library_of(client)
    page = shown(client, f"{HOME}/rules?try=1&strong.documents=5&QS1.processes=supporting")

    kept = sent(client, f"{HOME}/rules", **form_of(page))

    known = rule_values(library.frameworks.in_force())
    assert (known["strong.documents"], known["QS1.required"]) == ("5", "people-experience")
    assert "processes" in known["QS1.supporting"]
    assert "File: 3" in words(pick(kept, "main")[0])

    undone(client, kept)
    assert rule_values(library.frameworks.in_force())["strong.documents"] == "3"


def test_a_list_can_be_emptied_and_the_file_brought_back(client: TestClient) -> None:
    library = library_of(client)
    page = shown(client, f"{HOME}/rules?try=1&whole=1&peoples_sources=people&carers_sources=unpaid-carers")
    sent(client, f"{HOME}/rules", **form_of(page))

    assert library.frameworks.in_force().rules.every_sub_topic_for_strong == ()
    assert library.frameworks.in_force().rules.peoples_sources == ("people",)

    page = shown(client, f"{HOME}/rules?file=1")
    assert "Go back to the file’s values" in words(pick(page, "#would-change form")[0])
    sent(client, f"{HOME}/rules", **form_of(page))
    now = library.frameworks.in_force()
    assert rule_values(now) == rule_values(library.frameworks.load(now.ref))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("strong.documents=0", "strong.documents"),
        ("strong.documents=-1", "strong.documents"),
        ("strong.documents=100", "strong.documents"),
        ("adequate.sources=many", "adequate.sources"),
        ("unknown_proof=magic", "unknown_proof"),
        ("QS1.processes=supporting&QS1.people-experience=not-counted", "QS1.people-experience"),
        ("peoples_sources=nobody", "would-change"),
    ],
)
def test_a_rule_that_will_not_do_is_said_at_its_field(client: TestClient, query: str, field: str) -> None:
    page = shown(client, f"{HOME}/rules?try=1&{query}", status=422)

    assert problems(page)
    assert [link.get("href") for link in pick(page, ".govuk-error-summary a")] == [f"#{field}"]
    assert pick(page, "#would-change form") == []


def test_what_was_typed_wrong_is_shown_again(client: TestClient) -> None:
    page = shown(client, f"{HOME}/rules?try=1&strong.documents=lots&adequate.documents=7", status=422)

    typed = {one.get("name"): one.get("value") for one in pick(page, "main form input")}
    assert (typed["strong.documents"], typed["adequate.documents"]) == ("lots", "7")


def test_rules_changed_by_somebody_else_meanwhile_are_not_overwritten(client: TestClient) -> None:
    library = library_of(client)
    fields = form_of(shown(client, f"{HOME}/rules?try=1&strong.documents=5"))
    library.frameworks.save_rules(BEN, {"strong.documents": "9"})

    page = sent(client, f"{HOME}/rules", expect=422, **fields)

    assert "Somebody changed the rules" in problems(page)[0]
    row = words(pick(page, "#would-change tbody tr")[0])
    assert "9" in row
    assert "5" in row
    assert rule_values(library.frameworks.in_force())["strong.documents"] == "9"

    sent(client, f"{HOME}/rules", **form_of(page))
    assert rule_values(library.frameworks.in_force())["strong.documents"] == "5"


@pytest.mark.parametrize("change", ["nonsense", "magic=1", "strong.documents=1000000"])
def test_changes_that_are_none_of_the_form_are_refused_or_left_out(client: TestClient, change: str) -> None:
    mark = form_of(shown(client, f"{HOME}/rules?try=1&strong.documents=5"))["mark"]
    answer = client.post(f"{HOME}/rules", data={"mark": mark, "change": change}, headers={"accept": "text/html"})

    assert answer.status_code in {200, 422}
    now = library_of(client).frameworks.in_force()
    assert rule_values(now) == rule_values(library_of(client).frameworks.load(now.ref))
