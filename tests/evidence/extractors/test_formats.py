"""What each format keeps in places that are easily missed, and how its places are named."""

from pathlib import Path

import pytest

from evidence.extractors import reasons
from evidence.extractors.picture import MOST_FRAMES
from evidence.readings import Passage, Reading, Unreadable
from tests.evidence.extractors import making_compound, making_packages, making_pdf, making_workbooks, samples
from tests.evidence.extractors.samples import WORDS, Read
from tests.hostile.making_pictures import frames_without_end
from tests.hostile.sample import Traps


def _by_locator(reading: Reading) -> dict[str, str]:
    return {passage.locator: passage.text for passage in reading.passages}


def test_pdf_gives_pages_properties_and_scanned_pages(read: Read) -> None:
    reading = read(making_pdf.pdf([["Front page"], ["Areas for improvement"], []]), "a.pdf")
    assert reading.pages == 3
    assert reading.passages == (
        Passage("p. 1", "Front page", 1, None),
        Passage("p. 2", "Areas for improvement", 2, None),
    )
    assert reading.scanned_pages == (3,)
    assert reading.properties == {
        "title": "Reablement review",
        "author": "Asha",
        "created": "2024-01-31T09:30:00+00:00",
    }


def test_what_was_filled_in_a_pdf_form_is_read(read: Read) -> None:
    assert read(making_pdf.form_pdf(WORDS), "a.pdf").passages == (Passage("p. 1", WORDS, 1),)


def test_pdf_of_five_hundred_pages_is_read_whole(read: Read) -> None:
    pages = [[f"Page {number} on reablement.", "Another line."] for number in range(1, 501)]
    reading = read(making_pdf.pdf(pages), "a.pdf")
    assert [passage.locator for passage in reading.passages] == [f"p. {number}" for number in range(1, 501)]


def test_pdf_page_is_cut_between_paragraphs(read: Read) -> None:
    paragraph = ["Words of a line that goes on to the margin of this page here", *["and on"] * 60, "until it ends."]
    reading = read(making_pdf.pdf([paragraph * 3]), "a.pdf")
    assert {passage.locator for passage in reading.passages} == {"p. 1"}
    assert all(passage.text.endswith("until it ends.") for passage in reading.passages)
    assert sum(len(passage.text.split()) for passage in reading.passages) == 3 * (14 + 120 + 3)


@pytest.mark.parametrize(
    ("content", "name"),
    [(making_pdf.locked_pdf(), "a.pdf"), (making_compound.locked_office(), "a.docx")],
    ids=["pdf", "office"],
)
def test_a_password_is_named_as_the_reason(content: bytes, name: str, read: Read) -> None:
    with pytest.raises(Unreadable) as failure:
        read(content, name)
    assert failure.value.reason == reasons.PASSWORD


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
def test_a_password_of_open_document_is_named_as_the_reason(kind: str, read: Read) -> None:
    with pytest.raises(Unreadable) as failure:
        read(making_packages.open_document(kind, "<text:p/>", encrypted=True), "a.odt")
    assert failure.value.reason == reasons.PASSWORD


def test_restricted_permissions_are_named_as_the_reason(read: Read) -> None:
    with pytest.raises(Unreadable) as failure:
        read(making_compound.locked_office(rights=True), "a.docx")
    assert failure.value.reason == reasons.RIGHTS


@pytest.mark.parametrize(
    ("content", "advice"), [(making_compound.old_word(), ".docx"), (making_compound.old_powerpoint(), ".pptx")]
)
def test_old_office_files_say_what_to_save_them_as(content: bytes, advice: str, read: Read) -> None:
    with pytest.raises(Unreadable) as failure:
        read(content, "a")
    assert advice in failure.value.reason


def test_word_text_is_found_everywhere_but_in_deletions(read: Read) -> None:
    reading = read(making_packages.full_docx(), "a.docx")
    assert _by_locator(reading) == {
        "paragraph 1": "Before any heading.",
        "section Areas to improve": "Areas to improve\nWaiting times for reablement fell.\nIn a content control.\n"
        "Kept inserted words\nlinked words\nHost.\nIn a text box.\nTeam | Days\nNorth | 12\nFramed alone",
        "page header": "Official header",
        "page footer": "The footer",
        "footnotes": "A footnote.",
        "endnotes": "An endnote.",
        "comments": "Ben: Is this right?",
    }
    assert reading.properties == {
        "title": "Reablement review",
        "author": "Asha",
        "created": "2024-01-31T09:30:00Z",
    }
    assert reading.notes == (
        "This document has 1 comment, which can be searched as well.",
        "This document has tracked changes; inserted words were read, deleted words were not.",
    )


def test_word_without_heading_styles_takes_short_bold_paragraphs_for_headings(read: Read) -> None:
    paragraph = making_packages.word_paragraph
    body = paragraph("Workforce", bold=True) + paragraph(WORDS) + paragraph("A long tail.") + paragraph("More.")
    assert _by_locator(read(making_packages.docx(body), "a.docx")) == {
        "section Workforce": f"Workforce\n{WORDS}\nA long tail.\nMore."
    }


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (making_packages.docx(making_packages.word_paragraph("Words"), macros=True), "a.docm"),
        (making_packages.pptx(macros=True), "a.pptm"),
        (making_workbooks.xlsm(), "a.xlsm"),
    ],
    ids=["docm", "pptm", "xlsm"],
)
def test_macros_are_noted(content: bytes, name: str, read: Read) -> None:
    assert reasons.MACROS in read(content, name).notes


def test_slides_come_in_the_order_shown_with_all_that_belongs_to_them(read: Read) -> None:
    reading = read(making_packages.pptx(), "a.pptx")
    assert reading.pages == 3
    assert reading.passages == (
        Passage("slide 1", f"Our performance\n{WORDS}\nTeam | Days", 1, "Our performance"),
        Passage("slide 1, chart", "Days waited\nNorth\n12 | 9", 1, "Our performance"),
        Passage("slide 1, notes", "Say this aloud.", 1, "Our performance"),
        Passage("slide 2", "The second slide.", 2, None),
        Passage("slide 3", "Hidden slide.", 3, None),
    )
    assert reading.notes == ("1 hidden slide was read as well.",)


def test_sheets_keep_true_row_numbers_and_what_cells_show(read: Read) -> None:
    reading = read(making_workbooks.xlsx(), "a.xlsx")
    assert _by_locator(reading) == {
        "sheet Waiting list, rows 3-5": f"Team | What happened\nNorth | {WORDS}\n93% | 31/01/2024 | 12",
        "sheet Waiting list, comment on cell B4": "Check this with Ben.",
        "sheet Waiting list, chart": "Days waited\nDays\n12",
        "sheet Workings, row 1": "Hidden workings",
    }
    assert reading.notes == ("1 hidden sheet was read as well.",)
    assert reading.properties["author"] == "Asha"


def test_header_row_opens_every_passage_of_a_table(read: Read) -> None:
    rows = "".join(f"Team {number},{'waited long ' * 10}\n" for number in range(2, 62))
    reading = read(f"Team,What happened\n{rows}".encode(), "a.csv")
    located = [passage.locator for passage in reading.passages]
    assert located == ["rows 1-13", "rows 14-26", "rows 27-39", "rows 40-52", "rows 53-61"]
    assert all(passage.text.startswith("Team | What happened\nTeam ") for passage in reading.passages)


def test_open_document_text_leaves_deletions_out(read: Read) -> None:
    assert _by_locator(read(making_packages.odt(), "a.odt")) == {
        "section Areas to improve": f"Areas to improve\n{WORDS}\nA footnote.\nIn a text box.\nTeam | Days",
        "page header": "Official header",
    }


def test_open_document_slides_keep_their_notes_apart(read: Read) -> None:
    assert _by_locator(read(making_packages.odp(), "a.odp")) == {
        "slide 1": f"Our performance\n{WORDS}",
        "slide 1, notes": "Say this aloud.",
        "slide 2": "The second slide.",
    }


def test_rich_text_keeps_accents(read: Read) -> None:
    sample = next(sample for sample in samples.SAMPLES if sample.name == "a.rtf")
    assert "Café." in read(sample.good(), "a.rtf").passages[0].text


def test_rich_text_that_was_cut_short_is_read_as_far_as_it_goes(read: Read) -> None:
    reading = read(rb"{\rtf1\ansi Waiting times for reablement fell.\par And th", "a.rtf")
    assert reading.passages == (Passage("lines 1-2", f"{WORDS}\nAnd th"),)
    assert reading.notes == ("This file seems to be cut short: it was read as far as it goes.",)


def test_web_page_neither_glues_nor_splits_words(read: Read) -> None:
    page = (
        "<html><body><h2>Carers</h2><p>re<b>able</b>ment<br>next</p><ul><li>one</li><li>two</li></ul>"
        "<table><tr><td>a</td><td>b</td></tr></table><div>after</div><style>p{}</style><p hidden>no</p></body></html>"
    )
    reading = read(page.encode(), "a.html")
    assert _by_locator(reading) == {"section Carers": "Carers\nreablement\nnext\none\ntwo\na | b\nafter"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_decoded(encoding: str, read: Read) -> None:
    text = "Unpaid carers’ café costs £5 – the council pays."
    assert read(text.encode(encoding), "a.txt").passages == (Passage("line 1", text),)


def test_tags_left_in_plain_text_go_and_their_words_stay(read: Read) -> None:
    text = (
        "<b>RESOURCE IMPLICATIONS</b>\t\n"
        "35.\t<p>The 24<sup>th</sup> council &amp; others.</p> <ul><li>one</li><li>two</li></ul>\n"
    )
    assert _by_locator(read(text.encode(), "a.txt")) == {
        "section RESOURCE IMPLICATIONS": "RESOURCE IMPLICATIONS\n35.\nThe 24th council & others.\none\ntwo"
    }


def test_comparison_signs_in_plain_text_stay(read: Read) -> None:
    text = "Waits of <b and >c days; a<p is no tag."
    assert read(text.encode(), "a.txt").passages[0].text == text


def test_markdown_marks_go_and_their_words_stay(read: Read) -> None:
    text = (
        "# Plan\n\nWe did **2988** plans, *all* good, see [the list](http://x.example/a_b).\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\nUnder\n-----\n\nText"
    )
    assert _by_locator(read(text.encode(), "a.md")) == {
        "section Plan": "Plan\nWe did 2988 plans, all good, see the list.\na | b\n1 | 2",
        "section Under": "Under\nText",
    }


def test_email_gives_header_body_and_attachments(read: Read, tmp_path: Path) -> None:
    reading = read(samples.eml(), "a.eml")
    assert _by_locator(reading) == {
        "message header": "From: Asha <asha@council.example>\nTo: Ben <ben@council.example>\n"
        "Date: Wed, 31 Jan 2024 09:30:00 +0000\nSubject: Reablement – review",
        "message": f"{WORDS}\nAsha",
    }
    assert [attachment.name for attachment in reading.attachments] == ["minutes.txt", "Earlier.eml"]
    assert (tmp_path / "staging" / "attachment-1").read_bytes() == b"The minutes."
    assert reading.properties == {
        "title": "Reablement – review",
        "author": "Asha <asha@council.example>",
        "created": "2024-01-31T09:30:00+00:00",
    }


def test_email_of_html_only_is_read(read: Read) -> None:
    assert _by_locator(read(samples.eml(html_only=True), "a.eml"))["message"] == f"Hello reall.\n{WORDS}"


def test_outlook_email_gives_header_body_and_attachments(read: Read, tmp_path: Path) -> None:
    reading = read(making_compound.msg(), "a.msg")
    assert _by_locator(reading) == {
        "message header": 'From: "Asha" <asha@council.example>\nTo: Ben\nDate: 31 January 2024 09:30 UTC\n'
        "Subject: Reablement review",
        "message": f"{WORDS}\nAsha",
    }
    assert [attachment.name for attachment in reading.attachments] == ["minutes.txt"]
    assert (tmp_path / "staging" / "attachment-1").read_bytes() == b"The minutes."


def test_outlook_email_of_html_only_is_read(read: Read) -> None:
    body = {(0x1013, 0x0102): f"<p>{WORDS}</p>".encode()}
    assert _by_locator(read(making_compound.msg(body=body), "a.msg"))["message"] == WORDS


def test_outlook_email_of_rich_text_only_is_read(read: Read) -> None:
    rich = rb"{\rtf1\ansi " + WORDS.encode() + b"}"
    packed = (len(rich) + 12).to_bytes(4, "little") + len(rich).to_bytes(4, "little") + b"MELA" + b"\x00" * 4 + rich
    assert _by_locator(read(making_compound.msg(body={(0x1009, 0x0102): packed}), "a.msg"))["message"] == WORDS


def test_every_frame_of_a_picture_waits_for_ocr(read: Read) -> None:
    reading = read(samples.picture("TIFF", 3), "a.tif")
    assert (reading.pages, reading.scanned_pages) == (3, (1, 2, 3))


def test_a_picture_of_frames_without_number_is_counted_to_a_bound_and_specks_are_no_scans(read: Read) -> None:
    traps = Traps(Path("unused"), Path("unused"), "", 0)

    reading = read(frames_without_end(traps), "a.tif")

    assert (reading.pages, reading.scanned_pages) == (MOST_FRAMES, ())
    assert "first 2,000 frames" in reading.notes[0]
