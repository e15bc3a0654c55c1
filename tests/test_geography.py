"""From a ZIP code to the locality and the wage area: what published tables decide, and what they leave open and is asked for."""

import pytest

from allowable.kernel.day import OPEN, day_number
from allowable.places.counties import Counties, listed
from allowable.places.problem import PlaceError
from allowable.places.wage_areas import check_area, find_wage_area
from allowable.places.zip_codes import localities_of_zip
from command_line import needs_facts

pytestmark = needs_facts

# (ZIP code, day, localities, print that says so). Source: CMS's ZIP5 and ZIP9 files of the day.
ZIPS = [
    ("77030", "2025-03-10", ["04412 18"], "ZIP9 2025"),
    ("77030", "2025-11-10", ["04412 18"], "ZIP5 2025Q4"),
    ("77030-1234", "2026-02-01", ["04412 18"], "ZIP5 2026Q1"),
    ("10001", "2020-05-01", ["13202 01"], "ZIP9 2020"),
    ("01434", "2024-03-15", ["14212 01", "14212 99"], "ZIP9 2024"),  # divided: both, until the further digits are given
    ("01434-0001", "2024-03-15", ["14212 01"], "ZIP9 2024"),
    ("014340001", "2024-03-15", ["14212 01"], "ZIP9 2024"),
]


@pytest.mark.parametrize(("zip_code", "on", "expected", "release"), ZIPS)
def test_a_zip_code_has_the_localities_that_the_print_of_its_day_gives(engine, zip_code, on, expected, release):
    found = localities_of_zip(engine.store, zip_code, day_number(on), OPEN)
    assert [f"{one.mac} {one.locality}" for one in found] == expected
    assert {one.printed.release for one in found} == {release}


def test_every_divided_zip_code_is_answered_by_ranges(engine):
    day, points = day_number("2025-03-10"), engine.store.table("zip_localities")
    divided = [key[0] for key in points.keys() if (row := points.find(key, day)) and row.values[3] == "1"]  # noqa: SIM118
    found = {one: localities_of_zip(engine.store, one, day, OPEN) for one in divided[::40]}
    assert len(divided) > 500 and all(found.values())
    assert any(len(one) > 1 for one in found.values())


REFUSED_ZIPS = [
    ("7703", "2025-03-10", "is no ZIP code: write five digits"),
    ("७७०३०", "2025-03-10", "is no ZIP code"),
    ("77030", "2019-03-10", "the last file that is held, ZIP5 2026Q1, says MAC 04412, locality 18: give --mac and --locality as they were"),
    ("77030", "2026-07-10", "the last file that is held, ZIP5 2026Q1, says MAC 04412"),
    ("99998", "2025-03-10", "give --mac and --locality"),
    ("01434-9999", "2024-03-15", r"in none of the ranges of 2024-03-15 .*give another ZIP\+4"),
    ("01434", "2026-02-01", r"lies in several localities, and the ZIP\+4 file of 2026-02-01 is not held"),
]


@pytest.mark.parametrize(("zip_code", "on", "says"), REFUSED_ZIPS)
def test_a_zip_code_that_leads_nowhere_says_what_to_give(engine, zip_code, on, says):
    with pytest.raises(PlaceError, match=says):
        localities_of_zip(engine.store, zip_code, day_number(on), OPEN)


# (ZIP code, day, wage area, why). Sources: the locality-county crosswalk of the RVU release and OMB Bulletin 23-01 from 2025; HUD's
# crosswalk of 2022Q4 for its own quarter.
DECIDED = [
    ("77030", "2025-03-10", "26420", "Harris County"),
    ("77030", "2026-02-10", "26420", "Harris County"),
    ("60601", "2025-03-10", "16984", "Cook County"),  # a metropolitan division of 16980
    ("10001", "2025-03-10", "35614", "New York County"),  # a division of 35620
    ("63101", "2025-03-10", "41180", "St. Louis County, St. Louis city"),  # four counties of one area
    ("77030", "2022-11-10", "26420", "HUD ZIP to CBSA 2022Q4 puts every address"),
    ("59801", "2022-11-10", "33540", "HUD ZIP to CBSA 2022Q4"),
]


@pytest.mark.parametrize(("zip_code", "on", "area", "why"), DECIDED)
def test_the_wage_area_is_decided_where_the_tables_of_the_day_leave_one(engine, zip_code, on, area, why):
    found = of_zip(engine, zip_code, on)
    assert found.area == area and why in found.because and found.prints


# (ZIP code, day, areas that remain, why it is open, what is asked or hinted)
OPEN_ONES = [
    # HUD knows no divisions: 35620 has four, and no wage index of its own
    ("10001", "2022-11-10", [], "puts 10001 in 35620, which is divided", ""),
    # no county list speaks for 2024, and HUD's crosswalk is of another quarter: a hint, not an answer
    ("77030", "2024-03-10", [], "the counties of the wage areas of 2024-03-10 are not held", "puts every address of 77030 in 26420"),
    ("94110", "2025-03-10", ["36084", "41884"], "lie in several wage areas", "in 41860, which has the divisions 36084, 41884, 42034"),
    ("20001", "2025-03-10", ["11694", "23224", "47764"], "lie in several wage areas", "47900"),
    ("27601", "2025-03-10", [], "has counties in several wage areas, or outside of them (all counties)", "39580"),
    ("90001", "2025-03-10", [], "los angeles /oragnge cnty", "31080"),  # CMS's own misprint is not read as a county
]


@pytest.mark.parametrize(("zip_code", "on", "choices", "why", "hint"), OPEN_ONES)
def test_what_the_tables_do_not_decide_stays_open(engine, zip_code, on, choices, why, hint):
    found = of_zip(engine, zip_code, on)
    assert found.area is None and sorted(found.choices) == choices
    assert why in found.because and hint in found.hint


# (ZIP code, day, county, wage area, why). From 2026 CMS gives some counties an index of their own, named without their state.
COUNTIES = [
    ("27601", "2025-03-10", "Wake", "39580", "Wake County, North Carolina"),
    ("27601", "2025-03-10", "wake county", "39580", "Wake County, North Carolina"),
    ("27601", "2025-03-10", "37183", "39580", "Wake County, North Carolina"),
    ("94110", "2025-03-10", "San Francisco", "41884", "San Francisco County"),
    ("59801", "2025-03-10", "Gallatin", "14580", "Gallatin County, Montana"),
    ("59801", "2025-03-10", "Flathead", "27", "Flathead County, Montana"),  # micropolitan: the state's rural part
    ("27601", "2025-03-10", "Franklin", "39580", "Franklin County"),
    ("27601", "2026-02-10", "Franklin", None, "50015 (Franklin County) may be the area of Franklin County, North Carolina"),
    ("27601", "2026-02-10", "Wake", "39580", "Wake County"),
]


@pytest.mark.parametrize(("zip_code", "on", "county", "area", "why"), COUNTIES)
def test_a_county_decides_where_the_zip_code_does_not(engine, zip_code, on, county, area, why):
    found = of_zip(engine, zip_code, on, county)
    assert found.area == area and why in found.because


REFUSED_COUNTIES = [
    ("27601", "2025-03-10", "Wyke", "no county 'Wyke' of North Carolina is on the list"),
    ("27601", "2025-03-10", "Granville", r"give --cbsa with the code of the state's rural part"),  # in no statistical area
    ("27601", "2026-02-10", "Granville", r"with the code of its own area 50017 \(Granville County\), if that is this county, or of the"),
    ("77030", "2025-03-10", "Dallas", r"Dallas County, Texas does not lie in locality 18 of MAC 04412, which has Harris County"),
    ("77030", "2024-03-10", "Harris", "give --cbsa instead of --county"),
]


@pytest.mark.parametrize(("zip_code", "on", "county", "says"), REFUSED_COUNTIES)
def test_a_county_that_is_none_is_refused(engine, zip_code, on, county, says):
    with pytest.raises(PlaceError, match=says):
        of_zip(engine, zip_code, on, county)


def of_zip(engine, zip_code, on, county=None):
    day = day_number(on)
    one = localities_of_zip(engine.store, zip_code, day, OPEN)[0]
    return find_wage_area(engine.store, day, OPEN, mac=one.mac, locality=one.locality, zip5=zip_code, county=county)


LISTS = [
    ("TEXAS", "HARRIS", [("TEXAS", "HARRIS")]),
    ("MISSOURI", "CLAY, JACKSON AND PLATTE", [("MISSOURI", "CLAY"), ("MISSOURI", "JACKSON"), ("MISSOURI", "PLATTE")]),
    ("CALIFORNIA", "SAN FRANCISCO/SAN MATEO", [("CALIFORNIA", "SAN FRANCISCO"), ("CALIFORNIA", "SAN MATEO")]),
    ("DISTRICT OF COLUMBIA", "DISTRICT OF COLUMBIA; ARLINGTON IN VIRGINIA", [("DISTRICT OF COLUMBIA",) * 2, ("VIRGINIA", "ARLINGTON")]),
    ("IOWA", "ALL COUNTIES", None),
    ("PUERTO RICO", "ALL COUNTY EQUIVALENTS", None),
    ("MARYLAND", "ALL OTHER COUNTIES EXCEPT MONTGOMERY AND PRINCE GEORGE'S", None),
    ("IOWA", "", None),
]


@pytest.mark.parametrize(("state", "printed", "expected"), LISTS)
def test_a_printed_list_of_counties_is_read_only_if_it_names_them(state, printed, expected):
    assert listed(state, printed) == expected


def test_every_county_of_the_delineation_is_found_by_its_name(engine):
    counties = Counties(engine.store, day_number("2025-03-10"), OPEN)
    assert len(counties.all) > 1_800
    assert all(counties.find(one.state, one.name) is one for one in counties.all)


AREAS = [
    ("26420", "2025-03-10", None),
    ("45", "2025-03-10", None),
    ("50015", "2026-03-10", None),  # a transition area, if the user knows that it applies
    ("50015", "2025-03-10", "no wage index of 2025-03-10 has an area 50015"),
    ("35620", "2025-03-10", r"35620 has no wage index of its own, its metropolitan divisions have: give --cbsa 29484 \(Middlesex County"),
    ("99999", "2025-03-10", "write a five-digit CBSA, or the two-digit code of a state's rural part"),
]


@pytest.mark.parametrize(("area", "on", "says"), AREAS)
def test_an_area_without_a_wage_index_is_refused(engine, area, on, says):
    if says is None:
        check_area(engine.store, area, day_number(on), OPEN)
        return
    with pytest.raises(PlaceError, match=says):
        check_area(engine.store, area, day_number(on), OPEN)
