"""What this program is made of: a software bill of materials in CycloneDX 1.6, as JSON.

``make sbom`` and the image's build write it from the lock file and from what is installed. It holds every package
that the program needs to run, and what others wrote and we carry along: styles and scripts, fonts, a list of
passwords. What the operating system brings (Python itself, Tesseract) is not ours to list.
"""

import argparse
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from evidence.errors import Damaged, Invalid

ROOT = Path(__file__).resolve().parent.parent
OURS = "evidence-library"
_SPDX = {
    "0bsd": "0BSD", "apache 2.0": "Apache-2.0", "apache software license": "Apache-2.0", "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause", "bsd-3-clause, apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "isc license": "ISC", "mit license": "MIT", "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "two-clause bsd license": "BSD-2-Clause",
}  # fmt: skip
"""How packages say their licence where they do not use its SPDX name."""
_NAME = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.+?))? \\$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ROW = re.compile(r"^\| (\S+) \| npm (\S+) \| (\S+) \| (\S+) \| `([0-9a-f]{64})` \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Locked:
    """One line of a lock file."""

    name: str
    version: str
    marker: str
    """Where it is needed, such as ``sys_platform == 'win32'``; empty where everywhere."""
    hashes: tuple[str, ...]
    """SHA-256 of each file it may be installed from."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Something others wrote that lies among our own files."""

    name: str
    version: str
    licence: str
    purl: str
    files: tuple[str, ...]
    """Where, below the root."""


_ELSEWHERE = (
    Carried(
        "Atkinson Hyperlegible Next", "2.001", "OFL-1.1",
        "pkg:github/googlefonts/atkinson-hyperlegible-next@2.001",
        tuple(
            f"evidence/reports/fonts/AtkinsonHyperlegibleNext_{cut}.ttf"
            for cut in ("400Regular", "400Regular_Italic", "700Bold")
        ),
    ),
    Carried("zxcvbn", "4.5.0", "MIT", "pkg:npm/zxcvbn@4.5.0", ("schemas/passwords/common.txt",)),
)  # fmt: skip


def locked(lock: str) -> Iterator[Locked]:
    r"""Yield what a lock file names.

    >>> [one.name for one in locked("a==1 \\\n    --hash=sha256:" + "0" * 64)]
    ['a']
    """
    found: list[tuple[re.Match[str], list[str]]] = []
    for line in lock.splitlines():
        if named := _NAME.match(line):
            found.append((named, []))
        elif found:
            found[-1][1].extend(_HASH.findall(line))
    for named, hashes in found:
        yield Locked(canonicalize_name(named[1]), named[2], named[3] or "", tuple(hashes))


def carried() -> tuple[Carried, ...]:
    """Return what others wrote that lies among our files. Raises ``Damaged`` for one that is not as it was taken."""
    folder = ROOT / "app" / "web" / "static" / "vendor"
    parts: dict[tuple[str, str, str], list[str]] = {}
    for name, package, version, licence, sha256 in _ROW.findall((folder / "VENDORED.md").read_text(encoding="utf-8")):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sha256:
            raise Damaged(f"{name} is not what VENDORED.md says. Take it in again as that page describes.")
        parts.setdefault((package, version, licence), []).append(str((folder / name).relative_to(ROOT)))
    taken = tuple(
        Carried(name, version, licence, f"pkg:npm/{name}@{version}", tuple(files))
        for (name, version, licence), files in parts.items()
    )
    return (*taken, *_ELSEWHERE)


def licence_of(distribution: metadata.Distribution) -> str:
    """Return an installed package's licence as an SPDX expression. Raises ``Invalid`` where it says none."""
    about = distribution.metadata.json
    if about.get("license_expression"):
        return str(about["license_expression"])
    classes = [line.split(" :: ")[-1] for line in about.get("classifier", []) if line.startswith("License")]
    for words in (str(about.get("license", "")).strip(), *classes):
        known: str = _SPDX.get(words.casefold(), words)
        if re.fullmatch(r"[A-Za-z0-9.-]+( (AND|OR) [A-Za-z0-9.-]+)*", known):
            return known
    raise Invalid(f"{about['name']} does not say its licence in words known here. Add them to app/components.py.")


def bill(lock: str, *, made_at: datetime) -> dict[str, Any]:
    """Return the bill of materials. Raises ``Invalid`` when what is installed is not what the lock says."""
    packages = [_package(one) for one in locked(lock) if _is_needed_here(one)]
    known: dict[str, str] = {one["name"]: one["bom-ref"] for one in packages}
    version = metadata.version(OURS)
    ours = {
        "type": "application", "bom-ref": f"pkg:pypi/{OURS}@{version}", "name": OURS, "version": version,
        "purl": f"pkg:pypi/{OURS}@{version}", "licenses": [{"expression": "MIT"}],
    }  # fmt: skip
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {
            "timestamp": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "lifecycles": [{"phase": "build"}],
            "component": ours,
        },
        "components": [*packages, *map(_carried, carried())],
        "dependencies": [
            {"ref": ours["bom-ref"], "dependsOn": _needs(_ours_needs(), known)},
            *({"ref": ref, "dependsOn": _needs(metadata.requires(name) or [], known)} for name, ref in known.items()),
        ],
    }  # fmt: skip


def _is_needed_here(one: Locked) -> bool:
    return not one.marker or Requirement(f"{one.name} ; {one.marker}").marker.evaluate()  # type: ignore[union-attr]  # there is one


def _package(one: Locked) -> dict[str, Any]:
    try:
        here = metadata.distribution(one.name)
    except metadata.PackageNotFoundError as error:
        raise Invalid(f"{one.name} is locked but not installed. Install what the lock file says.") from error
    if here.version != one.version:
        raise Invalid(f"{one.name} {here.version} is installed, but the lock file says {one.version}.")
    purl = f"pkg:pypi/{one.name}@{one.version}"
    return {
        "type": "library", "bom-ref": purl, "name": one.name, "version": one.version, "purl": purl,
        "licenses": [{"expression": licence_of(here)}],
        "externalReferences": [{"type": "distribution", "url": purl, "hashes": _hashes(one.hashes)}],
    }  # fmt: skip


def _carried(one: Carried) -> dict[str, Any]:
    files = [
        {"type": "file", "name": name, "hashes": _hashes([hashlib.sha256((ROOT / name).read_bytes()).hexdigest()])}
        for name in one.files
    ]
    return {
        "type": "library", "bom-ref": one.purl, "name": one.name, "version": one.version, "purl": one.purl,
        "licenses": [{"expression": one.licence}], "components": files,
    }  # fmt: skip


def _hashes(digests: Any) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": digest} for digest in sorted(digests)]


def _ours_needs() -> list[str]:
    """Return what our own project file asks for, and not what an older installation of it may say."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed: list[str] = told["project"]["dependencies"]
    return needed


def _needs(lines: Iterable[str], known: Mapping[str, str]) -> list[str]:
    wanted = map(Requirement, lines)
    needed = {
        canonicalize_name(one.name) for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})
    }
    return sorted(known[one] for one in needed if one in known)


def main() -> None:
    """Write the bill of materials to a file."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("lock", type=Path, help="the lock file that was installed from")
    asked.add_argument("--out", type=Path, required=True, help="where to write it")
    told = asked.parse_args()
    made = bill(told.lock.read_text(encoding="utf-8"), made_at=datetime.now(UTC))
    told.out.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    print(f"{told.out}: {len(made['components'])} components.")  # noqa: T201 - it is a command


if __name__ == "__main__":
    main()
