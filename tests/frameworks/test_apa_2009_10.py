"""The retired scheme: known so that its papers are recognised, and never taken for the one in force."""

import pytest

from evidence.adapters.frameworks import FileFrameworks, schemas_folder
from evidence.domain.frameworks import Framework

TITLES = [
    ("O1", "Improved health and well-being"),
    ("O2", "Improved quality of life"),
    ("O3", "Making a positive contribution"),
    ("O4", "Increased choice and control"),
    ("O5", "Freedom from discrimination and harassment"),
    ("O6", "Economic well-being"),
    ("O7", "Maintaining personal dignity and respect"),
    ("L", "Leadership"),
    ("C", "Commissioning and use of resources"),
]
GRADES = ["Performing poorly", "Performing adequately", "Performing well", "Performing excellently"]
PAPER = schemas_folder().parent.parent / "shared/data/council-papers/plymouth-2009-10-performance-assessment.txt"


@pytest.fixture(scope="module")
def framework() -> Framework:
    return FileFrameworks(schemas_folder() / "frameworks").load("apa-2009-10")


def test_outcomes_and_the_two_further_areas_have_their_exact_titles(framework: Framework) -> None:
    assert [(statement.ref, statement.title) for statement in framework.statements] == TITLES


def test_there_are_four_grades(framework: Framework) -> None:
    assert [score.meaning for score in framework.scale] == GRADES
    assert [band.title for band in framework.bands] == GRADES


def test_it_is_retired_and_says_that_its_bands_are_not_official(framework: Framework) -> None:
    assert framework.retired
    assert framework.superseded_by == "cqc-local-authority"
    assert "bands" in framework.unverified


@pytest.mark.council_papers
@pytest.mark.skipif(not PAPER.exists(), reason=f"{PAPER.name} of the shared folder is not here")
def test_every_title_stands_in_a_report_of_that_year(framework: Framework) -> None:
    report = PAPER.read_text(encoding="utf-8").casefold()
    for statement in framework.statements:
        for title in (statement.title, *statement.title_variants):
            assert title.casefold() in report
    for grade in GRADES:
        assert grade.casefold() in report
