"""Stories of one person, told with or without a name."""

import pytest

from evidence.domain.single_stories import single_story


@pytest.mark.parametrize(
    "text",
    [
        "She is 84 and lives alone. Since her fall she has not left her flat.",
        "Mr W. was diagnosed with dementia. He told us that his wife does everything, and he worries for her.",
        "A 47-year-old man moved into the scheme. He was admitted twice; his mother visits him and his carer.",
        "Case study: the widow told her worker that she was afraid at night in her own home.",
    ],
)
def test_one_persons_story(text: str) -> None:
    story = single_story(text)
    assert story is not None
    assert 0 <= story.start < story.end <= len(text)
    assert "one person" in story.reason


@pytest.mark.parametrize(
    "text",
    [
        "People aged 65 and over told us that they waited. Carers said that they were tired.",
        "The Director said she was proud of the team and thanked them for their work.",
        "Dementia care is a priority; 14 people died in the homes reviewed.",
        "",
    ],
)
def test_papers_about_many(text: str) -> None:
    assert single_story(text) is None
