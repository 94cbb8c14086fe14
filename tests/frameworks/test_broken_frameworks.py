"""What is wrong with a framework file is said at its line, in plain words, with what to do next."""

from pathlib import Path

import pytest

from evidence.adapters.frameworks import FileFrameworks, schemas_folder

EXAMPLE = (schemas_folder() / "examples" / "accept" / "framework.yaml").read_text(encoding="utf-8")
SECOND = "  - {{ ref: {ref}, title: {title}, theme: 1, asks: Why?, required: [processes] }} # here\n"


def line_of_mark(text: str) -> int:
    """The number of the line that ends in ``# here``."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# here"))


# What is replaced, by what, and the place, problem and advice that must be told for it.
WRONG_FORM = {
    "a field is misspelt": (
        "title: First statement\n", "titel: First statement # here\n",
        "statements.1.titel", "“titel” is not a field here.", "Did you mean “title”?",
    ),
    "a field is unlike any other": (
        "provider: Nobody\n", "provider: Nobody\nweather: fine # here\n",
        "weather", "“weather” is not a field here.", "Use one of: ref, version,",
    ),
    "a field is missing": (
        "  - { value: 2, meaning: It is so }", "  - { value: 2 } # here",
        "scale.2", "“meaning” is missing.", "Add a line “meaning: …” here.",
    ),
    "a field is given twice": (
        "provider: Nobody\n", "provider: Nobody\nprovider: Somebody # here\n",
        "provider", "“provider” is given twice.", "It stands in line 6 already",
    ),
    "text where a list belongs": (
        "required: [processes]", "required: processes # here",
        "statements.1.required", "“processes” is of the wrong type.", "It must be a list.",
    ),
    "nothing where text belongs": (
        "provider: Nobody", "provider: # here",
        "provider", "There is nothing here.", "It must be text.",
    ),
    "a reference in capitals": (
        "ref: first-topic", "ref: First-Topic",
        "statements.1.sub_topics.1.ref", "“First-Topic” is not in the right form.", "small letters",
    ),
    "proof of no known kind": (
        "unknown_proof: policy", "unknown_proof: hope # here",
        "rules.unknown_proof", "“hope” is not known here.", "Use one of: intention, policy, practice,",
    ),
    "a number too great": (
        "adequate: { documents: 2, sources: 1, proof: practice }\n  strong",
        "adequate: { documents: 200, sources: 1, proof: practice } # here\n  strong",
        "rules.adequate.documents", "200 is too great.", "The most is 100.",
    ),
    "a list with nothing in it": (
        "required: [processes]", "required: [] # here",
        "statements.1.required", "This list has 0 entries.", "Give at least 1.",
    ),
    "a word twice in a list": (
        "words: [example]", "words: [example, example] # here",
        "statements.1.words", "An entry stands in this list twice.", "Take one out: example.",
    ),
    "empty text": (
        "provider: Nobody", "provider: '' # here",
        "provider", "This text is empty.", "Write something here.",
    ),
    "a day that is not in the calendar": (
        '"2026-01-05"', "2026-02-30 # here",
        "dated_on", "This value cannot be used", "Correct this value in framework.yaml.",
    ),
}  # fmt: skip
CROSS_REFERENCES = {
    "a theme that does not exist": (
        "    theme: 1\n    asks", "    theme: 2 # here\n    asks",
        "statements.1.theme", "There is no theme 2.", "Use one of: 1.",
    ),
    "themes numbered with a gap": (
        "{ number: 1, ref: first, title: First theme, title_variants: [The first theme] }",
        "{ number: 2, ref: first, title: First theme } # here",
        "themes.1.number", "There are fewer than 2 themes.", "from 1 without a gap",
    ),
    "a theme without statements": (
        "categories:\n", "  - { number: 2, ref: second, title: Second } # here\ncategories:\n",
        "themes.2", "Theme 2 has no statement.", "Take the theme out",
    ),
    "a category that does not exist": (
        "required: [processes]", "required: [procedures] # here",
        "statements.1.required.1", "There is no category “procedures” that counts.", "people-experience, processes",
    ),
    "a required category that does not count": (
        "title: People's experience, counted: true", "title: People's experience, counted: false",
        "statements.1.supporting.1", "There is no category “people-experience” that counts.", "processes.",
    ),
    "required and supporting at once": (
        "supporting: [people-experience]", "supporting: [processes] # here",
        "statements.1.supporting.1", "“processes” is required and supporting at once.", "one of the two lists",
    ),
    "two categories of one reference": (
        "{ ref: processes, title: Processes }",
        "{ ref: processes, title: Processes }\n  - { ref: processes, title: Again } # here",
        "categories.3.ref", "“processes” stands twice.", "Number 2 of this list has it already",
    ),
    "two sub-topics of one reference": (
        "    typical_evidence", "      - { ref: first-topic, title: Again } # here\n    typical_evidence",
        "statements.1.sub_topics.2.ref", "“first-topic” stands twice.", "give this one another",
    ),
    "two statements of one reference and name": (
        "    unverified: [law]\n    superseded_by: null\n", SECOND.format(ref="QS1", title="Other"),
        "statements.2.ref", "“QS1” stands twice.", "give this one another",
    ),
    "two statements of one name": (
        "    unverified: [law]\n    superseded_by: null\n", SECOND.format(ref="QS2", title="first STATEMENT"),
        "statements.2.title", "“first STATEMENT” is a name of two statements.", "Keep it for QS1",
    ),
    "a gap between bands": (
        "title: Low, at_least: 50, at_most: 99 }\n  - { ref: high, title: High, at_least: 100",
        "title: Low, at_least: 50, at_most: 90 }\n  - { ref: high, title: High, at_least: 95",
        "bands.2.at_least", "The band “High” starts at 95 and leaves a gap before it.", "Start it at 91.",
    ),
    "bands that overlap": (
        "at_least: 50, at_most: 99 }", "at_least: 50, at_most: 100 }",
        "bands.2.at_least", "The band “High” starts at 100 and overlaps", "Start it at 101.",
    ),
    "bands that start below the scale": (
        "at_least: 50, at_most: 99 }", "at_least: 25, at_most: 99 } # here",
        "bands.1.at_least", "The band “Low” starts at 25 and overlaps", "Start it at 50.",
    ),
    "a band that ends before it starts": (
        "at_least: 100, at_most: 100 }", "at_least: 100, at_most: 99 } # here",
        "bands.2.at_most", "The band “High” ends before it starts.", "Write 100 or more.",
    ),
    "bands that end too soon": (
        "at_most: 99 }\n  - { ref: high, title: High, at_least: 100, at_most: 100 }",
        "at_most: 98 }\n  - { ref: high, title: High, at_least: 99, at_most: 99 } # here",
        "bands.2.at_most", "The last band ends at 99.", "It must end at 100.",
    ),
    "a band that no score reaches": (
        "at_least: 50, at_most: 99 }",
        "at_least: 50, at_most: 59 }\n  - { ref: middle, title: Middle, at_least: 60, at_most: 99 } # here",
        "bands.2", "No sum of scores can reach the band “Middle”.", "Widen it",
    ),
    "a scale with a hole": (
        "{ value: 2, meaning: It is so }", "{ value: 3, meaning: It is so }",
        "scale", "The scale does not run 1, 2, 3", "List its points in order",
    ),
    "a score that is not on the scale": (
        '"2": It is so.', '"5": It is so.',
        "statements.1.characteristics.5", "There is no score 5.", "Use the points of the scale: 1, 2.",
    ),
    "replaced by a framework that does not exist": (
        "retired: false\nsuperseded_by: null", "retired: false\nsuperseded_by: next-one # here",
        "superseded_by", "There is no framework “next-one”.", "Use one of those that exist: none.",
    ),
    "replaced by itself": (
        "retired: false\nsuperseded_by: null", "retired: false\nsuperseded_by: framework # here",
        "superseded_by", "A framework cannot replace itself.", "Name the one that came after it",
    ),
    "a statement replaced by one that does not exist": (
        "    superseded_by: null\n", "    superseded_by: QS7 # here\n",
        "statements.1.superseded_by", "There is no statement “QS7”.", "Use one of those that exist",
    ),
    "strong easier than adequate": (
        "strong: { documents: 3, sources: 2, proof: result }\n  supporting_adequate",
        "strong: { documents: 1, sources: 1, proof: result } # here\n  supporting_adequate",
        "rules.strong.documents", "“strong” asks for fewer documents than “adequate”.", "Write 2 or more.",
    ),
    "strong content with weaker proof": (
        "strong: { documents: 3, sources: 2, proof: result }\n  supporting_adequate",
        "strong: { documents: 3, sources: 2, proof: policy } # here\n  supporting_adequate",
        "rules.strong.proof", "“strong” asks for weaker proof than “adequate”.", "Write “practice” or better.",
    ),
    "more sources than documents": (
        "strong: { documents: 3, sources: 2, proof: result }\n  supporting_adequate",
        "strong: { documents: 3, sources: 4, proof: result } # here\n  supporting_adequate",
        "rules.strong.sources", "More sources than documents are asked for.", "Write 3 or less.",
    ),
    "a rule about a category that does not exist": (
        "every_sub_topic_for_strong: [processes]", "every_sub_topic_for_strong: [process] # here",
        "rules.every_sub_topic_for_strong.1", "There is no category “process” that counts.", "Use one of:",
    ),
    "a file of another name": (
        "ref: framework\n", "ref: another # here\n",
        "ref", "The file is called framework and says “another”.", "Name the file another.yaml",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "where", "problem", "advice"),
    [*WRONG_FORM.values(), *CROSS_REFERENCES.values()],
    ids=[*WRONG_FORM, *CROSS_REFERENCES],
)
def test_what_is_wrong_is_said_at_its_place(
    tmp_path: Path, old: str, new: str, where: str, problem: str, advice: str
) -> None:
    assert EXAMPLE.count(old) == 1
    text = EXAMPLE.replace(old, new)
    path = tmp_path / "framework.yaml"
    path.write_text(text, encoding="utf-8")
    found = [finding for finding in FileFrameworks(tmp_path).check(path) if finding.where == where]
    assert len(found) == 1
    assert problem in found[0].problem
    assert advice in found[0].advice
    if "# here" in text:
        assert found[0].line == line_of_mark(text)
        assert f"line {found[0].line}, column {found[0].column} ({where}): {problem[:20]}" in str(found[0])
