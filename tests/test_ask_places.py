"""Amounts of the place that a question names: the same as a claim that is priced there, or a refusal that says what to name."""

import pytest

from allowable import Claim, Line
from allowable.kernel.day import OPEN, day_number
from allowable.places.cities import find_city
from allowable.places.problem import PlaceError
from allowable.questions import ask

HOUSTON = {"mac": "04412", "locality": "18"}
HOUSTON_AREA = "26420"

ASKED = [
    ("What does 58563 pay in an ASC in Houston in June 2024?", "asc", "2024-06-01"),
    ("what does 58563 pay in an asc in houston, tx in june 2024", "asc", "2024-06-01"),
    ("What does 58563 pay in a hospital in Houston, Texas on 2024-06-15?", "hospital", "2024-06-15"),
    ("How much does Medicare pay for 58563 in an ASC in CBSA 26420 on 2024-06-15?", "asc", "2024-06-15"),
    ("What does 58558 pay in the office in ZIP 77030 on 2024-06-15?", "office", "2024-06-15"),
    ("What is the physician fee for 58558 in the office in Houston in 2025?", "office", "2025-01-01"),
    ("Price of 58558 in a Houston office, January 2025?", "office", "2025-01-01"),
    ("price of 58558 in a houston office, january 2025", "office", "2025-01-01"),
    ("What does a Houston, TX office get for 58558 in 2025?", "office", "2025-01-01"),
    ("What does 58558 pay in an office in Houston, TX 77030 in 2025?", "office", "2025-01-01"),
    ("What does Medicare allow for 58558 in a Houston office (77030) in January 2025?", "office", "2025-01-01"),
    ("58563 in an ASC in Houston, June 2024?", "asc", "2024-06-01"),
    ("Houston ASC rate for 58563 in June 2024?", "asc", "2024-06-01"),
    ("What does 58563 pay in Houston's ASCs in June 2024?", "asc", "2024-06-01"),
    ("What does Medicare pay a hospital for 58563 in CBSA 26420 in June 2024?", "hospital", "2024-06-01"),
    ("What does 58563 pay in an ASC at Memorial Center in Houston June 2024?", "asc", "2024-06-01"),
]


@pytest.mark.parametrize(("question", "setting", "on"), ASKED)
def test_the_amount_is_that_of_a_claim_priced_at_the_place(engine, question, setting, on):
    found = ask(question, engine=engine)
    code = "58563" if "58563" in question else "58558"
    if setting == "office":
        claim = Claim([Line(code)], on=on, place_of_service="11", **HOUSTON)
    else:
        claim = Claim([Line(code)], on=on, setting=setting, cbsa=HOUSTON_AREA)
    line = engine.price(claim).lines[0]
    assert found["on"] == on
    assert list(found["value"]["settings"]) == [setting]
    assert found["value"]["number"] == found["value"]["settings"][setting]["amount"] == f"{line.allowed:.2f}"
    rows = [one["row"] for one in found["citations"] if one.get("row")]
    assert "CBSA" in question or any("Houston" in row.get("area_name", "") or row.get("zip") == "77030" for row in rows)


def test_no_national_amount_is_given_for_a_place(engine):
    found = ask("What does 58563 pay in ZIP 77030 on 2024-06-15?", engine=engine)
    assert set(found["value"]["settings"]) == {"facility", "office"}
    assert "a surgical center: not stated, its wage area is not decided" in found["answer"]
    assert "number" not in found["value"]
    assert "National" not in found["answer"]


@pytest.mark.parametrize(
    ("question", "because"),
    [
        ("What does 58558 pay in an ASC in Houston and in Dallas in 2025?", "several places"),
        ("What does 58558 pay in an ASC in Springfield in 2025?", "several areas"),
        ("How much does a Kendallville office get for 58558 in 2025?", "Kendallville is named"),
        ("Payment of 58555 in a rural Kansas ASC in 2025", "Kansas is no one wage area"),
        ("How much is 58558 in Manhattan in 2025?", "a part of New York City"),
    ],
)
def test_a_place_that_is_not_one_is_refused(engine, question, because):
    found = ask(question, engine=engine)
    assert not found["answered"]
    assert because in found["refused_because"]


def test_an_amount_that_changes_within_the_time_is_given_for_each_part_of_it(engine):
    found = ask("What does 99214 pay in the office in Houston in March 2024?", engine=engine)
    office = found["value"]["settings"]["office"]
    assert [office["on"], *(one["on"] for one in office["later"])] == ["2024-03-01", "2024-03-09"]
    for on, amount in ((office["on"], office["amount"]), *((one["on"], one["amount"]) for one in office["later"])):
        line = engine.price(Claim([Line("99214")], on=on, place_of_service="11", **HOUSTON)).lines[0]
        assert amount == f"{line.allowed:.2f}"
        assert f"${amount}" in found["answer"]


def test_what_changes_an_amount_is_not_left_aside(engine):
    for asked in ("pay a nonparticipating physician in Houston", "pay at home", "pay in a SNF", "pay a critical access hospital"):
        found = ask(f"What does 58558 {asked} in 2025?", engine=engine)
        assert not found["answered"], asked
    found = ask("What does 76830-26 pay in Houston in 2025?", engine=engine)
    assert set(found["value"]["settings"]) == {"facility", "office"}


def test_letters_of_a_state_are_no_modifier(engine):
    found = ask("What does 58558 pay in the office in Atlanta, GA in March 2025?", engine=engine)
    assert "58558-GA" not in found["answer"]
    assert ask("Does 58558 need GA when an ABN is on file?", engine=engine)["value"]["note"] == "mod-ga"


def test_a_place_beside_another_look_up_is_said_to_be_left_aside(engine):
    found = ask("How much is 58661-50 in an ASC in Phoenix in May 2025?", engine=engine)
    assert "the place" in found["value"]["left_out"]


# (name, state, area, locality or None): principal cities are in the area that bears their name, by OMB's delineations
CITIES = [
    ("Houston", None, "26420", "18"),
    ("saint louis", "MO", "41180", "01"),
    ("San Francisco", None, "41884", "05"),  # of two localities of that name the one of the city's own county
    ("Los Angeles", None, "31084", "18"),
    ("Anaheim", "CA", "11244", None),  # the locality that bears its name is of another county
    ("Milwaukee", None, "33340", "00"),  # a state of one locality
    ("New York", "NY", "35614", None),
    ("New York City", None, "35614", None),
    ("Honolulu", None, "46520", "01"),
    ("Ft. Worth", None, "23104", "28"),
    ("Winston-Salem", None, "49180", "00"),
    ("Sugar Land", "TX", "26420", None),
    ("Portland", "OR", "38900", "01"),
]


@pytest.mark.parametrize(("name", "state", "area", "locality"), CITIES)
def test_a_city_lies_in_the_area_that_bears_its_name(engine, name, state, area, locality):
    city = find_city(engine.store, name, state, day_number("2024-06-15"), OPEN)
    assert (city.area, city.locality) == (area, locality)
    assert (city.locality is None) == bool(city.because)


@pytest.mark.parametrize(
    ("name", "because"), [("Portland", "several areas"), ("New York", "a city and a state"), ("Sugar Land", "one of several cities")]
)
def test_a_name_of_several_places_is_none(engine, name, because):
    with pytest.raises(PlaceError, match=because):
        find_city(engine.store, name, None, day_number("2024-06-15"), OPEN)


def test_a_part_of_a_hyphenated_name_is_no_city(engine):
    assert find_city(engine.store, "Barre", None, day_number("2024-06-15"), OPEN) is None
