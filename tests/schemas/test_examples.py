"""Every accepted example is valid; every rule of every schema has an example that breaks that rule alone."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from evidence.adapters.frameworks import schemas_folder

EXAMPLES = schemas_folder() / "examples"
SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(schemas_folder().glob("*.schema.json"))
}
ACCEPTED = sorted((EXAMPLES / "accept").iterdir())
OF_VALUES = {
    "type", "enum", "const", "pattern", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
    "minimum", "maximum",
}  # fmt: skip


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def cases() -> Iterator[Any]:
    for path in sorted((EXAMPLES / "reject").iterdir()):
        table = load(path)
        for case in table["cases"]:
            yield pytest.param(path.stem, table["example"], case, id=f"{path.stem} {case['breaks']}")


def rules(part: dict[str, Any], place: str) -> Iterator[str]:
    """Every rule below ``part``, as the pointer to its keyword; a required field each for itself."""
    yield from (f"{place}/{keyword}" for keyword in part if keyword in OF_VALUES)
    yield from (f"{place}/required/{name}" for name in part.get("required", ()))
    if part.get("additionalProperties") is False:
        yield f"{place}/additionalProperties"
    for keyword in ("properties", "$defs"):
        for name, inner in part.get(keyword, {}).items():
            yield from rules(inner, f"{place}/{keyword}/{name}")
    for keyword in ("items", "propertyNames", "then", "else", "additionalProperties"):
        if isinstance(part.get(keyword), dict):
            yield from rules(part[keyword], f"{place}/{keyword}")


def broken_rule(error: ValidationError, schema: dict[str, Any]) -> str:
    """The pointer to the keyword that ``error`` breaks, through references to where it is defined."""
    here, place = schema, "#"
    for step in error.absolute_schema_path:
        while "$ref" in here and step not in here:
            place, name = here["$ref"], here["$ref"].removeprefix("#/$defs/")
            here = schema["$defs"][name]
        here = here[step]
        place = f"{place}/{step}"
    if error.validator != "required":
        return place
    absent = [name for name in error.validator_value if name not in error.instance]
    return f"{place}/{' and '.join(absent)}"


def changed(example: Any, case: dict[str, Any]) -> Any:
    """The example with the one change that ``case`` makes."""
    value: Any = case.get("value")
    place = case.get("drop", case.get("put"))
    if not place:
        return value
    whole = copy.deepcopy(example)
    around = whole
    for step in place[:-1]:
        around = around[step]
    if "drop" in case:
        del around[place[-1]]
        return whole
    if "letters" in case:
        start = case.get("after", "")
        value = start + "a" * (case["letters"] - len(start))
    if "entries" in case:
        first = around[place[-1]][0]
        numbers = range(case["entries"])
        value = [f"{first} {number}" if isinstance(first, str) else first for number in numbers]
    around[place[-1]] = value
    return whole


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.name)
def test_an_accepted_example_is_valid(path: Path) -> None:
    schema = max((name for name in SCHEMAS if path.stem.startswith(name)), key=len)
    assert list(Draft202012Validator(SCHEMAS[schema]).iter_errors(load(path))) == []


def test_every_schema_has_accepted_and_rejected_examples() -> None:
    assert set(SCHEMAS) <= {path.stem for path in ACCEPTED}
    assert set(SCHEMAS) == {path.stem for path in (EXAMPLES / "reject").iterdir()}


@pytest.mark.parametrize(("schema", "example", "case"), list(cases()))
def test_a_rejected_example_breaks_the_rule_it_names_and_no_other(
    schema: str, example: str, case: dict[str, Any]
) -> None:
    before = load(EXAMPLES / "accept" / example)
    errors = list(Draft202012Validator(SCHEMAS[schema]).iter_errors(changed(before, case)))
    assert [broken_rule(error, SCHEMAS[schema]) for error in errors] == [case["breaks"]]
    place = case.get("drop", case.get("put"))
    of_the_group = errors[0].validator in {"required", "additionalProperties"} or "propertyNames" in case["breaks"]
    expected = place[:-1] if of_the_group else place
    assert list(errors[0].absolute_path) == expected


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_rule_has_an_example_that_breaks_it(name: str) -> None:
    broken = [case["breaks"] for case in load(EXAMPLES / "reject" / f"{name}.yaml")["cases"]]
    assert len(broken) == len(set(broken))
    assert set(broken) == set(rules(SCHEMAS[name], "#"))
