"""``search``: find an example, with its page."""

import html
import re
from typing import Annotated, Any

import typer

from app.cli.main import JsonCommand, app
from app.cli.shared import session_of


@app.command(cls=JsonCommand)
def search(
    context: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(help='Words, "phrases", -not, OR, prefix*, field:value.')
    ] = None,
    theme: Annotated[list[str] | None, typer.Option(help="Only this theme, by number.")] = None,
    statement: Annotated[list[str] | None, typer.Option(help="Only documents tagged to this statement.")] = None,
    category: Annotated[list[str] | None, typer.Option(help="Only this evidence category.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind of document.")] = None,
    sort: Annotated[str, typer.Option(help="relevance or date.")] = "relevance",
    like: Annotated[str | None, typer.Option(help="More documents like this one.", metavar="REF")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many documents to show.")] = 20,
    ambiguous: Annotated[
        bool, typer.Option("--ambiguous", help="Expand abbreviations that mean several things too.")
    ] = False,
) -> None:
    """Find passages by their words, grouped by document."""
    session = session_of(context)
    library = session.library
    session.settle()
    chosen = {"theme": theme, "statement": statement, "category": category, "kind": kind}
    found = library.finding.search(
        " ".join(query or ()), on=library.clock.today(), filters={k: v for k, v in chosen.items() if v},
        sort=sorting(sort), like=like, limit=limit, expand_ambiguous=ambiguous,
    )  # fmt: skip
    data = found.as_json()
    session.show(data, lambda: _in_words(data))


def sorting(sort: str) -> Any:
    """Return the order asked for; raises ``Invalid`` for another."""
    from evidence.services.drafts import one_of

    one_of("sort order", sort, ("relevance", "date"))
    return sort


def _in_words(data: dict[str, Any]) -> str:
    lines = []
    for document in data["documents"]:
        tags = f"  [{', '.join(document['statements'])}]" if document["statements"] else ""
        late = {"out-of-date": "  OUT OF DATE", "due": "  due for review"}.get(document["currency"], "")
        lines.append(f"{document['ref']}  {document['title']}{tags}{late}")
        lines += [f"    {p['locator']}: {_plain(p['snippet'])}" for p in document["passages"]]
    for expansion in data["expanded"]:
        lines.append(f"“{expansion['typed']}” was also searched as: {', '.join(expansion['also'])}.")
    lines += data["notes"]
    if data["did_you_mean"]:
        lines.append(f"Did you mean: {', '.join(data['did_you_mean'])}?")
    if data["nearest"]:
        lines.append(f"Nearest that finds something: {data['nearest']['query']} ({data['nearest']['total']}).")
    if data["behind"]:
        lines.append(f"The index is {data['behind']} events behind: something new may be missing.")
    count = data["total"]
    lines.append(f"{count:,} document{'' if count == 1 else 's'}.")
    return "\n".join(lines)


def _plain(snippet: str) -> str:
    return html.unescape(re.sub(r"</?mark>", "*", snippet)).replace("\n", " ")
