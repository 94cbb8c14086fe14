"""``board take``, ``board list`` and ``board report``."""

import io

import pypdfium2
import pytest
from docx import Document

from tests.app.forms import problem_in

pytestmark = pytest.mark.usefixtures("two_papers")


def test_a_board_is_taken_listed_and_compared_with(cli):
    taken = cli(
        "board", "take", "--decision", "Agree the plan", "--decision", "Pay for reviewers", "--note", "Well", "--json"
    ).json
    assert (taken["id"], taken["decisions"], taken["note"]) == (
        "B-0001",
        ["Agree the plan", "Pay for reviewers"],
        "Well",
    )
    assert taken["picture"]["form"] == 1

    cli("board", "take")

    listed = cli("board", "list", "--json").json["boards"]
    assert [(one["id"], len(one["decisions"]), "picture" in one) for one in listed] == [
        ("B-0002", 0, False), ("B-0001", 2, False),
    ]  # fmt: skip
    lines = cli("board", "list").out.splitlines()
    assert [line.partition("  ")[0] for line in lines] == ["B-0002", "B-0001"]
    assert lines[1].endswith("2 decisions wanted")


def test_words_say_what_to_do_next(cli):
    assert "evidence board take" in cli("board", "list").out
    ran = cli("board", "take")
    assert ran.out.startswith("B-0001  The picture of ")
    assert "evidence board report B-0001" in ran.out


def test_a_paper_is_written_in_the_format_that_its_name_ends_in(cli, tmp_path):
    cli("board", "take", "--decision", "Agree the plan")
    paper, sheet = tmp_path / "paper.pdf", tmp_path / "paper.docx"

    assert cli("board", "report", "b-0001", "--out", paper, "--json").json == {"written": str(paper), "format": "pdf"}
    assert cli("board", "report", "B-0001", "--out", sheet).out == f"Written to {sheet}.\n"

    with pypdfium2.PdfDocument(paper) as document:
        assert "Agree the plan" in document[0].get_textpage().get_text_bounded()
    words = [paragraph.text for paragraph in Document(io.BytesIO(sheet.read_bytes())).paragraphs]
    assert "Agree the plan" in words


def test_the_format_asked_for_goes_before_the_name(cli, tmp_path):
    cli("board", "take")
    out = tmp_path / "paper.out"

    assert cli("board", "report", "B-0001", "--format", "pdf", "--out", out).code == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_the_same_board_gives_the_same_paper(cli, tmp_path):
    cli("board", "take")
    papers = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for paper in papers:
        cli("board", "report", "B-0001", "--out", paper)

    assert papers[0].read_bytes() == papers[1].read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("take", "--on", "soon"), 2), (("take", "--on", "1999-01-01"), 2), (("report", "B-0001"), 2),
        (("report", "B-0009", "--out", "x.pdf"), 4), (("report", "B-0001", "--out", "x.txt"), 2),
        (("report", "B-0001", "--out", "x", "--format", "odt"), 2), ((), 2),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_nothing_is_written(cli, tmp_path, monkeypatch, arguments, code):
    cli("board", "take")
    monkeypatch.chdir(tmp_path)

    ran = cli("board", *arguments, "--json")

    assert (ran.code, ran.err) == (code, "")
    problem_in(ran.json)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("x")] == []
