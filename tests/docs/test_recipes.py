"""Each recipe for extending the library, followed on a toy example."""

from pathlib import Path

import pytest

from app.reporting import readiness_report
from app.shipped import check_framework
from evidence.adapters.frameworks import FileFrameworks, schemas_folder
from evidence.domain.readiness import Readiness, assess
from evidence.extractors import EXTRACTORS
from evidence.extractors.pool import Pool
from evidence.reports import REPORTS

TOY_EXTRACTOR = """
from evidence.readings import Passage, Reading

class Morse:
    media_types = ("text/x-morse",)

    def read(self, path, staging):
        return Reading(passages=(Passage("line 1", path.read_text().replace(".-", "a")),))
"""


def test_a_framework_is_one_file(tmp_path: Path) -> None:
    shipped = (schemas_folder() / "frameworks" / "cqc-local-authority.yaml").read_text(encoding="utf-8")
    toy = tmp_path / "toy-scheme.yaml"
    toy.write_text(shipped.replace("ref: cqc-local-authority", "ref: toy-scheme", 1), encoding="utf-8")
    assert check_framework(toy) == []
    assert FileFrameworks(tmp_path).load("toy-scheme").statement("QS7").title == "Safeguarding"


def test_a_file_format_is_one_class_and_one_line(tmp_path: Path) -> None:
    (tmp_path / "toy_extractor.py").write_text(TOY_EXTRACTOR)
    paper = tmp_path / "paper.morse"
    paper.write_text("c.-re")
    extractors = (*EXTRACTORS, "toy_extractor:Morse")
    with (
        Pool(1, staging=tmp_path / "staging", extractors=extractors, paths=[tmp_path]) as pool,
        pool.folder() as folder,
    ):
        reading = pool.read(paper, "text/x-morse", name=paper.name, staging=folder)
    assert [passage.text for passage in reading.passages] == ["care"]


class VerdictsOnly:
    """A toy report: a statement and its verdict on each line."""

    name, title, format = "verdicts", "Verdicts only", "verdicts"
    media_type, suffix = "text/plain; charset=utf-8", ".txt"

    def render(self, readiness: Readiness, *, council: str = "") -> bytes:
        lines = [council, *(f"{statement.ref} {statement.verdict}" for statement in readiness.statements)]
        return "\n".join(lines).encode()


def test_a_report_is_one_class_and_one_line() -> None:
    framework = FileFrameworks(schemas_folder() / "frameworks").load("cqc-local-authority")
    nothing = assess([], framework, on=framework.dated_on)
    made = readiness_report("verdicts", nothing, "Larkmere", reports=(*REPORTS, VerdictsOnly()))
    assert made.content.decode().splitlines()[:2] == ["Larkmere", "QS1 missing"]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_every_report_is_asked_for_by_its_format(report: object) -> None:
    framework = FileFrameworks(schemas_folder() / "frameworks").load("cqc-local-authority")
    form = report.format  # type: ignore[attr-defined]  # REPORTS holds reports
    assert readiness_report(form, assess([], framework, on=framework.dated_on), "").content
