"""Checking a pack that somebody hands you; nothing of it is kept."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.api.resources import LibraryDep
from app.web.forms import FormDep
from app.web.pages import Page
from app.web.rendering import show
from evidence.errors import EvidenceError
from evidence.ports import FileStore
from evidence.services.pack_verifying import Verification, verify

router = APIRouter()
_DIGEST_LENGTH = 64


@dataclass(frozen=True, kw_only=True)
class CheckPage(Page):
    """Asks for a pack, or tells what comparing it with its manifest found."""

    template: ClassVar[str] = "packs/check.html"
    section: ClassVar[str] = "packs"

    found: Verification | None = None
    """The outcome; nothing before a pack was sent."""
    name: str = ""
    """The file's name, as it was sent."""
    about: Mapping[str, Any]
    """What the manifest says of itself; empty when it could not be read."""
    proven: bool = False
    """Whether the digest that the sender gave was compared too."""


@router.get("/packs/check")
def ask_for_pack(request: Request) -> Response:
    """Show the form."""
    return show(request, CheckPage(title="Check a pack", about={}))


@router.post("/packs/check")
def check_uploaded(request: Request, library: LibraryDep, form: FormDep) -> Response:
    """Compare the pack that was sent with its manifest."""
    uploads, digest = form.files("file"), form.text("digest").casefold()
    if not uploads:
        form.wrong("file", "Choose the zip file of a pack.")
    if digest and (len(digest) != _DIGEST_LENGTH or not set(digest) <= set("0123456789abcdef")):
        form.wrong("digest", "A digest is 64 letters and numbers, such as a pack’s page shows. Copy it whole.")
    if not form.errors:
        try:
            return show(request, _page(library.files, uploads[0], digest))
        except EvidenceError as error:
            form.refuse(error, field="file")
    return show(request, CheckPage(title="Check a pack", about={}, errors=tuple(form.errors), values=form.values))


def _page(files: FileStore, upload: UploadFile, digest: str) -> CheckPage:
    # The verifier opens its file by name.
    with files.folder() as folder:
        copy = folder / "pack.zip"
        with copy.open("wb") as target:
            shutil.copyfileobj(upload.file, target)
        found = verify(copy, digest=digest or None)
    title = "This pack is as it was made" if found.ok else "This pack is not as it was made"
    return CheckPage(
        title=title, found=found, name=upload.filename or "the pack", about=found.about, proven=bool(digest),
    )  # fmt: skip
