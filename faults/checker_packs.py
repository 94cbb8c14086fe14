"""Opens every pack with ``zipfile`` alone and compares it with its manifest and its record (I10, I11)."""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from faults.checker_rows import Rows

_MANIFEST = "manifest.json"


def complaints(
    home: Path, rows: Rows, acknowledged: Sequence[dict[str, str]], places: Sequence[Path]
) -> Iterator[str]:
    """Yield what is wrong with the packs in the home and in ``places``."""
    for row in rows.packs:
        if row["state"] == "building":
            yield f"I10: pack {row['id'][:8]} says that it is being made, and nobody makes it"
        if row["state"] != "complete" and (home / "packs" / f"{row['id']}.zip").exists():
            yield f"I10: pack {row['id'][:8]} is {row['state']}, and waits to be fetched"
    for pack in acknowledged:
        if not Path(pack["file"]).is_file():
            yield f"I1: the pack {Path(pack['file']).name} was acknowledged and is not there"
    complete = {row["zip_sha256"] for row in rows.packs if row["state"] == "complete"}
    for place in (home / "packs", *places):
        yield from _found_in(place, complete)


def _found_in(place: Path, complete: AbstractSet[str]) -> Iterator[str]:
    for path in sorted(place.glob("*.zip")):
        if hashlib.sha256(path.read_bytes()).hexdigest() not in complete:
            yield f"I10: {path.name} is there under its final name, and no record says that it is complete"
        yield from _differences(path)
    for path in sorted({*place.glob(".pack-*"), *place.glob("*.building"), *place.glob("*.part")}):
        yield f"I11: {path.name} was left in {place.name}"


def _differences(path: Path) -> Iterator[str]:
    try:
        with zipfile.ZipFile(path) as pack:
            listed: dict[str, dict[str, Any]] = {
                entry["path"]: entry for entry in json.loads(pack.read(_MANIFEST))["entries"]
            }
            for name in sorted(listed.keys() ^ (set(pack.namelist()) - {_MANIFEST})):
                yield f"I10: {path.name}: {name} is in the manifest or in the zip, not in both"
            for name in sorted(listed.keys() & set(pack.namelist())):
                data = pack.read(name)
                if (len(data), hashlib.sha256(data).hexdigest()) != (listed[name]["size"], listed[name]["sha256"]):
                    yield f"I10: {path.name}: {name} is not what the manifest says"
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, EOFError) as error:
        yield f"I10: {path.name} cannot be opened: {error}"
