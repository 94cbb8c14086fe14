"""Bring a catalogue's schema up to date with Alembic, in one transaction that whoever calls has begun."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def configuration(connection: Connection) -> Config:
    """Make Alembic's configuration in memory, pointing at our migrations and this connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Run every migration that this catalogue lacks, inside the transaction that is open: all of them or none."""
    command.upgrade(configuration(connection), "head")
