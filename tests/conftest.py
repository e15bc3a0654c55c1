"""What tests share: CMS's published files beside the repository, an engine on the embedded facts, and a user's store that is nobody's.

Tests that read CMS's files skip with a loud reason where they are absent. Tests marked `proof` run every row of the golden sets through
the account one by one; `make proof` (pytest -m proof) asks for them, a plain run takes the sample instead.
"""

import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
ABSENT = "NOT TESTED: CMS's published files are absent (expected in ../shared/cms beside the repository)"


def pytest_configure(config):
    config.addinivalue_line("markers", "proof: every row of a golden set through the account; run by `make proof`")


def pytest_collection_modifyitems(config, items):
    if "proof" in (config.option.markexpr or ""):
        return
    for item in items:
        if item.get_closest_marker("proof"):
            item.add_marker(pytest.mark.skip(reason="NOT TESTED HERE: the full run of a golden set; `make proof` runs it"))


@pytest.fixture(scope="session", autouse=True)
def nobodys_store(tmp_path_factory):
    """An empty user's store, so that what a developer imported decides no test."""
    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALLOWABLE_STORE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def shared():
    """The folder of CMS's published files and of the worked examples; skips where it is absent."""
    if not (SHARED / "cms").is_dir():
        pytest.skip(ABSENT)
    return SHARED


@pytest.fixture(scope="session")
def engine(nobodys_store):
    """One engine on the embedded facts alone."""
    from allowable.engine import Engine
    from allowable.releases.store import EMBEDDED, Store

    return Engine(Store([EMBEDDED]))


@pytest.fixture
def store(shared, monkeypatch, tmp_path):
    """A user's own store with one table in it, apart from the embedded facts."""
    from allowable.releases import build

    monkeypatch.setattr(build, "EMBEDDED", str(tmp_path / "no-embedded-facts"))
    folder = tmp_path / "user" / "store"
    monkeypatch.setenv("ALLOWABLE_STORE", str(folder))
    build.import_files([shared / "cms" / "pfs" / "2025" / "rvu25d" / "ANES2025.csv"])
    written = {"anesthesia_conversion_factors.parquet", "anesthesia_conversion_factors.point", "manifest.json"}
    assert {path.name for path in folder.iterdir()} == written
    assert build.verify(folder) == []
    return folder
