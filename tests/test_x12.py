"""837 files in and out: what is read, what is refused and where, and that the claims before and after it come all the same."""

import csv
import gzip
import io
import tracemalloc
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allowable.claims.document import ClaimDocument, CodedAmount, Diagnosis, LineDocument, Occurrence, Procedure
from allowable.claims.values import ClaimError
from allowable.claims.x12.read import read_837
from allowable.claims.x12.write import write_837
from x12_text import (
    BILLING,
    CLAIM,
    HOSPITAL_CLAIM,
    HOSPITAL_LINES,
    INSURED,
    ISA,
    LINE,
    PROFESSIONAL,
    claim,
    group,
    hospital,
    interchange,
    professional,
    transaction,
)

MADE = datetime(2025, 3, 10, 8, 0)


def read(data):
    """(documents, faults) of bytes."""
    found = list(read_837(io.BytesIO(data)))
    return [one for one in found if isinstance(one, ClaimDocument)], [one for one in found if not isinstance(one, ClaimDocument)]


def one(data):
    """The one document of bytes without a fault."""
    documents, faults = read(data)
    assert faults == [] and len(documents) == 1
    return documents[0]


def written(documents, **settings):
    stream = io.BytesIO()
    assert write_837(documents, stream, made=MADE, **settings) == len(documents)
    return stream.getvalue()


def replaced(parts, old, new):
    """Segments with one of them written otherwise."""
    assert sum(old in part for part in parts) == 1
    return [part.replace(old, new) for part in parts]


# ---- what is read


def test_a_professional_claim():
    assert one(professional()) == ClaimDocument(
        claim_id="TEST-1", kind="professional", submitter_id="SENDER", receiver_id="RECEIVER", payer_id="TESTPAYER", payer_rank="P",
        claim_filing="MB", billing_npi="1999999984", billing_taxonomy="207V00000X", billing_zip="100010001", rendering_npi="1999999976",
        subscriber_id="TEST0001", relationship="18", patient_id="TEST0001", birth_date="1980-03-11", sex="F", place_of_service="22",
        frequency_code="1", assignment="A", prior_authorization="AUTH-1", total_charge=150_025,
        diagnoses=[Diagnosis("N840", "principal"), Diagnosis("N939")],
        lines=[
            LineDocument(
                1, "58558", procedure_qualifier="HC", modifiers=("51",), quantity=1000, unit_of_measure="UN", charge=150_025,
                on="2025-03-10", diagnosis_pointers=(1, 2), control_number="1-1",
            )
        ],
    )  # fmt: skip


def test_an_institutional_claim():
    found = one(hospital())
    assert (found.bill_type, found.frequency_code, found.place_of_service) == ("131", "1", None)
    assert (found.statement_from, found.statement_to) == ("2025-03-10", "2025-03-11")
    assert (found.admission_date, found.admission_hour, found.discharge_hour) == ("2025-03-10", "0730", "1130")
    assert (found.admission_type, found.admission_source, found.patient_status) == ("3", "1", "01")
    assert (found.patient_paid, found.payer_claim_number, found.drg, found.attending_npi) == (2000, "PAYER-7", "743", "1999999976")
    assert found.diagnoses == [Diagnosis("N840", "principal", "10", "Y"), Diagnosis("N939", "admitting")]
    assert found.procedures == [Procedure("0UDB8ZX", "principal", "10", "2025-03-10")]
    assert found.occurrence_spans == [Occurrence("74", "2025-03-10", "2025-03-10")]
    assert found.occurrences == [Occurrence("11", "2025-03-01")]
    assert found.value_codes == [CodedAmount("FD", 15_050), CodedAmount("80")]
    assert found.condition_codes == ["W2"]
    first, second = found.lines
    assert (first.revenue_code, first.procedure_code, first.charge, first.noncovered) == ("0360", "58558", 70_000, 500)
    assert (second.revenue_code, second.procedure_code, second.quantity, second.units) == ("0250", None, 2500, None)
    assert (second.ndc, second.ndc_quantity, second.ndc_unit, second.on) == ("00000000001", 2500, "ML", None)


def test_a_document_becomes_the_claim_that_is_priced():
    priced = one(professional()).to_claim()
    assert (priced.setting, [repr(line) for line in priced.lines], priced.lines[0].charge) == ("physician", ["58558-51"], 150_025)
    priced = one(hospital()).to_claim()
    assert (priced.setting, priced.bill_type, priced.condition_codes) == ("hospital", "13", ("W2",))
    assert (priced.device_credit, priced.packaged_charges) == (15_050, 20_000)
    center = replaced(CLAIM, "22:B:1", "24:B:1")
    assert one(professional(replaced(BILLING, "207V00000X", "261QA1903X"), INSURED, center, LINE)).to_claim().setting == "asc"
    with pytest.raises(ClaimError, match=r"claim TEST-1: the setting is not known .*give setting"):
        one(professional([BILLING[0], *BILLING[2:]], INSURED, center[:-1], LINE)).to_claim()
    with pytest.raises(ClaimError, match=r"claim TEST-1: line 1: quantity 1\.500 is no whole number"):
        one(professional(BILLING, INSURED, CLAIM, replaced(LINE, "UN*1*", "UN*1.5*"))).to_claim()


def test_facts_for_edits():
    assert one(professional()).facts() == {"sex": "F", "birth_date": "1980-03-11", "age": 44, "diagnoses": ("N840", "N939")}


def test_a_patient_below_the_insured():
    insured = replaced(INSURED, "SBR*P*18", "SBR*P*")
    patient = ["HL*3*2*23*0", "PAT*19", "NM1*QC*1*TEST*CHILD", "DMG*D8*20100101*M"]
    found = one(professional(BILLING, insured, patient, CLAIM, LINE))
    assert (found.subscriber_id, found.patient_id, found.relationship) == ("TEST0001", "TEST0001", "19")
    assert (found.birth_date, found.sex) == ("2010-01-01", "M")


def test_what_another_payer_decided_is_not_the_claims_own():
    aside = ["SBR*S*18*******CI", "AMT*F5*77", "DMG*D8*19010101*M", "NM1*82*1*OTHER*****XX*1999999000", "REF*G1*THEIRS", "REF*F8*THEIRS"]
    line = [*LINE, "SVD*OTHER*50*HC:58558**1", "DTP*573*D8*20250501"]
    assert one(professional(BILLING, INSURED, CLAIM, aside, line)) == one(professional())


@pytest.mark.parametrize("end", ["~", "~\n", "~\r\n", "~ \n", "~\n\n"])
def test_line_ends_between_segments(end):
    assert one(professional(end=end)) == one(professional())


def test_other_delimiters():
    plain = professional(end="~")
    for element, component, segment in ("|>!", "~^_", "\x1d\x1f\x1e", "*:\n", "+;\r"):
        table = str.maketrans({"*": element, ":": component, "~": segment})
        assert one(plain.decode().translate(table).encode()) == one(plain)


def test_interchanges_with_other_delimiters_in_one_file():
    other = professional(end="~").decode().translate(str.maketrans({"*": "|", ":": ">", "~": "\n"})).encode()
    documents, faults = read(professional() + other + b"\r\n" + professional() + other)
    assert faults == [] and documents == [one(professional())] * 4
    assert [one.place for one in documents] == [f"segment {number}" for number in (17, 44, 72, 99)]


def test_a_long_interchange_with_other_delimiters_behind_another():
    plain = professional(BILLING, INSURED, *(claim(number) for number in range(2_000)), end="~")
    other = plain.decode().translate(str.maketrans({"*": "|", ":": ">", "~": "!"})).encode()
    documents, faults = read(plain + other + b"\n" + plain)
    assert faults == [] and [one.claim_id for one in documents] == [f"TEST-{number}" for number in range(2_000)] * 3


def test_several_groups_and_transactions():
    both = transaction(BILLING, INSURED, claim(1), claim(2)), transaction(BILLING, INSURED, claim(3), number="0002")
    documents, faults = read(interchange(group(*both), group(transaction(BILLING, INSURED, claim(4)), number="2")))
    assert faults == [] and [one.claim_id for one in documents] == ["TEST-1", "TEST-2", "TEST-3", "TEST-4"]


def test_gzip_is_read(tmp_path):
    path = tmp_path / "claims.837.gz"
    path.write_bytes(gzip.compress(professional()))
    assert list(read_837(path)) == list(read_837(str(path))) == [one(professional())]


def test_identifiers_keep_their_letters():
    for letters in ("Ä-1".encode(), "Ä-1".encode("latin-1")):
        assert one(professional().replace(b"TEST-1", letters)).claim_id == "Ä-1"


# ---- what is refused: the place, what is wrong, what to do; and the claims before and after it

BROKEN = {  # what the middle one of three claims says instead: (old, new, segment, message)
    "day": ("20250310", "20250231", "segment 27 DTP", "'20250231' is no day"),
    "day form": ("D8*20250310", "XX*20250310", "segment 27 DTP", "the form 'XX' is not known"),
    "range": ("D8*20250310", "RD8*20250310-20250309", "segment 27 DTP", "ends before it begins"),
    "charge": ("SV1*HC:58558:51*1500.25", "SV1*HC:58558:51*1,500.25", "segment 26 SV1", "'1,500.25' is no number"),
    "negative": ("SV1*HC:58558:51*1500.25", "SV1*HC:58558:51*-3", "segment 26 SV1", "'-3' is negative"),
    "cents": ("SV1*HC:58558:51*1500.25", "SV1*HC:58558:51*0.001", "segment 26 SV1", "at most 2 decimal places"),
    "exponent": ("SV1*HC:58558:51*1500.25", "SV1*HC:58558:51*1E3", "segment 26 SV1", "'1E3' is no number"),
    "no unit": ("*UN*1*", "**1*", "segment 26 SV1", "SV103 '' is not 2 letters or digits"),
    "modifier": (":51*", ":5*", "segment 26 SV1", "modifier '5' is not 2"),
    "no code": ("HC:58558:51", "HC", "segment 26 SV1", "no procedure code with its qualifier"),
    "short line": ("SV1*HC:58558:51*1500.25*UN*1***1:2", "SV1*HC:58558", "segment 26 SV1", "has too few elements"),
    "no service": ("SV1*HC:58558:51*1500.25*UN*1***1:2", "NTE*ADD*X", "segment 23 CLM", "line 1 has no SV1"),
    "no day": ("DTP*472*D8*20250310", "NTE*ADD*X", "segment 23 CLM", "line 1 has no service day"),
    "other service": ("SV1*HC:58558:51*1500.25*UN*1***1:2", "SV2*0360*HC:58558*1*UN*1", "segment 26 SV2", "does not belong"),
    "unknown segment": ("REF*6R*1-1", "RFE*6R*1-1", "segment 28", "'RFE' is no segment of an 837 file"),
    "long identifier": ("REF*6R*1-1", "REFX*6R*1-1", "segment 28", "'REFX' is no segment of an 837 file"),
    "no identifier": ("REF*6R*1-1", "*6R*1-1", "segment 28", "'' is no segment of an 837 file"),
    "diagnosis": ("HI*ABK:N840", "HI*ABK:", "segment 24 HI", "no code with its qualifier"),
    "bare qualifier": ("HI*ABK:N840", "HI*ABK", "segment 24 HI", "a qualifier without a code"),
    "no charge": ("CLM*TEST-2*1500.25", "CLM*TEST-2*", "segment 23 CLM", "CLM02 is missing"),
    "no place": ("22:B:1", "", "segment 23 CLM", "CLM05 is missing"),
    "bill type": ("22:B:1", "13:A:1", "segment 23 CLM", "a type of bill, where a claim of this kind has B"),
    "control character": ("REF*6R*1-1", "REF*6R*1\x00-1", "segment 28 REF", "a character that no text has"),
    "too long": ("REF*6R*1-1", "REF*6R*" + "1" * 81, "segment 28 REF", "longer than 80 characters"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_claim_is_one_fault_and_the_others_come(name):
    old, new, place, message = BROKEN[name]
    first, third = claim(1), claim(3)
    second = replaced(claim(2), old, new)
    data = professional(BILLING, INSURED, first, second, third)
    documents, faults = read(data)
    assert [one.claim_id for one in documents] == ["TEST-1", "TEST-3"]
    (fault,) = faults
    assert (fault.concerns, fault.claim_id) == ("claim", "TEST-2")
    assert fault.place.startswith(place) and message in fault.message and fault.remedy
    if "line" in fault.place:  # the byte that is named begins the segment that is named
        byte = int(fault.place.rpartition("byte ")[2].rstrip(")"))
        number = int(place.split()[1])
        assert data[byte - 1 :].split(b"~")[0] == data.split(b"~")[number - 1].strip(b"\n")
        assert f"line {data[: byte - 1].count(10) + 1}," in fault.place


def test_a_claim_without_lines_or_number():
    documents, faults = read(professional(BILLING, INSURED, claim(1), claim(2, line=[]), ["CLM**1***11:B:1"], claim(3)))
    assert [one.claim_id for one in documents] == ["TEST-1", "TEST-3"]
    assert [one.claim_id for one in faults] == ["TEST-2", None]
    assert "no service line" in faults[0].message and "CLM01 is missing" in faults[1].message


def test_what_follows_a_broken_claim_does_not_change_the_next():
    """What another payer says inside a claim whose CLM cannot be read is not taken for the insured's own."""
    aside = ["CLM*TEST-9", "SBR*S*01*******CI", "NM1*IL*1*OTHER*****MI*OTHER", "DMG*D8*19010101*M", "NM1*PR*2*OTHER*****PI*OTHER"]
    documents, faults = read(professional(BILLING, INSURED, aside, CLAIM, LINE))
    assert documents == [one(professional())] and [one.claim_id for one in faults] == ["TEST-9"]


@pytest.mark.parametrize("code", ["19", "44", "", "2", "claim", "professional"])
def test_a_level_that_is_none_ends_with_the_next(code):
    documents, faults = read(professional(BILLING, ["HL*2*1*" + code, *INSURED[1:]], claim(1), ["HL*3*1*22*0", *INSURED[1:]], claim(2)))
    assert [one.claim_id for one in documents] == ["TEST-2"]
    assert [one.claim_id for one in faults] == ["TEST-1"] and "HL03 is" in faults[0].message


def test_several_problems_of_a_claim_are_one_fault():
    line = [LINE[0], "SV1*HC:58558*x*UN*1", "DTP*472*D8*1"]
    _, (fault,) = read(professional(BILLING, INSURED, claim(1, line=line)))
    assert "'x' is no number" in fault.message and "also segment 21 DTP" in fault.message and "'1' is no day" in fault.message


@pytest.mark.parametrize(
    ("billing", "insured", "message"),
    [
        ([BILLING[0], BILLING[1]], INSURED, "no billing provider stands above it"),
        (BILLING, [*INSURED[:2], *INSURED[3:]], "no subscriber stands above it"),
        (BILLING, INSURED[:4], "no payer stands above it"),
        (BILLING, [INSURED[0], "SBR*", *INSURED[2:]], "SBR01 is missing"),
        (BILLING, replaced(INSURED, "19800311", "19801311"), "'19801311' is no day"),
        (BILLING, replaced(INSURED, "HL*2*1*22*0", "HL*2*1*44*0"), "HL03 is '44'"),
        ([*BILLING, *replaced(BILLING, "HL*1*", "HL*2*")], replaced(INSURED, "HL*2*1", "HL*3*1"), "the billing provider above it is '2'"),
    ],
)
def test_what_stands_above_a_claim(billing, insured, message):
    good = [*replaced(BILLING, "HL*1*", "HL*7*"), *replaced(INSURED, "HL*2*1", "HL*8*7")]
    documents, faults = read(professional(billing, insured, claim(1), good, claim(2)))
    assert [one.claim_id for one in documents] == ["TEST-2"]
    assert [one.claim_id for one in faults] == ["TEST-1"] and message in faults[0].message


def test_a_level_with_a_problem_and_no_claim_is_told_once():
    documents, faults = read(professional(BILLING, replaced(INSURED, "19800311", "0"), ["HL*3*1*22*0", *INSURED[1:]], claim(1)))
    assert len(documents) == 1
    assert [(one.concerns, one.message) for one in faults] == [("file", "'0' is no day")]


# what is read all the same, because it can mean one thing only, and said
ODD = {
    "components": (lambda data: data[:106] + data[106:].replace(b":", b">"), "components are separated by '>', but the ISA declares ':'"),
    "bare codes": (lambda data: data.replace(b"ABK:N840", b"ABK*N840"), "another element than its qualifier"),
    "parent": (lambda data: data.replace(b"HL*2*1*", b"HL*2*3*"), "HL02 names the parent '3'"),
    "short ISA": (lambda data: data.replace(b"*00*          *00*", b"*00**00*"), "the ISA is 96 characters long, not 106"),
    "count": (lambda data: data.replace(b"SE*23*", b"SE*24*"), "SE01 is '24', but there are 23 segments from ST to SE"),
    "no count": (lambda data: data.replace(b"SE*23*", b"SE**"), "SE01 is ''"),
    "control number": (lambda data: data.replace(b"SE*23*0001", b"SE*23*0002"), "SE02 is '0002', but ST02 is '0001'"),
    "transactions": (lambda data: data.replace(b"GE*1*1", b"GE*2*1"), "GE01 is '2', but there are 1 transactions"),
    "group number": (lambda data: data.replace(b"GE*1*1", b"GE*1*7"), "GE02 is '7', but GS06 is '1'"),
    "groups": (lambda data: data.replace(b"IEA*1*", b"IEA*0*"), "IEA01 is '0', but there are 1 groups"),
    "interchange": (lambda data: data.replace(b"IEA*1*000000001", b"IEA*1*000000009"), "IEA02 is '000000009'"),
    "no IEA": (lambda data: data[: data.index(b"IEA")], "IEA is missing"),
    "no GE": (lambda data: data.replace(b"GE*1*1~\n", b""), "GE is missing before it"),
    "unknown above": (lambda data: data.replace(b"N3*1", b"N8*1"), "'N8' is no segment of an 837 file"),
    "rubbish behind": (lambda data: data + b"thank you", "'thank you' is no segment of an 837 file"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_said_and_the_claim_comes(name):
    change, message = ODD[name]
    data = change(professional())
    assert data != professional()
    documents, faults = read(data)
    assert documents == [one(professional())]
    assert [one.concerns for one in faults] == ["file"] and message in faults[0].message and faults[0].place.startswith("segment ")


def test_a_file_cut_anywhere_gives_every_claim_that_is_whole():
    data = professional(BILLING, INSURED, claim(1), claim(2), claim(3))
    ends = [data.index(f"CLM*TEST-{number}".encode()) for number in (2, 3)] + [data.index(b"SE*")]
    for length in range(107, len(data) - 1):
        documents, faults = read(data[:length])
        whole = sum(length >= end + 3 for end in ends)
        assert [one.claim_id for one in documents[:whole]] == ["TEST-1", "TEST-2", "TEST-3"][:whole]
        assert len(documents) <= sum(length >= end + 2 for end in ends)
        if data[:length].strip(b"~\n") != data.strip(b"~\n"):
            assert faults, length


def test_an_interchange_inside_another():
    cut = professional(BILLING, INSURED, claim(1), claim(2)).split(b"SE*")[0]
    documents, faults = read(cut + professional(BILLING, INSURED, claim(3)))
    assert [one.claim_id for one in documents] == ["TEST-1", "TEST-3"]
    assert (faults[0].concerns, faults[0].claim_id) == ("claim", "TEST-2") and "an ISA stands inside the claim" in faults[0].message
    assert "IEA is missing before it" in faults[1].message


def test_an_isa_that_cannot_be_read_is_passed_over():
    data = professional(BILLING, INSURED, claim(1)), professional(BILLING, INSURED, claim(2)), professional(BILLING, INSURED, claim(3))
    documents, faults = read(data[0] + data[1].replace(b"*ZZ*", b"*", 3) + data[2])
    assert [one.claim_id for one in documents] == ["TEST-1", "TEST-3"]
    assert "the ISA segment cannot be read" in faults[0].message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"GS*HC*A*B~ST*837*1~", "begins with GS: the ISA segment is missing"),
        (b"ST*837*1~", "begins with ST: the ISA segment is missing"),
        (b"a,b,c\n1,2,3\n", "no X12 file: it begins with 'a,b,c.1,2,3.'"),
        (b"PK\x03\x04abc", "a zip archive"),
        (b"ISA", "the ISA segment cannot be read"),
        (b"ISA*00*", "the ISA segment cannot be read"),
        (gzip.compress(professional(), mtime=0)[:-20], "cut short"),
        (b"\x1f\x8bnothing that gzip knows", "broken"),
        (professional().replace(b"ST*837*", b"ST*835*"), "ST01 is '835': no claims"),
        (professional().replace(b"X222A1", b"X224A2"), "the guide '005010X224A2' is not known"),
        (professional().replace(b"ST*837*0001*005010X222A1", b"ST*837*0001*005010X223A2"), "two kinds of claims"),
    ],
)
def test_a_file_that_is_no_837(data, message):
    documents, faults = read(data)
    assert documents == [] and message in faults[0].message and faults[0].remedy and faults[0].concerns == "file"


def test_a_stream_of_text_and_a_file_that_is_not_there(tmp_path):
    with pytest.raises(TypeError, match="binary stream"):
        list(read_837(io.StringIO("ISA")))
    with pytest.raises(FileNotFoundError):
        list(read_837(tmp_path / "none.837"))


# ---- limits


class Endless:
    """A stream that repeats a part many times without holding it."""

    def __init__(self, head, part, count, tail):
        self._parts = iter([head, *([part] * count), tail])

    def read(self, size):
        return next(self._parts, b"")


def peak_and(data):
    tracemalloc.start()
    try:
        found = list(read_837(data))
        return tracemalloc.get_traced_memory()[1], found
    finally:
        tracemalloc.stop()


def test_a_segment_without_end_is_left_out_in_bounded_memory():
    head = professional(BILLING, INSURED, claim(1), claim(2)).split(b"REF*6R*1-1~\nCLM*TEST-2")
    tail = b"~\nCLM*TEST-2" + head[1]
    peak, found = peak_and(Endless(head[0] + b"NTE*ADD*", b"x" * (1 << 17), 400, tail))  # 50 MiB
    assert peak < 12 << 20
    assert [one.claim_id for one in found] == ["TEST-1", "TEST-2"]
    assert "a segment longer than any claim needs" in found[0].message and found[0].place.startswith("segment 22 ")
    assert isinstance(found[1], ClaimDocument)


def test_a_claim_of_too_many_lines_is_left_out():
    lines = [segment for number in range(1, 1_002) for segment in ("LX*1", *LINE[1:3])]
    documents, faults = read(professional(BILLING, INSURED, claim(1, line=lines), claim(2)))
    assert [one.claim_id for one in documents] == ["TEST-2"]
    assert "more than 999 lines" in faults[0].message


def test_memory_does_not_grow_with_the_file():
    part = "".join(f"{segment}~\n" for segment in claim(1)).encode()
    head, tail = professional(BILLING, INSURED, claim(0)).split(b"SE*")
    peaks = []
    for count in (20, 160):
        stream = Endless(head, part * 100, count, b"SE*" + tail)
        tracemalloc.start()
        assert sum(isinstance(one, ClaimDocument) for one in read_837(stream)) == 100 * count + 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2


def test_a_zip_bomb_stops():
    bomb = gzip.compress(ISA.encode() + b"\n" * (1 << 27))
    peak, found = peak_and(io.BytesIO(bomb))
    assert "grows to more than 200 times" in found[0].message and peak < 12 << 20


def test_many_faults_of_one_transaction_are_cut():
    _, faults = read(professional(BILLING, ["XYZ"] * 5_000))
    assert len(faults) == 20


# ---- out


@pytest.mark.parametrize("data", [professional(), hospital()], ids=["professional", "institutional"])
def test_what_is_written_is_read_back(data):
    documents = [one(data)]
    assert read(written(documents)) == (documents, [])


def test_claims_of_both_kinds_in_one_interchange():
    documents = [one(professional()), one(hospital()), one(hospital()), one(professional())]
    data = written(documents)
    assert read(data) == (documents, [])
    assert (data.count(b"ISA*"), data.count(b"\nGS*"), data.count(b"\nST*"), data.count(b"*20*1~")) == (1, 3, 3, 3)
    assert read(written([])) == ([], [])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"claim_id": None}, "no claim_id"),
        ({"claim_id": "A*B"}, r"claim A\*B: claim_id 'A\*B' is longer than 80 characters or holds one of"),
        ({"claim_id": "A\nB"}, "is no printable text"),
        ({"kind": None}, "neither professional nor institutional"),
        ({"payer_rank": None}, "no payer_rank, and an 837 cannot be written without it"),
        ({"bill_type": "131"}, "is a field of an institutional claim"),
        ({"total_charge": -1}, "total_charge -1 is no whole number"),
        ({"birth_date": "1980-02-30"}, "birth_date '1980-02-30' is no day"),
        ({"sex": "female"}, "sex 'female' is not 1 capital letters"),
        ({"lines": []}, "no lines"),
        ({"lines": [LineDocument(1, "58558")]}, "line 1: no charge"),
        ({"setting": "asc"}, "setting 'asc' is not what the claim's other fields say"),
        ({"diagnoses": [Diagnosis("N840", "first")]}, "has an unknown use"),
    ],
)
def test_what_an_837_cannot_hold_is_refused(change, message):
    document = one(professional())
    for name, value in change.items():
        setattr(document, name, value)
    with pytest.raises(ClaimError, match=message):
        written([document])


LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1)
DAYS = st.dates(datetime(1990, 1, 1).date(), datetime(2030, 1, 1).date()).map(str)
IDS = st.text(st.characters(exclude_characters="*:^~", exclude_categories=("C", "Z")), min_size=1, max_size=20).filter(str.isprintable)
CENTS = st.integers(0, 10**9)


def codes(low, high):
    return st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=low, max_size=high)


def maybe(strategy):
    return st.none() | strategy


def spans(first):
    return st.tuples(first, maybe(first)).map(lambda days: (days[0], None) if days[1] is None or days[1] <= days[0] else days)


@st.composite
def lines(draw, kind, number):
    on, until = draw(spans(DAYS))
    drug = draw(st.booleans())
    fields = {
        "number": number, "procedure_code": draw(codes(5, 5)), "procedure_qualifier": "HC",
        "modifiers": draw(st.lists(codes(2, 2), max_size=4)),
        "quantity": draw(CENTS), "unit_of_measure": draw(st.sampled_from(["UN", "MJ"])), "charge": draw(CENTS), "on": on, "until": until,
        "ndc": draw(maybe(codes(11, 11))), "ndc_quantity": draw(CENTS) if drug else None, "ndc_unit": "ML" if drug else None,
        "rendering_npi": draw(maybe(codes(10, 10))), "prior_authorization": draw(maybe(IDS)), "control_number": draw(maybe(IDS)),
    }  # fmt: skip
    if kind == "professional":
        pointers = st.lists(st.integers(1, 12), max_size=4)
        return LineDocument(**fields, place_of_service=draw(maybe(codes(2, 2))), diagnosis_pointers=draw(pointers))
    if draw(st.booleans()):
        fields.update(procedure_code=None, procedure_qualifier=None, modifiers=(), on=None, until=None)
    return LineDocument(**fields, revenue_code=draw(codes(4, 4)), noncovered=draw(maybe(CENTS)))


@st.composite
def documents(draw):
    kind = draw(st.sampled_from(["professional", "institutional"]))
    frequency, place = draw(codes(1, 1)), draw(codes(2, 2))
    subscriber = draw(maybe(IDS))
    statement = draw(maybe(st.tuples(DAYS, DAYS).map(sorted)))
    admitted, discharged = draw(maybe(DAYS)), draw(maybe(DAYS))
    hours = st.none() | st.integers(0, 23).map(lambda hour: f"{hour:02}15")
    use = st.sampled_from(["principal", "other", "admitting", "reason_for_visit", "external_cause"])
    icd = st.sampled_from(["10", "9"])
    short = {name: draw(maybe(codes(1, 1))) for name in ("sex", "assignment", "admission_type", "admission_source")}
    ids = {
        name: draw(maybe(IDS))
        for name in [
            "submitter_id",
            "receiver_id",
            "payer_id",
            "billing_npi",
            "billing_zip",
            "rendering_npi",
            "attending_npi",
            "operating_npi",
            "facility_npi",
            "facility_zip",
            "payer_claim_number",
            "prior_authorization",
            "referral",
        ]
    }
    return ClaimDocument(
        kind=kind, claim_id=draw(IDS), total_charge=draw(CENTS), frequency_code=frequency, payer_rank=draw(codes(1, 1)),
        place_of_service=place if kind == "professional" else None, bill_type=place + frequency if kind == "institutional" else None,
        subscriber_id=subscriber, patient_id=draw(st.just(subscriber) | IDS), relationship=draw(maybe(codes(2, 2))),
        claim_filing=draw(maybe(codes(2, 2))), billing_taxonomy=draw(maybe(codes(10, 10))), rendering_taxonomy=draw(maybe(codes(10, 10))),
        birth_date=draw(maybe(DAYS)), patient_paid=draw(maybe(CENTS)),
        patient_status=draw(maybe(codes(2, 2))), drg=draw(maybe(codes(3, 3))),
        statement_from=statement and statement[0], statement_to=statement and statement[1],
        admission_date=admitted, admission_hour=draw(hours) if admitted else None,
        discharge_date=discharged, discharge_hour=draw(hours),
        diagnoses=draw(st.lists(st.builds(Diagnosis, codes(3, 7), use, icd, maybe(codes(1, 1))), max_size=30)),
        procedures=draw(st.lists(st.builds(Procedure, codes(7, 7), st.sampled_from(["principal", "other"]), icd, maybe(DAYS)), max_size=3)),
        condition_codes=draw(st.lists(codes(2, 2), max_size=14)),
        occurrences=draw(st.lists(st.builds(Occurrence, codes(2, 2), maybe(DAYS)), max_size=3)),
        occurrence_spans=draw(st.lists(st.tuples(DAYS, DAYS).map(lambda days: Occurrence("74", *sorted(days))), max_size=3)),
        value_codes=draw(st.lists(st.builds(CodedAmount, codes(2, 2), maybe(CENTS)), max_size=14)),
        lines=[draw(lines(kind, number)) for number in range(1, draw(st.integers(1, 3)) + 1)],
        **short, **ids,
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(documents(), max_size=3))
def test_made_documents_come_back_equal(made):
    assert read(written(made)) == (made, [])


# ---- no crash, whatever the bytes

# fmt: off
SCRAPS = ["ISA", "ST*837*1", "SE*1*1", "GE*1*1", "IEA*1*1", "HL", "HL***22", "CLM", "LX", "SV1", "SV2", "DTP*472", "HI*", "NM1", "N4",
          "SVD", "SBR", "", " ", "\x00", "é*", "LISA*", ISA[:-1], f"GS*HC*A*B*1*1*1*X*{PROFESSIONAL}"]
# fmt: on
SOUP = st.sampled_from([*BILLING, *INSURED, *CLAIM, *LINE, *HOSPITAL_CLAIM, *HOSPITAL_LINES, *SCRAPS])


@settings(max_examples=300, deadline=None)
@given(st.lists(SOUP, max_size=60), st.sampled_from(["~", "~\n", "\n", "*", ""]))
def test_segments_in_any_order(segments, end):
    list(read_837(io.BytesIO((ISA + end.join(segments)).encode("utf-8"))))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4), st.integers(0, 20)), max_size=6), st.booleans())
def test_bytes_changed_anywhere(changes, institutional):
    data = bytearray(hospital() if institutional else professional())
    for at, new, cut in changes:
        at %= len(data) + 1
        data[at : at + cut] = new
    for found in read_837(io.BytesIO(bytes(data))):
        assert str(found)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"ISA", ISA.encode(), b"\x1f\x8b", gzip.compress(professional(), mtime=0)]))
def test_any_bytes(data, head):
    list(read_837(io.BytesIO(head + data)))


# ---- the shared sample files

LEFT_OUT = {  # claims of files with a fault in them that cannot be read unambiguously, and why
    "837I-Examples.txt": (1, "an ISA stands inside the claim"),
    "x12_bad_segment_identifier.txt": (1, "no subscriber stands above it"),
    "x12_bad_valid_code.txt": (2, "no billing provider stands above it"),
    "x12_loop_errors3_missing_loops.txt": (1, "no billing provider stands above it"),
    "x12_missing_elements.txt": (1, "CLM05 is missing"),
    "x223-test.txt": (1, "a place of service, where a claim of this kind has A"),
}
NO_ISA = "no ISA envelope"


def samples(shared):
    """(row of the index, path) of each sample file; skips where they are absent."""
    index = shared / "claims" / "X12_INDEX.csv"
    if not index.exists():
        pytest.skip("NOT TESTED: sample claims are absent (expected in ../shared/claims beside the repository)")
    with index.open() as stream:
        return [(row, shared / "claims" / row["file"]) for row in csv.DictReader(stream)]


def test_every_sample_file_is_read_or_says_where_not(shared):
    read_whole = 0
    for row, path in samples(shared):
        documents, faults = read(path.read_bytes())
        lost = [one for one in faults if one.concerns == "claim"]
        if not row["kind"].startswith("837"):
            assert documents == [] and faults, path.name
            continue
        assert len(documents) + len(lost) == int(row["CLM"]), path.name
        assert all(one.place.startswith("segment ") and one.remedy for one in faults), path.name
        if row["note"]:
            assert faults, path.name
        else:
            assert not lost, path.name
            read_whole += 1
        count, why = LEFT_OUT.get(path.name, (len(lost) if "missing_required" in path.name else 0, ""))
        assert len(lost) == count and all(why in one.message for one in lost), path.name
    assert read_whole == 56


def test_every_claim_of_the_samples_is_written_back_equal(shared):
    count = 0
    for row, path in samples(shared):
        documents, _ = read(path.read_bytes())
        if documents:
            assert read(written(documents)) == (documents, []), row["file"]
            count += len(documents)
    assert count > 1_500
