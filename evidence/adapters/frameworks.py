"""Frameworks kept as YAML files: found by reference, read into the domain's classes, explained when wrong.

Here belong the rules that tie the parts of one file together and that its JSON Schema cannot say. What a
framework means, and how readiness follows from it, is the domain's business.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from evidence.adapters.located_yaml import (
    Complaint,
    Finding,
    Place,
    build,
    read_checked,
    refuse,
    schemas_folder,
    twins,
)
from evidence.adapters.vocabulary import load_vocabulary
from evidence.domain.frameworks import PROOFS, Framework
from evidence.errors import EvidenceError, NotFound

__all__ = ["FileFrameworks", "Finding", "load_vocabulary", "schemas_folder"]


class FileFrameworks:
    """The frameworks in one folder, one ``<reference>.yaml`` each.

    A framework that was read is kept, for every reader of the same file, until the file changes.
    """

    _held: ClassVar[dict[Path, tuple[tuple[int, int], Framework]]] = {}

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()

    def refs(self) -> list[str]:
        """Return all references: frameworks in force first, then the retired, then those with wrong files."""
        return sorted(self._stems(), key=lambda ref: (self._standing(ref), ref))

    def load(self, ref: str) -> Framework:
        """Return the framework of this reference.

        Raises ``NotFound`` naming those that exist, and ``Invalid`` with its findings when its file is wrong.
        """
        path = self._folder / f"{ref}.yaml"
        if ref not in self._stems():
            known = self.refs()
            advice = f"Use one of: {', '.join(known)}." if known else f"Put its file into {self._folder.name}."
            raise NotFound(f"There is no framework “{ref}”. {advice}", details={"framework": ref, "known": known})
        stamp = (path.stat().st_mtime_ns, path.stat().st_size)
        held = self._held.get(path)
        if held and held[0] == stamp:
            return held[1]
        framework, findings = self._read(path)
        if framework is None:
            raise refuse(path, findings)
        self._held[path] = stamp, framework
        return framework

    def check(self, path: Path) -> list[Finding]:
        """Find everything wrong with the framework file at ``path``, by line; empty when it can be loaded.

        Other frameworks that it names are looked for in this folder and beside the file.
        Raises ``NotFound`` when there is no such file.
        """
        return self._read(path)[1]

    def _read(self, path: Path) -> tuple[Framework | None, list[Finding]]:
        others = self._stems() | {other.stem for other in path.parent.glob("*.yaml")}
        read = read_checked(path, "framework", partial(_rules, own=path.stem, others=others))
        return build(read, Framework, path), read.findings

    def _stems(self) -> set[str]:
        return {path.stem for path in self._folder.glob("*.yaml")}

    def _standing(self, ref: str) -> int:
        try:
            return 1 if self.load(ref).retired else 0
        except EvidenceError:
            return 2


def _rules(value: dict[str, Any], own: str, others: set[str]) -> Iterator[Complaint]:
    if value["ref"] != own:
        advice = f"Name the file {value['ref']}.yaml, or change the reference."
        yield ("ref",), f"The file is called {own} and says “{value['ref']}”.", advice
    yield from _replaced(("superseded_by",), value, others, "framework")
    yield from _themes(value)
    yield from _categories(value)
    yield from _scale_and_bands(value)
    yield from _thresholds(value["rules"])
    yield from twins(value["statements"], "ref", ("statements",))
    yield from _names(value["statements"])
    for number, statement in enumerate(value["statements"]):
        yield from _statement(("statements", number), statement, value)


def _replaced(place: Place, row: dict[str, Any], others: set[str], what: str) -> Iterator[Complaint]:
    successor = row.get("superseded_by")
    if successor == row["ref"]:
        yield place, f"A {what} cannot replace itself.", "Name the one that came after it, or write “null”."
    elif successor is not None and successor not in others:
        known = ", ".join(sorted(others - {row["ref"]})) or "none"
        yield place, f"There is no {what} “{successor}”.", f"Use one of those that exist: {known}."


def _themes(value: dict[str, Any]) -> Iterator[Complaint]:
    themes = value["themes"]
    yield from twins(themes, "number", ("themes",))
    yield from twins(themes, "ref", ("themes",))
    used = {statement["theme"] for statement in value["statements"]}
    for number, theme in enumerate(themes):
        if theme["number"] > len(themes):
            advice = f"Number the {len(themes)} themes from 1 without a gap."
            yield ("themes", number, "number"), f"There are fewer than {theme['number']} themes.", advice
        if theme["number"] not in used:
            problem = f"Theme {theme['number']} has no statement."
            yield ("themes", number), problem, "Take the theme out, or give it a statement."


def _categories(value: dict[str, Any]) -> Iterator[Complaint]:
    yield from twins(value["categories"], "ref", ("categories",))
    known = {category["ref"] for category in value["categories"]}
    for number, ref in enumerate(value["rules"].get("every_sub_topic_for_strong", ())):
        if ref not in known:
            yield ("rules", "every_sub_topic_for_strong", number), *_no_category(ref, value)


def _no_category(ref: str, value: dict[str, Any]) -> tuple[str, str]:
    known = ", ".join(category["ref"] for category in value["categories"] if category.get("counted", True))
    return f"There is no category “{ref}” that counts.", f"Use one of: {known}."


def _scale_and_bands(value: dict[str, Any]) -> Iterator[Complaint]:
    points = [point["value"] for point in value["scale"]]
    if points != list(range(1, len(points) + 1)):
        yield ("scale",), "The scale does not run 1, 2, 3 and so on.", "List its points in order, each once."
        return
    yield from twins(value["bands"], "ref", ("bands",))
    top, count = points[-1], len(value["statements"])
    possible = {math.ceil(Fraction(100 * s, top * count)) for s in range(count, top * count + 1)}
    expected = min(possible)
    for number, band in enumerate(value["bands"]):
        yield from _band(("bands", number), band, expected, possible)
        expected = band["at_most"] + 1
    if value["bands"][-1]["at_least"] < expected <= max(possible):
        place: Place = ("bands", len(value["bands"]) - 1, "at_most")
        yield place, f"The last band ends at {expected - 1}.", f"It must end at {max(possible)}."


def _band(place: Place, band: dict[str, Any], expected: int, possible: set[int]) -> Iterator[Complaint]:
    title, least, most = band["title"], band["at_least"], band["at_most"]
    if least != expected:
        fault = "leaves a gap before it" if least > expected else "overlaps what is before it"
        problem = f"The band “{title}” starts at {least} and {fault}."
        yield (*place, "at_least"), problem, f"Start it at {expected}."
    if most < least:
        yield (*place, "at_most"), f"The band “{title}” ends before it starts.", f"Write {least} or more."
    elif possible.isdisjoint(range(least, most + 1)):
        yield place, f"No sum of scores can reach the band “{title}”.", "Widen it, or take it out."


def _thresholds(rules: dict[str, Any]) -> Iterator[Complaint]:
    for lower, higher in (("adequate", "strong"), ("supporting_adequate", "supporting_strong")):
        low, high = rules[lower], rules[higher]
        for name in ("documents", "sources"):
            if high[name] < low[name]:
                problem = f"“{higher}” asks for fewer {name} than “{lower}”."
                yield ("rules", higher, name), problem, f"Write {low[name]} or more."
        if PROOFS.index(high["proof"]) < PROOFS.index(low["proof"]):
            problem = f"“{higher}” asks for weaker proof than “{lower}”."
            yield ("rules", higher, "proof"), problem, f"Write “{low['proof']}” or better."
    for name in ("adequate", "strong", "supporting_adequate", "supporting_strong"):
        if rules[name]["sources"] > rules[name]["documents"]:
            problem = "More sources than documents are asked for."
            yield ("rules", name, "sources"), problem, f"Write {rules[name]['documents']} or less."


def _names(statements: list[dict[str, Any]]) -> Iterator[Complaint]:
    owners: dict[str, str] = {}
    for number, statement in enumerate(statements):
        names: list[tuple[Place, str]] = [(("title",), statement["title"])]
        variants = enumerate(statement.get("title_variants", ()))
        names += [(("title_variants", at), variant) for at, variant in variants]
        for place, name in names:
            owner = owners.setdefault(name.casefold(), statement["ref"])
            if owner != statement["ref"]:
                advice = f"Keep it for {owner} or for this one."
                yield ("statements", number, *place), f"“{name}” is a name of two statements.", advice


def _statement(place: Place, statement: dict[str, Any], value: dict[str, Any]) -> Iterator[Complaint]:
    numbers = [theme["number"] for theme in value["themes"]]
    if statement["theme"] not in numbers:
        known = ", ".join(map(str, numbers))
        yield (*place, "theme"), f"There is no theme {statement['theme']}.", f"Use one of: {known}."
    counted = {category["ref"] for category in value["categories"] if category.get("counted", True)}
    required = set(statement["required"])
    for name in ("required", "supporting"):
        for number, ref in enumerate(statement.get(name, ())):
            if ref not in counted:
                yield (*place, name, number), *_no_category(ref, value)
            elif name == "supporting" and ref in required:
                problem = f"“{ref}” is required and supporting at once."
                yield (*place, name, number), problem, "Keep it in one of the two lists."
    yield from twins(statement.get("sub_topics", []), "ref", (*place, "sub_topics"))
    points = {str(point["value"]) for point in value["scale"]}
    for score in statement.get("characteristics", {}):
        if score not in points:
            advice = f"Use the points of the scale: {', '.join(sorted(points))}."
            yield (*place, "characteristics", score), f"There is no score {score}.", advice
    refs = {other["ref"] for other in value["statements"]}
    yield from _replaced((*place, "superseded_by"), statement, refs, "statement")
