"""The store: which folder speaks, what a missing row says, and that a damaged file is named instead of being read."""

import json
import pathlib
import re

import pytest

from allowable.kernel.day import ALWAYS, OPEN, day_number
from allowable.kernel.table import Table, number, text
from allowable.law.physician.tables import GEOGRAPHIC_INDICES, RELATIVE_VALUES
from allowable.releases.build import MANIFEST, SCHEMA, verify, write_manifest
from allowable.releases.intervals import compress
from allowable.releases.point import PointFile, PointFileError
from allowable.releases.point_write import write_parquet, write_point_file
from allowable.releases.snapshot import Snapshot
from allowable.releases.store import EMBEDDED, Missing, Store, user_folder

TABLE = Table(
    "toy_rates",
    "A toy schedule",
    keys=[text("hcpcs", "code"), text("part", "part of the code, may be blank")],
    columns=[text("status", "status"), number("rate", "dollars", places=2, below=10_000_000_000)],
    authority="toyland",
)


class Origin:
    origin, where, sha256 = "toy.zip", "toy.zip:rates.csv", "0" * 64


def write(folder, rows, effective="2024-01-01", until="2024-04-01", known=ALWAYS, release="TOY24A"):
    folder.mkdir(exist_ok=True)
    one = Snapshot(TABLE, release, Origin, effective=day_number(effective), until=day_number(until), rows=rows, known=known)
    prints, spans = compress([one])
    write_point_file(folder / "toy_rates.point", TABLE, prints, spans)
    write_parquet(folder / "toy_rates.parquet", TABLE, prints, spans)
    write_manifest(folder)
    return folder


ROWS = {("A0001", ""): ("A", 1_050), ("A0001", "26"): (None, None), ("A0002", ""): ("", -7), ("ZÜ", ""): ("é ü", 99_999_999_999)}


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "held", ROWS)


# ---- reading


def test_every_row_comes_back_as_it_was_written(folder):
    points = PointFile(folder / "toy_rates.point")
    assert {key: points.find(key, day_number("2024-02-29")).values for key in points.keys()} == ROWS  # noqa: SIM118
    assert points.count == 4
    assert points.first_day() == day_number("2024-01-01") and points.last_day() == day_number("2024-04-01")


def test_a_stated_blank_is_not_an_absent_text(folder):
    points = PointFile(folder / "toy_rates.point")
    day = day_number("2024-01-01")
    assert points.find(("A0002", ""), day).values[0] == ""
    assert points.find(("A0001", "26"), day).values == (None, None)


@pytest.mark.parametrize(("day", "held"), [("2023-12-31", False), ("2024-01-01", True), ("2024-03-31", True), ("2024-04-01", False)])
def test_a_span_holds_its_first_day_and_not_its_end(folder, day, held):
    assert (PointFile(folder / "toy_rates.point").find(("A0001", ""), day_number(day)) is not None) == held


@pytest.mark.parametrize("key", [("A0003", ""), ("A000", ""), ("A00010", ""), ("", ""), ("A0001", "2"), ("A0001", "26x")])
def test_no_other_key_is_found(folder, key):
    points = PointFile(folder / "toy_rates.point")
    assert points.find(key, day_number("2024-02-01")) is None
    assert points.history(key) == []


def test_the_rows_under_a_first_key(folder):
    points = PointFile(folder / "toy_rates.point")
    assert [row.key for row in points.under("A0001")] == [("A0001", ""), ("A0001", "26")]
    assert points.under("A00") == []


# ---- which folder speaks


def test_the_users_own_store_speaks_before_the_embedded_facts(tmp_path):
    mine = write(tmp_path / "mine", {("A0001", ""): ("M", 1)}, release="MINE")
    theirs = write(tmp_path / "theirs", {("A0001", ""): ("T", 2)}, release="THEIRS")
    row, printed = Store([mine, theirs]).find(TABLE, ("A0001", ""), day_number("2024-02-01"))
    assert (row.values, printed.release) == (("M", 1), "MINE")
    assert Store([tmp_path / "nowhere", theirs]).find(TABLE, ("A0001", ""), day_number("2024-02-01"))[1].release == "THEIRS"


def test_the_users_store_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("ALLOWABLE_STORE", str(tmp_path / "chosen"))
    assert user_folder() == str(tmp_path / "chosen")
    assert [str(one) for one in Store().folders] == [str(tmp_path / "chosen"), str(EMBEDDED)]
    monkeypatch.delenv("ALLOWABLE_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert pathlib.Path(user_folder()) == tmp_path / "data" / "allowable" / "releases"


# ---- what a missing row says: a stable reason, and a detail that names the key and the day and says what to do

MISSING = [
    ("nothing held", {}, "2024-02-01", None, "no release of toy_rates is held", "allowable releases import FILE"),
    ("before", ROWS, "2023-12-31", None, "no release of toy_rates is held for this day", "2023-12-31: TOY24A starts on 2024-01-01; import"),
    ("after", ROWS, "2024-04-01", None, "no release of toy_rates is held for this day", "2024-04-01: TOY24A ends on 2024-03-31; import"),
    (
        "unknown code",
        ROWS,
        "2024-02-01",
        None,
        "no row of toy_rates is in force for this key",
        "TOY24A has no row for hcpcs A0009, part blank",
    ),
    ("not yet public", ROWS, "2024-02-01", "2023-12-31", "no release of toy_rates for this day was public yet", "known on 2023-12-31"),
]


@pytest.mark.parametrize(("case", "rows", "day", "known", "reason", "detail"), MISSING, ids=[one[0] for one in MISSING])
def test_what_is_missing_is_said(tmp_path, case, rows, day, known, reason, detail):
    folder = write(tmp_path / "held", rows) if rows else tmp_path
    found = Store([folder]).find(TABLE, ("A0009", ""), day_number(day), OPEN if known is None else day_number(known))
    assert isinstance(found, Missing)
    assert found.reason == reason
    assert detail in found.detail


# A day between two held releases: 76145 differs between RVU25A and RVU25D in one indicator, 58558 in none.
def test_between_two_releases_only_what_both_print_is_held():
    store, day = Store([EMBEDDED]), day_number("2025-07-01")
    row, printed = store.find(RELATIVE_VALUES, ("58558", ""), day)
    assert row.values[RELATIVE_VALUES.where["work_rvu"]] == 417 and printed.bridge
    assert printed.release == "RVU25A and RVU25D alike"
    found = store.find(RELATIVE_VALUES, ("76145", ""), day)
    assert isinstance(found, Missing) and found.reason == "the relative_values release of this day is not held and its neighbours differ"
    assert "RVU25A and RVU25D do not print the same row; import the release between them" in found.detail


def test_an_index_names_its_own_print():
    row, printed = Store([EMBEDDED]).find(GEOGRAPHIC_INDICES, ("02102", "01"), day_number("2025-10-01"))
    assert row.values[0] == 1_500, "Alaska's work index, 1.5 by statute (Social Security Act 1848(e)(1)(G))"
    assert (printed.release, printed.member) == ("RVU25D", "rvu25d/GPCI2025.csv")


# ---- damage


def damaged(folder, how):
    path = folder / "toy_rates.point"
    content = path.read_bytes()
    path.write_bytes(how(content))
    return path


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (lambda content: content[:-1], "is cut short"),
        (lambda content: content[:-10], "is cut short"),
        (lambda content: content + b"\0", "is cut short"),
        (lambda content: content[:40], "is no point file"),
        (lambda content: b"PAR1" + content, "is no point file"),
        (lambda content: content.replace(b"point file 1", b"point file 9"), "is no point file"),
    ],
)
def test_a_damaged_point_file_is_named(folder, how, says):
    path = damaged(folder, how)
    with pytest.raises(PointFileError, match=f"{re.escape(str(path))} {says}.*build the releases again"):
        Store([folder]).table("toy_rates")


def test_an_empty_point_file_is_named(folder):
    path = damaged(folder, lambda content: b"")
    with pytest.raises(PointFileError, match=re.escape(str(path))):
        PointFile(path)


# ---- the manifest


def test_verify_finds_nothing_wrong_with_what_was_built(folder):
    assert verify(folder) == []
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert content["schema"] == SCHEMA
    (entry,) = content["tables"]["toy_rates"]
    assert (entry["release"], entry["effective"], entry["until"], entry["sha256"]) == ("TOY24A", "2024-01-01", "2024-04-01", "0" * 64)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda folder: (folder / "toy_rates.parquet").unlink(), "toy_rates.parquet is missing"),
        (lambda folder: damaged(folder, lambda content: content[:-1] + b"\7"), "toy_rates.point is not the file that was built"),
        (lambda folder: (folder / "added.point").write_bytes(b""), "added.point is not listed"),
        (lambda folder: (folder / MANIFEST).unlink(), "is missing or damaged"),
        (lambda folder: (folder / MANIFEST).write_text("{}", encoding="utf-8"), "is missing or damaged"),
        (lambda folder: (folder / MANIFEST).write_text("{", encoding="utf-8"), "is missing or damaged"),
    ],
)
def test_verify_names_what_changed(folder, change, says):
    change(folder)
    problems = verify(folder)
    assert len(problems) == 1 and says in problems[0]


def test_the_embedded_facts_are_as_they_were_built():
    assert verify(EMBEDDED) == []
