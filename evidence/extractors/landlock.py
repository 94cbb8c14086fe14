"""Giving up the right to write, for good: Linux's Landlock, spoken to without any library.

Numbers are those of the kernel's ``include/uapi/linux/landlock.h``; they never change.
"""

import ctypes
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_ASKED = 1
_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
_WRITE_FILE, _REFER, _TRUNCATE = 1 << 1, 1 << 13, 1 << 14
_FILES = _WRITE_FILE | 1 << 5 | 1 << 8 | _TRUNCATE  # with removing files and making plain ones
_MADE = sum(1 << right for right in range(4, 13))  # making and removing files, folders, links and devices
_WITH_REFER, _WITH_TRUNCATE, _WITH_NETWORK, _WITH_SCOPES = 2, 3, 4, 6
_TCP = 1 << 0 | 1 << 1
_ABSTRACT_SOCKETS, _SIGNALS = 1 << 0, 1 << 1


class _Rules(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Place(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def write_only_beneath(folders: Iterable[Path]) -> bool:
    """Take from this process, and from all it starts, every right to write but to plain files in ``folders``.

    Where the kernel knows how, the rights to use TCP and to send signals to others go too. Returns whether it
    allowed this; where not, nothing has changed.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    with suppress(AttributeError, OSError):
        version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_ASKED))
        if version >= 1 and libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
            return _restrict(libc, version, folders)
    return False


def _restrict(libc: ctypes.CDLL, version: int, folders: Iterable[Path]) -> bool:
    handled = _WRITE_FILE | _MADE
    handled |= _REFER if version >= _WITH_REFER else 0
    handled |= _TRUNCATE if version >= _WITH_TRUNCATE else 0
    rules = _Rules(handled, _TCP if version >= _WITH_NETWORK else 0, 0)
    size = 8
    if version >= _WITH_NETWORK:
        size = 16
    if version >= _WITH_SCOPES:
        size, rules.scopes = 24, _ABSTRACT_SOCKETS | _SIGNALS
    made = libc.syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if made < 0:
        return False
    try:
        allowed = all(_allow(libc, made, folder, _FILES & handled) for folder in folders)
        allowed = allowed and _allow(libc, made, Path(os.devnull), _WRITE_FILE)
        return allowed and libc.syscall(_RESTRICT, ctypes.c_int(made), ctypes.c_uint32(0)) == 0
    finally:
        os.close(made)


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> bool:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        place = _Place(rights, opened)
        added = libc.syscall(
            _ADD, ctypes.c_int(rules), ctypes.c_int(_BENEATH), ctypes.byref(place), ctypes.c_uint32(0)
        )
        return bool(added == 0)
    finally:
        os.close(opened)
