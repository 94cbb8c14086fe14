"""Outlook's own email files, .msg."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import compressed_rtf
from oxmsg import Message
from oxmsg.attachment import Attachment as Attached

from evidence.extractors import media, reasons
from evidence.extractors.decoding import decode
from evidence.extractors.message import Attachments, body_passages, header_passages, text_body
from evidence.extractors.passages import Block, one_line
from evidence.extractors.rtf import rtf_text
from evidence.extractors.webpage import html_blocks
from evidence.readings import Reading, Unreadable

_T = TypeVar("_T")
_HTML = 0x1013
_COMPRESSED_RTF = 0x1009
_SHORT_NAME = 0x3704
_DISPLAY_NAME = 0x3001
_CONTENT_ID = 0x3712
_DISPLAY_TO = 0x0E04
_DISPLAY_CC = 0x0E03


class Outlook:
    """Reads .msg."""

    media_types = (media.MSG,)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return header and body; attachments are written into ``staging``."""
        try:
            message = Message.load(str(path))
        except Exception as error:
            raise Unreadable(reasons.DAMAGED) from error
        attachments = Attachments(staging)
        nothing: tuple[Attached, ...] = ()
        for attached in _quietly(lambda: message.attachments, nothing):
            _attach(attached, attachments)
        sender = _quietly(lambda: message.sender or "", "")
        subject = _quietly(lambda: message.subject, "")
        sent = _quietly(lambda: message.sent_date, None)
        passages = (
            *header_passages(
                (
                    ("From", sender),
                    ("To", _recipients(message)),
                    ("Cc", _string(message, _DISPLAY_CC)),
                    ("Date", f"{sent:%d %B %Y %H:%M} UTC" if sent else ""),
                    ("Subject", subject),
                )
            ),
            *body_passages(_body(message)),
        )
        found = {
            "title": one_line(subject, 500),
            "author": one_line(sender, 500),
            "created": sent.isoformat() if sent else "",
        }
        properties = {name: value for name, value in found.items() if value}
        return Reading(None, passages, properties, tuple(attachments.found), (), attachments.notes())


def _quietly(read: Callable[[], _T], otherwise: _T) -> _T:
    """Return one part of a message; what is missing or damaged does not spoil the rest."""
    try:
        return read()
    except Exception:  # noqa: BLE001 - the parser raises many kinds on damaged parts
        return otherwise


def _string(message: Message, property_id: int) -> str:
    return _quietly(lambda: message.properties.str_prop_value(property_id) or "", "")


def _binary(message: Message, property_id: int) -> bytes:
    return _quietly(lambda: message.properties.binary_prop_value(property_id) or b"", b"")


def _recipients(message: Message) -> str:
    shown = _string(message, _DISPLAY_TO)
    if shown:
        return shown
    nobody: list[tuple[str, str]] = []
    people = _quietly(lambda: [(one.name, one.email_address) for one in message.recipients], nobody)
    return "; ".join(f"{name} <{address}>" if name != address else name for name, address in people)


def _body(message: Message) -> list[Block]:
    """Return the plain text, else the HTML, else what the rich text says."""
    plain = _quietly(lambda: message.body or "", "")
    if plain.strip():
        return text_body(plain)
    page = _binary(message, _HTML)
    if page:
        encoding = _quietly(lambda: str(message.properties.body_encoding), "utf-8")
        return html_blocks(_quietly(lambda: page.decode(encoding), "") or decode(page))
    packed = _binary(message, _COMPRESSED_RTF)
    return text_body(_quietly(lambda: rtf_text(compressed_rtf.decompress(packed)), "")) if packed else []


def _attach(attached: Attached, attachments: Attachments) -> None:
    data = _quietly(lambda: attached.file_bytes, None)
    if data is None:  # a message inside the message, or only the address of a file kept elsewhere
        attachments.leave_out()
        return
    properties = attached.properties
    names = (
        attached.file_name,
        properties.str_prop_value(_SHORT_NAME),
        properties.str_prop_value(_DISPLAY_NAME),
    )
    picture = str(attached.mime_type).startswith("image/")
    inline = picture and bool(properties.str_prop_value(_CONTENT_ID))
    attachments.add(next((name for name in names if name), ""), data, inline_picture=inline)
