"""What stands below the map: what to look at, and tags that the framework has no place for."""

from dataclasses import dataclass

from markupsafe import Markup

from app.web.readiness.words import names_all, with_links
from app.web.wording import FLAG_TITLES, in_address
from evidence.domain.readiness import Flag, Readiness

MOST_NAMED = 10
"""Documents named below one sentence; the rest stand in the list that it leads to."""


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One thing to look at, with the first of its documents."""

    title: str
    sentence: Markup
    """With the documents it names as links."""
    refs: tuple[str, ...]
    """The first of its documents, where the sentence does not name them."""
    more: int
    """How many more documents it is about."""


@dataclass(frozen=True, slots=True)
class FlagGroup:
    """What to look at in one statement."""

    ref: str
    title: str
    address: str
    documents: str
    """The address of the statement's documents."""
    flags: tuple[FlagLine, ...]


@dataclass(frozen=True, slots=True)
class UnplacedGroup:
    """Documents whose tags have no place for one and the same reason."""

    reason: str
    documents: tuple[tuple[str, str], ...]
    """Reference and title of the first of them."""
    total: int


def flag_groups(readiness: Readiness) -> tuple[FlagGroup, ...]:
    """Return the statements that have something to look at."""
    return tuple(
        FlagGroup(
            one.ref, one.title, f"/statements/{in_address(one.ref)}", f"/documents?statement={in_address(one.ref)}",
            tuple(
                _flag(flag) for flag in one.flags
            ),
        )
        for one in readiness.statements
        if one.flags
    )  # fmt: skip


def _flag(flag: Flag) -> FlagLine:
    refs = () if names_all(flag.sentence, flag.refs) else flag.refs
    more = max(0, len(refs) - MOST_NAMED)
    return FlagLine(FLAG_TITLES[flag.code], with_links(flag.sentence), refs[:MOST_NAMED], more)


def unplaced_groups(readiness: Readiness) -> tuple[UnplacedGroup, ...]:
    """Gather the tags without a place by reason, each document once."""
    by_reason: dict[str, dict[str, str]] = {}
    for one in readiness.unplaced:
        by_reason.setdefault(one.reason, {})[one.ref] = one.title
    return tuple(
        UnplacedGroup(reason, tuple(list(found.items())[:MOST_NAMED]), len(found))
        for reason, found in by_reason.items()
    )
