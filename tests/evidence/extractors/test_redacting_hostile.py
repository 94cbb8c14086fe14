"""Files that are built to harm, or cannot be read, give a plain reason and no copy; and proof finds what is left."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.extractors import media, reasons
from evidence.extractors.pool import Pool
from evidence.extractors.redacting import left_in
from evidence.readings import Redacted, TakeOut, Unreadable
from tests.evidence.extractors import samples
from tests.evidence.extractors.making_packages import content_types, package
from tests.evidence.extractors.making_pdf import pdf
from tests.evidence.extractors.making_workbooks import xlsx
from tests.evidence.extractors.searching_bytes import everything_in
from tests.evidence.extractors.seeding_pdf import seeded_pdf
from tests.evidence.extractors.seeding_word import NAME, SPACES, paragraph, parts, relations, run, seeded_docx
from tests.evidence.extractors.seeding_workbook import NUMBER, seeded_xlsx

Redact = Callable[..., Redacted]
MAIN = "word/document.xml"
KINDS = [(media.PDF, seeded_pdf), (media.DOCX, seeded_docx), (media.XLSX, seeded_xlsx)]


@pytest.fixture
def redact(pool: Pool, tmp_path: Path) -> Redact:
    def redacting(content: bytes, media_type: str = media.DOCX, asked: str = NAME) -> Redacted:
        (tmp_path / "original").write_bytes(content)
        try:
            return pool.redact(tmp_path / "original", media_type, [TakeOut(asked)], target=tmp_path / "copy")
        finally:
            assert (tmp_path / "original").read_bytes() == content
            assert {path.name for path in tmp_path.iterdir()} <= {"original", "copy"}

    return redacting


def document(xml: str | bytes) -> bytes:
    return package({**parts(), MAIN: xml})


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {SPACES}><w:body>{paragraph('&b;')}</w:body></w:document>"
)
OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    f"<w:document {SPACES}><w:body>{paragraph('&a;')}</w:body></w:document>"
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (document(BOMB), reasons.NOT_REDACTED),
        (document(OUTSIDE), reasons.NOT_REDACTED),
        (document(f"<w:document {SPACES}><w:body>"), reasons.NOT_REDACTED),
        (document(""), reasons.NOT_REDACTED),
        (document(" " * 300_000_000), reasons.TOO_MUCH_TO_REDACT),
        (package({"[Content_Types].xml": str(parts()["[Content_Types].xml"])}), reasons.NOT_REDACTED),
        (seeded_docx()[:2000], reasons.NOT_REDACTED),
        (b"no package at all", reasons.NOT_REDACTED),
        (package({str(number): "" for number in range(10_001)}), reasons.TOO_MUCH_TO_REDACT),
    ],
    ids=["entities", "outside", "cut xml", "empty", "bomb", "no document", "cut", "text", "members"],
)
def test_a_document_that_cannot_be_redacted_says_why(
    content: bytes, reason: str, redact: Redact, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable) as refused:
        redact(content)

    assert refused.value.reason == reason
    assert not (tmp_path / "copy").exists()


def locked_package() -> bytes:
    content = bytearray(seeded_docx())
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flag] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def test_an_encrypted_package_asks_for_a_copy_without_password(redact: Redact) -> None:
    with pytest.raises(Unreadable) as refused:
        redact(locked_package())

    assert refused.value.reason == reasons.PASSWORD


@pytest.mark.parametrize("media_type", [media.PPTX, media.TXT, media.XLSB, media.LOCKED, media.PNG])
def test_other_kinds_of_file_are_told_what_can_be_redacted(media_type: str, redact: Redact) -> None:
    with pytest.raises(Unreadable) as refused:
        redact(b"anything", media_type)

    assert refused.value.reason == reasons.NOT_REDACTED_KIND


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(redact: Redact) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    bomb = {f"xl/worksheets/sheet{number}.xml": b"\x00" * 100_000_000 for number in range(3)}
    with pytest.raises(Unreadable) as refused:
        redact(package({"[Content_Types].xml": content_types("x", kind), **bomb}), media.XLSX)

    assert refused.value.reason == reasons.TOO_MUCH_TO_REDACT


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_a_picture_of_absurd_size_is_left_out(redact: Redact, tmp_path: Path) -> None:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    picture = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    made = redact(package({**parts(), "word/media/drawing.png": picture}))

    assert any(what.startswith("2 drawings") for what in made.also)
    with zipfile.ZipFile(tmp_path / "copy") as archive:
        assert all(entry.file_size < 10_000 for entry in archive.infolist() if "media" in entry.filename)


def test_parts_that_lead_to_each_other_in_circles_are_copied_once(redact: Redact) -> None:
    header = "word/Hush-header.xml"
    circle = relations(("rPhoto", "image", "../word/media/drawing.png"), ("rSelf", "header", "Hush-header.xml"))
    held = {**parts(), "word/_rels/Hush-header.xml.rels": circle}
    held[header] = str(held[header]).replace("</w:hdr>", '<w:p><w:r><w:object r:id="rSelf"/></w:r></w:p></w:hdr>')

    assert redact(package(held)).taken[0].times


def test_deep_nesting_settles(redact: Redact) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 3_000 + paragraph(NAME) + "</w:tc></w:tr></w:tbl>" * 3_000
    try:
        assert redact(document(f"<w:document {SPACES}><w:body>{deep}</w:body></w:document>")).taken[0].times
    except Unreadable as refused:
        if refused.reason not in {reasons.NOT_REDACTED, reasons.TOO_MUCH_TO_REDACT}:
            raise


def nothing_is_left(content: bytes, media_type: str, redact: Redact, copy: Path) -> bool:
    """Redact a damaged file; tell whether it was refused, or its copy is clean."""
    try:
        redact(content, media_type)
    except Unreadable:
        return not copy.exists()
    return "ola nordby" not in everything_in(copy.read_bytes())


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.8, 0.98])
@pytest.mark.parametrize(("media_type", "good"), KINDS)
def test_no_cut_of_any_file_leaves_words_behind(
    media_type: str, good: Callable[[], bytes], cut: float, redact: Redact, tmp_path: Path
) -> None:
    content = good()

    assert nothing_is_left(content[: int(len(content) * cut)], media_type, redact, tmp_path / "copy")


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("media_type", "good"), KINDS)
def test_no_damage_leaves_words_behind(
    media_type: str, good: Callable[[], bytes], seed: int, redact: Redact, tmp_path: Path
) -> None:
    content = bytearray(good())
    for step in range(30):
        content[(seed * 7919 + step * 104_729) % len(content)] ^= 1 << (step + seed) % 8

    assert nothing_is_left(bytes(content), media_type, redact, tmp_path / "copy")


@pytest.mark.parametrize(("media_type", "good"), KINDS)
def test_proof_finds_words_in_a_file_that_has_them(
    media_type: str, good: Callable[[], bytes], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(good())
    found = left_in(tmp_path / "file", media_type, [TakeOut(NAME), TakeOut("Nobody Here"), TakeOut("")])

    assert len(found[0]) > 1
    assert found[1:] == [(), ()]


@pytest.mark.parametrize(
    "place",
    [
        {"word/extra.bin": NAME.encode("utf-16-le")},
        {"word/extra.bin": b"\x00" + NAME.encode("utf-16-be")},
        {"word/extra.bin": b"\xff\xfe\x00" + NAME.upper().encode("latin-1")},
        {f"word/{NAME}.bin": b""},
        {"word/header9.xml": f'<w:hdr xmlns:w="urn:{NAME.replace(" ", "-")}"/>'},
        {"word/header9.xml": f"<a><!-- {NAME} --></a>"},
        {"word/header9.xml": f'<a b="{NAME}"/>'},
        {"word/header9.xml": f"<a>{NAME.replace('a', '&#97;')}</a>"},
        {"word/header9.xml": f"<w:hdr {SPACES}>{paragraph(run('Ol'), run('a Nor'), run('dby'))}</w:hdr>"},
        {"word/header9.xml": f"<w:hdr {SPACES}>{paragraph('Ola', '<w:r><w:br/></w:r>', 'Nordby')}</w:hdr>"},
    ],
)
def test_proof_looks_into_every_part_in_every_encoding_and_across_runs(
    place: dict[str, str | bytes], tmp_path: Path
) -> None:
    clean: dict[str, str | bytes] = {
        "[Content_Types].xml": str(parts()["[Content_Types].xml"]),
        "_rels/.rels": relations(("r1", "officeDocument", MAIN)),
        MAIN: f"<w:document {SPACES}><w:body>{paragraph('Clean.')}</w:body></w:document>",
    }
    (tmp_path / "clean").write_bytes(package(clean))
    (tmp_path / "file").write_bytes(package(clean | place))

    assert left_in(tmp_path / "clean", media.DOCX, [TakeOut(NAME)]) == [()]
    assert left_in(tmp_path / "file", media.DOCX, [TakeOut(NAME)]) != [()]


def test_proof_looks_beside_the_parts_of_a_package(tmp_path: Path) -> None:
    made = io.BytesIO(seeded_docx())
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = b"Another Person"
    (tmp_path / "file").write_bytes(made.getvalue())

    assert left_in(tmp_path / "file", media.DOCX, [TakeOut("Another Person")]) == [("beside the parts",)]


def test_proof_reads_numbers_as_the_library_shows_them(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(seeded_xlsx())

    assert left_in(tmp_path / "file", media.XLSX, [TakeOut(NUMBER)]) != [()]
    (tmp_path / "file").write_bytes(xlsx())
    assert left_in(tmp_path / "file", media.XLSX, [TakeOut(NUMBER)]) == [()]


def test_proof_of_one_page_looks_at_that_page(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(pdf([["Ola Nordby"], ["Nobody"]]))

    assert left_in(tmp_path / "file", media.PDF, [TakeOut(NAME, page=2), TakeOut(NAME, page=1)]) == [(), ("p. 1",)]


def test_a_copy_in_which_something_is_left_is_thrown_away(redact: Redact, tmp_path: Path) -> None:
    """A tab inside a name parts it for readers, so it stays; but its letters are still there for programs."""
    name = paragraph("Nor", "<w:r><w:tab/></w:r>", "dby")
    with pytest.raises(Unreadable) as refused:
        redact(document(f"<w:document {SPACES}><w:body>{name}</w:body></w:document>"), asked="Nordby")

    assert refused.value.reason == reasons.STILL_THERE
    assert not (tmp_path / "copy").exists()


def test_samples_of_every_redactable_kind_are_redacted(redact: Redact) -> None:
    kinds = [sample for sample in samples.SAMPLES if sample.media_type in media.REDACTED]

    assert {sample.media_type for sample in kinds} == media.REDACTED
    for sample in kinds:
        assert redact(sample.good(), sample.media_type, "reablement").taken[0].found
