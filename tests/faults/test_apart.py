"""The program knows nothing of the harness: what is planted comes from outside."""

from faults.proving import PROOFS
from tests.house.test_layers import imported, modules


def test_no_module_of_the_program_imports_the_harness() -> None:
    assert [path.name for path in modules() if "faults" in imported(path)] == []


def test_no_module_of_the_program_names_a_planted_bug() -> None:
    bugs = {proof.bug for proof in PROOFS} | {proof.bug.replace("-", "_") for proof in PROOFS}
    texts = {path: path.read_text(encoding="utf-8") for path in modules()}

    assert [path.name for path, text in texts.items() if any(bug in text for bug in bugs)] == []
