"""``/docs``: the API as a page that needs neither scripts nor a network."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

router = APIRouter(include_in_schema=False)
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The page carries its few styles itself, so that it needs no other address."""
_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@router.get("/docs")
def show_reference(request: Request) -> HTMLResponse:
    """Show every route with what it takes and answers."""
    described: dict[str, Any] = request.app.openapi()

    def fields_of(schema: dict[str, Any]) -> dict[str, Any]:
        name = schema.get("$ref", "").removeprefix("#/components/schemas/")
        found = described["components"]["schemas"][name] if name else schema
        fields: dict[str, Any] = found.get("properties", {})
        return fields

    pages = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape())
    page = pages.get_template("reference.html").render(paths=described["paths"], fields_of=fields_of)
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})
