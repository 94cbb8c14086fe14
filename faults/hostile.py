"""Hostile files and requests: the whole corpus through the real server, damage by chance, and the whole API asked.

The short form of all this is among the tests.
"""

import random
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from evidence.extractors.pool import Pool
from faults.assurance import Row
from faults.trials import Rig
from tests.evidence.extractors.samples import SAMPLES
from tests.hostile.corpus import FAMILIES
from tests.hostile.fuzzing_api import fuzz
from tests.hostile.reading import damaged, handled
from tests.hostile.sample import Hostile, Traps
from tests.hostile.serving import SETTLED_SECONDS, Listener, Served, set_traps, token_for
from tests.hostile.settling import settle

_MEGABYTE = 1024 * 1024
_MOST_OF_READER, _MOST_OF_SERVER = 512 * _MEGABYTE, 700 * _MEGABYTE
_DAMAGED, _DAMAGED_SHORT = 60, 1
_ASKED, _ASKED_SHORT = 60, 2
_STOPPED = frozenset({0, 143, -15})


def harm(rig: Rig) -> Iterator[Row]:
    """Send, damage and ask; see ``Part``."""
    yield from _corpus(rig)
    yield _damage(rig)
    yield _api(rig)


def _apart(server: Served) -> Row:
    """Whether what reads files for a server has no network: each is in a namespace that has none."""
    what = "what reads files for the server, each in a namespace without a network"
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    if tried.returncode:
        return Row("hostile: no network", what, skipped="this machine allows no network namespace")
    own, apart, wrong = Path("/proc/self/ns/net").readlink(), 0, list[str]()
    for pid in _readers(server.pid):
        with suppress(OSError):
            shared = Path(f"/proc/{pid}/ns/net").readlink() == own
            apart += not shared
            wrong += [f"process {pid} reads files and has the network of the server"] if shared else []
    return Row("hostile: no network", what, apart, wrong or ([] if apart else ["nobody was reading"]))


def _readers(pid: int | str) -> list[str]:
    """Return the processes that read files for a server: children of its own, or of one that it has started."""
    found: list[str] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += task.read_text("ascii").split()
    below = [two for one in found for two in _readers(one)]
    return [one for one in found if b"evidence.extractors" in _order(one)] + below


def _order(pid: str) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _corpus(rig: Rig) -> Iterator[Row]:
    place, listener = rig.place(), Listener()
    traps = set_traps(place, listener)
    server = Served(place / "library")
    before, readers = server.resident(), [0]
    wrong: list[str] = []
    try:
        for family, declared in FAMILIES.items():
            files = [one for one in declared.files if one.short or not rig.short]
            yield _family(family, files, server, traps, readers)
        yield _apart(server)
        grown = server.resident() - before
    finally:
        code, most = server.end()
        listener.close()
    if code not in _STOPPED:
        wrong.append(f"the server ended with {code}")
    wrong += [f"somebody was called: {call}" for call in listener.calls]
    wrong += [f"{path.name} was made outside the library" for path in place.iterdir()
              if path.name not in {"library", "library-heads", "said", "told", traps.secret.name}]  # fmt: skip
    for who, held, most_allowed in (
        ("a process that reads files", max(readers), _MOST_OF_READER), ("a process", most, _MOST_OF_SERVER)
    ):  # fmt: skip
        if held > most_allowed:
            wrong.append(f"{who} held {held // _MEGABYTE} MiB")
    what = (
        f"most held by what reads files {max(readers) // _MEGABYTE} MiB, by any process {most // _MEGABYTE} MiB; "
        f"server grew by {grown // _MEGABYTE} MiB, nobody called"
    )
    yield Row("hostile: memory, calls, traps", what, 1, wrong)


def _held_by(pid: str) -> int:
    """Return the most bytes that a process held so far; 0 where it ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _family(family: str, files: Sequence[Hostile], server: Served, traps: Traps, readers: list[int]) -> Row:
    """Send a family's files; what each process that reads them held at most is added to ``readers``."""
    begun, slowest, wrong = time.monotonic(), 0.0, list[str]()
    for fate in settle(server, files, traps):
        wrong += fate.wrong
        readers += map(_held_by, _readers(server.pid))
        slowest = max(slowest, fate.seconds)
        if fate.seconds > SETTLED_SECONDS:
            wrong.append(f"{fate.file.threat} {fate.file.name}: settled only after {fate.seconds:.0f} s")
    what = f"sent to the real server; settled within {slowest:.0f} s each"
    return Row(f"hostile: {family}", what, len(files), wrong, time.monotonic() - begun)


def _damage(rig: Rig) -> Row:
    begun, wrong, many = time.monotonic(), list[str](), 0
    place = rig.place()
    with Pool(2, staging=place / "staging") as pool:
        for sample in SAMPLES:
            chance, good = random.Random(f"{rig.seed} {sample.name}"), sample.good()
            for number in range(_DAMAGED_SHORT if rig.short else _DAMAGED):
                many += 1
                (place / "file").write_bytes(damaged(good, chance))
                wrong += [
                    f"{sample.name} number {number}: {said}" for said in handled(pool, place / "file", sample.name)
                ]
    what = f"files of {len(SAMPLES)} kinds damaged by chance, then read, shown, searched and redacted"
    return Row("hostile: damage by chance", what, many, wrong, time.monotonic() - begun)


def _api(rig: Rig) -> Row:
    begun, home = time.monotonic(), rig.place() / "library"
    tokens = {"lead": token_for(home, "lead")[0], "reader": token_for(home, "reader", scope="read")[0]}
    with TestClient(create_app(Settings(home=Path(home), actor="Asha")), base_url="http://127.0.0.1:8000") as client:
        headers = {"Authorization": f"Bearer {tokens['lead']}"}
        for number in range(3):
            paper = ("files", (f"{number}.txt", f"Waiting times for reablement fell by {number}.".encode()))
            client.post("/api/v1/documents", files=[paper], headers=headers)
        found = list(fuzz(client, tokens, examples=_ASKED_SHORT if rig.short else _ASKED, chance=rig.seed))
    many = sum(sum(one.answers.values()) for one in found)
    wrong = [sentence for one in found for sentence in one.wrong]
    what = f"requests made from the API's description, {len(found)} operations and roles; answers as described"
    return Row("hostile: requests by chance", what, many, wrong, time.monotonic() - begun)
