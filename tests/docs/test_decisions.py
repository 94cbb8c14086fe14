"""Decision records can be referred to by number."""

from tests.conftest import REPOSITORY


def test_every_decision_has_a_number_of_its_own_and_says_it() -> None:
    records = sorted((REPOSITORY / "docs" / "decisions").glob("[0-9]*.md"))

    assert [int(one.name[:4]) for one in records] == list(range(1, len(records) + 1))
    for one in records:
        assert one.read_text(encoding="utf-8").startswith(f"# {one.name[:4]} "), one.name
