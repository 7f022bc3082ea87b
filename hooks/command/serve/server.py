"""Shows the last good pages, and on each of them what is wrong with the latest edit."""

import html
import json
import threading
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

LIVE = Path(__file__).with_name("live.js").read_text(encoding="utf-8")
CHANGES = "/workbook-changes/"
PATIENCE = 25  # seconds until a page that waits for a change asks again

NOT_YET = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="font: 1.1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem"><h1>{title}</h1>
<p>{text}</p></body></html>"""


class Shown:
    """What browsers see: pages, and a slip if there is one. Shared by the threads that answer and the one that builds."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.pages: Path | None = None
        self.slip: str | None = None
        self.version = 0
        self.count = 0

    def show(self, pages: Path | None, slip: str | None) -> None:
        """Show other pages, or another slip on those that are shown already.

        Args:
            pages: The folder of a site; without one, the pages stay.
            slip: What is wrong, or nothing.
        """
        with self._changed:
            if pages:
                self.pages = pages
                self.version += 1
            self.slip = slip
            self.count += 1
            self._changed.notify_all()

    def wait(self, seen: int) -> dict[str, Any]:
        """Return what is shown, as soon as it is no longer what a page has seen, or after a while."""
        with self._changed:
            self._changed.wait_for(lambda: self.count != seen, PATIENCE)
            return {"seen": self.count, "version": self.version, "slip": self.slip}


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map: dict[str, str] = {  # noqa: RUF012  as the class above has it
        **SimpleHTTPRequestHandler.extensions_map,
        **{".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"},
        **{".webmanifest": "application/manifest+json", ".ipynb": "application/x-ipynb+json"},
    }

    def __init__(self, *arguments: Any, shown: Shown) -> None:
        self.shown = shown
        super().__init__(*arguments, directory=str(shown.pages or ""))

    def do_GET(self) -> None:
        pages, version = self.shown.pages, self.shown.version
        if self.path.startswith(CHANGES):
            seen = self.path.removeprefix(CHANGES)
            said = self.shown.wait(int(seen) if seen.isdecimal() else -1)
            self._send(HTTPStatus.OK, "application/json", json.dumps(said))
        elif pages is None:
            slip = self.shown.slip
            title = "The site is being built" if slip is None else "The site was not built"
            text = html.escape(slip or "This page follows.")
            self._send_page(HTTPStatus.SERVICE_UNAVAILABLE, NOT_YET.format(title=title, text=text), version)
        else:
            self.directory = str(pages)
            self._send_file(version)

    def _send_file(self, version: int) -> None:
        file = Path(self.translate_path(self.path))
        if file.is_dir() and self.path.partition("?")[0].endswith("/"):
            file /= "index.html"
        if file.suffix == ".html" and file.is_file():
            self._send_page(HTTPStatus.OK, file.read_text(encoding="utf-8"), version)
        elif file.exists():
            super().do_GET()  # also leads from a folder without its slash to the one with it
        elif (lost := Path(self.directory, "404.html")).is_file():
            self._send_page(HTTPStatus.NOT_FOUND, lost.read_text(encoding="utf-8"), version)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _send_page(self, status: HTTPStatus, page: str, version: int) -> None:
        before, end, after = page.rpartition("</body>")
        script = f"<script data-version={version} data-changes={CHANGES}>{LIVE}</script>"
        self._send(status, "text/html; charset=utf-8", f"{before}{script}{end}{after}")

    def _send(self, status: HTTPStatus, kind: str, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        # Nothing that is being edited is kept by a browser.
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Leave the terminal to what concerns the author."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of browsers that have gone before they were answered."""


def start(host: str, port: int, shown: Shown) -> Callable[[], None]:
    """Serve what is shown, in threads of their own.

    Returns:
        What ends it.

    Raises:
        OSError: If the address cannot be used.
    """
    server = _Server((host, port), partial(_Handler, shown=shown))
    threading.Thread(target=partial(server.serve_forever, poll_interval=0.1), daemon=True).start()

    def end() -> None:
        server.shutdown()
        server.server_close()

    return end
