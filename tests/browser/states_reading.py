"""States of a document's page: each form and format, words marked, tagging, editing, renewing, discarding."""

from playwright.sync_api import Page

from tests.browser.state import State


def _send_the_empty_tag_form(page: Page) -> None:
    page.get_by_role("button", name="Save this tag").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _tag_words_that_are_not_there(page: Page) -> None:
    page.get_by_label("Words of the document").fill("These words are nowhere")
    page.get_by_label("Quality statement").select_option("QS7")
    _send_the_empty_tag_form(page)


def _renew_without_a_file(page: Page) -> None:
    page.get_by_text("Renew with a newer version").click()
    page.get_by_role("button", name="Add this version").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _relate_without_saying_how(page: Page) -> None:
    page.get_by_text("Note how it stands to another document").click()
    page.get_by_role("button", name="Note this").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _open_every_details(page: Page) -> None:
    for summary in page.locator("main summary").all():
        if summary.is_visible():
            summary.click()


def _take_the_title_away(page: Page) -> None:
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save the details").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _select_words(page: Page) -> None:
    page.locator("#document-text .reading-words p").first.click(click_count=3)
    page.get_by_role("button", name="Tag these words").wait_for()


def _press_t(page: Page) -> None:
    _select_words(page)
    page.keyboard.press("t")
    page.locator("#statement:focus").wait_for()


STATES = (
    State("a document of pages", "/documents/E-0001"),
    State("a document of pages, at a page, words marked", "/documents/E-0001/p/4?q=concerns"),
    State("words that do not stand in the document", "/documents/E-0001?q=zebra"),
    State("a document of pages as text", "/documents/E-0001?view=text&part=1"),
    State("at the quote of a tag", "/documents/E-0001?tag=T-00001"),
    State("at the quote of a tag that is not there", "/documents/E-0001?tag=T-99999"),
    State("everything folded is open", "/documents/E-0001", act=_open_every_details),
    State("a passage about to be tagged", "/documents/E-0001?tagging=3&statement=QS8"),
    State("words are selected", "/documents/E-0002", act=_select_words, needs_scripts=True),
    State("words are selected and t is pressed", "/documents/E-0002", act=_press_t, needs_scripts=True),
    State("a tag without a statement", "/documents/E-0002?tagging=4", act=_send_the_empty_tag_form),
    State("a tag of words that are not there", "/documents/E-0002?tagging=whole", act=_tag_words_that_are_not_there),
    State("a document of passages with two versions", "/documents/E-0002"),
    State("its earlier version", "/documents/E-0002?version=1"),
    State("renewing without a file", "/documents/E-0002", act=_renew_without_a_file),
    State("a relation without a kind", "/documents/E-0002", act=_relate_without_saying_how),
    State("a workbook", "/documents/E-0003"),
    State("the second sheet of a workbook", "/documents/E-0003?view=table&sheet=2"),
    State("a workbook as text", "/documents/E-0003?view=text"),
    State("a workbook with words marked", "/documents/E-0003?view=table&q=enquiries"),
    State("slides", "/documents/E-0012"),
    State("mail", "/documents/E-0061?place=1"),
    State("a picture", "/documents/E-0023"),
    State("a sensitive document", "/documents/E-0010"),
    State("a link", "/documents/E-0039"),
    State("a wanted document", "/documents/E-0056"),
    State("a document that is not there", "/documents/E-9999", status=404),
    State("a page that is not there", "/documents/E-0001/p/99", status=404),
    State("editing details", "/documents/E-0001/edit"),
    State("editing details, no title", "/documents/E-0001/edit", act=_take_the_title_away),
    State("discarding", "/documents/E-0001/discard"),
)
