"""What the program is made of: the bill of materials, the licences, and no version with a known hole."""

import json
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from importlib import metadata, resources

import pytest
from jsonschema import Draft7Validator
from packaging.requirements import Requirement
from packaging.version import Version
from referencing import Registry, Resource

from app import components
from app.components import bill, carried, licence_of, locked
from evidence.errors import Damaged, Invalid
from tests.conftest import REPOSITORY

LOCK = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
WHEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "OFL-1.1",
    "PSF-2.0", "Zlib",
}  # fmt: skip
"""Licences that ask a council for nothing but to keep their notice."""
FILE_BY_FILE = {"MPL-2.0": {"pathspec"}}
"""Asks to share changes to its own files, of which we make none: it is needed to build, not to run."""
NOT_HERE = {"colorama": "BSD-3-Clause", "numpy": "BSD-3-Clause"}
"""Locked for other systems or versions of Python than the one that tests, and their licences."""
FLOORS = {
    "starlette": "1.5.1", "python-multipart": "0.0.32", "pillow": "12.3.0", "jinja2": "3.1.6", "lxml": "6.0.0",
    "h11": "0.16.0",
}  # fmt: skip
"""The first versions without the holes that docs/threat-model.md tells of (T29)."""
NEVER = {"pdfminer-six", "pypdf", "weasyprint", "openpyxl", "pymupdf", "extract-msg"}
"""Decided against, for holes or licences: they must not come in through another package."""


@pytest.fixture(scope="module")
def made() -> dict:
    return bill(LOCK, made_at=WHEN)


def test_it_is_a_bill_of_materials_as_the_standard_says(made):
    schemas = resources.files("cyclonedx.schema._res")
    registry = Registry()
    for name in ("spdx", "jsf-0.82", "cryptography-defs"):
        read = json.loads((schemas / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
        registry = registry.with_resource(read["$id"], Resource.from_contents(read))
    standard = json.loads((schemas / "bom-1.6.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
    validator = Draft7Validator(standard, registry=registry)

    assert [error.message for error in validator.iter_errors(made)] == []
    assert list(validator.iter_errors({**made, "components": [{"type": "unknown"}]})), "the check can fail"


def test_it_names_everything_that_is_locked_and_applies_here(made):
    applies = {
        one.name for one in locked(LOCK) if not one.marker or Requirement(f"x ; {one.marker}").marker.evaluate()
    }

    assert {one["name"] for one in made["components"] if one["purl"].startswith("pkg:pypi/")} == applies
    assert all(one["externalReferences"][0]["hashes"] for one in made["components"] if "externalReferences" in one)


def test_it_names_what_we_carry_along_file_by_file(made):
    files = {file["name"]: file["hashes"] for one in made["components"] for file in one.get("components", ())}
    vendored = {
        str(path.relative_to(REPOSITORY))
        for folder in ("app/web/static/vendor", "evidence/reports/fonts")
        for path in (REPOSITORY / folder).iterdir()
        if path.suffix in {".js", ".css", ".ttf"}
    }

    assert vendored < set(files)
    assert all(len(hashes) == 1 for hashes in files.values())


def test_what_needs_what_leads_to_everything(made):
    needs = {one["ref"]: one["dependsOn"] for one in made["dependencies"]}
    reached, left = set(), [made["metadata"]["component"]["bom-ref"]]
    while left:
        one = left.pop()
        if one not in reached:
            reached.add(one)
            left.extend(needs[one])

    build_only = {"hatchling", "pathspec", "pluggy", "tomlkit", "trove-classifiers"}
    assert {re.split("[/@]", ref)[1] for ref in set(needs) - reached} <= build_only


def test_it_is_the_same_for_the_same_versions(made):
    assert bill(LOCK, made_at=WHEN) == made


@pytest.mark.parametrize(
    ("lock", "says"),
    [("starlette==0.1 \\\n", "but the lock file says 0.1"), ("no-such-package==1 \\\n", "not installed")],
)
def test_what_is_installed_must_be_what_is_locked(lock, says):
    with pytest.raises(Invalid, match=says):
        bill(lock, made_at=WHEN)


def test_a_vendored_file_that_was_changed_is_told(tmp_path, monkeypatch):
    folder = tmp_path / "app" / "web" / "static" / "vendor"
    folder.mkdir(parents=True)
    ours = REPOSITORY / "app" / "web" / "static" / "vendor"
    for path in ours.iterdir():
        (folder / path.name).write_bytes(path.read_bytes() + b" ")
    monkeypatch.setattr(components, "ROOT", tmp_path)

    with pytest.raises(Damaged, match=r"govuk-frontend\.css"):
        carried()


def test_every_licence_is_one_that_asks_for_no_more_than_its_notice():
    strange = {}
    for one in locked(LOCK):
        try:
            said = licence_of(metadata.distribution(one.name))
        except metadata.PackageNotFoundError:
            said = NOT_HERE[one.name]
        parts = set(re.split(" AND | OR ", said))
        if not parts <= ALLOWED and one.name not in FILE_BY_FILE.get(said, ()):
            strange[one.name] = said
    strange |= {one.name: one.licence for one in carried() if one.licence not in ALLOWED}

    assert strange == {}, "a council must be able to use, change and share all of it"


def test_no_version_with_a_known_hole_is_locked():
    versions = {}
    for path in ("requirements.lock", "requirements-dev.lock"):
        for one in locked((REPOSITORY / path).read_text(encoding="utf-8")):
            versions[one.name] = min(Version(one.version), versions.get(one.name, Version(one.version)))

    assert {name: str(versions[name]) for name, floor in FLOORS.items() if versions[name] < Version(floor)} == {}


def test_what_is_locked_needs_nothing_that_is_not_locked():
    said = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)

    assert said.returncode == 0, f"nothing more is looked for, so the lock must hold it all: {said.stdout}"


def test_nothing_is_installed_but_what_is_locked():
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "pip install" in line and "uv" not in line]

    assert installs
    assert all("--no-deps" in line for line in installs), "a newer version than the locked one could be chosen"


def test_what_was_decided_against_does_not_come_in():
    assert {one.name for one in locked(LOCK)} & NEVER == set()


def test_what_is_locked_first_is_what_the_project_asks_for():
    asked = set((REPOSITORY / "requirements.in").read_text(encoding="utf-8").split()) - {"hatchling"}
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]

    assert set(project) == asked, "a package of requirements.in must stand in pyproject.toml too, or nobody gets it"


def test_every_package_is_locked_by_hash():
    assert [one.name for one in locked(LOCK) if not one.hashes] == []
