"""The manual is built strictly, and nothing of the program is missing from it: no command, operation, tool, rule, value, reason, tree.

What must stand there is counted from the program itself, not from the generator of the pages.
"""

import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib
import urllib.parse

import click
import pytest
import yaml

from allowable import mcp
from allowable.api import openapi, problem, settings
from allowable.cli import group
from allowable.engine import ALL_SYSTEMS, EDIT_SYSTEMS, Engine
from allowable.evaluation.command import command as evaluation

ROOT = pathlib.Path(__file__).parents[1]
SOURCE = ROOT / "src" / "allowable"
CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src")}


class Page(html.parser.HTMLParser):
    """A built page: its title, its text without blanks, what it sets as code, its anchors, what it links to and what it loads."""

    def __init__(self, path):
        super().__init__()
        self.title, self.headings, self.anchors, self.links, self.loads = "", 0, set(), [], []
        self._texts, self._in, self.codes = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))
        self.dense = "".join(self._texts).replace(" ", "").replace("\n", "")

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self._in.append(tag)
        self.headings += tag == "h1"
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if found.get("rel") not in ("canonical", "prev", "next"):
            self.loads += [value for name, value in attributes if (tag, name) in LOADED]

    def handle_data(self, data):
        if self._in[-1:] == ["title"]:
            self.title += data
        elif self._in[-1:] not in (["script"], ["style"]):
            self._texts.append(data)
        if self._in[-1:] == ["code"]:
            self.codes |= {data, *re.split(r"[ ,]+", data)}

    def handle_endtag(self, tag):
        while self._in and self._in.pop() != tag:
            pass


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of the built manual; a warning of the build is a failure."""
    folder = tmp_path_factory.mktemp("manual")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLOWABLE_")}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "ALLOWABLE_STORE": str(folder / "store"), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder / "site")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def pages(built):
    """{path below the site: Page}."""
    return {str(path.relative_to(built)): Page(path) for path in sorted(built.rglob("*.html"))}


def absent(page, texts):
    """Those of some texts that a page does not show, however it sets its blanks."""
    return [text for text in texts if "".join(str(text).split()).replace("`", "") not in page.dense]


def test_every_page_has_a_title_and_one_heading(pages):
    assert len(pages) > 60
    titles = [page.title for name, page in pages.items() if name not in ("404.html", "index.html")]
    assert all(title and title != "allowable" for title in titles)
    assert len(set(titles)) == len(titles), "two pages have one title"
    assert [name for name, page in pages.items() if page.headings != 1] == []


def test_every_link_leads_to_a_page_and_a_place_in_it(built, pages):
    broken = []
    for name, page in pages.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc or name == "404.html":
                continue
            target = os.path.normpath(os.path.join(os.path.dirname(name), urllib.parse.unquote(parts.path))) if parts.path else name
            if not (built / target).is_file():
                broken.append(f"{name}: {link}")
            elif parts.fragment and target in pages and urllib.parse.unquote(parts.fragment) not in pages[target].anchors | {"__top"}:
                broken.append(f"{name}: {link}: no such place")
    assert not broken


def test_every_page_is_reached_from_the_first(pages):
    seen, left = set(), ["index.html"]
    while left:
        name = left.pop()
        if name in pages and name not in seen:
            seen.add(name)
            paths = [urllib.parse.urlsplit(link) for link in pages[name].links]
            left += [os.path.normpath(os.path.join(os.path.dirname(name), one.path)) for one in paths if one.path and not one.scheme]
    assert set(pages) - seen == {"404.html"}


def test_nothing_is_loaded_from_elsewhere(built, pages):
    assert [load for page in pages.values() for load in page.loads if urllib.parse.urlsplit(load).netloc] == []
    for path in built.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", path.read_text(encoding="utf-8")), path.name


def commands():
    """(words behind `allowable`, command) of every command and subcommand."""
    context = click.Context(group.command)
    for name in group.COMMANDS:
        found = group.command.get_command(context, name)
        yield name, name, found
        for part, one in getattr(found, "commands", {}).items():
            yield name, f"{name} {part}", one


def test_every_command_and_option_is_there(pages):
    for name, words, command in commands():
        page = pages[f"reference/commands/{name}.html"]
        options = [flag for one in command.params if isinstance(one, click.Option) for flag in one.opts]
        said = [one.help for one in command.params if isinstance(one, click.Option)]
        assert not absent(page, [f"allowable {words}", *said]) and set(options) <= page.codes, words
        assert not absent(pages["reference/commands/index.html"], [f"allowable {name}", group.COMMANDS[name]])
    assert not absent(pages["reference/commands/allowable-eval.html"], evaluation.commands)


def test_every_operation_field_and_problem_of_the_api_is_there(pages):
    document = openapi.openapi()
    page, records, problems = (pages[f"reference/{name}.html"] for name in ("api", "api-records", "problems"))
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            assert not absent(page, [f"{method.upper()} {path}", one["summary"], one["responses"]["200"]["description"]]), path
            assert {one["operationId"]} <= page.anchors
            assert {each["name"] for each in one["parameters"]} <= page.codes
    for name, schema in document["components"]["schemas"].items():
        where = page if name.endswith("Request") else records
        assert name.lower() in where.anchors, name
        assert not absent(where, [schema.get("description", "")]) and set(schema.get("properties", {})) <= where.codes, name
    for status, kind in problem.KINDS.items():
        assert not absent(problems, [f"{status} {kind.title}", kind.name, kind.remedy])


def test_every_tool_of_agents_is_there(pages):
    page = pages["reference/tools.html"]
    for name, tool in mcp.TOOLS.items():
        assert name in page.anchors
        assert not absent(page, [tool.title, tool.says]), name
        assert {*tool.described().input_schema["properties"], tool.record} <= page.codes, name


@pytest.mark.parametrize("name", [*ALL_SYSTEMS, *EDIT_SYSTEMS])
def test_every_rule_is_there_with_its_citations(pages, name):
    page, system = pages[f"reference/rules/{name}.html"], Engine().system(name)
    for siblings in system.rules.values():
        for rule in siblings:
            assert rule.name in page.anchors
            assert not absent(page, [rule.says, *[f"{cite.document}, {cite.place}{cite.evidence}" for cite in rule.cites]]), rule.name


def test_every_dated_value_is_there(pages):
    page = pages["reference/values.html"]
    for path in sorted((SOURCE / "law").glob("*/values.yaml")):
        for name, dated in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            assert f"{path.parent.name}-{name}" in page.anchors
            values = [f"{one['value']}{one['known']}" for one in dated["values"]]
            assert not absent(page, [dated["says"], *values, *[f"{one['document']}, {one['place']}" for one in dated["values"]]]), name


def test_every_table_and_column_is_there(pages):
    page, seen = pages["reference/tables.html"], 0
    for name in (*ALL_SYSTEMS, *EDIT_SYSTEMS):
        for lookup in Engine().system(name).lookups:
            table, seen = lookup.table, seen + 1
            assert table.name in page.anchors
            assert not absent(page, [table.says, table.authority, *[f"{one.name}{one.says}" for one in table.columns]]), table.name
    assert seen > 20


def test_every_reason_is_there(pages):
    texts = (SOURCE / "law" / "reasons.txt").read_text(encoding="utf-8").splitlines()
    assert len(texts) > 500
    assert not absent(pages["reference/reasons.html"], [f"{number}{text}" for number, text in enumerate(texts, 1)])


def test_every_family_of_notes_is_there_with_its_codes_and_branches(pages):
    files = [path for path in sorted((SOURCE / "families" / "trees").glob("*.toml")) if not path.stem.startswith("_")]
    assert files
    for path in files:
        family, page = tomllib.loads(path.read_text(encoding="utf-8")), pages[f"reference/notes/{path.stem}.html"]
        codes = [f"{code}{words}" for code, words in family["codes"].items()]
        asked = [text for tree in family["trees"] for text in (tree["asks"], *[branch["because"] for branch in tree["branches"]])]
        signs = [f"{name}{one['says']}" for name, one in family.get("signs", {}).items()]
        assert not absent(page, [family["title"], family["says"], *codes, *asked, *signs]), path.name
        assert not absent(pages["reference/notes/index.html"], [family["title"]])


def test_every_name_of_a_record_variable_and_status_is_there(pages):
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    schemas = set(re.findall(r"\"((?:allowable\.[a-z_.]+|account)/\d+)\"", text))
    assert len(schemas) > 15
    assert schemas <= pages["reference/records.html"].codes
    variables = set(re.findall(r"ALLOWABLE_[A-Z_]*[A-Z]\b", text)) | {
        settings.PREFIX + name.upper() for name in settings.Settings.__struct_fields__
    }
    assert variables <= pages["reference/environment.html"].codes
    assert {"0", "1", "2", "3", "130", "141"} <= pages["reference/environment.html"].codes


def test_what_the_manual_says_of_defaults_is_so(pages):
    default = settings.Settings()
    limits = (default.largest_request, default.largest_upload, default.largest_document)
    assert not absent(pages["how-to/serve.html"], [f"{number:,} bytes" for number in limits])
    assert default.most_lines == 20_000_000 and settings.RATE_BEYOND_LOOPBACK == 600 and default.port == 8765


def test_the_licence_page_holds_the_whole_notice(pages):
    assert not absent(pages["licence.html"], [(ROOT / "NOTICE").read_text(encoding="utf-8")])


def test_the_family_shown_in_the_how_to_has_the_form_that_is_checked():
    from allowable.families.trees.form import check

    text = (ROOT / "docs" / "how-to" / "family.md").read_text(encoding="utf-8")
    shown = re.search(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[1]
    assert check(tomllib.loads(shown), "docs/how-to/family.md")["codes"]


def test_nothing_generated_and_no_large_picture_lies_in_the_repository():
    assert [path.name for path in (ROOT / "docs" / "reference").iterdir()] == ["index.md"]
    pictures = [path for path in (ROOT / "docs").rglob("*") if path.suffix in (".png", ".jpg", ".svg", ".gif", ".webp")]
    assert all(path.stat().st_size < 200_000 for path in pictures)


def test_pictures_are_shown_where_the_browser_tests_left_some(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import manual

    monkeypatch.delenv(manual.SCREENSHOTS, raising=False)
    assert "without pictures" in manual._pictures()
    (tmp_path / "code-58565.png").write_bytes(b"x" * 1000)
    (tmp_path / "huge.png").write_bytes(b"x" * (manual.LARGEST_PICTURE + 1))
    monkeypatch.setenv(manual.SCREENSHOTS, str(tmp_path))
    assert "![Code 58565](screenshots/code-58565.png)" in manual._pictures() and "huge" not in manual._pictures()


@pytest.mark.skipif(CHROMIUM is None, reason="NOT TESTED: the manual in a browser: Chromium is absent")
def test_in_a_browser_the_manual_asks_nobody_and_finds_what_is_sought(built):
    playwright = pytest.importorskip("playwright.sync_api", reason="NOT TESTED: the manual in a browser: playwright is absent")
    asked, said = [], []
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.set_default_timeout(90_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for name in ("index", "tutorial", "how-to/serve", "reference/api", "reference/rules/physician", "reference/commands/price"):
            page.goto((built / f"{name}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        page.set_viewport_size({"width": 1300, "height": 900})
        page.goto((built / "index.html").as_uri())
        page.click(".md-search__input")
        page.keyboard.type("sequestration", delay=30)
        page.wait_for_selector(".md-search-result__item a", timeout=90_000)
        browser.close()
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == [] and said == []
