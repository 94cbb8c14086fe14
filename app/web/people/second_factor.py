"""Of which roles an authenticator app is asked, and who has none yet."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web.asking import needs
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.people.fields import roles_words
from app.web.rendering import go, show
from app.web.wording import many
from app.wiring import Library
from evidence.domain.people import MAY, ROLE_TITLES, ROLES, Person
from evidence.errors import EvidenceError

router = APIRouter(dependencies=[needs(*MAY["second factor asked"])])
ADDRESS = "/administration/people/second-factor"
_MOST_NAMED = 50


@dataclass(frozen=True, kw_only=True)
class SecondFactorPage(Page):
    """Asks of which roles a second factor is asked."""

    template: ClassVar[str] = "people/second_factor.html"

    roles: tuple[tuple[str, str], ...]
    """The roles to choose from."""
    lacking: tuple[Person, ...]
    """The first of those who must set one up before they can go on."""
    more: int
    """How many more there are."""
    by_sign_on: bool
    """Whether the council's own sign-on lets people in, which asks for its own."""


@router.get(ADDRESS)
def show_roles(request: Request, library: LibraryDep) -> Response:
    """Show of which roles it is asked."""
    return show(request, _page(library))


@router.post(ADDRESS)
def ask_of_roles(request: Request, library: LibraryDep, actor: ActorDep, form: FormDep) -> Response:
    """Ask it of the roles that are ticked, and of no other."""
    try:
        asked = library.second_factors.ask_of(actor, form.texts("roles"))
    except EvidenceError as error:
        form.refuse(error, field="roles")
        return show(request, _page(library, form))
    if not asked:
        return go(ADDRESS, Said("An authenticator app is asked of nobody. Whoever has one still signs in with it."))
    lacking = len(library.second_factors.lacking())
    told = f"{many(lacking, 'person has', 'people have')} to set one up" if lacking else "all of them have one"
    return go(ADDRESS, Said(f"An authenticator app is asked of: {roles_words(asked)}; {told}."))


def _page(library: Library, form: Form | None = None) -> SecondFactorPage:
    lacking = library.second_factors.lacking()
    return SecondFactorPage(
        title="Second factor", lacking=tuple(lacking[:_MOST_NAMED]), more=max(0, len(lacking) - _MOST_NAMED),
        roles=tuple((role, ROLE_TITLES[role][:1].upper() + ROLE_TITLES[role][1:]) for role in ROLES),
        by_sign_on=library.signing_on.rules is not None,
        values={"roles": form.texts("roles") if form else list(library.second_factors.asked_of())},
        errors=tuple(form.errors) if form else (),
    )  # fmt: skip
