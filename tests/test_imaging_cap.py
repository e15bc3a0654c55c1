"""The cap at the outpatient payment, asked of the law itself: every row of CMS's OPPSCAP files, through the account.

A row of status A is the capped fee, one of status C the highest price that a contractor may set. A plain run takes a sample of the rows
of October 2025, `make proof` takes all rows of four files. No test has a tolerance.
"""

import copy
from collections import Counter

import pytest

from allowable.engine import Engine
from allowable.kernel.day import day_number
from allowable.kernel.number import scaled_number
from allowable.law.physician.imaging import PROFESSIONAL_CODES, TECHNICAL_CODES
from published_files import imaging_caps

OCTOBER = ("pfs/2025/rvu25d/OPPSCAP_Oct.csv", "2025-10-01", 6_670, 9_430)
WHOLE_FILES = [
    ("pfs/zips/RVU20A.zip:OPPSCAP_Jan.csv", "2020-01-01", 9_758, 8_449),
    ("pfs/zips/RVU23A.zip:OPPSCAP_JAN.csv", "2023-01-01", 8_806, 9_520),
    ("pfs/2024/rvu24ar/oppscap_rvu24ar_jan.csv.gz", "2024-03-09", 8_510, 9_200),
    OCTOBER,
]
# CMS names contractor 01112 for localities that its index file lists under 01182.
SOUTHERN_CALIFORNIA = {"17", "18", "26", "71", "72", "73", "74"}
RULE_OF_STATUS = {"A": "capped_fee", "C": "contractor_ceiling"}
OFFICE = "11"


class Asked(Engine):
    """An engine whose physician system answers with the given rules instead of its own outputs."""

    def __init__(self, store, system, outputs):
        super().__init__(store)
        self._systems["physician"] = law = copy.copy(system)
        law.outputs = outputs
        law.forget()

    def one(self, fields, day):
        """The Account of one line."""
        given = {name: None if one.optional else "" for name, one in self.system("physician").fields.items()}
        return self.account("physician", {**given, "units": 1, **fields}, day)

    def answer(self, fields, day):
        """{rule: value} of one line."""
        return self.one(fields, day).values


@pytest.fixture(scope="module")
def asked(engine):
    return Asked(engine.store, engine.system("physician"), ("capped_fee", "contractor_ceiling"))


def line_of(code, component, mac, locality, place=OFFICE):
    southern = mac == "01112" and locality in SOUTHERN_CALIFORNIA
    return {
        "hcpcs": code,
        "modifier_1": component,
        "place_of_service": place,
        "mac": "01182" if southern else mac,
        "locality": locality,
    }


def differences(asked, rows, day):
    """(rows compared by status, those that differ)."""
    compared, wrong = Counter(), []
    for code, component, status, mac, locality, inside, outside in rows:
        value = asked.answer(line_of(code, component, mac, locality), day)[RULE_OF_STATUS[status]]
        compared[status] += 1
        if value != scaled_number(str(outside), 2) or inside != outside:
            wrong.append((code, component, status, mac, locality, outside, value))
    return compared, wrong


@pytest.mark.shared
def test_a_sample_of_the_caps_of_october_2025(shared, asked):
    path, day, _, _ = OCTOBER
    rows = imaging_caps(shared / "cms" / path)[::37]
    compared, wrong = differences(asked, rows, day_number(day))
    assert wrong == []
    assert compared == {"A": 179, "C": 257}


@pytest.mark.shared
@pytest.mark.proof
@pytest.mark.parametrize(("path", "day", "priced", "contractor"), WHOLE_FILES, ids=[one[1] for one in WHOLE_FILES])
def test_every_cap_of_a_file(shared, asked, path, day, priced, contractor):
    compared, wrong = differences(asked, imaging_caps(shared / "cms" / path), day_number(day))
    assert wrong[:5] == [] and not wrong
    assert compared == {"A": priced, "C": contractor}


@pytest.mark.shared
def test_a_row_that_is_not_listed_is_not_lowered(shared, asked):
    """Of the rows of status A that are subject to the cap, exactly those whose fee it lowers stand in the file (national amounts)."""
    path, day, _, _ = OCTOBER
    listed = {(code, component) for code, component, status, *_ in imaging_caps(shared / "cms" / path) if status == "A"}
    points = asked.store.table("relative_values")
    at = {name: place for place, name in enumerate(points.column_names)}
    units = [at[name] for name in ("opps_non_facility_pe_rvu", "opps_malpractice_rvu")]
    lowered, subject = set(), 0
    for key in points.keys():  # noqa: SIM118 - no dict
        row = points.find(key, day_number(day))
        if row is None or row.values[at["status"]] != "A" or not any(row.values[place] for place in units):
            continue
        subject += 1
        account = asked.one(line_of(*key, "", ""), day_number(day))
        value = {step.rule.name: step.value for step in account.steps}
        if value["capped_fee"] < value["technique_fee"]:
            lowered.add(key)
    assert subject == 946
    assert lowered == listed


def test_a_contractors_price_pends_with_its_ceiling(asked):
    day = day_number("2025-10-01")
    values = asked.answer(line_of("0633T", "TC", "01112", "05"), day)
    assert values["contractor_ceiling"] == 150_69
    assert values["capped_fee"].category == "pends"
    assert values["capped_fee"].reason == "status C: the contractor sets the price, at most the ceiling of the outpatient payment"
    whole = asked.answer(line_of("0633T", "", "01112", "05"), day)["capped_fee"]
    assert whole.reason == "status C: the contractor sets the price, by report"


COMPONENTS = {  # whole test: its technical and its professional codes
    "93000": (("93005",), ("93010",)),
    "93015": (("93017",), ("93016", "93018")),
    "93040": (("93041",), ("93042",)),
    "93224": (("93225", "93226"), ("93227",)),
    "93241": (("93242", "93243"), ("93244",)),
    "93245": (("93246", "93247"), ("93248",)),
    "93268": (("93270", "93271"), ("93272",)),
    "93784": (("93786", "93788"), ("93790",)),
}
UNITS = ("work_rvu", "non_facility_pe_rvu", "malpractice_rvu")


def test_the_codes_of_components_add_up_to_their_test_in_every_release(engine):
    """The law takes a test's technical component from one code, or as the test less one professional code; both rest on these sums."""
    for code, (technical, professional) in COMPONENTS.items():
        assert TECHNICAL_CODES.get(code) in (None, technical[0]) and PROFESSIONAL_CODES.get(code) in (None, professional[0])
        assert len(technical if code in TECHNICAL_CODES else professional) == 1
    assert set(COMPONENTS) == set(TECHNICAL_CODES) | set(PROFESSIONAL_CODES)
    points = engine.store.table("relative_values")
    at = [points.column_names.index(name) for name in ("status", *UNITS)]
    compared = 0
    for code, (technical, professional) in COMPONENTS.items():
        for start in sorted({row.starts for row in points.history((code, ""))}):
            rows = [points.find((one, ""), start) for one in (code, *technical, *professional)]
            (status, *whole), *parts = ([row.values[place] for place in at] for row in rows)
            if status == "A":
                assert whole == [sum(column) for column in zip(*(units for _, *units in parts), strict=True)], (code, start)
                compared += 1
    assert compared == 66
