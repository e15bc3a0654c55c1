"""Files of claims in every form but X12: told by their content, read one by one, and no broken claim takes another with it."""

import datetime
import gzip
import json
import pathlib
import tracemalloc
from decimal import Decimal

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allowable.claims import json_stream
from allowable.claims.document import ClaimDocument, ClaimFault
from allowable.claims.fhir.text import json_text
from allowable.claims.fhir.write import claim_of
from allowable.claims.json_form import CLAIM_ARGUMENTS, LINE_ARGUMENTS, document_of, json_of
from allowable.claims.reading import FileError, kind_of, open_claims
from allowable.claims.rows import COLUMNS
from allowable.claims.values import ClaimError
from allowable.runners.bulk.names import ALL
from documents_made import documents

SHARED = pathlib.Path(__file__).parents[2] / "shared"

RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
CARRIER = SHARED / "claims" / "cms-bfd-rif" / "sample-a-carrier.txt"
ONE = {
    "claim_id": "A",
    "on": "2025-03-10",
    "place_of_service": "22",
    "lines": [{"hcpcs": "58558"}, {"hcpcs": "58563", "modifiers": ["51"]}],
}


def written(tmp_path, content, name="claims"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return file


def read(tmp_path, content, **more):
    return list(open_claims(written(tmp_path, content), **more))


def named(found):
    return [one.claim_id if isinstance(one, ClaimDocument) else f"fault at {one.place}" for one in found]


# our JSON


@settings(RELAXED, max_examples=100)
@given(documents())
def test_a_document_is_the_same_behind_our_json(document):
    assert document_of(json.loads(json.dumps(json_of(document)), parse_float=str), "here") == document


def test_every_argument_of_claim_and_line_is_a_key():
    import inspect

    from allowable import Claim, Line

    assert set(CLAIM_ARGUMENTS) == set(inspect.signature(Claim).parameters)
    assert set(LINE_ARGUMENTS) == set(inspect.signature(Line).parameters)


def test_what_is_not_given_is_one_unit_of_a_physician_and_null_is_not_known():
    plain = document_of(ONE, "here")
    assert (plain.setting, plain.lines[0].quantity, plain.lines[0].on) == ("physician", 1000, "2025-03-10")
    unsaid = document_of({**ONE, "setting": None, "lines": [{"hcpcs": "58558", "quantity": None}]}, "here")
    assert (unsaid.setting, unsaid.lines[0].quantity) == (None, None)
    with pytest.raises(ClaimError, match="no quantity"):
        unsaid.to_claim()


def test_pricing_facts_reach_the_claim():
    lines = [{"hcpcs": "00952", "minutes": 45, "base_units": 4, "modifiers": ["AA"]}, {"hcpcs": "58558", "denied": True, "charge": "12.5"}]
    claim = document_of({**ONE, "mac": "02102", "locality": "01", "deductible_remaining": "7", "lines": lines}, "here").to_claim()
    first, second = claim.lines
    assert (first.minutes, first.units, first.base_units, first.mac) == (45, 1, 4, "02102")
    assert (second.denied, second.charge, claim.deductible_remaining) == (True, 1250, 700)


def test_a_setting_refuses_facts_of_another_in_our_json_too():
    with pytest.raises(ClaimError, match="bill_type is a fact of a hospital's claim"):
        document_of({**ONE, "bill_type": "131"}, "here").to_claim()
    assert document_of({**ONE, "bill_type": "131", "setting": "hospital"}, "here").to_claim().bill_type == "13"


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ({**ONE, "birth_date": "1960-02-30"}, "here: birth_date '1960-02-30' is not a day"),
        ({**ONE, "sex": "X"}, "here: sex 'X' is none of F, M, U"),
        ({**ONE, "total_charge": "1.234"}, "here: total_charge '1.234' is not an amount"),
        ({**ONE, "total_charge": "9" * 5000}, "here: total_charge .* is not an amount"),
        ({**ONE, "diagnoses": ["N84.0", {"use": "other"}]}, r"here, diagnoses\[1\]: no `code`"),
        ({**ONE, "diagnoses": [{"code": "N840", "use": "first"}]}, r"here, diagnoses\[0\]: use 'first' is none of principal"),
        ({**ONE, "lines": [{"hcpcs": "58558", "units": 2, "quantity": "2"}]}, "give `quantity`, or units"),
        ({**ONE, "lines": [{"charge": "5"}]}, r"here, lines\[0\]: no `hcpcs`"),
        ({**ONE, "lines": [{"hcpcs": "58558", "diagnosis_pointers": [0]}]}, "diagnosis_pointers 0 is not a whole number from 1"),
    ],
)
def test_what_is_wrong_in_our_json_is_said_by_place(claim, says):
    with pytest.raises(ClaimError, match=says):
        document_of(claim, "here")


# JSON files


def test_one_claim_a_list_and_a_line_each(tmp_path):
    for content in (json.dumps(ONE), json.dumps(ONE, indent=2), json.dumps([ONE]), "\ufeff" + json.dumps(ONE), json.dumps(ONE) + "\n\n"):
        assert named(read(tmp_path, content)) == ["A"]
    other = {**ONE, "claim_id": "B"}
    assert named(read(tmp_path, f"{json.dumps(ONE)}\n\n{json.dumps(other)}\n")) == ["A", "B"]
    assert named(read(tmp_path, gzip.compress(json.dumps([ONE, other]).encode()))) == ["A", "B"]


def test_a_broken_line_is_one_fault(tmp_path):
    good = json.dumps(ONE)
    found = read(tmp_path, "\n".join([good, good[:-9], '{"claim_id": "C", "lines": []}', "\x00", "[1]", good]))
    assert named(found) == ["A", "fault at line 2", "fault at line 3", "fault at line 4", "fault at line 5", "A"]
    assert "no JSON" in found[1].message
    assert found[2].claim_id == "C"


def test_a_broken_first_line_does_not_make_it_another_kind_of_file(tmp_path):
    assert named(read(tmp_path, '{"claim_id": \n' + json.dumps(ONE))) == ["fault at line 1", "A"]


@pytest.mark.parametrize(
    "broken", ['{"a": 1,, "b": {}}', "{'a': 1}", '{"a": 1, "a": 2}', "[" * 5000 + "]" * 5000, '{"a": ' + "9" * 5000 + "}"]
)
def test_a_broken_element_of_a_list_is_one_fault(tmp_path, broken):
    good = json.dumps(ONE)
    assert named(read(tmp_path, f"[{good}, {broken}, {good}]")) == ["A", "fault at entry 2", "A"]
    bundle = f'{{"resourceType": "Bundle", "entry": [{{"resource": {good}}}, {broken}, {{"resource": {good}}}], "total": 3}}'
    assert named(read(tmp_path, bundle))[:3] == ["A", "fault at entry 2", "A"]


def test_a_list_that_is_cut_short_keeps_what_came_before(tmp_path):
    good = json.dumps(ONE)
    found = read(tmp_path, f"[{good}, {good}, {good[:50]}")
    assert named(found) == ["A", "A", "fault at the file"]
    assert found[-1].concerns == "file"
    assert "cut short" in found[-1].message


def test_values_reach_over_the_parts_in_which_a_file_is_read(tmp_path, monkeypatch):
    claims = [{**ONE, "claim_id": f'{number} \\ " }} ] é {"x" * (number % 90 + 1)}'} for number in range(200)]
    content = json.dumps(claims)
    for chunk in (1, 7, 64, 1000):
        monkeypatch.setattr(json_stream, "CHUNK", chunk)
        assert named(read(tmp_path, content)) == [claim["claim_id"] for claim in claims]


def test_a_value_that_is_no_claim_is_refused_by_size_and_not_by_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(json_stream, "LARGEST_VALUE", 1 << 16)
    good = json.dumps(ONE)
    huge = json.dumps({**ONE, "claim_id": "x" * (1 << 22)})
    assert named(read(tmp_path, f"{good}\n{huge}\n{good}\n")) == ["A", "fault at line 2", "A"]
    tracemalloc.start()
    found = read(tmp_path, f"[{good}, {huge[:-5]}")
    assert named(found) == ["A", "fault at the file"]
    assert "larger than" in found[1].message
    assert tracemalloc.get_traced_memory()[1] < 12 << 20  # the content that the test itself writes is 8 MiB of it
    tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(tmp_path):
    file = written(tmp_path, (json.dumps(ONE) + "\n") * 12_000)
    peaks = []
    for keep in (iter, list):
        tracemalloc.start()
        assert sum(isinstance(one, ClaimDocument) for one in keep(open_claims(file))) == 12_000
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[0] < 5 << 20 < peaks[1] // 4


# which form it is


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"ISA*00*", "x12"),
        (b"\n  isa*00*", "x12"),
        (b"ST*837*0001~CLM*1*5~", "x12"),
        (b'\xef\xbb\xbf {"lines": []}', "json"),
        (b"[]", "json"),
        (b"claim_id,hcpcs\n", "csv"),
        (b"PAR1\x15", "parquet"),
        (b"ARROW1\0\0", "arrow"),
        (gzip.compress(b"claim_id,hcpcs\n", mtime=0), "csv"),
    ],
)
def test_the_content_tells_the_form(tmp_path, content, kind):
    assert kind_of(str(written(tmp_path, content))) == kind


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b"<Bundle/>", "FHIR is read as JSON"),
        (b"PK\x03\x04", "a zip archive: unpack it"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xff\xfe{\0", "UTF-16"),
        (b"just words", "neither an 837"),
        (b"\x00\x01\x02,", "neither an 837"),
    ],
)
def test_a_file_of_no_known_form_is_refused(tmp_path, content, says):
    with pytest.raises(FileError, match=says):
        list(open_claims(written(tmp_path, content)))
    with pytest.raises(FileError, match="kind 'pdf' is none of x12"):
        open_claims(written(tmp_path, content), "pdf")


def test_a_file_that_unpacks_to_far_more_than_claims_do_is_given_up(tmp_path):
    packed = gzip.compress(b"[" + b" " * (200 << 20) + b"]", 9)
    assert len(packed) < 1 << 20
    found = read(tmp_path, packed)
    assert (named(found), found[0].concerns) == (["fault at the whole file"], "file")
    assert "times its size" in found[0].message


def test_a_packed_file_that_is_cut_short_keeps_what_came_before(tmp_path):
    rows = [f"{number},1,2025-03-10,58558,,22,1,{number * 7919 % 1000}" for number in range(30_000)]
    found = read(tmp_path, gzip.compress("\n".join([HEADER, *rows]).encode())[:-9])
    assert len(found) > 20_000
    assert {type(one) for one in found[:-1]} == {ClaimDocument}
    assert "cut short" in found[-1].message


# tables

HEADER = "claim_id,line,service_date,hcpcs,modifier_1,place_of_service,units,charge"
FIRST = "1,1,2025-03-10,58558,,22,1,900.10"
TABLE = "\n".join([HEADER, FIRST, "1,2,2025-03-10,58563,51,22,1,4.00", "2,1,2025-03-11,00952,AA,22,3,75.00", ""])


def test_every_column_of_reprice_is_a_column_of_a_table_of_claims():
    assert set(ALL) <= set(COLUMNS)


def test_a_table_is_the_same_in_every_form(tmp_path):
    found = read(tmp_path, TABLE)
    assert [(one.claim_id, len(one.lines), one.lines[0].charge) for one in found] == [("1", 2, 90010), ("2", 1, 7500)]
    assert found[0].to_claim().lines[1].modifiers == ("51",)
    for separator in ";\t|":
        assert read(tmp_path, TABLE.replace(",", separator)) == found
    table = pa.csv.read_csv(written(tmp_path, TABLE))
    assert {str(table.schema.field(name).type) for name in ("claim_id", "hcpcs", "modifier_1")} >= {"int64"}
    days = pa.array([datetime.date(2025, 3, 10), datetime.date(2025, 3, 10), datetime.date(2025, 3, 11)])
    exact = pa.array([Decimal("900.10"), Decimal("4.00"), Decimal("75.00")])
    typed = table.set_column(2, "service_date", days).set_column(7, "charge", exact)
    typed = typed.set_column(3, "hcpcs", pa.array(["58558", "58563", "00952"])).set_column(4, "modifier_1", pa.array([None, "51", "AA"]))
    for one in (typed, typed.set_column(7, "charge", exact.cast(pa.float64()))):
        pa.parquet.write_table(one, tmp_path / "table.bin")
        assert list(open_claims(tmp_path / "table.bin")) == found
        with pa.ipc.new_file(tmp_path / "table.bin", one.schema) as file:
            file.write_table(one)
        assert list(open_claims(tmp_path / "table.bin")) == found
        with pa.ipc.new_stream(tmp_path / "table.bin", one.schema) as stream:
            stream.write_table(one)
        assert list(open_claims(tmp_path / "table.bin")) == found


def test_numbers_of_a_code_get_back_the_zeros_they_begin_with(tmp_path):
    pa.parquet.write_table(pa.table({"claim_id": [1], "hcpcs": [952], "place_of_service": [2], "modifier_1": [26]}), tmp_path / "numbers")
    line = next(open_claims(tmp_path / "numbers")).lines[0]
    assert (line.procedure_code, line.place_of_service, line.modifiers) == ("00952", "02", ("26",))


@pytest.mark.parametrize(
    ("rows", "expected", "says"),
    [
        (["2,1,never,58558,,22,1,5"], ["1", "fault at line 4", "9"], "service_date 'never' is not a day"),
        (["2,1,2025-03-10,58558,,22"], ["1", "fault at line 4", "9"], "6 cells and the header has 8"),
        (["2,1,2025-03-10,58558,,22,1,5.001"], ["1", "fault at line 4", "9"], "charge '5.001' is not"),
        (["1,7,2025-03-10,58558,,22,x,5"], ["fault at line 4", "9"], "units 'x' is not a quantity"),
        ([",1,2025-03-10,58558,,22,1,5"], ["fault at line 4", "9"], "no claim_id"),
        (["2,1,2025-03-10,58558,,22,1,5", FIRST], ["1", "2", "fault at line 5", "9"], "comes a second time"),
        (["1,1,2025-03-10,58558,,22,1,5"] * 1000, ["fault at line 1001", "9"], "more than 999 lines"),
    ],
)
def test_a_bad_row_takes_its_claim_and_no_other(tmp_path, rows, expected, says):
    found = read(tmp_path, "\n".join([HEADER, FIRST, FIRST, *rows, "9,1,2025-03-10,58558,,22,1,5"]))
    assert named(found) == expected
    assert says in next(one for one in found if isinstance(one, ClaimFault)).message


def test_lines_that_say_something_else_of_their_claim_are_a_fault(tmp_path):
    found = read(tmp_path, "claim_id,hcpcs,bill_type\n1,58558,131\n1,58563,851\n2,58558,131\n")
    assert named(found) == ["fault at line 3", "2"]
    assert found[0].message == "bill_type '851' differs from '131' of the claim's first line"
    assert (found[1].kind, found[1].hint()[0]) == ("institutional", "hospital")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("claim,hcpcs\n1,2\n", "lacks the columns claim_id"),
        ("claim_id,hcpcs,hcpcs\n1,2,3\n", "two columns named 'hcpcs'"),
        (b"PAR1 and then nothing", "cannot be read as Parquet"),
        (b"ARROW1\0\0 and then nothing", "cannot be read as Arrow"),
        (b"claim_id,hcpcs\n1,\xff\xfe\n", "hcpcs '\\udcff\\udcfe' is no text"),
    ],
)
def test_a_table_that_is_none_is_one_fault(tmp_path, content, says):
    found = read(tmp_path, content)
    assert len(found) == 1
    assert says in found[0].message


def test_other_names_and_what_all_lines_share(tmp_path):
    names = {"claim_id": "CLM", "hcpcs": "CODE", "constant": {"place_of_service": "22", "service_date": "2025-03-10", "units": 1}}
    found = read(tmp_path, "CLM,CODE\n1,58558\n", names=names)[0]
    assert [line.on for line in found.to_claim().lines] == [9201]
    assert found.lines[0].place_of_service == "22"


@pytest.mark.skipif(not CARRIER.exists(), reason="NOT TESTED: CMS's synthetic claims are absent (expected in ../shared/claims)")
def test_cms_own_research_files_are_read_by_naming_their_columns():
    names = {
        "claim_id": "CLM_ID",
        "line": "LINE_NUM",
        "service_date": "LINE_1ST_EXPNS_DT",
        "hcpcs": "HCPCS_CD",
        "units": "LINE_SRVC_CNT",
        "place_of_service": "LINE_PLACE_OF_SRVC_CD",
        "charge": "LINE_SBMTD_CHRG_AMT",
        "modifier_1": "HCPCS_1ST_MDFR_CD",
        "constant": {"kind": "professional"},
    }
    found = list(open_claims(CARRIER, names=names))
    rows = CARRIER.read_text().splitlines()[1:]
    assert [type(one) for one in found] == [ClaimDocument] * len(rows)
    assert len(rows) > 600
    fault = next(iter(open_claims(CARRIER)))
    assert "name them in a mapping file" in fault.message


# whatever comes


@settings(RELAXED, max_examples=300)
@given(st.data())
def test_no_bytes_crash_the_readers(tmp_path, data):
    seeds = [
        json.dumps(ONE),
        json.dumps([ONE, ONE]),
        f"{json.dumps(ONE)}\n{json.dumps(ONE)}",
        TABLE,
        json_text(claim_of(document_of(ONE, ""))),
    ]
    content = data.draw(st.sampled_from(seeds)).encode()
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(content)))
        content = content[:at] + data.draw(st.binary(max_size=4)) + content[at + data.draw(st.integers(0, 9)) :]
    if data.draw(st.booleans()):
        content = gzip.compress(content)[: data.draw(st.integers(0, 400))]
    try:
        for one in open_claims(written(tmp_path, content)):
            assert isinstance(one, ClaimDocument | ClaimFault)
            if isinstance(one, ClaimDocument):
                one.facts(), one.hint()
    except FileError as problem:
        assert str(pathlib.Path(tmp_path)) in str(problem)
