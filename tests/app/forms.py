"""What others rely on, as checks: the problem document, and small files to add."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from jsonschema import Draft202012Validator

REPOSITORY = Path(__file__).resolve().parents[2]
PROBLEM = Draft202012Validator(
    json.loads((REPOSITORY / "schemas" / "problem.schema.json").read_text(encoding="utf-8"))
)
WAITS = "Minutes of the safeguarding board.\n\nPeople wait too long for a review of their care."
CARERS = "Survey of unpaid carers.\n\nCarers told us that breaks were hard to arrange at weekends."
STAFF = "Audit of supervision records.\n\nStaff meet their manager every month."


def problem_in(answer: Any) -> dict[str, Any]:
    """Return a problem document, having checked its form."""
    PROBLEM.validate(answer)
    return dict(answer)


def file_in(folder: Path, name: str, text: str | bytes = WAITS) -> Path:
    """Write a file, its folders included."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def zipped(**members: str) -> bytes:
    """Make an archive of text files."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return buffer.getvalue()


def parts(*files: tuple[str, str | bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    """Make the parts of an upload."""
    return [("files", (name, text.encode() if isinstance(text, str) else text)) for name, text in files]
