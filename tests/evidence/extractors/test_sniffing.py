"""Telling kinds of file by content."""

import io
from contextlib import suppress
from pathlib import Path

import pytest

from evidence.errors import Invalid, UnsupportedType
from evidence.extractors import media
from evidence.extractors.sniffing import sniff
from tests.evidence.extractors import making_compound, making_packages
from tests.evidence.extractors.samples import SAMPLES, Sample


def _sniff(content: bytes, name: str = "upload") -> str:
    return sniff(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (making_compound.old_word(), media.DOC),
        (making_compound.old_powerpoint(), media.PPT),
        (making_compound.locked_office(), media.LOCKED),
        (making_compound.locked_office(rights=True), media.RIGHTS_MANAGED),
        (making_compound.compound({"\tDRMContent": b"\x01" * 6000, "WordDocument": b""}), media.RIGHTS_MANAGED),
        (making_packages.package({"a.txt": "words"}), media.ZIP),
        (b"PK\x05\x06" + b"\x00" * 18, media.ZIP),
        (b"\n\n%PDF-1.4\n...", media.PDF),
    ],
)
def test_kinds_kept_without_text(content: bytes, media_type: str) -> None:
    assert _sniff(content) == media_type


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"a,b\n1,2\n", "a.CSV", media.CSV),
        (b"a,b\n1,2\n", "a.pdf", media.TXT),
        (b"# Plan", "a.md", media.MARKDOWN),
        (b"<table><tr><td>1</td></tr></table>", "export.xls", media.HTML),
        (b"From: a@b\nSubject: x\n\nHello", "a.eml", media.EML),
        (b"From: a@b\nSubject: x\n\nHello", "a.txt", media.TXT),
        (b"Received: by x\nFrom: a@b\nDate: today\n\nHello", "a.txt", media.EML),
        ("Café £5".encode("cp1252"), "a", media.TXT),
        ("Words".encode("utf-16"), "a.txt", media.TXT),
        (b"MZ is how this note begins", "a.txt", media.TXT),
    ],
)
def test_names_break_ties_between_texts(content: bytes, name: str, media_type: str) -> None:
    assert _sniff(content, name) == media_type


@pytest.mark.parametrize(
    ("content", "seems"),
    [
        (b"MZ\x90\x00\x03\x00", "a program"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"\x00\x00\x00\x18ftypmp42", "a video"),
        (b"\x00\x00\x00\x18ftypheic", "Save it as PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a picture"),
        (b"Rar!\x1a\x07\x00", "Unpack it"),
        (b"!BDN\x00\x00", "one by one as .msg"),
        (b"\x00\x01\x02\x03" * 50, "not a kind of file that the library knows"),
        (making_packages.package({"META-INF/MANIFEST.MF": "", "A.class": ""}), "a program"),
        (making_compound.old_word()[:512] + b"\x00" * 5000, "an Office file that is damaged"),
        (making_compound.compound({"Strange": b"\x00" * 5000}), "a kind that the library does not take"),
    ],
)
def test_other_kinds_are_refused_with_what_they_seem_to_be(content: bytes, seems: str) -> None:
    with pytest.raises(UnsupportedType) as refusal:
        _sniff(content, "evidence.pdf")
    assert seems in refusal.value.message
    assert "PDF, Word, Excel" in refusal.value.message


def test_an_empty_file_is_invalid() -> None:
    with pytest.raises(Invalid, match="The file is empty"):
        _sniff(b"")


def test_the_stream_is_left_where_it_was() -> None:
    stream = io.BytesIO(b"plain words")
    stream.seek(4)
    sniff(stream, "a.txt")
    assert stream.tell() == 4


def test_a_path_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "content"
    path.write_bytes(b"plain words")
    assert sniff(path, "a\n\u202e.txt") == media.TXT


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_no_cut_of_any_sample_breaks_sniffing(sample: Sample) -> None:
    content = sample.good()
    for length in {1, 4, 8, 30, 100, 511, 512, 513, len(content) // 2, len(content) - 1}:
        with suppress(UnsupportedType):
            assert _sniff(content[:length], sample.name) in media.KINDS


def test_suffixes_follow_the_content_not_the_name() -> None:
    assert media.suffix_of(media.PDF, "evil.exe") == ".pdf"
    assert media.suffix_of(media.LOCKED, "Rota.XLSX") == ".xlsx"
    assert media.suffix_of(media.LOCKED, "evil.exe") == ""
    assert media.suffix_of("application/unknown") == ""


def test_every_kind_has_a_name_that_people_use() -> None:
    assert media.label_of(media.MSG) == "Outlook email"
    assert media.label_of("application/unknown") == "file"
