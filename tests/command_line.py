"""What the tests of the command line share: a run inside this process, and one as a real process."""

import os
import pathlib
import subprocess
import sys

import pytest

from allowable.cli import status_of
from allowable.releases.store import EMBEDDED

ROOT = pathlib.Path(__file__).resolve().parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
needs_facts = pytest.mark.skipif(
    not os.path.exists(os.path.join(EMBEDDED, "relative_values.point")), reason="NO EMBEDDED FACTS: run `allowable releases build` first"
)


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """run("price", ...) -> (status, standard output, standard error): no store of the user's, no terminal, 80 columns."""
    monkeypatch.setenv("ALLOWABLE_STORE", str(tmp_path / "no-store"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("ALLOWABLE_DEBUG", raising=False)

    def command(*argv):
        status = status_of([str(word) for word in argv])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


def process(*argv, **more):
    """A real process: subprocess.CompletedProcess with texts."""
    more = {"text": True, "env": ENVIRONMENT, **more}
    return subprocess.run([sys.executable, "-m", "allowable", *argv], capture_output=True, timeout=120, **more)
