"""One table from families of error to HTTP status and exit code, and the problem document both faces print."""

import errno
from http import HTTPStatus
from typing import Any

from evidence.errors import (
    Conflict,
    Damaged,
    EvidenceError,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooLarge,
    TooOften,
    Unavailable,
    UnsupportedType,
)

FAMILIES: tuple[tuple[type[EvidenceError], int, int, str], ...] = (
    (NotFound, 404, 4, "Not found"),
    (Conflict, 409, 5, "Conflict"),
    (NotAllowed, 403, 3, "Not allowed"),
    (NotSignedIn, 401, 3, "Not signed in"),
    (TooOften, 429, 6, "Too often"),
    (TooLarge, 413, 2, "Too large"),
    (UnsupportedType, 415, 2, "Not a kind of file the library takes"),
    (Unavailable, 503, 6, "Not available now"),
    (Damaged, 500, 7, "Damaged"),
    (Invalid, 422, 2, "Not valid"),
)
"""Family, HTTP status, exit code, title."""

LONGEST_DETAIL = 4000
"""As ``schemas/problem.schema.json`` says; what is longer is cut, and marked as cut."""
RETRY_AFTER_SECONDS = 5
_OF_THE_MACHINE = frozenset(
    {errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
)
UNEXPECTED_EXIT = 1


def family_of(error: EvidenceError) -> tuple[int, int, str]:
    """Return HTTP status, exit code and title of an error's family."""
    for family, status, code, title in FAMILIES:
        if isinstance(error, family):
            return status, code, title
    return 500, UNEXPECTED_EXIT, "Error"


def refusal(code: str, reason: str) -> EvidenceError:
    """Return the error that a refused file stands for, by the code it was refused with."""
    family = next((family for family, *_ in FAMILIES if family.code == code), Invalid)
    return family(reason)


def problem(error: EvidenceError, **more: Any) -> dict[str, Any]:
    """Return the problem document (RFC 9457) of an error; see ``schemas/problem.schema.json``."""
    status, _, title = family_of(error)
    return {
        "type": f"urn:evidence:problem:{error.code}",
        "title": title,
        "status": status,
        "detail": cut(error.message),
        "code": error.code,
        "details": {**error.details, **more},
    }


def of_the_machine(error: BaseException) -> EvidenceError | None:
    """Return what to say of a failure that is the machine's, such as a failing disk; ``None`` for any other."""
    if not isinstance(error, OSError) or error.errno not in _OF_THE_MACHINE:
        return None
    return Unavailable(
        f"This machine could not do that ({error.strerror}). Free some space or check the disk, and try again when "
        "less is going on.",
        details={"cause": error.strerror},
    )


def no_text() -> EvidenceError:
    """Return the error of a text that cannot be kept: bytes of another encoding, or half a character."""
    return Invalid("A text holds something that is no character. Type it again rather than copying it.")


def problem_of_status(status: int, detail: str) -> dict[str, Any]:
    """Return the problem document of a failure that HTTP itself names, such as 405."""
    phrase = HTTPStatus(status).phrase
    return {
        "type": "about:blank",
        "title": phrase,
        "status": status,
        "detail": cut(detail or phrase),
        "code": phrase.casefold().replace(" ", "-"),
        "details": {},
    }


def cut(detail: str) -> str:
    """Cut a sentence to the length that a problem document allows."""
    return detail if len(detail) <= LONGEST_DETAIL else detail[: LONGEST_DETAIL - 1] + "…"


def unexpected(error_id: str) -> dict[str, Any]:
    """Return the problem document of a failure nobody foresaw: an id to look up in the log, no details."""
    return {
        "type": "urn:evidence:problem:unexpected",
        "title": "Something went wrong",
        "status": 500,
        "detail": f"Something went wrong that the library did not expect. Nothing was half done. "
        f"Quote {error_id} when you report it.",
        "code": "unexpected",
        "details": {"id": error_id},
    }


def problem_schema() -> dict[str, Any]:
    """Return the JSON Schema of problem documents, as OpenAPI shows it."""
    from app.shipped import schema  # noqa: PLC0415 - only OpenAPI needs it; the command line starts without it

    return {name: value for name, value in schema("problem").items() if not name.startswith("$")}
