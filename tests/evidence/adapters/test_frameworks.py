"""Frameworks in files: found, loaded, and explained line by line when they are wrong."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.adapters.frameworks import FileFrameworks, Finding, load_vocabulary, schemas_folder
from evidence.adapters.located_yaml import MAX_BYTES
from evidence.adapters.vocabulary import check_vocabulary
from evidence.errors import Invalid, NotFound

SHIPPED = schemas_folder() / "frameworks"
EXAMPLE = (schemas_folder() / "examples" / "accept" / "framework.yaml").read_text(encoding="utf-8")
Check = Callable[[str], list[Finding]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Write a framework file and say what is wrong with it."""

    def write(text: str) -> list[Finding]:
        path = tmp_path / "framework.yaml"
        path.write_text(text, encoding="utf-8")
        return FileFrameworks(tmp_path).check(path)

    return write


def edited(old: str, new: str) -> str:
    """The example with one place changed; that place must be there, once."""
    assert EXAMPLE.count(old) == 1, old
    return EXAMPLE.replace(old, new)


def test_the_example_is_accepted_and_loads(check: Check, tmp_path: Path) -> None:
    assert check(EXAMPLE) == []
    framework = FileFrameworks(tmp_path).load("framework")
    assert framework.statement("QS1").characteristics == {1: "", 2: "It is so."}
    assert framework.dated_on.isoformat() == "2026-01-05"


def test_the_framework_in_force_comes_first_and_a_wrong_file_last(tmp_path: Path) -> None:
    (tmp_path / "framework.yaml").write_text(EXAMPLE, encoding="utf-8")
    retired = edited("ref: framework\n", "ref: aged\n").replace("retired: false", "retired: true")
    (tmp_path / "aged.yaml").write_text(retired, encoding="utf-8")
    (tmp_path / "a-wrong-one.yaml").write_text("title: [", encoding="utf-8")
    assert FileFrameworks(tmp_path).refs() == ["framework", "aged", "a-wrong-one"]
    assert FileFrameworks(SHIPPED).refs()[0] == "cqc-local-authority"


def test_an_unknown_framework_is_not_found_and_those_that_exist_are_named() -> None:
    with pytest.raises(NotFound, match=r"no framework “cqc”. Use one of: cqc-local-authority, apa-2009-10") as told:
        FileFrameworks(SHIPPED).load("cqc")
    assert told.value.details == {"framework": "cqc", "known": ["cqc-local-authority", "apa-2009-10"]}


@pytest.mark.parametrize("ref", ["../frameworks/cqc-local-authority", "", ".", "/etc/passwd"])
def test_a_reference_is_never_taken_for_a_path(ref: str) -> None:
    with pytest.raises(NotFound):
        FileFrameworks(SHIPPED).load(ref)


def test_an_empty_folder_has_no_frameworks_and_says_what_to_do(tmp_path: Path) -> None:
    assert FileFrameworks(tmp_path).refs() == []
    with pytest.raises(NotFound, match="Put its file into"):
        FileFrameworks(tmp_path).load("framework")


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no file absent\.yaml"):
        FileFrameworks(tmp_path).check(tmp_path / "absent.yaml")


def test_a_wrong_file_is_refused_with_its_findings(tmp_path: Path) -> None:
    text = edited("    theme: 1\n", "    theme: 7\n")
    (tmp_path / "framework.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=r"framework\.yaml cannot be used until it is put right") as told:
        FileFrameworks(tmp_path).load("framework")
    (theme,) = [one for one in told.value.details["findings"] if one["where"] == "statements.1.theme"]
    assert text.splitlines()[theme["line"] - 1] == "    theme: 7"
    assert "There is no theme 7. Use one of: 1." in told.value.message


def test_a_file_is_read_again_when_it_changed_and_not_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "framework.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    frameworks = FileFrameworks(tmp_path)
    first = frameworks.load("framework")
    assert frameworks.load("framework") is first
    path.write_text(edited("title: An example\n", "title: An example put right\n"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert frameworks.load("framework").title == "An example put right"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        pytest.param("ref: a\ntitle: [b, c\nnote: d\n", 3, "not valid YAML", id="an open bracket"),
        pytest.param("ref: a\n\ttitle: b\n", 2, "not valid YAML", id="a tab"),
        pytest.param('ref: a\ntitle: "b\n', 3, "not valid YAML", id="an open quotation mark"),
        pytest.param("ref: a\nnote: b: c\n", 2, "not valid YAML", id="a colon in text"),
        pytest.param("ref: &a [x]\nnote: *a\n", 2, "An alias (*name) is not taken", id="an alias"),
        pytest.param("ref: a\nnote: !!python/name:os.system x\n", 2, "The tag python/name:os", id="a tag"),
        pytest.param("ref: a\nnote: !secret {a: b}\n", 2, "The tag !secret", id="a tag of a group"),
        pytest.param("ref: a\n---\nref: b\n", 2, "a second document", id="two documents"),
        pytest.param("ref: a\nnote: " + "[" * 14 + "]" * 14, 2, "more than 12 deep", id="great depth"),
        pytest.param("ref: a\n? [b]\n: c\n", 1, "A field's name must be plain text", id="a list as a name"),
        pytest.param("", 1, "The file is empty", id="nothing"),
        pytest.param("# only a comment\n", 1, "The file is empty", id="only a comment"),
        pytest.param("just text\n", 1, "is of the wrong type", id="no fields"),
    ],
)
def test_a_file_that_is_not_plain_yaml_is_explained_by_line(check: Check, text: str, line: int, problem: str) -> None:
    (finding, *_) = check(text)
    assert finding.line == line
    assert problem in finding.problem
    assert finding.advice


def test_aliases_that_multiply_are_refused_before_they_are_followed(check: Check) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    (finding,) = check(bomb)
    assert (finding.line, finding.problem) == (2, "An alias (*name) is not taken here.")


def test_a_file_of_more_than_a_mebibyte_is_refused(check: Check) -> None:
    (finding,) = check("#" * (MAX_BYTES + 1))
    assert finding.problem == "The file is larger than 1 MiB."


def test_a_file_that_is_not_utf_8_is_explained_by_line(tmp_path: Path) -> None:
    path = tmp_path / "framework.yaml"
    path.write_bytes("ref: a\ntitle: caf\xe9\n".encode("latin-1"))
    (finding,) = FileFrameworks(tmp_path).check(path)
    assert (finding.line, finding.problem) == (2, "This line is not UTF-8 text.")


def test_several_faults_are_told_together_in_the_order_of_the_file(check: Check) -> None:
    text = edited("provider: Nobody\n", "provider: ''\n").replace("theme: 1\n    asks", "theme: one\n    asks")
    assert [finding.where for finding in check(text + "weather: fine\n")] == [
        "provider",
        "statements.1.theme",
        "weather",
    ]


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A folder with the three accepted vocabulary examples."""
    for name in ("kinds", "abbreviations", "labels"):
        text = (schemas_folder() / "examples" / "accept" / f"{name}.yaml").read_text(encoding="utf-8")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_vocabulary_is_loaded_from_its_three_files(words: Path) -> None:
    vocabulary = load_vocabulary(words)
    assert [kind.ref for kind in vocabulary.kinds] == ["survey", "other"]
    assert vocabulary.kind("survey").currency.months == 24
    assert vocabulary.kind("other").currency.months is None
    assert [abbreviation.short for abbreviation in vocabulary.abbreviations] == ["SAR", "OT"]
    assert [group.ref for group in vocabulary.labels] == ["locality", "voice"]


def test_a_missing_vocabulary_file_is_named(words: Path) -> None:
    (words / "labels.yaml").unlink()
    with pytest.raises(NotFound, match=r"no file labels\.yaml"):
        load_vocabulary(words)


@pytest.mark.parametrize(
    ("name", "old", "new", "where", "problem"),
    [
        ("kinds", "  - ref: other\n", "  - ref: others\n", "kinds", "There is no kind “other”."),
        ("kinds", "ref: other\n", "ref: other\n    words: [Survey]\n", "kinds.2.words.1", "points to two kinds"),
        ("kinds", "ref: survey\n", "ref: other\n", "kinds.2.ref", "“other” stands twice."),
        ("kinds", "line: 1\n", "line: 4\n", "kinds.1.line", "“4” is not known here."),
        ("abbreviations", "short: OT", "short: SAR", "abbreviations.2.short", "“SAR” stands twice."),
        ("labels", "values: [unpaid carers]", "values: []", "labels.2.values", "closed group without values"),
        ("labels", "ref: voice", "ref: locality", "labels.2.ref", "“locality” stands twice."),
        ("labels", "ref: labels", "ref: kinds", "ref", "“kinds” cannot stand here."),
    ],
)
def test_a_wrong_vocabulary_file_is_explained_and_refused(
    words: Path, name: str, old: str, new: str, where: str, problem: str
) -> None:
    path = words / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    (finding,) = [finding for finding in check_vocabulary(path) if finding.where == where]
    assert problem in finding.problem
    with pytest.raises(Invalid, match=f"{name}.yaml cannot be used"):
        load_vocabulary(words)


def test_only_the_three_vocabulary_files_can_be_checked(words: Path) -> None:
    with pytest.raises(Invalid, match="Use one of these names: kinds, abbreviations, labels"):
        check_vocabulary(words / "framework.yaml")
