"""What every command shares: the open library, how results and progress are shown."""

import json
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from evidence.errors import EvidenceError, Invalid, Unavailable

if TYPE_CHECKING:
    from app.settings import Settings
    from app.wiring import Library

Item = TypeVar("Item")
_LOOK_AGAIN_SECONDS = 0.05


def printable(text: str) -> str:
    """Make text safe for a terminal: control and direction marks, which names and titles may hold, are replaced."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


class Session:
    """One run of a command. The library opens when it is first used, so that ``--help`` is quick."""

    def __init__(self, *, as_json: bool) -> None:
        self._home: Path | None = None
        self.as_json = as_json
        self.exit_code = 0

    def set_home(self, home: Path | None) -> None:
        """Use another folder than the settings name."""
        self._home = home

    def log_file(self) -> Path | None:
        """Return where failures are written down, where the home exists; never with a document's words."""
        try:
            home = self.settings.home
        except Invalid:
            return None
        return home / "failures.log" if home.is_dir() else None

    @cached_property
    def settings(self) -> "Settings":
        """The settings in force, with ``--home`` over the environment."""
        from app.settings import read_settings

        return read_settings(self._home)

    @cached_property
    def library(self) -> "Library":
        """The library, open until the command ends."""
        from app.wiring import open_library

        return open_library(self.settings)

    def is_watched(self) -> bool:
        """Whether a person is there to answer a question."""
        return sys.stdin.isatty() and sys.stdout.isatty()

    def close(self) -> None:
        """Close the library if it was opened."""
        if "library" in self.__dict__:
            self.library.close()

    def show(self, data: Any, text: str | Callable[[], str]) -> None:
        """Print the result: one JSON document with ``--json``, otherwise words for people."""
        if self.as_json:
            sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        else:
            typer.echo(printable(text() if callable(text) else text))

    def progress(self, items: Iterable[Item], *, total: int, label: str) -> Iterator[Item]:
        """Yield ``items`` behind a progress bar on the error stream, where a person is watching."""
        if self.as_json or total < 2 or not sys.stderr.isatty():  # noqa: PLR2004 - one item needs no bar
            yield from items
            return
        from rich.console import Console
        from rich.progress import track

        yield from track(items, total=total, description=label, console=Console(stderr=True), transient=True)

    @contextmanager
    def gauge(self, label: str) -> Iterator[Callable[[int, int], None] | None]:
        """Show bytes done of all bytes, where a person is watching."""
        if self.as_json or not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

        columns = (TextColumn(label), BarColumn(), DownloadColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    @contextmanager
    def reading_meanwhile(self) -> Iterator[None]:
        """Read text in a thread while more files are being added; ``settle`` does what is left of it."""
        texts, actor, stop = self.library.texts, self.library.actor, threading.Event()

        def read() -> None:
            # What goes wrong here goes wrong again in settle, where it is told.
            with suppress(EvidenceError):
                while not stop.wait(_LOOK_AGAIN_SECONDS):
                    for _ in texts.read_pending(actor):
                        if stop.is_set():
                            break

        thread = threading.Thread(target=read, name="reading")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def settle(self, *, wait: bool = True) -> None:
        """Read pending text and bring the index up to date, so that the next command finds everything.

        What the command did is done by now: where another process is at the same work, or a disk is full, this
        says so and leaves the rest to the next command, which looks again.
        """
        if not wait:
            return
        try:
            self._settle()
        except Unavailable as error:
            typer.echo(f"{error.message} Search may not show the newest yet.", err=True)

    def _settle(self) -> None:
        library = self.library
        library.tidy()
        pending = len(library.texts.pending())
        for _ in self.progress(library.texts.read_pending(library.actor), total=pending, label="Reading text"):
            pass
        waiting = len(library.checking.pending())
        for _ in self.progress(library.checking.look_pending(), total=waiting, label="Looking through"):
            pass
        behind = library.indexing.behind()
        for _ in self.progress(library.indexing.catch_up(), total=behind, label="Indexing"):
            pass
