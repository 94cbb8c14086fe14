"""Record what a version leaves behind: a small data folder and its own answers, made by its own command.

Run it once for each release, by the Python in which that version is installed, before the next one is begun::

    path/to/that/version/.venv/bin/python tests/releases/record.py 0.1.0

It writes ``<name>.zip`` and ``<name>.json`` beside this file. It uses only commands that the first release had,
and tries what later ones added. Everything in it is made up.
"""

import hashlib
import io
import json
import os
import sqlite3
import sys
import tempfile
import zipfile
from contextlib import closing, redirect_stdout
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DAY = "2026-11-23"
"""The day that readiness is asked for."""
LEFT_OUT = {"staging", "cache", "packs", "failures.log"}
PAPERS = {
    "minutes.txt": "Adults Board, minutes of 3 March 2026.\n\nThe board noted that waiting lists for reviews have "
    "fallen.\n\nCarers said that they wait too long for a break. Action: Ruth Pemberly to report in May.",
    "waiting-list-policy.md": "# Waiting list policy\n\nApproved on 12 January 2026.\n\n## Purpose\n\nNobody waits "
    "for an assessment without being asked how they are.\n\n## Review\n\nThis policy is reviewed every year.",
    "carers-survey.csv": "Question,Yes,No\nDo you have enough support?,41,19\nCan you take a break?,22,38\n",
    "safeguarding-audit.html": "<html><body><h1>Safeguarding audit</h1><p>Of 40 enquiries under section 42, 36 asked "
    "the person what they wanted.</p><h2>Areas to improve</h2><p>Four did not record the outcome.</p></body></html>",
    "case-story.txt": "Mrs Example moved home with a care package after six weeks. She says: I can cook again.",
    "strategy.txt": "Market position statement 2026 to 2029.\n\nWe want more choice of home care in the north.",
    "mistake.txt": "This was added by mistake and is discarded.",
}
QUERIES = (
    "waiting", "waiting list", '"waiting lists"', "carers", "carers OR survey", "review*", "review -policy",
    "home", "home care", "section 42", "S42", "safeguarding", "enquiries", "outcome", "outcomes", "board",
    "minutes", "policy", "assessment", "break", "support", "question", "cook", "example", "market", "choice",
    "north", "approved", "purpose", "year", "report", "may", "people", "person", "wanted", "improve", "areas",
    "audit", "kind:policy", "kind:minutes", "mistake", "nothing at all", '"take a break"', "wait*", "assess*",
    "Ruth", "Pemberly", "package", "weeks", "fallen",
)  # fmt: skip
STEPS = (
    ("about", "council=Exampleshire", "visit_on=2027-02-01"),
    ("add", "--wanted", "Peer review report", "--wanted-from", "Ruth Pemberly"),
    ("add", "--link", "https://example.org/account", "--title", "Local account", "--text", "What people told us."),
    ("tag", "E-0001", "QS7", "--proof", "practice"),
    ("tag", "E-0001", "QS1", "--quote", "wait too long", "--stance", "gap"),
    ("tag", "E-0002,E-0003", "QS1"),
    ("tag", "E-0004", "QS8", "--proof", "result"),
    ("set", "E-0003", "owner=Ruth Pemberly", "dated_on=2026-01-12"),
    ("set", "E-0005", "owner=Sam Sample"),
    ("undo",),
    ("confirm", "E-0004"),
    ("relate", "E-0003", "refers-to", "E-0004"),
    ("withdraw", "E-0006"),
    ("discard", "E-0007", "--yes"),
    ("score", "QS1", "2", "--because", "Waits are long"),
    ("action", "add", "QS1", "Shorten the wait for a break", "--owner", "Ruth Pemberly", "--due", "2027-01-15"),
    ("assign", "QS7", "Sam Sample"),
)
LATER = (
    ("board", "take", "--decision", "Agree the plan"),
    ("set", "E-0002", "sensitivity=official-sensitive"),
    ("user", "add", "asha@example.org", "--name", "Asha", "--role", "administrator", "--role", "lead"),
    ("user", "token", "asha@example.org", "--name", "A script"),
    ("set", "E-0001", "sensitivity=restricted"),
)
"""Steps that some versions know and others refuse."""


def main(name: str) -> None:
    """Make the folder, ask, and write both down."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "library"
        os.environ.update(EVIDENCE_HOME=str(home), EVIDENCE_ACTOR="Asha")
        for paper, text in PAPERS.items():
            (Path(place) / paper).write_text(text, encoding="utf-8")
            ask("add", str(Path(place) / paper))
        for step in STEPS:
            ask(*step)
        for step in LATER:
            ask(*step, must=False)
        expected = {
            "readiness": ask("readiness", "--on", DAY),
            "documents": ask("list")["documents"],
            "queries": {query: found(ask("search", "--limit", "200", "--", query)) for query in QUERIES},
            **held(home),
        }
        _zip(home, HERE / f"{name}.zip")
    text = json.dumps(expected, indent=1, ensure_ascii=False, sort_keys=True)
    (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def found(answer: dict[str, Any]) -> list[str]:
    """Return the documents that a search found, in order of reference."""
    return sorted(one["ref"] for one in answer["documents"])


def held(home: Path) -> dict[str, Any]:
    """Return what a home holds, read by nothing of ours: rows of each table, the last event, files by hash."""
    with closing(sqlite3.connect(f"file:{home / 'catalogue.db'}?mode=ro", uri=True)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(tables)}  # noqa: S608 - names of its own
        last = raw.execute("SELECT seq, chain FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    files = (path for path in sorted((home / "files").rglob("*")) if path.is_file())
    return {
        "rows": rows,
        "last_event": list(last),
        "files": [hashlib.sha256(one.read_bytes()).hexdigest() for one in files],
    }


def ask(*arguments: str, must: bool = True) -> Any:
    """Run one command of the version that is installed, in this process, and return what it printed."""
    from app.cli.main import run  # noqa: PLC0415 - of whatever version is installed, once its home is told

    at = arguments.index("--") if "--" in arguments else len(arguments)
    sys.argv = ["evidence", *arguments[:at], "--json", *arguments[at:]]
    printed, code = io.StringIO(), 0
    with redirect_stdout(printed):
        try:
            run()
        except SystemExit as ended:
            code = int(ended.code or 0)
    if must and code:
        raise SystemExit(f"{arguments}: {printed.getvalue()}")
    return json.loads(printed.getvalue()) if must else None


def _zip(home: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(home.rglob("*")):
            if path.is_file() and path.relative_to(home).parts[0] not in LEFT_OUT:
                archive.write(path, path.relative_to(home))


if __name__ == "__main__":
    main(*sys.argv[1:])
