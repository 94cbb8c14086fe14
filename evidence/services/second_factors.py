"""Who must sign in with an authenticator app beside the password: whole roles, as administrators ask; first nobody.

Whoever lacks one may come in and do nothing but set it up, so that nobody is shut out on the day it is asked for. Who
comes in by the council's sign-on is asked for a second factor there, by the council's rules.
"""

from collections.abc import Collection

from evidence.domain.accounts import Credential
from evidence.domain.documents import Fact
from evidence.domain.people import ROLES, Actor, Person, Role
from evidence.errors import Invalid, NotAllowed
from evidence.ports import Catalogue, Reading

_FACT = "second_factor_of"
"""Where it is kept; not among the facts that leads set, and not a step that can be undone."""


class SecondFactorNeeded(NotAllowed):
    """A role of theirs asks for an authenticator app, and none is set up."""

    code = "second-factor-needed"

    def __init__(self) -> None:
        super().__init__(
            "Your role asks for an authenticator app when you sign in. Set one up on the page “Your account”; until "
            "then nothing else opens."
        )


class SecondFactors:
    """Says of which roles an authenticator app is asked, and who lacks one."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def asked_of(self) -> list[Role]:
        """Return the roles that it is asked of, in the order of what they may do."""
        with self._catalogue.reading() as view:
            return _asked_in(view)

    def ask_of(self, actor: Actor, roles: Collection[str]) -> list[Role]:
        """Ask it of these roles and of no other, in force at the next request of whoever holds one.

        Returns them. Raises ``Invalid`` for an unknown role, ``NotAllowed`` for who is no administrator.
        """
        unknown = sorted(set(roles) - set(ROLES))
        if unknown:
            raise Invalid(
                f"There is no role “{unknown[0][:40]}”. Roles: {', '.join(ROLES)}.", details={"field": "roles"}
            )
        asked = [role for role in ROLES if role in roles]
        with self._catalogue.writing(actor) as work:
            if asked != _asked_in(work):
                fact = Fact(name=_FACT, value=" ".join(asked))
                work.save(fact, remembered=False) if asked else work.remove(fact, remembered=False)
                work.record("second factor asked", about={"roles": " ".join(asked) or "nobody"})
        return asked

    def lacking(self) -> list[Person]:
        """Return who holds such a role and has set up no app yet, by name."""
        with self._catalogue.reading() as view:
            people = [one for one in view.all(Person) if one.state != "disabled" and lacks_one(view, one)]
        return sorted(people, key=lambda one: (one.name.casefold(), one.id))


def lacks_one(view: Reading, person: Person) -> bool:
    """Whether somebody must set up an authenticator app before they do anything else."""
    if person.subject or not set(person.roles) & set(_asked_in(view)):
        return False
    known = view.find(Credential, person.id)
    return known is None or known.totp_since is None


def _asked_in(view: Reading) -> list[Role]:
    kept = view.find(Fact, _FACT)
    return [role for role in ROLES if kept and role in kept.value.split()]
