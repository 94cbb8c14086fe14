"""What the search for personal data means: nothing spotted is never clear for papers that tell of people."""

import pytest

from evidence.domain.release_checks import ALWAYS_READ, outcome


@pytest.mark.parametrize("kind", ALWAYS_READ)
def test_papers_that_tell_of_people_must_be_read(kind: str) -> None:
    result = outcome(kind, "Anything", whole_text_read=True, searched_inside=True, spotted={})
    assert result.check == "read"
    assert len(result.reasons) == 1


@pytest.mark.parametrize(
    "title",
    ["Jean's story", "QS1 case study", "Safeguarding Adults Review: Adult F", "SAR Adult B", "Complaints 2024",
     "Case file audit", "LeDeR annual report"],
)  # fmt: skip
def test_a_title_speaks_where_the_kind_was_guessed_wrong(title: str) -> None:
    assert outcome("other", title, whole_text_read=True, searched_inside=True, spotted={}).check == "read"


@pytest.mark.parametrize(
    "title", ["Charging policy", "Workforce strategy 2025", "Annual review of the Carers Strategy"]
)
def test_other_papers_may_go_when_nothing_is_spotted(title: str) -> None:
    result = outcome("policy", title, whole_text_read=True, searched_inside=True, spotted={"comments": 0})
    assert result.check == "nothing-spotted"
    assert result.reasons == ()


def test_what_was_spotted_must_be_decided_and_is_counted() -> None:
    result = outcome("audit", "Audit", whole_text_read=True, searched_inside=True, spotted={"NHS numbers": 2})
    assert result.check == "decide"
    assert result.reasons[0] == "NHS numbers: 2."
    assert len(result.reasons) == 2


def test_what_could_not_be_searched_is_not_clear() -> None:
    for read, searched in ((False, True), (True, False)):
        result = outcome("policy", "Policy", whole_text_read=read, searched_inside=searched, spotted={})
        assert result.check == "read"
