"""Serves a folder as GitHub Pages does, over a line as slow as asked for, and counts what goes over it."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

PIECE = 16_384  # bytes that are sent at a time

# What GitHub Pages compresses; the rest goes over the line as it is.
COMPRESSED = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".wasm", ".xml", ".webmanifest"}


@dataclass
class Line:
    """What lies between the server and the browser.

    Attributes:
        rate: Bytes a second, for all requests together; 0 for as many as the machine moves.
        round_trip: Seconds from a question to the first byte of its answer.
        sent: Bytes of all answers so far.
    """

    rate: float = 0
    round_trip: float = 0
    sent: int = 0
    _free: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_for(self, size: int) -> None:
        """Wait until so many bytes are through, and count them."""
        with self._lock:
            self.sent += size
            if not self.rate:
                return
            self._free = max(self._free, time.perf_counter()) + size / self.rate
            through = self._free
        time.sleep(max(0, through - time.perf_counter()))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    folder: Path
    base: str
    line: Line


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    extensions_map: ClassVar = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def handle(self) -> None:
        """Answer one question after the other, until the browser leaves, perhaps in the midst of an answer."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        asked, line = self.path.partition("?")[0], self.server.line
        path = self.server.folder / asked.removeprefix(self.server.base)
        path = path / "index.html" if path.is_dir() else path
        found = asked.startswith(self.server.base) and path.is_file()
        compressed = found and path.suffix in COMPRESSED
        body = b"" if not found else zipped(path) if compressed else path.read_bytes()
        time.sleep(line.round_trip)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        for start in range(0, len(body), PIECE):
            piece = body[start : start + PIECE]
            line.wait_for(len(piece))
            self.wfile.write(piece)

    def log_message(self, *arguments: object) -> None:
        """Stay silent."""


@cache
def zipped(path: Path) -> bytes:
    """Return a file's content as gzip."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


@contextmanager
def served(folder: Path, line: Line, base: str = "/") -> Iterator[str]:
    """Serve a folder below a base path over a line, and give its address."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.folder, server.base, server.line = folder, base, line
    # Before anyone asks, as a host does: no visit waits for it.
    for path in folder.rglob("*"):
        if path.suffix in COMPRESSED and path.is_file():
            zipped(path)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{base}"
    server.shutdown()
    server.server_close()
