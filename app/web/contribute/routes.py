"""Offering a file, a link or an example for the library, from a phone in four fields."""

from dataclasses import dataclass
from typing import Any, ClassVar, get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web.adding.routes import Choices
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.wiring import Library
from evidence.domain.offers import Offer, OfferForm
from evidence.domain.people import Actor
from evidence.errors import AlreadyHeld, Conflict, EvidenceError
from evidence.services.offers import LONGEST_TEXT

router = APIRouter()
_LONGEST_NAME = 100
_GIVEN: dict[OfferForm, str] = {"file": "file", "link": "address", "example": "text"}
"""Form of an offer -> the field that carries it."""
_ASKED: dict[OfferForm, str] = {
    "file": "Choose the file.",
    "link": "Enter the address of the page or document.",
    "example": "Tell the example: what happened, and what it changed.",
}


@dataclass(frozen=True, kw_only=True)
class ContributePage(Page):
    """Asks what somebody has to offer."""

    template: ClassVar[str] = "contribute/offer.html"
    section: ClassVar[str] = "contribute"

    statements: Choices
    """Quality statements by title, for choosing one."""
    largest_mb: int
    """Megabytes that the file may have."""


@router.get("/contribute")
def ask(request: Request, library: LibraryDep, actor: ActorDep) -> Response:
    """Show the four fields, the name filled in."""
    return show(request, _page(request, library, values={"given_by": actor.name}))


@router.post("/contribute")
def offer(request: Request, library: LibraryDep, actor: ActorDep, form: FormDep) -> Response:
    """Take an offer in; what the library has already needs nothing more from its giver."""
    try:
        made = _offered(library, actor, form)
    except AlreadyHeld as error:
        return go("/contribute", Said(error.message, link=f"/documents/{error.details['ref']}", link_text="See it"))
    except Conflict as error:
        known = f"/contributions/{error.details['offer']}"
        return go("/contribute", Said(error.message, link=known, link_text="See what became of it"))
    except EvidenceError as error:
        form.refuse(error, field="title")
        made = None
    if form.errors or made is None:
        return show(request, _page(request, library, values=form.values, errors=tuple(form.errors)))
    return go(
        f"/contributions/{made.id}", Said(f"Thank you, {made.given_by}. We have it; its reference is {made.id}.")
    )


def _offered(library: Library, actor: Actor, form: Form) -> Offer | None:
    # In the order of the page, so that what is wrong is told in it.
    title = form.text("title", required="Say in a few words what it is.")
    chosen = _form_of(form)
    said: dict[str, Any] = {
        "title": title,
        "statement": form.choice("statement", {one.ref for one in library.frameworks.in_force().in_force}) or None,
        "given_by": form.text(
            "given_by", required="Enter your name, so that we can thank you.", longest=_LONGEST_NAME
        ),
    }
    files, address = form.files("file"), form.text("address", longest=2_000)
    text = form.text("text", longest=LONGEST_TEXT)
    if chosen and not {"file": files, "link": address, "example": text}[chosen]:
        form.wrong(_GIVEN[chosen], _ASKED[chosen])
    if form.errors or chosen is None:
        return None
    if chosen == "file":
        return library.offers.offer_file(actor, files[0].file, name=files[0].filename or "", text="", **said)
    if chosen == "link":
        return library.offers.offer_link(actor, address=address, text="", **said)
    return library.offers.offer_example(actor, text=text, **said)


def _form_of(form: Form) -> OfferForm | None:
    """Return what was chosen; where nothing was, what alone was given, for without scripts all three stand open."""
    given: dict[OfferForm, bool] = {
        "file": bool(form.files("file")), "link": form.has("address") and bool(form.text("address", longest=10**6)),
        "example": bool(form.text("text", longest=10**6)),
    }  # fmt: skip
    chosen = form.choice("form", get_args(OfferForm))
    if chosen:
        return next(one for one in given if one == chosen)
    alone = [one for one, is_given in given.items() if is_given]
    if len(alone) == 1:
        return alone[0]
    form.wrong("form", "Choose whether you offer a file, a link or an example.")
    return None


def _page(request: Request, library: Library, **more: Any) -> ContributePage:
    return ContributePage(
        title="Contribute evidence", largest_mb=request.app.state.settings.max_upload_mb,
        statements=tuple((one.ref, one.title) for one in library.frameworks.in_force().in_force), **more,
    )  # fmt: skip
