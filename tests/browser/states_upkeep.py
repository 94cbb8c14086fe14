"""States of the list of documents, keeping current, owners' pages and the register."""

from playwright.sync_api import Page

from tests.browser.state import State

OWNER = "/owners/Regulatory%20Assurance%20Lead"
WRONG = b"Reference,Title,Kind,Dated on\nE-0001,A newer title,Policy,31/03/2025\nE-0002,Other,Polcy,03/04/25\n"


def _give(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "text/csv", "buffer": data}


def _narrow(page: Page) -> None:
    page.get_by_label("Title, reference or file name").fill("carers")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Remove the filter Words: carers").wait_for()


def _hand_over_to_nobody(page: Page) -> None:
    page.get_by_label("New owner").fill("")
    page.get_by_role("button", name="Hand over").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _renew_without_a_file(page: Page) -> None:
    page.get_by_text("Renew with a new version").first.click()
    page.get_by_role("button", name="Add this version").first.click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _review_without_a_day(page: Page) -> None:
    page.get_by_text("It still holds: set a review date").first.click()
    page.get_by_role("button", name="Set the review date").first.click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _import_nothing(page: Page) -> None:
    page.get_by_role("button", name="Look at what would change").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _import_wrong_cells(page: Page) -> None:
    page.get_by_label("The edited register").set_input_files(_give("edited.csv", WRONG))
    page.get_by_role("button", name="Look at what would change").click()
    page.get_by_role("heading", name="Cannot be taken").wait_for()


def _import_no_register(page: Page) -> None:
    page.get_by_label("The edited register").set_input_files(_give("list.csv", b"Colour,Taste\nred,sweet\n"))
    page.get_by_role("button", name="Look at what would change").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


STATES = (
    State("documents", "/documents"),
    State("documents, narrowed and ordered", "/documents?need=presumed&statement=QS7&sort=-dated_on"),
    State("documents, words typed", "/documents", act=_narrow),
    State("documents, nothing found", "/documents?q=nothing+like+it"),
    State("documents, a filter that there is not", "/documents?need=nonsense&page=99"),
    State("keep current", "/upkeep"),
    State("keep current, one need", "/upkeep?need=out-of-date&sort=name"),
    State("messages", "/upkeep/messages"),
    State("hand over", "/upkeep/hand-over?ref=E-0001&ref=E-0003"),
    State("hand over, nothing chosen", "/upkeep/hand-over"),
    State("hand over to nobody", "/upkeep/hand-over?owner=Regulatory%20Assurance%20Lead", act=_hand_over_to_nobody),
    State("documents without an owner", "/upkeep/no-owner"),
    State("owners", "/owners"),
    State("owners, nobody of that name", "/owners?q=zz"),
    State("an owner", OWNER),
    State("an owner, no file", OWNER, act=_renew_without_a_file),
    State("an owner, no day", OWNER, act=_review_without_a_day),
    State("an owner of nothing", "/owners/Nobody%20%3Cb%3E%20%22Here%22"),
    State("a message", f"{OWNER}/message"),
    State("register", "/register"),
    State("register, narrowed", "/register?owner=Carers+Lead"),
    State("register, nothing found", "/register?q=nothing+like+it"),
    State("import a register", "/register/import"),
    State("import a register, no file", "/register/import", act=_import_nothing),
    State("import a register, not one", "/register/import", act=_import_no_register),
    State("what an import would change", "/register/import", act=_import_wrong_cells),
    State("an import that is not kept", f"/register/import/{'0' * 64}", status=404),
    State("what an import did, not kept", f"/register/import/{'0' * 64}?done=1", status=404),
)
