"""One file made to harm, the traps that it tries to spring, and how a family declares its files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Ending = Literal["read", "unread", "refused"]
"""What may become of a file: kept and read, kept with a reason why it was not read, or not taken."""

EXPANDED = "entity-was-expanded"
"""What entities stand for: these words in any answer mean that one was expanded."""
RAN = "a-script-ran"
"""What a page's title becomes when a script of a document runs."""


@dataclass(frozen=True, slots=True)
class Traps:
    """What hostile files reach for on this machine; each shows afterwards whether it was touched."""

    canary: Path
    """A file that does not exist, and must not once all is done."""
    secret: Path
    """A file beside the library, whose words must show nowhere."""
    secret_words: str
    port: int
    """A port of this machine on which somebody listens, and nobody may call."""

    @property
    def address(self) -> str:
        """Where nobody may call."""
        return f"http://127.0.0.1:{self.port}/called"

    @property
    def script(self) -> str:
        """JavaScript that would be seen: it changes the page's title and calls."""
        return f"document.title='{RAN}';new Image().src='{self.address}'"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A hostile file: the threat it belongs to, a name of its own, and what may become of it."""

    threat: str
    name: str
    file_name: str
    make: Callable[[Traps], bytes]
    ends: frozenset[Ending]
    short: bool = False
    """Whether it stands for its family where there is no time for all of them."""


class Family:
    """The files of one module, in the making: each builder function is declared by a decorator."""

    def __init__(self, threat: str, suffix: str) -> None:
        self._threat = threat
        self._suffix = suffix
        self.files: list[Hostile] = []

    def file(
        self, *ends: Ending, threat: str = "", file_name: str = "", short: bool = False
    ) -> Callable[[Callable[[Traps], bytes]], Callable[[Traps], bytes]]:
        """Declare a function that makes a file; ``ends`` are what may become of it."""

        def declare(make: Callable[[Traps], bytes]) -> Callable[[Traps], bytes]:
            self.add(make.__name__.strip("_"), make, *ends, threat=threat, file_name=file_name, short=short)
            return make

        return declare

    def add(
        self, name: str, make: Callable[[Traps], bytes], *ends: Ending,
        threat: str = "", file_name: str = "", short: bool = False,
    ) -> None:  # fmt: skip
        """Declare a file under a name."""
        shown = file_name or f"{name.replace('_', ' ')}{self._suffix}"
        self.files.append(Hostile(threat or self._threat, name, shown, make, frozenset(ends), short))
