"""The program, loaded once: what the process that forks commands has in memory.

Loading takes seconds and touches nothing of a library, so it may be shared; all that follows is a command's own.
Only that process and the commands it forks import this module.
"""

import ctypes
import importlib
import os
import pkgutil
import signal
import sys
import tempfile
from multiprocessing.connection import Connection

import app
import evidence
from app.cli.main import run as run_command
from evidence.adapters.frameworks import FileFrameworks, load_vocabulary, schemas_folder
from faults import planting
from faults.launching import Order, complaints

_LATE = ("uvicorn", "uvicorn.loops.auto", "uvicorn.protocols.http.auto", "uvicorn.lifespan.on", "alembic.command")
_END_WITH_PARENT = 1


def _load() -> None:
    for package in (app, evidence):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    for name in _LATE:
        importlib.import_module(name)
    # What comes with the program is read once and kept, as it is within any process.
    load_vocabulary(schemas_folder() / "vocabulary")
    FileFrameworks(schemas_folder() / "frameworks").refs()


def run(order: Order, gate: Connection | None) -> None:
    """Run a command in this process, which ends with its code; ``gate`` holds it back until it may begin."""
    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    for number, path in ((1, order.said), (2, complaints(order.said))):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    os.environ.update(order.environment)
    tempfile.tempdir = str(order.temporary)
    if order.clock:
        planting.wrong_clock(order.clock)
    if order.bug:
        planting.BUGS[order.bug]()
    sys.argv = ["evidence", *order.arguments]
    if gate:
        gate.recv()
    run_command()


_load()
