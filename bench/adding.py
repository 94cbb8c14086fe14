"""Adding documents: from files to stored text, beside bare extraction of the same files; and until found."""

import random
import time
from datetime import date
from pathlib import Path

from app.cli.session import Session
from app.settings import Settings
from app.wiring import Library, open_library
from bench.rows import Row
from evidence.domain.people import folder_owner
from evidence.services.drafts import Draft
from sample.render import render
from sample.render.sheet_of_paper import Text
from sample.text import Block, Heading, Paragraph, Table

ACTOR = folder_owner("bench")
SUFFIXES = ("pdf", "docx", "pdf", "xlsx", "pdf", "odt")
PAGES = 12
WORDS_A_PAGE = 350


def write_files(folder: Path, count: int, *, pages: int = PAGES, seed: int = 1) -> list[Path]:
    """Write ``count`` documents of about ``pages`` pages in the formats councils use most."""
    chance = random.Random(seed)  # noqa: S311 - the same text each run, no secret
    words = [f"{chance.choice(_START)}{chance.choice(_END)}{chance.choice(_START)}" for _ in range(5000)]
    made = []
    for number in range(count):
        suffix = SUFFIXES[number % len(SUFFIXES)]
        path = folder / f"paper {number:04d}.{suffix}"
        path.write_bytes(render(suffix, text_of(words, chance, f"Paper {number}", pages, sheets=suffix == "xlsx")))
        made.append(path)
    return made


def text_of(words: list[str], chance: random.Random, title: str, pages: int, *, sheets: bool) -> Text:
    """Compose one document of random words; a heading a page, tables for spreadsheets."""
    blocks: list[Block] = []
    for page in range(pages):
        blocks.append(Heading(f"Part {page + 1}", 2))
        chosen = [" ".join(chance.choices(words, k=WORDS_A_PAGE // 5)) for _ in range(5)]
        if sheets:
            blocks.append(Table(tuple(tuple(text.split()[:7]) for text in chosen)))
        else:
            blocks += [Paragraph(text.capitalize() + ".") for text in chosen]
    return Text(title=title, blocks=tuple(blocks), made_on=date(2026, 1, 1), author="bench", footer="")


def measure(place: Path, *, documents: int = 600) -> list[Row]:
    """Measure adding ``documents`` files, then one document of 20 pages in the library they make."""
    folder = place / "papers"
    folder.mkdir()
    files = write_files(folder, documents)
    bare = _bare(files)
    library = open_library(Settings(home=place / "library"))
    try:
        started = time.perf_counter()
        with session_of(library).reading_meanwhile():
            for path in files:
                with path.open("rb") as stream:
                    library.adding.add(ACTOR, Draft(), stream, name=path.name)
            acknowledged = time.perf_counter() - started
        for _ in library.texts.read_pending():
            pass
        stored = time.perf_counter() - started
        library.indexing.keep_up()
        indexed = time.perf_counter() - started
        found = _until_found(library, place)
    finally:
        library.close()
    share = bare / stored
    return [
        Row(
            f"adding {documents} files of {PAGES} pages to stored text", f"{documents / stored:.0f} documents/s",
            f"bare extraction, one process: {documents / bare:.0f}/s", "60 % of it", share >= 0.6,
            f"{acknowledged / documents * 1000:.1f} ms a document to be on disk, meanwhile read; then guesses",
        ),
        Row("the same until searchable", f"{documents / indexed:.0f} documents/s"),
        Row("20 pages more: acknowledged to searchable", f"{found:.2f} s", "", "2 s", found <= 2.0),
    ]  # fmt: skip


def session_of(library: Library) -> Session:
    """Return what the command line wraps around an open library."""
    session = Session(as_json=True)
    session.library = library
    return session


def _bare(files: list[Path]) -> float:
    from importlib import import_module

    from evidence.extractors import EXTRACTORS
    from evidence.extractors.sniffing import sniff

    readers = {}
    for name in EXTRACTORS:
        module, _, kind = name.partition(":")
        reader = getattr(import_module(module), kind)()
        readers |= dict.fromkeys(reader.media_types, reader)
    started = time.perf_counter()
    for path in files:
        readers[sniff(path, path.name)].read(path, path.parent)
    return time.perf_counter() - started


def _until_found(library: Library, place: Path) -> float:
    folder = place / "one more"
    folder.mkdir()
    path = write_files(folder, 1, pages=20, seed=99)[0]
    with path.open("rb") as stream:
        ref = library.adding.add(ACTOR, Draft(title="Zanzibar"), stream, name=path.name).added[0].ref
    acknowledged = time.perf_counter()
    for _ in library.texts.read_pending():
        pass
    library.indexing.keep_up()
    found = library.finding.search("zanzibar", on=library.clock.today())
    if [document.ref for document in found.documents] != [ref]:
        raise RuntimeError("the document was not found")
    return time.perf_counter() - acknowledged


_START = ("care", "rev", "wait", "plan", "safe", "team", "board", "home", "aud", "part")
_END = ("ing", "ed", "s", "er", "ment", "tion", "al", "ly", "ful", "ness")
