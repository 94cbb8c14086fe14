"""Asks the JSON API for everything that its description allows, and for what it does not, and compares the answers.

What to ask is made from the OpenAPI description by Schemathesis; every choice follows from the seed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_LOCAL = "http://127.0.0.1:8000"
_KNOWN = {"ref": ("E-0001", "E-0002", "E-0003"), "tag_id": ("T-00001",), "pack_id": ("P-0001",)}
"""Things that are there: most made-up references lead nowhere."""


@dataclass
class Fuzzed:
    """What came of asking for one operation of the API in one role."""

    method: str
    path: str
    role: str
    answers: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, None] = field(default_factory=dict)
    """A sentence for each kind of failure, once."""


def fuzz(client: TestClient, tokens: Mapping[str, str], *, examples: int, chance: int) -> Iterator[Fuzzed]:
    """Ask for every operation ``examples`` times in each role, as what has that role's token."""
    schema = schemathesis.openapi.from_dict(client.app.openapi())  # type: ignore[attr-defined]  # it is our own application
    schema.app = client.app
    for found in schema.get_all_operations():
        operation = found.ok()
        for role, token in tokens.items():
            done = Fuzzed(operation.method.upper(), operation.path, role)
            _ask(operation, done, {"Authorization": f"Bearer {token}"}, examples, chance)
            yield done


def _ask(operation: Any, done: Fuzzed, headers: dict[str, str], examples: int, chance: int) -> None:
    good = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @seed(chance)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate], print_blob=False,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=good | wrong)
    def asking(case: Any) -> None:
        number = sum(done.answers.values())
        for name in case.path_parameters or {}:
            if name in _KNOWN and number % 2:
                case.path_parameters[name] = _KNOWN[name][number // 2 % len(_KNOWN[name])]
        answer = case.call(base_url=_LOCAL, headers=headers)
        done.answers[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=_CHECKS)
        except FailureGroup as failed:
            for one in failed.exceptions:
                done.wrong[f"{done.method} {done.path} as {done.role}: {answer.status_code}: {_said(one)}"] = None

    asking()


def _said(failure: BaseException) -> str:
    shown = f"{failure.title}: {failure.message}" if isinstance(failure, Failure) else str(failure)
    return " ".join(shown.split())[:300]
