"""Registers every command, in the order that ``evidence --help`` lists them."""

# ruff: noqa: F401 - importing a module registers its commands
# isort: off
from app.cli import adding
from app.cli import tagging
from app.cli import finding
from app.cli import documents
from app.cli import assurance
from app.cli import board
from app.cli import findings
from app.cli import redacting
from app.cli import register
from app.cli import clearances
from app.cli import packs
from app.cli import frameworks
from app.cli import retention
from app.cli import people
from app.cli import access
from app.cli import sign_on
from app.cli import upkeep
from app.cli import audit
from app.cli import serving
