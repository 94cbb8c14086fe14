"""``framework``: what is asked, by which rules, and whether a file of it is sound."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.shared import pairs, session_of
from evidence.errors import NotFound

if TYPE_CHECKING:
    from evidence.domain.frameworks import Framework

framework = group("Frameworks: the regulator's schemes as data.")
app.add_typer(framework, name="framework")


@framework.command("list", cls=JsonCommand)
def list_frameworks(context: typer.Context) -> None:
    """List the frameworks there are."""
    session = session_of(context)
    library = session.library
    in_force = library.frameworks.in_force().ref
    found = [library.frameworks.load(ref) for ref in library.frameworks.refs()]
    rows = [
        {"ref": f.ref, "version": f.version, "title": f.title, "retired": f.retired, "in_force": f.ref == in_force}
        for f in found
    ]
    words = [
        f"{'*' if f.ref == in_force else ' '} {f.ref} {f.version}: {f.title}{' (retired)' if f.retired else ''}"
        for f in found
    ]
    session.show({"frameworks": rows}, "\n".join([*words, "* in force"]))


@framework.command(cls=JsonCommand)
def show(
    context: typer.Context, ref: Annotated[str | None, typer.Argument(help="The one in force unless told.")] = None
) -> None:
    """Show a framework's statements, sub-topics and rules."""
    session = session_of(context)
    frameworks = session.library.frameworks
    found = frameworks.load(ref) if ref else frameworks.in_force()
    session.show(found.model_dump(mode="json"), lambda: _in_words(found))


def _in_words(found: "Framework") -> str:
    lines = [f"{found.title} ({found.ref} {found.version})", f"{found.provider}, {found.source_address}", ""]
    for theme in found.themes:
        lines.append(f"Theme {theme.number}: {theme.title}")
        for statement in (s for s in found.statements if s.theme == theme.number):
            lines += [f"  {statement.ref}  {statement.title}", f"       {statement.asks}"]
            lines += [f"       - {topic.title} ({topic.ref})" for topic in statement.sub_topics]
            lines.append(
                f"       required: {', '.join(statement.required)}; supporting: {', '.join(statement.supporting)}"
            )
    lines += ["", "Readiness rules (ours, not the regulator's):"]
    lines += [f"  {name}: {value}" for name, value in found.rules.model_dump(mode="json").items()]
    return "\n".join(lines)


@framework.command(cls=JsonCommand)
def check(context: typer.Context, file: Annotated[Path, typer.Argument(help="A framework file.")]) -> None:
    """Explain, line by line, what is wrong with a framework file."""
    from app.shipped import check_framework

    session = session_of(context)
    if not file.is_file():
        raise NotFound(f"There is no file {file}. Check the path.")
    findings = check_framework(file)
    rows = [
        {"line": f.line, "column": f.column, "where": f.where, "problem": f.problem, "advice": f.advice}
        for f in findings
    ]
    lines = [f"{file}:{f.line}:{f.column}: {f.where}: {f.problem} {f.advice}" for f in findings]
    session.exit_code = 2 if findings else 0
    session.show({"file": str(file), "findings": rows}, "\n".join(lines) or f"{file} is sound.")


@framework.command(cls=JsonCommand)
def use(context: typer.Context, ref: Annotated[str, typer.Argument(help="The framework to put in force.")]) -> None:
    """Put another framework in force; tags made under the old one stay, and readiness names them."""
    session = session_of(context)
    found = session.library.frameworks.put_in_force(session.library.actor, ref)
    session.settle()
    session.show(
        {"in_force": found.ref, "version": found.version}, f"{found.title} ({found.version}) is now in force."
    )


@framework.command(cls=JsonCommand)
def rules(
    context: typer.Context,
    changes: Annotated[
        list[str], typer.Argument(help="Such as strong.documents=4; an empty value goes back.", metavar="RULE=VALUE")
    ],
    save: Annotated[bool, typer.Option("--save", help="Keep the rules, having seen what they change.")] = False,
) -> None:
    """Show which cells a change of rule would change; nothing is saved without --save."""
    session = session_of(context)
    asked = pairs(changes)
    assurance = session.library.assurance
    found = assurance.compare_rules(asked)
    if save:
        session.library.frameworks.save_rules(session.library.actor, asked)
        session.settle()
    rows = [{"statement": c.statement, "category": c.category, "before": c.before, "after": c.after} for c in found]
    lines = [f"{c.statement} {c.category or 'verdict'}: {c.before} -> {c.after}" for c in found] or [
        "No cell would change."
    ]
    lines.append("Saved." if save else "Nothing is saved. Repeat with --save to keep these rules.")
    session.show({"changes": rows, "saved": save}, "\n".join(lines))
