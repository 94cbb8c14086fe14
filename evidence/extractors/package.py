"""Office and OpenDocument files as zip packages, opened with bounds and parsed without entities.

Every byte that comes out is counted: what a package says of its own sizes is not believed.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from lxml import etree

from evidence.extractors import reasons
from evidence.readings import Unreadable

MOST_MEMBERS = 10_000
MOST_DECLARED = 2 * 1024**3  # bytes, pictures and films included, which are never unpacked here
MOST_PART = 64 * 1024**2  # bytes of one part of XML
MOST_READ = 256 * 1024**2  # bytes of all parts together
MOST_RATIO = 250  # the densest honest part measured, an empty sheet with formatting, packs about 60 times
_RATIO_FROM = 16 * 1024**2  # small parts may pack well and harm nobody
_CHUNK = 1024 * 1024


class Package:
    """A zip package whose parts are read by name; a context manager.

    ``most_part`` and ``most_read`` are bytes, of one part and of all parts read, unpacked.

    Raises ``Unreadable`` for a damaged package, one with an encrypted part, and one over a bound.
    """

    def __init__(self, path: Path, *, most_part: int = MOST_PART, most_read: int = MOST_READ) -> None:
        self._most_part = most_part
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, EOFError, OSError) as error:
            raise Unreadable(reasons.DAMAGED) from error
        self._members = {member.filename: member for member in self._zip.infolist()}
        self._left = most_read
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_DECLARED:
            raise Unreadable(reasons.TOO_MUCH)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def names(self, start: str = "", end: str = "") -> list[str]:
        """Return the names of the parts that begin with ``start`` and end with ``end``, in natural order."""
        found = [name for name in self._members if name.startswith(start) and name.endswith(end)]
        return sorted(found, key=lambda name: (len(name), name))

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def data(self, name: str) -> bytes:
        """Return the bytes of the part ``name``; empty where there is none."""
        return b"".join(self._chunks(name))

    def check(self, end: str = "") -> None:
        """Unpack every part whose name ends with ``end`` without keeping it, to hold the bounds."""
        for name in self.names(end=end):
            for _chunk in self._chunks(name):
                pass

    def xml(self, name: str) -> "etree._Element | None":
        """Return the root of the part ``name``, or None where there is none or it is empty."""
        data = self.data(name)
        return parse_xml(data) if data.strip() else None

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of ``part`` inside the package: id -> (last word of the type, target part)."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", name + ".rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            if relation.get("TargetMode") == "External" or not isinstance(relation.tag, str):
                continue
            target = relation.get("Target", "")
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], target)
        return found

    def _chunks(self, name: str) -> Iterator[bytes]:
        member = self._members.get(name)
        if member is None:
            return
        if member.flag_bits & 1:
            raise Unreadable(reasons.PASSWORD)
        taken = 0
        with self._zip.open(member) as part:
            while chunk := part.read(_CHUNK):
                taken += len(chunk)
                self._left -= len(chunk)
                packed = taken > _RATIO_FROM and taken > MOST_RATIO * max(member.compress_size, 1)
                if taken > self._most_part or self._left < 0 or packed:
                    raise Unreadable(reasons.TOO_MUCH)
                yield chunk


def parse_xml(data: bytes) -> "etree._Element":
    """Parse ``data`` without entities, outside files or connections.

    Raises ``Unreadable`` for damaged XML, and for a document type, which office files never carry.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        unsafe = "entit" in str(error).lower()
        raise Unreadable(reasons.UNSAFE if unsafe else reasons.DAMAGED) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(reasons.UNSAFE)
    return root


def local(element: "etree._Element") -> str:
    """Return the name of ``element`` without its namespace; empty for a comment or an instruction."""
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


def attribute(element: "etree._Element", name: str) -> str:
    """Return the attribute called ``name`` in whatever namespace; empty where there is none."""
    return next((str(value) for key, value in element.items() if _without_namespace(str(key)) == name), "")


@lru_cache(maxsize=4096)
def _without_namespace(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]
