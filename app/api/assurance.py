"""Readiness, and what people judge and plan."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.api.resources import LibraryDep, problems
from app.reporting import readiness_report
from evidence.domain.readiness import as_json

router = APIRouter(tags=["readiness"])


@router.get("/readiness", responses=problems(404, 422), response_model=None)
def readiness(
    library: LibraryDep,
    on: Annotated[date | None, Query(description="The day to assess on; today unless told.")] = None,
    framework: Annotated[str | None, Query(description="Another framework than the one in force.")] = None,
    form: Annotated[str, Query(alias="format", description="json, text, csv, html or docx.")] = "json",
) -> Response | dict[str, Any]:
    """Say how well each statement is evidenced, and why. It is not a judgement of the service."""
    assessed = library.assurance.readiness(on=on, framework=framework)
    if form == "json":
        return as_json(assessed)
    report = readiness_report(form, assessed, library.facts.council())
    headers = {"Content-Disposition": f'attachment; filename="readiness-{assessed.on}{report.suffix}"'}
    return Response(report.content, media_type=report.media_type, headers=headers)
