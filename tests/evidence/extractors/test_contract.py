"""What every extractor promises, checked on one good and one broken sample of each kind of file."""

import io
import re
from pathlib import Path

import pytest

from evidence.extractors import media
from evidence.extractors.sniffing import sniff
from evidence.readings import Reading, Unreadable
from tests.evidence.extractors.samples import SAMPLES, WORDS, Read, Sample, as_is

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# A package cut short has lost its list of parts, and with it where its macros are.
_WITHOUT_MACROS = {media.DOCM: media.DOCX, media.XLSM: media.XLSX, media.PPTM: media.PPTX}
_EVERY = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
_BREAKABLE = pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES if sample.broken is not as_is], ids=lambda sample: sample.name
)


def test_every_kind_that_is_read_has_a_sample() -> None:
    kept_unread = {media.DOC, media.PPT, media.ZIP, media.LOCKED, media.RIGHTS_MANAGED}
    assert {sample.media_type for sample in SAMPLES} == set(media.KINDS) - kept_unread


@_EVERY
def test_the_kind_is_told_by_content(sample: Sample) -> None:
    wrong_name = sample.name if sample.media_type in {media.CSV, media.MARKDOWN} else "picture.jpeg"
    assert sniff(io.BytesIO(sample.good()), wrong_name) == sample.media_type


@_EVERY
def test_the_words_are_found_where_people_would_say(sample: Sample, read: Read) -> None:
    reading = read(sample.good(), sample.name)
    found = [passage.locator for passage in reading.passages if WORDS in passage.text]
    assert found == ([sample.locator] if sample.locator else [])


@_EVERY
def test_text_is_clean_and_passages_are_bounded(sample: Sample, read: Read) -> None:
    for passage in read(sample.good(), sample.name).passages:
        assert passage.text == passage.text.strip()
        assert 0 < len(passage.text.split()) <= 400
        assert not _UNWANTED.search(passage.text + passage.locator + (passage.heading or ""))


@_EVERY
def test_a_reading_survives_its_journey_between_processes(sample: Sample, read: Read) -> None:
    reading = read(sample.good(), sample.name)
    assert Reading.from_dict(reading.to_dict()) == reading


@_EVERY
def test_reading_does_not_change_the_file(sample: Sample, read: Read, tmp_path: Path) -> None:
    content = sample.good()
    read(content, sample.name)
    assert (tmp_path / "content").read_bytes() == content


@_BREAKABLE
def test_a_broken_file_says_what_to_do_next(sample: Sample, read: Read) -> None:
    with pytest.raises(Unreadable) as failure:
        read(sample.broken(sample.good()), sample.name)
    assert "new version" in failure.value.reason


@_BREAKABLE
def test_a_broken_file_is_still_told_by_content(sample: Sample) -> None:
    told = sniff(io.BytesIO(sample.broken(sample.good())), sample.name)
    assert told == _WITHOUT_MACROS.get(sample.media_type, sample.media_type)
