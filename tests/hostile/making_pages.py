"""Web pages and plain texts that run scripts, nest without end, or are hard on patterns; and names of every kind."""

from collections.abc import Callable

from tests.hostile.making_pdf_traps import canary_pickle
from tests.hostile.sample import EXPANDED, Ending, Family, Traps

PAGES = Family("T6", ".html")
_PAGES: dict[str, Callable[[Traps], str]] = {
    "script": lambda t: f"<h1>Words</h1><script>{t.script}</script>",
    "picture_that_fails": lambda t: f'<img src=x onerror="{t.script}"><p>Words</p>',
    "drawing": lambda t: f'<svg onload="{t.script}"><animate onbegin="{t.script}"/></svg><p>Words</p>',
    "link": lambda t: f'<a href="javascript:{t.script}">Words</a><a href="data:text/html,<script>{t.script}</script>">b</a>',
    "frame": lambda t: f'<iframe srcdoc="<script>{t.script}</script>"></iframe><object data="{t.address}"></object><p>Words</p>',
    "styles": lambda t: f'<style>@import "{t.address}"; body {{ background: url({t.address}) }}</style><p>Words</p>',
    "on_from_here": lambda t: f'<meta http-equiv="refresh" content="0;url={t.address}"><base href="{t.address}"><p>Words</p>',
    "quicken": lambda t: f'<div hx-get="{t.address}" hx-trigger="load" hx-post="/sign-out" data-hx-get="{t.address}">Words</div>',
    "form": lambda t: f'<form action="{t.address}" method=post><input autofocus onfocus="{t.script}"><button>Words</button></form>',
    "broken_out": lambda t: f"</textarea></title></script></style>--><script>{t.script}</script>\"'><p>Words</p>",
    "marked_words": lambda t: f"<p>Words &lt;script&gt;{t.script}&lt;/script&gt; &lt;img src=x onerror={t.script}&gt; and {{{{7*7}}}} ${{7*7}} <%=7*7%></p>",
    "entities": lambda t: f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{t.secret}"><!ENTITY y "{EXPANDED}">]><p>Words &x;&y;</p>',
    "title": lambda t: f"<title></title><script>{t.script}</script></title><meta name=author content='\"><script>{t.script}</script>'><p>Words</p>",
}  # fmt: skip


_TAKEN_FOR_A_PICTURE, _WITHOUT_WORDS = frozenset({"drawing"}), frozenset({"form"})
"""A page that begins with a drawing may be taken for one, and what stands on a button is not the page's words."""


def _add_pages() -> None:
    for name, make in _PAGES.items():
        ends: Ending = "refused" if name in _TAKEN_FOR_A_PICTURE else "unread" if name in _WITHOUT_WORDS else "read"
        PAGES.add(
            f"page_{name}", lambda traps, make=make: make(traps).encode(), "read", ends,
            threat="T14" if name == "entities" else "", short=name in {"script", "marked_words", "quicken"},
        )  # fmt: skip


_add_pages()

_HARD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "tags_without_end.html": ("T16", lambda: b"<html>" + b"<div>" * 1_000_000 + b"words"),
    "tags_of_many_attributes.html": ("T16", lambda: b"<html><p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">words"),
    "tag_never_closed.html": ("T16", lambda: b"<html>words<p " + b"a" * 10_000_000),
    "signs_of_less.html": ("T16", lambda: b"<html>" + b"<" * 5_000_000 + b"words"),
    "comment_never_closed.html": ("T16", lambda: b"<!--" * 1_000_000 + b"<html>words"),
    "entities_without_end.html": ("T16", lambda: b"<html>" + b"&amp" * 1_000_000 + b"words"),
    "cells_in_cells.html": ("T16", lambda: b"<html>" + b"<table><tr><td>a<td>" * 20_000 + b"words"),
    "lists_in_lists.html": ("T16", lambda: b"<html>" + b"<ul><li>" * 100_000 + b"words"),
    "plain_tags.txt": ("T16", lambda: b"<p>words</p>\n" + b"<p " * 3_000_000),
    "brackets.md": ("T16", lambda: b"words\n" + b"[" * 500_000 + b"](" * 100_000),
    "stars.md": ("T16", lambda: b"words\n" + b"*a " * 500_000 + b"\n" + b"**" * 500_000),
    "underscores.md": ("T16", lambda: b"words\n" + b"__a " * 500_000 + b"_" * 300_000),
    "bold_never_closed.txt": ("T16", lambda: b"words\n" + b"<b>** " * 100_000 + b"a" * 100_000),
    "hashes.md": ("T16", lambda: b"words\n# " + b"# " * 500_000 + b"a"),
    "bars.txt": ("T16", lambda: b"words\n|" + b"|" * 2_000_000 + b"a"),
    "spaces.txt": ("T16", lambda: b"words" + b" " * 5_000_000 + b"x\n" + b"\t" * 5_000_000 + b"x"),
    "one_line.txt": ("T16", lambda: b"words " * 5_000_000),
    "one_word.txt": ("T16", lambda: b"w" * 30_000_000),
    "line_ends.txt": ("T16", lambda: b"words\n" + b"\n\r" * 10_000_000),
    "marks_upon_marks.txt": ("T16", lambda: ("words " + "e" + "\u0301" * 1_000_000).encode()),
    "turned_round.txt": ("T16", lambda: ("words " + "\u202e\u2066" * 500_000).encode()),
    "too_long_to_take.txt": ("T16", lambda: b"words of a very long text. " * 2_600_000),
    "numbers.txt": ("T16", lambda: b"words 1 " + b"1 " * 1_500_000),
    "digits.txt": ("T16", lambda: b"words " + b"9" * 3_000_000),
    "half_addresses.txt": ("T16", lambda: b"words " + b"a.b-" * 500_000 + b"@" + b"c." * 300_000),
    "at_signs.txt": ("T16", lambda: b"words " + b"a@" * 1_000_000),
    "half_postcodes.txt": ("T16", lambda: b"words " + b"M1 1A " * 500_000),
    "half_dates.txt": ("T16", lambda: b"words " + b"31/02/ 1 January " * 200_000),
    "capital_names.txt": ("T16", lambda: b"words " + b"Ola Nordby Case Mr Mrs Dr " * 150_000),
    "half_references.txt": ("T16", lambda: b"NHS number: " * 200_000 + b"943 476 591"),
    "quotes.txt": ("T16", lambda: b"words " + "\u201cthe \u2018".encode() * 300_000),
    "nothing_but_zeros.txt": ("T16", lambda: b"\x00" * 5_000_000),
    "half_characters.txt": ("T16", lambda: b"\xff\xfe" + b"w\x00\x00\xd8" * 200_000),
    "overlong_letters.txt": ("T16", lambda: b"words \xc0\xaf\xe0\x80\xaf\xf8\x80\x80\x80\xaf" * 10_000),
    "wrong_end.txt": ("T16", lambda: b"\xfe\xffw\x00o\x00r\x00d\x00s\x00\xff"),
    "no_characters.txt": ("T16", lambda: ("words \ufdd0\U0001ffff\ue000\U000e0041" * 10_000).encode()),
    "seven_bits.txt": ("T16", lambda: b"+ADw-script+AD4-alert(1)+ADw-/script+AD4- words"),
    "escapes.txt": ("T16", lambda: b"words \x1b]0;title\x07 more words " + b"words " * 200),
    "braces.rtf": ("T16", lambda: b"{\\rtf1 words " + b"{" * 500_000),
    "binary_without_end.rtf": ("T16", lambda: b"{\\rtf1 words \\bin2147483647 " + b"a" * 1000 + b"}"),
    "controls.rtf": ("T16", lambda: b"{\\rtf1 words " + b"\\" * 1_000_000 + b"}"),
    "long_control.rtf": ("T16", lambda: b"{\\rtf1 words \\" + b"a" * 1_000_000 + b"9" * 1_000_000 + b" }"),
    "letters_beyond.rtf": ("T16", lambda: b"{\\rtf1 words " + b"\\u99999999?\\u-99999?\\'zz\\uc99999 " * 50_000 + b"}"),
}  # fmt: skip
_SHORT = {"tags_without_end.html", "brackets.md", "bold_never_closed.txt", "marks_upon_marks.txt", "braces.rtf"}  # fmt: skip


def _add_hard() -> None:
    for name, (threat, make) in _HARD.items():
        plain = name.replace("_", " ")
        PAGES.add(name.replace(".", "_as_"), lambda _, make=make: make(), "read", "unread", "refused",
                  threat=threat, file_name=plain, short=name in _SHORT)  # fmt: skip


_add_hard()


@PAGES.file("read", "unread", threat="T13", file_name="object.rtf", short=True)
def rich_text_with_objects(traps: Traps) -> bytes:
    template = f"{{\\*\\template {traps.address}}}"
    link = f'{{\\field{{\\*\\fldinst INCLUDETEXT "{traps.secret}"}}{{\\fldrslt shown}}}}'
    native = "{\\object\\objemb\\objupdate{\\*\\objclass Package}{\\*\\objdata " + "d0cf11e0" * 100 + "}}"
    return f"{{\\rtf1\\ansi {template}{link}{native} Words.}}".encode()


@PAGES.file("read", "unread", "refused", threat="T5", file_name="pickle.txt", short=True)
def pickle_named_text(traps: Traps) -> bytes:
    return canary_pickle(traps)


@PAGES.file("read", "refused", threat="T5", file_name="settings.yaml")
def objects_in_yaml(traps: Traps) -> bytes:
    return f"words: !!python/object/apply:os.system ['touch {traps.canary}']\n".encode()


_NAMES = {
    "up_and_out": "../../../../../../tmp/climbed.txt", "up_the_windows_way": "..\\..\\..\\climbed.txt",
    "from_the_root": "/etc/cron.d/climbed.txt", "of_a_device": "CON.txt", "of_another_device": "COM\u00b9.txt",
    "with_another_stream": "paper.txt::$DATA", "of_nothing": " ", "of_dots": "...", "hidden": ".htaccess",
    "with_an_end": "paper.txt\x00.exe", "with_lines": "paper\r\nSet-Cookie: a=b\r\n.txt", "with_a_bell": "pa\x07per\x1b[2J.txt",
    "turned_round": "paper\u202etxt.exe", "of_marks": "e" + "\u0301" * 300 + ".txt", "too_long": "n" * 5_000 + ".txt",
    "of_wide_letters": "\U0001f480" * 300 + ".txt", "of_scripts": "<img src=x onerror=document.title='a-script-ran'>.txt",
    "with_quotes": "a\"b'c`d;e.txt", "of_percents": "%2e%2e%2fclimbed%00.txt", "of_templates": "{{7*7}}${7*7}.txt",
    "of_commands": "$(touch climbed);`touch climbed`|x.txt", "of_queries": "' OR 1=1; DROP TABLE document;--.txt",
    "of_options": "-rf --output=x.txt", "ending_in_dots": "paper.txt. . .", "of_no_suffix": "paper", "of_a_number": "=1+1.txt",
    "in_two_forms": "cafe\u0301.txt", "of_another_script": "\u0440\u0430\u0443\u0440\u0430l.txt",
}  # fmt: skip


def _add_names() -> None:
    for name, given in _NAMES.items():
        PAGES.add(f"name_{name}", lambda _, given=given: f"Words of a paper called {given!r}.".encode(), "read", "refused",
                  threat="T22" if "device" in name or "end" in name or "two" in name else "T18", file_name=given,
                  short=name in {"up_and_out", "with_lines", "of_scripts", "with_an_end", "of_a_device"})  # fmt: skip


_add_names()
