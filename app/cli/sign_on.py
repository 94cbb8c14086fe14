"""``sign-on``: whether the council's own sign-on is set up as it should be."""

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.shared import session_of

sign_on = group("The council's own sign-on (OpenID Connect).")
app.add_typer(sign_on, name="sign-on")
_WRONG = 2


@sign_on.command(cls=JsonCommand)
def check(context: typer.Context) -> None:
    """Ask the provider, and say in plain words what is wrong with how sign-on is set up."""
    session = session_of(context)
    settings = session.settings
    reached = settings.address or f"http://{settings.host}:{settings.port}"
    back = f"{reached}/sign-on/back"
    found = session.library.signing_on.examine(back)
    wrong = [one for one in found if not one.is_well]
    lines = [f"{'   ' if one.is_well else '!! '}{one.words}" for one in found]
    lines.append(f"The provider must know this as the address to come back to (redirect URI): {back}")
    lines.append("Sign-on is set up well." if not wrong else "Put right what is marked !! and check again.")
    session.exit_code = _WRONG if wrong else 0
    rows = [{"well": one.is_well, "words": one.words} for one in found]
    session.show({"back": back, "well": not wrong, "found": rows}, "\n".join(lines))
