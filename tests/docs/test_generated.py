"""What the documents say of the program is what the program says of itself."""

import re
from pathlib import Path

import pytest

from docs import generate
from tests.conftest import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ (.+?)\n(.*?)```", README.partition("<!-- end of tour -->")[0], re.DOTALL)


def test_the_list_of_commands_is_written_anew() -> None:
    assert (REPOSITORY / "docs" / "commands.md").read_text(encoding="utf-8") == generate.commands()


def test_the_settings_are_written_anew() -> None:
    assert (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8") == generate.settings()
    assert generate.settings_table() in README


def test_every_setting_has_a_sentence() -> None:
    assert all(field.description for field in generate.Settings.model_fields.values())


@pytest.mark.xdist_group("tour")
def test_the_tour_runs_and_names_the_same_documents(tmp_path: Path) -> None:
    tour = [(command, output) for command, output in SHOWN if not command.startswith("make")]
    assert [command for command, _ in tour] == [command for _, command, _ in generate.TOUR]
    for command, shown in tour:
        output = generate.run(command, tmp_path)
        assert set(re.findall(r"\b[ET]-\d{4,5}\b", shown)) <= set(re.findall(r"\b[ET]-\d{4,5}\b", output)), command
    assert (tmp_path / "pack.zip").is_file()


@pytest.mark.parametrize(
    "page", sorted(REPOSITORY.glob("*.md")) + sorted((REPOSITORY / "docs").rglob("*.md")), ids=str
)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_target_that_the_documents_name_is_there() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    pages = README + (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`?\bmake ([a-z]+)\b`?", pages)) - {"and"}
    assert {name for name in named if f"\n{name}:" not in makefile} == set()
