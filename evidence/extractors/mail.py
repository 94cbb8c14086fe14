"""Emails as .eml files: header, body, attachments."""

from collections.abc import Iterator
from contextlib import suppress
from email import message_from_binary_file, policy
from email.message import EmailMessage
from pathlib import Path

from evidence.extractors import media, reasons
from evidence.extractors.decoding import decode
from evidence.extractors.message import Attachments, body_passages, header_passages, text_body
from evidence.extractors.passages import Block, one_line
from evidence.extractors.webpage import html_blocks
from evidence.readings import Reading, Unreadable

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS = 2_000


class Mail:
    """Reads .eml."""

    media_types = (media.EML,)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return header and body; attachments are written into ``staging``."""
        with path.open("rb") as stream:
            message = message_from_binary_file(stream, policy=policy.default)
        if not message.keys():
            raise Unreadable(reasons.DAMAGED)
        parts = list(_leaves(message))
        bodies = [part for part in parts if _is_body(part)]
        attachments = Attachments(staging)
        for part in parts:
            if part not in bodies:
                _attach(part, attachments)
        passages = (
            *header_passages((name, _header(message, name)) for name in _SHOWN),
            *body_passages(_body(bodies)),
        )
        return Reading(None, passages, _properties(message), tuple(attachments.found), (), attachments.notes())


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts that hold something, a forwarded message as one part."""
    waiting = [message]
    seen = 0
    while waiting and seen < _MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = [one for one in part.iter_parts() if isinstance(one, EmailMessage)]
        else:
            yield part


def _is_body(part: EmailMessage) -> bool:
    wanted = part.get_content_type() in {"text/plain", "text/html"}
    return wanted and not part.is_attachment() and not _file_name(part)


def _body(parts: list[EmailMessage]) -> list[Block]:
    """Return the plain text where there is some, the HTML otherwise."""
    plain = [block for part in parts if part.get_content_type() == "text/plain" for block in text_body(_text(part))]
    if plain:
        return plain
    return [block for part in parts if part.get_content_type() == "text/html" for block in html_blocks(_text(part))]


def _text(part: EmailMessage) -> str:
    data = _bytes(part)
    with suppress(LookupError, UnicodeDecodeError):
        return data.decode(part.get_content_charset("utf-8"))
    return decode(data)


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_maintype() == "message":
        inside = part.get_payload()
        inner = inside[0] if isinstance(inside, list) and inside else None
        return inner.as_bytes() if isinstance(inner, EmailMessage) else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _attach(part: EmailMessage, attachments: Attachments) -> None:
    data = _bytes(part)
    if not data:
        return
    name = _file_name(part)
    if part.get_content_maintype() == "message" and not name:
        inside = part.get_payload()
        subject = _header(inside[0], "Subject") if isinstance(inside, list) and inside else ""
        name = f"{subject or 'forwarded message'}.eml"
    inline = part.get_content_maintype() == "image" and not part.is_attachment()
    attachments.add(name, data, inline_picture=inline or (bool(part.get("Content-ID")) and _is_picture(part)))


def _is_picture(part: EmailMessage) -> bool:
    return part.get_content_maintype() == "image"


def _file_name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except Exception:  # noqa: BLE001 - the standard parser raises many kinds on odd parameters
        return ""


def _header(message: object, name: str) -> str:
    """Return a header's value, decoded; empty where it is absent or beyond the standard parser."""
    try:
        return str(message[name] or "") if isinstance(message, EmailMessage) else ""
    except Exception:  # noqa: BLE001 - the standard parser raises many kinds on odd headers
        return ""


def _properties(message: EmailMessage) -> dict[str, str]:
    found = {"title": one_line(_header(message, "Subject"), 500), "author": one_line(_header(message, "From"), 500)}
    with suppress(Exception):
        sent = message["Date"].datetime
        found["created"] = sent.isoformat() if sent else ""
    return {name: value for name, value in found.items() if value}
