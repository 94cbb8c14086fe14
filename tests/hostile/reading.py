"""Does with a file all that the library ever does with one, in real child processes; and damages files by chance."""

import random
import sys
from collections.abc import Callable
from pathlib import Path

from evidence.errors import EvidenceError
from evidence.extractors import media
from evidence.extractors.pool import Pool
from evidence.extractors.sniffing import sniff
from evidence.readings import NoSuchPage, TakeOut, Unreadable

_ROWS, _COLUMNS, _WIDTH = 50, 40, 400


def handled(pool: Pool, path: Path, file_name: str) -> list[str]:
    """Read, show, search and redact the file at ``path``; return what went wrong that has no answer of its own."""
    try:
        media_type = sniff(path, file_name)
    except EvidenceError:
        return []
    with pool.folder() as place:
        jobs: dict[str, Callable[[], object]] = {"hidden": lambda: pool.hidden(path, media_type)}
        if media_type == media.ZIP:
            jobs = {"unpack": lambda: pool.unpack(path, staging=place)}
        else:
            jobs["read"] = lambda: pool.read(path, media_type, name=file_name, staging=place)
        if media_type in media.DRAWN:
            jobs["draw"] = lambda: pool.draw(path, media_type, 1, width=_WIDTH, target=place / "drawn")
        if media_type == media.PDF:
            jobs["words"] = lambda: pool.words(path, media_type, 1)
        if media_type in media.TABLES:
            jobs["rows"] = lambda: pool.rows(path, media_type, 1, first=1, rows=_ROWS, columns=_COLUMNS)
        if media_type in media.REDACTED:
            asked = [TakeOut("reablement")]
            jobs["redact"] = lambda: pool.redact(path, media_type, asked, target=place / "copy")
        return [wrong for job, do in jobs.items() if (wrong := _done(job, do))]


def _done(job: str, do: Callable[[], object]) -> str:
    try:
        do()
    except (Unreadable, NoSuchPage):
        return ""
    except Exception as error:  # noqa: BLE001 - whatever else comes is what is looked for
        return f"{job}: {type(error).__name__}: {error}"
    return ""


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return the bytes with a few changes: flipped, cut, doubled, moved, or put in from elsewhere."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randrange(len(made) + 1), chance.randint(1, 64)
        what = chance.randrange(6)
        if what == 0:
            made[at : at + length] = b""
        elif what == 1:
            made[at:at] = made[at : at + length] * chance.randint(1, 40)
        elif what == 2:
            made[at : at + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"99999999")
            )
        elif what == 3:
            other = chance.randrange(len(made) + 1)
            made[at : at + length] = made[other : other + length]
        else:
            for place in range(at, min(at + chance.randint(1, 8), len(made))):
                made[place] ^= 1 << chance.randrange(8)
    return bytes(made) or b"\x00"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with Pool(1, staging=folder / "staging") as reader:
        for one in sorted(path for path in folder.iterdir() if path.is_file()):
            for complaint in handled(reader, one, one.name):
                print(one.name, complaint)
