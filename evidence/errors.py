"""What can go wrong, in families that every outside face treats alike.

EvidenceError
├── NotFound            nothing of that name is held
├── Invalid             well formed, but breaks a rule
├── Conflict            clashes with what is held
│   ├── AlreadyHeld     the same bytes are held
│   └── StaleEdit       somebody changed it since it was read
├── NotAllowed          this person may not do that
├── NotSignedIn         nobody says who this is, or it was not proved
├── TooOften            tried too often lately
├── TooLarge            over a stated limit
├── UnsupportedType     not a kind of file the library takes
├── Unavailable         a store, the index or the database cannot answer now
└── Damaged             what is held is not what was put there

The core knows no HTTP status and no exit code: ``app/errors.py`` holds that table.
"""

from collections.abc import Mapping
from typing import Any


class EvidenceError(Exception):
    """A failure with a stable ``code``, a sentence that says what to do next, and ``details``.

    ``details`` is JSON-ready and carries what a program needs to act: references, fields, limits.
    """

    code = "error"

    def __init__(self, message: str, *, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = dict(details or {})


class NotFound(EvidenceError):
    """Nothing of that name is held."""

    code = "not-found"


class Invalid(EvidenceError):
    """The request is well formed but breaks a rule."""

    code = "invalid"


class Conflict(EvidenceError):
    """The request clashes with what is held."""

    code = "conflict"


class AlreadyHeld(Conflict):
    """The same bytes are held already; ``details["ref"]`` names the document."""

    code = "already-held"


class StaleEdit(Conflict):
    """Somebody changed the same thing since it was read."""

    code = "stale-edit"


class NotAllowed(EvidenceError):
    """This person may not do that."""

    code = "not-allowed"


class NotSignedIn(EvidenceError):
    """Nobody says who this is, or it was not proved."""

    code = "not-signed-in"


class TooOften(EvidenceError):
    """Something was tried too often lately; it may be tried again later."""

    code = "too-often"


class TooLarge(EvidenceError):
    """Something is over a stated limit."""

    code = "too-large"


class UnsupportedType(EvidenceError):
    """The content is not of a kind that the library takes."""

    code = "unsupported-type"


class Unavailable(EvidenceError):
    """A store, the index or the database cannot answer now; trying again later may work."""

    code = "unavailable"


class Damaged(EvidenceError):
    """What is held is not what was put there; ``details["findings"]`` names each difference."""

    code = "damaged"
