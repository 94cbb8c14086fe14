"""``tag`` and ``untag``."""

from dataclasses import replace
from typing import Annotated

import typer

from app.cli.main import JsonCommand, app
from app.cli.shared import StatementArgument, session_of
from evidence.errors import Invalid


@app.command(cls=JsonCommand)
def tag(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(help="A reference, or several with commas.", metavar="REF")],
    statement: StatementArgument,
    category: Annotated[
        str | None, typer.Option(help="The evidence category; presumed from the kind unless told.")
    ] = None,
    sub_topic: Annotated[str | None, typer.Option(help="The sub-topic of the statement.")] = None,
    proof: Annotated[
        str | None, typer.Option(help="What it shows: intention, policy, practice, result, outcome.")
    ] = None,
    stance: Annotated[str, typer.Option(help="strength, gap, planned, challenge or context.")] = "strength",
    source: Annotated[str | None, typer.Option(help="Who says so, where it differs from the document’s.")] = None,
    passage: Annotated[str | None, typer.Option(help="Tag one passage by its locator, such as “p. 4”.")] = None,
    quote: Annotated[str | None, typer.Option(help="Tag these words of the document.")] = None,
    impact: Annotated[str | None, typer.Option(help="So what, for people? For key evidence.")] = None,
) -> None:
    """Tag documents, or a passage, to a quality statement; only the statement is obligatory."""
    from app.presenting import tag_json
    from evidence.services.drafts import TagDraft

    session = session_of(context)
    library = session.library
    short = TagDraft.short(statement)
    draft = replace(
        short, category=category or short.category, sub_topic=sub_topic, proof=proof or short.proof, stance=stance,
        source=source, impact=impact, quote=quote, passage=passage,
    )  # fmt: skip
    refs = [part.strip() for part in ref.split(",") if part.strip()]
    if not refs:
        raise Invalid("Name the document to tag, such as E-0042, or several with commas.")
    tags = library.tagging.tag(library.actor, refs, draft)
    session.settle()
    words = [
        f"{made.id}  {made.ref} tagged to {made.statement}" + (f", {made.locator}" if made.locator else "")
        for made in tags
    ]
    session.show({"tags": [tag_json(made) for made in tags]}, "\n".join(words))


@app.command(cls=JsonCommand)
def untag(
    context: typer.Context,
    tag_id: Annotated[str, typer.Argument(help="A tag’s id, such as T-00017.", metavar="TAG-ID")],
) -> None:
    """Remove one tag; `undo` brings it back."""
    from app.presenting import tag_json

    session = session_of(context)
    removed = session.library.tagging.untag(session.library.actor, tag_id)
    session.settle()
    session.show(
        {"removed": tag_json(removed)}, f"{removed.id} removed from {removed.ref}. `evidence undo` brings it back."
    )
