"""Search: passages by their words, grouped by document, with counts to filter by."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from app.api.resources import LibraryDep, problems

router = APIRouter(tags=["search"])
Chosen = Annotated[list[str] | None, Query()]


@router.get("/search", responses=problems(404, 422))
def search(
    library: LibraryDep,
    q: Annotated[str, Query(description='Words, "phrases", -not, OR, prefix*, field:value.')] = "",
    theme: Chosen = None, statement: Chosen = None, category: Chosen = None, kind: Chosen = None,
    team: Chosen = None, year: Chosen = None, currency: Chosen = None, sensitivity: Chosen = None,
    label: Chosen = None,
    sort: Literal["relevance", "date"] = "relevance",
    like: Annotated[str | None, Query(description="More documents like this one.")] = None,
    ambiguous: Annotated[bool, Query(description="Expand abbreviations that mean several things too.")] = False,
    as_typed: Annotated[bool, Query(description="Leave abbreviations as they were typed.")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, Any]:  # fmt: skip
    """Find passages. Snippets are HTML, escaped, with hits in ``<mark>``."""
    chosen = {
        "theme": theme, "statement": statement, "category": category, "kind": kind, "team": team, "year": year,
        "currency": currency, "sensitivity": sensitivity, "label": label,
    }  # fmt: skip
    found = library.finding.search(
        q, on=library.clock.today(), filters={name: values for name, values in chosen.items() if values},
        sort=sort, like=like, limit=limit, offset=offset, expand_ambiguous=ambiguous,
        as_typed=as_typed,
    )  # fmt: skip
    return found.as_json()
