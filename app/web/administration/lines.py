"""The health of the library in words: one line for each thing that works, needs a look or must be put right."""

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from app.chores import Check
from app.settings import Settings
from app.web import wording
from app.web.backups import backup_words, is_backup_due
from app.wiring import Library
from evidence.domain.events import Narrowing
from evidence.errors import EvidenceError

State = Literal["fine", "look", "act"]
STATE_TITLES: dict[State, str] = {"fine": "Fine", "look": "Worth a look", "act": "Put right"}
_LITTLE_BYTES = 2_000_000_000
_LITTLE_SHARE = 0.05
_VERY_LITTLE_BYTES = 300_000_000
_HEAD_IS_OLD, _LATELY = timedelta(days=2), timedelta(days=7)
_ASIDE = re.compile(r"; `evidence [^`]*`[^.;]*")
_REF = re.compile(r"\bE-\d{4,}\b")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing about the library's health."""

    title: str
    state: State
    words: str
    """How it stands, and what to do where something is to be done."""
    address: str = ""
    """Where to go on, if there is somewhere."""
    link: str = ""
    """What that link says."""

    @property
    def state_title(self) -> str:
        """The state in a word or two."""
        return STATE_TITLES[self.state]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found, without the commands that its message names."""

    words: str
    ref: str
    """The document it is about; empty when it is about none."""


def overview_lines(library: Library, trouble: str | None, free: int | None, total: int | None) -> tuple[Line, ...]:
    """Return what can be told at once: home, disk, reading and search."""
    return (_home(library), _disk(free, total), _reading(library), _unreadable(library), _index(library),
            _background(trouble), _backup(library))  # fmt: skip


def machine_lines(library: Library, settings: Settings) -> tuple[Line, ...]:
    """Return what this machine gives: the catalogue's engine, OCR, the readers' isolation, who can reach it."""
    return (
        Line("Catalogue", "fine", f"{library.catalogue.engine_version()} in {library.home}."),
        _scans(library), _isolation(library), _reach(settings),
    )  # fmt: skip


def last_check(check: Check | None) -> Line:
    """Return how the last full check ended."""
    title, address, link = "Full check", "/administration/health#check", "Check everything"
    if check is None:
        return Line(title, "look", "Nobody has checked everything from here yet.", address, link)
    when = wording.moment(check.ended or check.begun)
    if not check.ended:
        return Line(title, "fine", f"Under way: {check.percent}% done.", address, "See how far it is")
    if check.failure:
        return Line(title, "look", f"The last one, {when}, broke off.", address, "See why")
    if check.damage:
        found = f"The check of {when} found {wording.many(len(check.damage), 'thing')} to put right."
        return Line(title, "act", found, address, "See what it found")
    return Line(title, "fine", f"Everything was whole on {when}.", address, link)


def findings(messages: list[str]) -> tuple[Finding, ...]:
    """Turn what a check found into words for a page.

    >>> findings(["E-0042 is missing from the search index. Run `evidence reindex`."])[0].words
    'E-0042 is missing from the search index.'
    """
    told = []
    for message in messages:
        ref = _REF.search(message)
        told.append(Finding(wording.for_pages(_ASIDE.sub("", message)), ref[0] if ref else ""))
    return tuple(told)


def _home(library: Library) -> Line:
    if os.access(library.home, os.W_OK | os.X_OK):
        return Line("The library’s folder", "fine", "It can be read and written.")
    return Line(
        "The library’s folder",
        "act",
        f"Nothing can be written to {library.home}. Check its permissions and its disk.",
    )


def _disk(free: int | None, total: int | None) -> Line:
    title = "Disk space"
    if free is None or not total:
        return Line(title, "look", "The system does not say how much is left.")
    words = f"{wording.size(free)} of {wording.size(total)} are free."
    if free < _VERY_LITTLE_BYTES:
        return Line(title, "act", f"{words} Uploads will soon be refused: free some space.")
    little = free < _LITTLE_BYTES or free < total * _LITTLE_SHARE
    return Line(title, "look" if little else "fine", f"{words} Think of making room." if little else words)


def _reading(library: Library) -> Line:
    waiting = len(library.texts.pending())
    if not waiting:
        return Line("Reading of texts", "fine", "Every text that can be read has been read.")
    return Line(
        "Reading of texts", "fine", f"{wording.many(waiting, 'text')} still to be read. This goes on by itself.",
        "/administration/health#pending", "Which",
    )  # fmt: skip


def _unreadable(library: Library) -> Line:
    count = library.listing.needs()["unreadable"]
    if not count:
        return Line("Texts that could not be read", "fine", "None.")
    return Line(
        "Texts that could not be read", "look",
        f"{wording.many(count, 'document')}, found by title and tag only. Add copies whose text can be read.",
        "/documents?need=unreadable", "See them",
    )  # fmt: skip


def _index(library: Library) -> Line:
    title = "Search index"
    try:
        behind = library.indexing.behind()
    except EvidenceError as error:
        return Line(title, "act", wording.for_pages(error.message), "/administration/health/reindex", "Build it anew")
    if not behind:
        return Line(title, "fine", "Up to date.")
    words = f"{wording.many(behind, 'event')} behind. It catches up by itself."
    return Line(title, "fine", words)


def heads_line(library: Library, unsigned: str | None) -> Line:
    """Return whether what the history says is signed from day to day."""
    title = "Signed heads of the history"
    if unsigned:
        return Line(title, "act", wording.for_pages(unsigned))
    newest = library.heads.newest()
    if newest is None:
        return Line(title, "look", "None was signed yet. The first is signed as soon as something has happened.")
    words = f"Head {newest.number} was signed on {wording.moment(newest.at)} and stands for {newest.event:,} steps."
    if library.clock.now() - newest.at > _HEAD_IS_OLD:
        return Line(title, "look", f"{words} One is signed every day while this server runs.")
    return Line(title, "fine", words)


def downloads_line(library: Library) -> Line:
    """Return whether anybody was stopped from fetching more files than there may be, lately."""
    title = "Files fetched at once"
    stopped = Narrowing(verbs=frozenset({"downloads stopped"}), since=library.clock.now() - _LATELY)
    with library.catalogue.reading() as view:
        people = {event.actor for event in view.events(narrowed=stopped)}
    if not people:
        return Line(title, "fine", "Nobody fetched more in the last seven days than there may be.")
    words = f"{wording.listed(sorted(people))} fetched more files in the last seven days than there may be at once."
    return Line(title, "look", words, "/administration/history?verb=downloads+stopped", "See when")


def _background(trouble: str | None) -> Line:
    title = "Work in the background"
    if trouble:
        return Line(title, "act", wording.for_pages(trouble))
    return Line(title, "fine", "Reading and indexing run without trouble.")


def _backup(library: Library) -> Line:
    due = is_backup_due(library)
    return Line("Backup", "act" if due else "fine" if library.backups.last_whole() else "look", backup_words(library))


def _scans(library: Library) -> Line:
    if library.reader.reads_scans:
        return Line("Words in scans and pictures", "fine", "Read by Tesseract, page by page.")
    words = "Not read on this machine: Tesseract is not installed. Scanned documents are found by title and tag only."
    return Line("Words in scans and pictures", "look", words)


def _isolation(library: Library) -> Line:
    title = "What reads files"
    try:
        missing = [
            what
            for what, has in (
                ("cut off from the network", library.reader.network_isolated()),
                ("kept from writing to other folders", library.reader.writes_confined()),
            )
            if not has
        ]
    except EvidenceError as error:
        return Line(title, "act", wording.for_pages(error.message))
    if not missing:
        words = "Works in processes of its own, without network, that can write to one folder of theirs only."
        return Line(title, "fine", words)
    words = f"Works in processes of its own, but this machine does not let them be {' or '.join(missing)}."
    return Line(title, "look", words)


def _reach(settings: Settings) -> Line:
    if not settings.address:
        return Line("Who can reach it", "fine", "Only this machine.")
    if settings.address.startswith("https://"):
        return Line("Who can reach it", "fine", f"Everyone who can reach {settings.address}, and has an account.")
    words = f"{settings.address} is not encrypted: passwords can be read on their way. Serve it over HTTPS."
    return Line("Who can reach it", "act", words, "/administration/settings", "Settings")
