"""What a page is: a documented context, the template that shows it, and the shell around every page."""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from app.web.forms import FieldError
from evidence.domain.people import MAY, Role


@dataclass(frozen=True, slots=True)
class Said:
    """What the last action did, told once on the next page."""

    message: str
    """One sentence; names documents by reference."""
    undo: int | None = None
    """The number of the event that the Undo button takes back, where it can be taken back."""
    link: str | None = None
    """Where to go on from here."""
    link_text: str | None = None
    """What that link says."""


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page."""

    council: str
    """The council's name, or a plain phrase where nobody has given it."""
    name: str
    """Who is signed in, as the history will say; empty where nobody is."""
    path: str
    """The address of this page, with its query."""
    section: str
    """The entry of the navigation that this page belongs to."""
    roles: frozenset[Role] = frozenset()
    """What they may do; nothing where nobody is signed in."""
    said: Said | None = None
    """What the last action did."""

    def may(self, verb: str) -> bool:
        """Whether they may do what an event of this name says, so that nobody is offered what is refused."""
        return bool(MAY[verb] & self.roles)


@dataclass(frozen=True, kw_only=True)
class Page:
    """The context of one page. Each kind of page is a subclass; every field of it says what it is."""

    template: ClassVar[str]
    section: ClassVar[str] = ""

    title: str
    """The page's heading; the browser's title adds the library's name."""
    errors: tuple[FieldError, ...] = ()
    """What is wrong with the form that was sent; empty when nothing is."""
    values: dict[str, Any] = field(default_factory=dict)
    """What the form shows in its fields: what was sent, or what is known."""

    def context(self) -> dict[str, Any]:
        """Return the fields by name, as the template sees them."""
        return {one.name: getattr(self, one.name) for one in fields(self)}
