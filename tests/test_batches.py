"""`allowable.bulk.price_batches`: the same answer whatever the batches, as the account gives it."""

import pyarrow as pa
import pytest

import bulk_lines
from allowable.bulk import SCHEMA, LinesError, price_batches
from allowable.runners.bulk import whole
from bulk_lines import claims, priced_one_by_one, table
from command_line import needs_facts

pytestmark = needs_facts
ROWS = claims(45)


def batches(content, size):
    return content.combine_chunks().to_batches(size)


def priced(content, size, **options):
    return pa.Table.from_batches(list(price_batches(batches(content, size), **options)))


def plain(found):
    return [{name: value for name, value in row.items() if name != "reason"} for row in found.to_pylist()]


@pytest.fixture(scope="module")
def whole_table(engine):
    return priced(table(ROWS), len(ROWS), engine=engine)


def test_the_schema_is_the_documented_one_and_says_the_reasons(whole_table, engine):
    assert whole_table.schema.equals(SCHEMA)
    found = whole_table.to_pylist()
    amounts = [(row["allowed"], row["medicare"], row["patient"]) for row in found]
    assert amounts == priced_one_by_one(engine, ROWS)
    for row in found:
        missing = None in (row["allowed"], row["medicare"], row["patient"])
        assert (row["reason"] != 0) == missing == (row["reason_text"] is not None)
        assert row["release"]


@pytest.mark.parametrize("size", [1, 5, 40, 1_000])
@pytest.mark.parametrize("joined", [False, True])
def test_the_same_answer_whatever_the_batches(monkeypatch, whole_table, size, joined):
    from allowable.engine import Engine

    if not joined:  # else small batches are joined before they are priced
        monkeypatch.setattr(whole.whole_claims, "__defaults__", (1, 1_000))
    assert priced(table(ROWS), size, engine=Engine()).equals(whole_table)


@pytest.mark.parametrize("size", [3, 1_000])
def test_dictionaries_of_each_batch_are_its_own(whole_table, size, engine):
    content = table(ROWS)
    coded = []
    for batch in batches(content, size):
        for name in ("hcpcs", "modifier_1", "place_of_service", "mac"):
            at = batch.schema.get_field_index(name)
            batch = batch.set_column(at, name, batch.column(at).dictionary_encode())
        coded.append(batch)
    assert pa.Table.from_batches(list(price_batches(coded, engine=engine))).equals(whole_table)


def test_lines_are_taken_lazily(monkeypatch, engine):
    monkeypatch.setattr(whole.whole_claims, "__defaults__", (1, 1_000))
    taken = []

    def stream():
        for batch in batches(table(ROWS), 10):
            taken.append(len(batch))
            yield batch

    first = next(iter(price_batches(stream(), engine=engine)))
    assert 0 < len(first) <= 10 and len(taken) <= 2


def test_no_batch_and_empty_batches(engine, whole_table):
    assert list(price_batches([], engine=engine)) == []
    empty = table([]).to_batches() or [pa.RecordBatch.from_pylist([], table([]).schema)]
    assert list(price_batches(empty, engine=engine)) == []
    assert pa.Table.from_batches(list(price_batches([*empty, *batches(table(ROWS), 50)], engine=engine))).equals(whole_table)


def test_all_columns_then_the_amounts(engine, whole_table):
    found = priced(table(ROWS), 7, engine=engine, columns="all")
    assert found.select(table(ROWS).schema.names).equals(table(ROWS))
    assert found.select(SCHEMA.names[2:]).equals(whole_table.select(SCHEMA.names[2:]))


def test_other_names_constants_and_a_mapping_file(engine, whole_table, tmp_path):
    renamed = table(ROWS).rename_columns(["id", *table(ROWS).schema.names[1:]])
    assert priced(renamed, 9, engine=engine, mapping={"claim_id": "id"}).equals(whole_table)
    (tmp_path / "names.toml").write_text('claim_id = "id"\n')
    for path in (tmp_path / "names.toml", str(tmp_path / "names.toml")):
        assert priced(renamed, 9, engine=engine, mapping=path).equals(whole_table)
    office = priced(table(ROWS).drop(["place_of_service"]), 9, engine=engine, mapping={"constant": {"place_of_service": "11"}})
    rows = [{**row, "place_of_service": "11"} for row in ROWS]
    assert [row["allowed"] for row in office.to_pylist()] == [amounts[0] for amounts in priced_one_by_one(engine, rows)]


def test_what_was_known_on_a_day(engine):
    found = priced(table(ROWS), 100, engine=engine, known_on="1999-12-31" and "2000-01-01")
    assert set(found["allowed"].to_pylist()) == {None}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"setting": "home"}, "setting 'home' is none of physician, hospital, asc"),
        ({"columns": "few"}, "columns='few' is none of slim, all"),
        ({"mapping": {"hcps": "x"}}, "'hcps', which is no field of a line; near names: hcpcs"),
        ({"mapping": {"hcpcs": "x"}}, "the table has no column 'x'"),
    ],
)
def test_what_is_asked_wrongly_is_refused(engine, options, says):
    with pytest.raises(LinesError, match=says):
        list(price_batches(batches(table(ROWS), 9), engine=engine, **options))


def test_batches_that_differ_and_claims_that_come_back_are_refused(engine):
    one, *_ = batches(table(ROWS), 9)
    with pytest.raises(LinesError, match="a batch has another schema than the first one"):
        list(price_batches([one, one.drop_columns(["charge"])], engine=engine))
    with pytest.raises(LinesError, match=f"claim {ROWS[0]['claim_id']} comes back after other claims"):
        list(price_batches([one, one], engine=engine))


def test_a_file_and_its_batches_answer_alike(engine, whole_table, tmp_path):
    import pyarrow.parquet as parquet

    from allowable.runners.bulk.stream import reprice

    source = bulk_lines.write(table(ROWS), tmp_path / "in.parquet")
    summary, meaning = reprice(engine, "physician", str(source), str(tmp_path / "out.parquet"))
    found = parquet.read_table(tmp_path / "out.parquet")
    assert found.select(SCHEMA.names[:6]).equals(whole_table.select(SCHEMA.names[:6]))
    assert (summary.lines, summary.claims) == (len(ROWS), 45)
    assert summary.priced == sum(one is not None for one in whole_table["allowed"].to_pylist())
    assert sum(summary.releases.values()) == len(ROWS)
    texts = [meaning["reasons"][code] or None for code in found["reason"].to_pylist()]
    assert texts == whole_table["reason_text"].to_pylist()
