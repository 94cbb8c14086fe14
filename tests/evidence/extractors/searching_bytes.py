"""All that a program which knows no format could find in a file's bytes; shares no code with the library."""

import io
import re
import zipfile
import zlib


def everything_in(data: bytes) -> str:
    """Return all the texts of a file, in small letters: names, parts unpacked, each encoding, marks left out."""
    return "\n".join(_texts(data)).lower()


def _texts(data: bytes) -> list[str]:
    found = [data.decode("latin-1"), data.decode("utf-8", "ignore")]
    found += [data[at:].decode(f"utf-16-{end}", "ignore") for end in ("le", "be") for at in (0, 1)]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                found += [name, *_texts(archive.read(name))]
    elif data.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
            try:
                inside = zlib.decompressobj().decompress(stream)
            except zlib.error:
                continue
            found.append(inside.decode("latin-1"))
            hexadecimal = b"".join(re.findall(rb"<([0-9A-Fa-f]+)>", inside))
            found.append(bytes.fromhex(hexadecimal[: len(hexadecimal) // 2 * 2].decode()).decode("latin-1"))
    elif b"<" in data:
        bare = re.sub(r"<[^<>]*>", "", found[1])
        found += [bare, re.sub(r"\s|\xad", "", bare), re.sub(r"<[^<>]*>", " ", found[1])]
    return found
