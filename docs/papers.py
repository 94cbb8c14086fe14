"""The papers that are written from data: the table of OWASP ASVS, who may do what, the accessibility statement."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import lxml.html
import yaml

from app.web.accessibility.routes import PREPARED_ON, StatementPage
from app.web.pages import Shell
from app.web.rendering import environment
from app.web.wording import day
from evidence.domain.people import MAY, ROLE_TITLES, ROLES

HERE = Path(__file__).parent
CHAPTERS = (
    "Encoding and sanitisation", "Validation and business logic", "Front end", "API and web service", "Files",
    "Authentication", "Sessions", "Authorisation", "Self-contained tokens", "OAuth and OpenID Connect",
    "Cryptography", "Secure communication", "Configuration", "Data protection", "Coding and architecture",
    "Logging and errors", "WebRTC",
)  # fmt: skip
_ABOUT_ASVS = (
    "Written by `make docs` from `docs/asvs.yaml`. Each requirement stands in words of ours; the standard's own "
    "under its number. “Met” names tests that would fail otherwise, or the document that says what is asked for."
)
_ABOUT_ACCESS = (
    "Written by `make docs` from `evidence/domain/people.py`, which decides it. Each line is a kind of event; what "
    "has no line, nobody may do. Whoever owns the library's folder may do everything, by command."
)
_WORDS = {"met": "met", "not-applicable": "does not apply", "not-met": "**not met**"}


def requirements() -> list[dict[str, Any]]:
    """Return every requirement of levels 1 and 2 with its status."""
    read: list[dict[str, Any]] = yaml.safe_load((HERE / "asvs.yaml").read_text(encoding="utf-8"))
    return read


def counts(level: int) -> Counter[str]:
    """Count the requirements of a level by status; level 2 takes in level 1, as the standard says."""
    return Counter(one["status"] for one in requirements() if one["level"] <= level)


def share(counted: Mapping[str, int]) -> float:
    """Return the share, in per cent, of what applies that is met.

    >>> share({"met": 3, "not-met": 1, "not-applicable": 9})
    75.0
    """
    return 100 * counted["met"] / (counted["met"] + counted["not-met"])


def asvs() -> str:
    """Return the table of requirements as a page."""
    lines = [
        "# OWASP ASVS 5.0.0, levels 1 and 2", "",
        _ABOUT_ASVS, "",
        "| level | requirements | met | do not apply | not met | met of what applies |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for level, words in ((1, "1"), (2, "2, with 1")):
        counted = counts(level)
        told = (sum(counted.values()), counted["met"], counted["not-applicable"], counted["not-met"])
        lines.append(f"| {words} | {' | '.join(map(str, told))} | {share(counted):.1f} % |")
    for number, chapter in enumerate(CHAPTERS, 1):
        rows = [one for one in requirements() if one["id"].startswith(f"V{number}.")]
        lines += ["", f"## V{number} {chapter}", "", "| | level | asks | | shown by |", "|---|---|---|---|---|"]
        lines += [
            f"| {one['id'].removeprefix('V')} | {one['level']} | {one['asks']} | {_said(one)} | {_shown(one)} |"
            for one in rows
        ]
    return "\n".join(lines) + "\n"


def _said(one: Mapping[str, Any]) -> str:
    note = one.get("note", "")
    return f"{_WORDS[one['status']]}{': ' if note else ''}{note}"


def _shown(one: Mapping[str, Any]) -> str:
    return "<br>".join(_link(shown) if ".md" in shown else f"`{shown}`" for shown in one.get("shown_by", ()))


def _link(heading: str) -> str:
    path, _, anchor = heading.partition("#")
    name = path.removeprefix("docs/")
    return f"[{anchor.replace('-', ' ')}]({name if name != path else f'../{path}'}#{anchor})"


def access() -> str:
    """Return who may do what, from the one table that decides it."""
    titles = " | ".join(ROLE_TITLES[role] for role in ROLES)
    lines = [
        "# Who may do what", "",
        _ABOUT_ACCESS, "",
        f"| event | {titles} |", "|---|" + "---|" * len(ROLES),
    ]  # fmt: skip
    lines += [
        f"| {verb} | {' | '.join('yes' if role in MAY[verb] else '' for role in ROLES)} |" for verb in sorted(MAY)
    ]
    return "\n".join(lines) + "\n"


def accessibility() -> str:
    """Return the accessibility statement, as the page shows it."""
    shell = Shell(council="", name="", path="/accessibility", section="")
    page = StatementPage(title="Accessibility statement", prepared_on=day(PREPARED_ON))
    shown = environment().get_template(page.template).render(shell=shell, **page.context())
    (main,) = lxml.html.fromstring(shown).xpath("//main")
    return "\n".join(_as_markdown(main.iter("h1", "h2", "h3", "p", "li"))).strip() + "\n"


def _as_markdown(parts: Iterator[lxml.html.HtmlElement]) -> Sequence[str]:
    lines: list[str] = []
    for part in parts:
        words = " ".join(part.text_content().split())
        if part.tag == "li":
            lines += [f"- {words}"] if lines and lines[-1].startswith("- ") else ["", f"- {words}"]
        else:
            lines += ["", {"h1": "# ", "h2": "## ", "h3": "### "}.get(part.tag, "") + words]
    return lines


def write() -> None:
    """Write them, and say how many requirements are met."""
    for name, text in {"asvs": asvs(), "access": access(), "accessibility": accessibility()}.items():
        (HERE / f"{name}.md").write_text(text, encoding="utf-8")
    for level in (1, 2):
        counted = counts(level)
        print(  # noqa: T201 - it is a command
            f"OWASP ASVS 5.0.0, level {level}: {counted['met']} met, {counted['not-applicable']} do not apply, "
            f"{counted['not-met']} not met; {share(counted):.1f} % of those that apply."
        )


if __name__ == "__main__":
    write()
