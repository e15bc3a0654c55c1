"""Claim documents made up for tests: every field may be there or not; the numbers are plainly nobody's."""

import datetime

from hypothesis import strategies as st

from allowable.claims.document import (
    DIAGNOSIS_USES,
    PROCEDURE_USES,
    ClaimDocument,
    CodedAmount,
    Diagnosis,
    LineDocument,
    Occurrence,
    Procedure,
)

DAYS = st.dates(datetime.date(1920, 1, 1), datetime.date(2030, 12, 31)).map(datetime.date.isoformat)
NPIS = st.sampled_from(["1000000004", "1000000012", "1000000020"])
NUMBERS = st.text("ABC0123456789-/ #é", min_size=1, max_size=20).map(str.strip).filter(bool)
ON_ADMISSION = st.sampled_from(["Y", "N", "U", "W", "1"])
CENTS = st.integers(-1_000_00, 9_999_999_99)
QUANTITIES = st.one_of(st.integers(1, 99).map(lambda units: units * 1000), st.integers(1, 9_999_999))
DIAGNOSIS_CODES = st.sampled_from(["N840", "D250", "N939", "Z302", "O021"])
DAY_FIELDS = ("birth_date", "statement_from", "statement_to", "admission_date", "discharge_date")
NPI_FIELDS = ("billing_npi", "rendering_npi", "attending_npi", "operating_npi", "facility_npi")
CODED_FIELDS = ("rendering_taxonomy", "admission_type", "admission_source", "patient_status", "drg")
TEXT_FIELDS = (
    *("claim_id", "submitter_id", "receiver_id", "payer_id", "payer_rank", "claim_filing", "billing_taxonomy", "billing_zip"),
    *("facility_zip", "subscriber_id", "relationship", "patient_id", "frequency_code", "assignment", "payer_claim_number"),
    *("prior_authorization", "referral", "admission_hour", "discharge_hour"),
)


def maybe(strategy):
    return st.one_of(st.none(), strategy)


diagnoses = st.builds(
    Diagnosis,
    DIAGNOSIS_CODES,
    st.sampled_from(DIAGNOSIS_USES),
    st.sampled_from(["10", "9"]),
    maybe(ON_ADMISSION),
)
procedures = st.builds(
    Procedure, st.sampled_from(["0UB98ZX", "0UDB8ZX"]), st.sampled_from(PROCEDURE_USES), st.sampled_from(["10", "9"]), maybe(DAYS)
)
occurrences = st.builds(Occurrence, st.sampled_from(["11", "A1"]), maybe(DAYS))
spans = st.builds(Occurrence, st.sampled_from(["70", "M1"]), maybe(DAYS), maybe(DAYS))
values = st.builds(CodedAmount, st.sampled_from(["FD", "A1"]), maybe(CENTS))


@st.composite
def lines(draw, number, known_diagnoses):
    qualified = draw(st.sampled_from([None, None, "HC", "HP"]))
    code = draw(maybe(st.sampled_from(["58558", "58563", "J1050", "G0121", "0404T"])))
    quantity = draw(maybe(QUANTITIES))
    pricing = draw(st.sampled_from([{}, {}, {"mac": "02102", "locality": "01"}, {"base_units": 7, "denied": True}]))
    return LineDocument(
        number,
        code,
        procedure_qualifier=qualified if code else None,
        modifiers=draw(st.lists(st.sampled_from(["51", "59", "XS", "LT"]), max_size=4)),
        revenue_code=draw(st.sampled_from(["0360", "0636"])) if code is None else draw(maybe(st.just("0360"))),
        quantity=quantity,
        unit_of_measure=draw(maybe(st.sampled_from(["UN", "MJ", "DA"]))) if quantity is not None else None,
        charge=draw(maybe(CENTS)),
        noncovered=draw(maybe(CENTS)),
        on=draw(maybe(DAYS)),
        until=draw(maybe(DAYS)),
        place_of_service=draw(maybe(st.sampled_from(["11", "22", "24"]))),
        diagnosis_pointers=draw(st.lists(st.integers(1, known_diagnoses), max_size=4)) if known_diagnoses else (),
        ndc=draw(maybe(st.just("00000000001"))),
        ndc_quantity=draw(maybe(QUANTITIES)),
        ndc_unit=draw(maybe(st.sampled_from(["ML", "UN"]))),
        rendering_npi=draw(maybe(NPIS)),
        prior_authorization=draw(maybe(NUMBERS)),
        control_number=draw(maybe(NUMBERS)),
        pricing=dict(pricing),
    )


@st.composite
def documents(draw):
    fields = {name: draw(maybe(NUMBERS)) for name in TEXT_FIELDS}
    fields |= {name: draw(maybe(st.text("AX0123456789", min_size=1, max_size=10))) for name in CODED_FIELDS}
    fields |= {name: draw(maybe(DAYS)) for name in DAY_FIELDS} | {name: draw(maybe(NPIS)) for name in NPI_FIELDS}
    known = draw(st.lists(diagnoses, max_size=4))
    return ClaimDocument(
        **fields,
        kind=draw(st.sampled_from(["professional", "institutional"])),
        setting=draw(maybe(st.sampled_from(["physician", "hospital", "asc"]))),
        sex=draw(maybe(st.sampled_from("FMU"))),
        place_of_service=draw(maybe(st.sampled_from(["11", "22"]))),
        bill_type=draw(maybe(st.sampled_from(["131", "851"]))),
        total_charge=draw(maybe(CENTS)),
        patient_paid=draw(maybe(CENTS)),
        diagnoses=known,
        procedures=draw(st.lists(procedures, max_size=2)),
        condition_codes=draw(st.lists(st.sampled_from(["W2", "G0"]), max_size=2)),
        occurrences=draw(st.lists(occurrences, max_size=2)),
        occurrence_spans=draw(st.lists(spans, max_size=2)),
        value_codes=draw(st.lists(values, max_size=2)),
        lines=[draw(lines(at + 1, len(known))) for at in range(draw(st.integers(1, 4)))],
        pricing=draw(st.sampled_from([{}, {"deductible_remaining": "100.50"}, {"nonparticipating": True, "cbsa": "35620"}])),
    )
