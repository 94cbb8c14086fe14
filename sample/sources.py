"""The sample's sources: texts and register fields from ``documents/*.yaml``, with their dates filled in.

How a source is written is explained at the head of ``documents/README.md``. No file is rendered here.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from sample.dates import Dates, in_words
from sample.plan import PlannedDocument, PlannedLink, PlannedRelation, PlannedTag
from sample.render.sheet_of_paper import Text
from sample.text import parse, plain

_HERE = Path(__file__).parent
_DAYS = ("dated_on", "approved_on", "review_by")


@cache
def _read(path: Path) -> Any:
    """Read a YAML file once; what comes back must not be changed."""
    return yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


@dataclass(frozen=True)
class File:
    """One file to write: its path in the folder, the renderer's name, and the text.

    What it ``encloses`` goes inside it.
    """

    path: str
    format: str
    text: Text
    encloses: tuple["File", ...] = ()


@dataclass(frozen=True)
class Source:
    """One document of the sample: its place in the plan and the files that hold it, newest last."""

    planned: PlannedDocument
    files: tuple[File, ...] = field(default=())


class Sources:
    """Read the sources as they stand on one day."""

    def __init__(self, on: date) -> None:
        """Fill every date from this day."""
        self._dates = Dates(on)
        self.facts = self._filled(_read(_HERE / "library.yaml"))
        self._names = {name: str(self.facts["about"][name]) for name in ("council", "short", "notice")}

    def day(self, offset: str) -> date:
        """Return the day so far from the sample's day."""
        return self._dates.day(offset)

    def documents(self) -> list[Source]:
        """Return every document, in the order of the source files and within them."""
        found: list[Source] = []
        for path in sorted((_HERE / "documents").glob("*.yaml")):
            found += [self._source(entry) for entry in _read(path)]
        return found

    def _source(self, entry: dict[str, Any]) -> Source:
        files = self._files(entry)
        fields = self._fields(entry)
        planned = PlannedDocument(
            key=entry["key"],
            title=self._fill(entry["title"], entry),
            file=files[0].path if files else None,
            newer_file=files[1].path if len(files) > 1 else None,
            fields=fields,
            link=self._link(entry),
            wanted_from=entry.get("wanted_from"),
            relations=tuple(PlannedRelation(*pair) for pair in entry.get("relations", ())),
            tags=tuple(self._tag(tag, entry) for tag in entry.get("tags", ())),
        )
        return Source(planned, files)

    def _files(self, entry: dict[str, Any]) -> tuple[File, ...]:
        if "file" not in entry:
            return ()
        files = [self._file(entry)]
        if "newer" in entry:
            files.append(self._file({**entry, **entry["newer"]}))
        return tuple(files)

    def _file(self, entry: dict[str, Any]) -> File:
        path = self._fill(entry["file"], entry)
        made = self._dates.day(entry["made"])
        text = Text(
            title=self._fill(entry["title"], entry),
            blocks=parse(self._fill(entry["body"], entry), self._dates),
            author=entry.get("author", self._names["council"]),
            made_on=made,
            footer=self._names["notice"],
            sender=entry.get("sender", ""),
            recipient=entry.get("recipient", ""),
        )
        inner = [{"made": entry["made"], **one} for one in entry.get("encloses", ())]
        form = entry.get("format") or PurePosixPath(path).suffix[1:]
        return File(path, form, text, tuple(self._file({k: v for k, v in one.items() if v}) for one in inner))

    def _fields(self, entry: dict[str, Any]) -> dict[str, Any]:
        confirmed = entry.get("confirmed")
        if not confirmed:
            return {}
        fields: dict[str, Any] = {"dated_on": entry.get("made"), "status": "final", "sensitivity": "internal"}
        fields |= {name: value for name, value in confirmed.items() if name != "covers"}
        fields |= {name: self._dates.day(fields[name]) for name in _DAYS if fields.get(name)}
        if "covers" in confirmed:
            fields["covers_from"], fields["covers_to"] = self._covers(confirmed["covers"])
        if "labels" in fields:
            fields["labels"] = tuple(fields["labels"])
        return {name: value for name, value in fields.items() if value is not None}

    def _covers(self, period: str) -> tuple[date, date]:
        """Read ``year -1``, ``months -24 -1`` or ``days -90d -1d``."""
        unit, first, *last = period.split()
        if unit == "year":
            return self._dates.year(int(first))
        if unit == "months":
            return self._dates.month(int(first)), self._dates.month_end(int(last[0]))
        return self._dates.day(first), self._dates.day(last[0])

    def _tag(self, tag: dict[str, Any], entry: dict[str, Any]) -> PlannedTag:
        statement, _, sub_topic = tag["for"].partition("/")
        rest = {name: tag[name] for name in ("stance", "proof", "source") if name in tag}
        words = {name: self._fill(tag[name], entry) for name in ("quote", "impact") if name in tag}
        return PlannedTag(statement, sub_topic or None, tag.get("in"), **rest, **words)

    def _link(self, entry: dict[str, Any]) -> PlannedLink | None:
        if "address" not in entry:
            return None
        text = plain(parse(self._fill(entry["body"], entry), self._dates))
        return PlannedLink(entry["address"], self._dates.day(entry["checked"]), text)

    def _fill(self, words: str, entry: dict[str, Any]) -> str:
        dated = in_words(self._dates.day(entry.get("made", "-1d")))
        return self._dates.fill(words, {**self._names, "dated": dated}).strip()

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._filled(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._filled(one) for one in value]
        return self._dates.fill(value) if isinstance(value, str) else value
