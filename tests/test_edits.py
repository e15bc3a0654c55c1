"""Edits: worked examples through account and arrays, every case taken, pairs against CMS's raw table, and what a checked claim says."""

import csv
import functools
import gzip
import zlib
from collections import Counter

import pytest
import yaml

import allowable.law.ambulatory.tables as ambulatory
import allowable.law.outpatient.tables as outpatient
import allowable.law.physician.tables as physician
from allowable import Claim, Line
from allowable.checking import FAIL, HINTS, NOT_CHECKED, PASS
from allowable.checking.resolving import MODIFIER_EDITS, OF_A_FAILURE
from allowable.engine import EDIT_SYSTEMS, LAW, Engine
from allowable.kernel.cite import EVIDENCE
from allowable.kernel.day import day_number
from allowable.law.edits import others
from allowable.law.edits.tables import PAIR_RATIONALES
from allowable.releases.pairs_write import build_pairs
from allowable.releases.store import EMBEDDED, Store
from cases import RecordingDesk, all_cases
from edits_examples import DAYS, SYSTEMS, in_arrays, load_edit_examples, made_claims, outcomes
from examples import Desk, found_reason, found_value, step_of
from test_pairs import ROWS, cms_text

EXAMPLES = load_edit_examples()
COUNTS = {"practitioner_edits": 110, "center_edits": 26, "hospital_edits": 46, "hospital_claim_edits": 46}
MADE = 1_500
MADE_DAYS = [day_number(day) for day in DAYS]
# The list of the day is asked for another code only where it does not print the line's own; bulk wants a key that rests on the line.
NEVER = {f"{name}: the code itself" for name in ("covered_code", "limited_code", "listed_add_on")}
NEVER |= {"covered_in_center: no indicator"}  # asks the list of the day, so that its absence is told: the vocabulary wants a case for it
HYSTEROSCOPY = ["58558", "58563", "58555"]

each = pytest.mark.parametrize("example", EXAMPLES, ids=repr)


@functools.cache
def opened(engine, system, names, day):
    return Desk(engine, system, dict(names), day)


def desk_of(engine, example):
    names = tuple(example.stated(engine.system(example.system).fields).items())
    return opened(engine, example.system, names, example.on if names else None)


def check(engine, codes, on="2024-08-01", setting="physician", facts=None, **given):
    """The CheckedClaim of some lines such as 58558-59."""
    given = {"place_of_service": "22"} | given if setting == "physician" else given
    return engine.check(Claim([Line.parse(code) for code in codes], on=on, setting=setting, **given), facts=facts)


def finding(checked, at, edit="code_pair"):
    return next(one for one in checked.lines[at].findings if one.edit == edit)


# ---- examples


@each
def test_an_example_through_the_account(example, engine):
    here = desk_of(engine, example)
    for line, account in zip(example.lines, here.account_of(here.claim(example), example.known), strict=True):
        assert {name: found_value(account, name) for name in line.expect} == line.expect
        assert {name: found_reason(account, name) for name in line.reasons} == line.reasons
        steps = {name: step_of(account, name) for name in line.because}
        assert {name: step and step.because for name, step in steps.items()} == line.because


def test_the_examples_in_arrays(engine):
    desks = {}
    for example in EXAMPLES:
        desks.setdefault(desk_of(engine, example), []).append(example)
    for here, examples in desks.items():
        claims = [here.claim(example) for example in examples]
        expected = [outcomes(account) for claim in claims for account in here.account_of(claim)]
        assert in_arrays(here, claims) == expected


def test_the_collection(engine):
    assert Counter(example.system for example in EXAMPLES) == COUNTS
    names = Counter((example.system, example.file, example.name) for example in EXAMPLES)
    assert set(names.values()) == {1}
    assert {example.evidence for example in EXAMPLES} <= set(EVIDENCE)


@pytest.mark.parametrize("name", SYSTEMS)
def test_account_and_arrays_agree(name, engine):
    here = Desk(engine, name)
    claims = made_claims(here.law, MADE_DAYS, MADE)
    expected = [outcomes(account) for claim in claims for account in here.account_of(claim)]
    found = in_arrays(here, claims)
    assert len(found) == len(expected)
    assert not [(one, other) for one, other in zip(expected, found, strict=True) if one != other][:1]
    assert {outcome for one in expected for outcome, _ in one.values()} == {True, False, None}


def test_every_case_is_taken(engine, older):
    taken = Counter()
    everything = set().union(*(all_cases(engine.system(name)) for name in SYSTEMS))
    for example in EXAMPLES:
        names = example.stated(engine.system(example.system).fields)
        here = RecordingDesk(engine, example.system, names, example.on if names else None, taken)
        here.account_of(here.claim(example), example.known)
    here = RecordingDesk(older, "practitioner_edits", taken=taken)
    for second in OLDER_CLAIMS:
        here.account_of([(fields_of(here, code), day_number("2019-05-01")) for code in ("17000", second)])
    assert {repr(one) for one in everything - set(taken)} == NEVER


# ---- pairs before and after the day on which 59 may stand on either code

OLDER_CLAIMS = ("17281", "17281-59", "17281-RT", "17280", "17280-59")
OLDER_ROWS = [
    *ROWS[4:],
    ("17000", "17281", "", "19990701", "*", "1", ROWS[2][6]),
    ("17000", "17280", "", "19990701", "*", "0", ROWS[2][6]),
]


@pytest.fixture(scope="module")
def older(tmp_path_factory):
    """An engine that holds small made tables of pairs of the second and third quarter of 2019."""
    folder = tmp_path_factory.mktemp("pairs")
    for version in ("v251r0", "v252r0"):
        path = folder / f"ccipra-{version}-f1.txt"
        path.write_text(cms_text([(*row[:3], "20190101", *row[4:]) for row in OLDER_ROWS]), newline="")
        build_pairs(path, folder, least_rows=len(OLDER_ROWS))
    return Engine(Store([str(folder), EMBEDDED]))


def fields_of(here, code):
    hcpcs, *modifiers = code.split("-")
    return here.fields({"hcpcs": hcpcs, "modifiers": modifiers, "place_of_service": "22"})


@pytest.mark.parametrize(
    ("first", "second", "before", "after"),
    [
        ("17000", "17281", False, False),
        ("17000", "17281-59", True, True),
        ("17000", "17281-RT", True, True),
        ("17000-59", "17281", False, True),
        ("17000-XS", "17281", False, True),
        ("17000-76", "17281", False, False),
        ("17000-RT", "17281", False, None),
        ("17000", "17280", False, False),
        ("17000-59", "17280-59", False, False),
    ],
)
def test_the_line_that_carries_the_modifier(first, second, before, after, older):
    here = Desk(older, "practitioner_edits")
    found = [
        outcomes(here.account_of([(fields_of(here, code), day_number(on)) for code in (first, second)])[1])["code_pair"][0]
        for on in ("2019-06-30", "2019-07-01")
    ]
    assert found == [before, after]


# ---- pairs against CMS's raw table, by a reader of its own

SAMPLE = 250  # one pair of codes in so many


@pytest.mark.parametrize(("system", "name"), [("practitioner_edits", "practitioner"), ("hospital_edits", "outpatient")])
def test_pairs_against_the_raw_table(system, name, engine, shared):
    """About ten thousand pairs of codes, in both orders, with and without a modifier on the second code, on 1 August 2024."""
    rows = {}
    with gzip.open(shared / "cms" / "ncci" / f"ncci_ptp_{name}_2024Q3_full.csv.gz", "rt", newline="") as stream:
        for one, two, deletion, modifier, _ in csv.reader(stream):
            both = min(one, two) + max(one, two)
            if zlib.crc32(both.encode()) % SAMPLE == 0 and one != "column_1":
                active = modifier != "9" and (deletion in ("*", "") or deletion >= "2024-08-01")
                rows.setdefault((one, two), set()).update({modifier} if active else ())
    pairs = sorted(rows)
    assert len(pairs) > 6_000 and not any(len(found) > 1 for found in rows.values())
    here = Desk(engine, system)
    here.outputs = ["code_pair"]
    day = day_number("2024-08-01")
    claims, expected = [], []
    for at, (one, two) in enumerate(pairs):
        marked = at % 2 == 1
        claims.append([(fields_of_any(here, one), day), (fields_of_any(here, two, "59" if marked else ""), day)])
        ahead, back = rows[one, two], rows.get((two, one), set())
        expected.append("0" not in ahead and ("1" not in ahead or marked))
        # the first line is itself the second code of the other order; 59 on its partner opens that for practitioners
        expected.append("0" not in back and ("1" not in back or (marked and system == "practitioner_edits") or None))
    found = [one["code_pair"][0] for one in in_arrays(here, claims)]
    assert [(found[2 * at + 1], found[2 * at]) for at in range(len(pairs))] == [
        (expected[2 * at], _hospital(expected[2 * at + 1], at)) for at in range(len(pairs))
    ]
    assert Counter(expected[::2]).keys() == {True, False}


def _hospital(answer, at):
    """Without a modifier a pair of indicator 1 is denied; with one on the first code alone a hospital's is open (None)."""
    return False if answer is None and at % 2 == 0 else answer


def fields_of_any(here, code, modifier=""):
    return dict.fromkeys(here.law.fields, "") | {"hcpcs": code, "modifier_1": modifier, "units": 1, "place_of_service": "22"}


# ---- a checked claim


def test_a_new_user_follows_the_advice(engine):
    """58558, 58563 and 58555 on one claim: two are denied, the advice is to leave them out, and what is left passes its pairs."""
    checked = check(engine, HYSTEROSCOPY)
    assert [finding(checked, at).outcome for at in range(3)] == [FAIL, PASS, FAIL]
    assert checked.outcome == FAIL
    assert {one.resolves_with for one in (finding(checked, 0), finding(checked, 2))} == {("drop_line",)}
    [row] = finding(checked, 0).pairs
    assert (row["column_1"], row["column_2"], row["modifier_indicator"], row["line"]) == ("58563", "58558", "0", 1)
    assert (row["rationale"], row["release"]) == ("more extensive procedure", "NCCI PTP practitioner 2024Q3")
    assert [one["column_1"] for one in finding(checked, 2).pairs] == ["58558", "58563"]
    assert finding(checked, 2).concerned == [0, 1, 2]
    again = check(engine, [str(line.line) for line in checked.lines if line.outcome != FAIL])
    assert again.outcome == NOT_CHECKED and not again.lines[0].failed  # the list of add-on codes of that quarter is not held


def test_edited_is_priced_without_what_fails(engine):
    checked = check(engine, HYSTEROSCOPY)
    before, after = engine.price(checked.claim), engine.price(checked.edited())
    assert [line.status for line in after.lines] == ["not_payable", "priced", "not_payable"]
    assert [line.denied for line in checked.claim.lines] == [False] * 3
    assert str(before.total.allowed) == "324.22" and str(after.lines[1].allowed) == "244.66"  # RULES 6.5, from 2024-03-09


@pytest.mark.parametrize("setting", ["physician", "hospital", "asc"])
def test_no_modifier_is_ever_proposed_for_an_indicator_0_pair(setting, engine):
    for first, second in (("58558", "58555"), ("58563", "58558"), ("58558", "58120"), ("58561", "58580")):
        for modifier in ("", "-59", "-XS", "-RT"):
            found = finding(check(engine, [first, second + modifier], setting=setting), 1)
            assert (found.outcome, found.resolves_with) == (FAIL, ("drop_line",))


def test_an_indicator_1_pair_is_opened_only_if_documented(engine):
    found = finding(check(engine, ["58558", "58100"]), 1)
    assert found.outcome == FAIL and "modifier_59_family_only_if_documented" in found.resolves_with
    assert "only if the record shows" in HINTS["modifier_59_family_only_if_documented"]
    opened = finding(check(engine, ["58558", "58100-XS"]), 1)
    assert opened.outcome == PASS and "if the record supports it" in opened.because
    assert opened.pairs[0]["modifier_indicator"] == "1"
    assert finding(check(engine, ["58558", "58100-RT"]), 1).outcome == FAIL


def test_a_quarter_that_is_not_held_is_not_checked(engine):
    found = finding(check(engine, HYSTEROSCOPY, on="2025-08-01"), 0)
    assert (found.outcome, found.category, found.resolves_with) == (NOT_CHECKED, "unknown", ("import_release",))
    assert found.elsewhere["outcome"] == FAIL and found.elsewhere["release"] == "NCCI PTP practitioner 2024Q3"
    assert finding(check(engine, HYSTEROSCOPY), 0).elsewhere is None
    limit = finding(check(engine, ["58558"], on="2025-08-01"), 0, "unit_limit")
    assert (limit.outcome, limit.elsewhere["outcome"]) == (NOT_CHECKED, PASS)


def test_lines_of_other_days_form_no_pair(engine):
    lines = [Line("58563", on="2024-08-01"), Line("58558", on="2024-08-02")]
    checked = engine.check(Claim(lines, place_of_service="22"))
    assert [finding(checked, at).outcome for at in (0, 1)] == [PASS, PASS]


def test_the_change_of_58561_and_58580(engine):
    """Indicator 0 in 2024, 1 in the hospital table of October 2026."""
    for on, hints in (("2024-08-01", ("drop_line",)), ("2026-11-02", None)):
        found = finding(check(engine, ["58561", "58580"], on=on, setting="hospital"), 1)
        assert found.outcome == FAIL
        assert found.resolves_with == hints or "modifier_59_family_only_if_documented" in found.resolves_with
    assert finding(check(engine, ["58561", "58580-XS"], on="2026-11-02", setting="hospital"), 1).outcome == PASS


def test_facts_of_the_patient(engine):
    checked = check(engine, ["58565"], facts={"sex": "F", "diagnoses": ("Z30.2",)})
    assert finding(checked, 0, "sterilization").outcome == FAIL and finding(checked, 0, "sex_suits").outcome == PASS
    checked = check(engine, ["58565"], facts={"sex": "M", "diagnoses": ("N920",)})
    assert finding(checked, 0, "sterilization").outcome == NOT_CHECKED and finding(checked, 0, "sex_suits").outcome == FAIL
    assert finding(check(engine, ["58565"]), 0, "sex_suits").outcome == NOT_CHECKED


def test_a_denied_line_is_not_edited_again(engine):
    checked = engine.check(Claim([Line("58563", denied=True), Line("58558")], on="2024-08-01", place_of_service="22"))
    assert not checked.lines[0].findings and finding(checked, 1).outcome == PASS
    assert [line.denied for line in checked.edited().lines] == [True, False]


def test_every_finding_tells_what_it_rests_on(engine):
    for setting in ("physician", "hospital", "asc"):
        for line in check(engine, [*HYSTEROSCOPY, "99213-25", "58150"], setting=setting).lines:
            for found in line.findings:
                plain = found.as_dict()
                assert plain["outcome"] in (PASS, FAIL, NOT_CHECKED) and plain["because"] and plain["says"] and plain["cites"]
                assert plain["evidence"] in EVIDENCE and set(plain["resolves_with"]) <= set(HINTS)
                assert (plain["outcome"] == FAIL) <= bool(plain["resolves_with"])
                assert (plain["outcome"] == NOT_CHECKED) == (plain["category"] is not None)


def test_every_edit_that_can_fail_has_a_hint(engine):
    outputs = {edit for name in EDIT_SYSTEMS for edit in engine.system(name).outputs}
    own = {"code_pair", "unit_limit", "visit_beside_procedure"}
    never = {"named_device", "device_procedure"}  # their lists are not held: they are never failed
    assert outputs - own - never == (MODIFIER_EDITS | set(OF_A_FAILURE)) - own


def test_a_hospital_add_on_meets_its_primary_of_the_day_before(engine):
    lines = [Line("99291", on="2024-05-08"), Line("99292", on="2024-05-09")]
    checked = engine.check(Claim(lines, setting="hospital"))
    assert finding(checked, 1, "add_on").outcome == PASS
    apart = [Line("99291", on="2024-05-08"), Line("99292", on="2024-05-10")]
    assert finding(engine.check(Claim(apart, setting="hospital")), 1, "add_on").outcome == FAIL


# ---- what is declared twice stays alike

SHAPES = [
    (others.RELATIVE_VALUES, physician.RELATIVE_VALUES),
    (others.ADDENDUM_B, outpatient.ADDENDUM_B),
    (others.DEVICE_INTENSIVE, outpatient.DEVICE_INTENSIVE),
    (others.ASC_RATES, ambulatory.ASC_RATES),
    (others.ASC_ANCILLARY_RATES, ambulatory.ASC_ANCILLARY_RATES),
    (others.ASC_EXCLUDED, ambulatory.ASC_EXCLUDED),
]


@pytest.mark.parametrize(("ours", "theirs"), SHAPES, ids=lambda table: table.name)
def test_a_table_declared_again_has_the_same_shape(ours, theirs):
    def shape(table):
        return table.name, [(one.name, one.places, one.maximum) for one in (*table.keys, *table.columns)]

    assert shape(ours) == shape(theirs)
    assert len(SHAPES) == len(others.TABLES)


@pytest.mark.parametrize(
    ("law", "name"),
    [
        ("physician", "facility_places"),
        ("physician", "nonfacility_places"),
        ("coverage", "tubal_and_vasal_sterilization"),
        ("coverage", "insert_sterilization"),
    ],
)
def test_a_list_stated_again_is_alike(law, name):
    def values(folder):
        with open(f"{LAW}/{folder}/values.yaml", encoding="utf-8") as stream:
            return yaml.load(stream, Loader=yaml.BaseLoader)[name]

    assert values("edits") == values(law)


def test_rationales_have_words():
    assert PAIR_RATIONALES[12] == "procedures for different sexes"
