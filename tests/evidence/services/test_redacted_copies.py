"""What becomes of redacted copies: cleared, sent, outdated by a newer version, undone, disposed of."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from app.wiring import Library
from evidence.domain.clearances import Clearance
from evidence.domain.documents import Version
from evidence.domain.packing import Choice
from evidence.domain.people import Actor
from evidence.domain.redactions import Asked
from evidence.errors import Conflict, NotAllowed, NotFound
from evidence.services.clearing import Grounds
from evidence.services.drafts import Draft
from evidence.services.packs import HeldBack
from tests.conftest import ASHA, settle
from tests.evidence.extractors.making_packages import docx, word_paragraph

CQC, PURPOSE = "Care Quality Commission", "Information return 2026"
NUMBER = "943 476 5919"
WORD = docx(word_paragraph(f"NHS number: {NUMBER}.") + word_paragraph("Words for all."))


@pytest.fixture
def people(library: Library) -> dict[str, Actor]:
    """Asha leads, Cleo is information governance."""
    asha = library.people.first("Asha", "asha@example.org")[0]
    cleo = library.people.add(library.actor, "Cleo", "cleo@example.org", roles=["governance"])[0]
    return {"asha": library.people.get(asha.id).acting("page"), "cleo": library.people.get(cleo.id).acting("page")}


@pytest.fixture
def copied(library: Library) -> str:
    """Minutes of 2010 with a number in it, which its redacted copy, version 2, is without."""
    draft = Draft(title="Charging review", kind="minutes", dated_on=date(2010, 1, 1))
    ref = library.adding.add(ASHA, draft, io.BytesIO(WORD), name="review.docx").added[0].ref
    settle(library)
    library.redacting.redact(ASHA, ref, Asked((1,)), "It goes to the regulator")
    settle(library)
    return ref


def clear(library: Library, people: dict[str, Actor], ref: str, number: int) -> Clearance:
    (one,) = library.clearing.ask(people["asha"], [ref], recipient=CQC, purpose=PURPOSE, number=number)
    return library.clearing.clear(people["cleo"], [one.id], Grounds("public-task"))[0]


def chosen(ref: str) -> Choice:
    return Choice(refs=(ref,), recipient=CQC, purpose=PURPOSE)


def packed(path: Path) -> Iterator[bytes]:
    """Yield every byte of a pack, unpacked, and of the Word file in it."""
    with zipfile.ZipFile(path) as pack:
        for name in pack.namelist():
            yield name.encode() + pack.read(name)
            if name.endswith(".docx"):
                with zipfile.ZipFile(io.BytesIO(pack.read(name))) as word:
                    yield from (word.read(part) for part in word.namelist())


def test_the_copy_leaves_when_it_was_cleared_and_the_original_does_not(
    library: Library, people: dict[str, Actor], copied: str, tmp_path: Path
) -> None:
    with pytest.raises(Conflict, match="taken out in a redacted copy only"):
        clear(library, people, copied, 1)
    with pytest.raises(HeldBack):
        library.packs.build(people["asha"], chosen(copied), tmp_path / "pack.zip")

    clear(library, people, copied, 2)
    record = library.packs.build(people["asha"], chosen(copied), tmp_path / "pack.zip")

    assert [(one["ref"], one["version"]) for one in record.sent] == [(copied, 2)]
    assert not any(NUMBER.encode() in part for part in packed(tmp_path / "pack.zip"))
    assert any(b"Words for all." in part for part in packed(tmp_path / "pack.zip"))


def test_a_removed_copy_takes_its_clearance_and_the_pack_that_waits_along(
    library: Library, people: dict[str, Actor], copied: str
) -> None:
    one = clear(library, people, copied, 2)
    pack = library.packs.start(people["asha"], chosen(copied))
    library.packs.run(people["asha"], pack.id)
    held = library.home / "packs" / f"{pack.id}.zip"
    assert held.exists()

    library.redacting.remove(people["asha"], copied, 2)

    assert library.clearing.get(one.id).state == "withdrawn"
    assert not held.exists()
    assert library.packs.preview(people["asha"], chosen(copied)).going == ()
    made = library.documents.add_version(ASHA, copied, io.BytesIO(b"Newer words."), name="newer.txt")
    assert made.number == 3, "what was cleared as version 2 is gone, and nothing else takes its number"


def test_a_newer_version_leaves_the_copy_here_and_unsent(
    library: Library, people: dict[str, Actor], copied: str, tmp_path: Path
) -> None:
    clear(library, people, copied, 2)
    library.documents.add_version(ASHA, copied, io.BytesIO(b"Newer words."), name="newer.txt")
    settle(library)

    assert library.cards.version(copied).number == 3
    assert library.cards.version(copied, 2).redacted_from == 1
    with pytest.raises(HeldBack, match="Version 3 is not"):
        library.packs.build(people["asha"], chosen(copied), tmp_path / "pack.zip")
    library.redacting.remove(ASHA, copied, 2)
    assert [one.number for one in library.cards.card(copied).versions] == [1, 3]


def test_a_copy_is_not_undone_nor_what_it_was_made_from(library: Library, copied: str) -> None:
    with pytest.raises(Conflict, match="Remove it instead"):
        library.undoing.undo(ASHA)

    ben = Actor("Ben", frozenset({"lead"}), "page", "P-0009")
    newer = docx(word_paragraph(f"Again, NHS number: {NUMBER}."))
    library.documents.add_version(ben, copied, io.BytesIO(newer), name="newer.docx")
    settle(library)
    library.redacting.redact(ASHA, copied, Asked(phrases=(NUMBER,)), "It goes too")
    settle(library)
    with pytest.raises(Conflict, match="has a redacted copy"):
        library.undoing.undo(ben)

    library.redacting.remove(ASHA, copied, 4)
    library.undoing.undo(ben)
    assert library.documents.get(copied).current_version == 1
    made = library.documents.add_version(ben, copied, io.BytesIO(b"Others."), name="others.txt")
    assert made.number == 5, "what was said of version 3 is not said of another"


def test_a_copy_is_as_hidden_as_its_document(library: Library, copied: str) -> None:
    library.documents.set(ASHA, copied, {"sensitivity": "restricted"})
    lead = Actor("Lena", frozenset({"lead"}), "page", "P-0044")
    seen = library.within(frozenset())

    for ask in (
        lambda: seen.redacting.of(copied, 2),
        lambda: seen.redacting.redact(lead, copied, Asked((1,)), "Because"),
        lambda: seen.redacting.remove(lead, copied, 2),
        lambda: seen.fetching.document(lead, copied, 2),
        lambda: seen.cards.version(copied, 2),
    ):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(NotAllowed):
        library.fetching.document(lead, copied, 2)


def test_a_withdrawn_document_keeps_its_copies_and_sends_none(
    library: Library, people: dict[str, Actor], copied: str
) -> None:
    clear(library, people, copied, 2)
    library.documents.withdraw(ASHA, copied)

    assert library.packs.preview(people["asha"], chosen(copied)).going == ()
    assert library.cards.version(copied, 2).redacted_from == 1
    library.documents.reinstate(ASHA, copied)
    assert [one.version for one in library.packs.preview(people["asha"], chosen(copied)).going] == [2]


@pytest.mark.parametrize("way", ["dispose", "discard"])
def test_no_copy_outlives_its_document(library: Library, copied: str, way: str) -> None:
    library.redacting.redact(ASHA, copied, Asked((), ("Words for all",)), "Another")
    library.redacting.remove(ASHA, copied, 3)
    hashes = [one.sha256 for one in library.cards.card(copied).versions]

    if way == "dispose":
        library.disposing.dispose(ASHA, [copied], because="Its time is over", clock_is_right=True)
    else:
        library.documents.discard(ASHA, copied)
    settle(library)
    assert library.removing.finish()

    assert list(library.files.all()) == []
    with library.catalogue.reading() as view:
        assert view.all(Version) == []
    assert library.retention.record()[0].sha256[:2] == hashes


def test_copies_are_in_backups_and_text_can_be_read_again(
    library: Library, copied: str, put: Callable[..., str]
) -> None:
    library.texts.forget_all(ASHA)
    settle(library)

    assert NUMBER not in "".join(one.text for one in library.cards.passages(copied, 2))
    *_, whole = library.upkeep.verify()
    assert (whole.damage, whole.checked["files"]) == ([], 2)
    assert put("Other words.") == "E-0002"
