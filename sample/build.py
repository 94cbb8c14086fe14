"""Build the sample library: write its files into a folder and say what to record about each.

``python -m sample.build FOLDER [--on DATE]`` does it by hand. The same day always gives the same bytes.
"""

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from sample.plan import Plan, PlannedAction, PlannedAssignment, PlannedScore
from sample.render import render
from sample.sources import File, Source, Sources
from sample.text import plain


def build(folder: Path, *, on: date) -> Plan:
    """Write the sample's files into the folder, as a council keeps them, and return the plan.

    ``on`` is the day everything is counted from. The folder and its parents are made where absent; a file
    that is already there is written over.
    """
    sources = Sources(on)
    documents = sources.documents()
    for document in documents:
        for file in document.files:
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_rendered(file))
    return _plan(sources, documents)


def plan(*, on: date) -> Plan:
    """Return the plan alone, writing nothing."""
    sources = Sources(on)
    return _plan(sources, sources.documents())


def texts(*, on: date) -> dict[str, str]:
    """Return the plain text of every file by its path, as written before it was given a format."""
    return {file.path: plain(file.text.blocks) for one in Sources(on).documents() for file in one.files}


def formats(*, on: date) -> Counter[str]:
    """Count the files by format; scans are counted apart from other PDF files."""
    return Counter(file.format for one in Sources(on).documents() for file in one.files)


def _rendered(file: File) -> bytes:
    enclosed = tuple((inner.path, _rendered(inner)) for inner in file.encloses)
    text = file.text
    if enclosed:
        text = type(text)(**{**text.__dict__, "enclosed": enclosed})
    return render(file.format, text)


def _plan(sources: Sources, documents: list[Source]) -> Plan:
    facts = sources.facts
    about = {**facts["about"], "visit_on": sources.day(facts["about"]["visit_on"])}
    scores = [PlannedScore(**{**one, "on": sources.day(one["on"])}) for one in facts["scores"]]
    actions = [_action(one, sources) for one in facts["actions"]]
    assignments = [PlannedAssignment(**{**one, "since": sources.day(one["since"])}) for one in facts["assignments"]]
    planned = tuple(one.planned for one in documents)
    return Plan(about, planned, tuple(scores), tuple(actions), tuple(assignments))


def _action(entry: dict[str, Any], sources: Sources) -> PlannedAction:
    days: dict[str, Any] = {name: sources.day(entry[name]) for name in ("due", "closed_on") if name in entry}
    return PlannedAction(**{**entry, **days})


def main(arguments: list[str] | None = None) -> int:
    """Write the sample and print how many files of each format it has."""
    reader = argparse.ArgumentParser(prog="python -m sample.build", description="Write the fictional sample library.")
    reader.add_argument("folder", type=Path, help="where to write it")
    reader.add_argument("--on", type=date.fromisoformat, help="the day its dates are counted from, 2026-11-23 style")
    given = reader.parse_args(arguments)
    on: date = given.on or date.today()  # noqa: DTZ011 - the reader's own day is the one meant
    made = build(given.folder, on=on)
    lines = [f"{made.about['council']}: {made.about['notice']}"]
    lines += [f"{count:4} {name}" for name, count in sorted(formats(on=on).items())]
    held, links = len(made.files()), sum(one.link is not None for one in made.documents)
    lines.append(f"{len(made.documents)} documents: {held} files, {links} linked, the rest wanted")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
