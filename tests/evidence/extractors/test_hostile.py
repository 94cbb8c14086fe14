"""Files made to harm: each is refused or read as far as is safe, and the child goes on with the next."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from evidence.extractors import media, reasons
from evidence.extractors.pool import Pool
from evidence.readings import Unreadable
from tests.evidence.extractors import making_compound, making_packages, making_pdf, samples
from tests.evidence.extractors.samples import WORDS, Read, Sample, settled

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def _with_document(document: str) -> bytes:
    """Return a Word document whose main part is replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(making_packages.docx(""))) as source, zipfile.ZipFile(made, "w", 8) as target:
        for name in source.namelist():
            target.writestr(name, document if name == "word/document.xml" else source.read(name))
    return made.getvalue()


def _document(doctype: str, text: str) -> str:
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return f"<?xml version='1.0'?><!DOCTYPE x [{doctype}]><w:document {_W}>{body}</w:document>"


Refuse = Callable[[bytes, str], str]


@pytest.fixture
def refused(read: Read) -> Refuse:
    """Read what must not be read, check that the child still works, and return the reason."""

    def refusing(content: bytes, name: str) -> str:
        with pytest.raises(Unreadable) as failure:
            read(content, name)
        assert read(WORDS.encode(), "a.txt").passages[0].text == WORDS
        return failure.value.reason

    return refusing


@pytest.mark.parametrize(
    "document",
    [
        _document(f'<!ENTITY l0 "ha">{_LAUGHS}', "&l9;"),
        _document(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000),
        _document('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;"),
        _document('<!ENTITY % x SYSTEM "http://127.0.0.1:8999/x.dtd"> %x;', "words"),
    ],
    ids=["billion laughs", "quadratic", "outside file", "outside declaration"],
)
def test_entities_are_never_expanded(document: str, refused: Refuse) -> None:
    assert refused(_with_document(document), "a.docx") == reasons.UNSAFE


def test_entities_in_a_workbook_are_never_expanded(read: Read) -> None:
    """The workbook reader gives nothing for such a cell, or refuses the file; it never shows the outside file."""
    secret = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "nothing"
    row = "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>&x;</t></is></c></row></sheetData>"
    sheet = (
        f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><worksheet>{row}</worksheet>"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    content = making_packages.package(
        {
            "[Content_Types].xml": making_packages.content_types("xl/workbook.xml", kind),
            "_rels/.rels": making_packages.relations(("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": making_packages.relations(("rId1", "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )
    assert secret not in settled(lambda: read(content, "a.xlsx"))


def test_a_document_that_unpacks_to_half_a_gigabyte_is_refused(refused: Refuse) -> None:
    assert refused(_with_document(" " * 300_000_000), "a.docx") == reasons.TOO_MUCH


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(refused: Refuse) -> None:
    zeros = b"\x00" * 100_000_000
    parts: dict[str, str | bytes] = {f"xl/worksheets/sheet{number}.xml": zeros for number in range(6)}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    content = making_packages.package({"[Content_Types].xml": making_packages.content_types("x", kind), **parts})
    assert refused(content, "a.xlsx") == reasons.TOO_MUCH


def test_a_package_of_too_many_parts_is_refused(refused: Refuse) -> None:
    parts: dict[str, str | bytes] = {str(number): "" for number in range(10_001)}
    types = making_packages.content_types("word/document.xml", "x.wordprocessingml.document.main+xml")
    assert refused(making_packages.package({"[Content_Types].xml": types, **parts}), "a.docx") == reasons.TOO_MUCH


def test_cells_said_to_repeat_a_million_times_do_not_harm(read: Read) -> None:
    row = (
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell office:value-type="string" table:number-columns-repeated="16383">'
    )
    body = f'<table:table table:name="S">{row}<text:p>x</text:p></table:table-cell></table:table-row></table:table>'
    assert settled(lambda: read(making_packages.open_document("spreadsheet", body), "a.ods"))
    assert read(WORDS.encode(), "a.txt").passages[0].text == WORDS


def test_a_picture_of_absurd_size_is_refused(refused: Refuse) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    content += chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    assert "60000 by 60000" in refused(content, "a.png")


def test_deeply_nested_pages_and_documents_do_not_harm(read: Read) -> None:
    deep = 50_000
    page = f"<html><body>{'<div>' * deep}{WORDS}{'</div>' * deep}".encode()
    cells = f"<w:document {_W}><w:body>{'<w:tbl><w:tr><w:tc>' * deep}"
    for content, name in ((page, "a.html"), (_with_document(cells), "a.docx")):
        assert settled(partial(read, content, name))
    assert read(WORDS.encode(), "a.txt").passages[0].text == WORDS


def test_an_email_of_nested_parts_does_not_harm(read: Read) -> None:
    head = b"From: a@b\nMessage-ID: <1>\nMIME-Version: 1.0\n"
    parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(800)
    )
    assert settled(lambda: read(head + parts + b"\nwords", "a.eml"))
    assert read(WORDS.encode(), "a.txt").passages[0].text == WORDS


def test_an_email_of_many_attachments_is_bounded(read: Read) -> None:
    head = b"From: a@b\nMessage-ID: <1>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    one = b'--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename="../../x\n y"\n\nwords\n'
    reading = read(head + one * 250 + b"--b--\n", "a.eml")
    assert len(reading.attachments) == 200
    assert reading.notes[0].startswith("50 attachments were not taken out")


def test_attachment_names_never_become_paths(read: Read, tmp_path: Path) -> None:
    message = samples.eml().replace(b'"minutes.txt"', b'"../../../etc/minutes.txt"')
    reading = read(message, "a.eml")
    assert reading.attachments[0].name == "../../../etc/minutes.txt"
    assert Path(reading.attachments[0].path).parent == tmp_path / "staging"


def test_a_compound_file_that_loops_does_not_harm(read: Read) -> None:
    content = bytearray(making_compound.msg())
    content[-512:-508] = struct.pack("<I", 0)  # the directory's first sector follows itself
    assert settled(lambda: read(bytes(content), "a.msg"))
    content[512 + 128 + 68 : 512 + 128 + 76] = struct.pack("<II", 1, 1)  # an entry is its own neighbour
    assert settled(lambda: read(bytes(content), "a.msg"))
    assert read(WORDS.encode(), "a.txt").passages[0].text == WORDS


@pytest.mark.parametrize("cut", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.name)
def test_no_cut_of_any_file_harms(sample: Sample, cut: float, pool: Pool, tmp_path: Path) -> None:
    content = sample.good()
    path = tmp_path / "content"
    path.write_bytes(content[: int(len(content) * cut)])
    assert settled(lambda: pool.read(path, sample.media_type, name=sample.name, staging=tmp_path))


@pytest.mark.parametrize("media_type", [sample.media_type for sample in samples.SAMPLES])
def test_no_reader_is_harmed_by_another_kind(media_type: str, pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(making_pdf.pdf([[WORDS]]))
    assert settled(lambda: pool.read(tmp_path / "content", media_type, name="a", staging=tmp_path))


def test_a_kind_that_nobody_reads_says_so(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(b"x")
    with pytest.raises(Unreadable, match="cannot read its text"):
        pool.read(tmp_path / "content", "video/mp4", name="a", staging=tmp_path)


@pytest.mark.parametrize("name", ["a\nb.txt", "\u202efdp.txt", "../../a.txt", "", "." * 300])
def test_names_do_not_matter_to_reading(name: str, read: Read) -> None:
    assert read(WORDS.encode(), name).passages[0].text == WORDS


def test_a_wrong_suffix_does_not_matter(read: Read) -> None:
    assert read(making_pdf.pdf([[WORDS]]), "report.docx").passages[0].locator == "p. 1"
    assert media.suffix_of(media.PDF, "report.docx") == ".pdf"
