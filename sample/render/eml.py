"""E-mail messages saved from a mailbox, with what was attached."""

import mimetypes
from datetime import UTC, datetime, time
from email.message import EmailMessage
from email.utils import format_datetime
from zlib import crc32

from sample.render.sheet_of_paper import Text
from sample.text import plain


def render(text: Text) -> bytes:
    """Return the message: title as subject, author as sender, enclosed files as attachments."""
    mark = f"{crc32(text.title.encode()):08x}"
    message = EmailMessage()
    message["From"] = text.sender or text.author
    message["To"] = text.recipient
    message["Subject"] = text.title
    message["Date"] = format_datetime(datetime.combine(text.made_on, time(9, 42), UTC))
    message["Message-ID"] = f"<{mark}@larkmere.example.org>"
    message["X-Note"] = "Fictional sample"
    body = plain(text.blocks).replace("\n", "\n\n")
    message.set_content(f"{body}\n\n{text.footer}\n")
    for name, content in text.enclosed:
        main, _, sub = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    if message.is_multipart():
        message.set_boundary(f"=_larkmere_{mark}")
    return message.as_bytes()
