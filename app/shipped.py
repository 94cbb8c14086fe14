"""What ships with the program: frameworks that can be checked, and the schemas that others rely on."""

import json
from pathlib import Path
from typing import Any

from evidence.adapters import located_yaml
from evidence.adapters.frameworks import FileFrameworks, schemas_folder


def check_framework(path: Path) -> list[located_yaml.Finding]:
    """Explain, line by line, what is wrong with a framework file; empty when it is sound."""
    return FileFrameworks(schemas_folder() / "frameworks").check(path)


def schema(name: str) -> dict[str, Any]:
    """Return one of the JSON Schemas that others rely on."""
    found: dict[str, Any] = json.loads((schemas_folder() / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found
