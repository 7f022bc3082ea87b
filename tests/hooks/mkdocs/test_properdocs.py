"""ProperDocs, which goes on where MkDocs has ended, builds the same site from the same settings and events."""

import os
import re
import subprocess
import sys

import pytest
from built import ROOT, SITE_URL

# The one difference in pages. The service worker lists the pages with a hash of each.
GENERATOR = re.compile(rb'<meta name="generator" content="[^"]*">')
LISTED = re.compile(rb'\["([^"]*)","[0-9a-f]{32}",\d+\]')


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """The site as ProperDocs builds it."""
    folder = tmp_path_factory.mktemp("properdocs")
    environment = {**os.environ, "SITE_URL": SITE_URL, "NO_MKDOCS_2_WARNING": "1"}
    options = ("--config-file", "mkdocs.yml", "--strict", "--quiet", "--site-dir", str(folder))
    command = [sys.executable, "-m", "properdocs", "build", *options]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def content(site):
    """Return the files of a site, without the name of its generator."""
    files = {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }
    for name, text in files.items():
        if name.endswith(".html"):
            files[name], count = GENERATOR.subn(b"", text)
            assert count == 1, name
    worker, count = LISTED.subn(rb"\1", files.pop("service-worker.js"))
    assert count > 50
    return files | {"service-worker.js": worker}


def test_each_file_is_the_same_byte_for_byte(site, other):
    here, there = content(site), content(other)
    assert here.keys() == there.keys()
    # The time at which it was compressed is part of it.
    assert [name for name in here if here[name] != there[name] and name != "sitemap.xml.gz"] == []


def test_each_names_itself(site, other):
    names = [GENERATOR.search((folder / "index.html").read_bytes())[0] for folder in (site, other)]
    assert b"ProperDocs" not in names[0]
    assert b"ProperDocs" in names[1]
