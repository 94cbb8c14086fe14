"""The file of a document as it was given, and pictures of its pages."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import FileResponse

from app.answering import SANDBOXED
from app.api.resources import ActorDep, LibraryDep, VersionNumber

router = APIRouter()
_KEPT = "private, max-age=31536000, immutable"


@router.get("/documents/{ref}/picture/{page}")
def picture(
    library: LibraryDep, actor: ActorDep, ref: str, page: Annotated[int, Path(ge=1, le=1_000_000)],
    width: Annotated[int, Query(ge=1, le=10_000)] = 800, version: VersionNumber = None,
) -> FileResponse:  # fmt: skip
    """Answer with the picture of a page; of a version it never changes, so browsers may keep it.

    Not of what is restricted, which they may be allowed to see no more tomorrow, nor of what is sensitive.
    """
    library.restricting.read(actor, ref, f"p. {page} as it looks")
    may_stay = library.documents.get(ref).sensitivity in {"public", "internal"}
    path = library.viewing.picture(ref, page, number=version, width=width)
    kept = _KEPT if version and may_stay else "no-store"
    headers = {"content-security-policy": SANDBOXED, "cache-control": kept}
    return FileResponse(path, media_type=f"image/{path.suffix.removeprefix('.')}", headers=headers)


@router.get("/documents/{ref}/original")
def original(library: LibraryDep, actor: ActorDep, ref: str, version: VersionNumber = None) -> FileResponse:
    """Answer with the file once it is known to be what was added: PDF and pictures to look at, all else to save."""
    found, path = library.fetching.document(actor, ref, version)
    media_type = found.media_type or ""
    here = library.reader.shown_by_browsers(media_type)
    return FileResponse(
        path, media_type=media_type if here else "application/octet-stream",
        filename=library.reader.saved_as(media_type, found.file_name or found.ref),
        content_disposition_type="inline" if here else "attachment",
        headers={"content-security-policy": SANDBOXED, "x-content-type-options": "nosniff"},
    )  # fmt: skip
