"""Findings with the words they stand for, read anew from passages and files for whoever may see the document."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from evidence.domain.documents import Document, Passage, Version
from evidence.domain.findings import Finding, Look
from evidence.errors import EvidenceError
from evidence.hidden_content import HiddenContent
from evidence.ports import Catalogue, Reading
from evidence.services.checking import Checking
from evidence.services.viewing import Viewing

_AROUND = 90
"""Characters shown before and after what was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with its place in words, what stands there, and what stands around it.

    ``kept_before`` is the number of an earlier version in which the same words were said to be allowed to stay:
    a hint to whoever decides, no decision.
    """

    finding: Finding
    where: str
    before: str = ""
    words: str = ""
    after: str = ""
    kept_before: int | None = None


@dataclass(frozen=True, slots=True)
class VersionFindings:
    """All findings of one version, in the order of its pages: title, file name, text, then what is hidden."""

    document: Document
    number: int
    look: Look | None
    found: tuple[Found, ...]


class FoundWords:
    """Reads the words of findings. Whoever calls has seen to it that the document may be read and was opened."""

    def __init__(self, catalogue: Catalogue, checking: Checking, viewing: Viewing) -> None:
        self._catalogue = catalogue
        self._checking = checking
        self._viewing = viewing

    def of(self, ref: str, number: int | None = None) -> VersionFindings:
        """Return the findings of a version, the current one unless told, with their words. Raises ``NotFound``."""
        document, number, findings, look = self._checking.of(ref, number)
        hidden = HiddenContent()
        if any(finding.part == "hidden" for finding in findings):
            # A file that cannot be read now: that something is hidden there is shown all the same.
            with suppress(EvidenceError):
                hidden = self._viewing.hidden(document.ref, number)
        with self._catalogue.reading() as view:
            version = view.find(Version, document.ref, number)
            texts = _Texts(view, document, number, (version.file_name if version else None) or "", hidden)
            kept = _kept_before(view, document, number)
        order = {"title": 0, "file-name": 1, "text": 2, "hidden": 3, "rest": 4}
        inorder = sorted(findings, key=lambda one: (order[one.part], one.passage or 0, one.start))
        shown = (texts.of(finding) for finding in inorder)
        return VersionFindings(
            document, number, look,
            tuple(replace(one, kept_before=kept.get((one.finding.kind, _same(one.words)))) for one in shown),
        )  # fmt: skip

    def words(self, ref: str, number: int) -> Mapping[int, str]:
        """Return the words of each finding of a version, by its place."""
        return {one.finding.place: one.words for one in self.of(ref, number).found}


class _Texts:
    """The texts of one version that findings point into."""

    def __init__(self, view: Reading, document: Document, number: int, file_name: str, hidden: HiddenContent) -> None:
        self._passages = {one.place: one for one in view.all(Passage, ref=document.ref, number=number)}
        self._names = {"title": ("title", document.title), "file-name": ("name of the file", file_name)}
        self._hidden = hidden

    def of(self, finding: Finding) -> Found:
        if finding.part == "rest":
            return Found(finding, "further on")
        if finding.part == "hidden":
            one = self._hidden.found[finding.start] if finding.start < len(self._hidden.found) else None
            if one is None or one.kind != finding.kind:
                return Found(finding, "out of sight in the file")
            return Found(finding, one.where, words=one.what)
        if finding.part == "text":
            passage = self._passages.get(finding.passage if finding.passage is not None else -1)
            where, text = (passage.locator, passage.text) if passage else ("", "")
        else:
            where, text = self._names[finding.part]
        start, end = finding.start, finding.end
        return Found(
            finding, where, _end_of(text[:start]), text[start:end], _beginning_of(text[end:]),
        )  # fmt: skip


def _end_of(text: str) -> str:
    return text if len(text) <= _AROUND else "…" + text[-_AROUND:]


def _beginning_of(text: str) -> str:
    return text if len(text) <= _AROUND else text[:_AROUND] + "…"


def _same(words: str) -> str:
    return " ".join(words.split()).casefold()


def _kept_before(view: Reading, document: Document, number: int) -> dict[tuple[str, str], int]:
    """Kind and words of what may stay in earlier versions -> the newest such version."""
    kept: dict[tuple[str, str], int] = {}
    for finding in view.all(Finding, ref=document.ref, decision="stays", part="text"):
        if finding.number < number and finding.passage is not None:
            passage = view.find(Passage, document.ref, finding.number, finding.passage)
            words = _same(passage.text[finding.start : finding.end]) if passage else ""
            if words:
                kept[finding.kind, words] = finding.number
    return kept
