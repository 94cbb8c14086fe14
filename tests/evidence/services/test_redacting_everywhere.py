"""Whatever words stand wherever in a file: redacted they are nowhere in the copy, and the original is as it was.

The copy is searched by a program that shares no code with the library. It is tried on files that hypothesis makes up,
on the sample library's documents, and on a paper of a real council.
"""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.wiring import Library
from evidence.domain.redactions import Asked
from evidence.services.drafts import Draft
from evidence.services.redacting import Made
from sample.build import build
from tests.conftest import ASHA, settle
from tests.evidence.extractors.making_packages import docx, word_paragraph, word_run, word_table
from tests.evidence.extractors.making_pdf import pdf
from tests.evidence.extractors.searching_bytes import everything_in

PLANTED = ("Zebedee Quill", "Ysolde Ünal", "LAS-204417", "943 476 5919", "07700 900123", "zeb.quill@home.example")
OTHER = ("Carers waited too long.", "The board agreed a plan.", "Reviews were done on time.", "Nobody else was told.")
Lines = list[list[str]]
Make = Callable[[Lines], bytes]


def word_file(lines: Lines) -> bytes:
    """Paragraphs, one in pieces of bold and plain letters, one as a table, and one in a header."""
    body = ""
    for number, line in enumerate(lines):
        text = " ".join(line)
        if number % 3 == 1:
            half = len(text) // 2
            body += f"<w:p>{word_run(text[:half], bold=True)}{word_run(text[half:])}</w:p>"
        else:
            body += word_table(tuple(line)) if number % 3 else word_paragraph(text)
    return docx(body)


def workbook(lines: Lines) -> bytes:
    """Cells, comments, a hidden sheet of the same, and a sheet and a property named after the first line."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": lines[0][0], "author": lines[-1][-1]})
        for name in ("Seen", "Hidden"):
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for column, text in enumerate(line):
                    sheet.write(row, column, text)
            sheet.write_comment(0, 0, " ".join(lines[0]))
        sheet.hide()
    return made.getvalue()


def pages(lines: Lines) -> bytes:
    return pdf([[" ".join(line) for line in lines[at : at + 2]] for at in range(0, len(lines), 2)])


def redacted(library: Library, content: bytes, name: str, phrases: Sequence[str]) -> tuple[str, Made]:
    draft = Draft(title="A paper", kind="policy")
    outcome = library.adding.add(ASHA, draft, io.BytesIO(content), name=name)
    ref = (outcome.added or outcome.held)[0].ref
    settle(library)
    made = library.redacting.redact(ASHA, ref, Asked(phrases=tuple(phrases)), "It leaves")
    settle(library)
    return ref, made


def left_of(library: Library, made: Made, phrases: Sequence[str]) -> list[str]:
    """Return which words are in the copy's text as the library reads it, or anywhere in its bytes."""
    copy = made.copy
    bytes_of = library.files.path(copy.sha256 or "").read_bytes()
    text = "\n".join(one.text for one in library.cards.passages(copy.ref, copy.number)).casefold()
    everything = text + "\n" + everything_in(bytes_of)
    close = "".join(everything.split())
    return [one for one in phrases if one.casefold() in everything or "".join(one.casefold().split()) in close]


def as_it_was(library: Library, ref: str, content: bytes) -> bool:
    sha256 = library.cards.version(ref, 1).sha256 or ""
    return library.files.path(sha256).read_bytes() == content


@pytest.mark.parametrize(
    ("make", "name"), [(word_file, "a.docx"), (workbook, "a.xlsx"), (pages, "a.pdf")], ids=["docx", "xlsx", "pdf"]
)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_words_are_nowhere(library: Library, make: Make, name: str, data: st.DataObject) -> None:
    lines = data.draw(
        st.lists(st.lists(st.sampled_from(PLANTED + OTHER), min_size=1, max_size=4), min_size=1, max_size=6)
    )
    there = sorted({word for line in lines for word in line} & set(PLANTED))
    lines[-1].append("Zebedee Quill")
    chosen = sorted({"Zebedee Quill", *data.draw(st.lists(st.sampled_from(there or PLANTED[:1]), unique=True))})
    content = make(lines)

    ref, made = redacted(library, content, name, chosen)

    assert "zebedeequill" in "".join(everything_in(content).split()), "there is something to take out"
    assert left_of(library, made, chosen) == []
    kept = [word for line in lines for word in line if word in OTHER]
    text = "\n".join(one.text for one in library.cards.passages(ref, made.copy.number))
    assert all(" ".join(word.split()) in " ".join(text.split()) for word in kept)
    assert as_it_was(library, ref, content)
    library.documents.discard(ASHA, ref)


def test_of_the_sample_library(library: Library, tmp_path: Path) -> None:
    build(tmp_path / "sample", on=library.clock.today())
    for suffix in (".docx", ".xlsx", ".pdf"):
        _try_paper(library, min((tmp_path / "sample").rglob(f"*{suffix}")))


def _try_paper(library: Library, path: Path) -> None:
    ref = library.adding.add(ASHA, Draft(), io.BytesIO(path.read_bytes()), name=path.name).added[0].ref
    settle(library)
    words = [word for one in library.cards.passages(ref)[:3] for word in one.text.split() if word.isalpha()]
    chosen = sorted({word for word in words if len(word) > 8})[:3]
    made = library.redacting.redact(ASHA, ref, Asked(phrases=tuple(chosen)), "It leaves")
    settle(library)

    text = "\n".join(one.text for one in library.cards.passages(ref, made.copy.number))
    assert chosen
    assert not {word.casefold() for word in chosen} & {word.strip(".,;:()").casefold() for word in text.split()}
    assert as_it_was(library, ref, path.read_bytes())


def test_of_a_council_paper(library: Library, papers: Path) -> None:
    """As a Word file: no such paper is one, but its words are real."""
    paper = min(papers.glob("*.txt")).read_text("utf-8")
    lines = [" ".join(line.split()) for line in paper.splitlines() if line.strip()]
    planted = [f"{line} {PLANTED[at // 9 % len(PLANTED)]}" if at % 9 == 0 else line for at, line in enumerate(lines)]
    clean = [line.replace("&", "and").replace("<", "(").replace(">", ")") for line in planted]
    content = docx("".join(map(word_paragraph, clean)))

    ref, made = redacted(library, content, "paper.docx", PLANTED)

    assert left_of(library, made, PLANTED) == []
    assert all(one.times for one in made.redaction.taken)
    assert as_it_was(library, ref, content)
