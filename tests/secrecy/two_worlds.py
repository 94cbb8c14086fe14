"""Two libraries that differ by what is restricted: one holds it, the other never did."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path

from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.packing import Choice
from evidence.domain.people import folder_owner
from evidence.domain.redactions import Asked
from evidence.services.drafts import Draft, TagDraft
from evidence.services.signing_in import From
from tests.conftest import NOW, settle
from tests.evidence.extractors.making_packages import docx, word_paragraph

OWNER = folder_owner("Asha")
CANARY = "zephyrquill"
"""A word that stands in restricted documents alone: in their text, titles, names, notes, tags and owners."""
SHARED = "reablement"
"""A word that stands in documents of both kinds."""
ROLES = {"reader": ["reader"], "contributor": ["contributor"], "lead": ["lead"],
         "governance": ["governance"], "administrator": ["administrator"]}  # fmt: skip
_OPEN, _SECRET = 12, 20


def fill(home: Path) -> dict[str, str]:
    """Fill a library with documents of both kinds and what hangs on them; returns a cookie for each role."""
    library = open_library(Settings(home=home, actor="Asha"), clock=FixedClock(NOW))
    named, _ = library.people.add(OWNER, "Ruth Named", "ruth@example.org", roles=["reader"])
    library.people.add(OWNER, "Ann Admin", "ann@example.org", roles=["administrator"])
    library.facts.set(OWNER, {"council": "Northborough", "visit_on": "2027-02-01"})
    secret = iter(range(_SECRET))
    for number in range(_OPEN):
        _open_one(library, number)
        for _ in range(2):
            _secret_one(library, named.id, next(secret, None))
    settle(library)
    _work_on(library, named.id)
    for number in range(_OPEN * 2, _SECRET):
        _secret_one(library, named.id, number)
    settle(library)
    cookies = {}
    for role, held in ROLES.items():
        _, link = library.people.add(OWNER, f"A {role}", f"{role}@example.org", roles=held)
        cookies[role] = library.signing_in.with_link(link, From("127.0.0.1"))
    settle(library)
    library.close()
    return cookies


def _open_one(library: Library, number: int) -> None:
    text = f"Paper {number}.\n\nCarers wait {number} days for {SHARED}. Reviews are done on time in the north."
    draft = Draft(
        kind=["audit", "survey", "minutes"][number % 3], dated_on=date(2026, 9, 1 + number), owner="Ben Okoro",
        tags=(TagDraft(f"QS{1 + number % 9}", stance="gap" if number % 4 == 0 else "strength"),),
    )  # fmt: skip
    library.adding.add(OWNER, draft, BytesIO(text.encode()), name=f"paper {number}.txt")


def _secret_one(library: Library, named: str, number: int | None) -> None:
    if number is None:
        return
    text = (
        f"About {CANARY} {number}.\n\nA {CANARY} safeguarding review of {SHARED} and carers, {CANARY}. "
        "NHS number: 943 476 5919."
    )
    draft = Draft(
        title=f"The {CANARY} case {number}", kind="case-study", dated_on=date(2026, 10, 1 + number),
        owner=f"{CANARY.title()} Owner", tags=(TagDraft(f"QS{1 + number % 9}", impact=f"{CANARY} changed"),),
    )  # fmt: skip
    ref = library.adding.add(OWNER, draft, BytesIO(text.encode()), name=f"{CANARY} {number}.txt").added[0].ref
    settle(library)
    library.documents.set(
        OWNER, ref, {"sensitivity": "restricted", "note": f"{CANARY} note", "team": f"{CANARY} team",
                     "labels": ["locality:Northside"]},
    )  # fmt: skip
    _name_only(library, ref, named)


def _name_only(library: Library, ref: str, named: str) -> None:
    first = library.restricting.access(ref)
    library.restricting.give(OWNER, ref, named)
    for one in first:
        library.restricting.take(OWNER, ref, one.who)


def _work_on(library: Library, named: str) -> None:
    """Do what names documents in passing: relations, bulk changes, actions, packs, boards, offers, undo."""
    secret = sorted(restricted_in(library.home))
    library.documents.relate(OWNER, "E-0001", "refers-to", secret[0])
    library.documents.set_alike(OWNER, {ref: library.documents.get(ref).revision for ref in ("E-0001", secret[1])},
                                {"approved_by": "The board"})  # fmt: skip
    library.assurance.score(OWNER, "QS1", 3, because="As seen")
    action = library.assurance.add_action(OWNER, "QS1", "Do it", due=date(2026, 12, 1))
    library.assurance.close_action(OWNER, action.id, effect=["E-0001", secret[2]])
    library.assurance.add_action(OWNER, "QS2", "Do that", owner="Ben Okoro", due=date(2026, 12, 1))
    library.boards.take(OWNER, on=date(2026, 11, 1), decisions=["Agree it"])
    for refs in (("E-0001",), ("E-0001", secret[0])):
        library.packs.run(OWNER, library.packs.start(OWNER, Choice(refs=refs, internal=True)).id)
    library.clearing.ask(OWNER, ["E-0001", secret[0]], recipient="CQC", purpose="Information return")
    library.clearing.ask(OWNER, [secret[0]], recipient="CQC", purpose=f"{CANARY} inquiry")
    apart = Choice(refs=("E-0001", secret[1]), recipient=f"{CANARY} board", purpose=CANARY, internal=True)
    library.packs.run(OWNER, library.packs.start(OWNER, apart).id)
    offer = library.offers.offer_example(OWNER, title=f"{CANARY} offered", text=f"{CANARY} said", given_by="Ann")
    ref = library.offers.accept(OWNER, offer.id).ref or ""
    library.offers.offer_example(OWNER, title="Open offer", text="It helped", given_by="Ann")
    library.documents.set(OWNER, ref, {"sensitivity": "restricted"})
    _name_only(library, ref, named)
    library.searches.keep(OWNER, "Carers", SHARED)
    _retain(library, named)
    _redact(library, named)


def _redact(library: Library, named: str) -> None:
    """Let a document of each kind have a redacted copy beside it."""
    for name in ("open", CANARY):
        content = docx(word_paragraph(f"About the {name} case, NHS number: 943 476 5919."))
        draft = Draft(title=f"A letter on the {name} case", kind="minutes", dated_on=date(2026, 10, 1))
        ref = library.adding.add(OWNER, draft, BytesIO(content), name=f"{name}.docx").added[0].ref
        settle(library)
        library.redacting.redact(OWNER, ref, Asked((1,), (f"{name} case",)), f"The {name} case is told")
        settle(library)
        if name == CANARY:
            library.documents.set(OWNER, ref, {"sensitivity": "restricted"})
            _name_only(library, ref, named)


def _retain(library: Library, named: str) -> None:
    """Let documents of both kinds be due, on legal hold, and gone."""
    due = {}
    for name in ("open", "held", "gone", f"{CANARY} due", f"{CANARY} held", f"{CANARY} gone"):
        draft = Draft(title=f"Old {name} minutes", kind="minutes", dated_on=date(2010, 1, 1), owner="Ben Okoro")
        due[name] = library.adding.add(OWNER, draft, BytesIO(name.encode()), name=f"{name}.txt").added[0].ref
        settle(library)
        if CANARY in name:
            library.documents.set(OWNER, due[name], {"sensitivity": "restricted"})
            _name_only(library, due[name], named)
    for name in ("held", f"{CANARY} held"):
        library.retention.place_hold(OWNER, due[name], f"{name} for an inquiry")
    library.disposing.dispose(OWNER, [due["gone"], due[f"{CANARY} gone"]], because="Time is over")
    settle(library)
    assert library.removing.finish()


def restricted_in(home: Path) -> set[str]:
    """Return the references of restricted documents, read past the application."""
    with closing(sqlite3.connect(home / "catalogue.db")) as raw:
        return {ref for (ref,) in raw.execute("SELECT ref FROM document WHERE sensitivity = 'restricted'")}


def without_restricted(home: Path, copy: Path) -> None:
    """Make the library as it would be had the restricted documents never been: by SQL, past the application."""
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("index", "cache", "staging"))
    hidden = restricted_in(copy)
    with closing(sqlite3.connect(copy / "catalogue.db")) as raw:
        hidden |= {ref for (ref,) in raw.execute("SELECT ref FROM disposal WHERE apart")}
        for table, column in (
            ("document", "ref"), ("version", "ref"), ("passage", "ref"), ("tag", "ref"), ("relation", "ref"),
            ("relation", "to_ref"), ("access", "ref"), ("opening", "ref"), ("offer", "ref"), ("change", "ref"),
            ("finding", "ref"), ("look", "ref"), ("clearance", "ref"),
            ("hold", "ref"), ("disposal", "ref"),
        ):  # fmt: skip
            raw.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(ref,) for ref in hidden])  # noqa: S608 - ours
        for pack, told in raw.execute("SELECT id, chosen_by || sent || left_out FROM pack").fetchall():
            if any(ref in told for ref in hidden):
                raw.execute("DELETE FROM pack WHERE id = ?", (pack,))
        for action, effect in raw.execute("SELECT id, effect FROM action").fetchall():
            kept = [ref for ref in json.loads(effect) if ref not in hidden]
            raw.execute("UPDATE action SET effect = ? WHERE id = ?", (json.dumps(kept), action))
        for seq, refs, about in raw.execute("SELECT seq, refs, about FROM event").fetchall():
            _trim(raw, seq, json.loads(refs), json.loads(about), hidden)
        for seq, place, before, after in raw.execute('SELECT seq, place, "before", "after" FROM change').fetchall():
            if any(f'"{ref}"' in (before or "") + (after or "") for ref in hidden):
                raw.execute("DELETE FROM change WHERE seq = ? AND place = ?", (seq, place))
        raw.commit()


def _trim(raw: sqlite3.Connection, seq: int, refs: list[str], about: dict[str, object], hidden: set[str]) -> None:
    kept = [ref for ref in refs if ref not in hidden]
    if len(kept) == len(refs):
        return
    if not kept:
        raw.execute("DELETE FROM event WHERE seq = ?", (seq,))
        return
    told = {name: value for name, value in about.items() if name == "fields" or isinstance(value, str)}
    raw.execute("UPDATE event SET refs = ?, about = ? WHERE seq = ?", (json.dumps(kept), json.dumps(told), seq))


def opened(home: Path) -> Iterator[Library]:
    """Open a world with everything read and searchable."""
    library = open_library(Settings(home=home, actor="Asha"), clock=FixedClock(NOW))
    settle(library)
    yield library
    library.close()
