"""Imports and builds: a process that is killed leaves what was there whole, and CMS's own zips come in as a user downloads them."""

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from allowable.claims.model import Claim, Line
from allowable.engine import Engine
from allowable.releases import build
from allowable.releases.point import PointFile
from allowable.releases.problem import ReleaseProblem
from allowable.releases.store import EMBEDDED, Store

SOURCE = pathlib.Path(__file__).resolve().parents[1] / "src"


def contents(folder):
    """{file: bytes} of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# ---- a process that is killed in the middle of its work

KILLED = """
import os, sys
from allowable.releases import build
build.EMBEDDED = {empty!r}
def die(*args, **kwargs):
    os._exit(9)
if {after!r} == "first table":
    real, done = build._write_table, []
    def one_only(*args):
        if done:
            os._exit(9)
        done.append(real(*args))
    build._write_table = one_only
else:
    setattr(build, {after!r}, die)
build.{action}({paths!r}, {out!r})
"""


def killed(tmp_path, after, action, paths, out):
    script = KILLED.format(empty=str(tmp_path / "none"), after=after, action=action, paths=paths, out=str(out))
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, timeout=120)
    assert done.returncode == 9, done.stderr.decode()


@pytest.fixture
def releases(shared, tmp_path):
    """A folder of two of CMS's files, and another that builds into more tables."""
    few, more = tmp_path / "few" / "rvu25d", tmp_path / "more" / "rvu25d"
    few.mkdir(parents=True)
    more.mkdir(parents=True)
    rvu = shared / "cms" / "pfs" / "2025" / "rvu25d"
    shutil.copyfile(rvu / "ANES2025.csv", few / "ANES2025.csv")
    for name in ("ANES2025.csv", "GPCI2025.csv", "25LOCCO.csv"):
        shutil.copyfile(rvu / name, more / name)
    return few, more


@pytest.mark.parametrize("after", ["first table", "write_manifest", "_replace"])
def test_a_killed_build_leaves_the_old_folder_whole(releases, tmp_path, after):
    few, more = releases
    out = tmp_path / "built" / "releases"
    build.build(few, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    killed(tmp_path, after, "build", str(more), out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert build.verify(out) == []
    assert Store([out]).table("anesthesia_conversion_factors").count == 109
    report = build.build(more, out)  # what the killed one left behind does not stand in the way
    assert set(report.written) == {"anesthesia_conversion_factors", "geographic_indices", "localities"}
    assert build.verify(out) == [] and [path.name for path in out.parent.iterdir()] == ["releases"]


@pytest.mark.parametrize("after", ["first table", "_write_table"])
def test_a_killed_import_leaves_the_store_whole(releases, store, tmp_path, after):
    _, more = releases
    before = {path.name: path.read_bytes() for path in store.iterdir()}
    killed(tmp_path, after, "import_files", [str(path) for path in sorted(more.iterdir())], store)
    assert {path.name: path.read_bytes() for path in store.iterdir()} == before
    assert build.verify(store) == []
    build.import_files(sorted(more.iterdir()))
    assert build.verify(store) == [] and [path.name for path in store.parent.iterdir()] == ["store"]


def test_a_build_that_reads_nothing_changes_nothing(store, tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "readme.txt").write_text("nothing of CMS's")
    before = contents(store)
    with pytest.raises(ReleaseProblem, match=r"notes: no file of CMS was recognised there.*allowable releases list"):
        build.build(folder, store)
    assert contents(store) == before


# ---- and what is good comes in: CMS's own zips, as a user downloads them, into a store with nothing else


def priced(setting, day, code="58558"):
    answer = Engine().price(Claim([Line(code, place_of_service="22")], setting=setting, on=day)).lines[0]
    return answer.allowed and str(answer.allowed), answer.reasons


@pytest.fixture
def empty(shared, monkeypatch, tmp_path):
    """An empty user's store, and no embedded facts."""
    nowhere = str(tmp_path / "no-embedded-facts")
    for module in ("build", "store"):
        monkeypatch.setattr(f"allowable.releases.{module}.EMBEDDED", nowhere)
    folder = tmp_path / "user" / "store"
    monkeypatch.setenv("ALLOWABLE_STORE", str(folder))
    return folder


def test_rvu25a_as_cms_offers_it_imports_and_answers(shared, empty):
    assert priced("physician", "2025-02-01")[0] is None
    report = build.import_files([shared / "cms" / "pfs" / "zips" / "RVU25A.zip"])
    assert report.written == {
        "anesthesia_conversion_factors": (1, 109),
        "geographic_indices": (1, 109),
        "imaging_caps": (1, 16_100),
        "localities": (1, 109),
        "relative_values": (1, 18_865),
    }
    assert priced("physician", "2025-02-01") == ("224.48", [])
    allowed, reasons = priced("physician", "2024-02-01")
    assert allowed is None and "2024-02-01: RVU25A starts on 2025-01-01" in reasons[0]
    assert build.verify(empty) == []


def test_the_asc_addenda_as_cms_offers_them_import_and_answer(shared, empty):
    assert priced("asc", "2025-02-01")[0] is None
    report = build.import_files([shared / "cms" / "asc" / "zips" / "january-2025-asc-approved-hcpcs-code-and-payment-rates.zip"])
    assert {name: written[0] for name, written in report.written.items()} == dict.fromkeys(
        ("asc_ancillary_rates", "asc_device_offsets", "asc_excluded", "asc_rates"), 1
    )
    assert priced("asc", "2025-02-01") == ("1674.26", [])
    assert priced("asc", "2025-02-01", "15013") == ("3355.45", []), "the zip of December 2024 does not know the correction"
    assert build.verify(empty) == []


def every_row(path):
    points = PointFile(path)
    for key in points.keys():  # noqa: SIM118 - no dict
        for row in points.history(key):
            yield row.key, row.starts, row.until, row.known, row.superseded, row.values


def test_importing_what_is_held_already_changes_no_answer(shared, monkeypatch, tmp_path):
    folder = tmp_path / "user" / "store"
    build.import_files([shared / "cms" / "asc" / "zips" / "january-2025-asc-approved-hcpcs-code-and-payment-rates.zip"], folder)
    for path in folder.glob("*.point"):
        assert list(every_row(path)) == list(every_row(pathlib.Path(EMBEDDED) / path.name)), path.name
    monkeypatch.setenv("ALLOWABLE_STORE", str(folder))
    assert priced("asc", "2025-02-01", "15013") == ("3892.28", [])
