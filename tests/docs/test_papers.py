"""The papers say what is so: tests and headings they name are there, and their numbers are counted."""

import ast
import re
from functools import cache

import pytest

from docs import papers
from tests.conftest import REPOSITORY

STATUSES = {"met", "not-applicable", "not-met"}
PAGES = ("SECURITY.md", "docs/threat-model.md", "docs/dpia.md", "docs/controls.md", "docs/asvs.md")


@cache
def cases_of(path: str) -> frozenset[str]:
    """The tests of a file, as pytest names them without their parameters."""
    found = set()
    for node in ast.parse((REPOSITORY / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return frozenset(name for name in found if name.split("::")[-1].startswith("test_"))


def is_there(shown: str) -> bool:
    """Whether a test, or a heading of a document, is there."""
    if ".md#" in shown:
        path, _, anchor = shown.partition("#")
        headings = re.findall(r"^#+ (.+)$", (REPOSITORY / path).read_text(encoding="utf-8"), re.MULTILINE)
        return anchor in {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    path, _, name = shown.partition("::")
    return (REPOSITORY / path).is_file() and name in cases_of(path)


def test_every_requirement_of_both_levels_stands_once() -> None:
    ids = [one["id"] for one in papers.requirements()]

    assert len(ids) == len(set(ids))
    assert sum(papers.counts(1).values()) == 70, "as the standard counts"
    assert sum(papers.counts(2).values()) == 253
    assert all(re.fullmatch(r"V(1[0-7]|[1-9])\.\d{1,2}\.\d{1,2}", one) for one in ids)


def test_each_is_met_by_something_or_says_why_not() -> None:
    unfounded = [
        one["id"]
        for one in papers.requirements()
        if one["status"] not in STATUSES
        or bool(one.get("shown_by")) != (one["status"] == "met")
        or (one["status"] != "met" and not one.get("note"))
    ]

    assert unfounded == []


def test_everything_that_shows_one_is_there() -> None:
    assert [shown for one in papers.requirements() for shown in one.get("shown_by", ()) if not is_there(shown)] == []


def test_level_one_is_complete_and_level_two_nearly() -> None:
    assert papers.counts(1)["not-met"] == 0
    assert papers.share(papers.counts(2)) >= LEAST


LEAST = 95
"""Per cent of what applies of level 2, as the promise says."""


@pytest.mark.parametrize(("name", "made"), [("asvs", papers.asvs), ("access", papers.access)], ids=("asvs", "access"))
def test_what_is_written_from_data_is_written_anew(name, made) -> None:
    assert (REPOSITORY / "docs" / f"{name}.md").read_text(encoding="utf-8") == made()


def test_the_statement_of_the_documents_is_that_of_the_page() -> None:
    assert (REPOSITORY / "docs" / "accessibility.md").read_text(encoding="utf-8") == papers.accessibility()
    assert "no person with a disability has used it" in papers.accessibility()


@pytest.mark.parametrize("page", PAGES)
def test_every_test_and_file_that_a_paper_names_is_there(page: str) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[\w/.]+\.py::[\w:]+)`", text))
    files = set(re.findall(r"`((?:app|evidence|schemas|docs|tests|faults)/[\w/.-]+\.\w+)`", text))

    assert [one for one in named if not is_there(one)] == []
    assert [one for one in files if not (REPOSITORY / one).exists()] == []


def test_every_threat_is_answered() -> None:
    text = (REPOSITORY / "docs" / "threat-model.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| T(\d+) \|", text, re.MULTILINE)

    assert [int(row) for row in rows] == list(range(1, 35))
