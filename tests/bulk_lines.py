"""What the tests of bulk share: claims as rows, the same claims priced one by one, and files of them in every format."""

import gzip

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet

from allowable.claims.model import Claim, Line
from allowable.kernel.day import day_date, day_number

KINDS = {
    "claim_id": pa.int64(),
    "line": pa.int8(),
    "service_date": pa.date32(),
    "hcpcs": pa.string(),
    "modifier_1": pa.string(),
    "modifier_2": pa.string(),
    "place_of_service": pa.string(),
    "mac": pa.string(),
    "locality": pa.string(),
    "units": pa.int16(),
    "charge": pa.decimal128(11, 2),
    "nonparticipating": pa.string(),
}
PLACES = [("02102", "01"), (None, None), ("04412", "18")]
OPERATIONS = [
    [("58558", None), ("58563", "51")],
    [("58561", None)],
    [("99999", None), ("58558", None), ("58555", "51"), ("76830", "26")],
    [("58558", "50"), ("58562", None), ("99213", "25")],
    [("76830", "TC"), ("76856", None), ("58340", None), ("58563", "59"), ("58120", None)],
]


def claims(count):
    """Rows of `count` claims of one to five lines: several days, places, charges, and a code that is none."""
    rows = []
    for claim in range(count):
        mac, locality = PLACES[claim % 3]
        day = day_number(["2024-03-08", "2025-03-10", "2025-07-01", "2024-11-04"][claim % 4])
        for line, (code, modifier) in enumerate(OPERATIONS[claim % len(OPERATIONS)], 1):
            rows.append(
                {
                    "claim_id": 100 + 3 * claim,
                    "line": line,
                    "service_date": day_date(day + (line > 3)),  # the fourth line lies on the next day
                    "hcpcs": code,
                    "modifier_1": modifier,
                    "modifier_2": None,
                    "place_of_service": ["11", "22", "24"][claim % 3],
                    "mac": mac,
                    "locality": locality,
                    "units": 1 + claim % 2,
                    "charge": None if claim % 4 == 3 else f"{150 + 40 * claim % 900}.{claim % 100:02}",
                    "nonparticipating": "yes" if claim % 7 == 0 else None,
                }
            )
    return rows


def table(rows, **kinds):
    """The rows as an Arrow table of the usual types; `kinds` changes some."""
    kinds = {**KINDS, **kinds}
    columns = {name: pa.array([row.get(name) for row in rows], pa.string() if name == "charge" else kind) for name, kind in kinds.items()}
    return pa.table({name: column.cast(kinds[name]) for name, column in columns.items()})


def write(content, path):
    """A table in the format that the ending asks for."""
    name = str(path)
    if name.endswith(".parquet"):
        parquet.write_table(content, path, row_group_size=37)
    elif name.endswith((".arrow", ".arrows", ".feather")):
        opener = pa.ipc.new_stream if name.endswith(".arrows") else pa.ipc.new_file
        with opener(name, content.schema) as sink:
            sink.write_table(content, 41)
    elif name.endswith(".gz"):
        with gzip.open(path, "wb") as sink:
            csv.write_csv(content, sink)
    else:
        csv.write_csv(content, path)
    return path


def priced_one_by_one(engine, rows):
    """[(allowed, medicare, patient) in cents or None] of the rows, each claim priced through the account."""
    found = {}
    for claim_id in dict.fromkeys(row["claim_id"] for row in rows):
        own = [row for row in rows if row["claim_id"] == claim_id]
        claim = Claim([line_of(row) for row in own], nonparticipating=own[0]["nonparticipating"] == "yes")
        for row, line in zip(own, engine.price(claim).lines, strict=True):
            amounts = (line.allowed, line.value("medicare_payment"), line.value("patient_share"))
            found[claim_id, row["line"]] = tuple(None if one is None else int(one * 100) for one in amounts)
    return [found[row["claim_id"], row["line"]] for row in rows]


def line_of(row):
    """A Line of a row."""
    names = ("units", "place_of_service", "mac", "locality", "charge")
    modifiers = [row[name] for name in ("modifier_1", "modifier_2") if row[name]]
    return Line(row["hcpcs"], on=row["service_date"], modifiers=modifiers, **{name: row[name] for name in names})
