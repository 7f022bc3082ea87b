"""Links to report a mistake and to edit an exercise: only where a repository is configured, and true to the exercise."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import markdown
import pytest
import yaml

from hooks.render.convert import SETTINGS, render
from hooks.render.forge import edit_address, problem_with, report_address, source_address

ROOT = Path(__file__).parents[3]
REPOSITORY = "https://github.com/owner/name"


@pytest.fixture
def contacts(book, parsed):
    """Return a function from a repository's address to the links of the first chapter's exercises, by id."""

    def contacts_of(repository):
        options = {
            "pymdownx.arithmatex": {"generic": True, "inline_syntax": ["dollar"], "block_syntax": ["dollar"]},
            "hooks.render.extension": {"docs": str(ROOT / "docs"), "repository": repository},
        }
        names = ["attr_list", "def_list", "sane_lists", "tables", "admonition", "pymdownx.superfences"]
        html = markdown.markdown(
            book.chapters[0].page.body, extensions=[*names, *options], extension_configs=options
        )
        return {
            host.attrib["id"]: [
                link.attrib["href"]
                for part in host.iter("p")
                if part.attrib.get("class") == "wb-contact"
                for link in part.iter("a")
            ]
            for host in parsed(html).iter("wb-exercise")
        }

    return contacts_of


@pytest.mark.parametrize("repository", ["", None])
def test_without_a_repository_no_exercise_has_such_links(contacts, repository):
    assert set(map(tuple, contacts(repository).values())) == {()}


def test_every_exercise_leads_to_an_issue_about_it_and_to_its_own_line(contacts, book):
    found = contacts(f"{REPOSITORY}/")
    exercises = book.chapters[0].exercises
    assert list(found) == [one.identifier for one in exercises]
    for exercise in exercises:
        report, edit = (urlsplit(link) for link in found[exercise.identifier])
        asked = parse_qs(report.query)
        assert f"{report.scheme}://{report.netloc}{report.path}" == f"{REPOSITORY}/issues/new"
        assert asked["title"] == [f"{exercise.number} {exercise.identifier}: "]
        assert asked["body"][0].startswith(f"Exercise {exercise.number}, `{exercise.identifier}`\n")
        assert edit.path == "/owner/name/edit/main/docs/chapters/00-forward-process.md"
        lines = Path(ROOT, "docs", book.chapters[0].file).read_text(encoding="utf-8").split("\n")
        line = lines[int(edit.fragment.removeprefix("L")) - 1]
        assert line == f"/// {exercise.kind} | {exercise.identifier}"


@pytest.mark.parametrize(
    "repository", ["", REPOSITORY, f"{REPOSITORY}/", "http://forge.local:3000/group/sub.group/na-me_1"]
)
def test_the_address_of_a_repository_may_be_empty_or_whole(repository):
    assert problem_with(repository) == ""


@pytest.mark.parametrize(
    "repository",
    [
        "owner/name",
        "github.com/owner/name",
        "git@github.com:owner/name.git",
        "https://github.com/owner",
        f"{REPOSITORY}.git",
        f"{REPOSITORY}#readme",
        f"{REPOSITORY} ",
    ],
)
def test_another_address_is_refused_with_what_to_write(repository):
    assert re.match(r"REPOSITORY is `.*`, which is not .*\. Write it in full", problem_with(repository))


def test_addresses_survive_odd_characters():
    assert source_address(f"{REPOSITORY}/", "a b.py", 7) == f"{REPOSITORY}/blob/main/a%20b.py#L7"
    assert edit_address(REPOSITORY, "docs/a b#c.md") == f"{REPOSITORY}/edit/main/docs/a%20b%23c.md"
    assert parse_qs(urlsplit(report_address(REPOSITORY, "0.1", "a&b")).query)["title"] == ["0.1 a&b: "]


def test_the_settings_name_no_repository_themselves():
    settings = yaml.load(SETTINGS.read_text(encoding="utf-8"), yaml.BaseLoader)
    assert "repo_url" not in settings
    [options] = [
        one["hooks.render.extension"]
        for one in settings["markdown_extensions"]
        if isinstance(one, dict) and "hooks.render.extension" in one
    ]
    assert options["repository"] == ["REPOSITORY", ""]


def test_the_pages_that_our_tools_render_have_no_such_links(book):
    assert "wb-contact" not in render(book.chapters[0].page, ROOT / "docs")
