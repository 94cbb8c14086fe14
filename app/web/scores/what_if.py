"""What if: try scores and see percentage and band. Nothing is saved; the address holds what was chosen."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from app.api.resources import LibraryDep
from app.web.forms import FieldError
from app.web.pages import Page
from app.web.rendering import show
from app.web.scores import what_if_view as view

router = APIRouter()
_LONGEST = 10


@dataclass(frozen=True, kw_only=True)
class WhatIfPage(Page):
    """What other scores would come to."""

    template: ClassVar[str] = "scores/what_if.html"
    section: ClassVar[str] = "scores"

    choices: tuple[view.Choice, ...]
    """The statements, each with the scores to choose from."""
    answer: view.Answer | None
    """What the chosen scores come to; nothing when none is chosen or one is wrong."""
    lift: view.Lift | None
    """What the next band would take; nothing in the highest."""
    tried: bool
    """Whether the address says other scores than the council's own."""


@router.get("/scores/what-if")
def what_if(request: Request, library: LibraryDep) -> Response:
    """Work out percentage and band of the scores in the address, or else of the council's own."""
    readiness, framework = library.assurance.readiness(), library.frameworks.in_force()
    offered = view.choices(readiness, framework)
    asked = _asked(request.query_params, offered)
    errors = _errors(asked, offered)
    chosen = {} if errors else {ref: int(value) for ref, value in asked.items() if value}
    page = WhatIfPage(
        title="What if the scores were different?", choices=offered, values=dict(asked), errors=errors,
        answer=view.answer(chosen, readiness, framework), lift=view.lift(chosen, readiness, framework),
        tried=bool(errors) or chosen != view.scores_now(readiness),
    )  # fmt: skip
    return show(request, page)


def _asked(query: QueryParams, offered: tuple[view.Choice, ...]) -> dict[str, str]:
    """Return statement -> the value asked for; what the address does not name is the council's own."""
    return {one.ref: query.get(one.ref, str(one.now or "")).strip()[:_LONGEST] for one in offered}


def _errors(asked: dict[str, str], offered: tuple[view.Choice, ...]) -> tuple[FieldError, ...]:
    return tuple(
        FieldError(one.ref, f"{one.ref}: choose one of the scores that are offered, or no score.")
        for one in offered
        if asked[one.ref] not in {value for value, _ in one.options}
    )
