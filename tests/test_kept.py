"""Functions that one process keeps for the next: they answer alike, and a change of any source makes them anew."""

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

PACKAGE = pathlib.Path(__file__).resolve().parents[1] / "src" / "allowable"
PRICE = """
import sys
from allowable import Claim, Line, price
lines = [Line("58558", place_of_service="22", charge="900"), Line("58563")]
first = price(Claim(lines, on="2025-03-10", place_of_service="11"))
loaded = "allowable.law.physician.system" in sys.modules
steps = [(step.rule.name, step.value, step.because, len(step.inputs)) for line in first.lines for step in line.account.steps]
print(loaded, first.total.cents, [line.reasons for line in first.lines], steps)
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of the package whose sources are an hour old."""
    package = tmp_path / "allowable"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "embedded"))
    (package / "releases" / "embedded").symlink_to(PACKAGE / "releases" / "embedded")
    for path in package.rglob("*.*"):
        if "embedded" not in path.parts:
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 3_600))
    return package


def answer(package):
    """(whether the law was read before anybody asked for steps, what the process prints)."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": str(package.parent), "ALLOWABLE_STORE": str(package.parent / "none")}
    done = subprocess.run([sys.executable, "-c", PRICE], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded, _, said = done.stdout.partition(" ")
    return loaded == "True", said


def kept_files(package):
    return sorted((package / "law" / "physician" / "__pycache__").glob("*.kept"))


def test_the_next_process_reads_no_law_and_answers_alike(copy):
    first, second = answer(copy), answer(copy)
    assert first[0] and not second[0]
    assert first[1] == second[1]
    assert len(kept_files(copy)) == 1


@pytest.mark.parametrize("source", ["law/physician/payment.py", "law/physician/values.yaml", "kernel/node.py", "runners/source.py"])
def test_a_source_that_changed_makes_them_anew(copy, source):
    before = answer(copy)
    path = copy / source
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\n# a line more\n")
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 1_800))
    assert answer(copy) == before  # the law was read again
    assert not answer(copy)[0]
    assert len(kept_files(copy)) == 1


def test_a_source_younger_than_the_process_is_not_kept(copy):
    (copy / "law" / "physician" / "payment.py").touch()
    assert answer(copy)[0]
    assert not kept_files(copy)


def test_a_changed_law_changes_the_answer(copy):
    before = answer(copy)[1]
    path = copy / "law" / "physician" / "values.yaml"
    text = path.read_text(encoding="utf-8")
    assert "32.3465" in text
    path.write_text(text.replace("32.3465", "64.6930"), encoding="utf-8")
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 1_800))
    assert answer(copy)[1] != before


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"\xe9\x00"])
def test_a_damaged_file_is_made_anew(copy, content):
    before = answer(copy)
    kept_files(copy)[0].write_bytes(content)
    assert answer(copy) == before
    assert not answer(copy)[0]
