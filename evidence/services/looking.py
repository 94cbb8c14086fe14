"""Looking through one version: its words, its file name, and what its file holds out of sight."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from evidence.domain.documents import Fact, Passage, Version
from evidence.domain.looking_through import Rules, Spot, in_hidden, rules_from
from evidence.errors import Damaged
from evidence.hidden_content import HiddenContent
from evidence.ports import Catalogue, FileStore, Reading, TextReader
from evidence.readings import Late

_LEAST_SECONDS = 1.0
"""What the search inside a file is given, however long its words took."""

_OF_EVERY_COPY = "scanned-words"
"""What a redacted copy of a PDF is built of: pictures, and behind them those of their words that stay."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking through one version's text and file gave; its title is looked through when this is kept."""

    rules: Rules
    spots: tuple[Spot, ...]
    hidden: HiddenContent


class Looking:
    """Looks through versions, outside any transaction; keeps nothing."""

    def __init__(self, catalogue: Catalogue, files: FileStore, reader: TextReader) -> None:
        self._catalogue = catalogue
        self._files = files
        self._reader = reader

    def through(self, version: Version, passages: Sequence[Passage], *, within: float | None = None) -> Looked:
        """Search a version's passages, file name and file.

        Raises ``Late`` where ``within`` seconds are given and not enough, ``Unavailable`` when the file cannot be
        searched just now, ``FileNotFoundError`` when it is gone.
        """
        end = None if within is None else monotonic() + within
        with self._catalogue.reading() as view:
            rules = rules_in(view)
        if version.form != "held":
            # What leaves of it is its title and address, not the words that somebody noted.
            return Looked(rules, (), HiddenContent())
        spots = [*rules.in_text((one.place, one.page, one.text) for one in _until(end, passages))]
        spots += rules.in_name(version.file_name or "", "file-name")
        hidden = self._hidden(version, end)
        spots += [one for one in in_hidden(hidden) if not (version.redacted_from and one.kind == _OF_EVERY_COPY)]
        return Looked(rules, tuple(spots), hidden)

    def _hidden(self, version: Version, end: float | None) -> HiddenContent:
        try:
            path = self._files.path(version.sha256 or "")
        except Damaged as error:
            return HiddenContent(unsearched=(error.message,))
        left = None if end is None else max(_LEAST_SECONDS, end - monotonic())
        return self._reader.hidden(path, version.media_type or "", within=left)


def _until(end: float | None, passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield passages as long as there is time. Raises ``Late``."""
    for one in passages:
        if end is not None and monotonic() >= end:
            raise Late
        yield one


def rules_in(view: Reading) -> Rules:
    """Return the rules in force: those the library's facts give."""
    facts = {fact.name: fact.value for fact in view.all(Fact, name=["case_references", "own_domains"])}
    return rules_from(facts.get("case_references", ""), facts.get("own_domains", ""))
