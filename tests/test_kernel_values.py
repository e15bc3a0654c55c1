"""Numbers and dated values: one rounding, exact texts, and a reader of YAML that refuses what it does not read as YAML does."""

import pathlib
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from allowable.kernel.day import OPEN, DayError, day_number
from allowable.kernel.node import NUMBER, field, round_to
from allowable.kernel.number import LARGEST, NumberError, drop_places, number_text, round_half_away, scaled_number
from allowable.kernel.parameter import ParameterError, read_parameters
from allowable.runners.bulk.reasons import Reasons
from allowable.runners.bulk.vector import Fold

ROOT = pathlib.Path(__file__).resolve().parents[1]
FILES = [*sorted((ROOT / "src/allowable/law").glob("*/values.yaml")), ROOT / "tests/toyland/values.yaml"]
BOUND = 10**15


def half_up(value, places):
    """Decimal's own rounding of value / 10**places to a whole number: half up means away from zero on both sides."""
    return int(Decimal(value).scaleb(-places).quantize(Decimal(1), rounding=ROUND_HALF_UP))


# ---- numbers


@given(st.integers(-LARGEST, LARGEST), st.integers(0, 12))
def test_rounding_is_half_away_from_zero(value, places):
    assert round_half_away(value, places) == half_up(value, places) == -round_half_away(-value, places)


@given(st.integers(-(10**12), 10**12), st.integers(1, 6))
def test_a_half_goes_away_from_zero(whole, places):
    half = 5 * 10 ** (places - 1)
    assert round_half_away(abs(whole) * 10**places + half, places) == abs(whole) + 1
    assert round_half_away(-abs(whole) * 10**places - half, places) == -abs(whole) - 1
    assert round_half_away(abs(whole) * 10**places + half - 1, places) == abs(whole)


class _Given:
    """Lines with one number field."""

    def __init__(self, values):
        self.tables = {}
        self.values = values
        self.length = len(values)

    def field(self, node):
        return self.values, None


@given(st.lists(st.integers(-BOUND + 1, BOUND - 1), min_size=1, max_size=40), st.integers(1, 6))
def test_arrays_round_as_ints_do(values, places):
    of_any_sign = round_to(field("value", NUMBER, places, BOUND // 10**places), 0)
    fold = Fold(_Given(np.array(values, np.int64)), Reasons([]), frozenset())
    assert fold.value(of_any_sign)[0].tolist() == [half_up(value, places) for value in values]
    magnitudes = np.abs(np.array(values, np.int64))
    assert drop_places(magnitudes, places).tolist() == [half_up(value, places) for value in magnitudes.tolist()]


@given(st.integers(-(10**18), 10**18), st.integers(0, 9))
def test_a_number_reads_back_from_its_text(value, places):
    text = number_text(value, places)
    assert scaled_number(text, places) == value
    assert Decimal(text) == Decimal(value).scaleb(-places)


@pytest.mark.parametrize("text", ["", "-", ".", "1.234", "1,000", "1e5", "+1", " 1", "²", "١", "1.2.3", "--1", "0x10", "NaN"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NumberError, match="is not a number with at most 2 decimal places"):
        scaled_number(text, 2)


# ---- dated values, read as YAML reads them


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_every_file_reads_as_a_yaml_parser_reads_it(path):
    written = path.read_text(encoding="utf-8")
    ours, theirs = read_parameters(written, path.name), yaml.load(written, Loader=yaml.BaseLoader)
    assert list(ours) == list(theirs)
    for name, parameter in ours.items():
        header = theirs[name]
        assert (parameter.says, parameter.unit) == (header["says"], header["unit"])
        assert (parameter.places, parameter.below) == (int(header.get("places", 0)), int(header.get("below", 1)))
        expected = sorted((_entry(entry, parameter) for entry in header["values"]), key=lambda entry: entry[:3])
        assert sorted((_value(value) for value in parameter.values), key=lambda entry: entry[:3]) == expected
        assert set(header) <= {"says", "unit", "places", "below", "values"}


def _entry(entry, parameter):
    value = tuple(entry["value"].split()) if parameter.unit == "codes" else Decimal(entry["value"])
    until = day_number(entry["until"]) if "until" in entry else OPEN
    tags = (entry["evidence"], entry.get("known_evidence", entry["evidence"]), entry.get("url"), entry.get("note"))
    return day_number(entry["from"]), day_number(entry["known"]), until, value, entry["document"], entry["place"], *tags


def _value(value):
    number = value.value if isinstance(value.value, tuple) else Decimal(value.written)
    cite = value.cite
    tags = (cite.evidence, value.known_evidence, cite.url, value.note)
    return value.starts, value.known, value.until, number, cite.document, cite.place, *tags


def test_a_value_is_a_scaled_int_of_the_stated_places():
    share = read_parameters(FILES[-1].read_text(encoding="utf-8"), "toyland")["levy_share"]
    assert [(value.value, value.written) for value in share.values] == [(100, "0.100"), (125, "0.125"), (120, "0.120")]
    assert share.in_force(day_number("2022-06-01"), day_number("2022-02-09")).value == 125
    assert share.in_force(day_number("2022-06-01")).value == 120
    assert share.in_force(day_number("2019-12-31")) is None


GOOD = """\
levy:
  says: A levy
  unit: dollars
  places: 2
  below: 100
  values:
    - from: 2020-01-01
      known: 2019-11-01
      value: "1.25"
      document: Toy Tax Act
      place: section 4
      evidence: V
"""


def changed(before, after):
    """The good file with one passage changed."""
    assert GOOD.count(before) == 1
    return GOOD.replace(before, after)


def test_the_file_that_the_malformed_ones_are_made_of_is_good():
    levy = read_parameters(GOOD, "toys.yaml")["levy"]
    assert (levy.unit, levy.places, levy.below, levy.values[0].value) == ("dollars", 2, 100, 125)


TWICE = GOOD[GOOD.index("    - from") :]


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        # the form of a line
        (changed("levy:", "levy"), 1, "expected a name and a colon"),
        (changed("levy:", "levy: 3"), 1, "expected a name and a colon"),
        (changed("levy:", "a levy:"), 1, "expected a name and a colon"),
        (changed("levy:", "'levy':"), 1, "expected a name and a colon"),
        (changed("levy:", "---\nlevy:"), 1, "expected a name and a colon"),
        (changed("  says", "\tsays"), 2, "expected a name and a colon"),
        (changed("levy:\n", ""), 1, "unexpected indentation"),
        (changed("  says", "   says"), 2, "unexpected indentation"),
        (changed("  values:\n", ""), 6, "unexpected indentation"),
        (changed("  values:\n", "  values:\n  values:\n"), 7, "unexpected indentation"),
        (changed("      known", "     known"), 8, "unexpected indentation"),
        (changed("    - from", "     - from"), 7, "unexpected indentation"),
        (GOOD + "  note: too late\n", 13, "unexpected indentation"),
        (changed("    - from: 2020-01-01", "    from: 2020-01-01"), 7, "unexpected indentation"),
        (changed("unit: dollars", "unit"), 3, "expected key: value"),
        (changed("unit: dollars", "unit:dollars"), 3, "expected key: value"),
        (changed("unit: dollars", "unit: "), 3, "expected key: value"),
        # keys
        (changed("says: A", "sais: A"), 2, "key 'sais' is none of below, places, says, unit"),
        (changed("known:", "knwon:"), 8, "key 'knwon' is none of document, evidence, from"),
        (changed("unit: dollars\n", "unit: dollars\n  unit: cents\n"), 4, "key 'unit' is repeated"),
        (changed("      known: 2019-11-01\n", "      known: 2019-11-01\n      known: 2019-11-02\n"), 9, "key 'known' is repeated"),
        (changed("  unit: dollars\n", ""), 1, "levy lacks unit"),
        (changed("says: A levy", 'says: ""'), 1, "levy lacks says"),
        (GOOD[: GOOD.index("    - from")], 1, "levy lacks values"),
        (changed("      place: section 4\n", ""), 7, "a value of levy lacks place"),
        (changed("      known: 2019-11-01\n", ""), 7, "a value of levy lacks known"),
        (changed("      evidence: V\n", ""), 7, "a value of levy lacks evidence"),
        (GOOD + GOOD, 13, "levy stands twice"),
        (GOOD + TWICE, 13, "two values of levy are known on the same day for the same first day"),
        # scalars that YAML reads as something else than their text
        (changed('"1.25"', '"1.25'), 9, "a quoted value ends with its quote"),
        (changed('"1.25"', '"'), 9, "a quoted value ends with its quote"),
        (changed('"1.25"', '"1.2"5"'), 9, "neither a quote nor a backslash"),
        (changed('"1.25"', '"1.25\\n"'), 9, "neither a quote nor a backslash"),
        (changed("A levy", "A levy # on toys"), 2, "put this value in double quotes"),
        (changed("A levy", "A levy: on toys"), 2, "put this value in double quotes"),
        (changed("A levy", "A levy:"), 2, "put this value in double quotes"),
        *((changed("A levy", f"{sign}A levy"), 2, "put this value in double quotes") for sign in "'[]{},&*!|>%@`#"),
        (changed("A levy", "- A levy"), 2, "put this value in double quotes"),
        (changed("A levy", "? A levy"), 2, "put this value in double quotes"),
        (changed("A levy", "-"), 2, "put this value in double quotes"),
        # what the values mean
        (changed("places: 2", "places: two"), 1, "places 'two' is not a whole number"),
        (changed("below: 100", "below: -1"), 1, "below '-1' is not a whole number"),
        (changed('"1.25"', '"1.255"'), 7, "'1.255' is not a number with at most 2 decimal places"),
        (changed('"1.25"', "a dollar"), 7, "'a dollar' is not a number"),
        (changed('"1.25"', '"100.00"'), 7, "100.00 of levy is not below 100"),
        (changed('"1.25"', '"-100.00"'), 7, "-100.00 of levy is not below 100"),
        (changed("from: 2020-01-01", "from: 2020-02-30"), 7, "'2020-02-30' is not a day"),
        (changed("known: 2019-11-01", "known: soon"), 7, "'soon' is not a day"),
        (changed("      known:", "      until: 2019-12-31\n      known:"), 7, "a value of levy ends before it starts"),
        (changed("evidence: V", "evidence: sure"), 7, "evidence 'sure' of Toy Tax Act is none of"),
        (changed("      known:", "      known_evidence: X\n      known:"), 7, "known_evidence 'X' of levy is none of"),
    ],
)
def test_a_malformed_file_is_refused_by_file_and_line(text, line, complaint):
    with pytest.raises(ParameterError) as refusal:
        read_parameters(text, "law/toys/values.yaml")
    assert str(refusal.value).startswith(f"law/toys/values.yaml, line {line}: ")
    assert complaint in str(refusal.value)


LETTERS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12)


@given(LETTERS)
def test_a_scalar_that_is_read_is_read_as_yaml_reads_it(words):
    """Whatever one line of text follows `says:`, ours is refused or is what a YAML parser makes of it."""
    text = changed("A levy", words)
    try:
        ours = read_parameters(text, "toys.yaml")["levy"].says
    except ParameterError:
        return
    assert yaml.load(text, Loader=yaml.BaseLoader)["levy"]["says"] == ours


# ---- days


@pytest.mark.parametrize("text", ["", "yesterday", "2025-02-29", "2025-13-01", "03/10/2025", "1999-12-31", "2200-01-01"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(DayError, match=r"is not a day; write it as year-month-day|is out of range"):
        day_number(text)
