"""Where a repository is configured, each exercise leads to a report about what is on the screen; otherwise nothing does."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import BASE, profile, serve
from learner import chapter_path
from playwright.sync_api import expect

ROOT = Path(__file__).parent.parent.parent
REPOSITORY = "https://github.com/owner/name"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The address of a site that was built for a repository."""
    folder = tmp_path_factory.mktemp("with-repository") / "site"
    environment = {
        **os.environ,
        "REPOSITORY": REPOSITORY,
        "SITE_URL": f"http://127.0.0.1{BASE}",
        "NO_MKDOCS_2_WARNING": "1",
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    server, address = serve(folder)
    yield address
    server.shutdown()
    server.server_close()


def report_of(host):
    link = urlsplit(host.locator("a[data-report]").get_attribute("href"))
    return link, parse_qs(link.query)


def test_a_report_names_the_exercise_the_variant_and_the_page(browser, home, book):
    exercise = book.find("0.3")
    with profile(browser, home) as context:
        page = context.new_page()
        page.goto(home + chapter_path(exercise))
        host = page.locator(f"wb-exercise[id='{exercise.identifier}']")
        host.locator("button[data-another]").click()
        expect(host).to_have_attribute("data-variant", "1")
        link, asked = report_of(host)
        assert link.geturl().startswith(f"{REPOSITORY}/issues/new?")
        assert asked["title"] == ["0.3 signal-fraction: "]
        first, *rest = asked["body"][0].split("\n")
        where = f"{home}{chapter_path(exercise)}?v=1#{exercise.identifier}"
        assert first == f"Exercise 0.3, `signal-fraction`, variant 1 counted from 0: {where}"
        assert sum(line.startswith("**What I ") for line in rest) == 3

        page.goto(where)
        expect(host).to_have_attribute("data-variant", "1")
        assert report_of(host)[1] == asked


def test_exercises_of_one_variant_and_pages_have_their_links_too(browser, home, book):
    exercise = next(one for one in book.exercises if one.kind == "debug")
    with profile(browser, home) as context:
        page = context.new_page()
        page.goto(home + chapter_path(exercise))
        hosts = page.locator("wb-exercise")
        expect(hosts.locator("a[data-report]")).to_have_count(hosts.count())
        _, asked = report_of(page.locator(f"wb-exercise[id='{exercise.identifier}']"))
        assert f"{home}{chapter_path(exercise)}?v=0#{exercise.identifier}" in asked["body"][0]
        edit = page.locator("a[rel=edit]").get_attribute("href")
        assert edit == f"{REPOSITORY}/edit/main/{exercise.block.path}"


def test_without_a_repository_no_page_names_a_forge(page, address, book):
    exercise = book.find("0.3")
    page.goto(address + chapter_path(exercise))
    expect(page.locator("wb-exercise").first).to_be_attached()
    expect(page.locator("a[data-report], .wb-contact, a[rel=edit]")).to_have_count(0)
