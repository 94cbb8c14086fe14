"""Packs, scores and the board, each in every way of using a browser."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdfium2
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Server, Visit
from tests.browser.journeys import Person, Way, in_each_way
from tests.browser.pack_steps import download_pack, make_pack, tampered

GOES = "evidence/QS7/E-0003_"


@in_each_way
def test_choosing_making_and_checking_a_pack(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit], tmp_path: Path
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/")
    make_pack(me, "QS7 Safeguarding", recipient="Care Quality Commission")
    expect(me.fact("Goes")).to_contain_text("9 documents")
    me.sees("E-0005", re.compile("^It is restricted, and nobody has cleared it"))

    pack = tmp_path / "pack.zip"
    found, digest = download_pack(me, pack)
    assert (found.ok, found.findings) == (True, ())
    with zipfile.ZipFile(pack) as opened:
        names = opened.namelist()
    changed = next(name for name in names if name.startswith(GOES))
    assert not any("E-0005" in name for name in names)
    me.presses("Compare it with its manifest")
    me.is_told("compared")
    me.sees(re.compile("^Every one of .* is as the manifest says"))

    _check(me, pack.read_bytes(), digest)
    me.sees("Its digest is the one you were given.")
    _check(me, tampered(pack, changed), digest)
    me.sees("1 difference", changed)


def _check(me: Person, pack: bytes, digest: str) -> None:
    sent: FilePayload = {"name": "pack.zip", "mimeType": "application/zip", "buffer": pack}
    me.goes_to("Packs")
    me.arrives("Packs")
    me.presses("Check a pack someone sent")
    me.arrives("Check a pack")
    me.gives("The zip file of the pack", sent)
    me.types("The digest that the sender gave you", digest)
    me.presses("Check it")
    me.sees("compared with the manifest inside it")


@in_each_way
def test_recording_a_score_and_trying_others(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/")
    me.goes_to("Scores")
    me.arrives("Scores")
    council = me.row("The same in numbers", "Council")
    expect(council).to_contain_text("24 of 36")
    me.follows(re.compile("^QS6 .*record one"))
    me.arrives("Scores of QS6 Safe systems, pathways and transitions")
    me.ticks("Council")
    me.ticks(re.compile("^3"))
    me.types("Why", "Nobody went home to an empty house this quarter.")
    me.presses("Record the score")
    me.is_told("QS6")
    me.sees("stands today", "Nobody went home to an empty house this quarter.")

    me.goes_to("Scores")
    me.arrives("Scores")
    expect(council).to_contain_text("25 of 36")
    me.follows("What if")
    me.arrives("What if the scores were different?")
    me.chooses(re.compile("^QS1 "), "4")
    if not way.scripts:
        me.presses("Work it out")
    me.sees("75%", "27 of 36", "QS1: 4, now 2")

    me.goes_to("Scores")
    me.arrives("Scores")
    expect(council).to_contain_text("25 of 36")


@in_each_way
def test_taking_a_board_and_its_paper_as_word_and_pdf(
    way: Way, serve_copy: Callable[[], Server], visit: Callable[..., Visit]
) -> None:
    me = Person(visit, serve_copy(), way)
    me.open("/")
    me.goes_to("Board")
    me.arrives("Assurance board")
    me.sees("Since the board of", "Overdue, by owner", "Actions")
    me.types("Decisions wanted of the board", "Agree the plan for reviews")
    me.presses("Take the board")
    me.arrives("Board of")
    me.is_told("is kept as B-0003.")
    me.sees("Agree the plan for reviews", "QS6 Safe systems, pathways and transitions")

    word = docx.Document(io.BytesIO(me.fetches("Download as Word", "button")))
    assert any("Agree the plan for reviews" in paragraph.text for paragraph in word.paragraphs)
    pdf = me.fetches("Download as PDF", "button")
    assert pdf.startswith(b"%PDF-")
    with pypdfium2.PdfDocument(pdf) as opened:
        assert "Agree the plan for reviews" in "".join(page.get_textpage().get_text_range() for page in opened)
    me.goes_to("Board")
    me.arrives("Assurance board")
    me.sees("B-0003")
