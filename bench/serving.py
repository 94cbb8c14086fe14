"""The server: from start to first answer, and its memory idle and at its peak."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from bench.adding import write_files
from bench.entering import cookie_for
from bench.rows import Row

_BARE = "import fastapi, sqlmodel, uvicorn, whoosh.index, numpy"


def measure(place: Path, *, documents: int = 60) -> list[Row]:
    """Start the real command on an empty home, upload documents, search, and read its memory."""
    folder = place / "uploads"
    folder.mkdir()
    files = write_files(folder, documents)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-W", "ignore", "-c", _BARE], check=True)
    imports = time.perf_counter() - started
    cookie = cookie_for(place / "served")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    with (place / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", "from app.cli.main import run; run()", "--home",
             str(place / "served"), "serve", "--port", str(port)], stderr=log, stdout=log,
        )  # fmt: skip
    try:
        until(f"{base}/healthz")
        first = time.perf_counter() - started
        idle = _mebibytes(server.pid, "VmRSS")
        for path in files:
            upload(f"{base}/api/v1/documents", path, cookie)
        until(f"{base}/readyz", '"behind":0,"pending":0', cookie)
        for query in ("caringed", "team", "board OR plan", "wait*"):
            asked = urllib.request.Request(f"{base}/api/v1/search?q={urllib.parse.quote(query)}", headers=cookie)  # noqa: S310 - our own
            urllib.request.urlopen(asked).read()  # noqa: S310 - our own
        peak = _mebibytes(server.pid, "VmHWM")
    finally:
        server.terminate()
        server.wait(30)
    return [
        Row(
            "start to first answer", f"{first:.1f} s", f"importing what it needs: {imports:.1f} s", "4 s", first <= 4
        ),
        Row("server memory, idle", f"{idle:.0f} MiB", "", "150 MiB", idle <= 150),
        Row(f"server memory, peak while {documents} documents come", f"{peak:.0f} MiB", "", "400 MiB", peak <= 400),
    ]


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(url: str, words: str = "", cookie: dict[str, str] | None = None) -> None:
    """Ask an address again and again until it answers, with these words."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=cookie or {})) as answer:  # noqa: S310 - ours
                if words in answer.read().decode():
                    return
        except urllib.error.URLError:
            pass
        time.sleep(0.02)
    raise TimeoutError(url)


def upload(url: str, path: Path, cookie: dict[str, str]) -> None:
    """Send one file to the API."""
    edge = "evidence-bench-boundary"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{path.name}"\r\n\r\n'
    body = head.encode() + path.read_bytes() + f"\r\n--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}", **cookie}
    urllib.request.urlopen(urllib.request.Request(url, body, headers)).read()  # noqa: S310 - our own server


def _mebibytes(pid: int, field: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return 0.0
