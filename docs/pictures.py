"""Take the pictures that the README shows: ``python -m docs.pictures``, with Chromium installed."""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from app.sampling import PEOPLE

FOLDER = Path(__file__).with_name("pictures")
SHOWN = {
    "where-we-stand": "/",
    "statement": "/statements/QS7",
    "find-an-example": "/search?q=waiting+list",
    "read-a-document": "/documents/E-0001/p/4?q=enquiries",
}
_EVIDENCE = Path(sys.executable).with_name("evidence")
_SIZE = {"width": 1280, "height": 900}
_COLOURS = 96
"""Enough for flat pages, and a third of the bytes."""


def main() -> None:
    """Build the sample, serve it, and write one picture of each page."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([_EVIDENCE, "--home", home, "demo"], check=True)  # noqa: S603 - our own command
        command = [_EVIDENCE, "--home", home, "serve", "--port", "8765", "--sign-in", PEOPLE[0][1]]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603 - as above
            try:
                assert server.stderr is not None  # noqa: S101 - it was asked for as a pipe
                server.stderr.readline()
                _take("http://127.0.0.1:8765", server.stderr.readline().split()[-1])
            finally:
                server.terminate()


def _take(address: str, link: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport=_SIZE)  # type: ignore[arg-type]  # a TypedDict in all but name
        page.goto(link)
        page.click("main button")
        for name, path in SHOWN.items():
            page.goto(address + path)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(_COLOURS)
            picture.save(FOLDER / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
