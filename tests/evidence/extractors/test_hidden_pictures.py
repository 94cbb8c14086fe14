"""Pictures: what they keep besides what they show."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from evidence.extractors import media
from evidence.extractors.pool import Pool
from evidence.hidden_content import HiddenContent
from tests.evidence.extractors import making_hidden

Search = Callable[[bytes, str], HiddenContent]


@pytest.fixture
def search(pool: Pool, tmp_path: Path) -> Search:
    def searching(content: bytes, media_type: str) -> HiddenContent:
        path = tmp_path / "content"
        path.write_bytes(content)
        return pool.hidden(path, media_type)

    return searching


def finds(content: HiddenContent, *kinds: str) -> list[str]:
    return [one.what for one in content.found if one.kind in kinds]


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", media.JPEG), ("PNG", media.PNG), ("TIFF", media.TIFF)])
def test_place_author_and_camera(kind: str, media_type: str, search: Search) -> None:
    found = search(making_hidden.photograph(kind), media_type)
    # What makes these samples cannot write a place into a TIFF.
    assert finds(found, "place") == ["It says where it was taken: 53.5000, -2.2500."] * (kind != "TIFF")
    assert finds(found, "author") == ["artist: Asha Quill"]
    assert "Lumen" in finds(found, "picture-details")[0]
    assert "Mrs Thornfell at her door" in finds(found, "picture-details")[0]


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", media.JPEG), ("PNG", media.PNG), ("TIFF", media.TIFF)])
def test_a_plain_picture_keeps_nothing(kind: str, media_type: str, search: Search) -> None:
    assert search(making_hidden.plain_picture(kind), media_type) == HiddenContent()


def test_words_in_a_png_and_what_is_left_after_its_end(search: Search) -> None:
    found = search(making_hidden.told_png(), media.PNG)
    assert finds(found, "picture-details") == ["author: Asha Quill; comment: Taken at 14 Larch Road"]
    assert len(finds(found, "earlier-state")) == 1


def test_a_place_that_cannot_be_reckoned_is_told_all_the_same(search: Search) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSDateStamp] = "2026:01:31"
    made = io.BytesIO()
    Image.new("RGB", (20, 20)).save(made, "JPEG", exif=exif)
    assert "satellite receiver" in finds(search(made.getvalue(), media.JPEG), "place")[0]


def test_xmp_of_a_photograph(search: Search) -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Larkmere" '
        b'photoshop:Credit="Asha Quill"/></rdf:RDF></x:xmpmeta>'
    )
    made = io.BytesIO()
    Image.new("RGB", (20, 20)).save(made, "JPEG", xmp=packet)
    found = search(made.getvalue(), media.JPEG)
    assert finds(found, "place") == ["City: Larkmere"]
    assert finds(found, "author") == ["author: Asha Quill"]


@pytest.mark.parametrize("packet", [b"<x:xmpmeta><broken", b'<x:xmpmeta xmlns:x="y"><x></x:xmpmeta>'])
def test_damaged_details_are_said_or_passed_over(packet: bytes, search: Search) -> None:
    made = io.BytesIO()
    Image.new("RGB", (20, 20)).save(made, "JPEG", xmp=packet)
    assert search(made.getvalue(), media.JPEG).found == ()


def test_an_exif_block_of_nonsense_does_no_harm(search: Search) -> None:
    made = io.BytesIO()
    Image.new("RGB", (20, 20)).save(made, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f" + b"\xff" * 40)
    search(made.getvalue(), media.JPEG)
