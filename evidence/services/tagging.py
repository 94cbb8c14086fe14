"""Tagging documents and passages to statements, and keeping quotes findable across versions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evidence.domain.anchoring import Anchor, anchor_of, find, locate_quote, near_misses
from evidence.domain.documents import Document, Passage
from evidence.domain.people import Actor
from evidence.domain.tags import Tag
from evidence.errors import Invalid, NotFound
from evidence.ports import Catalogue, Clock, Reading, Writing
from evidence.services.documents import document_in
from evidence.services.drafts import TagDraft
from evidence.services.frameworks import Frameworks

_LONGEST_QUOTE = 1_000


class Tagging:
    """Says which statements documents speak to. One call is one step, however many documents, and undoable."""

    def __init__(self, catalogue: Catalogue, frameworks: Frameworks, clock: Clock) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._clock = clock

    def tag(self, actor: Actor, refs: Sequence[str], draft: TagDraft) -> list[Tag]:
        """Tag each document to one statement; a document that has the very same tag keeps that one.

        With a quote or a passage, the words must stand in every document named. Raises ``NotFound``,
        ``Invalid``; then nothing is tagged.
        """
        with self._catalogue.writing(actor) as work:
            fields = draft.check(self._frameworks.seen_in(work))
            tags = [self.make(work, actor, document_in(work, ref), draft, fields) for ref in dict.fromkeys(refs)]
            fresh = [tag for tag, made in tags if made]
            if fresh:
                about = {"tags": [tag.id for tag in fresh], "statement": fields["statement"]}
                work.record("tagged", [tag.ref for tag in fresh], about=about)
        return [tag for tag, _ in tags]

    def make(
        self, work: Writing, actor: Actor, document: Document, draft: TagDraft, fields: dict[str, Any]
    ) -> tuple[Tag, bool]:
        """Make one tag inside a transaction; says whether it is new."""
        anchor = anchored(work, document, draft)
        known = same_tag(work.all(Tag, ref=document.ref, statement=fields["statement"]), fields, anchor.get("quote"))
        if known is not None:
            return known, False
        tag = Tag(
            **fields, **anchor, id=work.next_id("T", 5), ref=document.ref,
            added_at=self._clock.now(), added_by=actor.name,
        )  # fmt: skip
        work.save(tag)
        return tag, True

    def untag(self, actor: Actor, tag_id: str) -> Tag:
        """Remove one tag; raises ``NotFound``."""
        with self._catalogue.writing(actor) as work:
            tag = work.find(Tag, tag_id.strip().upper())
            if tag is None:
                raise NotFound(
                    f"There is no tag {tag_id[:40]}. `evidence show REF` lists a document’s tags with their ids.",
                    details={"tag": tag_id[:40]},
                )
            work.remove(tag)
            work.record("untagged", [tag.ref], about={"tags": [tag.id], "statement": tag.statement})
        return tag

    def of(self, ref: str) -> list[Tag]:
        """Return the tags of a document."""
        with self._catalogue.reading() as view:
            return view.all(Tag, ref=document_in(view, ref).ref)


def find_quotes_again(work: Writing, document: Document) -> dict[str, int]:
    """Look for every quote tagged in the document in its current version; returns how many had each outcome.

    The quote itself stays as it was tagged; where it stands now, and whether it was kept, moved, changed or
    lost, is noted on the tag.
    """
    passages = work.all(Passage, ref=document.ref, number=document.current_version)
    texts = [(passage.place, passage.text) for passage in passages]
    locators = {passage.place: passage.locator for passage in passages}
    outcomes: dict[str, int] = {}
    for tag in work.all(Tag, ref=document.ref):
        if not tag.quote or tag.number == document.current_version:
            continue
        found = find(Anchor(tag.quote, tag.before or "", tag.after or ""), texts, place=tag.place)
        tag.anchoring, tag.number = found.outcome, document.current_version
        if found.place is not None:
            tag.place, tag.locator = found.place, locators[found.place]
        work.save(tag, remembered=False)
        outcomes[found.outcome] = outcomes.get(found.outcome, 0) + 1
    return outcomes


def same_tag(tags: Iterable[Tag], fields: Mapping[str, Any], quote: str | None) -> Tag | None:
    """Return the tag that says the very same, or ``None``."""
    wanted = {**fields, "quote": quote}
    return next((tag for tag in tags if all(getattr(tag, name) == value for name, value in wanted.items())), None)


def anchored(view: Reading, document: Document, draft: TagDraft) -> dict[str, Any]:
    """Return where the words of a draft stand, as fields of its tag; empty when it speaks of the whole document.

    Raises ``Invalid`` when the document has no such words or passage.
    """
    if not (draft.quote or draft.passage):
        return {}
    passages = view.all(Passage, ref=document.ref, number=document.current_version)
    if not passages:
        raise Invalid(
            f"The text of {document.ref} is not held, so a passage of it cannot be tagged. Tag the whole document.",
            details={"ref": document.ref},
        )
    within = _located(document, passages, draft.passage) if draft.passage else passages
    by_place = {passage.place: passage for passage in within}
    if draft.quote:
        start, end, place = _quoted(document, within, draft.quote)
    else:
        place, start = within[0].place, 0
        end = _cut(within[0].text)
    anchor = anchor_of(by_place[place].text, start, end)
    return {
        "quote": anchor.quote, "before": anchor.before, "after": anchor.after, "place": place,
        "locator": by_place[place].locator, "number": document.current_version,
    }  # fmt: skip


def _located(document: Document, passages: Sequence[Passage], locator: str) -> list[Passage]:
    wanted = " ".join(locator.casefold().split())
    found = [passage for passage in passages if passage.locator.casefold() == wanted]
    if not found:
        known = list(dict.fromkeys(passage.locator for passage in passages))
        raise Invalid(
            f"{document.ref} has no passage “{locator[:60]}”. It has: {', '.join(known[:12])}"
            f"{' …' if len(known) > 12 else ''}.",  # noqa: PLR2004 - as many as one reads in a line
            details={"ref": document.ref, "known": known[:200]},
        )
    return found


def _quoted(document: Document, passages: Sequence[Passage], quote: str) -> tuple[int, int, int]:
    texts = [(passage.place, passage.text) for passage in passages]
    found = locate_quote(quote, texts)
    if found.place is None or found.start is None or found.end is None:
        near = near_misses(quote, texts)
        advice = f" The nearest words are: “{near[0].text}”." if near else ""
        raise Invalid(
            f"These words do not stand in {document.ref}.{advice} Copy them from the document.",
            details={"ref": document.ref, "near": [miss.text for miss in near]},
        )
    text = next(text for place, text in texts if place == found.place)
    # A quote that runs on into the next passage is anchored by its part in the first.
    end = found.end if found.end_place in (None, found.place) else len(text)
    return found.start, end, found.place


def _cut(text: str) -> int:
    if len(text) <= _LONGEST_QUOTE:
        return len(text)
    return text.rfind(" ", 0, _LONGEST_QUOTE) if " " in text[:_LONGEST_QUOTE] else _LONGEST_QUOTE
