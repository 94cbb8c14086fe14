"""What holds for every framework file in the library; a new file is found by itself."""

from pathlib import Path

import pytest

from evidence.adapters.frameworks import FileFrameworks, schemas_folder
from evidence.domain.frameworks import Framework

FOLDER = schemas_folder() / "frameworks"
REFS = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.fixture(params=REFS)
def framework(request: pytest.FixtureRequest) -> Framework:
    return FileFrameworks(FOLDER).load(request.param)


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_nothing_is_wrong_with_the_file(path: Path) -> None:
    assert FileFrameworks(FOLDER).check(path) == []


def test_a_statement_is_found_by_reference_title_and_every_variant(framework: Framework) -> None:
    for statement in framework.statements:
        for name in (statement.ref, statement.title, *statement.title_variants):
            assert framework.statement(name) is statement
            assert framework.statement(f" {name.upper()} ") is statement


def test_every_statement_has_a_slot_for_each_score(framework: Framework) -> None:
    points = {point.value for point in framework.scale}
    for statement in framework.statements:
        assert set(statement.characteristics) == points


def test_every_statement_says_what_it_asks_and_what_points_to_it(framework: Framework) -> None:
    for statement in framework.statements:
        assert statement.asks.endswith("?")
        assert statement.words
        assert statement.required


def test_rights_and_source_are_stated(framework: Framework) -> None:
    assert "stand here as names only" in framework.rights
    assert framework.source_address.startswith("https://")
    assert framework.note


def test_what_nobody_has_seen_published_is_marked(framework: Framework) -> None:
    for statement in framework.statements:
        assert {"required", "supporting"} <= set(statement.unverified)
        if not all(topic.verified for topic in statement.sub_topics):
            assert "sub_topics" in statement.unverified
