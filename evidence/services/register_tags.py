"""Comparing the tags of an edited register with those of the library."""

import re
from typing import Any

from evidence.domain.documents import Document
from evidence.domain.register import DOCUMENTS, TAGS, header_of, meant, nearest, short_form
from evidence.domain.register import stamp as stamp_of
from evidence.domain.register_cells import is_blank, read_text, read_yes, same, shown
from evidence.domain.register_plan import Difference, RowChange
from evidence.domain.tags import EDITABLE_TAG, Tag
from evidence.errors import Invalid
from evidence.services.documents import sound_dates, spelled
from evidence.services.drafts import TagDraft
from evidence.services.register_matching import Matching, since_tag, tag_gone
from evidence.services.register_planning import Comparing, cell_value, read_stamp
from evidence.services.register_rows import Row
from evidence.services.tagging import anchored, same_tag

_FIELD_OF = {"what it shows": "proof", "stance": "stance", "source": "source"}
_FIXED = ("quote", "locator")
_REMOVE = re.compile(r"remove\s+", re.IGNORECASE)


class TagRows:
    """Compares the rows of the sheet Tags, and the short forms of tags in the sheet Documents."""

    def __init__(self, comparing: Comparing, matching: Matching, *, anyway: bool) -> None:
        self._with = comparing
        self._matching = matching
        self._anyway = anyway
        self._by_id = {tag.id: tag for tags in comparing.tags.values() for tag in tags}
        self._seen: dict[str, int] = {}
        self._removed: set[str] = set()
        self._new: set[tuple[Any, ...]] = set()

    def compare(self, row: Row) -> list[RowChange]:
        """Return what a row of the sheet Tags would change."""
        try:
            remove = read_yes(row.cells.get("remove"))
        except Invalid as error:
            row.refuse("remove", error.message)
            return []
        if is_blank(row.cells.get("id")):
            return [] if remove else self._added(row)
        tag_id = str(row.cells["id"]).strip().upper()
        if tag_id in self._seen:
            row.refuse("id", f"{tag_id} stands in row {self._seen[tag_id]} already. Keep one row for each tag.")
            return []
        self._seen[tag_id] = row.number
        tag = self._by_id.get(tag_id)
        if tag is None:
            if not remove:
                row.refuse("id", tag_gone(self._with.view, spelled(str(row.cells.get("ref") or "")), tag_id))
            return []
        ref = row.cells.get("ref")
        if not is_blank(ref) and spelled(str(ref)) != tag.ref:
            row.refuse(
                "ref",
                f"{tag.id} is a tag of {tag.ref}. Was one column sorted without the others? To tag another document, "
                "add a row without a tag id.",
            )
            return []
        return self._gone(row, tag) if remove else self._changed(row, tag)

    def _gone(self, row: Row, tag: Tag) -> list[RowChange]:
        self._check_stamp(row, tag)
        if not row.wrong:
            self._removed.add(tag.id)
        return [self._removal(row, tag)]

    def _removal(self, row: Row, tag: Tag) -> RowChange:
        difference = Difference("statement", header_of(TAGS, "statement"), short_form(tag), None)
        title = self._with.held[tag.ref].title
        return RowChange(row.sheet, row.number, "tag removed", tag.ref, title, (difference,), tag=tag.id)

    def _changed(self, row: Row, tag: Tag) -> list[RowChange]:
        document = self._with.held[tag.ref]
        line = self._with.wording.tag(tag, document)
        exported = not is_blank(row.cells.get("revision"))
        given = {
            name
            for name in (*EDITABLE_TAG, *_FIXED)
            if name in row.cells and not same(row.cells[name], line.cells[name])
            and (exported or not is_blank(row.cells[name]))
        }  # fmt: skip
        for name in given.intersection(_FIXED):
            row.refuse(
                name, "The words of a tag cannot be changed. Remove the tag, and add a row with the right ones."
            )
        if given and tag.framework != self._with.framework.ref:
            advice = f"The tag was made under {tag.framework}, which is not in force. Remove it, and add a row."
            row.refuse("framework", advice)
            return []
        fields = self._fields(row, {name: getattr(tag, name) for name in EDITABLE_TAG}, given.difference(_FIXED))
        if fields is None:
            return []
        values = {name: fields[name] for name in EDITABLE_TAG if fields[name] != getattr(tag, name)} if given else {}
        if not values:
            return []
        self._check_stamp(row, tag)
        differences = tuple(
            Difference(name, header_of(TAGS, name), getattr(tag, name), value) for name, value in values.items()
        )
        values["framework_version"] = fields["framework_version"]
        return [
            RowChange(
                TAGS, row.number, "tag changed", tag.ref, document.title, differences, tag=tag.id, values=values
            )
        ]  # fmt: skip

    def _check_stamp(self, row: Row, tag: Tag) -> None:
        stamp = read_stamp(row)
        if stamp and not self._anyway and stamp != stamp_of(tag):
            row.refuse("revision", since_tag(self._with.view, tag))

    def _fields(self, row: Row, start: dict[str, Any], given: set[str]) -> dict[str, Any] | None:
        """Return the checked fields of a tag with those given in the row, ``None`` when one of them is wrong."""
        stated = dict(start)
        for name in sorted(given):
            try:
                value = cell_value(name, row) or None
                stated[name] = self._with.wording.statement(value) if name == "statement" and value else value
            except Invalid as error:
                row.refuse(name, error.message)
        if row.wrong or not given:
            return None if row.wrong else {**stated, "framework_version": self._with.framework.version}
        stated["stance"] = stated.get("stance") or "strength"
        if not stated.get("statement"):
            row.refuse("statement", "A tag always has a statement. Write one, such as QS1, or yes under Remove.")
            return None
        return self._checked(row, TagDraft(**stated))

    def _checked(self, row: Row, draft: TagDraft) -> dict[str, Any] | None:
        try:
            sound_dates(draft.covers_from, draft.covers_to)
        except Invalid as error:
            row.refuse("covers_to", error.message)
            return None
        try:
            return draft.check(self._with.framework)
        except Invalid as error:
            name = _FIELD_OF.get(str(error.details.get("field")), "") or next(
                (key for key in ("sub_topic", "category", "statement") if key in error.details), "statement"
            )
            row.refuse(name, meant(error.message, self._near(name, getattr(draft, name), draft.statement)))
            return None

    def _near(self, name: str, text: str | None, statement: str) -> str | None:
        framework = self._with.framework
        known = {
            "category": [word for one in framework.categories for word in (one.title, one.ref)],
            "sub_topic": [
                word for one in framework.statements if one.ref == statement for topic in one.sub_topics
                for word in (topic.title, topic.ref)
            ],
        }.get(name, [])  # fmt: skip
        return nearest(text or "", known)

    def _added(self, row: Row) -> list[RowChange]:
        document = self._matching.document(row)
        if document is None:
            return []
        given = {name for name in (*EDITABLE_TAG, *_FIXED) if not is_blank(row.cells.get(name))}
        if not given:
            row.refuse("statement", "A tag always has a statement. Write one, such as QS1.")
            return []
        fields = self._fields(row, {}, given.difference(_FIXED) | {"statement"})
        if fields is None:
            return []
        try:
            words = {name: read_text(row.cells.get(name)) or None for name in _FIXED}
        except Invalid as error:
            row.refuse("quote", error.message)
            return []
        stated = {name: fields[name] for name in EDITABLE_TAG}
        draft = TagDraft(**stated, quote=words["quote"], passage=words["locator"])
        return self._unless_held(row, document, draft, fields)

    def _unless_held(self, row: Row, document: Document, draft: TagDraft, fields: dict[str, Any]) -> list[RowChange]:
        """Return the new tag, or nothing when the document, or an earlier row, has the very same."""
        try:
            anchor = anchored(self._with.view, document, draft)
        except Invalid as error:
            row.refuse("quote" if draft.quote and "near" in error.details else "locator", error.message)
            return []
        quote = anchor.get("quote")
        left = [tag for tag in self._with.tags[document.ref] if tag.id not in self._removed]
        key = (document.ref, *(fields[name] for name in EDITABLE_TAG), quote)
        if key in self._new or same_tag(left, fields, quote):
            return []
        self._new.add(key)
        values = {name: getattr(draft, name) for name in (*EDITABLE_TAG, "quote", "passage")}
        headers = {**{name: header_of(TAGS, name) for name in EDITABLE_TAG}, "quote": "Quote", "passage": "Passage"}
        differences = tuple(
            Difference(name, headers[name], None, value) for name, value in values.items() if value is not None
        )
        return [
            RowChange(row.sheet, row.number, "tag added", document.ref, document.title, differences, values=values)
        ]

    def short_forms(self, row: Row, document: Document, notes: list[str]) -> list[RowChange]:
        """Return what the short forms in the column Tags of the sheet Documents would add and remove."""
        tags = self._with.tags[document.ref]
        exported = list(dict.fromkeys(map(short_form, tags)))
        cell = row.cells.get("tags")
        if same(cell, shown(exported)):
            return []
        try:
            parts = [part.strip() for part in re.split(r"[;,\n]", read_text(cell)) if part.strip()]
        except Invalid as error:
            row.refuse("tags", error.message)
            return []
        changes: list[RowChange] = []
        for part in parts:
            if _REMOVE.match(part):
                changes += self._shortly_removed(row, tags, _REMOVE.sub("", part, count=1))
            elif part not in exported:
                changes += self._shortly_added(row, document, tags, part)
        stated = {_REMOVE.sub("", part, count=1) for part in parts}
        left_out = [one for one in exported if one not in stated] if not is_blank(row.cells.get("revision")) else []
        if left_out and not row.wrong:
            notes.append(
                f"{DOCUMENTS} row {row.number}: {', '.join(left_out)} is left out of Tags, and stays. To remove it, "
                f"write “remove {left_out[0]}”."
            )
        return changes

    def _shortly_added(self, row: Row, document: Document, tags: list[Tag], part: str) -> list[RowChange]:
        try:
            stated = TagDraft.short(part)
            statement = self._with.wording.statement(stated.statement)
        except Invalid as error:
            row.refuse("tags", error.message, shows=part)
            return []
        draft = TagDraft(statement, stated.category, proof=stated.proof.casefold() if stated.proof else None)
        try:
            fields = draft.check(self._with.framework)
        except Invalid as error:
            near = self._near("category", draft.category, statement) if "category" in error.details else None
            row.refuse("tags", meant(error.message, near), shows=part)
            return []
        told = {name: fields[name] for name in ("statement", "category", "proof") if fields[name]}
        if any(all(getattr(tag, name) == value for name, value in told.items()) for tag in tags):
            return []
        resolved = TagDraft(**{name: fields[name] for name in EDITABLE_TAG})
        return self._unless_held(row, document, resolved, fields)

    def _shortly_removed(self, row: Row, tags: list[Tag], part: str) -> list[RowChange]:
        wanted = part.casefold().rstrip("/")
        found = [tag for tag in tags if wanted in (short_form(tag).casefold(), tag.id.casefold())]
        if len(found) > 1:
            ids = ", ".join(tag.id for tag in found)
            row.refuse("tags", f"Several tags are {part}: {ids}. Write “remove” and the id of one.", shows=part)
            return []
        fresh = [tag for tag in found if tag.id not in self._removed]
        self._removed.update(tag.id for tag in fresh)
        return [self._removal(row, tag) for tag in fresh]
