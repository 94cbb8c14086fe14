"""Tags: which statements documents speak to."""

from typing import Annotated, Any

from fastapi import APIRouter, Body

from app.api.resources import ActorDep, BackgroundDep, LibraryDep, problems
from app.presenting import tag_json
from evidence.domain.tags import without_words
from evidence.services.drafts import TagDraft

router = APIRouter(tags=["tags"])


@router.post("/documents/{ref}/tags", status_code=201, responses=problems(404, 422))
def tag(
    library: LibraryDep, actor: ActorDep, background: BackgroundDep, ref: str,
    statement: Annotated[str, Body()], category: Annotated[str | None, Body()] = None,
    sub_topic: Annotated[str | None, Body()] = None, proof: Annotated[str | None, Body()] = None,
    stance: Annotated[str, Body()] = "strength", source: Annotated[str | None, Body()] = None,
    passage: Annotated[str | None, Body(description="A locator, such as “p. 4”.")] = None,
    quote: Annotated[str | None, Body(description="Words of the document.")] = None,
    impact: Annotated[str | None, Body()] = None,
) -> dict[str, Any]:  # fmt: skip
    """Tag a document, several (references with commas), or a passage, to a statement."""
    draft = TagDraft(
        statement=statement, category=category, sub_topic=sub_topic, proof=proof, stance=stance, source=source,
        impact=impact, quote=quote, passage=passage,
    )  # fmt: skip
    refs = ref.split(",")
    if quote or passage:
        # Whether words stand in a document tells of it, as reading it does.
        for one in refs:
            library.restricting.read(actor, one, "words to tag")
    made = library.tagging.tag(actor, refs, draft)
    background.wake()
    return {"tags": [tag_json(tag) for tag in made]}


@router.delete("/tags/{tag_id}", responses=problems(404))
def untag(library: LibraryDep, actor: ActorDep, background: BackgroundDep, tag_id: str) -> dict[str, Any]:
    """Remove one tag."""
    removed = library.tagging.untag(actor, tag_id)
    background.wake()
    is_open = library.restricting.read_if_open(actor, removed.ref, "the words of its tags")
    return {"removed": tag_json(removed if is_open else without_words(removed))}
