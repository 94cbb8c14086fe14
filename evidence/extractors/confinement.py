"""What a child does to itself before it opens a file: no network, bounded memory, time and file size."""

import ctypes
import math
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

_NEW_USER = 0x10000000
_NEW_NET = 0x40000000
_PARENT_DEATH_SIGNAL = 1


def die_with_parent(parent: int) -> None:
    """Ask the kernel to end this process with the thread that started it; quit if ``parent`` is gone already."""
    with suppress(AttributeError, OSError):  # only Linux knows how; elsewhere the closed pipe ends the child
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(0)


def leave_network() -> bool:
    """Move into a network of its own, which leads nowhere; return whether the kernel allowed it."""
    user, group = os.getuid(), os.getgid()
    with suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_NEW_USER | _NEW_NET) == 0:
            _keep_identity(user, group)
            return True
        return bool(libc.unshare(_NEW_NET) == 0)
    return False


def limit_files(file_bytes: int) -> None:
    """Bound the size of each file written, and leave no core dumps, which would hold the document's words."""
    _set(resource.RLIMIT_CORE, 0, 0)
    _set(resource.RLIMIT_FSIZE, file_bytes, file_bytes)


def limit_job(memory_bytes: int, seconds: float) -> None:
    """Bound the next job: what it fills with its own, and the processor time it may add to what was used so far.

    Files mapped into memory, such as libraries, come on top, so all its addresses may be twice as many.
    """
    _set(resource.RLIMIT_DATA, memory_bytes, resource.RLIM_INFINITY)
    _set(resource.RLIMIT_AS, 2 * memory_bytes, resource.RLIM_INFINITY)
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _set(resource.RLIMIT_CPU, math.ceil(used + seconds) + 1, resource.RLIM_INFINITY)


def resident_bytes() -> int:
    """Return the memory this process holds now, in bytes; 0 where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * resource.getpagesize()
    return 0


def _set(limit: int, soft: int, hard: int) -> None:
    """Set a limit, never above one that was set from outside."""
    _, highest = resource.getrlimit(limit)
    if highest != resource.RLIM_INFINITY:
        soft = min(soft, highest)
        hard = highest if hard == resource.RLIM_INFINITY else min(hard, highest)
    with suppress(ValueError, OSError):  # macOS refuses some; the wall-clock limit still holds there
        resource.setrlimit(limit, (soft, hard))


def _keep_identity(user: int, group: int) -> None:
    """Map the user and group onto themselves, so that files keep their owners."""
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
