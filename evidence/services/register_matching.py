"""Finding the document that a row is about, and who changed it in the meantime."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from evidence.domain.documents import EDITABLE, Document, Version
from evidence.domain.events import Change, Event
from evidence.domain.register import DOCUMENTS, TAGS, header_of, nearest
from evidence.domain.register_cells import is_blank, read_text
from evidence.domain.tags import EDITABLE_TAG, Tag
from evidence.errors import Invalid
from evidence.ports import Reading
from evidence.services.documents import spelled
from evidence.services.register_rows import Row

_NAMED_CHANGES = 3
_AGAIN = "Export the register again, and make your change in the new one."


class Matching:
    """Finds documents by reference, or else by file name."""

    def __init__(self, held: Mapping[str, Document], versions: Mapping[str, Version]) -> None:
        self._held = held
        self._versions = versions
        self._by_file: dict[str, list[str]] = defaultdict(list)
        for ref, version in versions.items():
            name = version.file_name or version.address
            if name and not held[ref].is_withdrawn:
                self._by_file[_bare(name)].append(ref)

    def document(self, row: Row) -> Document | None:
        """Return the document, or ``None`` after noting in the row what is wrong."""
        try:
            ref = read_text(row.cells.get("ref"))
        except Invalid as error:
            row.refuse("ref", error.message)
            return None
        if not ref:
            return self._by_file_name(row)
        document = self._held.get(spelled(ref))
        if document is None:
            row.refuse("ref", "There is no document of this reference in the library. Check it, or add the document.")
            return None
        return document if self._agrees(row, document) else None

    def _agrees(self, row: Row, document: Document) -> bool:
        """Whether reference and file name are of one document; sorting one column alone tears rows apart."""
        name = row.cells.get("file")
        if not isinstance(name, str) or is_blank(name):
            return True
        others = self._by_file.get(_bare(name), [])
        version = self._versions.get(document.ref)
        mine = (version.file_name or version.address or "") if version else ""
        if _bare(mine) == _bare(name) or not others or document.ref in others:
            return True
        row.refuse(
            "file",
            f"This is the file of {others[0]}, and the reference is {document.ref}. Was one column sorted without "
            "the others? Put the right reference beside it.",
        )
        return False

    def _by_file_name(self, row: Row) -> Document | None:
        try:
            name = read_text(row.cells.get("file"))
        except Invalid as error:
            row.refuse("file", error.message)
            return None
        if not name:
            row.refuse("ref", "The row names no document. Write its reference, such as E-0042, or its file name.")
            return None
        folder, _, last = name.replace("\\", "/").rpartition("/")
        found = self._by_file.get(_bare(name)) or self._by_file.get(_bare(last), [])
        folder = folder or _folder(row)
        if len(found) > 1 and folder:
            inside = [ref for ref in found if _bare(self._versions[ref].folder or "").endswith(_bare(folder))]
            found = inside or found
        if len(found) == 1:
            return self._held[found[0]]
        if not found:
            near = nearest(name, list(self._by_file))
            meant = f" The nearest is “{self._shown(near)}”." if near else ""
            row.refuse("file", f"The library has no document with this file name.{meant} Add the file first.")
        else:
            row.refuse(
                "file", f"{len(found)} documents have this file name: {self._told(found)}. Write the reference."
            )
        return None

    def _shown(self, bare: str) -> str:
        version = self._versions[self._by_file[bare][0]]
        return version.file_name or version.address or ""

    def _told(self, refs: Iterable[str]) -> str:
        return ", ".join(f"{ref} (in {self._versions[ref].folder or 'no folder'})" for ref in refs)


def _bare(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def _folder(row: Row) -> str:
    cell = row.cells.get("folder")
    return cell.replace("\\", "/").strip("/ ") if isinstance(cell, str) else ""


def since_document(view: Reading, document: Document, stamp: str) -> str:
    """Say who changed which details of a document after the revision of a stamp."""
    number = stamp.partition("-")[0]
    known = int(number) if number.isdigit() else -1
    changes = [
        change
        for change in view.all(Change, ref=document.ref)
        if change.kind == "Document" and change.before and change.after and change.after["revision"] > known
    ]
    who = _told(view, document.ref, changes, DOCUMENTS, EDITABLE)
    return f"{document.ref} was changed after this register was made: {who}. {_AGAIN}"


def since_tag(view: Reading, tag: Tag) -> str:
    """Say who changed a tag last."""
    changes = [change for change in view.all(Change, ref=tag.ref) if change.kind == "Tag" and change.key == [tag.id]]
    who = _told(view, tag.ref, changes[-1:], TAGS, EDITABLE_TAG)
    return f"{tag.id} was changed after this register was made: {who}. {_AGAIN}"


def tag_gone(view: Reading, ref: str, tag_id: str) -> str:
    """Say who removed a tag that is no longer there."""
    changes = [
        change
        for change in view.all(Change, ref=ref)
        if change.kind == "Tag" and change.key == [tag_id] and change.after is None
    ]
    if not changes:
        return "The library has no tag of this id. Leave the cell blank to add a tag."
    event = {event.seq: event for event in view.history(ref)}.get(changes[-1].seq)
    who = f" by {event.actor} on {_day(event)}" if event else ""
    return f"This tag was removed{who}. Delete the row, or leave its id blank to add it anew."


def _told(view: Reading, ref: str, changes: list[Change], sheet: str, fields: tuple[str, ...]) -> str:
    events = {event.seq: event for event in view.history(ref)}
    told: list[str] = []
    for change in changes[-_NAMED_CHANGES:]:
        before, after, event = change.before or {}, change.after or {}, events.get(change.seq)
        names = [header_of(sheet, name) for name in fields if before.get(name) != after.get(name)]
        if event is not None and names:
            told.append(f"{event.actor} changed {', '.join(names)} on {_day(event)}")
    return "; ".join(told) or "the library has read its text since, and guessed anew"


def _day(event: Event) -> str:
    return f"{event.at.day} {event.at:%B %Y}"
