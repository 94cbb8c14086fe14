"""Frameworks: the regulator's schemes as data."""

from typing import Any

from fastapi import APIRouter

from app.api.resources import LibraryDep, problems

router = APIRouter(prefix="/frameworks", tags=["frameworks"])


@router.get("", responses=problems())
def list_frameworks(library: LibraryDep) -> dict[str, Any]:
    """List the frameworks there are, the one in force marked."""
    in_force = library.frameworks.in_force().ref
    found = [library.frameworks.load(ref) for ref in library.frameworks.refs()]
    return {
        "frameworks": [
            {
                "ref": f.ref,
                "version": f.version,
                "title": f.title,
                "retired": f.retired,
                "in_force": f.ref == in_force,
            }
            for f in found
        ]
    }


@router.get("/{ref}", responses=problems(404))
def show_framework(library: LibraryDep, ref: str) -> dict[str, Any]:
    """Return a framework whole, as its file says."""
    return library.frameworks.load(ref).model_dump(mode="json")
