"""An outward pack tells of nothing internal: two libraries that differ only there give the same bytes."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from evidence.domain.packing import Choice
from tests.evidence.services.packs_builder import ASHA, BEN, World, contents

QS1 = Choice(statements=("QS1",), recipient="Care Quality Commission")
CANARY = "xylocarp"
WORDS = ("readiness", "verdict", "weak", "missing evidence", "stance", "impact", "score", "left out", "excluded",
         "withheld", "draft", "restricted", "internal", "of 9", "override")  # fmt: skip


def plain_world(home: Path) -> World:
    world = World(home)
    world.add("Carers strategy", tags={"QS1": ["p. 4"]})
    world.add("Practice audit", tags={"QS1": []})
    return world


def full_world(home: Path) -> World:
    """The same, with a canary in everything internal."""
    world = World(home)
    internal = {
        "note": f"{CANARY} note", "owner": f"{CANARY} owner", "team": CANARY, "approved_by": CANARY,
        "master": CANARY, "labels": [f"locality:{CANARY}"], "source": "auditors", "line": 3, "presumed": ["kind"],
    }  # fmt: skip
    judged = {
        "stance": "gap", "impact": f"{CANARY} impact", "quote": f"{CANARY} quote", "before": CANARY, "after": CANARY,
        "proof": "outcome", "category": "processes", "sub_topic": "advocacy",
    }  # fmt: skip
    world.add("Carers strategy", tags={"QS1": ["p. 4"]}, tag_fields=judged, name=f"{CANARY}.pdf", **internal)
    world.add("Practice audit", tags={"QS1": []}, tag_fields=judged, name=f"{CANARY}.pdf", **internal)
    for place, fields in enumerate(
        ({"status": "draft"}, {"status": "withdrawn"}, {"status": "superseded"}, {"sensitivity": "restricted"})
    ):
        world.add(f"{CANARY} {place}", tags={"QS1": ["p. 9"], "QS2": []}, **fields)
    world.add(f"{CANARY} wanted", tags={"QS1": []}, form="wanted")
    world.assurance.score(ASHA, "QS1", 2, because=CANARY)
    world.later(hours=3)
    world.assurance.add_action(ASHA, "QS1", CANARY, owner=CANARY)
    world.assurance.close_action(ASHA, "A-0001", effect=["E-0001"])
    world.assurance.assign(ASHA, "QS1", CANARY)
    world.frameworks.save_rules(ASHA, {"strong.documents": "9"})
    world.set("E-0001", note=f"{CANARY} again")
    return world


def everything(path: Path) -> str:
    """All that is in a zip and in the workbook in it, as text."""
    files = contents(path)
    with zipfile.ZipFile(io.BytesIO(files["register.xlsx"])) as book:
        inner = [book.read(name) for name in book.namelist()]
    data = [path.read_bytes(), *files.values(), *inner, *(name.encode() for name in files)]
    return b"\n".join(data).decode("utf-8", "replace").casefold()


def test_two_libraries_that_differ_in_secrets_only_give_the_same_bytes(tmp_path: Path) -> None:
    plain, full = plain_world(tmp_path / "plain"), full_world(tmp_path / "full")
    plain.packs.build(ASHA, QS1, tmp_path / "plain.zip")
    record = full.packs.build(BEN, QS1, tmp_path / "full.zip")
    assert (tmp_path / "plain.zip").read_bytes() == (tmp_path / "full.zip").read_bytes()
    assert len(record.left_out) == 5
    plain.close()
    full.close()


def test_no_canary_and_no_word_of_judgement_is_in_an_outward_pack(tmp_path: Path) -> None:
    world = full_world(tmp_path / "home")
    world.packs.build(ASHA, QS1, tmp_path / "pack.zip")
    text = everything(tmp_path / "pack.zip")
    assert CANARY not in text
    files = contents(tmp_path / "pack.zip")
    with zipfile.ZipFile(io.BytesIO(files["register.xlsx"])) as book:
        cells = book.read("xl/sharedStrings.xml")
    said = b"\n".join([cells, files["index.html"], files["manifest.json"].replace(b'"internal": false', b"")])
    spoken = re.sub(r"<style>.*?</style>", "", said.decode(), flags=re.DOTALL).casefold()
    assert [word for word in WORDS if re.search(rf"\b{word}\b", spoken)] == []
    world.close()


def test_an_internal_pack_says_so_and_has_readiness_without_titles_of_what_stays(tmp_path: Path) -> None:
    world = full_world(tmp_path / "home")
    choice = Choice(statements=("QS1",), internal=True)
    world.packs.build(ASHA, choice, tmp_path / "pack.zip")
    files = contents(tmp_path / "pack.zip")
    assert "Internal pack of evidence" in files["index.html"].decode()
    assert "<td>2</td>" in files["summary/readiness.html"].decode()
    assert CANARY not in everything(tmp_path / "pack.zip")
    world.close()


@pytest.mark.parametrize("text", ["<script>x</script>", '"><img src=x onerror=x>', "'; x", "{{ 7*7 }}", "=1+1"])
def test_what_people_typed_is_only_text_in_the_index(tmp_path: Path, text: str) -> None:
    world = World(tmp_path / "home")
    world.facts.set(ASHA, {"council": text})
    world.add(text, tags={"QS1": [text]})
    world.packs.build(ASHA, Choice(statements=("QS1",), recipient=text), tmp_path / "pack.zip")
    page = contents(tmp_path / "pack.zip")["index.html"].decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "49" not in page
    world.close()
