"""The image: one, without root, with a health check, from the lock file. No engine is needed to say so."""

import re

from tests.conftest import REPOSITORY

LINES = re.sub(r"\\\n", " ", (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")).splitlines()
STEPS = [line.split(maxsplit=1) for line in LINES if line and not line.startswith(("#", " "))]


def arguments(instruction: str) -> list[str]:
    return [step[1] for step in STEPS if step[0] == instruction]


def test_it_is_one_stage_on_a_named_python() -> None:
    assert arguments("FROM") == ["python:3.13-slim"]


def test_it_does_not_run_as_root() -> None:
    assert arguments("USER") == ["evidence"]
    after = STEPS[[step[0] for step in STEPS].index("USER") :]
    assert {step[0] for step in after} & {"RUN", "COPY", "ADD"} == set()


def test_it_has_a_health_check_that_asks_itself() -> None:
    assert "/healthz" in arguments("HEALTHCHECK")[0]


def test_everything_it_copies_is_here() -> None:
    copied = [source for line in arguments("COPY") for source in line.split()[:-1]]
    assert [source for source in copied if not (REPOSITORY / source).exists()] == []


def test_only_what_runs_is_copied() -> None:
    copied = {source.removeprefix("./") for line in arguments("COPY") for source in line.split()[:-1]}

    assert copied == {
        "requirements.lock", "pyproject.toml", "README.md", "LICENSE", "app", "evidence", "sample", "schemas"
    }  # fmt: skip
    assert "." not in copied, "neither tests nor version control belong into the image"


def test_it_says_what_it_is_made_of() -> None:
    assert any("app.components requirements.lock" in line for line in arguments("RUN"))


def test_it_installs_by_hash_and_adds_no_cache() -> None:
    installs = [line for line in arguments("RUN") if "pip install" in line]
    assert "--require-hashes -r requirements.lock" in installs[0]
    assert all("--no-cache-dir" in line for line in installs)
    assert all("--no-deps" in line for line in installs), "what is locked is all there is; pip must look for no more"


def test_package_lists_are_removed_where_they_were_fetched() -> None:
    assert all("rm -rf /var/lib/apt/lists" in line for line in arguments("RUN") if "apt-get update" in line)
