"""The bounds of office packages: real bytes count, whatever a package says of itself."""

from pathlib import Path

import pytest

from evidence.extractors import reasons
from evidence.extractors.package import Package
from evidence.readings import Unreadable
from tests.evidence.extractors import making_packages


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "content"
    made.write_bytes(making_packages.package({"a.xml": "<a/>" * 50, "b.xml": "<b/>" * 50}))
    return made


def test_parts_within_the_bounds_are_given(path: Path) -> None:
    with Package(path, most_part=200, most_read=400) as package:
        assert (len(package.data("a.xml")), len(package.data("b.xml")), package.data("c.xml")) == (200, 200, b"")


def test_a_part_over_its_bound_is_refused(path: Path) -> None:
    with Package(path, most_part=199) as package, pytest.raises(Unreadable) as failure:
        package.data("a.xml")
    assert failure.value.reason == reasons.TOO_MUCH


def test_all_parts_together_are_bounded(path: Path) -> None:
    with Package(path, most_read=399) as package, pytest.raises(Unreadable) as failure:
        package.check(end=".xml")
    assert failure.value.reason == reasons.TOO_MUCH


def test_a_part_that_packs_too_well_is_refused(tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(making_packages.package({"a.xml": b" " * 20_000_000}))
    with Package(tmp_path / "content") as package, pytest.raises(Unreadable) as failure:
        package.data("a.xml")
    assert failure.value.reason == reasons.TOO_MUCH


def test_a_relation_cannot_leave_the_package(tmp_path: Path) -> None:
    outside = making_packages.relations(("rId1", "image", "../../../etc/passwd"))
    external = (
        '<Relationship Id="rId2" Type="x/image" Target="http://127.0.0.1/" TargetMode="External"/></Relationships>'
    )
    rels = outside.replace("</Relationships>", external)
    (tmp_path / "content").write_bytes(making_packages.package({"word/_rels/document.xml.rels": rels}))
    with Package(tmp_path / "content") as package:
        found = package.relations("word/document.xml")
        assert [package.data(target) for _, target in found.values()] == [b""]
