"""The whole job on five real council papers: add, tag, search, see readiness, send a pack, check it."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

pytestmark = [pytest.mark.council_papers, pytest.mark.xdist_group("papers")]
OLD_REPORT = "plymouth-2009-10-performance-assessment.txt"


@pytest.fixture
def labelled(papers: Path) -> list[dict[str, str]]:
    lines = (papers.parent / "labelled-passages.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def filed(cli: Callable[..., Ran], papers: Path) -> dict[str, str]:
    """Add the papers; returns the reference of each file."""
    added = cli("add", papers, "--json")
    assert added.code == 0
    return {document["file"]: document["ref"] for document in added.json["added"]}


def four_words(text: str) -> list[str]:
    """The four longest words of a passage: what somebody remembers of it."""
    words = dict.fromkeys(re.findall(r"[A-Za-z]{4,}", text))
    return sorted(words, key=lambda word: (-len(word), word))[:4]


def test_each_labelled_passage_is_found_and_tagged(
    cli: Callable[..., Ran], filed: dict[str, str], labelled: list[dict[str, str]]
) -> None:
    missed = []
    for passage in labelled:
        ref = filed[passage["paper"]]
        found = cli("search", *four_words(passage["text"]), "--json").json
        if ref not in [document["ref"] for document in found["documents"][:3]]:
            missed.append(passage["text"])
        tagged = cli("tag", ref, passage["quality_statement"], "--quote", passage["text"], "--json")
        assert tagged.code == 0, tagged.out
        assert tagged.json["tags"][0]["locator"]
    assert missed == []
    shown = [tag for ref in filed.values() for tag in cli("show", ref, "--json").json["tags"]]
    assert len(shown) == len(labelled)


def test_readiness_names_the_old_report_as_out_of_date_and_explains_every_cell(
    cli: Callable[..., Ran], filed: dict[str, str]
) -> None:
    old = filed[OLD_REPORT]
    for ref in filed.values():
        cli("tag", ref, "QS7")
    readiness = cli("readiness", "--on", "2026-11-23", "--json").json
    cells = [cell for statement in readiness["statements"] for cell in statement["cells"]]
    assert len(cells) == 36
    assert all(cell["rule"] and cell["reasons"] for cell in cells)
    assert all(cell["next_step"] for cell in cells if cell["verdict"] != "strong")
    held = [d for statement in readiness["statements"] for cell in statement["cells"] for d in cell["documents"]]
    report = next(document for document in held if document["ref"] == old)
    assert (report["counts"], report["currency"]) == (False, "out-of-date")


def test_a_pack_repeats_to_the_same_bytes_and_names_a_changed_file(
    cli: Callable[..., Ran], filed: dict[str, str], tmp_path: Path
) -> None:
    refs = ",".join(filed.values())
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    for out in (one, two):
        assert cli("pack", "build", "--refs", refs, "--out", out).code == 0
    assert one.read_bytes() == two.read_bytes()
    assert cli("pack", "verify", one).code == 0
    changed = flipped(one)
    verified = cli("pack", "verify", one, "--json")
    assert verified.code == 7
    assert [finding["path"] for finding in verified.json["findings"]] == [changed]


def flipped(pack: Path) -> str:
    """Flip one byte in the middle of one document inside a pack, and return the document's path."""
    with zipfile.ZipFile(pack) as opened:
        entry = max(
            (e for e in opened.infolist() if e.filename.startswith("evidence/")), key=lambda e: e.compress_size
        )
    content = bytearray(pack.read_bytes())
    start = entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size // 2
    content[start] ^= 1
    pack.write_bytes(content)
    return entry.filename


def test_deleting_the_index_changes_no_answer(cli: Callable[..., Ran], filed: dict[str, str], tmp_path: Path) -> None:
    assert len(filed) == 5
    queries = ("waiting list", "safeguarding", '"making safeguarding personal"', "S42", "carers -peer", "assess*")
    before = [cli("search", query, "--json").json for query in queries]
    shutil.rmtree(tmp_path / "library" / "index")
    assert [cli("search", query, "--json").json for query in queries] == before


def test_the_folder_added_again_adds_nothing(cli: Callable[..., Ran], filed: dict[str, str], papers: Path) -> None:
    again = cli("add", papers, "--json")
    assert again.code == 0
    assert {held["file"]: held["ref"] for held in again.json["held"]} == filed
    assert again.json["added"] == []
