"""Finds a Chromium for the browser tests: Playwright's, else one on the machine, else Debian's package."""

from pathlib import Path

from debian import find_or_install
from playwright.sync_api import Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")

# The sandbox needs rights that containers lack; the rest keeps a test browser from asking the network for anything by itself.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Most pages of the tests live for seconds: what a browser invests to have Python run faster later costs them more than it brings. What it
# computes is the same. The pages that open by double click are tested in a browser as it comes.
SHORT_LIVED = (*ARGUMENTS, "--js-flags=--liftoff-only")


def find_chromium(playwright: Playwright) -> str:
    """Return the path of a Chromium.

    Raises:
        RuntimeError: If there is none and none may be installed; the message says what to install.
    """
    own = Path(playwright.chromium.executable_path)
    if own.exists():
        return str(own)
    if found := find_or_install(NAMES, "chromium"):
        return found
    raise RuntimeError(
        "The browser tests need Chromium. Install the package `chromium` of your system, or run `.venv/bin/playwright install chromium`."
    )
