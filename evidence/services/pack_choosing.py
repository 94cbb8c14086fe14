"""Choosing what goes into a pack, and saying what stays and why."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from evidence.domain.assurance import PackRecord
from evidence.domain.clearances import LONGEST_PURPOSE
from evidence.domain.currency import Dates, currency
from evidence.domain.documents import Version
from evidence.domain.frameworks import Framework
from evidence.domain.packing import (
    LONGEST_RECIPIENT,
    OTHER,
    Choice,
    Chosen,
    Contents,
    LeftOut,
    Locator,
    day_of,
    find_theme,
    sections,
    shown_statements,
    touches,
)
from evidence.domain.packing_names import Names, entry_path, plain
from evidence.domain.tags import Tag
from evidence.domain.vocabulary import CurrencyRule, Vocabulary
from evidence.errors import Invalid
from evidence.ports import Catalogue, Clock, Reading
from evidence.services.documents import document_in
from evidence.services.facts import Facts
from evidence.services.frameworks import Frameworks
from evidence.services.pack_gate import Gate, Going

_BATCH = 500
_OFFICE = (".docx", ".docm", ".xlsx", ".xlsm", ".xlsb", ".pptx", ".pptm", ".doc", ".xls", ".ppt")

Finder = Callable[[str], Sequence[str]]
"""Answers a query with the references of every document it finds."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A pack as it would be made now."""

    contents: Contents
    left_out: tuple[LeftOut, ...]

    @property
    def held(self) -> tuple[LeftOut, ...]:
        """Those on which the pack stops: nobody cleared them, and nobody decided to leave them out."""
        return tuple(one for one in self.left_out if one.stops)

    @property
    def size(self) -> int:
        """Bytes of all files that go."""
        return sum(one.size for one in self.contents.held)


class Choosing:
    """Turns a choice into the contents of a pack.

    ``found_by`` answers a query with references; ``suffix`` says how names of files of a media type end.
    """

    def __init__(
        self, catalogue: Catalogue, frameworks: Frameworks, facts: Facts, clock: Clock, vocabulary: Vocabulary,
        gate: Gate, *, found_by: Finder, suffix: Callable[[str], str],
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._facts = facts
        self._clock = clock
        self._vocabulary = vocabulary
        self._gate = gate
        self._found_by = found_by
        self._suffix = suffix

    def plan(self, choice: Choice, sender: str) -> Plan:
        """Return what would go and what would stay, where whoever has this key sends it.

        Raises ``Invalid`` for an empty choice, an unknown statement or theme, a time to come, and as ``Gate``
        does; ``NotFound`` for an unknown reference.
        """
        self._check(choice)
        council = plain(self._facts.council())[:LONGEST_RECIPIENT]
        query = (choice.query or "").strip()
        found = list(self._found_by(query)) if query else []
        with self._catalogue.reading() as view:
            framework = self._frameworks.seen_in(view)
            wanted = _statements(framework, choice)
            tags = _tags(view, framework, choice.as_at)
            refs = {document_in(view, ref).ref for ref in choice.refs} | set(found)
            refs |= {ref for ref, some in tags.items() if not wanted.isdisjoint(tag.statement for tag in some)}
            going, left_out = self._gate.sort_out(view, refs, tags, choice, sender)
            as_at = choice.as_at or _last_touched(view, going) or self._clock.now()
        order = [statement.ref for statement in framework.statements]
        documents = self._placed(going, [ref for ref in order if ref in wanted], order, as_at)
        contents = Contents(
            council=council, framework=framework.ref, framework_version=framework.version,
            framework_title=framework.title, as_at=as_at, internal=choice.internal, documents=documents,
            recipient=plain(choice.recipient or "") or None, sections=sections(framework, documents),
        )  # fmt: skip
        return Plan(contents, left_out)

    def stopped(self, record: PackRecord) -> dict[str, str]:
        """Return the documents of a pack that may not leave any more, as everything stands now, each with the reason.

        What was cleared must still go under the clearance that it was sent under, which two people stand behind. A
        newer version stops what leaves the council.
        """
        sent = {str(one["ref"]): one["version"] for one in record.sent}
        asked = Choice.from_json(
            record.chosen_by, recipient=record.recipient, purpose=record.purpose, internal=record.internal
        )
        under = [str(one["clearance"]["id"]) for one in record.sent if isinstance(one.get("clearance"), dict)]  # type: ignore[index]  # it is a dict, as just asked
        try:
            with self._catalogue.reading() as view:
                going, left_out = self._gate.sort_out(view, sent, {}, replace(asked, without=()), "", under=under)
        except Invalid:
            # Made before there were accounts, and so for nobody and nothing that anybody could have cleared it for.
            return dict.fromkeys(sent, "Nobody has cleared it.")
        still = {one.document.ref: one.version.number for one in going}
        reasons = {one.ref: one.reason for one in left_out}
        return {
            ref: reasons.get(ref, "It has a newer version.")
            for ref, version in sent.items()
            if still.get(ref) != version and not (record.internal and ref in still)
        }

    def _check(self, choice: Choice) -> None:
        if not (choice.statements or choice.themes or choice.refs or (choice.query or "").strip()):
            raise Invalid(
                "Say what the pack should hold: quality statements (QS1), themes (1), references (E-0042), a search, "
                "or several of these.",
            )
        if len(plain(choice.recipient or "")) > LONGEST_RECIPIENT:
            raise Invalid(f"The recipient’s name is longer than {LONGEST_RECIPIENT} characters. Give a shorter one.")
        if len(plain(choice.purpose or "")) > LONGEST_PURPOSE:
            raise Invalid(f"What it is for is longer than {LONGEST_PURPOSE} characters. Say it shorter.")
        if choice.as_at and choice.as_at.tzinfo is None:
            raise Invalid("Give the time that the pack is as at with its time zone.")
        if choice.as_at and choice.as_at > self._clock.now():
            raise Invalid("A pack cannot be as at a time that is still to come. Give an earlier one, or none.")

    def _placed(
        self, going: Sequence[Going], chosen: Sequence[str], order: Sequence[str], as_at: datetime
    ) -> tuple[Chosen, ...]:
        answered = {one.document.ref: list({tag.statement for tag in one.tags}) for one in going}
        shown = shown_statements(answered, chosen, order)
        names = Names()
        return tuple(self._chosen(one, shown[one.document.ref], names, as_at) for one in going)

    def _chosen(self, one: Going, statements: tuple[str, ...], names: Names, as_at: datetime) -> Chosen:
        document, version = one.document, one.version
        kind = self._vocabulary.find_kind(document.kind)
        dates = Dates(document.dated_on, document.covers_to, document.review_by)
        path = None
        if version.form == "held":
            folder = statements[0] if statements else OTHER
            path = names.take(entry_path(folder, document.ref, document.title, self._ending(version)))
        return Chosen(
            ref=document.ref, version=version.number, title=plain(document.title) or document.ref,
            kind=document.kind, kind_title=kind.title if kind else document.kind, dated_on=document.dated_on,
            currency=currency(dates, kind.currency if kind else CurrencyRule(), day_of(as_at)),
            statements=statements, locators=_locators(one, statements), path=path, sha256=version.sha256,
            size=version.size or 0, media_type=version.media_type, address=version.address,
            notes=tuple(version.notes), clearance=one.clearance,
        )  # fmt: skip

    def _ending(self, version: Version) -> str:
        usual = self._suffix(version.media_type or "")
        # A file with a password does not say what it is; then the name it came with does, if it is an Office one.
        own = (version.file_name or "").lower()
        return usual or next((suffix for suffix in _OFFICE if own.endswith(suffix)), "")


def _statements(framework: Framework, choice: Choice) -> set[str]:
    numbers = {find_theme(framework, name).number for name in choice.themes}
    named = {framework.statement(name).ref for name in choice.statements}
    return named | {one.ref for one in framework.in_force if one.theme in numbers}


def _tags(view: Reading, framework: Framework, as_at: datetime | None) -> dict[str, list[Tag]]:
    found: dict[str, list[Tag]] = defaultdict(list)
    for tag in view.all(Tag, framework=framework.ref):
        if framework.has_statement(tag.statement) and (as_at is None or tag.added_at <= as_at):
            found[tag.ref].append(tag)
    return found


def _last_touched(view: Reading, going: Sequence[Going]) -> datetime | None:
    """When the last event changed what the pack says; what stays has no part in it."""
    refs = {one.document.ref for one in going}
    before = view.last_event() + 1
    while refs and (batch := view.events(newest_first=True, before=before, limit=_BATCH)):
        for event in batch:
            if touches(event, refs):
                return event.at
        before = batch[-1].seq
    return None


def _locators(one: Going, statements: Sequence[str]) -> dict[str, tuple[Locator, ...]]:
    """Say where in the version that goes each statement is answered; what is not in it any more is left off."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for tag in one.tags:
        if tag.locator and tag.number == one.version.number and tag.anchoring != "lost":
            found[tag.statement].append((tag.place or 0, plain(tag.locator)))
    return {
        statement: tuple(Locator.of(text) for text in dict.fromkeys(text for _, text in sorted(found[statement])))
        for statement in statements
        if statement in found
    }
