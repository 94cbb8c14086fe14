"""What people do, in five groups: what somebody asks of the history when they ask who saw, changed or sent what."""

from typing import Literal, get_args

from evidence.domain.people import MAY

Deed = Literal["saw", "changed", "sent", "came-in", "administered"]
DEEDS: tuple[Deed, ...] = get_args(Deed)

_GROUPS: dict[Deed, frozenset[str]] = {
    "saw": frozenset({"opened", "read"}),
    "sent": frozenset({"pack started", "pack built", "pack failed", "pack fetched", "register exported",
                       "history exported"}),
    "came-in": frozenset({"signed in", "signed out"}),
    "administered": frozenset(
        {"access given", "access taken", "backed up", "facts set", "framework put in force", "own account changed",
         "person added", "person changed", "restored from a backup", "retention changed", "rules changed",
         "second factor asked"}
    ),
}  # fmt: skip


def deed_of(verb: str) -> Deed:
    """Return the group that a kind of event belongs to; whatever is in no other changed something.

    >>> deed_of("tagged"), deed_of("read")
    ('changed', 'saw')
    """
    return next((deed for deed, verbs in _GROUPS.items() if verb in verbs), "changed")


def verbs_of(asked: str) -> frozenset[str]:
    """Return the kinds of event that a group stands for; of anything else, that kind alone.

    >>> verbs_of("came-in") == {"signed in", "signed out"}, verbs_of("tagged")
    (True, frozenset({'tagged'}))
    """
    found = frozenset(verb for verb in MAY if deed_of(verb) == asked)
    return found or frozenset({asked})
