"""How files look: short, named for what they hold, finished, and free of where they were written."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
CODE = ("app", "evidence", "sample", "bench", "faults", "docs")
LONGEST_FILE = 350
LONGEST_FUNCTION = 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "misc", "core", "manager", "tools", "lib", "stuff"}
MARKS = "TODO|FIXME|XXX|HACK"


def python_files(*parts: str) -> list[Path]:
    return [path for part in parts for path in sorted((REPOSITORY / part).rglob("*.py"))]


def named(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def tracked() -> list[Path]:
    """Every file that is shared, or would be with the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("this is no git working copy")
    return [REPOSITORY / line for line in listed.stdout.splitlines() if (REPOSITORY / line).is_file()]


def tracked_texts() -> list[tuple[Path, str]]:
    texts = []
    for path in tracked():
        try:
            texts.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return texts


def test_no_file_is_longer_than_one_can_keep_in_mind() -> None:
    long = {
        named(path): count
        for path in python_files(*CODE, "tests")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert long == {}, f"split these by subject: at most {LONGEST_FILE} lines a file"


def test_no_function_is_longer_than_a_screen() -> None:
    long = {}
    for path in python_files("app", "evidence", "sample"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > LONGEST_FUNCTION:
                long[f"{named(path)}:{node.lineno} {node.name}"] = lines_of(node)

    assert long == {}, f"give a part of each a name of its own: at most {LONGEST_FUNCTION} lines a function"


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def test_every_module_is_named_for_what_it_holds() -> None:
    vague = [named(path) for path in python_files(*CODE) if path.stem in VAGUE or path.parent.name in VAGUE]

    assert vague == [], "name the subject, not that it is code"


def test_every_module_says_what_it_is() -> None:
    silent = [
        named(path)
        for path in python_files(*CODE)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) and "versions" not in path.parts
    ]

    assert silent == [], "begin each module with a sentence that says what it is for"


def test_nothing_unfinished_is_kept() -> None:
    word = re.compile(rf"\b({MARKS})\b")
    left = [named(path) for path, text in tracked_texts() if path != Path(__file__).resolve() and word.search(text)]

    assert left == [], "finish it and take the mark out"


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    """Addresses of package registries other than the public one, and folders of one machine."""
    strange = re.compile(
        r"(?<![\w.])/(?:work|home/\w+|Users/\w+|root)/|\.pyenv/"
        r"|https?://[\w.-]*(?:artifactory|nexus|pypi-mirror|devpi|codeartifact|jfrog)[\w.-]*"
        r"|--(?:extra-)?index-url|--trusted-host"
    )
    found = {
        named(path): hit.group()
        for path, text in tracked_texts()
        if path != Path(__file__).resolve() and (hit := strange.search(text))
    }

    assert found == {}, "write paths relative to the repository, and name no registry"
