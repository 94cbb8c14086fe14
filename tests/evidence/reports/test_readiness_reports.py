"""Readiness reports: what each must say, how each stays harmless, and that its bytes repeat."""

import csv
import io
import itertools
import json
import re
import zipfile
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from docx import Document
from docx.oxml.ns import qn

from evidence.domain.assurance import Assignment
from evidence.domain.assurance import Score as Given
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.frameworks import Band, Category, Framework, Score, Statement, SubTopic, Theme
from evidence.domain.readiness import NOT_A_JUDGEMENT, Readiness, as_json, assess
from evidence.reports import REPORTS
from evidence.reports.contract import Report
from evidence.reports.readiness_text import ReadinessText

ON = date(2026, 1, 15)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOY = Framework(
    ref="toy",
    version="2024-02",
    title="Toy framework",
    dated_on=ON,
    provider="-",
    source_address="-",
    rights="-",
    themes=(Theme(number=1, ref="one", title="Working with people"),),
    statements=(
        Statement(
            ref="QS1",
            title="Assessing needs",
            theme=1,
            asks="?",
            sub_topics=(
                SubTopic(ref="timely", title="Timeliness"),
                SubTopic(ref="advocacy", title="Advocacy"),
            ),
            required=("people-experience",),
            supporting=("partners",),
        ),
        Statement(ref="QS2", title="Healthier lives", theme=1, asks="?", required=("people-experience",)),
    ),
    categories=(
        Category(ref="people-experience", title="People's experience"),
        Category(ref="partners", title="Feedback from partners"),
        Category(ref="outcomes", title="Outcomes", counted=False),
    ),
    scale=tuple(Score(value=value, meaning="-") for value in (1, 2, 3, 4)),
    bands=(
        Band(ref="low", title="Requires improvement", at_least=0, at_most=62),
        Band(ref="good", title="Good", at_least=63, at_most=100),
    ),
)
ROW = EvidenceRow(
    tag="T-1",
    ref="E-0001",
    title="Waiting list dashboard",
    statement="QS1",
    sub_topic="timely",
    category="people-experience",
    category_presumed=False,
    stance="gap",
    proof="practice",
    source="people",
    status="final",
    form="held",
    currency="due",
    currency_at_visit="out-of-date",
    date_presumed=True,
)
ROWS = [
    ROW,
    ROW._replace(tag="T-2", ref="E-0002", title="Carers strategy", status="draft", date_presumed=False),
    ROW._replace(tag="T-3", ref="E-0003", title="Not sorted yet", category=None),
    ROW._replace(tag="T-4", ref="E-0004", title="What changed", category="outcomes"),
    ROW._replace(tag="T-5", ref="E-0005", title="Old paper", statement="O1", framework="apa-2009-10"),
]
SCORED = {"framework": "toy", "statement": "QS1", "on": date(2025, 10, 1), "because": "Waits fell"}
SCORES = [
    Given.model_validate({**SCORED, "id": judge, "by": judge, "value": value, "added_at": NOW, "added_by": "A"})
    for judge, value in (("council", 3), ("peer", 2))
]
LED = [Assignment(id="L-1", framework="toy", statement="QS1", name="Asha Lead", since=date(2025, 1, 1))]
PARTS = [
    "Northmoor County Council",
    NOT_A_JUDGEMENT,
    "Toy framework",
    "2024-02",
    "15 January 2026",
    "on-site visit on 2 March 2026",
    "The council's own scores: 3 of 4 points, 75% (exactly 75.00%): Good.",
    "2 of 4 points, 50% (exactly 50.00%): Requires improvement. 1 more point for Good.",
    "Provisional: 1 of 2 statements scored.",
    "Sub-topics evidenced: 1 of 2",
    "Not evidenced: Advocacy.",
    "Asha Lead",
    "Make E-0002 final: it is still a draft.",
    "Weak: something is held, but not what adequate takes",
    "Not counted, still a draft: E-0002.",
    "without an action",
    "will be out of date at the on-site visit on 2 March 2026",
    "Not sorted yet",
    "What changed",
    "Tagged under another framework, apa-2009-10.",
    "File a first document under People's experience.",
]


@pytest.fixture
def readiness() -> Readiness:
    return assess(ROWS, TOY, on=ON, visit_on=date(2026, 3, 2), scores=SCORES, assignments=LED)


def report(name: str) -> Report:
    return next(one for one in REPORTS if one.format == name)


def plain(one: Report, made: bytes) -> str:
    """All words of a report in reading order, one space between."""
    if one.format == "docx":
        root = Document(io.BytesIO(made)).element.body
        text = " ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in root.iter(qn("w:p")))
    elif one.format == "html":
        page = Page()
        page.feed(made.decode())
        text = "".join(page.words)
    else:
        text = made.decode("utf-8-sig")
    return re.sub(r"\s+", " ", text)


class Page(HTMLParser):
    """What a page holds: its words, and the attributes of each start tag."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


EVERY = pytest.mark.parametrize("one", REPORTS, ids=lambda one: one.name)
FOR_PEOPLE = [one for one in REPORTS if one.format in ("text", "html", "docx")]


def test_names_are_unique_and_every_format_is_there() -> None:
    assert len({one.name for one in REPORTS}) == len(REPORTS)
    assert {one.format for one in REPORTS} == {"text", "json", "csv", "html", "docx"}
    assert all(one.suffix.startswith(".") and "/" in one.media_type and one.title for one in REPORTS)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("one", FOR_PEOPLE, ids=lambda one: one.name)
def test_report_for_people_says(one: Report, part: str, readiness: Readiness) -> None:
    assert part in plain(one, one.render(readiness, council="Northmoor County Council"))


@EVERY
def test_every_report_names_day_framework_and_what_it_is_not(one: Report, readiness: Readiness) -> None:
    said = plain(one, one.render(readiness))
    assert "2026-01-15" in said or "15 January 2026" in said
    assert NOT_A_JUDGEMENT in said
    assert all(part in said.lower() for part in ("toy", "2024-02", "date to confirm", "e-0001"))


@EVERY
def test_bytes_repeat(one: Report, readiness: Readiness) -> None:
    again = assess(ROWS[::-1], TOY, on=ON, visit_on=date(2026, 3, 2), scores=SCORES, assignments=LED)
    assert one.render(readiness, council="A") == one.render(again, council="A")


@EVERY
def test_empty_library_has_a_report(one: Report) -> None:
    assert "missing" in plain(one, one.render(assess([], TOY, on=ON)))


@EVERY
def test_percentage_that_does_not_come_out_even_has_its_exact_value(one: Report) -> None:
    scores = [SCORES[0].model_copy(update={"statement": ref}) for ref in ("QS1", "QS2")]
    third = TOY.statements[1].model_copy(update={"ref": "QS3"})
    fields = {name: getattr(TOY, name) for name in Framework.model_fields}
    scheme = Framework(**{**fields, "statements": (*TOY.statements, third)})
    low = SCORES[0].model_copy(update={"statement": "QS3", "value": 2, "because": None})
    said = plain(one, one.render(assess(ROWS, scheme, on=ON, scores=[*scores, low])))
    expected = {"json": '"exact_fraction": "200/3"', "csv": "QS3,Healthier lives"}
    words = "8 of 12 points, 67% (exactly 66.67%, or 200/3): Good."
    assert expected.get(one.format, words) in said


HOSTILE = "<script>alert(1)</script>&\x00\x0b\ud800 “{{ 7*7 }}” {% raw %} \U0001f600"


@EVERY
def test_hostile_title_comes_out_harmless_and_in_full(one: Report) -> None:
    rows = [ROW._replace(title=HOSTILE)]
    said = plain(one, one.render(assess(rows, TOY, on=ON), council=HOSTILE))
    assert "{{ 7*7 }}" in said
    assert "alert(1)" in said
    assert "\U0001f600" in said
    assert "\x00" not in said


class TestText:
    @pytest.mark.parametrize("width", [60, 80, 100, 140])
    def test_no_line_is_wider_than_asked(self, width: int, readiness: Readiness) -> None:
        made = ReadinessText(width=width).render(readiness, council="Northmoor County Council").decode()
        assert max(len(line) for line in made.splitlines()) <= width

    def test_map_has_a_row_for_each_statement(self, readiness: Readiness) -> None:
        made = ReadinessText().render(readiness).decode()
        (first,) = re.findall(r"^QS1 Assessing needs +(.*)$", made, re.MULTILINE)
        assert first.split() == ["1", "of", "2", "weak", "weak", "1", "missing"]


class TestJson:
    def test_is_the_outside_form_with_the_council(self, readiness: Readiness) -> None:
        made = json.loads(report("json").render(readiness, council="Northmoor"))
        assert made == {"council": "Northmoor", **as_json(readiness)}
        assert made["score"]["percentage"] == 75
        assert made["scores"]["peer"]["band"] == "low"


class TestCsv:
    def rows(self, made: bytes) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline="")))

    def test_opens_in_excel_as_utf_8(self, readiness: Readiness) -> None:
        assert report("csv").render(readiness).startswith(b"\xef\xbb\xbf")

    def test_has_a_row_for_each_cell_and_for_what_stands_apart(self, readiness: Readiness) -> None:
        found = self.rows(report("csv").render(readiness))
        assert [(one["Statement"], one["Category"], one["Cell"]) for one in found] == [
            ("QS1", "People's experience", "weak"),
            ("QS1", "Feedback from partners", "missing"),
            ("QS1", "Unsorted", ""),
            ("QS1", "Categories outside the map", ""),
            ("QS2", "People's experience", "missing"),
            ("QS2", "Feedback from partners", "missing"),
        ]
        first = found[0]
        assert (first["Counted"], first["Not counted"]) == ("E-0001", "E-0002 (not counted: still a draft)")
        assert (first["Sub-topics evidenced"], first["Sub-topics"], first["Lead"]) == ("1", "2", "Asha Lead")

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝"])
    def test_text_never_starts_a_formula_and_stays_legible(self, start: str, readiness: Readiness) -> None:
        (first, *_) = self.rows(report("csv").render(readiness, council=f"{start}1+44 20"))
        assert first["Council"] == f"'{start}1+44 20"


class TestHtml:
    @pytest.fixture
    def page(self, readiness: Readiness) -> Page:
        page = Page()
        page.feed(report("html").render(readiness, council="Northmoor").decode())
        return page

    def test_fetches_and_runs_nothing(self, page: Page) -> None:
        assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
        addresses = [facts[name] for _, facts in page.tags for name in ("href", "src") if name in facts]
        assert all(address and address.startswith("#") for address in addresses)
        assert not [name for _, facts in page.tags for name in facts if name.startswith("on")]

    def test_every_value_is_escaped(self) -> None:
        rows = [ROW._replace(title=HOSTILE, tag=HOSTILE), ROW._replace(statement=HOSTILE, title=HOSTILE)]
        given = [SCORES[0].model_copy(update={"because": HOSTILE})]
        led = [LED[0].model_copy(update={"name": HOSTILE})]
        readiness = assess(rows, TOY, on=ON, scores=given, assignments=led)
        page = Page()
        page.feed(report("html").render(readiness, council=HOSTILE).decode())
        assert "script" not in {tag for tag, _ in page.tags}
        assert "".join(page.words).count("<script>alert(1)</script>&") >= 6

    def test_links_lead_somewhere_once(self, page: Page) -> None:
        marks = [facts["id"] for _, facts in page.tags if "id" in facts]
        assert len(marks) == len(set(marks))
        assert {facts["href"] for tag, facts in page.tags if tag == "a"} <= {f"#{mark}" for mark in marks}

    def test_names_its_language_and_its_tables(self, page: Page) -> None:
        names = [tag for tag, _ in page.tags]
        assert ("html", {"lang": "en-GB"}) in page.tags
        assert names.count("table") == names.count("caption") > 0
        assert all(facts.get("scope") in ("row", "col") for tag, facts in page.tags if tag == "th")

    def test_headings_step_down_one_level_at_a_time(self, page: Page) -> None:
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))

    def test_colour_never_stands_without_its_word(self, readiness: Readiness) -> None:
        made = report("html").render(readiness).decode()
        shown = re.findall(r'<span class="verdict (\w+)">(\w+)</span>', made)
        assert shown
        assert all(colour == word for colour, word in shown)


class TestDocx:
    @pytest.fixture
    def made(self, readiness: Readiness) -> bytes:
        return report("docx").render(readiness, council="Northmoor")

    def test_has_title_language_and_fixed_dates(self, made: bytes) -> None:
        document = Document(io.BytesIO(made))
        facts = document.core_properties
        assert (facts.title, facts.language) == (
            "How well the statements are evidenced, 15 January 2026",
            "en-GB",
        )
        assert facts.author == "Northmoor"
        assert facts.created == facts.modified == datetime(2026, 1, 15, tzinfo=UTC)
        languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
        assert languages == {"en-GB"}

    def test_entries_carry_no_clock(self, made: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}

    def test_has_headings_and_header_rows_that_repeat(self, made: bytes) -> None:
        document = Document(io.BytesIO(made))
        styles = [one.style.name for one in document.paragraphs]
        assert {"Title", "Heading 1", "Heading 2", "Heading 3"} <= set(styles)
        for table in document.tables:
            marks = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
            assert marks == [True] + [False] * (len(marks) - 1)

    def test_map_says_verdict_as_a_word_with_its_count(self, made: bytes) -> None:
        row = Document(io.BytesIO(made)).tables[0].rows[1]
        assert [cell.text for cell in row.cells] == [
            "QS1 Assessing needs",
            "1 of 2",
            "weak",
            "weak\n1 document",
            "missing\n0 documents",
            "1",
        ]
