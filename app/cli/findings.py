"""``findings``: what was found that may have to stay here before a document leaves, and what is decided."""

from typing import Annotated, Any

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.session import Session
from app.cli.shared import Ref, counted, session_of
from app.presenting import finding_json
from evidence.domain.findings import DECISION_TITLES, KIND_NAMES, Decision
from evidence.services.found_words import Found

findings = group("What was found before a document leaves: personal data, hidden content, and what is decided.")
app.add_typer(findings, name="findings")

Places = Annotated[list[int] | None, typer.Argument(help="Numbers of findings, as `show` gives them.", metavar="N")]
OfVersion = Annotated[int | None, typer.Option("--version", help="The version in use unless told.", metavar="NUMBER")]
All = Annotated[bool, typer.Option("--all", help="All findings that are still open.")]


@findings.command("list", cls=JsonCommand)
def list_undecided(context: typer.Context) -> None:
    """List the documents with findings that nobody decided about."""
    session = session_of(context)
    session.settle()
    found = session.library.checking.undecided()
    data = [{"ref": document.ref, "title": document.title, "findings": kinds} for document, kinds in found]
    lines = [
        f"{document.ref}  {document.title}\n  " + ", ".join(f"{KIND_NAMES[kind]}: {n}" for kind, n in kinds.items())
        for document, kinds in found
    ]
    session.show(data, "\n".join(lines) or "Nothing waits for a decision.")


@findings.command(cls=JsonCommand)
def show(context: typer.Context, ref: Ref, version: OfVersion = None) -> None:
    """Show what was found in a document, where, and what was decided."""
    session = session_of(context)
    session.settle()
    library = session.library
    library.restricting.read(library.actor, ref, "what was found in it")
    found = library.found_words.of(ref, version)
    outcome = library.checking.outcome(ref, found.number)
    data = {
        "ref": found.document.ref, "version": found.number, "check": outcome.check,
        "reasons": list(outcome.reasons), "findings": [finding_json(one) for one in found.found],
    }  # fmt: skip
    lines = [f"{found.document.ref} version {found.number}", *outcome.reasons]
    lines += [_line(one) for one in found.found] or ["Nothing was spotted. That proves nothing clear."]
    session.show(data, "\n".join(lines))


@findings.command(cls=JsonCommand)
def decide(
    context: typer.Context, ref: Ref, place: Places = None, *,
    because: Annotated[str, typer.Option(help="Why; kept with your name.", metavar="REASON")],
    restrict: Annotated[
        bool, typer.Option("--restrict", help="Restrict the document; without this, what was found may stay.")
    ] = False,
    every: All = False, version: OfVersion = None,
) -> None:  # fmt: skip
    """Decide about findings: they may stay, or the document is restricted."""
    session = session_of(context)
    decision: Decision = "restricted" if restrict else "stays"
    library = session.library
    places = _open_places(session, ref, version) if every else place or []
    chosen = library.checking.decide(library.actor, ref, places, decision, because, number=version)
    session.settle()
    _told(session, ref, version, f"{counted(len(chosen), 'finding')}: {DECISION_TITLES[decision].lower()}.")


@findings.command(cls=JsonCommand)
def reopen(context: typer.Context, ref: Ref, place: Places = None, version: OfVersion = None) -> None:
    """Take decisions about findings back."""
    session = session_of(context)
    library = session.library
    chosen = library.checking.reopen(library.actor, ref, place or [], number=version)
    _told(session, ref, version, f"{counted(len(chosen), 'finding')} to decide again.")


def _told(session: Session, ref: str, version: int | None, said: str) -> None:
    outcome = session.library.checking.outcome(ref, version)
    data: dict[str, Any] = {"ref": session.library.documents.get(ref).ref, "check": outcome.check,
                            "reasons": list(outcome.reasons)}  # fmt: skip
    session.show(data, "\n".join([said, *outcome.reasons]))


def _open_places(session: Session, ref: str, version: int | None) -> list[int]:
    return [one.place for one in session.library.checking.of(ref, version)[2] if one.decision is None]


def _line(one: Found) -> str:
    finding = one.finding
    what = KIND_NAMES.get(finding.kind, finding.kind)
    words = f": “{' '.join(one.words.split())}”" if one.words else ""
    decided = f"\n      {DECISION_TITLES[finding.decision]}: {finding.because}" if finding.decision else ""
    return f"  {finding.place:>3}  {what}, {one.where} ({finding.certainty}){words}\n      {finding.reason}{decided}"
