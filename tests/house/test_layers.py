"""Who may import whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PARTS = ("app", "evidence", "sample")


def modules() -> list[Path]:
    return [path for part in PARTS for path in sorted((REPOSITORY / part).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_import_contracts_of_the_project_file_hold() -> None:
    command = "from importlinter.cli import lint_imports_command as run; run(prog_name='lint-imports')"
    ran = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("package", "where"),
    [
        ("whoosh", "evidence/adapters/search/whoosh_"),
        ("sqlalchemy", "evidence/adapters/database/"),
        ("alembic", "evidence/adapters/database/"),
        ("sqlite3", "evidence/adapters/database/"),
        ("fastapi", "app/"),
        ("starlette", "app/"),
        ("typer", "app/cli/"),
        ("rich", "app/cli/"),
        ("pydantic_settings", "app/settings.py"),
        ("pypdfium2", "evidence/extractors/"),
    ],
)
def test_package_is_imported_only_where_it_belongs(package: str, where: str) -> None:
    strangers = [
        str(path.relative_to(REPOSITORY))
        for path in modules()
        if package in imported(path) and not str(path.relative_to(REPOSITORY)).startswith(where)
    ]

    assert strangers == [], f"{package} may be imported only under {where}: ask its adapter instead"


def test_domain_reads_no_clock_no_file_and_no_chance() -> None:
    forbidden = {"os", "pathlib", "random", "time", "io", "sqlite3", "subprocess", "tempfile", "secrets", "socket"}
    offenders = {
        str(path.relative_to(REPOSITORY)): sorted(found)
        for path in (REPOSITORY / "evidence" / "domain").rglob("*.py")
        if (found := forbidden & imported(path))
    }

    assert offenders == {}, "the domain is pure: pass in what it needs to know"


def test_no_service_names_an_adapter_and_no_adapter_a_service() -> None:
    offenders = []
    for path in modules():
        place = str(path.relative_to(REPOSITORY))
        text = path.read_text(encoding="utf-8")
        if place.startswith("evidence/services/") and "evidence.adapters" in text:
            offenders.append(place)
        if place.startswith("evidence/adapters/") and "evidence.services" in text:
            offenders.append(place)

    assert offenders == [], "services talk to ports; wiring puts adapters behind them"
