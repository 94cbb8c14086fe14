"""A pool for the tests of this folder, and a way to read bytes through it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evidence.extractors.pool import Pool
from evidence.extractors.sniffing import sniff
from evidence.readings import Reading, Redacted, TakeOut


@pytest.fixture(scope="session")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    with Pool(1, staging=tmp_path_factory.getbasetemp()) as made:
        yield made


@pytest.fixture
def read(pool: Pool, tmp_path: Path) -> Callable[..., Reading]:
    """Read bytes under a name, as an upload would: sniffed, then read in a child."""

    def reading(content: bytes, name: str) -> Reading:
        path = tmp_path / "content"
        path.write_bytes(content)
        staging = tmp_path / "staging"
        staging.mkdir(exist_ok=True)
        return pool.read(path, sniff(path, name), name=name, staging=staging)

    return reading


@pytest.fixture
def redacted(pool: Pool, tmp_path: Path) -> Callable[..., tuple[Redacted, bytes]]:
    """Redact bytes of a kind in a child; give back what was said and the copy. The original must not change."""

    def redacting(content: bytes, media_type: str, *asked: str | TakeOut) -> tuple[Redacted, bytes]:
        original, copy = tmp_path / "original", tmp_path / "copy"
        original.write_bytes(content)
        wanted = [TakeOut(one) if isinstance(one, str) else one for one in asked]
        made = pool.redact(original, media_type, wanted, target=copy)
        assert original.read_bytes() == content
        return made, copy.read_bytes()

    return redacting
