"""Registers every command, in the order that ``evidence --help`` lists them."""

from app.cli import (  # noqa: F401 - importing a module registers its commands
    adding,
    assurance,
    documents,
    finding,
    frameworks,
    packs,
    serving,
    tagging,
    upkeep,
)
