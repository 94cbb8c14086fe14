"""What became of offers: the lead's list, and each offer with the decision on it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, Response

from app.answering import SANDBOXED
from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web.adding.routes import Choices, kind_choices, known_owners, statement_choices
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.wiring import Library
from evidence.domain.offers import Offer, OfferState
from evidence.domain.people import Actor
from evidence.errors import Conflict, EvidenceError, NotFound
from evidence.services.drafts import Draft, TagDraft
from evidence.services.offers import LONGEST_ANSWER, STATES
from evidence.services.upkeep import checked_path

router = APIRouter()
_PER_PAGE = 25
_OWNERS = 200
_THANKS = "Thank you for this. "
STATE_TITLES: dict[OfferState, str] = {
    "offered": "Waiting for an answer",
    "accepted": "Accepted",
    "declined": "Declined",
}
FORM_TITLES = {"file": "File", "link": "Link", "example": "Example"}


@dataclass(frozen=True, kw_only=True)
class ContributionsPage(Page):
    """Lists what people have offered."""

    template: ClassVar[str] = "contribute/list.html"
    section: ClassVar[str] = "contribute"

    state: OfferState
    """The state whose offers are listed."""
    states: tuple[tuple[OfferState, str, int], ...]
    """Every state with its words and how many offers are in it."""
    offers: Sequence[Offer]
    """The offers of this page: those that wait oldest first, decided ones newest first."""
    statements: dict[str, str]
    """Reference of a quality statement -> its title."""
    forms: dict[str, str]
    """Form of an offer -> its words."""
    page: int
    """The page that is shown, from 1."""
    pages: int
    """How many pages there are."""
    address: Callable[[int], str]
    """Gives the address of a page of this list."""


@dataclass(frozen=True, kw_only=True)
class ContributionPage(Page):
    """Tells giver and lead how an offer stands, and lets the lead decide."""

    template: ClassVar[str] = "contribute/offered.html"
    section: ClassVar[str] = "contribute"

    offer: Offer
    """What was offered, with the answer once there is one."""
    state: str
    """How it stands, in words."""
    statement: str
    """The quality statement that its giver named, in words; empty when none was."""
    became: str
    """The title of the document that it became; empty until it did."""
    deciding: bool
    """Whether the form of the decision stands open."""
    kinds: Choices
    """Kinds of document, for choosing one."""
    statements: Choices
    """Quality statements, for choosing one."""
    owners: tuple[str, ...]
    """Names that documents are owned under, to choose from while typing."""


@router.get("/contributions")
def contributions(
    request: Request, library: LibraryDep, state: Annotated[str, Query(max_length=20)] = "offered",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:  # fmt: skip
    """List the offers of one state."""
    chosen = next((one for one in STATES if one == state), STATES[0])
    return show(request, _list(library, library.offers.list(), chosen, page))


@router.get("/contributions/{offer_id}")
def contribution(request: Request, library: LibraryDep, offer_id: str, *, decide: bool = False) -> Response:
    """Show one offer."""
    offer = library.offers.get(offer_id)
    values = {"title": offer.title, "statement": offer.statement or "", "answer": _THANKS}
    return show(request, _one(library, offer, values=values, deciding=decide))


@router.get("/contributions/{offer_id}/file")
def offered_file(library: LibraryDep, offer_id: str) -> Response:
    """Return the file that is offered, as an attachment, until it is decided."""
    offer = library.offers.get(offer_id)
    if not offer.sha256 or offer.state != "offered":
        raise NotFound(f"No file waits with {offer.id}: it was decided, or it came without one.")
    return FileResponse(
        checked_path(library.files, offer.sha256), media_type="application/octet-stream",
        filename=library.reader.saved_as(offer.media_type or "", offer.file_name or offer.id),
        headers={"Content-Security-Policy": SANDBOXED},
    )  # fmt: skip


@router.post("/contributions/{offer_id}")
def decide_offer(
    request: Request,
    library: LibraryDep,
    actor: ActorDep,
    background: BackgroundDep,
    form: FormDep,
    offer_id: str,
) -> Response:
    """Accept an offer as it is or changed, or decline it, with a word of thanks either way."""
    try:
        offer = _decided(library, actor, offer_id, form)
    except NotFound:
        raise
    except EvidenceError as error:
        form.refuse(error, field="state" if isinstance(error, Conflict) else "title")
        offer = None
    if offer is None:
        page = _one(
            library, library.offers.get(offer_id), values=form.values, errors=tuple(form.errors), deciding=True
        )
        return show(request, page)
    background.wake()
    return go("/contributions", _said(offer))


def _decided(library: Library, actor: Actor, offer_id: str, form: Form) -> Offer | None:
    accept = form.has("accept")
    thanks = "Enter a word of thanks, and why it is not taken. The giver reads it." if not accept else None
    answer = form.text("answer", required=thanks, longest=LONGEST_ANSWER)
    if not accept:
        return None if form.errors else library.offers.decline(actor, offer_id, answer=answer)
    title = form.text("title", required="Enter a title for the document.")
    kind = form.choice("kind", {one.ref for one in library.vocabulary.kinds})
    owner = form.text("owner", longest=_OWNERS)
    statement = form.choice("statement", {one.ref for one in library.frameworks.in_force().in_force})
    if form.errors:
        return None
    tags = (TagDraft(statement),) if statement else ()
    draft = Draft(title=title, kind=kind or None, owner=owner or None, tags=tags)
    return library.offers.accept(actor, offer_id, draft=draft, answer=answer)


def _said(offer: Offer) -> Said:
    if offer.ref:
        message = f"{offer.id} is accepted as {offer.ref}. {offer.given_by} can read your answer."
        return Said(message, link=f"/documents/{offer.ref}", link_text=f"Open {offer.ref}")
    return Said(f"{offer.id} is declined. {offer.given_by} can read your answer.")


def _list(library: Library, offers: Sequence[Offer], state: OfferState, page: int) -> ContributionsPage:
    counts = Counter(one.state for one in offers)
    found = [one for one in offers if one.state == state]
    if state != "offered":
        found.sort(key=lambda one: one.decided_at or one.added_at, reverse=True)
    pages = max(1, -(-len(found) // _PER_PAGE))
    page = min(page, pages)
    return ContributionsPage(
        title="What people have offered", state=state,
        states=tuple((one, words, counts[one]) for one, words in STATE_TITLES.items()),
        offers=found[(page - 1) * _PER_PAGE : page * _PER_PAGE], forms=FORM_TITLES,
        statements={one.ref: one.title for one in library.frameworks.in_force().statements}, page=page, pages=pages,
        address=lambda number: f"/contributions?state={state}&page={number}",
    )  # fmt: skip


def _one(library: Library, offer: Offer, **more: Any) -> ContributionPage:
    titles = {one.ref: one.title for one in library.frameworks.in_force().statements}
    named = f"{offer.statement} {titles.get(offer.statement, '')}".strip() if offer.statement else ""
    return ContributionPage(
        title=offer.title, offer=offer, state=STATE_TITLES[offer.state], statement=named,
        became=library.cards.titles([offer.ref]).get(offer.ref, "") if offer.ref else "", kinds=kind_choices(library),
        statements=statement_choices(library), owners=known_owners(library), **more,
    )  # fmt: skip
