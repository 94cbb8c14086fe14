"""Emails that nest without end, name their parts as paths, and carry pages that reach outside."""

from collections.abc import Callable

from tests.evidence.extractors import making_compound
from tests.hostile.making_archives import zipped
from tests.hostile.making_pdf_burdens import packed
from tests.hostile.sample import Ending, Family, Traps

MAIL = Family("T16", ".eml")
HEAD = b"From: a@council.example\nTo: b@council.example\nMessage-ID: <1@council.example>\nMIME-Version: 1.0\n"
_MIXED = b"Content-Type: multipart/mixed; boundary=b\n\n"
_WORDS = b"Waiting times for reablement fell.\n"


def _plain(kind: bytes = b"text/plain", body: bytes = _WORDS, more: bytes = b"") -> bytes:
    return HEAD + b"Subject: Review\nContent-Type: " + kind + b"\n" + more + b"\n" + body


def attached(*parts: tuple[bytes, bytes, bytes]) -> bytes:
    """Return an email with attachments of (kind, name as written in the header, body)."""
    made = HEAD + _MIXED + b"--b\n\n" + _WORDS
    for kind, name, body in parts:
        made += b"--b\nContent-Type: " + kind + b"\nContent-Disposition: attachment; " + name + b"\n\n" + body + b"\n"
    return made + b"--b--\n"


def _nested(deep: int) -> bytes:
    return (
        HEAD
        + b"Content-Type: message/rfc822\n\n"
        + (b"Subject: in\nContent-Type: message/rfc822\n\n" * deep)
        + b"Subject: x\n\n"
        + _WORDS
    )


_LETTERS = b"".join(b" =?utf-8?q?a%d?=" % n for n in range(40_000))
_MAILS: dict[str, Callable[[Traps], bytes]] = {
    "emails_in_emails": lambda _: _nested(500),
    "emails_in_emails_without_end": lambda _: _nested(50_000),
    "parts_in_parts": lambda _: HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000)),
    "boundary_in_every_line": lambda _: HEAD + _MIXED + b"--b\n" * 500_000,
    "boundary_that_never_comes": lambda _: HEAD + _MIXED + b"--c\n" * 500_000,
    "subject_of_a_megabyte": lambda _: HEAD + b"Subject: " + b"w" * 1_000_000 + b"\n\n" + _WORDS,
    "subject_of_coded_words": lambda _: HEAD + b"Subject:" + _LETTERS + b"\n\n" + _WORDS,
    "subject_of_brackets": lambda _: HEAD + b"Subject: " + b"(" * 50_000 + b"\n\n" + _WORDS,
    "sender_of_brackets": lambda _: b"From: " + b"(" * 20_000 + b"\nTo: " + b"<" * 20_000 + b"\nMIME-Version: 1.0\n\n" + _WORDS,
    "sender_of_quotes": lambda _: b"From: " + b'"\\' * 50_000 + b"\nMessage-ID: <1>\nMIME-Version: 1.0\n\n" + _WORDS,
    "a_hundred_thousand_recipients": lambda _: b"Cc: " + b",\n ".join(b"p%d@council.example" % n for n in range(100_000)) + b"\n" + HEAD + b"\n" + _WORDS,
    "a_hundred_thousand_headers": lambda _: HEAD + b"".join(b"X-%d: v\n" % n for n in range(100_000)) + b"\n" + _WORDS,
    "date_that_is_none": lambda _: HEAD + b"Date: Mon, 99 Xyz 99999999999 99:99:99 +9999999\n\n" + _WORDS,
    "name_in_ten_thousand_pieces": lambda _: attached((b"text/plain", b";\n ".join(b"filename*%d=%d" % (n, n) for n in range(10_000)), _WORDS)),
    "coded_body_that_is_none": lambda _: _plain(more=b"Content-Transfer-Encoding: base64\n", body=b"=" * 2_000_000),
    "printable_body_that_is_none": lambda _: _plain(more=b"Content-Transfer-Encoding: quoted-printable\n", body=b"=Z=\n=" * 500_000),
    "uuencoded_body_that_is_none": lambda _: _plain(more=b"Content-Transfer-Encoding: x-uuencode\n", body=b"begin 644 a\n" + b"M" * 1_000_000),
}  # fmt: skip
_SHORT = {"emails_in_emails", "sender_of_brackets"}


def _add_mails() -> None:
    for name, make in _MAILS.items():
        MAIL.add(name, make, "read", "unread", "refused", short=name in _SHORT)
    for charset in ("undefined", "utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "rot13", "zlib",
                    "hex", "utf-32", "mbcs", "x" * 5_000, "../../etc/passwd", "utf-8\x00"):  # fmt: skip
        kind = b"text/plain; charset=" + charset.encode()
        shown = charset.replace("/", " ").replace("\x00", " ")[:20].replace(".", "").strip()
        MAIL.add(
            f"letters_of_{shown}", lambda _, kind=kind: _plain(kind, b"word \\u0041 -\xc3\xa9 " * 50_000),
            "read", "unread", "refused", short=charset == "punycode",
        )  # fmt: skip


_add_mails()

_NAMES = {
    "up_and_out": b'filename="../../../../../../tmp/climbed.txt"',
    "from_the_root": b'filename="/etc/cron.d/climbed"',
    "with_an_end": b'filename="a.txt\x00.exe"',
    "with_lines": b"filename*=utf-8''a%0d%0aX-Injected:%20yes.txt",
    "of_no_letters": b"filename*=klingon''%ff%fe.txt",
    "turned_round": 'filename="a\u202etxt.exe"'.encode(),
    "too_long": b'filename="' + b"n" * 100_000 + b'.txt"',
    "of_scripts": b'filename="<img src=x onerror=alert(1)>.txt"',
}


def _add_names() -> None:
    # What holds a zero byte is no email as one is sent.
    for name, written in _NAMES.items():
        ends: tuple[Ending, ...] = ("read", "refused") if b"\x00" in written else ("read",)
        MAIL.add(
            f"attachment_{name}", lambda _, written=written: attached((b"text/plain", written, b"Words of " + written[:40])),
            *ends, threat="T18", short=name == "up_and_out",
        )  # fmt: skip


_add_names()


@MAIL.file("read", threat="T6", short=True)
def page_that_reaches_outside(traps: Traps) -> bytes:
    page = (
        f'<html><base href="{traps.address}"><link rel=stylesheet href="{traps.address}"><img src="{traps.address}">'
        f'<script>{traps.script}</script><iframe src="file://{traps.secret}"></iframe><p onclick="{traps.script}">Words</p>'
        f'<meta http-equiv=refresh content="0;url={traps.address}"><form action="{traps.address}"><input name=q></form>'
    )
    return _plain(b"text/html", page.encode())


@MAIL.file("read", "refused", threat="T15")
def attachments_that_are_bombs(traps: Traps) -> bytes:
    del traps
    bomb = zipped({"zeros.txt": b"\x00" * 50_000_000})
    return attached(
        (b"application/zip", b'filename="a.zip"', bomb.replace(b"\n", b"\r")),
        (b"text/plain", b'filename="b.txt"', _WORDS),
    )


@MAIL.file("read", "refused", "unread", threat="T13")
def body_kept_elsewhere(traps: Traps) -> bytes:
    kind = f'message/external-body; access-type=local-file; name="{traps.secret}"; URL="{traps.address}"'
    return HEAD + b"Content-Type: " + kind.encode() + b"\n\nContent-Type: text/plain\n\n"


_RTF_BOMB = b"\x10\x00\x00\x00" + b"\xff\xff\xff\x7f" + b"LZFu" + b"\x00" * 4
_BODIES: dict[str, dict[tuple[int, int], bytes]] = {
    "rich_body_that_lies_of_its_size": {(0x1009, 0x0102): _RTF_BOMB + b"\xff\x00\x00" * 200_000},
    "rich_body_of_another_kind": {(0x1009, 0x0102): b"\x00" * 16 + packed(5)},
    "html_body_of_tags": {(0x1013, 0x0102): b"<div>" * 300_000 + _WORDS},
    "body_of_half_letters": {(0x1000, 0x1F): b"\x00\xd8" * 200_000},
}


def _add_bodies() -> None:
    for name, body in _BODIES.items():
        MAIL.add(
            f"outlook_{name}", lambda _, body=body: making_compound.msg(body=body), "read", "unread",
            file_name=f"{name.replace('_', ' ')}.msg", short=name == "rich_body_that_lies_of_its_size",
        )  # fmt: skip


_add_bodies()
