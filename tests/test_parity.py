"""docs/parity.md says what the tests say: its counts are theirs, and the examples gathered elsewhere are held."""

import importlib.util
import json
import pathlib

import pytest

import worked_elsewhere
from examples import load_examples

ROOT = pathlib.Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def parity():
    """The tool that writes the page."""
    spec = importlib.util.spec_from_file_location("parity", ROOT / "tools" / "parity.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def examples():
    return load_examples()


def test_the_page_says_what_the_tests_say(parity):
    assert parity.PAGE.read_text(encoding="utf-8") == parity.page(), "run `make parity`"


def test_the_long_run_that_the_page_shows_is_the_one_of_the_test(parity):
    assert parity.MEASURED["claims"] == parity.test_agreement.PROOF


GATHERED = [(system, name) for system, names in worked_elsewhere.SHARED.items() for name in names]


@pytest.mark.parametrize(("system", "name"), GATHERED, ids=[name for _, name in GATHERED])
def test_an_example_gathered_elsewhere_is_held_or_it_says_why_not(examples, system, name):
    held = worked_elsewhere.held_by(name, system, examples)
    assert bool(held) != (name in worked_elsewhere.NOT_HELD)


def test_every_example_gathered_elsewhere_is_named(shared):
    rows = [json.loads(line) for line in (shared / "examples" / "worked-examples.jsonl").read_text(encoding="utf-8").splitlines()]
    gathered = {system: [] for system in worked_elsewhere.SHARED}
    for row in rows:
        if row["system"] in worked_elsewhere.SYSTEM:
            gathered[worked_elsewhere.SYSTEM[row["system"]]].append(row["id"])
    assert {system: sorted(names) for system, names in gathered.items()} == {
        system: sorted(names) for system, names in worked_elsewhere.SHARED.items()
    }
