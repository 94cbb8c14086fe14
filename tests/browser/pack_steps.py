"""What a person does to send a pack, and what somebody may do to it on its way."""

import io
import re
import zipfile
from pathlib import Path

from evidence.services.pack_verifying import Verification, verify
from tests.browser.journeys import Person


def make_pack(me: Person, *statements: str, recipient: str, use: str = "It leaves the council") -> None:
    """Choose what goes, and look at what would go."""
    me.goes_to("Packs")
    me.arrives("Packs")
    me.presses("Choose what goes")
    me.arrives("Choose what goes into a pack")
    for statement in statements:
        me.ticks(statement)
    for label, words in (("Who will receive it", recipient), ("What it is sent for", "Information return 2026")):
        me.types(label, words)
    me.ticks(re.compile(f"^{use}"))
    me.presses("See what would go")
    me.arrives("Check what goes")


def download_pack(me: Person, path: Path) -> tuple[Verification, str]:
    """Make the pack that is looked at, download it, and check it against the digest on the page."""
    me.presses(re.compile("^Make this pack"))
    me.waits_for(me.page.get_by_role("button", name="Download the zip"))
    path.write_bytes(me.fetches("Download the zip", "button"))
    digest = me.fact("Digest").locator("code").inner_text()
    return verify(path, digest=digest), digest


def tampered(path: Path, name: str) -> bytes:
    """The same zip with a few more words in one of its files."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(made, "w") as after:
        for entry in before.infolist():
            after.writestr(entry, before.read(entry) + (b" and more" if entry.filename == name else b""))
    return made.getvalue()
