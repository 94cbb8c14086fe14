"""A document with a word that stands nowhere else, wherever words of it can get to; and finding that word again."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from io import BytesIO

from app.web.register import staging
from app.wiring import Library
from evidence.domain.packing import Choice
from evidence.domain.people import folder_owner
from evidence.domain.redactions import Asked
from evidence.services.drafts import Draft, TagDraft
from tests.conftest import settle
from tests.evidence.extractors.making_packages import docx, word_paragraph

ASHA = folder_owner("Asha")
CANARY = "zebrafinch"
_FORMS = (CANARY, CANARY.upper(), CANARY.title())


def fill_with_canaries(library: Library) -> str:
    """Add a document that is due, and let it and its words get everywhere; returns its reference."""
    title = f"The case of Mrs {CANARY.title()}"
    library.adding.add(ASHA, Draft(), BytesIO(b"Other words that stay"), name="other.txt")
    text = f"About {CANARY} and what {CANARY} said.\n\n" + f"{CANARY} " * 3_000
    draft = Draft(
        title=title, kind="minutes", dated_on=date(2010, 1, 1), owner=f"{CANARY.title()} Owner",
        tags=(TagDraft("QS1", impact=f"{CANARY} changed"),),
    )  # fmt: skip
    ref = (
        library.adding.add(ASHA, draft, BytesIO(text.encode()), name=f"{CANARY} 2010.txt", folder=CANARY).added[0].ref
    )
    settle(library)
    library.documents.set(ASHA, ref, {"note": f"{CANARY} note", "team": f"{CANARY} team", "approved_by": CANARY})
    library.documents.add_version(ASHA, ref, BytesIO(text.encode() + b"!"), name=f"{CANARY} 2011.txt")
    settle(library)
    word = docx(word_paragraph(f"{CANARY} in Word, and {CANARY} Quill."))
    library.documents.add_version(ASHA, ref, BytesIO(word), name=f"{CANARY} 2012.docx")
    settle(library)
    library.redacting.redact(ASHA, ref, Asked(phrases=(f"{CANARY} Quill",)), f"{CANARY} asked")
    settle(library)
    library.documents.relate(ASHA, "E-0001", "refers-to", ref)
    library.answers.keep(ASHA, "key", "request", status=201, body={"added": [{"ref": ref, "title": title}]})
    library.searches.keep(ASHA, "One case", title)
    action = library.assurance.add_action(ASHA, "QS1", f"Learn from {title.upper()}")
    library.assurance.change_action(ASHA, action.id, text=f"Learn from {title} soon", owner=None, due=None)
    board = library.boards.take(ASHA, note=f"We speak of {title}.")
    library.boards.set(ASHA, board.id, decisions=[f"Answer {title}"])
    library.packs.run(ASHA, library.packs.start(ASHA, Choice(refs=(ref, "E-0001"))).id)
    library.restricting.give(ASHA, ref, "role:lead", because=f"{CANARY} asked")
    offer = library.offers.offer_example(ASHA, title=f"{CANARY} offered", text=f"{CANARY} said", given_by=CANARY)
    offered = library.offers.accept(ASHA, offer.id).ref or ""
    settle(library)
    library.documents.discard(ASHA, offered)
    staging.keep(library, ASHA, BytesIO(title.encode()), f"{CANARY}.csv")
    drawn = library.home / "cache" / "pages" / (library.cards.version(ref).sha256 or "") / "words.json"
    drawn.parent.mkdir(parents=True, exist_ok=True)
    drawn.write_text(CANARY)
    return ref


def traces(library: Library) -> list[str]:
    """Return every place in the home where the word can be found: file names, raw bytes, and what these unpack to."""
    home = library.home
    found = [f"{path.relative_to(home)} (its name)" for path in home.rglob("*") if CANARY in path.name.casefold()]
    found += [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and any(_says(part) for part in _unpacked(path.read_bytes()))
    ]
    found += [f"index: {term}" for term in _index_terms(library) if CANARY in term.casefold()]
    return sorted(found)


def _says(content: bytes) -> bool:
    return any(form.encode(coding) in content for form in _FORMS for coding in ("utf-8", "utf-16-le", "utf-16-be"))


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield the bytes, and what every compressed stretch inside them unpacks to."""
    yield content
    for magic in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        for place in re.finditer(re.escape(magic), content):
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(content[place.start() :], 1 << 22)
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(BytesIO(content)) as archive:
        yield from (archive.read(name) for name in archive.namelist())


def _index_terms(library: Library) -> Iterator[str]:
    """Yield every word and stored text that the engine itself would read from its files, deleted ones too."""
    from whoosh import index as whoosh  # noqa: PLC0415 - loads slowly

    for folder in (path.parent for path in (library.home / "index").rglob("*.toc")):
        with closing(whoosh.open_dir(str(folder), indexname="MAIN")) as opened, opened.reader() as reader:
            yield from (term.decode("utf-8", "replace") for _, term in reader.all_terms())
            yield from (str(stored) for stored in reader.all_stored_fields())
