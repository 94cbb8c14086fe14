"""Signed heads in a folder, and the key that signs them in a file."""

import fcntl
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from evidence.errors import Invalid, NotFound, Unavailable

HEADS, PUBLIC, PRIVATE = "heads.jsonl", "public.pem", "signing.pem"
"""The names of the files in the folder."""
_COPY = "newest-head.json"
_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_LARGEST_KEY = 10_000


class FolderHeads:
    """``heads.jsonl`` in ``folder``, only ever added to; ``home`` keeps a copy of the newest line.

    The copy tells that the list was cut by who could not change the home too.
    """

    def __init__(self, folder: Path, home: Path) -> None:
        self._folder = folder
        self._copy = home / _COPY

    def lines(self) -> list[str]:
        """Return every whole line."""
        with _plain_errors(self._folder):
            return lines_in(self._folder)

    def newest(self) -> str | None:
        """Return the newest line as the home has it."""
        try:
            return self._copy.read_text(encoding="utf-8", errors="replace").strip() or None
        except OSError:
            return None

    def add(self, make: Callable[[list[str]], str | None]) -> None:
        """Add a line under a lock of the file, and then copy it into the home."""
        with _plain_errors(self._folder):
            _make_folder(self._folder)
            with (self._folder / HEADS).open("ab") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                line = make(lines_in(self._folder))
                if line is None:
                    return
                # A line that was cut short stays as it is: nothing here is ever taken away.
                begin = b"" if _ends_whole(self._folder / HEADS) else b"\n"
                file.write(begin + line.encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
                _sync(self._folder)
                _put(self._copy, line.encode() + b"\n")


def lines_in(folder: Path) -> list[str]:
    """Return the whole lines of the list in a folder; none where there is no list."""
    try:
        text = (folder / HEADS).read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    return [line for line in text.split("\n")[:-1] if line.strip()]


def heads_in(folder: Path) -> list[str]:
    """Return the lines of a copy of the list that somebody names. Raises ``NotFound`` where there is none."""
    if not (folder / HEADS).is_file():
        raise NotFound(f"{folder} holds no heads: it has no {HEADS}. Name the folder that EVIDENCE_HEADS names.")
    with _plain_errors(folder):
        return lines_in(folder)


def public_key_in(folder: Path) -> str | None:
    """Return the path of the public key that lies beside a list, ``None`` where none does."""
    path = folder / PUBLIC
    return str(path) if path.is_file() else None


class FileSigner:
    """Ed25519 with a private key in a file that only its owner reads; the public half lies beside the heads.

    The key is made with the first head. Where heads were signed and the key is gone, no other is made in silence.
    """

    def __init__(self, key: Path, folder: Path) -> None:
        self._file = key
        self._folder = folder

    def public_key(self) -> str:
        """Return the public half."""
        return _hex(self._key().public_key())

    def sign(self, message: bytes) -> str:
        """Return the signature."""
        return self._key().sign(message).hex()

    def fits(self, key: str, message: bytes, signature: str) -> bool:
        """Whether the signature was made with the private half of this key."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
        except (ValueError, InvalidSignature):
            return False
        return True

    def read_public(self, given: str) -> str:
        """Return a public key as 64 digits."""
        if _HEX_KEY.fullmatch(given.strip().casefold()):
            return given.strip().casefold()
        try:
            with Path(given).open("rb") as file:
                found = load_pem_public_key(file.read(_LARGEST_KEY))
        except (OSError, ValueError, UnsupportedAlgorithm) as error:
            raise Invalid(
                f"{given[:200]} is no public key. Give {PUBLIC} as it lies beside the heads, or its 64 digits."
            ) from error
        if not isinstance(found, Ed25519PublicKey):
            raise Invalid(f"{given[:200]} is a key of another kind. Heads are signed with Ed25519.")
        return _hex(found)

    def _key(self) -> Ed25519PrivateKey:
        with _plain_errors(self._file.parent):
            if not self._file.exists():
                self._make()
            try:
                found = load_pem_private_key(self._file.read_bytes(), password=None)
            except (ValueError, TypeError, UnsupportedAlgorithm) as error:
                raise Unavailable(f"{self._file} is no key that signs heads. Bring it back from a copy.") from error
        if not isinstance(found, Ed25519PrivateKey):
            raise Unavailable(f"{self._file} is a key of another kind. Heads are signed with Ed25519.")
        return found

    def _make(self) -> None:
        if lines_in(self._folder):
            raise Unavailable(
                f"Heads were signed, and the key that signed them is gone: there is no {self._file}. Bring it back "
                f"from a copy, or move {self._folder / HEADS} to a safe place, which begins a new list."
            )
        _make_folder(self._folder)
        _make_folder(self._file.parent)
        made = Ed25519PrivateKey.generate()
        private = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        if _put(self._file, private, only_first=True):
            public = made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            _put(self._folder / PUBLIC, public)


def _hex(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _put(path: Path, content: bytes, *, only_first: bool = False) -> bool:
    """Write a file whole or not at all; with ``only_first`` the first of two wins. Returns whether it was written."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if only_first:
            os.link(made, path)
        else:
            made.replace(path)
    except FileExistsError:
        return False
    finally:
        with suppress(FileNotFoundError):
            made.unlink()
    _sync(path.parent)
    return True


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _plain_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"The signed heads in {folder} cannot be read or written ({error.strerror}). Check that folder, or name "
            "another with EVIDENCE_HEADS."
        ) from error
