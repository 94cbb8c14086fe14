"""``make docs``: write command list, settings, papers and the README's tour from the program itself."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import typer

from app.cli.commands import __doc__ as _registered  # noqa: F401 - importing registers every command
from app.cli.main import app
from app.settings import Settings
from docs import papers

ROOT = Path(__file__).resolve().parent.parent
TOUR = (
    ("Make some papers to try with: a fictional council’s, in the formats councils use.",
     "python -m sample.build papers --on 2026-11-23", 1),
    ("Add a folder. Whatever is in it becomes a document; a file that is held already is named, not added twice.",
     "evidence add 'papers/Safeguarding Adults Board' papers/Performance papers/Surveys", 12),
    ('Look for an example, as before an interview: words, "phrases", -not, OR, prefix*, field:value.',
     "evidence search section 42 enquiry --limit 2", 8),
    ("Tag a document, or a passage of it, to a quality statement. Only the statement is obligatory.",
     "evidence tag E-0001 QS7 --sub-topic local-risks --proof result", 2),
    ("A category and what it shows fit on the same line; without them the kind of document decides.",
     "evidence tag E-0002 QS7/processes/policy", 2),
    ("See how well each statement is evidenced, and why.",
     "evidence readiness --on 2026-11-23", 32),
    ("Send a pack: the right pages, an index that works offline, a register and a manifest.",
     "evidence pack build --statement QS7 --to 'CQC assessment team' --out pack.zip", 4),
    ("Anybody can check it, also without the library.",
     "evidence pack verify pack.zip", 2),
    ("And check that everything held is what was put there.",
     "evidence verify", 4),
)  # fmt: skip
"""What is done, the command, and how many lines of its output the README shows."""


def main() -> None:
    """Write every generated part."""
    (ROOT / "docs" / "commands.md").write_text(commands(), encoding="utf-8")
    (ROOT / "docs" / "settings.md").write_text(settings(), encoding="utf-8")
    papers.write()
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    text = between(text, "settings", settings_table())
    with tempfile.TemporaryDirectory() as folder:
        text = between(text, "tour", tour(Path(folder)))
    readme.write_text(text, encoding="utf-8")


def between(text: str, name: str, content: str) -> str:
    """Put ``content`` between the marks of a generated part."""
    pattern = re.compile(rf"(<!-- {name}: written by make docs -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"the document has no part called {name}")
    return pattern.sub(lambda found: f"{found[1]}\n{content.strip()}\n\n{found[2]}", text)


def commands() -> str:
    """Return the list of commands as their help says."""
    lines = [
        "# Commands",
        "",
        "Written by `make docs` from the commands’ own help. Every command takes `--json`.",
        "",
    ]
    for name, command in sorted(leaves(typer.main.get_command(app), ())):
        context = typer.Context(command, info_name=f"evidence {name}")
        lines += [f"## evidence {name}", "", "```text", command.get_help(context).strip(), "```", ""]
    return "\n".join(lines)


def leaves(command, path):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - Typer's own classes are private
    """Yield every command with its name, groups opened up."""
    children = getattr(command, "commands", None)
    if children is None:
        yield " ".join(path), command
        return
    for name, child in children.items():
        yield from leaves(child, (*path, name))


def settings() -> str:
    """Return the settings as a page."""
    return f"# Settings\n\nWritten by `make docs`.\n\n{settings_table()}\n"


def settings_table() -> str:
    """Return every setting with its default and its sentence."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "the user’s name" if name == "actor" else (f"`{field.default}`" if str(field.default) else "none")
        rows.append(f"| `EVIDENCE_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)


def tour(folder: Path) -> str:
    """Run the tour in an empty folder and return it with its real output."""
    parts = []
    for sentence, command, most in TOUR:
        output = run(command, folder)
        lines = output.rstrip().splitlines()
        shown = lines[:most] + (["..."] if len(lines) > most else [])
        parts += [sentence, "", "```console", f"$ {command}", *shown, "```", ""]
    return "\n".join(parts)


def run(command: str, folder: Path) -> str:
    """Run one command of the tour and return what it printed; raises when it fails."""
    binaries = str(Path(sys.executable).parent)
    environment = {
        **os.environ, "PATH": f"{binaries}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "EVIDENCE_ACTOR": "Asha",
        "PYTHONWARNINGS": "ignore", "COLUMNS": "100",
    }  # fmt: skip
    environment.pop("EVIDENCE_HOME", None)
    done = subprocess.run(  # noqa: S603 - our own commands, listed above
        shlex.split(command), cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
