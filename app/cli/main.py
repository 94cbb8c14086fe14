"""``evidence``: the command itself, and the one place where failures become words and exit codes."""

import json
import secrets
import sys
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from app.cli.session import Session, printable
from app.errors import no_text, of_the_machine
from evidence.errors import EvidenceError, Invalid


class JsonCommand(TyperCommand):
    """A command whose help says that it takes ``--json``; ``run`` looks for it anywhere on the line."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "epilog": "With --json: one JSON document instead of words."})


class Group(TyperGroup):
    """A group whose commands are listed in the order they were written."""


def group(help_text: str) -> typer.Typer:
    """Make a group of commands."""
    return typer.Typer(help=help_text, cls=Group, rich_markup_mode=None)


app = typer.Typer(
    name="evidence",
    help="The evidence library for CQC assessment of adult social care.",
    cls=Group,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def main(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="The folder the library lives in (or set EVIDENCE_HOME).", metavar="DIR")
    ] = None,
) -> None:
    """The evidence library for CQC assessment of adult social care."""
    session: Session = context.obj
    session.set_home(home)


def run() -> None:
    """Run one command and exit with its code; never a traceback."""
    from app.cli import commands  # noqa: F401 - registers the commands on ``app``

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal of another encoding shows “?” for what it lacks; JSON is UTF-8 for whoever reads it.
            stream.reconfigure(errors="replace", encoding="utf-8" if "--json" in sys.argv else None)
    given, after = _split(sys.argv[1:])
    session = Session(as_json="--json" in given)
    sys.exit(_run(session, [argument for argument in given if argument != "--json"] + after))


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Part the arguments at ``--``: what follows it is never an option."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:end], arguments[end:]


def _run(session: Session, arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    given = arguments or ([] if session.as_json else ["--help"])
    try:
        result = command.main(args=given, prog_name="evidence", standalone_mode=False, obj=session)
    except (EvidenceError, UnicodeEncodeError) as error:
        return _failed(session, error if isinstance(error, EvidenceError) else no_text())
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("Stopped. What was acknowledged is kept.", err=True)
        return 130
    except typer.TyperException as error:
        return _misused(session, error)
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001 - the edge: nobody is shown a traceback
        known = of_the_machine(error)
        return _failed(session, known) if known else _surprised(session, error)
    finally:
        session.close()
    return int(result or session.exit_code)


def _failed(session: Session, error: EvidenceError) -> int:
    from app.errors import family_of, problem

    _tell(session, problem(error), error.message)
    for finding in () if session.as_json else error.details.get("findings", ()):
        typer.echo(printable(f"  - {finding}"), err=True)
    return family_of(error)[1]


def _misused(session: Session, error: Any) -> int:
    from app.errors import problem

    usage = error.ctx.get_usage() if getattr(error, "ctx", None) else ""
    message = error.format_message()
    _tell(session, problem(Invalid(message)), f"{usage}\n{message}".strip())
    return 2


def _surprised(session: Session, error: Exception) -> int:
    from app.errors import UNEXPECTED_EXIT, unexpected

    error_id = secrets.token_hex(4)
    log = session.log_file()
    if log:
        # Kinds of error and places in the code only: a message may hold words of a document.
        frames = "".join(traceback.format_tb(error.__traceback__))
        try:
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{error_id} {type(error).__name__}\n{frames}\n")
        except OSError:
            log = None
    body = unexpected(error_id)
    where = f" The details are in {log}." if log else ""
    _tell(session, body, body["detail"] + where)
    return UNEXPECTED_EXIT


def _tell(session: Session, body: dict[str, Any], message: str) -> None:
    if session.as_json:
        sys.stdout.write(json.dumps(body, ensure_ascii=False, indent=2) + "\n")
    else:
        typer.echo(printable(message), err=True)
