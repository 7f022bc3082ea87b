"""NumPy where a site carries it: loaded for the first program that names it, and the time of that is not the program's."""

import base64
import hashlib
import io
import shutil
import zipfile

import pytest
from conftest import profile, serve
from learner import ask, open_chapter, submit, verdict, wait_until, write
from playwright.sync_api import expect

from hooks.pack.numpy_wheel import Wheel
from hooks.pack.runtime import pack

WITH_NUMPY = "import numpy as np\ndef forward_process(x0, a, e): return np.sqrt(a) * x0 + np.sqrt(1 - a) * e"
OTHERWISE = """try:
    import numpy as np
except ImportError:
    np = None
def forward_process(x0, a, e): return np.sqrt(a) * x0 + np.sqrt(1 - a) * e"""
ENDLESS = "import numpy\nwhile True:\n    pass"

# As much of NumPy as the programs here and the checkers ask for.
NUMPY = """
from math import sqrt

float64 = float

class generic:
    pass

class ndarray:
    ndim = property(lambda self: 1)
"""


def wheel() -> Wheel:
    """Return a small wheel of that name, and what Pyodide's list would say about it."""
    info = "numpy-2.4.6.dist-info"
    files = {
        "numpy/__init__.py": NUMPY,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: numpy\nVersion: 2.4.6\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{info}/RECORD,,"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(text)}")
        archive.writestr(f"{info}/RECORD", "\n".join(record))
    content = packed.getvalue()
    entry = {
        "name": "numpy",
        "version": "2.4.6",
        "file_name": "numpy-2.4.6-py3-none-any.whl",
        "install_dir": "site",
        "package_type": "package",
        "sha256": hashlib.sha256(content).hexdigest(),
        "imports": ["numpy"],
        "depends": [],
        "unvendored_tests": False,
    }
    return Wheel(entry, content)


@pytest.fixture(scope="module")
def carrying(site, book, tmp_path_factory):
    """The address of a site that carries NumPy."""
    folder = tmp_path_factory.mktemp("carrying") / "site"
    shutil.copytree(site, folder)
    pack(folder / "assets" / "runtime", closed=book.closed_json(), wheel=wheel())
    server, address = serve(folder)
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser, carrying):
    with profile(browser, carrying) as context:
        yield context.new_page()


def wheels_asked_for(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith(".whl") else None)
    return asked


@pytest.mark.parametrize("text", [WITH_NUMPY, OTHERWISE])
def test_a_program_that_names_numpy_has_it(page, carrying, program, text):
    asked = wheels_asked_for(page)
    host = open_chapter(page, carrying, program)
    assert ask(host, "build", "def forward_process(x0, a, e): return 0").status == "wrong"
    assert asked == []
    assert ask(host, "build", text).status == "right"
    assert ask(host, "build", text).status == "right"
    assert len(asked) == 1


def test_the_time_limit_does_not_count_while_numpy_loads(page, carrying, program):
    page.clock.install()
    waiting = []
    page.route("**/*.whl", lambda route: waiting.append(route))
    host = open_chapter(page, carrying, program)
    host.locator(".cm-content").wait_for()
    write(host, WITH_NUMPY)
    submit(host, "build")
    wait_until(page, lambda: waiting)
    page.clock.fast_forward(30_000)
    expect(host.locator("output.wb-verdict")).to_be_empty()
    waiting[0].continue_()
    verdict(host, "right")


def test_an_endless_program_with_numpy_is_stopped_and_the_next_one_has_numpy_too(page, carrying, program):
    host = open_chapter(page, carrying, program)
    host.locator(".cm-content").wait_for()
    write(host, ENDLESS)
    submit(host, "build")
    host.get_by_role("button", name="Stop").click()
    verdict(host, "unreadable", "stopped")
    assert ask(host, "build", WITH_NUMPY).status == "right"


def test_numpy_that_does_not_arrive_is_not_there_and_the_next_program_has_it(page, carrying, program):
    page.route("**/*.whl", lambda route: route.fulfill(status=404))
    host = open_chapter(page, carrying, program)
    assert ask(host, "build", WITH_NUMPY)[:2] == ("unreadable", "no-numpy")
    page.unroute("**/*.whl")
    assert ask(host, "build", WITH_NUMPY).status == "right"
