"""Packs from choice to verified zip, on a real catalogue and folder."""

import hashlib
import json
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from evidence.adapters.frameworks import schemas_folder
from evidence.domain.documents import Version
from evidence.domain.packing import Choice
from evidence.errors import Invalid, NotFound
from evidence.services.pack_verifying import verify
from tests.evidence.services.packs_builder import ASHA, BEN, START, World, contents

QS1 = Choice(statements=("QS1",))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "home")
    yield world
    world.close()


def manifest_of(path: Path) -> dict[str, object]:
    found = json.loads(contents(path)["manifest.json"])
    assert isinstance(found, dict)
    return found


class TestChoosing:
    def test_an_empty_choice_says_what_to_give(self, world: World, tmp_path: Path) -> None:
        for choice in (Choice(), Choice(query="  ", recipient="CQC")):
            with pytest.raises(Invalid, match="quality statements"):
                world.packs.build(ASHA, choice, tmp_path / "pack.zip")

    def test_what_is_unknown_is_named(self, world: World) -> None:
        with pytest.raises(Invalid, match="QS99"):
            world.packs.preview(ASHA, Choice(statements=("QS99",)))
        with pytest.raises(Invalid, match="1 \\("):
            world.packs.preview(ASHA, Choice(themes=("9",)))
        with pytest.raises(NotFound, match="E-0099"):
            world.packs.preview(ASHA, Choice(refs=("E-0099",)))

    def test_statements_themes_queries_and_references_add_up(self, world: World) -> None:
        one = world.add("One", tags={"QS1": []})
        two = world.add("Two", tags={"QS7": []})
        three = world.add("Three")
        four = world.add("Four")
        world.add("Five", tags={"QS9": []})
        world.found["waiting"] = [three]
        choice = Choice(statements=("assessing needs",), themes=("theme 3",), query="waiting", refs=("e4",))
        assert [one.ref for one in world.packs.preview(ASHA, choice).going] == [one, two, three, four]

    def test_what_may_not_go_is_left_out_with_its_reason(self, world: World) -> None:
        tags: dict[str, list[str]] = {"QS1": []}
        going = world.add("Goes", tags=tags)
        draft = world.add("Draft", tags=tags, status="draft")
        old = world.add("Superseded", tags=tags, status="superseded")
        gone = world.add("Withdrawn", tags=tags, status="withdrawn")
        secret = world.add("Restricted", tags=tags, sensitivity="restricted")
        wanted = world.add("Wanted", tags=tags, form="wanted")
        preview = world.packs.preview(ASHA, QS1)
        assert [one.ref for one in preview.going] == [going]
        assert [(one.ref, one.code) for one in preview.left_out] == [
            (draft, "draft"), (old, "superseded"), (gone, "withdrawn"), (secret, "restricted"), (wanted, "wanted"),
        ]  # fmt: skip
        assert all(one.reason.endswith(".") for one in preview.left_out)
        assert preview.size == len("Goes")

    def test_a_pack_of_nothing_is_refused_with_the_reasons(self, world: World, tmp_path: Path) -> None:
        world.add("Draft", tags={"QS1": []}, status="draft")
        with pytest.raises(Invalid, match="E-0001: It is a draft"):
            world.packs.build(ASHA, QS1, tmp_path / "pack.zip")
        assert world.packs.list() == []

    def test_tags_of_another_framework_choose_nothing(self, world: World) -> None:
        ref = world.add("Old scheme")
        world.tag(ref, "QS1", framework="apa-2009-10")
        assert world.packs.preview(ASHA, QS1).going == ()

    def test_a_time_before_decides_version_tags_and_what_is_there(self, world: World, tmp_path: Path) -> None:
        ref = world.add("First", b"first", tags={"QS1": []})
        then = world.clock.at
        world.later(days=1)
        world.add_version(ref, b"second")
        world.tag(ref, "QS2")
        later = world.add("Later", tags={"QS1": []})
        before = Choice(statements=("QS1", "QS2"), refs=(later,), as_at=then)
        record = world.packs.build(ASHA, before, tmp_path / "then.zip")
        assert contents(tmp_path / "then.zip")["evidence/QS1/E-0001_First.pdf"] == b"first"
        assert manifest_of(tmp_path / "then.zip")["as_at"] == "2026-11-22T10:00:00Z"
        assert record.left_out == [
            {"ref": later, "code": "later", "reason": "It was added after the time that the pack is as at."}
        ]
        world.packs.build(ASHA, QS1, tmp_path / "now.zip")
        assert contents(tmp_path / "now.zip")["evidence/QS1/E-0001_First.pdf"] == b"second"

    def test_a_time_to_come_or_without_zone_is_refused(self, world: World) -> None:
        world.add("One", tags={"QS1": []})
        with pytest.raises(Invalid, match="still to come"):
            world.packs.preview(ASHA, Choice(statements=("QS1",), as_at=START + timedelta(days=1)))
        with pytest.raises(Invalid, match="time zone"):
            world.packs.preview(ASHA, Choice(statements=("QS1",), as_at=START.replace(tzinfo=None)))


class TestWhatIsInTheZip:
    def test_each_document_lies_once_under_the_first_statement_it_answers(self, world: World, tmp_path: Path) -> None:
        world.add("Both", tags={"QS7": ["p. 4"], "QS2": []})
        world.add("Untagged", b"a,b", media_type="text/csv")
        out = tmp_path / "pack.zip"
        world.packs.build(ASHA, Choice(refs=("E-1", "E-2")), out)
        assert list(contents(out)) == [
            "index.html", "register.xlsx", "manifest.json", "evidence/QS2/E-0001_Both.pdf",
            "evidence/other/E-0002_Untagged.csv",
        ]  # fmt: skip
        page = contents(out)["index.html"].decode()
        assert page.count('href="evidence/QS2/E-0001_Both.pdf"') == 2
        assert page.count('href="evidence/QS2/E-0001_Both.pdf#page=4"') == 1
        # Chosen by a statement, it stands under that one.
        world.packs.build(ASHA, Choice(statements=("QS7",)), tmp_path / "other.zip")
        assert "evidence/QS7/E-0001_Both.pdf" in contents(tmp_path / "other.zip")

    def test_out_of_date_documents_go_and_are_marked(self, world: World, tmp_path: Path) -> None:
        world.add("Old", tags={"QS1": []}, dated_on=date(2001, 1, 1), kind="policy")
        world.packs.build(ASHA, QS1, tmp_path / "pack.zip")
        assert '<span class="old">out of date</span>' in contents(tmp_path / "pack.zip")["index.html"].decode()

    def test_links_are_listed_with_their_address_and_no_file(self, world: World, tmp_path: Path) -> None:
        world.add("On the web", tags={"QS1": []}, form="link", address="https://example.org/a?b=1&c=2")
        out = tmp_path / "pack.zip"
        record = world.packs.build(ASHA, QS1, out)
        assert list(contents(out)) == ["index.html", "register.xlsx", "manifest.json"]
        assert 'href="https://example.org/a?b=1&amp;c=2"' in contents(out)["index.html"].decode()
        assert record.sent == [
            {"ref": "E-0001", "version": 1, "sha256": None, "address": "https://example.org/a?b=1&c=2"}
        ]
        assert verify(out).ok

    def test_a_quote_that_was_lost_or_is_of_another_version_points_nowhere(
        self, world: World, tmp_path: Path
    ) -> None:
        world.add("Kept", tags={"QS1": ["p. 1"]})
        world.add("Lost", tags={"QS1": ["p. 2"]}, tag_fields={"anchoring": "lost"})
        newer = world.add("Newer", tags={"QS1": ["p. 3"]})
        world.add_version(newer, b"newer")
        world.packs.build(ASHA, QS1, tmp_path / "pack.zip")
        page = contents(tmp_path / "pack.zip")["index.html"].decode()
        assert "#page=1" in page
        assert "p. 2" not in page
        assert "p. 3" not in page

    def test_the_manifest_keeps_the_published_schema_and_lists_every_file(self, world: World, tmp_path: Path) -> None:
        world.facts.set(ASHA, {"council": "Exampleshire"})
        world.add("One", tags={"QS1": []}, dated_on=None)
        world.add("Link", tags={"QS1": []}, form="link", address="https://example.org")
        out = tmp_path / "pack.zip"
        world.packs.build(ASHA, Choice(statements=("QS1",), recipient="CQC\u202e"), out)
        manifest = manifest_of(out)
        schema = json.loads((schemas_folder() / "pack-manifest.schema.json").read_text(encoding="utf-8"))
        Draft202012Validator(schema).validate(manifest)
        files = {path: data for path, data in contents(out).items() if path != "manifest.json"}
        assert manifest["entries"] == [
            {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
            for path, data in sorted(files.items())
        ]
        assert (manifest["council"], manifest["to"]) == ("Exampleshire", "CQC")

    def test_compressed_files_are_stored_as_they_are(self, world: World, tmp_path: Path) -> None:
        world.add("Paper", tags={"QS1": []})
        world.add("Words", b"words " * 1000, media_type="text/plain", tags={"QS1": []})
        world.packs.build(ASHA, QS1, tmp_path / "pack.zip")
        with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
            kinds = {entry.filename.rpartition(".")[2]: entry.compress_type for entry in pack.infolist()}
        assert kinds["pdf"] == kinds["xlsx"] == zipfile.ZIP_STORED
        assert kinds["txt"] == kinds["html"] == zipfile.ZIP_DEFLATED

    def test_other_programs_open_it(self, world: World, tmp_path: Path) -> None:
        world.add("Café — “naïve” 日本", tags={"QS1": []})
        out = tmp_path / "pack.zip"
        world.packs.build(ASHA, QS1, out)
        try:
            done = subprocess.run(["unzip", "-t", str(out)], capture_output=True, text=True, check=False)
        except FileNotFoundError:
            pytest.skip("unzip is not installed")
        assert done.returncode == 0, done.stdout
        with zipfile.ZipFile(out) as pack:
            entry = pack.infolist()[-1]
        assert entry.filename == "evidence/QS1/E-0001_Café-—-“naïve”-日本.pdf"
        assert entry.flag_bits & 0x800

    def test_a_file_with_a_password_keeps_the_ending_it_came_with(self, world: World, tmp_path: Path) -> None:
        locked = "application/x-office-password-protected"
        world.add("Locked", tags={"QS1": []}, media_type=locked, name="Plan.DOCX")
        world.add("Unknown", tags={"QS1": []}, media_type=locked, name="plan.exe")
        world.packs.build(ASHA, QS1, tmp_path / "pack.zip")
        assert list(contents(tmp_path / "pack.zip"))[3:] == [
            "evidence/QS1/E-0001_Locked.docx", "evidence/QS1/E-0002_Unknown",
        ]  # fmt: skip


class TestTheSameContent:
    def test_gives_the_same_bytes_whoever_builds_it_and_whenever(self, world: World, tmp_path: Path) -> None:
        world.add("One", tags={"QS1": ["p. 4"]})
        world.add("Words", b"words " * 5000, media_type="text/plain", tags={"QS1": [], "QS2": []})
        first = world.packs.build(ASHA, QS1, tmp_path / "first.zip")
        world.later(days=400)
        second = world.packs.build(BEN, QS1, tmp_path / "second.zip")
        assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
        assert first.zip_sha256 == second.zip_sha256 == hashlib.sha256(
            (tmp_path / "first.zip").read_bytes()
        ).hexdigest()  # fmt: skip
        assert first.id != second.id

    def test_is_as_at_the_last_event_that_touched_what_went(self, world: World, tmp_path: Path) -> None:
        ref = world.add("One", tags={"QS1": []})
        draft = world.add("Two", tags={"QS1": []}, status="draft")
        world.later(hours=1)
        world.set(ref, title="One, better named")
        touched = world.clock.at
        world.later(hours=1)
        world.set(draft, title="Stays")
        world.set(ref, note="Internal", owner="Ben")
        world.assurance.add_action(ASHA, "QS1", "Do something")
        world.add("Elsewhere", tags={"QS9": []})
        assert world.packs.build(ASHA, QS1, tmp_path / "pack.zip").as_at == touched


class TestTheRecord:
    def test_says_what_went_what_stayed_to_whom_and_by_whom(self, world: World, tmp_path: Path) -> None:
        world.add("Goes", tags={"QS1": []})
        world.add("Stays", tags={"QS1": []}, status="draft")
        world.assurance.score(ASHA, "QS1", 3)
        world.later(hours=2)
        out = tmp_path / "pack.zip"
        choice = Choice(statements=("QS1",), recipient="Care Quality Commission")
        record = world.packs.build(BEN, choice, out)
        assert record == world.packs.get(record.id) == world.packs.list()[0]
        assert record.model_dump(include={"state", "made_by", "made_at", "recipient", "internal", "size"}) == {
            "state": "complete", "made_by": "Ben", "made_at": world.clock.at, "internal": False,
            "recipient": "Care Quality Commission", "size": out.stat().st_size,
        }  # fmt: skip
        digest = hashlib.sha256(b"Goes").hexdigest()
        path = "evidence/QS1/E-0001_Goes.pdf"
        assert record.sent == [{"ref": "E-0001", "version": 1, "sha256": digest, "path": path}]
        assert [one["code"] for one in record.left_out] == ["draft"]
        assert record.digest == manifest_of(out)["digest"]
        statements = record.readiness["statements"]
        assert isinstance(statements, list)
        assert statements[0]["scores"] == {"council": 3}
        with world.catalogue.reading() as view:
            events = view.events(newest_first=True, limit=2)
        assert [(event.verb, event.actor, event.refs) for event in events] == [
            ("pack built", "Ben", []), ("pack started", "Ben", []),
        ]  # fmt: skip
        assert events[0].about == {"pack": record.id, "documents": 1, "digest": record.digest}

    def test_warns_of_what_the_reader_noticed(self, world: World, tmp_path: Path) -> None:
        ref = world.add("Tracked", tags={"QS1": []})
        with world.catalogue.writing(ASHA) as work:
            version = work.all(Version, ref=ref)[0]
            version.notes = ["It has tracked changes."]
            work.save(version, remembered=False)
        assert world.packs.preview(ASHA, QS1).going[0].notes == ("It has tracked changes.",)
        record = world.packs.build(ASHA, QS1, tmp_path / "pack.zip")
        assert record.sent[0]["notes"] == ["It has tracked changes."]
        assert "tracked" not in contents(tmp_path / "pack.zip")["index.html"].decode()

    def test_an_unknown_pack_is_not_found(self, world: World) -> None:
        for name in ("0" * 32, "../../etc/passwd", ""):
            with pytest.raises(NotFound):
                world.packs.get(name)
