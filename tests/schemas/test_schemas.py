"""The schemas themselves: sound, without misspelt keywords, closed, and in step with the domain's classes."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from evidence.adapters.frameworks import schemas_folder
from evidence.domain import documents, frameworks, tags, vocabulary

SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(schemas_folder().glob("*.schema.json"))
}
EXPECTED = {"abbreviations", "framework", "kinds", "labels", "pack-manifest", "problem", "register"}
KNOWN = {
    "$schema", "$id", "$ref", "$defs", "title", "description", "type", "enum", "const", "properties",
    "additionalProperties", "propertyNames", "required", "items", "minItems", "maxItems", "uniqueItems",
    "minLength", "maxLength", "pattern", "minimum", "maximum", "if", "then", "else",
}  # fmt: skip
each_schema = pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS.keys())


def parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every subschema, the outermost first."""
    yield schema
    for keyword in ("properties", "$defs"):
        for part in schema.get(keyword, {}).values():
            yield from parts(part)
    for keyword in ("items", "additionalProperties", "propertyNames", "if", "then", "else"):
        if isinstance(schema.get(keyword), dict):
            yield from parts(schema[keyword])


def test_the_schemas_are_these() -> None:
    assert set(SCHEMAS) == EXPECTED


@each_schema
def test_a_schema_is_sound(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    assert schema["description"]


@each_schema
def test_no_keyword_is_misspelt(schema: dict[str, Any]) -> None:
    strange = {keyword for part in parts(schema) for keyword in part} - KNOWN
    assert strange == set()


@each_schema
def test_every_group_of_fields_is_closed_and_asks_only_for_fields_it_has(schema: dict[str, Any]) -> None:
    groups = [part for part in parts(schema) if "properties" in part]
    assert groups
    for group in groups:
        assert group["additionalProperties"] is False
        assert set(group["required"]) <= set(group["properties"])


@each_schema
def test_every_definition_is_used_and_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    used = {part["$ref"] for part in parts(schema) if "$ref" in part}
    assert used == {f"#/$defs/{name}" for name in schema.get("$defs", {})}


def test_every_schema_has_a_name_of_its_own() -> None:
    assert {schema["$id"] for schema in SCHEMAS.values()} == {
        f"urn:evidence-library:schema:{name}" for name in EXPECTED
    }


@pytest.mark.parametrize(
    ("schema", "definition", "model"),
    [
        ("framework", None, frameworks.Framework),
        ("framework", "theme", frameworks.Theme),
        ("framework", "category", frameworks.Category),
        ("framework", "statement", frameworks.Statement),
        ("framework", "subTopic", frameworks.SubTopic),
        ("framework", "score", frameworks.Score),
        ("framework", "band", frameworks.Band),
        ("framework", "threshold", frameworks.Threshold),
        ("framework", "rules", frameworks.Rules),
        ("kinds", "kind", vocabulary.Kind),
        ("kinds", "currency", vocabulary.CurrencyRule),
        ("abbreviations", "abbreviation", vocabulary.Abbreviation),
        ("labels", "group", vocabulary.LabelGroup),
    ],
)
def test_a_group_has_the_fields_of_its_class(schema: str, definition: str | None, model: Any) -> None:
    group = SCHEMAS[schema]["$defs"][definition] if definition else SCHEMAS[schema]
    assert set(group["properties"]) == set(model.model_fields)
    needed = {name for name, about in model.model_fields.items() if about.is_required()}
    assert needed <= set(group["required"])


@pytest.mark.parametrize(
    ("schema", "place", "words"),
    [
        ("framework", "$defs/proof", frameworks.PROOFS),
        ("framework", "$defs/source", vocabulary.SOURCES),
        ("kinds", "$defs/proof", frameworks.PROOFS),
        ("kinds", "$defs/source", vocabulary.SOURCES),
        ("register", "$defs/proof", (*frameworks.PROOFS, None)),
        ("register", "$defs/source", (*vocabulary.SOURCES, None)),
        ("register", "properties/status", documents.STATUSES),
        ("register", "properties/sensitivity", documents.SENSITIVITIES),
        ("register", "$defs/tag/properties/stance", get_args(tags.Stance)),
    ],
)
def test_lists_of_words_are_the_domains(schema: str, place: str, words: tuple[str, ...]) -> None:
    part = SCHEMAS[schema]
    for step in place.split("/"):
        part = part[step]
    assert tuple(part["enum"]) == words


def test_unverified_names_fields_only() -> None:
    of_framework = SCHEMAS["framework"]["properties"]["unverified"]["items"]["enum"]
    of_statement = SCHEMAS["framework"]["$defs"]["statement"]["properties"]["unverified"]["items"]["enum"]
    assert set(of_framework) <= set(frameworks.Framework.model_fields)
    assert set(of_statement) <= set(frameworks.Statement.model_fields)


def test_the_register_carries_every_field_that_people_set() -> None:
    row = SCHEMAS["register"]["properties"]
    assert set(documents.EDITABLE) <= set(row)
    assert set(row) - {"tags"} <= set(documents.Document.model_fields)
    tag = SCHEMAS["register"]["$defs"]["tag"]["properties"]
    assert set(tags.EDITABLE_TAG) <= set(tag)
    assert set(tag) <= set(tags.Tag.model_fields)
