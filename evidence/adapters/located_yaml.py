"""Reading any YAML file of ``schemas/`` with its lines.

A file is read safely (size, depth, no aliases, no foreign tags), held against its JSON Schema and then
against rules that no schema can say. Whatever is wrong is told in plain words at its line.
"""

import difflib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

import evidence
from evidence.errors import Invalid, NotFound

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 12
MAX_SHOWN = 5
MAX_QUOTED = 40

Place = tuple[str | int, ...]
"""Where a value stands: ``("themes", 0, "title")``."""
Complaint = tuple[Place, str, str]
"""A place, what is wrong there and what to do."""
Rule = Callable[[dict[str, Any]], Iterable[Complaint]]
Model = TypeVar("Model", bound=BaseModel)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_TAGS = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
_KNOWN_TAGS = frozenset(_TAG + name for name in _TAGS)
_TYPES = {
    "object": "a group of fields", "array": "a list", "string": "text",
    "integer": "a whole number", "boolean": "true or false", "null": "nothing",
}  # fmt: skip


def schemas_folder() -> Path:
    """Return the folder of schemas, frameworks and vocabulary that stands beside the ``evidence`` package."""
    return Path(evidence.__file__).resolve().parent.parent / "schemas"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a file: where, what, and what to do about it. Lines and columns count from 1."""

    line: int
    column: int
    where: str
    """Dotted place in the file: ``statements.3.theme``; lists count from 1; empty for the file as a whole."""
    problem: str
    advice: str

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"line {self.line}, column {self.column}{place}: {self.problem} {self.advice}"


@dataclass
class Read:
    """A file as read: its value as JSON would have it, and the line and column of every place in it."""

    value: Any = None
    marks: dict[Place, tuple[int, int]] = field(default_factory=lambda: {(): (1, 1)})
    findings: list[Finding] = field(default_factory=list)

    def complain(self, place: Place, problem: str, advice: str) -> None:
        """Note a finding at ``place``, or at the nearest place around it that the file has."""
        known = place
        while known not in self.marks:
            known = known[:-1]
        where = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
        self.findings.append(Finding(*self.marks[known], where, problem, advice))


def read_checked(path: Path, schema: str, rules: Rule) -> Read:
    """Read the YAML file at ``path`` and find everything wrong with it.

    ``schema`` names a schema of the library (``framework``); ``rules`` are asked only when it is content.
    Raises ``NotFound`` when there is no such file.
    """
    read = _read(path)
    for step in (partial(_breaches, schema=schema), rules):
        if not read.findings:
            for complaint in step(read.value):
                read.complain(*complaint)
    read.findings.sort(key=lambda finding: (finding.line, finding.column, finding.where))
    return read


def build(read: Read, model: type[Model], path: Path) -> Model | None:
    """Make ``model`` of a file without findings; otherwise ``None``, with what stood in the way noted."""
    if read.findings:
        return None
    try:
        return model.model_validate(read.value)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            advice = f"Correct this value in {path.name}."
            read.complain(tuple(one["loc"]), f"This value cannot be used: {one['msg']}.", advice)
        return None


def refuse(path: Path, findings: list[Finding]) -> Invalid:
    """Make the error that refuses a file because of its findings."""
    shown = "\n".join(f"- {finding}" for finding in findings[:MAX_SHOWN])
    more = len(findings) - MAX_SHOWN
    rest = f"\n- and {more} more" if more > 0 else ""
    details = [asdict(finding) for finding in findings]
    message = f"{path.name} cannot be used until it is put right:\n{shown}{rest}"
    return Invalid(message, details={"file": path.name, "findings": details})


def _read(path: Path) -> Read:
    read = Read()
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError):
        message = f"There is no file {path.name} to read. Check the name and the folder."
        raise NotFound(message, details={"file": path.name}) from None
    if len(raw) > MAX_BYTES:
        read.complain((), "The file is larger than 1 MiB.", "Take out what does not belong in it.")
        return read
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        read.marks[()] = (raw.count(b"\n", 0, error.start) + 1, 1)
        read.complain((), "This line is not UTF-8 text.", "Save the file again as UTF-8.")
        return read
    try:
        if _is_plain(text, read):
            _compose(text, read)
    except yaml.YAMLError as error:
        _not_yaml(error, read)
    return read


def _not_yaml(error: yaml.YAMLError, read: Read) -> None:
    mark = getattr(error, "problem_mark", None)
    read.marks[()] = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    advice = "Look at this line and the one above it: indentation, a missing colon, quotation marks or a tab."
    read.complain((), f"This is not valid YAML: {what}.", advice)


def _is_plain(text: str, read: Read) -> bool:
    """Whether the file has one document, no aliases and no great depth; asked before anything is built."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        trouble = None
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.AliasEvent):
            trouble = "An alias (*name) is not taken here.", "Write the value out in full."
        elif depth > MAX_DEPTH:
            trouble = f"Lists and groups stand more than {MAX_DEPTH} deep.", "Check the indentation."
        elif documents > 1:
            trouble = "There is a second document in the file.", "Take out “---” and what follows it."
        if trouble:
            read.marks[()] = _position(event)
            read.complain((), *trouble)
            return False
    return True


def _compose(text: str, read: Read) -> None:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            read.complain((), "The file is empty.", "Start from a copy of a file that works.")
        else:
            read.value = _value(loader, node, (), read)
    finally:
        loader.dispose()


def _value(loader: Any, node: yaml.Node, place: Place, read: Read) -> Any:
    read.marks.setdefault(place, _position(node))
    if node.tag not in _KNOWN_TAGS:
        advice = "Take the tag out, or put the text in quotation marks."
        read.complain(place, f"The tag {node.tag.removeprefix(_TAG)} is not taken here.", advice)
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, child, (*place, number), read) for number, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _group(loader, node, place, read)
    if node.tag == _TAG + "timestamp":
        return node.value
    try:
        return loader.construct_object(node)
    except ValueError:
        read.complain(place, f"“{node.value}” cannot be read as a value.", "Put it in quotation marks.")
        return None


def _group(loader: Any, node: yaml.MappingNode, place: Place, read: Read) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            read.complain(place, "A field's name must be plain text.", "Write it as “name: value”.")
            continue
        here = (*place, key.value)
        if key.value in found:
            first = read.marks[here][0]
            read.marks[here] = _position(key)
            advice = f"It stands in line {first} already: keep one of the two."
            read.complain(here, f"“{key.value}” is given twice.", advice)
            continue
        read.marks[here] = _position(key)
        found[key.value] = _value(loader, child, here, read)
    return found


def _position(part: Any) -> tuple[int, int]:
    return part.start_mark.line + 1, part.start_mark.column + 1


def _breaches(value: Any, schema: str) -> Iterator[Complaint]:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - a tenth of a second that only this needs

    text = (schemas_folder() / f"{schema}.schema.json").read_text(encoding="utf-8")
    for error in Draft202012Validator(json.loads(text)).iter_errors(value):
        yield from _in_plain_words(error)


def _in_plain_words(error: Any) -> Iterator[Complaint]:
    place, rule = tuple(error.absolute_path), error.schema
    if error.validator == "additionalProperties":
        for extra in (name for name in error.instance if name not in rule["properties"]):
            near = difflib.get_close_matches(extra, rule["properties"], n=1)
            advice = f"Did you mean “{near[0]}”?" if near else f"Use one of: {', '.join(rule['properties'])}."
            yield (*place, extra), f"“{extra}” is not a field here.", advice
    elif error.validator == "required":
        absent = next(name for name in error.validator_value if f"'{name}' is a required" in error.message)
        yield place, f"“{absent}” is missing.", f"Add a line “{absent}: …” here."
    else:
        yield place, *_wrong_value(error, rule)


def _wrong_value(error: Any, rule: dict[str, Any]) -> tuple[str, str]:
    limit, value = error.validator_value, error.instance
    about = rule.get("description", "")
    wanted = [limit] if isinstance(limit, str) else limit
    sentences: dict[str, Callable[[], tuple[str, str]]] = {
        "type": lambda: (
            "There is nothing here." if value is None else f"“{_short(value)}” is of the wrong type.",
            f"It must be {' or '.join(_TYPES[name] for name in wanted)}. {about}".strip(),
        ),
        "enum": lambda: (f"“{_short(value)}” is not known here.", f"Use one of: {_listed(limit)}."),
        "const": lambda: (f"“{_short(value)}” cannot stand here.", f"It must be “{limit}”."),
        "pattern": lambda: (f"“{_short(value)}” is not in the right form.", about or f"The form is {limit}."),
        "minLength": lambda: ("This text is empty.", f"Write something here. {about}".strip()),
        "maxLength": lambda: (f"This text has {len(value)} characters.", f"Keep it to {limit}."),
        "minItems": lambda: (f"This list has {len(value)} entries.", f"Give at least {limit}."),
        "maxItems": lambda: (f"This list has {len(value)} entries.", f"Keep it to {limit}."),
        "uniqueItems": lambda: ("An entry stands in this list twice.", f"Take one out: {_twice(value)}."),
        "minimum": lambda: (f"{value} is too small.", f"The least is {limit}."),
        "maximum": lambda: (f"{value} is too great.", f"The most is {limit}."),
    }
    say = sentences.get(str(error.validator))
    return say() if say else (f"This breaks a rule: {error.message}.", "Compare it with a file that works.")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"


def _listed(values: Iterable[Any]) -> str:
    return ", ".join("nothing" if value is None else str(value) for value in values)


def _twice(values: list[Any]) -> str:
    return _listed(dict.fromkeys(_short(value) for value in values if values.count(value) > 1))


def twins(rows: list[dict[str, Any]], name: str, place: Place) -> Iterator[Complaint]:
    """Complain of every row whose value of ``name`` an earlier row has."""
    seen: dict[Any, int] = {}
    for number, row in enumerate(rows):
        if row[name] in seen:
            advice = f"Number {seen[row[name]] + 1} of this list has it already: give this one another."
            yield (*place, number, name), f"“{row[name]}” stands twice.", advice
        seen.setdefault(row[name], number)
