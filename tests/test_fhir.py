"""FHIR R4: a document is the same behind a Claim, a ClaimResponse says what was priced and checked, and neither breaks the standard."""

import copy
import json
import pathlib
import warnings
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allowable import Claim, Line, price
from allowable.claims import json_form
from allowable.claims.document import ClaimDocument, ClaimFault, Diagnosis, LineDocument
from allowable.claims.fhir.read import document_of
from allowable.claims.fhir.response import response_of
from allowable.claims.fhir.text import bundle, json_text
from allowable.claims.fhir.write import claim_of
from allowable.claims.reading import FileError, open_claims
from allowable.claims.values import ClaimError
from documents_made import documents

SHARED = pathlib.Path(__file__).parents[2] / "shared"

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
BLUE_BUTTON = SHARED / "claims" / "bluebutton" / "eobData.json"
X12 = SHARED / "claims" / "x12"


def decoded(resource):
    return json.loads(json_text(resource), parse_float=str)


def valid(resource):
    """The resource as the generated models of the standard take it: R4B, in which Claim and ClaimResponse are those of R4."""
    models = pytest.importorskip("fhir.resources.R4B", reason="NOT TESTED: fhir.resources is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return models.get_fhir_model_class(resource["resourceType"]).model_validate_json(json_text(resource))


@SLOW
@given(documents())
def test_a_document_is_the_same_behind_a_claim(document):
    claim = claim_of(document, created="2025-03-12")
    back = document_of(decoded(claim), "here")
    assert back == document
    assert json_text(claim_of(back, created="2025-03-12")) == json_text(claim)


@settings(SLOW, max_examples=20)
@given(documents(), st.booleans())
def test_a_claim_keeps_the_standard(document, dated):
    valid(claim_of(document, created="2025-03-12" if dated else None))


def test_the_models_of_the_standard_refuse_what_breaks_it():
    claim = claim_of(CLAIM)
    for name in ("status", "type", "use", "patient", "provider", "priority", "insurance"):
        broken = {key: value for key, value in claim.items() if key != name}
        with pytest.raises(ValueError, match=name):
            valid(broken)


CLAIM = ClaimDocument(
    claim_id="T-1",
    kind="professional",
    payer_id="PAYER",
    patient_id="NOBODY-1",
    birth_date="1960-02-29",
    sex="F",
    diagnoses=[Diagnosis("N840")],
    lines=[
        LineDocument(1, "58558", quantity=1000, charge=90010, on="2025-03-10", place_of_service="22", diagnosis_pointers=[1]),
        LineDocument(2, "58555", quantity=1000, charge=40000, on="2025-03-10", place_of_service="22"),
        LineDocument(3, "99999", quantity=1000, on="2025-03-10", place_of_service="22"),
    ],
)


def test_what_is_not_known_is_said_to_be_absent():
    claim = claim_of(ClaimDocument(kind="professional", lines=[LineDocument(1, revenue_code="0360")]))
    absent = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
    assert [claim[name] for name in ("_created", "patient", "provider")] == [absent] * 3
    assert (claim["insurance"][0]["coverage"], claim["item"][0]["productOrService"]) == (absent, absent)
    assert "created" not in claim
    valid(claim)


def test_codes_stand_under_the_systems_that_own_them():
    item = claim_of(ClaimDocument(kind="professional", lines=[LineDocument(1, "J1050", modifiers=["59", "LT"])]))["item"][0]
    hcpcs, cpt = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "http://www.ama-assn.org/go/cpt"
    assert item["productOrService"]["coding"] == [{"system": hcpcs, "code": "J1050"}]
    assert [one["coding"][0]["system"] for one in item["modifier"]] == [cpt, hcpcs]
    assert "display" not in json_text(item)


class Finding:
    def __init__(self, edit, outcome, because):
        self.edit, self.outcome, self.because = edit, outcome, because


class Checked:
    def __init__(self, claim, findings):
        self.claim = claim
        self.lines = [type("CheckedLine", (), {"findings": found})() for found in findings]


def adjudicated(item):
    return {one["category"]["coding"][0]["code"]: one["amount"]["value"] for one in item["adjudication"] if "amount" in one}


def reasons(item):
    return [one["reason"]["coding"][0]["code"] for one in item["adjudication"] if "reason" in one]


def test_a_response_says_what_each_line_comes_to():
    priced = price(CLAIM.to_claim(deductible_remaining="100.00"))
    found = response_of(CLAIM, priced, created="2025-03-12")
    valid(found)
    first, second, third = found["item"]
    line = priced.lines[0]
    paid, share = line.value("medicare_payment"), line.value("patient_share")
    expected = {"submitted": Decimal("900.10"), "eligible": line.allowed, "deductible": Decimal("100.00")}
    assert adjudicated(first) == {**expected, "copay": share - 100, "benefit": paid}
    withheld = line.allowed - sum(adjudicated(first)[name] for name in ("deductible", "copay", "benefit"))
    assert withheld == Decimal("1.99")  # 2% of what Medicare would pay
    assert found["processNote"][first["noteNumber"][0] - 1]["text"].startswith("1.99 of the eligible amount is paid by neither")
    assert adjudicated(second)["eligible"] == priced.lines[1].allowed
    assert adjudicated(third) == {}
    assert reasons(third) == [priced.lines[2].status] == ["unknown"]
    assert found["outcome"] == "partial"
    assert [(one["itemSequence"], one["code"]["coding"][0]["code"]) for one in found["error"]] == [(3, "unknown")]
    assert [one["category"]["coding"][0]["code"] for one in found.get("total", ())] == []  # a line has neither charge nor amount


def test_totals_are_there_where_every_line_has_the_amount():
    document = ClaimDocument(kind="professional", lines=CLAIM.lines[:2])
    priced = price(document.to_claim())
    found = response_of(document, priced)
    valid(found)
    totals = {one["category"]["coding"][0]["code"]: one["amount"]["value"] for one in found["total"]}
    assert totals["submitted"] == Decimal("1300.10")
    assert totals["eligible"] == priced.total.allowed
    assert (found["outcome"], "error" in found) == ("complete", False)


def test_a_response_says_which_edit_denies_and_what_was_not_checked():
    claim = CLAIM.to_claim()
    denied = Finding("code_pair", "fail", "58555 is column 2 of 58558")
    unsure = Finding("unit_limit", "not_checked", "no release is held for this day")
    found = response_of(CLAIM, None, Checked(claim, [[Finding("add_on", "pass", "")], [denied], [unsure]]))
    valid(found)
    assert [reasons(item) for item in found["item"]] == [[], ["code_pair"], ["not_priced"]]
    assert found["item"][1]["adjudication"][-1]["reason"]["text"] == denied.because
    assert [one["text"] for one in found["processNote"]] == ["not checked: unit_limit: no release is held for this day"]
    assert found["item"][2]["noteNumber"] == [1]
    assert "eligible" not in adjudicated(found["item"][1])


def test_a_response_to_another_claim_is_refused():
    other = price(Claim([Line("58563", on="2025-03-10", place_of_service="22")]))
    with pytest.raises(ClaimError, match="other lines"):
        response_of(CLAIM, other)


def test_a_facility_response_leaves_lines_without_a_code_to_the_others():
    lines = [LineDocument(1, revenue_code="0250", charge=5000, quantity=1000), LineDocument(2, "58558", quantity=1000, on="2025-03-10")]
    document = ClaimDocument(kind="institutional", bill_type="131", lines=lines)
    found = response_of(document, price(document.to_claim()))
    valid(found)
    assert reasons(found["item"][0]) == ["no_procedure_code"]
    assert adjudicated(found["item"][1])["eligible"] > 0
    assert found["outcome"] == "complete"


# what other writers of FHIR do differently
NDC = "http://hl7.org/fhir/sid/ndc"
ITEM = {"sequence": 7, "productOrService": {"coding": [{"code": "58558"}]}, "servicedDate": "2025-03-10"}
RESOURCE = {
    "resourceType": "Claim",
    "id": "c1",
    "status": "active",
    "use": "claim",
    "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": "professional"}]},
    "patient": {"reference": "Patient/p1"},
    "provider": {"reference": "#o"},
    "contained": [
        {
            "resourceType": "Organization",
            "id": "o",
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1000000004"}],
            "address": [{"postalCode": "10001-1234"}],
        }
    ],
    "item": [ITEM],
}


def with_item(**changes):
    return {**RESOURCE, "item": [{**ITEM, **changes}]}


def test_who_is_referred_to_is_found_where_it_stands():
    others = {"Patient/p1": {"identifier": "MRN-1", "birth_date": "1960-02-29", "sex": "F"}}
    found = document_of(RESOURCE, "here", others)
    assert (found.patient_id, found.birth_date, found.sex) == ("MRN-1", "1960-02-29", "F")
    assert (found.billing_npi, found.billing_zip, found.claim_id) == ("1000000004", "100011234", "c1")
    assert document_of(RESOURCE, "here").patient_id == "p1"


DIAGNOSIS_7 = [{"sequence": 7, "diagnosisCodeableConcept": {"coding": [{"code": "N84.0"}]}}]


def test_pointers_follow_the_sequence_of_a_diagnosis():
    found = document_of({**with_item(diagnosisSequence=[7, 8]), "diagnosis": DIAGNOSIS_7}, "here")
    assert found.lines[0].diagnosis_pointers == (1, 8)
    assert found.diagnoses == [Diagnosis("N840")]


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ({"net": {"value": "60.700"}}, "charge", 6070),
        ({"net": {"value": "1.5E2"}}, "charge", 15_000),
        ({"unitPrice": {"value": "10.50"}, "quantity": {"value": 3}}, "charge", 3150),
        ({"unitPrice": {"value": "10.01"}, "quantity": {"value": "0.5"}}, "charge", None),
        ({"quantity": {"value": 45, "unit": "min"}}, "unit_of_measure", "MJ"),
        ({"servicedDate": None, "servicedPeriod": {"start": "2025-03-10T08:00:00Z", "end": "2025-03-11"}}, "on", "2025-03-10"),
        ({"revenue": {"coding": [{"code": "360"}]}}, "revenue_code", "0360"),
        (
            {"productOrService": {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "0000-0000-01"}]}},
            "procedure_qualifier",
            "N4",
        ),
    ],
)
def test_items_as_others_write_them(item, field, value):
    assert getattr(document_of(with_item(**item), "here").lines[0], field) == value


@pytest.mark.parametrize(
    ("resource", "says"),
    [
        ({**RESOURCE, "status": "entered-in-error"}, "status is entered-in-error"),
        ({**RESOURCE, "use": "preauthorization"}, "not done yet"),
        ({**RESOURCE, "type": {"coding": [{"code": "pharmacy"}]}}, "type is pharmacy: neither a professional nor an institutional claim"),
        (with_item(net={"value": 5, "currency": "EUR"}), r"item\[0\]: net is in 'EUR'"),
        (with_item(net={"value": "12.345"}), r"item\[0\]: net '12.345' is not an amount"),
        (with_item(net={"value": "1e999999999"}), r"item\[0\]: net .* is no number of a claim"),
        (with_item(servicedDate="2025-03"), r"item\[0\]: servicedDate '2025-03' is not a day"),
        ({**with_item(diagnosisSequence=[1]), "diagnosis": DIAGNOSIS_7}, "diagnosisSequence 1 is the sequence of no diagnosis"),
        (with_item(detail=[{}]), "made of details"),
        (with_item(sequence=0), "sequence 0 is not a whole number"),
        ({**RESOURCE, "item": {}}, "item is no list of objects"),
        ({**RESOURCE, "patient": []}, "patient is no object"),
        ({**RESOURCE, "diagnosis": [{"sequence": 1, "diagnosisReference": {}}]}, r"diagnosis\[0\]: a reference"),
    ],
)
def test_what_cannot_be_read_is_said_by_its_element(resource, says):
    with pytest.raises(ClaimError, match=rf"^entry 3: .*{says}"):
        document_of(resource, "entry 3")


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just("1e99"), st.just("2025-03-10")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


def replaced(value, path, new):
    found = copy.deepcopy(value)
    if not path:
        return new
    *way, last = path
    inner = found
    for key in way:
        inner = inner[key]
    inner[last] = new
    return found


@settings(SLOW, max_examples=300)
@given(st.data())
def test_any_value_at_any_place_gives_a_document_or_an_error_that_says_where(data):
    whole = decoded(claim_of(data.draw(documents())))
    path = data.draw(st.sampled_from(list(places(whole))[1:]))
    broken = replaced(whole, path, data.draw(JSON_VALUES))
    try:
        assert isinstance(document_of(broken, "here"), ClaimDocument)
    except ClaimError as problem:
        assert str(problem).startswith("here: ")


def test_a_bundle_is_read_claim_by_claim_and_its_parties_wherever_they_stand(tmp_path):
    claim = decoded(claim_of(CLAIM))
    del claim["contained"]
    claim["patient"] = {"reference": "urn:uuid:1"}
    broken = {**claim, "status": "cancelled", "id": "gone"}
    patient = {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "p", "birthDate": "1960-02-29", "gender": "female"}}
    whole = bundle([claim, broken, {"resourceType": "Coverage"}, claim])
    whole["entry"].append(patient)
    file = tmp_path / "bundle"
    file.write_text(json_text(whole))
    first, fault, last = open_claims(file)
    assert (first.birth_date, first.sex, first.claim_id) == ("1960-02-29", "F", "T-1")
    assert first == last
    assert isinstance(fault, ClaimFault)
    assert (fault.claim_id, fault.place) == ("gone", "entry 2, Claim 'gone'")


@pytest.mark.skipif(not BLUE_BUTTON.exists(), reason="NOT TESTED: Blue Button's sample is absent (expected in ../shared/claims)")
def test_benefits_of_blue_button_are_read_and_come_back_as_claims():
    found = list(open_claims(BLUE_BUTTON))
    assert [type(one) for one in found] == [ClaimDocument] * 10
    assert {one.kind for one in found} == {"professional", "institutional"}
    assert all(one.lines and one.claim_id and one.billing_npi for one in found)
    assert {one.bill_type for one in found if one.kind == "institutional"} == {"131"}
    assert {one.hint()[0] for one in found} == {"hospital", "physician"}
    for one in found:
        claim = claim_of(one)
        valid(claim)
        assert document_of(decoded(claim), "here") == one


@pytest.mark.skipif(not X12.exists(), reason="NOT TESTED: the files of X12 are absent (expected in ../shared/claims)")
def test_claims_of_x12_are_the_same_behind_fhir_and_our_json():
    count = 0
    for file in sorted(X12.glob("*/*")):
        try:
            found = [one for one in open_claims(file) if isinstance(one, ClaimDocument)]
        except FileError:
            continue
        for one in found:
            assert document_of(decoded(claim_of(one)), "here") == one
            assert json_form.document_of(json.loads(json.dumps(json_form.json_of(one))), "here") == one
            count += 1
    assert count > 1_000
