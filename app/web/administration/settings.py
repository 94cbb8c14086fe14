"""Every setting in force, with its sentence of help and where it comes from."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.settings import Settings
from app.web.asking import needs
from app.web.pages import Page
from app.web.rendering import show

router = APIRouter(dependencies=[needs("administrator")])
_ORIGINS = {"environment": "The environment", "command": "The command that started it", "default": "Default"}
_SECRET = ("password", "secret", "token", "key", "credential")
"""A setting with one of these in its name is never shown."""


class SettingLine(NamedTuple):
    """One setting."""

    variable: str
    value: str
    help: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class SettingsPage(Page):
    """The settings in force."""

    template: ClassVar[str] = "administration/settings.html"

    lines: tuple[SettingLine, ...]
    """Every setting, in the order of the documentation."""


@router.get("/administration/settings")
def show_settings(request: Request) -> Response:
    """Show the settings in force."""
    return show(request, SettingsPage(title="Settings", lines=setting_lines(request.app.state.settings)))


def setting_lines(settings: Settings) -> tuple[SettingLine, ...]:
    """Say each setting as people read it; what may be secret is only said to be set or not."""
    return tuple(
        SettingLine(
            f"EVIDENCE_{name.upper()}", _value(name, getattr(settings, name)),
            (field.description or "").replace("`", ""), _ORIGINS[settings.origin(name)],
        )
        for name, field in type(settings).model_fields.items()
    )  # fmt: skip


def _value(name: str, value: object) -> str:
    if any(word in name for word in _SECRET):
        return "Set, and not shown" if value else "Not set"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value.absolute()) if isinstance(value, Path) else str(value)
