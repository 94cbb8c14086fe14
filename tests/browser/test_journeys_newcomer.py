"""Somebody new, who has read nothing: from an example to a verified pack, in the sample and with real papers."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Visit
from tests.browser.journeys import (
    WAYS,
    Person,
    Way,
    added_as,
    cell,
    file,
    fill_in,
    two_new_papers,
    weeks_ago,
)
from tests.browser.pack_steps import download_pack, make_pack

with_scripts_and_without = pytest.mark.parametrize("way", WAYS[:2], ids=lambda way: way.name)
PEOPLE = "People's experience"
JOURNEY = "plymouth-2025-improvement-journey.txt"
UPDATE = "sefton-2025-cabinet-member-update.txt"


@with_scripts_and_without
def test_a_newcomer_finds_files_reads_why_and_sends_a_pack(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit], tmp_path: Path
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/")
    me.arrives("Where we stand")
    expect(cell(me, "QS6", PEOPLE)).to_contain_text("missing")
    _find_an_example_of_waiting_lists(me)
    me.follows("Open at p. 1 of E-0016")
    me.arrives("E-0016 Waiting well protocol")

    young, calls = two_new_papers()
    file(me, young, calls)
    refs = [added_as(me, one["name"]) for one in (young, calls)]
    me.presses("Fill in the")
    me.arrives("Fill in what waits for a look")
    for ref in refs:
        fill_in(
            me, ref, kind="Feedback", statement="QS6 Safe systems, pathways and transitions", category=PEOPLE,
            dated_on=weeks_ago(2),
        )  # fmt: skip
    me.goes_to("Where we stand")
    me.arrives("Where we stand")
    expect(cell(me, "QS6", PEOPLE)).to_contain_text("2 documents")

    _read_why_it_is_weak(me, "QS3", PEOPLE)
    _send_a_pack(me, "QS6 Safe systems, pathways and transitions", tmp_path / "pack.zip", refs)


@pytest.mark.council_papers
@with_scripts_and_without
def test_a_newcomer_does_the_same_with_five_papers_in_an_empty_library(
    way: Way, papers: Path, serve_empty: Server, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    me = Person(visit, serve_empty, way)
    me.open("/")
    me.arrives("Where we stand")
    me.sees("Start here", "Add your first documents")
    file(me, *sorted(papers.glob("*.txt")))
    refs = [added_as(me, name) for name in (JOURNEY, UPDATE)]
    me.presses("Fill in the")
    me.arrives("Fill in what waits for a look")
    for ref in refs:
        fill_in(
            me, ref, kind="Report to a committee or board", statement="QS1 Assessing needs", category="Processes"
        )  # fmt: skip

    best = _find_an_example_of_waiting_lists(me)
    expect(best.get_by_role("heading")).to_contain_text(refs[0])
    me.follows(re.compile("^Open at section "), best)
    me.arrives(refs[0])

    me.goes_to("Where we stand")
    me.arrives("Where we stand")
    expect(cell(me, "QS1", "Processes")).to_contain_text("2 documents")
    expect(cell(me, "QS1", PEOPLE)).to_contain_text("missing")
    _read_why_it_is_weak(me, "QS1", "Processes")
    _send_a_pack(me, "QS1 Assessing needs", tmp_path / "pack.zip", refs)


def _find_an_example_of_waiting_lists(me: Person):
    me.goes_to("Find an example")
    me.arrives("Find an example")
    me.types("What are you looking for?", "waiting list management")
    me.presses("Search")
    me.sees(re.compile("^[0-9]+ documents for “waiting list management”"))
    best = me.page.get_by_role("listitem").filter(has=me.page.get_by_role("heading", level=3)).first
    me.sees(re.compile("wait", re.IGNORECASE), re.compile(r"^E-\d+, (p\.|section|lines) "), within=best)
    return best


def _read_why_it_is_weak(me: Person, statement: str, category: str) -> None:
    expect(cell(me, statement, category)).to_contain_text("weak")
    me.follows(re.compile(f"^{statement}, {category}: weak"))
    me.arrives(category)
    me.sees("The rule that decided:", re.compile("^Weak: something is held"), "What would lift it")


def _send_a_pack(me: Person, statement: str, path: Path, refs: list[str]) -> None:
    make_pack(me, statement, recipient="Peer review team", use="A board or a peer team")
    me.sees(*refs)
    found, _ = download_pack(me, path)
    assert (found.ok, found.findings) == (True, ())
    assert found.about["to"] == "Peer review team"
    assert found.checked.documents >= len(refs)
