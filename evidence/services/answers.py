"""What repeated requests were answered, so that a client may safely try again."""

import hashlib
from typing import Any

from evidence.domain.documents import Answer
from evidence.domain.people import Actor
from evidence.errors import Conflict, Invalid
from evidence.ports import Catalogue, Clock

_LONGEST_KEY = 200


class Answers:
    """Remembers answers by idempotency key: to each person their own, whatever keys others use."""

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def find(self, actor: Actor, key: str, request: str) -> Answer | None:
        """Return what this request was answered, or ``None``.

        Raises ``Conflict`` for another request under the same key, ``Invalid`` for a key that is too long.
        """
        if not 1 <= len(key) <= _LONGEST_KEY:
            raise Invalid(f"An idempotency key has between 1 and {_LONGEST_KEY} characters.")
        with self._catalogue.reading() as view:
            known = view.find(Answer, _own(actor, key))
        if known and known.request != request:
            raise Conflict("This idempotency key was used for another upload. Use a new key for each upload.")
        return known

    def keep(self, actor: Actor, key: str, request: str, *, status: int, body: dict[str, Any]) -> None:
        """Remember an answer."""
        with self._catalogue.writing(actor) as work:
            answer = Answer(key=_own(actor, key), request=request, status=status, body=body, at=self._clock.now())
            work.save(answer, remembered=False)


def _own(actor: Actor, key: str) -> str:
    return hashlib.sha256(f"{actor.person or actor.name}\n{key}".encode()).hexdigest()
