"""Opening the index of a library, with the key that seals it."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from evidence.adapters.search.parted import PartedIndex
from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.errors import Unavailable


def open_index(home: Path) -> PartedIndex:
    """Return the index of a library, in two parts; its key is made when it is absent. Raises ``Unavailable``."""
    key = _index_key(home)
    return PartedIndex(WhooshIndex(home / "index", key), WhooshIndex(home / "index" / "restricted", key))


def _index_key(home: Path) -> bytes:
    """Return the key that seals the index files, made once and kept beside the index, not in it."""
    path = home / "index.key"
    try:
        if not path.exists():
            # Whole or not at all, and the first of two processes wins.
            handle, name = tempfile.mkstemp(prefix=".index.key.", dir=home)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
            with suppress(FileExistsError):
                os.link(name, path)
            Path(name).unlink()
        return path.read_bytes()
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be made or read ({error.strerror}). Check the permissions of the library’s folder."
        ) from error
