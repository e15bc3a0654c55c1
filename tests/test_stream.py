"""Parquet to Parquet: the same answers as the account, nothing assumed, nothing left behind by a failure."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from allowable.claims.model import Claim, Line
from allowable.engine import Engine
from allowable.runners.bulk import stream

LINES = [
    {"hcpcs": "58558", "place_of_service": "22", "mac": "02102", "locality": "01", "units": 1, "service_date": "2025-03-10"},
    {"hcpcs": "58563", "place_of_service": "11", "mac": None, "locality": None, "units": 3, "service_date": "2024-03-08"},
    {"hcpcs": "58561", "place_of_service": "11", "mac": "04412", "locality": "18", "units": 1, "service_date": "2025-06-02"},
    {"hcpcs": "99999", "place_of_service": "22", "mac": "04412", "locality": "18", "units": 1, "service_date": "2025-06-02"},
    {"hcpcs": "58558", "place_of_service": "22", "mac": None, "locality": None, "units": 1, "service_date": "2024-11-04"},
    {"hcpcs": "58558", "place_of_service": "22", "mac": None, "locality": None, "units": 1, "service_date": "1999-01-04"},
]


def write(folder, lines, **changed):
    columns = {name: [line.get(name) for line in lines] for name in LINES[0]} | changed
    days = pa.array(columns.pop("service_date")).cast(pa.date32())
    numbers = {"claim_id": list(range(len(lines))), "line": [1] * len(lines), "service_date": days}
    pq.write_table(pa.table({**columns, **numbers}), folder / "in.parquet")
    return str(folder / "in.parquet"), str(folder / "out.parquet")


def account(engine, line):
    fields = {name: line[name] for name in ("units", "place_of_service", "mac", "locality")}
    return engine.price(Claim([Line(line["hcpcs"], on=line["service_date"], **fields)])).lines[0]


def test_a_file_answers_as_the_account_does(tmp_path):
    engine = Engine()
    source, target = write(tmp_path, LINES * 50)
    assert stream.reprice(engine, "physician", source, target) == (300, 200)
    out = pq.read_table(target)
    reasons = json.loads(pq.read_metadata(target).metadata[b"allowable"])["reasons"]
    for at, line in enumerate(LINES[:5]):  # a Line of 1999 is refused before it is priced
        expected = account(engine, line)
        found = out.slice(at, 1).to_pylist()[0]
        assert found["allowed"] == expected.amount
        assert reasons[found["reason"]] == ("" if expected.amount is not None else next(iter(expected.account.values.values())).reason)
    assert out["allowed"].to_pylist()[5] is None
    assert out["allowed"].to_pylist() == out["allowed"].to_pylist()[:6] * 50


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"units": [1, None]}, "column units is blank in claim 1, line 1"),
        ({"units": [0, 1]}, "column units is no whole number from 1 to 9999 in claim 0, line 1"),
        ({"units": [1, 10_000]}, "column units is no whole number from 1 to 9999 in claim 1, line 1"),
        ({"service_date": ["2025-03-10", None]}, "column service_date is blank in claim 1, line 1"),
    ],
)
def test_nothing_is_assumed_and_nothing_is_left_behind(tmp_path, changed, says):
    source, target = write(tmp_path, LINES[:2], **changed)
    with pytest.raises(stream.LinesError, match=says):
        stream.reprice(Engine(), "physician", source, target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet"]


def test_a_file_without_a_column_is_refused_by_its_name(tmp_path):
    pq.write_table(pa.table({"claim_id": [1], "line": [1]}), tmp_path / "in.parquet")
    with pytest.raises(stream.LinesError, match="lacks the columns service_date, hcpcs, units"):
        stream.reprice(Engine(), "physician", str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet"))
