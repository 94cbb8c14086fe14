"""What a person does in a browser: by mouse, by touch, with keys alone, with scripts and without."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.conftest import Server, Visit

PATIENCE = 60_000
"""Milliseconds after which what a person waits for will not come; no test asks how soon it came."""
MOST_STEPS = 500
"""Presses of Tab after which nobody would look any further, and of an arrow key after which a choice is not there."""
CLIPBOARD = ["clipboard-read", "clipboard-write"]
STATEMENTS = "Quality statements: who leads, the council’s score and the evidence"

expect.set_options(timeout=PATIENCE)

_FOCUS = r"""wanted => {
  const here = document.activeElement;
  const clear = (colour) => /^rgba.*, 0\)$/.test(colour);
  const outline = (style) => {
    const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && !clear(style.outlineColor);
    return drawn ? style.outline : "none";
  };
  const drawn = (one, part) => {
    const style = getComputedStyle(one, part);
    return style.boxShadow !== "none" || outline(style) !== "none";
  };
  const look = (one, part) => {
    const style = getComputedStyle(one, part);
    const { boxShadow, backgroundColor, borderTopWidth, borderTopColor, color } = style;
    return [outline(style), boxShadow, backgroundColor, borderTopWidth, borderTopColor, color].join("|");
  };
  const parts = (one) => [[one], ...[...(one.labels ?? [])].map((label) => [label, "::before"])];
  const looks = (one) => parts(one).map((part) => look(...part)).join("||");
  const last = window.lastFocused;
  const unchanged = last && last.one.isConnected && last.one !== here && last.looks === looks(last.one);
  const reached = here !== document.body && here.tabIndex >= 0;
  window.lastFocused = reached ? { one: here, looks: looks(here) } : null;
  const told = (one) => one.outerHTML.slice(0, 200);
  const unseen = reached && !parts(here).some((part) => drawn(...part)) ? told(here) : "";
  return {
    there: here === wanted,
    onwards: Boolean(here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING),
    unseen: unseen || (unchanged ? told(last.one) : ""),
  };
}"""


@dataclass(frozen=True)
class Way:
    """How somebody uses the pages."""

    name: str
    width: int = 1280
    scripts: bool = True
    by: Literal["mouse", "touch", "keys"] = "mouse"


WAYS = (
    Way("scripts"),
    Way("no-scripts", scripts=False),
    Way("phone", width=320, by="touch"),
    Way("keys", by="keys"),
)
in_each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)


class Person:
    """Somebody at a window, who finds things by what they are called."""

    def __init__(self, visit: Callable[..., Visit], server: Server, way: Way, person: str = "") -> None:
        permitted = {"permissions": CLIPBOARD} if way.scripts else {}
        touch = way.by == "touch"
        seen = visit(server, width=way.width, scripts=way.scripts, has_touch=touch, person=person, **permitted)
        seen.page.context.set_default_timeout(PATIENCE)
        self.way, self.page, self.open = way, seen.page, seen.open

    # What a person sees

    def arrives(self, heading: str | re.Pattern[str]) -> None:
        """The page of this heading is open and ready."""
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        self.page.wait_for_load_state()

    def sees(self, *words: str | re.Pattern[str], within: Locator | None = None) -> None:
        for one in words:
            found = (within or self.page.get_by_role("main")).get_by_text(one)
            expect(found.filter(visible=True).first).to_be_visible()

    def is_told(self, words: str | re.Pattern[str]) -> None:
        """The page says what became of the last step."""
        expect(self.page.get_by_role("status").filter(has_text=words)).to_be_visible()
        self.page.wait_for_load_state()

    def fact(self, name: str) -> Locator:
        """What a summary list says beside a name."""
        return self.page.locator(f"dt:text-is('{name}') + dd")

    def row(self, table: str, begins: str) -> Locator:
        shown = self.page.get_by_role("table", name=table)
        return shown.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=begins))

    def copied(self) -> str:
        """What was copied last."""
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    # What a person does

    def goes_to(self, section: str) -> None:
        """Choose from the menu, which a phone with scripts folds away once the page is ready."""
        self.page.wait_for_load_state()
        menu = self.page.get_by_role("navigation", name="Menu")
        link = menu.get_by_role("link", name=section, exact=True)
        if not link.is_visible():
            self._do(menu.get_by_role("button", name="Menu"))
        self._do(link)

    def follows(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        self._do((within or self.page).get_by_role("link", name=name).first)

    def presses(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        self._do((within or self.page).get_by_role("button", name=name).first)

    def unfolds(self, words: str, within: Locator | None = None) -> None:
        """Open what is folded, unless it stands open."""
        summary = (within or self.page).locator("summary").filter(has_text=words).filter(visible=True).first
        if not summary.evaluate("one => one.parentElement.open"):
            self._do(summary)

    def types(self, label: str | re.Pattern[str], words: str, within: Locator | None = None) -> None:
        field = (within or self.page).get_by_role("textbox", name=label).or_(
            (within or self.page).get_by_role("combobox", name=label).and_(self.page.locator("input"))
        ).or_((within or self.page).get_by_role("searchbox", name=label)).first  # fmt: skip
        if self.way.by == "keys":
            self.reaches(field)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(words)
        else:
            field.fill(words)

    def enters_day(self, legend: str, day: date, within: Locator | None = None) -> None:
        group = (within or self.page).get_by_role("group", name=legend)
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            self.types(label, str(number), group)

    def chooses(self, label: str | re.Pattern[str], option: str, within: Locator | None = None) -> None:
        field = (within or self.page).get_by_role("combobox", name=label).and_(self.page.locator("select"))
        if self.way.by != "keys":
            field.select_option(label=option)
            return
        self.reaches(field)
        self.page.keyboard.press("Home")
        for _ in range(MOST_STEPS):
            if field.evaluate("one => one.selectedOptions[0].label") == option:
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"the arrow keys do not reach {option}")

    def ticks(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Tick a box, or choose one of several."""
        place = within or self.page
        box = place.get_by_role("checkbox", name=name).or_(place.get_by_role("radio", name=name)).first
        if self.way.by == "touch":
            box.tap()
        elif self.way.by == "mouse":
            box.check()
        elif box.get_attribute("type") == "checkbox":
            self.reaches(box)
            self.page.keyboard.press("Space")
        else:
            self._moves_to(box)
        expect(box).to_be_checked()

    def gives(self, label: str | re.Pattern[str], *files: FilePayload | Path) -> None:
        """Choose files where a page asks for them."""
        with self.page.expect_file_chooser() as asked:
            self._do(self.page.get_by_label(label, exact=isinstance(label, str)).first, key="Space")
        asked.value.set_files(list(files))

    def fetches(self, name: str | re.Pattern[str], role: Literal["link", "button"] = "link") -> bytes:
        """Download what a link leads to."""
        with self.page.expect_download() as caught:
            self._do(self.page.get_by_role(role, name=name).first)
        return caught.value.path().read_bytes()

    def waits_for(self, wanted: Locator) -> None:
        """Wait for work to end: with scripts the page follows it, without them its link looks again."""
        for _ in range(MOST_STEPS):
            if self.way.scripts or wanted.is_visible():
                break
            self.follows("Look again")
            self.page.wait_for_load_state()
        expect(wanted).to_be_visible()

    def reaches(self, wanted: Locator) -> None:
        """Press Tab until something has the focus; whatever has it on the way shows that it has."""
        wanted.wait_for()
        self.page.wait_for_load_state()
        element = wanted.element_handle()
        for _ in range(MOST_STEPS):
            focus = element.evaluate(_FOCUS)
            assert not focus["unseen"], f"nobody sees that this has the focus: {focus['unseen']}"
            if focus["there"]:
                return
            self.page.keyboard.press("Tab" if focus["onwards"] else "Shift+Tab")
        pytest.fail(f"Tab does not reach {wanted}")

    def _do(self, wanted: Locator, key: str = "Enter") -> None:
        if self.way.by == "keys":
            self.reaches(wanted)
            self.page.keyboard.press(key)
        elif self.way.by == "touch":
            wanted.tap()
        else:
            wanted.click()

    def _moves_to(self, choice: Locator) -> None:
        """Reach one of several: Tab stops at the one that is chosen or at the first, arrow keys go on."""
        several = self.page.locator(f"input[name='{choice.get_attribute('name')}']")
        first = several.and_(self.page.locator(":checked"))
        self.reaches(first if first.count() else several.first)
        for _ in range(several.count()):
            if choice.evaluate("one => one === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not choice.is_checked():
            self.page.keyboard.press("Space")


# Steps that several journeys take


def today() -> date:
    return datetime.now(UTC).date()


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def paper(name: str, *lines: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": "\n\n".join(lines).encode()}


def two_new_papers() -> tuple[FilePayload, FilePayload]:
    """What people said of moving between services, of which the sample has nothing."""
    return (
        paper(
            "Young people on moving to adult services.txt", "Young people on moving to adult services",
            "Nineteen young people told us what moving to adult services was like.",
            "Most knew their new worker before their birthday, and felt safe because of it.",
        ),
        paper(
            "Calls after discharge.txt", "Calls after discharge",
            "We rang forty people a week after they went home from hospital.",
            "Thirty-four said that the help they were promised had been there on the first day.",
        ),
    )  # fmt: skip


def cell(me: Person, statement: str, category: str) -> Locator:
    """A cell of the readiness map."""
    return me.page.get_by_role("link", name=re.compile(rf"^{statement}, {category}: "))


def file(me: Person, *papers: FilePayload | Path) -> None:
    """Add files and wait until each was answered and read."""
    me.goes_to("Add evidence")
    me.arrives("Add evidence")
    me.gives("Choose files", *papers)
    me.presses(f"Add {len(papers)} files" if me.way.scripts else "Add these files")
    if me.way.scripts:
        expect(me.page.get_by_role("heading", name="Done", exact=True)).to_be_visible()
        expect(me.page.get_by_text("Its text is being read.")).to_have_count(0)
        return
    expect(me.page.get_by_role("heading", name="Added", exact=True)).to_be_visible()
    me.waits_for(me.page.get_by_role("main").filter(has_not_text="still being read"))


def outcome(me: Person, name: str) -> str:
    """What the page says of a file that was sent."""
    return " ".join(me.page.get_by_role("listitem").filter(has_text=name).inner_text().split())


def added_as(me: Person, name: str) -> str:
    found = re.search(r"added as (E-\d+)", outcome(me, name), re.IGNORECASE)
    assert found, outcome(me, name)
    return found[1]


def fill_in(
    me: Person, ref: str, *, kind: str, statement: str, category: str, dated_on: date | None = None
) -> None:  # fmt: skip
    """Say in the list of what waits what a new document is, and tag it; without a date the guess stays."""
    row = me.page.get_by_role("article", name=ref)
    title = row.get_by_role("textbox", name="Title").input_value()
    me.chooses(re.compile("^Kind"), kind, row)
    me.types(re.compile("^Owner"), "Femi Adebanjo", row)
    if dated_on:
        me.enters_day("Date of the document", dated_on, row)
    me.unfolds("statement to", row)
    me.chooses("Statement", statement, row)
    me.chooses("Evidence category", category, row)
    me.presses(f"Save {ref}", row)
    me.sees(f"{ref} {title} is saved, tagged to {statement.partition(' ')[0]}.")
    me.page.wait_for_load_state()


def weeks_ago(weeks: int) -> date:
    return today() - timedelta(weeks=weeks)
