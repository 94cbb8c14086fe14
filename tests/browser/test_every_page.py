"""Every page in every state: accessible, valid, quiet, within its width, and the same without scripts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Response

from tests.browser.conftest import Server, Visit
from tests.browser.every_state import STATES, route_of, routes_of_pages
from tests.browser.markup import faults
from tests.browser.state import State

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES: dict[str, Any] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
OF_LAYOUT: dict[str, Any] = {
    "type": "rule",
    "values": [
        "target-size",
        "color-contrast",
        "scrollable-region-focusable",
        "aria-hidden-focus",
        "link-in-text-block",
    ],
}
"""The rules that a narrower window can break; the others judge the same elements at any width."""
NARROW = 320
"""What 1280 pixels become at 400 % zoom."""


def named(one: tuple[str, State]) -> str:
    return f"{one[0]} {one[1].name}"


def reach(seen: Visit, state: State) -> None:
    assert seen.open(state.path) == state.status
    if state.act:
        state.act(seen.page)


def examined(seen: Visit, rules: dict[str, Any]) -> dict[str, Any]:
    if not seen.page.evaluate("'axe' in window"):
        seen.page.evaluate(AXE)
    asked = {"runOnly": rules, "resultTypes": ["violations"]}
    found: dict[str, Any] = seen.page.evaluate("asked => axe.run(document, asked)", asked)
    return found


def told(violations: list[dict[str, Any]]) -> list[str]:
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in violations]


@pytest.mark.parametrize("case", STATES, ids=named)
def test_everybody_can_use_it(
    case: tuple[str, State], window: Callable[..., Visit], record_property: Callable[[str, object], None]
) -> None:
    seen = window(person=case[1].person)
    reach(seen, case[1])

    found = examined(seen, RULES)
    assert told(found["violations"]) == []
    no_wider_than(seen, 1280)
    seen.page.set_viewport_size({"width": NARROW, "height": 900})
    assert told(examined(seen, OF_LAYOUT)["violations"]) == []
    no_wider_than(seen, NARROW)
    record_property("state", f"{route_of(case[1].path) or case[1].path} | {case[1].name}")
    record_property("rules", sorted(rule["id"] for rule in [*found["passes"], *found["inapplicable"]]))


def no_wider_than(seen: Visit, width: int) -> None:
    wider = seen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"the page is {wider} pixels wider than a window of {width}"


@pytest.mark.parametrize("case", STATES, ids=named)
def test_its_markup_is_valid_and_it_works_without_scripts(
    case: tuple[str, State], window: Callable[..., Visit]
) -> None:
    seen = window(scripts=case[1].needs_scripts, person=case[1].person)
    sent: list[str] = []

    def keep(answer: Response) -> None:
        if "text/html" in answer.headers.get("content-type", ""):
            sent.append(answer.text())

    seen.page.on("response", keep)
    try:
        reach(seen, case[1])
    finally:
        seen.page.remove_listener("response", keep)

    assert [fault for html in sent for fault in faults(html)] == []
    assert seen.page.locator("h1").count() == 1


def test_every_page_is_among_the_states() -> None:
    looked_at = {route_of(state.path) for _, state in STATES}

    assert [route for route in routes_of_pages() if route not in looked_at] == []


def test_titles_tell_pages_apart(sample_server: Server, visit: Callable[..., Visit]) -> None:
    titles: dict[str, set[str]] = {}
    seen = visit(sample_server)
    for path in {state.path.partition("?")[0] for _, state in STATES if state.status == 200}:
        seen.open(path)
        titles.setdefault(seen.page.title(), set()).add(str(route_of(path)))

    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}


def test_no_page_needs_more_than_three_hundred_kilobytes_to_open(
    sample_server: Server, visit: Callable[..., Visit]
) -> None:
    seen = visit(sample_server)
    sizes: dict[str, int] = {}
    seen.page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    seen.open("/")

    assert sum(sizes.values()) <= 300_000, json.dumps(sizes, indent=1)
