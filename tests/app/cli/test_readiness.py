"""``readiness``."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from docx import Document

from tests.app.forms import problem_in


def test_promised_form_for_an_empty_library(cli):
    ran = cli("readiness", "--on", "2026-11-23", "--json")

    assert (ran.code, ran.err) == (0, "")
    answer = ran.json
    assert (answer["on"], answer["framework"]) == ("2026-11-23", "cqc-local-authority")
    assert [statement["ref"] for statement in answer["statements"]] == [f"QS{n}" for n in range(1, 10)]
    for statement in answer["statements"]:
        assert {"ref", "title", "theme", "verdict", "sub_topics", "cells", "flags"} <= set(statement)
        assert statement["verdict"] == "missing"
        assert statement["sub_topics"]["evidenced"] == 0 < statement["sub_topics"]["of"]
        for cell in statement["cells"]:
            assert {"category", "verdict", "documents", "rule", "reasons", "next_step"} <= set(cell)
            assert cell["reasons"]
            assert cell["next_step"]
    assert answer["score"]["percentage"] is None


@pytest.mark.usefixtures("two_papers")
class TestWithEvidence:
    def cell(self, cli, *options) -> dict:
        answer = cli("readiness", *options, "--json").json
        return next(c for c in answer["statements"][6]["cells"] if c["category"] == "processes")

    def test_tagged_document_counts_and_is_named(self, cli):
        cli("set", "E-0001", "dated_on=2026-10-01")
        cli("tag", "E-0001", "QS7", "--category", "processes", "--proof", "practice")

        cell = self.cell(cli, "--on", "2026-11-23")

        assert cell["verdict"] == "weak"
        assert [(document["ref"], document["counts"]) for document in cell["documents"]] == [("E-0001", True)]

    def test_the_day_asked_about_decides_what_is_in_date(self, cli):
        cli("set", "E-0001", "dated_on=2026-10-01")
        cli("tag", "E-0001", "QS7", "--category", "processes")

        assert [document["counts"] for document in self.cell(cli, "--on", "2026-01-01")["documents"]] == [False]
        assert [document["counts"] for document in self.cell(cli, "--on", "2040-01-01")["documents"]] == [False]

    def test_readiness_is_not_a_judgement_of_the_service(self, cli):
        assert "It is not a judgement of the service." in cli("readiness").out

    def test_councils_name_stands_on_the_report(self, cli):
        cli("about", "council=Ashmere")

        assert "Ashmere" in cli("readiness").out
        assert "Ashmere" in cli("readiness", "--format", "html").out

    def test_csv_has_a_row_for_each_cell(self, cli):
        rows = list(csv.reader(StringIO(cli("readiness", "--format", "csv").out.lstrip("\ufeff"))))

        assert any("QS9" in cell for row in rows for cell in row)

    def test_json_report_is_the_json_of_the_command_with_the_councils_name(self, cli):
        printed = cli("readiness", "--format", "json", "--on", "2026-11-23").out

        assert json.loads(printed) == {
            "council": "Our council", **cli("readiness", "--on", "2026-11-23", "--json").json,
        }  # fmt: skip

    def test_docx_goes_to_a_file(self, cli, tmp_path):
        out = tmp_path / "report.docx"

        ran = cli("readiness", "--format", "docx", "--out", out, "--json")

        assert ran.json == {"written": str(out), "format": "docx"}
        assert Document(BytesIO(out.read_bytes())).tables

    def test_format_follows_the_ending_of_the_file(self, cli, tmp_path):
        cli("readiness", "--out", tmp_path / "report.html")
        cli("readiness", "--out", tmp_path / "report.docx")

        assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert (tmp_path / "report.docx").read_bytes().startswith(b"PK")

    def test_docx_without_a_file_says_what_to_add(self, cli):
        ran = cli("readiness", "--format", "docx")

        assert (ran.code, ran.out) == (2, "")
        assert "--out readiness.docx" in ran.err

    def test_another_framework(self, cli):
        assert cli("readiness", "--framework", "apa-2009-10", "--json").json["framework"] == "apa-2009-10"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--format", "pdf"), 2, "Formats: text"), (("--on", "23 November"), 2, "year-month-day"),
        (("--on", "2026-02-30"), 2, "year-month-day"), (("--framework", "nope"), 4, "cqc-local-authority"),
        (("--out", "missing/folder/report.txt"), 6, "could not be written"),
        (("--out", "."), 6, "could not be written"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_wrong_request_is_a_problem_document(cli, options, code, said):
    ran = cli("readiness", *options, "--json")

    assert (ran.code, ran.err) == (code, "")
    assert said in problem_in(ran.json)["detail"]


def test_days_at_the_ends_of_the_calendar(cli):
    cli("add", "--wanted", "A", "--tag", "QS1", "--dated-on", "9999-12-30")
    cli("add", "--wanted", "B", "--tag", "QS1", "--dated-on", "0001-01-02", "--kind", "policy")

    assert cli("readiness", "--on", "0001-01-01", "--json").code == 0
    assert cli("readiness", "--on", "9999-12-31", "--json").code == 0
    assert cli("set", "E-0002", "covers_to=9999-12-31").code == 0
    assert cli("search", "--json").json["total"] == 2


def test_report_replaces_an_older_one_whole(cli, tmp_path):
    out = tmp_path / "report.json"
    out.write_text("old", encoding="utf-8")

    cli("readiness", "--out", out)

    assert json.loads(out.read_text(encoding="utf-8"))["framework"] == "cqc-local-authority"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["report.json"]
