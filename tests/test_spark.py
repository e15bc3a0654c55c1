"""allowable.spark.reprice on a real Spark with two workers: line by line the answer of price_batches and of the account."""

import datetime
import importlib.util
import json
import os
import pathlib
import random
import re
import shutil
import sys

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

import allowable
import bulk_lines
import facility_lines
from allowable.bulk import SCHEMA, LinesError, price_batches
from command_line import needs_facts

ROOT = pathlib.Path(__file__).parents[1]
JAVA = shutil.which("java") or os.environ.get("JAVA_HOME")
ABSENT = " and ".join(name for name, found in (("pyspark", importlib.util.find_spec("pyspark")), ("Java", JAVA)) if not found)

pytestmark = [
    needs_facts,
    pytest.mark.skipif(bool(ABSENT), reason=f"NOT TESTED: Spark needs {ABSENT} (pip install allowable[spark]; Java 17 or later)"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]

ROWS = bulk_lines.claims(90)
BAD = [
    {"claim_id": 1_000, "line": 1, "hcpcs": "58558", "units": 0},
    {"claim_id": 1_000, "line": 2, "hcpcs": None, "units": 1},
    {"claim_id": 1_001, "line": 1, "hcpcs": "58558", "units": 1, "service_date": None},
    {"claim_id": 1_001, "line": 2, "hcpcs": "58563", "units": 1, "charge": "-1.00"},
    {"claim_id": 1_001, "line": 3, "hcpcs": "58563", "units": 1, "nonparticipating": "perhaps"},
]
USUAL = {"service_date": datetime.date(2025, 3, 10), "place_of_service": "22"}
ALL_ROWS = ROWS + [{**USUAL, **row} for row in BAD]


@pytest.fixture(scope="module")
def spark(nobodys_store):
    """Two workers, batches of seven lines, so that claims begin in one and end in another."""
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), *sys.path]))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local[2]").appName("allowable")
        settings = {
            "spark.ui.enabled": "false",
            "spark.driver.memory": "1g",
            "spark.sql.shuffle.partitions": "4",
            "spark.sql.adaptive.coalescePartitions.enabled": "false",
            "spark.sql.execution.arrow.maxRecordsPerBatch": "7",
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


@pytest.fixture
def frame(spark, tmp_path):
    """frame(table) -> a DataFrame of its rows in no order, from four files."""

    def written(table):
        rows = list(range(len(table)))
        random.Random(3).shuffle(rows)
        folder = tmp_path / f"lines-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for part in range(4):
            parquet.write_table(table.take(rows[part::4]), folder / f"{part}.parquet")
        return spark.read.parquet(str(folder))

    return written


def rows_of(priced):
    """The rows of a DataFrame in the order of claims and lines."""
    return sorted((row.asDict() for row in priced.collect()), key=lambda row: (row["claim_id"], row["line"]))


def in_bulk(table, **options):
    """What price_batches gives for the table's rows, in their order."""
    return [row for batch in price_batches(table.to_batches(), **options) for row in batch.to_pylist()]


def test_every_line_is_priced_as_in_bulk_and_as_the_account_does(frame, engine):
    from allowable.spark import reprice

    table = bulk_lines.table(ALL_ROWS)
    priced = reprice(frame(table))
    assert priced.columns == SCHEMA.names
    found = rows_of(priced)
    assert found == in_bulk(table, engine=engine)
    amounts = [(row["allowed"], row["medicare"], row["patient"]) for row in found]
    assert amounts[: len(ROWS)] == bulk_lines.priced_one_by_one(engine, ROWS)
    assert amounts[len(ROWS) :] == [(None, None, None)] * len(BAD), "a bad line comes out, and stops nothing"
    assert all(row["reason_text"] for row in found[len(ROWS) :])
    assert priced.rdd.getNumPartitions() == 4


def test_partitions_that_hold_whole_claims_are_not_moved(frame, engine):
    from allowable.spark import reprice

    table = bulk_lines.table(ROWS)
    own = frame(table).repartition(3, "claim_id").sortWithinPartitions("claim_id", "line")
    priced = reprice(own, grouped=True)
    assert priced.rdd.getNumPartitions() == 3
    assert rows_of(priced) == in_bulk(table, engine=engine)


def test_a_claim_that_comes_back_ends_the_job(frame):
    from allowable.spark import reprice

    with pytest.raises(Exception, match=r"LinesError: claim \d+ comes back after other claims"):
        reprice(frame(bulk_lines.table(ROWS)).coalesce(1), grouped=True).collect()


def test_all_columns_stay_as_they_came_in(frame, engine):
    from allowable.spark import reprice

    table = bulk_lines.table(ROWS)
    given = frame(table)
    priced = reprice(given, columns="all")
    assert priced.columns == [*table.schema.names, *SCHEMA.names[2:]]
    assert list(priced.schema)[: len(table.schema)] == list(given.schema)
    found = rows_of(priced)
    assert [{name: row[name] for name in table.schema.names} for row in found] == table.to_pylist()
    assert [{name: row[name] for name in SCHEMA.names} for row in found] == in_bulk(table, engine=engine)


def test_ids_as_texts_and_lines_in_the_order_of_their_numbers(frame, engine):
    from allowable.spark import reprice

    codes = ["58558", "58563", "58561", "58555", "76830", "76856", "58340", "58120", "58562", "58353", "58555", "99213"]
    usual = {"claim_id": "A-1", "service_date": datetime.date(2025, 3, 10), "place_of_service": "22", "units": 1}
    rows = [{**usual, "line": str(line), "hcpcs": code} for line, code in enumerate(codes, 1)]
    table = bulk_lines.table(rows, claim_id=pa.string(), line=pa.string())
    found = [row.asDict() for row in reprice(frame(table)).collect()]
    assert [row["line"] for row in found] == [str(line) for line in range(1, 13)]
    assert found == in_bulk(table, engine=engine)


def test_other_names_constants_a_mapping_file_and_a_day_of_knowledge(frame, engine, tmp_path):
    from allowable.spark import reprice

    table = bulk_lines.table(ROWS).drop(["place_of_service"]).rename_columns({"claim_id": "the id"})
    mapping = {"claim_id": "the id", "constant": {"place_of_service": "11"}}
    expected = in_bulk(table, engine=engine, mapping=mapping, known_on="2025-01-15")
    assert {row["allowed"] is None for row in expected} == {True, False}
    given = frame(table)
    assert rows_of(reprice(given, mapping=mapping, known_on="2025-01-15")) == expected
    path = tmp_path / "names.toml"
    path.write_text('claim_id = "the id"\n[constant]\nplace_of_service = "11"\n')
    assert rows_of(reprice(given, mapping=path, known_on=datetime.date(2025, 1, 15))) == expected


@pytest.mark.parametrize("setting", ["hospital", "asc"])
def test_a_facility_is_priced_as_the_engine_does(frame, engine, setting):
    from allowable.spark import reprice

    rows = facility_lines.rows_of(engine, setting, 40)
    texts, typed = facility_lines.as_texts(rows), facility_lines.as_typed(rows)
    found = rows_of(reprice(frame(typed), setting=setting))
    assert found == in_bulk(typed, engine=engine, setting=setting)
    amounts = [(row["allowed"], row["medicare"], row["patient"]) for row in found]
    assert amounts == facility_lines.priced_one_by_one(engine, setting, rows)
    assert sum(one is not None for one, *_ in amounts) > len(rows) // 6
    again = in_bulk(texts, engine=engine, setting=setting)
    assert [row["reason_text"] for row in again] == [row["reason_text"] for row in found]


@pytest.mark.parametrize(
    ("change", "options", "says"),
    [
        ("lines", {"setting": "home"}, "setting 'home' is none of physician, hospital, asc"),
        ("lines", {"columns": "few"}, "columns='few' is none of slim, all"),
        ("lines", {"mapping": {"hcpcs": "x"}}, "the DataFrame has no column 'x'"),
        ("double(claim_id) claim_id, line, service_date, hcpcs, units", {}, "column claim_id holds double; give whole numbers or texts"),
        ("claim_id, line, service_date, hcpcs", {}, "the DataFrame lacks the columns units"),
        ("*, 1 as reason", {"columns": "all"}, "the DataFrame has columns named reason, as the answer has"),
    ],
)
def test_what_is_asked_wrongly_is_refused_before_any_job(frame, change, options, says):
    from allowable.spark import reprice

    given = frame(bulk_lines.table(ROWS[:4]))
    with pytest.raises(LinesError, match=re.escape(says)):
        reprice(given if change == "lines" else given.selectExpr(*change.split(", ")), **options)


def test_a_worker_with_other_releases_ends_the_job(frame, monkeypatch, tmp_path):
    from allowable.spark import reprice

    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "manifest.json").write_text(json.dumps({"of": "the driver alone"}))
    monkeypatch.setenv("ALLOWABLE_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(allowable, "_engine", None)
    with pytest.raises(Exception, match=r"a worker prices with allowable \S+ and releases \w+, the driver with allowable"):
        reprice(frame(bulk_lines.table(ROWS[:4]))).collect()


def test_only_plain_values_travel_and_the_engine_stays(frame, monkeypatch):
    from pyspark.sql import DataFrame

    from allowable import spark as module

    sent = []
    given = frame(bulk_lines.table(ROWS[:4]))
    monkeypatch.setattr(type(given), "mapInArrow", lambda df, function, schema: sent.append(function))
    module.reprice(given, mapping={"constant": {"mips_percent": "1.50"}}, known_on="2025-06-01")
    assert isinstance(given, DataFrame) and sent[0].func is module._priced and not sent[0].args
    assert json.loads(json.dumps(sent[0].keywords)) == sent[0].keywords
    batches = bulk_lines.table(ROWS[:4]).to_batches()
    first = list(sent[0](batches))
    engine = allowable.default_engine()
    assert list(sent[0](batches)) == first and allowable.default_engine() is engine


def test_the_lines_of_the_page_run(spark, engine, tmp_path):
    page = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"^## Spark\n.*?^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    table = bulk_lines.table(ALL_ROWS)
    parquet.write_table(table, tmp_path / "lines.parquet", row_group_size=37)
    for name in ("lines.parquet", "priced"):  # Spark's own working folder is where Java began
        program = program.replace(f'"{name}"', repr(str(tmp_path / name)))
    exec(program, {"__name__": "program"})
    assert rows_of(spark.read.parquet(str(tmp_path / "priced"))) == in_bulk(table, engine=engine)
