"""What is presumed of a document, and why."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.adapters.frameworks import load_vocabulary, schemas_folder
from evidence.domain.presuming import Presumed, presume
from evidence.domain.vocabulary import CurrencyRule, Kind, Vocabulary

PAPERS = Path(__file__).resolve().parents[4] / "shared" / "data" / "council-papers"
TODAY = date(2026, 9, 1)
KINDS = Vocabulary(
    kinds=(
        Kind(ref="policy", title="Policy", proof="policy", line=1, words=("policy",)),
        Kind(
            ref="strategy",
            title="Strategy",
            proof="intention",
            source="leaders",
            line=1,
            words=("strategy", "plan"),
            currency=CurrencyRule(months=36, looks_ahead=True),
        ),
        Kind(ref="minutes", title="Minutes", source="leaders", line=2, words=("minutes", "notes")),
        Kind(
            ref="report",
            title="Committee report",
            source="leaders",
            line=2,
            words=("committee report", "cabinet report"),
        ),
        Kind(ref="annual", title="Annual report", source="leaders", line=2, words=("annual report",)),
        Kind(ref="data", title="Figures", source="data", line=1, words=("performance", "dashboard")),
        Kind(ref="survey", title="Survey", line=1, words=("survey", "staff survey")),
        Kind(ref="audit", title="Audit", source="auditors", line=2, words=("audit", "case file audit")),
        Kind(ref="peer-review", title="Peer review", source="peers", line=3, words=("peer review",)),
        Kind(ref="story", title="Case study", source="people", line=1, words=("case study",)),
    )
)


def presumed(
    file_name: str | None = None,
    opening: str = "",
    *,
    folder: str | None = None,
    properties: dict[str, str] | None = None,
    vocabulary: Vocabulary = KINDS,
    today: date = TODAY,
) -> Presumed:
    return presume(
        file_name=file_name,
        folder=folder,
        properties=properties or {},
        opening=opening,
        text_length=len(opening),
        vocabulary=vocabulary,
        today=today,
    )


class TestKind:
    @pytest.mark.parametrize(
        ("file_name", "opening", "kind"),
        [
            ("Charging policy.docx", "", "policy"),
            ("x.docx", "Carers strategy\nMore.", "strategy"),
            ("policy.docx", "Carers strategy\nMore.", "strategy"),
            ("Peer review minutes.docx", "", "minutes"),
            ("Case file audit of the charging policy.docx", "", "audit"),
            ("Audit of the charging policy.docx", "", "audit"),
            ("SAB_annual_report.pdf", "", "annual"),
            ("dashboards.xlsx", "", "data"),
            ("x.docx", "LGA peer review\nMinutes:\nThe Chair welcomed everyone.", "minutes"),
            ("x.docx", "Home care in winter\nPresent: A. Smith", "minutes"),
            ("x.docx", "Decision-maker: Cabinet\nSubject: Home care", "report"),
            ("something.docx", "We plan to minute the audit of our survey at length in the annual policy.", None),
            ("something.docx", "", None),
        ],
    )
    def test_title_beats_name_beats_headings(self, file_name: str, opening: str, kind: str | None) -> None:
        assert presumed(file_name, opening).kind == kind

    def test_the_folder_is_the_last_resort(self) -> None:
        assert presumed("North.docx", folder="Team/Minutes").kind == "minutes"

    @pytest.mark.parametrize(
        ("file_name", "source", "line"),
        [
            ("Unpaid carers survey 2024.docx", "unpaid-carers", 1),
            ("Carers' survey.docx", "unpaid-carers", 1),
            ("Survey of adult carers results (survey).docx", "unpaid-carers", 1),
            ("Staff survey.docx", "staff", 1),
            ("Provider survey.docx", "partners", 1),
            ("Adult social care survey.docx", "people", 1),
            ("Resident survey.docx", "people", 1),
            ("Survey.docx", None, 1),
            ("Peer review.docx", "peers", 3),
            ("Case study unpaid carer.docx", "unpaid-carers", 1),
            ("Case study.docx", "people", 1),
            ("Audit of carers feedback.docx", "auditors", 2),
            ("Something.docx", None, None),
        ],
    )
    def test_who_speaks(self, file_name: str, source: str | None, line: int | None) -> None:
        found = presumed(file_name)
        assert (found.source, found.line) == (source, line)


class TestDates:
    @pytest.mark.parametrize(
        ("file_name", "opening", "expected"),
        [
            ("x.docx", "Notes\nDate: 07/01/2025\nOn 3 March 2024 we met.", {"dated_on": "2025-01-07"}),
            ("x.docx", "Notes\nDate of meeting | 7 th January 2025", {"dated_on": "2025-01-07"}),
            ("x.docx", "Notes\nDATE OF DECISION:\n24 OCTOBER 2019", {"dated_on": "2019-10-24"}),
            ("x.docx", "Panel of 7 January 2025\nIt met.", {"dated_on": "2025-01-07"}),
            (
                "20250107_x.docx",
                "Panel\nWe met on 9 March 2024 and on 10 March 2024 with others.",
                {"dated_on": "2025-01-07"},
            ),
            ("x 070125.docx", "", {"dated_on": "2025-01-07"}),
            (
                "x.docx",
                "Charging matters\nLast reviewed: 12 March 2024\nNext review: March 2027",
                {"dated_on": "2024-03-12", "review_by": "2027-03-31"},
            ),
            (
                "x.docx",
                "Some matter\nApproved by Cabinet on 12 March 2024",
                {"approved_on": "2024-03-12", "dated_on": "2024-03-12"},
            ),
            ("x.docx", "Some matter\nTo be reviewed by 1 May 2027", {"review_by": "2027-05-01"}),
            ("x.docx", "Some matter\nDate of next meeting: 4 March 2025", {}),
            ("SAB annual report 2024-25.pdf", "", {"covers_from": "2024-04-01", "covers_to": "2025-03-31"}),
            ("x.pdf", "Annual report 2009/10\nText.", {"covers_from": "2009-04-01", "covers_to": "2010-03-31"}),
            (
                "x.pdf",
                "Home care\nPeriod of report\nOctober-December 2024",
                {"covers_from": "2024-10-01", "covers_to": "2024-12-31"},
            ),
            (
                "x.pdf",
                "Home care\nFor the year ended 31 March 2025",
                {"covers_from": "2024-04-01", "covers_to": "2025-03-31"},
            ),
            ("Waits 24 months to 2026-08.xlsx", "", {"covers_from": "2024-09-01", "covers_to": "2026-08-31"}),
            ("dashboard Q1 2026-27.xlsx", "", {"covers_from": "2026-04-01", "covers_to": "2026-06-30"}),
            (
                "dashboard Jan 2025.xlsx",
                "",
                {"dated_on": "2025-01-01", "covers_from": "2025-01-01", "covers_to": "2025-01-31"},
            ),
            ("Minutes Jan 2025.docx", "", {"dated_on": "2025-01-01"}),
            ("Home care 2024.docx", "", {"dated_on": "2024-01-01"}),
            (
                "Home care 2024.docx",
                "Home care\nIt began.\n" + "Words.\n" * 6 + "An audit in June 2024 was good.",
                {"dated_on": "2024-06-01"},
            ),
            (
                "Carers strategy 2020-2023.pdf",
                "",
                {"covers_from": "2020-01-01", "covers_to": "2023-12-31", "review_by": "2023-12-31"},
            ),
            ("Carers strategy 2025-2030.pdf", "", {"covers_from": "2025-01-01", "review_by": "2030-12-31"}),
            ("Winter plan 2026-27.docx", "", {"covers_from": "2026-04-01", "review_by": "2027-03-31"}),
            ("Carers strategy 2025-26 onwards.docx", "", {"covers_from": "2025-04-01"}),
            ("Annual report 2026-27.docx", "", {"covers_from": "2026-04-01"}),
            ("x.docx", "Panel of 7 January 2027\nIt will meet.", {}),
            ("x.docx", "Under the Care Act 2014 we do much.", {}),
        ],
    )
    def test_styles(self, file_name: str, opening: str, expected: dict[str, str]) -> None:
        found = presumed(file_name, opening).values()
        names = ("dated_on", "covers_from", "covers_to", "review_by", "approved_on")
        assert {name: str(found[name]) for name in names if name in found} == expected

    def test_properties_are_the_weakest_sign(self) -> None:
        properties = {"created": "2023-05-01T09:00:00", "modified": "2024-06-02T10:00:00+00:00"}
        assert presumed("Home care.docx", properties=properties).dated_on == date(2024, 6, 2)
        assert presumed("Home care 7 Jan 2025.docx", properties=properties).dated_on == date(2025, 1, 7)
        assert presumed("Home care 2024.docx", properties=properties).dated_on == date(2024, 6, 2)
        assert presumed("Home care 2022.docx", properties=properties).dated_on == date(2022, 1, 1)

    @pytest.mark.parametrize("value", ["", "soon", "2031-01-01", "0001-01-01", "2024-13-45"])
    def test_odd_properties_are_left_alone(self, value: str) -> None:
        assert presumed("Home care.docx", properties={"modified": value}).dated_on is None


class TestStatusAndCare:
    @pytest.mark.parametrize(
        ("file_name", "opening", "status"),
        [
            ("Carers strategy DRAFT v2.docx", "", "draft"),
            ("draft_strategy.docx", "", "draft"),
            ("x.docx", "DRAFT\nCarers strategy", "draft"),
            ("x.docx", "Carers strategy (draft)\nText", "draft"),
            ("x.docx", "Carers strategy\nStatus: Draft", "draft"),
            ("x.docx", "Carers strategy\nDraft v0.3", "draft"),
            ("x.docx", "Draft carers strategy\nText", "draft"),
            ("x.docx", "Carers strategy\nFirst draft", "draft"),
            ("x.docx", "Carers strategy\nCQC will send a draft report to us.", None),
            ("Draftsman notes.docx", "", None),
            ("Carers strategy v0.3.docx", "", None),
            ("Carers strategy superseded.docx", "", None),
        ],
    )
    def test_a_draft_is_known_where_it_says_so(self, file_name: str, opening: str, status: str | None) -> None:
        assert presumed(file_name, opening).status == status

    @pytest.mark.parametrize(
        ("file_name", "folder", "opening", "reason"),
        [
            ("x.docx", None, "OFFICIAL-SENSITIVE\nRisks", "the text is marked “OFFICIAL-SENSITIVE”"),
            ("RESTRICTED audit.docx", None, "Risks", "the file name or folder says “RESTRICTED”"),
            ("audit.docx", "Cases/Confidential", "Risks", "the file name or folder says “Confidential”"),
            (
                "x.docx",
                None,
                "Visit\nNHS number 943 476 5919",
                "the text seems to hold an NHS number",
            ),
            ("x.docx", None, "Visit\nDOB 12/03/1941", "the text seems to hold a date of birth"),
            ("x.docx", None, "STATEMENT OF CONFIDENTIALITY\nNot applicable", None),
        ],
    )
    def test_care(self, file_name: str, folder: str | None, opening: str, reason: str | None) -> None:
        found = presumed(file_name, opening, folder=folder)
        marked = "restricted" if reason and "RESTRICTED" in reason else "sensitive"
        assert found.sensitivity == (marked if reason else None)
        assert found.because.get("sensitivity") == reason


def test_every_value_has_its_reason() -> None:
    found = presumed("Carers strategy 2025-2030 DRAFT.docx", "OFFICIAL-SENSITIVE\nCarers strategy\nDate: 1 May 2025")
    assert set(found.because) == set(found.values())


def test_where_nothing_is_known_there_is_still_a_title() -> None:
    assert presumed().values() == {"title": "Untitled document"}


@given(
    st.none() | st.text(max_size=60),
    st.text(max_size=300)
    | st.lists(st.sampled_from(["Date:", "31", "March", "2099", "2024/25", "\n", "review", " ", "to"])).map(" ".join),
    st.dictionaries(st.sampled_from(["title", "created", "modified"]), st.text(max_size=20), max_size=3),
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
)
def test_any_document_is_presumed_and_never_dated_later(
    file_name: str | None, opening: str, properties: dict[str, str], today: date
) -> None:
    found = presumed(file_name, opening, properties=properties, today=today)
    assert found.title.strip()
    assert all(
        day is None or day <= today for day in (found.dated_on, found.covers_from, found.covers_to, found.approved_on)
    )
    assert set(found.because) == set(found.values())


@pytest.mark.council_papers
@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (
            "plymouth-2009-10-performance-assessment",
            {
                "kind": "inspection-report",
                "covers_from": date(2009, 4, 1),
                "covers_to": date(2010, 3, 31),
                "source": "regulator",
            },
        ),
        ("plymouth-2025-improvement-journey", {"dated_on": date(2025, 1, 1)}),
        ("rotherham-2024-peer-review-minutes", {"kind": "minutes", "dated_on": date(2024, 1, 1), "line": 2}),
        (
            "sefton-2025-cabinet-member-update",
            {
                "kind": "committee-report",
                "dated_on": date(2025, 1, 7),
                "covers_from": date(2024, 10, 1),
                "covers_to": date(2024, 12, 31),
            },
        ),
        ("southampton-2019-scrutiny-report", {"title": "ADULT SOCIAL CARE UPDATE", "dated_on": date(2019, 10, 24)}),
    ],
)
def test_council_papers(paper: str, expected: dict[str, Any]) -> None:
    path = PAPERS / f"{paper}.txt"
    if not path.exists():
        pytest.skip("the council papers are not beside this repository")
    vocabulary = load_vocabulary(schemas_folder() / "vocabulary")
    found = presumed(path.name, path.read_text(encoding="utf-8")[:6000], vocabulary=vocabulary)
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.sensitivity is None
