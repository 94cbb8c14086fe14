"""The sample library: what it promises about its bytes, its plan and the features planted in it."""

import io
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from sample.build import build, formats, main, plan, texts
from sample.plan import Plan, PlannedDocument

ON = date(2026, 11, 23)
FORMATS = {
    "csv", "docx", "eml", "html", "md", "ods", "odt", "pdf", "png", "pptx", "rtf", "scan", "txt", "xlsx", "zip",
}  # fmt: skip
SUB_TOPICS = {
    "QS1": "assessment-arrangements timeliness unpaid-carers non-eligible-needs eligibility charging advocacy",
    "QS2": "prevention reablement equipment information-advice direct-payments",
    "QS3": "barriers inclusion",
    "QS4": "local-needs market-shaping capacity quality sustainability",
    "QS5": "shared-objectives arrangements impact voluntary-sector",
    "QS6": "safety-management transitions contingency",
    "QS7": "systems local-risks concerns-enquiries personal",
    "QS8": "governance strategy information-security",
    "QS9": "learning feedback",
}
KINDS = {
    "policy", "procedure", "strategy", "plan", "minutes", "committee-report", "annual-report", "performance-data",
    "survey", "audit", "case-study", "feedback", "complaint-learning", "peer-review", "inspection-report",
    "needs-assessment", "equality-assessment", "contract", "protocol", "risk-register", "training-record",
    "self-assessment", "presentation", "email", "photograph", "other",
}  # fmt: skip
CATEGORIES = {"people-experience", "staff-leaders", "partners", "processes", None}
STANCES = {"strength", "gap", "planned", "challenge", "context"}
PROOFS = {"intention", "policy", "practice", "result", "outcome"}
SOURCES = {
    "people", "unpaid-carers", "staff", "leaders", "partners", "peers", "regulator", "auditors", "data", None,
}  # fmt: skip
FIELDS = {
    "owner", "team", "kind", "dated_on", "covers_from", "covers_to", "approved_by", "approved_on", "review_by",
    "status", "sensitivity", "source", "labels",
}  # fmt: skip


def test_the_same_day_gives_the_same_bytes(tmp_path: Path, library: Path) -> None:
    build(tmp_path, on=ON)
    assert _bytes(tmp_path) == _bytes(library)


@pytest.mark.parametrize("on", [date(2027, 4, 10), date(2028, 2, 29), date(2027, 7, 31)])
def test_another_day_moves_every_date_with_it(on: date) -> None:
    moved, first = plan(on=on), plan(on=ON)
    assert [one.key for one in moved.documents] == [one.key for one in first.documents]
    ages = {one.key: (on - one.fields["dated_on"]).days for one in moved.documents if "dated_on" in one.fields}
    before = {one.key: (ON - one.fields["dated_on"]).days for one in first.documents if "dated_on" in one.fields}
    assert all(abs(ages[key] - before[key]) <= 5 for key in before)


def test_every_planned_file_exists_and_every_file_is_planned(library: Path, made: Plan) -> None:
    written = {path.relative_to(library).as_posix() for path in library.rglob("*") if path.is_file()}
    assert written == set(made.files())
    assert len(made.files()) == len(written)


def test_there_are_enough_documents_in_every_format(made: Plan) -> None:
    assert len(made.documents) >= 64
    assert set(formats(on=ON)) == FORMATS


def test_keys_are_unique_and_relations_lead_somewhere(made: Plan) -> None:
    keys = [one.key for one in made.documents]
    assert len(keys) == len(set(keys))
    assert {one.to for document in made.documents for one in document.relations} <= set(keys)
    assert {one.shown_by for one in made.actions if one.shown_by} <= set(keys)


def test_every_quote_is_in_the_text(made: Plan) -> None:
    written = texts(on=ON)
    quotes = [(one, tag.quote) for one in made.documents for tag in one.tags if tag.quote]
    assert len(quotes) >= 25
    assert [quote for one, quote in quotes if quote not in _text(one, written)] == []


def test_quotes_of_pdf_and_word_files_are_in_the_files(library: Path, made: Plan) -> None:
    read = {".pdf": _pdf, ".docx": _docx}
    missing = []
    for one in made.documents:
        name = one.newer_file or one.file or ""
        quotes = [tag.quote for tag in one.tags if tag.quote]
        if quotes and Path(name).suffix in read:
            words = _flat(read[Path(name).suffix](library / name))
            missing += [quote for quote in quotes if _flat(quote) not in words]
    assert missing == []


def test_tags_use_only_the_words_of_the_framework(made: Plan) -> None:
    for tag in (tag for one in made.documents for tag in one.tags):
        assert tag.sub_topic is None or tag.sub_topic in SUB_TOPICS[tag.statement].split()
        assert tag.category in CATEGORIES
        assert (tag.stance in STANCES, tag.proof in PROOFS, tag.source in SOURCES) == (True, True, True)


def test_fields_use_only_the_words_of_the_register(made: Plan) -> None:
    for fields in (one.fields for one in made.documents):
        assert set(fields) <= FIELDS
        assert fields.get("kind", "other") in KINDS
        assert fields.get("source") in SOURCES
        assert fields.get("status", "final") in {"draft", "final", "superseded", "withdrawn"}
        assert fields.get("sensitivity", "internal") in {"internal", "sensitive", "restricted"}


def test_nothing_is_dated_after_the_day_it_is_made_for(made: Plan) -> None:
    for fields in (one.fields for one in made.documents):
        assert all(fields[name] <= ON for name in ("dated_on", "approved_on") if name in fields)


def test_every_file_says_that_it_is_fictional(library: Path) -> None:
    silent = [path.name for path in library.rglob("*") if path.is_file() and b"ictional" not in _inside(path)]
    assert silent == []


def test_the_command_counts_files_by_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--on", ON.isoformat()]) == 0
    printed = capsys.readouterr().out
    assert "fictional" in printed.lower()
    assert re.search(r"^ +\d+ docx$", printed, re.MULTILINE)


class TestWhatWasPlantedOnPurpose:
    def test_a_policy_long_past_its_review(self, made: Plan) -> None:
        assert (ON - made.document("charging-policy").fields["review_by"]).days > 3 * 365

    def test_no_voice_of_people_for_safe_systems(self, made: Plan) -> None:
        tags = [tag for one in made.documents for tag in one.tags if tag.statement == "QS6"]
        assert len(tags) > 8
        assert not [tag for tag in tags if tag.category == "people-experience" or tag.source == "people"]

    def test_two_figures_for_the_same_measure_on_the_same_day(self, made: Plan) -> None:
        written = texts(on=ON)
        workbook, dashboard = (_text(made.document(key), written) for key in ("waiting-list", "dashboard"))
        assert "352 people were waiting for a Care Act assessment at 31 October 2026" in workbook
        assert "People waiting for a Care Act assessment at 31 October 2026: 311" in dashboard

    def test_the_teams_of_the_waiting_list_add_up(self, made: Plan) -> None:
        rows = [line.split("\t") for line in _text(made.document("waiting-list"), texts(on=ON)).splitlines()]
        monthly = [row for row in rows if len(row) == 5]
        assert sum(int(row[2]) for row in monthly if row[0] == "Oct 2026") == 352
        assert Counter(row[0] for row in monthly[1:]) == dict.fromkeys({row[0] for row in monthly[1:]}, 6)
        assert len({row[0] for row in monthly[1:]}) == 24

    def test_a_scan_without_text(self, library: Path, made: Plan) -> None:
        assert _pdf(library / str(made.document("carer-letter").file)).strip() == ""

    def test_an_email_with_an_attachment(self, library: Path, made: Plan) -> None:
        assert (
            b"neighbourhood_team_figures.csv"
            in (library / str(made.document("neighbourhood-email").file)).read_bytes()
        )

    def test_a_draft_a_superseded_pair_and_a_newer_version(self, made: Plan) -> None:
        assert made.document("direct-payments-policy").fields["status"] == "draft"
        assert made.document("carers-strategy-old").fields["status"] == "superseded"
        assert [(one.relation, one.to) for one in made.document("carers-strategy").relations] == [
            ("supersedes", "carers-strategy-old")
        ]
        assert "v4.0" in str(made.document("safeguarding-policy").newer_file)

    def test_one_restricted_document(self, made: Plan) -> None:
        restricted = [one.key for one in made.documents if one.fields.get("sensitivity") == "restricted"]
        assert restricted == ["safeguarding-audit-restricted"]

    def test_a_link_and_a_wanted_document(self, made: Plan) -> None:
        link = made.document("healthwatch-link").link
        assert link is not None
        assert ".example.org/" in link.address
        assert made.document("section-75").wanted_from is not None
        assert made.document("section-75").file is None

    def test_documents_nobody_owns_and_documents_nobody_has_tagged(self, made: Plan) -> None:
        assert len([one for one in made.documents if not one.fields]) >= 10
        assert len([one for one in made.documents if not one.tags]) >= 8

    def test_long_documents(self, library: Path, made: Plan) -> None:
        for key in ("sab-annual-report", "asc-strategy"):
            with pypdfium2.PdfDocument(library / str(made.document(key).file)) as long:
                assert len(long) >= 10

    def test_scores_move_and_one_is_not_agreed(self, made: Plan) -> None:
        by_day: dict[date, set[str]] = {}
        for one in (one for one in made.scores if one.by == "council"):
            by_day.setdefault(one.on, set()).add(one.statement)
        assert [len(by_day[day]) for day in sorted(by_day)] == [9, 8]
        assert {one.by for one in made.scores} == {"council", "peer", "mock"}

    def test_actions_are_open_overdue_and_closed_with_their_effect(self, made: Plan) -> None:
        assert [one for one in made.actions if one.closed_on is None and one.due < ON]
        assert [one for one in made.actions if one.closed_on is None and one.due > ON]
        closed = [one for one in made.actions if one.closed_on]
        assert closed
        assert all(one.effect and one.shown_by for one in closed)

    def test_every_statement_has_a_lead(self, made: Plan) -> None:
        assert {one.statement for one in made.assignments} == set(SUB_TOPICS)


@pytest.mark.council_papers
def test_no_sentence_is_taken_from_a_council_paper() -> None:
    folder = Path(__file__).parents[3] / "shared" / "data" / "council-papers"
    if not folder.is_dir():
        pytest.skip("the council papers are not beside this repository")
    taken = {one for path in folder.glob("*.txt") for one in _sentences(path.read_text("utf-8"))}
    ours = {one for words in texts(on=ON).values() for one in _sentences(words)}
    assert taken & ours == set()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    build(folder, on=ON)
    return folder


@pytest.fixture(scope="module")
def made() -> Plan:
    return plan(on=ON)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _text(one: PlannedDocument, written: dict[str, str]) -> str:
    if one.link:
        return one.link.text
    return written[one.newer_file or one.file or ""]


def _flat(words: str) -> str:
    return " ".join(words.split())


def _pdf(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _docx(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def _inside(path: Path) -> bytes:
    content = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def _sentences(words: str) -> set[str]:
    found = re.split(r"(?<=[.!?])\s+|\n", words)
    return {_flat(one).lower() for one in found if len(one.split()) >= 6}
