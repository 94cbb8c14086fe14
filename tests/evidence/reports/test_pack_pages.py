"""The pages in a pack: the index reads without a mouse, the register holds text as text."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from python_calamine import CalamineWorkbook

from evidence.domain.packing import Chosen, Contents, Locator, Section
from evidence.reports.pack_index import PackIndex
from evidence.reports.pack_register import PackRegister
from evidence.reports.pack_summary import PackSummary
from evidence.services.pack_making import Page

PAPER = Chosen(
    ref="E-0001", version=2, title="Carers & strategy", kind="strategy", kind_title="Strategy", size=34_500,
    dated_on=date(2026, 5, 1), currency="in-date", statements=("QS1", "QS5"), media_type="application/pdf",
    locators={"QS1": (Locator("p. 4", 4),)}, path="evidence/QS1/E-0001_100 % café.pdf", sha256="a" * 64,
    notes=("secret note",),
)  # fmt: skip
LINK = Chosen(
    ref="E-0002", version=1, title="Needs", kind="x", kind_title="Needs assessment", dated_on=None,
    currency="unknown", statements=("QS1",), address="https://example.org/needs",
)  # fmt: skip


def contents(*documents: Chosen, internal: bool = False) -> Contents:
    sections = (
        Section("QS1", "Assessing needs", documents),
        Section("QS5", "Partnerships", tuple(one for one in documents if "QS5" in one.statements)),
    )
    return Contents(
        council="Exampleshire", framework="cqc", framework_version="1", framework_title="CQC", recipient="CQC",
        as_at=datetime(2026, 11, 22, 10, tzinfo=UTC), internal=internal, documents=documents, sections=sections,
    )  # fmt: skip


def written(page: Page, shown: Contents) -> bytes:
    stream = io.BytesIO()
    page.write(shown, stream)
    return stream.getvalue()


class Outline(HTMLParser):
    """Collects what accessibility rests on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


class TestTheIndex:
    page = written(PackIndex(), contents(PAPER, LINK)).decode()

    def test_is_well_formed_and_marked_up_for_everybody(self) -> None:
        outline = Outline(self.page)
        assert outline.open == []
        assert outline.all("html") == [{"lang": "en-GB"}]
        assert [tag for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)] == ["h1", "h2", "h2", "h2", "h2"]
        assert len(outline.all("caption")) == len(outline.all("table")) == 2
        assert {cell.get("scope") for cell in outline.all("th")} == {"col", "row"}
        ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
        assert len(ids) == len(set(ids))
        inside = [str(link["href"])[1:] for link in outline.all("a") if str(link["href"]).startswith("#")]
        assert set(inside) <= set(ids)
        assert inside[0] == "main"

    def test_needs_no_network_and_no_script(self) -> None:
        outline = Outline(self.page)
        assert not {"script", "img", "link", "iframe", "form"} & {tag for tag, _ in outline.tags}
        assert "url(" not in self.page
        assert "@import" not in self.page

    def test_points_at_the_page_by_a_relative_address(self) -> None:
        links = [link["href"] for link in Outline(self.page).all("a")]
        path = "evidence/QS1/E-0001_100%20%25%20caf%C3%A9.pdf"
        assert links.count(path) == 2
        assert links.count(f"{path}#page=4") == 1
        assert "https://example.org/needs" in links

    def test_says_days_as_people_do(self) -> None:
        assert "22 November 2026" in self.page
        assert "1 May 2026" in self.page
        assert "date not known" in self.page
        assert "Carers &amp; strategy" in self.page

    def test_points_at_no_page_of_what_is_no_pdf(self) -> None:
        other = replace(PAPER, media_type="text/html", path="evidence/QS1/a.html")
        assert "#page" not in written(PackIndex(), contents(other)).decode()

    def test_an_unsafe_address_cannot_leave_its_attribute(self) -> None:
        odd = replace(LINK, address='https://x/" onclick="y')
        links = Outline(written(PackIndex(), contents(odd)).decode()).all("a")
        assert all(set(link) <= {"href", "class"} for link in links)


class TestTheRegister:
    def test_has_a_row_for_each_document_and_only_outward_columns(self) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(written(PackRegister(), contents(PAPER, LINK))))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        assert [row[0] for row in rows] == [
            "Register of evidence: Exampleshire", "As at 22 November 2026. CQC.", "", "Reference", "E-0001", "E-0002",
        ]  # fmt: skip
        assert rows[3] == [
            "Reference", "Title", "Kind", "Dated on", "In date", "Quality statements", "Where to look", "File",
            "Web address", "Size in bytes", "SHA-256",
        ]  # fmt: skip
        assert rows[4] == [
            "E-0001", "Carers & strategy", "Strategy", date(2026, 5, 1), "in date", "QS1, QS5", "QS1: p. 4",
            "evidence/QS1/E-0001_100 % café.pdf", "", 34_500.0, "a" * 64,
        ]  # fmt: skip

    @pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "+44 20", "-5", "@SUM(A1)", "http://x", "007"])
    def test_what_looks_like_a_formula_or_number_stays_text(self, text: str) -> None:
        book = written(PackRegister(), contents(replace(PAPER, title=text)))
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            sheet = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - we wrote it ourselves
            strings = parts.read("xl/sharedStrings.xml").decode()
        main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        assert next(cell for cell in sheet.iter(f"{main}c") if cell.get("r") == "B5").get("t") == "s"
        assert list(sheet.iter(f"{main}f")) == []
        assert text in strings

    def test_nothing_too_long_is_cut_without_a_mark(self) -> None:
        many = tuple(Locator(f"section {number:05d}") for number in range(3000))
        book = written(PackRegister(), contents(replace(PAPER, locators={"QS1": many})))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        assert str(rows[4][6]).endswith("(cut: too long for a cell)")

    def test_the_same_contents_give_the_same_bytes(self) -> None:
        assert written(PackRegister(), contents(PAPER)) == written(PackRegister(), contents(PAPER))

    def test_it_has_a_title_and_stays_put_while_scrolling(self) -> None:
        with zipfile.ZipFile(io.BytesIO(written(PackRegister(), contents(PAPER)))) as parts:
            assert b"Register of evidence: Exampleshire" in parts.read("docProps/core.xml")
            sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert 'state="frozen"' in sheet
        assert '<autoFilter ref="A4:K5"/>' in sheet


def test_readiness_is_only_written_where_there_is_some() -> None:
    assert PackSummary.internal
    with pytest.raises(RuntimeError, match="internal"):
        written(PackSummary(), contents(PAPER))
