"""`allowable reprice --setting hospital` and `asc`: made claims through the file's door answer as the engine does, bad lines say why."""

import json

import pyarrow.csv as csv
import pyarrow.parquet as parquet
import pytest

import bulk_lines
from allowable.bulk import price_batches
from command_line import needs_facts, run  # noqa: F401  (run is a fixture)
from facility_lines import as_texts, as_typed, priced_one_by_one, rows_of

pytestmark = needs_facts
SETTINGS = ("hospital", "asc")
AMOUNTS = ("allowed", "medicare", "patient")
COUNT = 120


@pytest.fixture(scope="module")
def made(engine):
    """{setting: (rows, their amounts one by one)}."""
    found = {}
    for setting in SETTINGS:
        rows = rows_of(engine, setting, COUNT)
        found[setting] = rows, priced_one_by_one(engine, setting, rows)
    return found


@pytest.fixture
def priced(run, tmp_path):  # noqa: F811
    """priced(table, setting) -> ([(allowed, medicare, patient, reason)], what was said)."""

    def price(content, setting, *options, source="in.parquet"):
        path = bulk_lines.write(content, tmp_path / source)
        status, said, problem = run("reprice", path, "-o", tmp_path / "out.parquet", "--setting", setting, *options)
        assert (status, problem) == (0, "")
        codes = json.loads(parquet.read_metadata(tmp_path / "out.parquet").metadata[b"allowable"])["reasons"]
        rows = parquet.read_table(tmp_path / "out.parquet").to_pylist()
        return [(*(row[name] for name in AMOUNTS), codes[row["reason"]]) for row in rows], said

    return price


# ---- the answers


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("form", ["csv", "parquet of texts", "parquet of types"])
def test_every_line_answers_as_the_engine_does(priced, made, setting, form):
    rows, expected = made[setting]
    content = as_typed(rows) if form == "parquet of types" else as_texts(rows)
    found, _ = priced(content, setting, source="in.csv" if form == "csv" else "in.parquet")
    assert [row[:3] for row in found] == expected
    assert sum(row[0] is not None for row in found) > len(rows) // 6
    assert all((None in row[:3]) == bool(row[3]) for row in found)


@pytest.mark.parametrize("setting", SETTINGS)
def test_batches_answer_as_the_file_does(made, engine, setting):
    rows, expected = made[setting]
    for content, size in ((as_texts(rows), 7), (as_typed(rows), 1_000)):
        batches = price_batches(content.combine_chunks().to_batches(size), setting=setting, engine=engine)
        assert [tuple(row[name] for name in AMOUNTS) for batch in batches for row in batch.to_pylist()] == expected


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_csv_of_amounts_holds_dollars(run, made, tmp_path, setting):  # noqa: F811
    rows, expected = made[setting]
    source = bulk_lines.write(as_texts(rows), tmp_path / "in.csv")
    assert run("reprice", source, "-o", tmp_path / "out.csv", "--setting", setting, "--quiet") == (0, "", "")
    found = csv.read_csv(
        tmp_path / "out.csv", convert_options=csv.ConvertOptions(column_types=dict.fromkeys(AMOUNTS, "string"))
    ).to_pylist()
    assert [tuple(int(row[name].replace(".", "")) if row[name] else None for name in AMOUNTS) for row in found] == expected


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_account_of_a_claim_is_what_the_file_says(run, made, tmp_path, setting):  # noqa: F811
    rows, expected = made[setting]
    source = bulk_lines.write(as_texts(rows), tmp_path / "in.csv")
    for claim_id in list(dict.fromkeys(row["claim_id"] for row in rows))[:40]:
        amounts = [found for row, found in zip(rows, expected, strict=True) if row["claim_id"] == claim_id]
        status, said, problem = run("reprice", source, "--account", claim_id, "--setting", setting)
        assert (status, problem) == (int(any(one is None for one, *_ in amounts)), "")
        assert all(one is None or f"${one // 100:,}.{one % 100:02}" in said for one, *_ in amounts), (claim_id, amounts, said)


def test_the_account_says_what_the_claim_states(run, tmp_path):  # noqa: F811
    row = {**USUAL, "hcpcs": "58563", "wage_index": "1.1000", "quality_reduction": "yes", "bill_type": "0131", "cbsa": None}
    source = bulk_lines.write(as_texts([row]), tmp_path / "in.csv")
    status, said, problem = run("reprice", source, "--account", "1", "--setting", "hospital")
    assert (status, problem) == (0, "")
    assert "wage index 1.1000" in said.split("National unadjusted rate")[0]
    bulk_lines.write(as_texts([{**row, "cbsa": "Houston"}]), source)
    status, _, problem = run("reprice", source, "--account", "1", "--setting", "hospital")
    assert status == 1
    assert "line 1: cbsa is neither a five-digit CBSA nor a two-digit rural area; it has no amount" in problem


# ---- what cannot be read, and what a facility may not bill

USUAL = {"claim_id": "1", "line": "1", "service_date": "2025-03-10", "hcpcs": "58558", "units": "1", "modifier_1": None, "charge": None}
HOSPITAL = {"bill_type": "131", "cbsa": None, "wage_index": None, "cost_to_charge_ratio": None, "device_credit": None, "condition_w2": None}
BAD = [
    ("hospital", {"bill_type": "1-1"}, "bill_type is none such as 131 or 0131"),
    ("hospital", {"bill_type": "001"}, "bill_type is none such as 131 or 0131"),
    ("hospital", {"bill_type": "851"}, "type of bill 85x: a critical access hospital is paid at cost, not under this system"),
    ("hospital", {"bill_type": "0761"}, "this type of bill is none that the rules read: 12, 13 and 14 are"),
    ("hospital", {"units": "0"}, "units is no whole number from 1 to 9,999"),
    ("hospital", {"charge": "-1.00"}, "charge is no amount in dollars and cents from 0 to 10,000,000"),
    ("hospital", {"cbsa": "99998"}, "no row of outpatient_wage_index is in force for this key"),
    ("hospital", {"cbsa": "Houston"}, "cbsa is neither a five-digit CBSA nor a two-digit rural area"),
    ("hospital", {"wage_index": "one"}, "wage_index is no index above 0 and up to 4, such as 1.0123"),
    ("hospital", {"wage_index": "12.5"}, "wage_index is no index above 0 and up to 4, such as 1.0123"),
    ("hospital", {"cost_to_charge_ratio": "22.1"}, "cost_to_charge_ratio is no ratio from 0 to 9, such as 0.2210"),
    ("hospital", {"device_credit": "-5"}, "device_credit is no amount in dollars and cents from 0 to 999,999"),
    ("hospital", {"condition_w2": "W2"}, "condition_w2 is neither yes nor no"),
    (
        "hospital",
        {"modifier_1": "53"},
        "modifier 53 is a practitioner's: a hospital bills 73 (anaesthesia planned, stopped before it), 74 (stopped after it) or 52 "
        "(none planned)",
    ),
    (
        "asc",
        {"modifier_1": "53"},
        "modifier 53 is a physician's: a center bills 73 before anesthesia, 74 after it, or 52 where none was planned",
    ),
    (
        "asc",
        {"modifier_1": "50"},
        "modifier 50 is not recognised in a center: bill the second side on a line of its own, or as a second unit",
    ),
    ("asc", {"cbsa": "264200"}, "cbsa is neither a five-digit CBSA nor a two-digit rural area"),
    ("asc", {"cbsa": "99998"}, "no row of asc_wage_index is in force for this key"),
    ("asc", {"units": "0"}, "units is no whole number from 1 to 9,999"),
    ("asc", {"charge": "-1.00"}, "charge is no amount in dollars and cents from 0 to 10,000,000"),
    ("asc", {"ranking": "price"}, "ranking is neither blank for the manual's way nor regulation"),
]


@pytest.mark.parametrize(("setting", "change", "reason"), BAD, ids=[f"{one[0]} {one[1]}" for one in BAD])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_bad_line_says_why(priced, setting, change, reason, ending):
    day = {"service_date": "2024-03-15"} if "cbsa" in change else {}  # no wage index of hospitals after 2024 is held
    row = {**USUAL, **(HOSPITAL if setting == "hospital" else {"cbsa": None, "ranking": None}), **day, **change}
    good = {**row, **dict.fromkeys(change, None), "claim_id": "2", "units": "1"}
    found, said = priced(as_texts([row, good]), setting, source=f"in.{ending}")
    assert found[0] == (None, None, None, reason)
    assert found[1][0] is not None, "the claim beside it stands"
    assert f"{1:>14,}  {reason}" in said


def test_modifier_73_on_a_physicians_claim(priced):
    row = {**USUAL, "place_of_service": "22", "modifier_1": "73"}
    ((allowed, *_, reason),), _ = priced(as_texts([row]), "physician")
    assert allowed is None
    assert "73" in reason


DIFFERENT = [
    ("hospital", "bill_type", ("131", "141")),
    ("hospital", "bill_type", ("131", None)),
    ("hospital", "wage_index", ("1.0000", "1.0001")),
    ("hospital", "cbsa", ("26420", "31180")),
    ("hospital", "rural_emergency", ("yes", None)),
    ("hospital", "deductible_remaining", ("257.00", "0.00")),
    ("hospital", "deductible_remaining", ("257.00", None)),
    ("asc", "wage_index", ("1.0000", None)),
    ("asc", "ranking", ("regulation", None)),
]


@pytest.mark.parametrize(("setting", "name", "values"), DIFFERENT)
def test_lines_of_a_claim_that_differ_in_a_fact_of_it_say_so(priced, setting, name, values):
    usual = {**USUAL, "service_date": "2024-03-15"} if name == "cbsa" else USUAL
    rows = [
        {**usual, "line": str(at), "hcpcs": code, name: value}
        for at, (code, value) in enumerate(zip(("58558", "58563"), values, strict=True), 1)
    ]
    alike = [{**row, "claim_id": "2", name: values[0]} for row in rows]
    found, said = priced(as_texts([*rows, *alike]), setting)
    reason = f"the lines of the claim differ in {name}"
    assert found[:2] == [(None, None, None, reason)] * 2
    assert f"{2:>14,}  {reason}" in said
    assert found[2][3] == found[3][3] != reason


@pytest.mark.parametrize("values", [("131", "0131"), ("13", "131"), ("131", "137")])
def test_bill_types_that_mean_the_same_do_not_differ(priced, values):
    rows = [
        {**USUAL, "line": str(at), "hcpcs": code, "bill_type": value}
        for at, (code, value) in enumerate(zip(("58558", "58563"), values, strict=True), 1)
    ]
    assert [row[0] for row in priced(as_texts(rows), "hospital")[0]] == [0, 493_645]


def test_a_claim_over_several_days(priced):
    """A hospital's claim is one claim; a center ranks the procedures of a day; over the end of a quarter a person looks at a hospital's."""
    days = [("58563", "2025-03-10"), ("58558", "2025-03-11")]
    rows = [{**USUAL, "line": str(at), "hcpcs": code, "service_date": day} for at, (code, day) in enumerate(days, 1)]
    assert [row[0] for row in priced(as_texts(rows), "hospital")[0]] == [493_645, 0]
    alone = [priced(as_texts([row]), "asc")[0][0] for row in rows]
    assert priced(as_texts(rows), "asc")[0] == alone
    assert all(allowed for allowed, *_ in alone)
    rows[1]["service_date"] = "2025-04-01"
    assert all(row[0] is None and "two quarters" in row[3] for row in priced(as_texts(rows), "hospital")[0])
