"""Packs: what would go, making one, and the record of what was sent and what was left out."""

import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from evidence.domain.assurance import PackRecord
from evidence.domain.clearances import key_of
from evidence.domain.packing import Choice, Chosen, Contents, LeftOut
from evidence.domain.people import LIBRARY, Actor
from evidence.domain.readiness_parts import Readiness
from evidence.errors import Conflict, EvidenceError, Invalid, NotFound
from evidence.ports import Catalogue, Clock, FileStore
from evidence.services.assurance import Assurance
from evidence.services.pack_builds import Build, Builds
from evidence.services.pack_choosing import Choosing, Plan
from evidence.services.pack_making import Made, OpenSink, Page, Progress, make
from evidence.services.pack_records import sent, snapshot

_ID = re.compile(r"[0-9a-f]{32}")
_STOPPED = "Making it was broken off before it was complete. Make it again."


class HeldBack(Conflict):
    """A chosen document may not leave, and nobody decided to leave it out."""

    code = "held-back"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a pack would hold if it were made now."""

    as_at: datetime
    going: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]
    size: int
    """Bytes of the files that go."""


class Packs:
    """Makes packs. A pack is complete or absent; its record says what went, what stayed, to whom and by whom.

    ``folder`` is where packs wait to be fetched. Outward packs say nothing of what stayed.
    """

    def __init__(
        self, catalogue: Catalogue, files: FileStore, assurance: Assurance, choosing: Choosing, clock: Clock,
        *, folder: Path, pages: Sequence[Page], open_sink: OpenSink,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._files = files
        self._assurance = assurance
        self._choosing = choosing
        self._clock = clock
        self._folder = folder
        self._pages = pages
        self._open_sink = open_sink
        self._builds = Builds(folder)

    def preview(self, actor: Actor, choice: Choice) -> Preview:
        """Return what would go and what would stay, each with its reason; nothing is recorded.

        Raises ``Invalid`` and ``NotFound`` as ``build`` does, but not when nothing would go.
        """
        plan = self._choosing.plan(choice, key_of(actor))
        return Preview(plan.contents.as_at, plan.contents.documents, plan.left_out, plan.size)

    def build(
        self, actor: Actor, choice: Choice, out: Path, *, overwrite: bool = False, progress: Progress | None = None
    ) -> PackRecord:
        """Make a pack at ``out`` and record it.

        ``progress`` is told the bytes done, and of how many. Raises ``Invalid`` for an empty choice, an unknown
        statement, or when nothing may go; ``NotFound`` for an unknown reference; ``Conflict`` when ``out`` is there
        and ``overwrite`` is not set, or a document that was going was withdrawn or restricted meanwhile;
        ``Damaged`` naming the document whose file is missing or changed; ``Unavailable`` when the disk is full.
        After any error there is no file, and the record says that the pack failed.
        """
        out = out.absolute()
        if not out.parent.is_dir():
            raise Invalid(f"There is no folder {out.parent}. Make it, or choose another place for the pack.")
        if out.is_dir():
            raise Invalid(f"{out} is a folder. Give the name of the file too, such as {out / 'pack.zip'}.")
        if out.exists() and not overwrite:
            raise Conflict(
                f"{out.name} is there already and was not changed. Choose another name, or say that it may be "
                "replaced.",
                details={"path": str(out)},
            )
        plan = self._choosing.plan(choice, key_of(actor))
        record, build = self._begin(actor, choice, plan, out)
        return self._make(actor, record, choice, plan, build, overwrite=overwrite, progress=progress)

    def start(self, actor: Actor, choice: Choice) -> PackRecord:
        """Record a pack that ``run`` will make in this process, and return its record in state ``building``.

        Raises as ``build`` does for what is wrong with the choice.
        """
        record, _ = self._begin(actor, choice, self._choosing.plan(choice, key_of(actor)), None)
        return record

    def run(
        self,
        actor: Actor,
        pack_id: str,
        *,
        progress: Progress | None = None,
        allowed: Callable[[], None] | None = None,
    ) -> PackRecord:
        """Make a pack that ``start`` recorded, from what is held by now; returns its record, complete or failed.

        ``allowed`` is asked last before the pack gets its name, and raises where the actor may not go on.

        What goes wrong with the pack stands in the record's ``failure`` and is not raised. Raises ``NotFound``,
        and ``Conflict`` for a pack that is made already or by another process.
        """
        record = self.get(pack_id)
        build = self._builds.build(record.id)
        if record.state != "building" or build is None or not self._builds.is_mine(record.id):
            raise Conflict("This pack is made already, or is being made. Start another.", details={"pack": record.id})
        choice = Choice.from_json(
            record.chosen_by, recipient=record.recipient, purpose=record.purpose, internal=record.internal
        )
        try:
            plan = self._plan_again(actor, record, choice)
            return self._make(actor, record, choice, plan, build, progress=progress, allowed=allowed)
        except EvidenceError:
            return self.get(record.id)

    def file(self, pack_id: str) -> Path:
        """Return where the zip of a pack that was started is; raises ``Conflict`` until it is complete.

        Raises ``Conflict`` too once something in it may not leave any more, and ``NotFound`` for a pack that was made
        elsewhere, or whose file was removed since.
        """
        record = self.get(pack_id)
        if record.state == "building":
            raise Conflict("This pack is still being made. Try again in a moment.", details={"pack": record.id})
        if record.state == "failed":
            raise Conflict(f"This pack was not made. {record.failure or _STOPPED}", details={"pack": record.id})
        path = self._path(record.id)
        if not path.is_file():
            raise NotFound("The file of this pack is not kept here; its record is. Make the pack again to send it.")
        self._refuse_stopped(record)
        return path

    def _refuse_stopped(self, record: PackRecord) -> None:
        """Refuse to hand out a pack in which something may not leave any more."""
        stopped = self._choosing.stopped(record)
        if stopped:
            told = " ".join(f"{ref}: {reason}" for ref, reason in list(stopped.items())[:3])
            raise Conflict(
                f"Make another pack: this one may not leave any more, as something changed after it was made. {told}",
                details={"refs": list(stopped)},
            )

    def get(self, pack_id: str) -> PackRecord:
        """Return the record of a pack; raises ``NotFound``."""
        with self._catalogue.reading() as view:
            record = view.find(PackRecord, pack_id) if _ID.fullmatch(pack_id) else None
        if record is None:
            raise NotFound("There is no such pack in this library. `evidence pack list` shows those there are.")
        return record

    def list(self) -> list[PackRecord]:
        """Return the records of all packs, the newest first."""
        with self._catalogue.reading() as view:
            return sorted(view.all(PackRecord), key=lambda record: (record.made_at, record.id), reverse=True)

    def settle(self) -> int:
        """Record what became of packs whose making was killed, and remove what they left; returns how many.

        Done before every new pack, and to be done when the library is served. Repeating is harmless.
        """
        with self._catalogue.reading() as view:
            building = view.all(PackRecord, state="building")
        self._builds.sweep({row.id for row in building})
        pending = [row for row in building if self._builds.is_abandoned(row.id)]
        for record in pending:
            build = self._builds.build(record.id)
            if build and build.has_been_named(record.zip_sha256):
                self._complete(record, LIBRARY)
            else:
                self._fail(record, _STOPPED)
            if build:
                build.part.unlink(missing_ok=True)
            self._builds.end(record.id)
        return len(pending)

    def _path(self, pack_id: str) -> Path:
        return self._folder / f"{pack_id}.zip"

    def _begin(self, actor: Actor, choice: Choice, plan: Plan, out: Path | None) -> tuple[PackRecord, Build]:
        self.settle()
        _refuse_held(plan)
        pack_id = secrets.token_hex(16)
        contents = plan.contents
        record = PackRecord(
            id=pack_id, made_at=self._clock.now(), made_by=actor.name, recipient=contents.recipient,
            purpose=" ".join((choice.purpose or "").split()) or None, internal=choice.internal,
            chosen_by=choice.as_json(), as_at=contents.as_at,
            framework=contents.framework, framework_version=contents.framework_version,
        )  # fmt: skip
        build = Build.of(out or self._path(pack_id), pack_id)
        self._builds.begin(pack_id, build)
        try:
            with self._catalogue.writing(actor) as work:
                work.save(record, remembered=False)
                work.record("pack started", about={"pack": pack_id})
        except BaseException:
            self._builds.end(pack_id)
            raise
        return record, build

    def _plan_again(self, actor: Actor, record: PackRecord, choice: Choice) -> Plan:
        try:
            plan = self._choosing.plan(choice, key_of(actor))
            _refuse_held(plan)
        except EvidenceError as error:
            self._give_up(record, error)
            raise
        return plan

    def _make(
        self, actor: Actor, record: PackRecord, choice: Choice, plan: Plan, build: Build, *, overwrite: bool = False,
        progress: Progress | None = None, allowed: Callable[[], None] | None = None,
    ) -> PackRecord:  # fmt: skip
        try:
            contents, readiness = self._with_readiness(plan.contents)
            sink = self._open_sink(build.out, build.part, at=contents.as_at, overwrite=overwrite)
            try:
                made = make(contents, files=self._files, pages=self._pages, sink=sink, progress=progress)
                self._refuse_changed(actor, choice, contents)
                self._fill(actor, record, plan, made, readiness)
                if allowed:
                    allowed()
                sink.publish()
            finally:
                sink.discard()
            self._complete_or_remove(actor, record, build)
        except BaseException as error:
            self._give_up(record, error)
            raise
        self._builds.end(record.id)
        return record

    def _with_readiness(self, contents: Contents) -> tuple[Contents, Readiness]:
        readiness = self._assurance.readiness(on=contents.day, framework=contents.framework)
        return (replace(contents, readiness=readiness) if contents.internal else contents), readiness

    def _refuse_changed(self, actor: Actor, choice: Choice, contents: Contents) -> None:
        """Refuse to send what was withdrawn, restricted, discarded or cleared no more while its file was copied."""
        plan = self._choosing.plan(choice, key_of(actor))
        still = {(one.ref, one.version) for one in plan.contents.documents}
        gone = [one.ref for one in contents.documents if (one.ref, one.version) not in still]
        if gone:
            raise Conflict(
                f"{', '.join(gone[:5])} may not go any more: somebody changed that while the pack was being made. "
                "Make the pack again.",
                details={"refs": gone},
            )

    def _fill(self, actor: Actor, record: PackRecord, plan: Plan, made: Made, readiness: Readiness) -> None:
        """Record what is in the zip before it has its name, so that a killed process can be told from a sent pack."""
        contents = plan.contents
        record.as_at, record.framework_version = contents.as_at, contents.framework_version
        record.sent = [sent(one) for one in contents.documents]
        record.left_out = [{"ref": one.ref, "code": one.code, "reason": one.reason} for one in plan.left_out]
        record.readiness = snapshot(readiness)
        record.digest, record.zip_sha256, record.size = made.digest, made.zip_sha256, made.size
        with self._catalogue.writing(actor) as work:
            work.save(record, remembered=False)

    def _complete_or_remove(self, actor: Actor, record: PackRecord, build: Build) -> None:
        """Record that a pack is complete; one that cannot be recorded must not be sent, so it is removed."""
        try:
            self._complete(record, actor)
        except BaseException:
            build.out.unlink(missing_ok=True)
            raise

    def _complete(self, record: PackRecord, actor: Actor) -> None:
        with self._catalogue.writing(actor) as work:
            record.state, record.failure = "complete", None
            work.save(record, remembered=False)
            about = {"pack": record.id, "documents": len(record.sent), "digest": record.digest}
            # Names no documents: nothing about them changed, and what follows the events need not look at them.
            work.record("pack built", about=about)

    def _give_up(self, record: PackRecord, error: BaseException) -> None:
        """Record that a pack failed; where even that fails, leave it for the next ``settle``."""
        with suppress(EvidenceError):
            self._fail(record, error.message if isinstance(error, EvidenceError) else _STOPPED)
            self._builds.end(record.id)
        self._builds.let_go(record.id)

    def _fail(self, record: PackRecord, reason: str) -> None:
        with self._catalogue.writing(LIBRARY) as work:
            record.state, record.failure = "failed", reason
            record.sent, record.digest, record.zip_sha256, record.size = [], None, None, None
            work.save(record, remembered=False)
            work.record("pack failed", about={"pack": record.id})


def _refuse_held(plan: Plan) -> None:
    """Stop on what may not leave, unless somebody decided to leave it out; and where nothing would go."""
    if plan.held:
        reasons = [{"ref": one.ref, "code": one.code, "reason": one.reason} for one in plan.held]
        told = " ".join(f"{one.ref}: {one.reason}" for one in plan.held[:3])
        raise HeldBack(
            f"The pack stops on {len(plan.held)} of the documents chosen. {told} Have them cleared, or say that "
            f"it goes without {', '.join(one.ref for one in plan.held[:20])}.",
            details={"held": reasons},
        )
    if plan.contents.documents:
        return
    reasons = [{"ref": one.ref, "code": one.code, "reason": one.reason} for one in plan.left_out]
    told = "; ".join(f"{one.ref}: {one.reason}" for one in plan.left_out[:3])
    raise Invalid(
        f"Nothing of what was chosen may go into a pack. {told or 'It holds no documents.'}",
        details={"left_out": reasons},
    )
