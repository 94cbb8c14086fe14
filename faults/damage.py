"""Files harmed behind the application's back: of the search index and of documents (F9, F10)."""

import json
import random
import shutil
from pathlib import Path

from faults.asking import API
from faults.subject import STATEMENT, Subject
from faults.trials import Fault, Rig, Trial, ended

_OK = 200
_DAMAGED = 7
_FLIPPED = 40
_INDEX_FILES = ("current", "manifest.json", "*.seg", "*.toc", "index.key", "whole")
_INDEX_HARMS = ("truncate", "zero", "flip", "remove", "older")
_BLOB_HARMS = ("truncate", "flip-a-bit", "remove", "swap", "empty")


def harm(path: Path, how: str, chance: random.Random, *, older: Path | None = None) -> None:
    """Harm a file: truncate, zero or empty it, flip forty bytes or one bit, remove it, or put an older one there."""
    data = bytearray(path.read_bytes()) if path.is_file() else bytearray()
    if how == "remove":
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        return
    if how == "older" and older is not None:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(older, path) if older.is_dir() else shutil.copy(older, path)
        return
    if how == "truncate":
        del data[chance.randrange(len(data)) :]
    elif how == "zero":
        data = bytearray(len(data))
    elif how == "empty":
        data.clear()
    elif how == "flip-a-bit":
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    else:
        for place in chance.sample(range(len(data)), min(_FLIPPED, len(data))):
            data[place] ^= 0xFF
    path.write_bytes(data)


def _index_labels(_rig: Rig) -> list[str]:
    return [
        f"{name} {how} {when}"
        for name in _INDEX_FILES
        for how in (_INDEX_HARMS if name != "whole" else ("remove", "older"))
        for when in ("served", "at-rest")
    ]


def _index(trial: Trial) -> None:
    """A file of the index is harmed, while a server uses it or while nobody does: answers are right all the same."""
    name, how, when = trial.label.split()
    subject = trial.subject()
    older = shutil.copytree(subject.home / "index", subject.folder / "older")
    subject.add(subject.papers(2, sentences=5))
    if when == "served":
        with ended(subject.serve()) as server:
            server.settled()
            _harm_index(subject, name, how, trial.chance, older)
            trial.done += 1
            server.add(subject.papers(1, sentences=1))
            server.settled()
            trial.check(subject, server)
        return
    _harm_index(subject, name, how, trial.chance, older)
    trial.done += 1
    trial.recovered(subject)


def _harm_index(subject: Subject, name: str, how: str, chance: random.Random, older: Path) -> None:
    index = subject.home / "index"
    if name == "whole":
        harm(index, how, chance, older=older)
        return
    found = [subject.home / name] if name == "index.key" else sorted(index.rglob(name))
    path = chance.choice(found)
    same = [one for one in sorted(older.rglob(name)) if one.is_file()]
    harm(path, how, chance, older=chance.choice(same) if same else None)


def _blob_labels(_rig: Rig) -> list[str]:
    return [f"{how} {number}" for how in _BLOB_HARMS for number in range(10)]


def _blobs(trial: Trial) -> None:
    """Some documents' files are harmed: they are named and not handed out, and the others are as they were."""
    subject = trial.subject()
    hashes = {line["ref"]: line["sha256"] for line in subject.notes.all() if line["what"] == "added"}
    places = {ref: subject.home / "files" / sha256[:2] / sha256[2:] for ref, sha256 in hashes.items()}
    kept = {ref: path.read_bytes() for ref, path in places.items()}
    hurt = trial.chance.sample(sorted(places), 3)
    if trial.label.startswith("swap"):
        hurt = hurt[:2]
        for ref, other in (hurt, hurt[::-1]):
            places[ref].write_bytes(kept[other])
    else:
        for ref in hurt:
            harm(places[ref], trial.label.split()[0], trial.chance)
    trial.done += 1
    _told(trial, subject, sorted(hurt))
    with ended(subject.serve()) as server:
        for ref in sorted(places):
            answer = server.ask.get(f"{API}/documents/{ref}/file")
            if (answer.status == _OK) == (ref in hurt) or (ref in hurt and not answer.said):
                state = "harmed" if ref in hurt else "whole"
                trial.complain(f"{ref} is {state}, and its download got {answer.status}")
    ran = subject.run(
        "pack", "build", "--internal", "--statement", STATEMENT, "--out", subject.folder / "out" / "harmed.zip"
    )
    if ran.code != _DAMAGED or (subject.folder / "out" / "harmed.zip").exists():
        trial.complain(f"a pack of harmed files ended with {ran.code}: {ran.err[:300]}")
    for ref in hurt:
        places[ref].write_bytes(kept[ref])
    _told(trial, subject, [])
    trial.recovered(subject)


def _told(trial: Trial, subject: Subject, hurt: list[str]) -> None:
    """Complain unless ``evidence verify`` names exactly these documents."""
    ran = subject.run("verify", "--json")
    named = sorted({line.split()[0] for line in json.loads(ran.out)["damage"]})
    if named != hurt or ran.code != (_DAMAGED if hurt else 0):
        trial.complain(f"harmed are {hurt}, and `verify` names {named} and ends with {ran.code}")


FAULTS = (
    Fault("harmed-index", "a file of the search index truncated, zeroed, flipped, removed or an older one",
          _index, _index_labels, in_short=True),
    Fault("harmed-files", "files of documents truncated, flipped, removed, swapped or emptied", _blobs, _blob_labels,
          in_short=True),
)  # fmt: skip
