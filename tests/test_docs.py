"""The documents say what is so: their commands are run, their links lead somewhere, their figures name the command that measured them.

A block marked `console` holds commands behind "$ " and what they print; a line "..." stands for any lines. `console exit=1` says with which
status they end, `console served` that they call `allowable serve`. A block marked `pycon` is a Python session. Other blocks are not run.
The links of the manual are followed by test_manual.py, where it is built.
"""

import difflib
import doctest
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib

import pytest

import allowable
from allowable.cli.group import COMMANDS

ROOT = pathlib.Path(__file__).parents[1]
DESIGN = sorted((ROOT / "docs" / "design").glob("*.md"))
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/differences.md", "docs/engines.md")] + DESIGN
MANUAL = sorted(path for path in (ROOT / "docs").rglob("*.md") if path not in DOCUMENTS and path.name != "parity.md")
PAGES = DOCUMENTS + MANUAL
README, CONTRIBUTING, CHANGELOG = (path.read_text(encoding="utf-8") for path in DOCUMENTS[:3])
BLOCK = re.compile(r"^```(console|pycon)(?: exit=(\d+))?( served)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MEASURED = re.compile(r"\d\s?(?:ms|s|MB|MiB|kB|µs|x|million lines)(?![\w-])")
WIDTH = "80"


def names(path):
    return str(path.relative_to(ROOT))


def blocks(kind):
    """(document, line, exit status, text) of every block of a kind; `served` are those that call a server."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for found in BLOCK.finditer(text):
            if found[1] + (found[3] or "") == kind:
                line = text.count("\n", 0, found.start()) + 1
                yield pytest.param(path, line, int(found[2] or 0), found[4], id=f"{names(path)}:{line}")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder to work in, an environment in which `allowable` is this one, and a store with nothing of the user's own."""
    folder = tmp_path_factory.mktemp("desk")
    commands = folder / "bin"
    commands.mkdir()
    for name, runs in (("allowable", "-m allowable"), ("allowable-eval", "-c 'import allowable.evaluation as it; it.main()'")):
        (commands / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {runs} "$@"\n')
        (commands / name).chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLOWABLE_")}
    environment |= {
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "ALLOWABLE_STORE": str(folder / "store"),
        "COLUMNS": WIDTH,
        "PYTHONIOENCODING": "utf-8",
        "LC_ALL": "C.UTF-8",
    }
    return folder, environment


@pytest.mark.parametrize(("path", "line", "status", "text"), list(blocks("console")))
def test_commands_print_what_the_documents_show(desk, path, line, status, text):
    folder, environment = desk
    for command, expected in _commands(text):
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        printed = _lines(done.stdout + done.stderr)
        assert done.returncode == status, f"{command}\n{done.stderr}"
        if not _agree(expected, printed):
            apart = list(difflib.unified_diff(expected, printed, "shown", "printed", lineterm="", n=1))
            pytest.fail(f"$ {command}\n" + "\n".join(apart[:60]), pytrace=False)


@pytest.fixture(scope="module")
def server(desk):
    """`127.0.0.1:PORT` of a server that is started for these blocks."""
    pytest.importorskip("granian", reason="NOT TESTED: what the manual shows of the API: granian is absent")
    if shutil.which("curl") is None:
        pytest.skip("NOT TESTED: what the manual shows of the API: curl is absent")
    folder, environment = desk
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(["allowable", "serve", "--port", str(port), "--quiet"], cwd=folder, env=environment) as process:
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None, "the server ended by itself"
                time.sleep(0.1)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.mark.parametrize(("path", "line", "status", "text"), list(blocks("console served")))
def test_calls_of_a_server_answer_what_the_manual_shows(desk, server, path, line, status, text):
    test_commands_print_what_the_documents_show(desk, path, line, status, text.replace("127.0.0.1:8765", server))


def _commands(text):
    """(command, the lines it should print); a command goes on in the next line behind a backslash."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert not parts[0].strip(), "a console block begins with a command"
    for part in parts[1:]:
        command = re.match(r"(?:.*\\\n)*.*", part)[0]
        yield command, _lines(part[len(command) :])


def _lines(text):
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def _agree(expected, printed):
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


@pytest.mark.parametrize(("path", "line", "status", "text"), list(blocks("pycon")))
def test_python_sessions_show_what_they_give(monkeypatch, tmp_path, path, line, status, text):
    monkeypatch.setenv("ALLOWABLE_STORE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(allowable, "_engine", None)
    session = doctest.DocTestParser().get_doctest(text, {}, f"{names(path)}:{line}", str(path), line)
    assert session.examples
    said = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(session, out=said.append)
    assert not said, "".join(said)


def test_there_are_blocks_to_run():
    assert len(list(blocks("console"))) >= 8 and list(blocks("pycon"))


def test_the_readme_names_every_command():
    commands = [f"allowable {name}" for name in COMMANDS] + [
        f"allowable releases {name}" for name in ("build", "import", "list", "show", "verify")
    ]
    assert not [name for name in commands if name not in " ".join(README.split())]


def test_the_readme_gives_the_two_commands_of_a_newcomer():
    assert "make guide" in README and "make test" in README


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_targets_of_make_exist(path):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^\s*)make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert not [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=names)
def test_links_files_and_tests_that_are_named_exist(path):
    text = path.read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith(("http", "#"))]
    assert not [link for link in links if not (path.parent / link).exists()]
    files = re.findall(r"`((?:src|tests|bench|docs|law|kernel|releases|runners|families)/[\w/.-]*\w)`", text)
    assert not [name for name in files if not (ROOT / name).exists() and not (ROOT / "src" / "allowable" / name).exists()]
    for file, test in re.findall(r"`(tests/\w+\.py)::(\w+)`", text):
        assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file} has no {test}"


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_no_path_of_a_machine_is_shown(path):
    assert not re.findall(r"(?:^|[^\w.])/(?:work|root|home|tmp|Users)/\S*", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_measured_figures_name_the_command_that_measured_them(path):
    for section in re.split(r"^#+ ", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        prose = re.sub(r"```.*?```", "", section, flags=re.DOTALL)
        if MEASURED.search(prose):
            assert re.search(r"^Measured (?:on|with|by) .*`", prose, re.MULTILINE), section.splitlines()[0]


@pytest.mark.parametrize("path", DESIGN, ids=names)
def test_design_papers_are_numbered_and_have_a_status(path):
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# {path.name[:4]} \S.*\n\nStatus: (?:in force|proposed|superseded by \d{{4}})", text)
    assert len(text.splitlines()) <= 120, "a paper is short"


def test_design_papers_have_consecutive_numbers():
    assert [path.name[:4] for path in DESIGN] == [f"{number:04}" for number in range(1, len(DESIGN) + 1)]


def test_the_changelog_says_for_this_version_which_service_days_are_affected_and_from_what_source():
    first = re.split(r"^## ", CHANGELOG, flags=re.MULTILINE)[1]
    assert first.startswith(allowable.__version__)
    for entry in re.split(r"^### ", first, flags=re.MULTILINE)[1:]:
        assert re.search(r"^Service days: .*\d{4}-\d{2}-\d{2}|^Service days: none", entry, re.MULTILINE), entry
        assert re.search(r"^Source: \S", entry, re.MULTILINE), entry


def test_the_paper_on_dependencies_names_every_one_and_each_is_used():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=!~ \[]", one)[0] for one in project["dependencies"]}
    paper = next(path for path in DESIGN if path.name.startswith("0004")).read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)` \|", paper, re.MULTILINE)) == needed
    modules = {"python-docx": "docx", "PyStemmer": "Stemmer"}
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    unused = [
        one for one in needed if not re.search(rf"^\s*(?:import|from) {modules.get(one, one.replace('-', '_'))}\b", source, re.MULTILINE)
    ]
    assert not unused
