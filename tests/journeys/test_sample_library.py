"""The sample library: what a newcomer sees first, with strong, weak and missing parts on purpose."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

pytestmark = pytest.mark.xdist_group("sample")
ON = "2026-11-23"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample") / "library"


@pytest.fixture
def sample(cli: Callable[..., Ran], home: Path) -> Callable[..., Ran]:
    """Run a command on the sample library, built once for this module."""
    if not home.exists():
        built = cli("--home", home, "demo", "--on", ON)
        assert built.code == 0, built.err

    def _run(*arguments: object) -> Ran:
        return cli("--home", home, *arguments)

    return _run


def test_it_is_whole_and_holds_at_least_sixty_documents(sample: Callable[..., Ran]) -> None:
    verified = sample("verify", "--json")
    assert verified.code == 0
    assert verified.json["checked"]["documents"] >= 60


def test_readiness_has_strong_weak_and_missing_parts(sample: Callable[..., Ran]) -> None:
    readiness = sample("readiness", "--on", ON, "--json").json
    verdicts = {statement["ref"]: statement["verdict"] for statement in readiness["statements"]}
    assert verdicts["QS7"] == "strong"
    assert set(verdicts.values()) == {"strong", "adequate", "weak", "missing"}
    safe_pathways = next(s for s in readiness["statements"] if s["ref"] == "QS6")
    assert "no-peoples-voice" in {flag["code"] for flag in safe_pathways["flags"]}
    assert readiness["score"]


def test_a_stale_policy_is_listed_as_out_of_date(sample: Callable[..., Ran]) -> None:
    found = sample("search", "kind:policy", "currency:out-of-date", "--json").json
    assert found["total"] >= 1


def test_two_documents_differ_on_the_same_measure(sample: Callable[..., Ran]) -> None:
    ones = {d["ref"] for d in sample("search", "352", "waiting", "--json").json["documents"]}
    others = {d["ref"] for d in sample("search", "311", "waiting", "--json").json["documents"]}
    assert ones - others
    assert others - ones


def test_an_attachment_is_a_document_related_to_its_message(sample: Callable[..., Ran]) -> None:
    mails = sample("search", "kind:email", "--json").json["documents"]
    relations = [r for mail in mails for r in sample("show", mail["ref"], "--json").json["relations"]]
    assert "attachment-of" in {relation["kind"] for relation in relations}


def test_what_is_restricted_stays_out_of_a_pack_and_nothing_in_it_says_so(
    sample: Callable[..., Ran], tmp_path: Path
) -> None:
    out = tmp_path / "pack.zip"
    asked = ("--statement", "QS7", "--to", "CQC", "--for", "Information return 2026")
    assert sample("pack", "build", *asked, "--out", out).code == 5, "the pack stops until somebody leaves them out"
    held = ",".join(one["ref"] for one in sample("pack", "preview", *asked, "--json").json["left_out"])
    record = sample("pack", "build", *asked, "--without", held, "--out", out, "--json").json
    left = {document["ref"] for document in record["left_out"]}
    assert left
    with zipfile.ZipFile(out) as opened:
        content = b"".join(opened.read(name) for name in opened.namelist()) + " ".join(opened.namelist()).encode()
    assert [ref for ref in left if ref.encode() in content] == []


def test_it_is_not_mixed_into_a_library_that_holds_something(sample: Callable[..., Ran]) -> None:
    again = sample("demo")
    assert again.code == 5
    assert "empty folder" in again.err


@pytest.mark.ocr
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_the_words_of_the_scan_are_found(sample: Callable[..., Ran]) -> None:
    found = sample("search", "nineteen", "weeks", "rang", "eleven", "times", "--json").json
    assert "Feedback/Scans" in sample("show", found["documents"][0]["ref"], "--json").json["versions"][0]["folder"]
