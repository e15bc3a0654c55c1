"""What docs/engines.md shows is run as it stands there, each engine where it is installed: every line as the account prices it."""

import importlib.util
import os
import pathlib
import re
import subprocess
import sys

import pyarrow.parquet as parquet
import pytest

import bulk_lines
from command_line import ENVIRONMENT, needs_facts

ROOT = pathlib.Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
RUN_HERE = {"Ray": "ray", "Dask": "dask", "DuckDB": "duckdb", "Polars": "polars"}
ROWS = bulk_lines.claims(600)

pytestmark = needs_facts


def block(title):
    """The one block of a section, which is a whole program."""
    (found,) = re.findall(r"^```python\n(.*?)^```$", SECTIONS[title], re.MULTILINE | re.DOTALL)
    return found


def answers(path):
    """[(allowed, medicare, patient)] of a file or folder of Parquet, in the order of claims and lines."""
    found = parquet.read_table(path).sort_by([("claim_id", "ascending"), ("line", "ascending")]).to_pylist()
    assert [(row["claim_id"], row["line"]) for row in found] == [(row["claim_id"], row["line"]) for row in ROWS]
    return [(row["allowed"], row["medicare"], row["patient"]) for row in found]


@pytest.fixture(scope="module")
def right(engine):
    return bulk_lines.priced_one_by_one(engine, ROWS)


def test_every_section_is_tried():
    assert SECTIONS.keys() == {"Spark", *RUN_HERE}  # Spark in test_spark.py
    assert all(len(block(title).splitlines()) <= 25 for title in SECTIONS)


@pytest.mark.parametrize("title", RUN_HERE)
def test_the_lines_of_the_page_price_as_the_account_does(title, right, tmp_path):
    if importlib.util.find_spec(RUN_HERE[title]) is None:
        pytest.skip(f"NOT TESTED: {title} is not installed (pip install {'ray[data]' if title == 'Ray' else RUN_HERE[title]})")
    bulk_lines.write(bulk_lines.table(ROWS), tmp_path / "lines.parquet")
    if title == "Dask":
        (tmp_path / "priced").mkdir()
    (tmp_path / "program.py").write_text(block(title), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "program.py"], cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    (out,) = [path for path in tmp_path.iterdir() if path.stem == "priced"]
    assert answers(out) == right


def environment(folder):
    """Of a run that is quiet, small, and finds nothing of the user's own."""
    quiet = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DATA_DISABLE_PROGRESS_BARS": "1", "RAY_DEDUP_LOGS": "0"}
    return {**ENVIRONMENT, **quiet, "ALLOWABLE_STORE": str(folder / "no-store"), "PATH": os.environ.get("PATH", "")}
