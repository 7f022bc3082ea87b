"""Drives a Firefox as it comes, over WebDriver BiDi: Playwright drives only one of its own making.

A page opened as a file is where browsers differ most, and Firefox is the strict one: to it, each file is an origin of its own.
"""

import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from debian import find_or_install
from websockets.sync.client import ClientConnection, connect

NAMES = ("firefox-esr", "firefox")
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
CONTROL = "\ue009"  # as WebDriver writes the key
PATIENCE = 60  # seconds for an answer of the browser, or for anything to appear on a page

# Without the first line Firefox would take over settings made for testing, and files might trust one another. The others keep it from
# greeting, updating or reporting; what it would still ask of the network ends at a port where nobody listens.
SETTINGS = {
    "remote.prefs.recommended": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    # The pictures of a new tab, and all else that is fetched without a page.
    "browser.newtabpage.enabled": False,
    "services.settings.server": "data:,#nothing/v1",
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
}


def find_firefox() -> str | None:
    """Return the path of a Firefox: one on the machine, else Debian's package where it may be installed, else `None`."""
    return find_or_install(NAMES, "firefox-esr")


class Firefox:
    """One window.

    Attributes:
        requests: The addresses asked for since the window was opened.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = count(1)
        self.requests: list[str] = []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["network.beforeRequestSent"])
        self._window = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def goto(self, address: str) -> None:
        """Open a page and wait until it has loaded."""
        self.ask("browsingContext.navigate", context=self._window, url=address, wait="complete")
        arrived = "(wanted) => location.href === new URL(wanted).href && document.readyState === 'complete'"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            # On a busy machine the page before may still be there to answer, or just be going.
            with suppress(RuntimeError):
                if self.call(arrived, address):
                    return
        raise TimeoutError(f"{address} did not open")

    def call(self, function: str, *arguments: Any) -> Any:
        """Call a JavaScript function in the page, wait for what it promises, and return that.

        Raises:
            RuntimeError: If the function raises.
        """
        answered = self.ask(
            "script.callFunction",
            # What comes back crosses as text, which spares taking BiDi's own notation apart.
            functionDeclaration=f"async (given) => JSON.stringify((await ({function})(...JSON.parse(given))) ?? null)",
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            target={"context": self._window},
            awaitPromise=True,
        )
        if answered["type"] == "exception":
            raise RuntimeError(answered["exceptionDetails"]["text"])
        return json.loads(answered["result"]["value"])

    def press_with_control(self, key: str) -> None:
        """Press a key while Control is held down."""
        actions = [
            {"type": kind, "value": value}
            for kind, value in (("keyDown", CONTROL), ("keyDown", key), ("keyUp", key), ("keyUp", CONTROL))
        ]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self.ask("input.performActions", context=self._window, actions=[keyboard])

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command of WebDriver BiDi and return its result."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=PATIENCE))
            if message.get("method") == "network.beforeRequestSent":
                self.requests.append(message["params"]["request"]["url"])
            elif message.get("id") == number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['message']}")
                return message["result"]


@contextmanager
def opened(profile: Path) -> Iterator[Firefox]:
    """Open a window with this profile; the browser ends with the `with` block, the profile stays."""
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in SETTINGS.items())
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [find_firefox(), "--headless", "--no-remote", "--profile", str(profile)]
    process = subprocess.Popen(
        [*command, "--remote-debugging-port", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        # A home of its own: Firefox keeps caches and locks outside of the profile too.
        env={**os.environ, "HOME": str(profile), "MOZ_CRASHREPORTER_DISABLE": "1"},
    )
    rest = threading.Thread(target=process.stderr.read)
    try:
        found = next((hit for line in process.stderr if (hit := LISTENING.search(line))), None)
        assert found, "Firefox ended before it listened"
        # A pipe that nobody empties would make it wait in the end.
        rest.start()
        with connect(f"{found[1]}/session", max_size=None, proxy=None) as socket:
            firefox = Firefox(socket)
            yield firefox
            firefox.ask("browser.close")
    finally:
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        rest.join()
        process.stderr.close()
