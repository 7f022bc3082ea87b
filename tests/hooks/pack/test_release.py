"""The list that the service worker goes by: complete, true, in order, and another one for another site."""

import hashlib
import json
import re

import pytest

from hooks.pack.release import SERVICE_WORKER, write_release, write_unregistering

HTML = "<html><head><title>A page</title></head><body></body></html>"
SITE = {
    "404.html": HTML,
    "index.html": HTML,
    "chapters/00-tiny/index.html": HTML,
    "manifest.webmanifest": "{}",
    "assets/figures/one two.svg": "<svg/>",
    "assets/javascripts/bundle.js": "page",
    "assets/javascripts/bundle.js.map": "for debuggers",
    "assets/javascripts/lunr/min/lunr.de.min.js": "for another language",
    "assets/runtime/checkers.zip": "checkers",
    "assets/workbook/main.js": "main",
    "assets/workbook/worker.js": "worker",
    "assets/workbook/parts/editor-ABC.js": "editor",
    "search/search_index.json": "{}",
    "sitemap.xml": "<urlset/>",
    "sitemap.xml.gz": "for search engines",
}


@pytest.fixture
def site(tmp_path):
    for name, content in SITE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path


def release(site):
    """Write the release and return what the service worker knows of it."""
    write_release(site)
    script = (site / SERVICE_WORKER).read_text()
    declared, _, code = script.partition(";\n")
    assert 'addEventListener("fetch"' in code
    return json.loads(declared.removeprefix("self.workbookRelease = "))


def test_each_file_that_a_page_may_ask_for_is_listed_as_it_is_asked_for(site):
    assert {path for path, _, _ in release(site)["files"]} == {
        "",
        "404.html",
        "assets/figures/one%20two.svg",
        "assets/javascripts/bundle.js",
        "assets/runtime/checkers.zip",
        "assets/workbook/main.js",
        "assets/workbook/parts/editor-ABC.js",
        "assets/workbook/worker.js",
        "chapters/00-tiny/",
        "manifest.webmanifest",
        "search/search_index.json",
        "sitemap.xml",
    }


def test_hashes_and_sizes_are_those_of_what_is_served(site):
    for path, digest, size in release(site)["files"]:
        file = site / (path.replace("%20", " ") or "index.html")
        content = (file / "index.html" if file.is_dir() else file).read_bytes()
        assert (digest, size) == (hashlib.sha256(content).hexdigest()[:32], len(content)), path


def test_what_every_page_needs_comes_first_and_python_last(site):
    written = release(site)
    paths = [path for path, _, _ in written["files"]]
    assert paths[written["shell"] :] == [
        "assets/figures/one%20two.svg",
        "chapters/00-tiny/",
        "",
        "assets/runtime/checkers.zip",
        "assets/workbook/parts/editor-ABC.js",
        "assets/workbook/worker.js",
    ]


def test_the_same_site_gives_the_same_worker_and_any_change_another(site):
    first = release(site)
    worker = (site / SERVICE_WORKER).read_bytes()
    assert release(site) == first
    assert (site / SERVICE_WORKER).read_bytes() == worker
    for name in set(SITE) - {"sitemap.xml.gz"}:
        if name.endswith(".map") or "lunr" in name:
            continue
        path = site / name
        content = path.read_bytes()
        path.write_bytes(content + b" ")
        assert release(site) != first, name
        path.write_bytes(content)
    assert release(site) == first


def test_pages_link_the_manifest_once_from_wherever_they_are(site):
    for _ in range(2):
        write_release(site)
    links = {
        path.relative_to(site).as_posix(): re.findall(
            r'<link rel="manifest" href="([^"]+)"', path.read_text()
        )
        for path in site.rglob("*.html")
    }
    assert links == {
        "404.html": [],
        "index.html": ["manifest.webmanifest"],
        "chapters/00-tiny/index.html": ["../../manifest.webmanifest"],
    }


def test_pages_that_are_being_edited_link_no_manifest_and_end_a_worker_that_was_there_before(site):
    write_unregistering(site)
    assert (site / "index.html").read_text() == HTML
    assert "unregister()" in (site / SERVICE_WORKER).read_text()
