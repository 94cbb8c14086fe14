"""Titles from headings, properties and file names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.presuming_titles import plain_lines, readable_name, title_in, title_property


@pytest.mark.parametrize(
    ("file_name", "title"),
    [
        ("QS7-IR2_SAB-Annual-Report_2024-25_v1.0_FINAL.pdf", "SAB Annual Report 2024-25"),
        ("T3_QS7_004_MCA_DoLS_audit_Jan2025_v2.pdf", "MCA DoLS audit January 2025"),
        ("20250107_Cabinet_Member_Update_DRAFT.docx", "Cabinet Member Update, 7 January 2025"),
        ("Safeguarding Adults Policy and Procedure v4.0 FINAL.docx", "Safeguarding Adults Policy and Procedure"),
        ("SAB minutes 2026-06-12.rtf", "SAB minutes, 12 June 2026"),
        ("S42 monthly performance 2026-08.xlsx", "S42 monthly performance August 2026"),
        ("Carers Strategy 2020-2023.pdf", "Carers Strategy 2020-2023"),
        ("plymouth-2009-10-performance-assessment.txt", "Plymouth 2009-10 performance assessment"),
        ("RESTRICTED S42 case audit Q2 REDACTED.docx", "S42 case audit Q2"),
        ("QS1 case study - Mr Oduya goes home.docx", "Case study - Mr Oduya goes home"),
        ("waiting_list_by_team.xlsx", "Waiting list by team"),
        ("WaitingListByTeam.xlsx", "Waiting List By Team"),
        ("04. Charging policy (1).docx", "Charging policy"),
        ("Charging policy - Copy.docx", "Charging policy"),
        ("Copy of Charging policy.docx", "Charging policy"),
        ("self-neglect briefing note.pdf", "Self-neglect briefing note"),
        ("Document1.docx", "Document1"),
        ("IMG_2034.jpg", "IMG 2034"),
        ("2024-25.pdf", "2024-25"),
        ("v1.0.pdf", "v1.0"),
        ("04 Charging policy.docx", "Charging policy"),
        ("12. Charging policy.docx", "Charging policy"),
        ("3 conversations model.docx", "3 conversations model"),
        ("Equality impact assessment.final.docx", "Equality impact assessment"),
    ],
)
def test_file_names_become_readable(file_name: str, title: str) -> None:
    assert readable_name(file_name) == title


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("Carers strategy\nIntroduction\nWe want ...", "Carers strategy"),
        ("Larkmere Borough Council\nCarers strategy 2024", "Carers strategy 2024"),
        ("OFFICIAL\nAgenda item 5\nRisk register of the directorate", "Risk register of the directorate"),
        ("**Waiting well protocol**\n", "Waiting well protocol"),
        ("# Waiting well protocol #\n", "Waiting well protocol"),
        ("<h1>Waiting well protocol</h1>", "Waiting well protocol"),
        ("<b>SUBJECT:</b>\tADULT SOCIAL CARE UPDATE", "ADULT SOCIAL CARE UPDATE"),
        ("Committee: Health Panel\nSubject\nHome care in winter", "Home care in winter"),
        ("Report title: Home care in winter", "Home care in winter"),
        ("Page 1 of 9\n12 June 2026\nMarket position statement", "Market position statement"),
        ("Team | Waiting | Longest wait\nNorth | 12 | 40", None),
        (
            "People told us that the wait for an assessment was long, and that they did not know why.\nNext steps",
            None,
        ),
        ("Contents\nIntroduction\nSummary", None),
        ("", None),
        ("Tel: 01234 567890\nwww.larkmere.example", None),
    ],
)
def test_the_first_heading_is_the_title(opening: str, title: str | None) -> None:
    assert title_in(plain_lines(opening)) == title


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - Document1",
        "Microsoft PowerPoint - Carers",
        "PowerPoint Presentation",
        "Document1",
        "Untitled",
        "SKM_C25824061210",
        "scan 2024 06",
        "Scanned document",
        "IMG_2034",
        "Xerox scan of things",
        "Template for reports",
        "",
        "carers.docx",
        "report_final_v2",
        "12345 678",
        "Slide 1",
        "Book1",
    ],
)
def test_titles_that_programs_and_scanners_write_are_not_taken(title: str) -> None:
    assert title_property({"title": title}) is None


def test_a_title_of_the_properties_is_taken() -> None:
    assert title_property({"Title": "  Carers   strategy "}) == "Carers strategy"


@given(st.text(min_size=1, max_size=80))
def test_any_name_gives_a_title(name: str) -> None:
    title = readable_name(name)
    assert title.strip()
    assert len(title) <= 200


@given(st.text(max_size=400))
def test_any_opening_gives_a_title_or_none(opening: str) -> None:
    title = title_in(plain_lines(opening))
    assert title is None or 0 < len(title) <= 200
