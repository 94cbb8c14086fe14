"""The sector's words kept as YAML files. What the words mean is the domain's business."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from evidence.adapters.located_yaml import Complaint, Finding, Rule, read_checked, refuse, twins
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Invalid


def _kinds_rules(value: dict[str, Any]) -> Iterator[Complaint]:
    yield from twins(value["kinds"], "ref", ("kinds",))
    yield from twins(value["kinds"], "title", ("kinds",))
    owners: dict[str, str] = {}
    for number, kind in enumerate(value["kinds"]):
        for at, word in enumerate(kind.get("words", ())):
            owner = owners.setdefault(word.casefold(), kind["ref"])
            if owner != kind["ref"]:
                advice = f"Leave it with “{owner}”, or take it out there."
                yield ("kinds", number, "words", at), f"“{word}” points to two kinds.", advice
    if "other" not in (kind["ref"] for kind in value["kinds"]):
        yield ("kinds",), "There is no kind “other”.", "Add it: documents of no known kind need it."


def _abbreviations_rules(value: dict[str, Any]) -> Iterator[Complaint]:
    yield from twins(value["abbreviations"], "short", ("abbreviations",))


def _labels_rules(value: dict[str, Any]) -> Iterator[Complaint]:
    yield from twins(value["labels"], "ref", ("labels",))
    for number, group in enumerate(value["labels"]):
        if not group["open"] and not group["values"]:
            problem = "A closed group without values takes nothing."
            yield ("labels", number, "values"), problem, "List its values, or write “open: true”."


_FILES: dict[str, Rule] = {
    "kinds": _kinds_rules, "abbreviations": _abbreviations_rules, "labels": _labels_rules,
}  # fmt: skip


def check_vocabulary(path: Path) -> list[Finding]:
    """Find everything wrong with one vocabulary file, by line; its name says which of the three it is.

    Raises ``NotFound`` when there is no such file, and ``Invalid`` when its name is none of the three.
    """
    if path.stem not in _FILES:
        message = f"{path.name} is not a vocabulary file. Use one of these names: {', '.join(_FILES)}."
        raise Invalid(message, details={"file": path.name, "known": list(_FILES)})
    return read_checked(path, path.stem, _FILES[path.stem]).findings


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read ``kinds.yaml``, ``abbreviations.yaml`` and ``labels.yaml`` in ``folder``.

    Raises ``NotFound`` naming a file that is not there, and ``Invalid`` with its findings for a wrong one.
    """
    return _vocabulary(folder, tuple(_stamp(folder / f"{name}.yaml") for name in _FILES))


def _stamp(path: Path) -> tuple[int, int]:
    if not path.is_file():
        return (0, 0)
    seen = path.stat()
    return (seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=4)
def _vocabulary(folder: Path, _stamps: tuple[tuple[int, int], ...]) -> Vocabulary:
    """Read the three files once for as long as they stay as they are: checking them takes a while."""
    parts: dict[str, Any] = {}
    for name, rules in _FILES.items():
        path = folder / f"{name}.yaml"
        read = read_checked(path, name, rules)
        if read.findings:
            raise refuse(path, read.findings)
        parts[name] = read.value[name]
    return Vocabulary.model_validate(parts)
