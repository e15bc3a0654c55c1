"""The guide as one object: its figures against CMS's own, its sources behind every figure, its refusals, and what it must not claim.

Figures are those of RULES 6.1 and 6.5, recomputed there from CMS's files; the guide takes them from the embedded facts.
"""

import json
import math
import subprocess
import sys
from fractions import Fraction

import pytest

from allowable.claims.model import Claim, Line
from allowable.engine import Engine
from allowable.families import FamilyError, load_family
from allowable.guides import GuideError, build_guide
from allowable.guides.changes import year_before
from allowable.guides.modifiers import SITES, statements
from allowable.guides.pairs import held_pairs
from allowable.kernel.day import DayError, day_number, day_text
from allowable.kernel.number import scaled_number
from allowable.law.physician.tables import GEOGRAPHIC_INDICES, RELATIVE_VALUES
from allowable.releases.store import EMBEDDED, Store
from allowable.runners.notes import unverified_steps

DAY = "2024-03-15"


@pytest.fixture(scope="module")
def engine():
    store = Store([EMBEDDED])
    assert store.table("relative_values") is not None, "no embedded facts: build them with `allowable releases build`"
    return Engine(store)


@pytest.fixture(scope="module")
def guide(engine):
    return build_guide(engine, "hysteroscopy", DAY)


def _codes(guide):
    return {code["hcpcs"]: code for code in guide["codes"]}


# service day, known on, code: facility amount and units, office amount and units, hospital amount, ASC amount and indicator
# 2024: conversion factor 32.7442 until 8 March, 33.2875 from 9 March; ASC January and April prints; 2025 and 2026: RULES 6.1, 6.5.
FIGURES = [
    ("2024-03-15", None, "58555", "150.79", "4.53", "360.84", "10.84", "2978.77", "1586.25", "A2"),
    ("2024-03-15", None, "58558", "230.35", "6.92", "1316.52", "39.55", "2978.77", "1586.25", "A2"),
    ("2024-03-15", None, "58562", "220.70", "6.63", "431.41", "12.96", "2978.77", "1586.25", "A2"),
    ("2024-03-15", None, "58563", "244.66", "7.35", "2085.79", "62.66", "4739.10", "2135.57", "A2"),
    ("2024-03-08", None, "58558", "226.59", "6.92", "1295.03", "39.55", "2978.77", "1586.25", "A2"),
    ("2024-03-09", None, "58558", "230.35", "6.92", "1316.52", "39.55", "2978.77", "1586.25", "A2"),
    ("2024-04-01", None, "58558", "230.35", "6.92", "1316.52", "39.55", "2978.77", "1586.07", "A2"),
    ("2024-04-01", None, "58563", "244.66", "7.35", "2085.79", "62.66", "4739.10", "2135.33", "A2"),
    ("2024-03-15", "2024-03-01", "58558", "226.59", "6.92", "1295.03", "39.55", "2978.77", "1586.25", "A2"),
    ("2024-03-15", "2023-12-01", "58558", None, None, None, None, "2981.88", None, None),
    ("2024-03-15", "2023-12-01", "58563", None, None, None, None, "4744.03", None, None),
    ("2025-10-01", None, "58558", "224.48", "6.94", "1207.17", "37.32", "3179.53", "1674.26", "A2"),
    ("2025-10-01", None, "58563", "238.07", "7.36", "1909.41", "59.03", "4936.45", "2225.58", "A2"),
    ("2025-10-01", None, "58565", "445.41", "13.77", "1527.08", "47.21", "4936.45", "2820.84", "J8"),
    ("2025-10-01", None, "58561", "346.11", "10.70", None, None, "4936.45", "2225.58", "A2"),
    ("2026-07-01", None, "58558", "204.41", "6.12", "1269.90", "38.02", "3307.24", "1738.07", "A2"),
]


@pytest.mark.parametrize("case", FIGURES, ids=[f"{case[0]} {case[1] or ''} {case[2]}" for case in FIGURES])
def test_figures(engine, case):
    on, known_on, hcpcs, *expected = case
    code = _codes(build_guide(engine, "hysteroscopy", on, known_on))[hcpcs]
    physician = code["physician"]
    assert [
        physician["facility"]["amount"],
        physician["facility"]["total_rvu"],
        physician["non_facility"]["amount"],
        physician["non_facility"]["total_rvu"],
        code["hospital"]["amount"],
        code["asc"]["amount"],
        code["asc"]["indicator"],
    ] == expected


def test_units_apc_and_status_on_the_day_of_the_seed_guide(guide):
    codes = _codes(guide)
    assert {name: codes[name]["work_rvu"] for name in ("58555", "58558", "58562", "58563")} == {
        "58555": "2.65",
        "58558": "4.17",
        "58562": "4.00",
        "58563": "4.47",
    }
    assert {name: codes[name]["hospital"]["apc"] for name in ("58555", "58558", "58562")} == dict.fromkeys(
        ("58555", "58558", "58562"), "5414"
    )
    assert codes["58563"]["hospital"]["apc"] == "5415"
    assert {codes[name]["hospital"]["status"] for name in ("58555", "58558", "58562", "58563")} == {"J1"}
    inferred = codes["58558"]["hospital"]
    assert inferred["apc_inferred"], "Addendum B of 2024 is held without APCs: an inferred one says so"
    assert any("inferred" in reason for reason in inferred["reasons"])


def test_an_apc_that_cms_printed_is_not_called_inferred(engine):
    hospital = _codes(build_guide(engine, "hysteroscopy", "2025-01-15"))["58558"]["hospital"]
    assert (hospital["apc"], hospital["apc_inferred"]) == ("5414", False)


def test_roles_and_indicators_come_from_the_facts(guide):
    codes = _codes(guide)
    roles = {name: code["role"] for name, code in codes.items()}
    assert roles["58555"] == "base"
    assert [name for name, role in roles.items() if role == "member"] == ["58558", "58559", "58560", "58561", "58562", "58563", "58565"]
    assert {code["role_from"] for code in codes.values()} == {"published facts"}
    # RULES 6.1, RVU25D: global days, multiple procedure, bilateral, assistant, co-surgeon
    picked = ("global_days", "multiple_procedure", "bilateral", "assistant", "co_surgeon", "endoscopic_base")
    assert [codes["58565"]["indicators"][name] for name in picked] == ["090", "3", "2", "1", "2", "58555"]
    assert [codes["58560"]["indicators"][name] for name in picked] == ["000", "3", "0", "2", "2", "58555"]


@pytest.mark.parametrize("hcpcs", ["58559", "58560", "58561"])
def test_a_code_marked_na_has_no_office_price(guide, hcpcs):
    """CMS prints units for them outside a facility (8.49, 9.35, 10.70): they are no office price."""
    office = _codes(guide)[hcpcs]["physician"]["non_facility"]
    assert office["amount"] is None
    assert office["total_rvu"] is None
    assert office["outcome"] == "not_payable"
    assert "not applicable in this setting" in office["reasons"][0]


def test_zeros_of_an_unpriced_code_are_no_units(guide):
    for hcpcs, outcome in {"58579": "pends", "00952": "unknown"}.items():  # by report; no minutes and no anaesthesia modifier
        code = _codes(guide)[hcpcs]
        assert code["work_rvu"] is None
        assert code["physician"]["facility"]["total_rvu"] is None
        assert code["physician"]["facility"]["outcome"] == outcome


def test_three_truths_of_58565(guide):
    truths = _codes(guide)["58565"]["truths"]
    assert {name: truth["answer"] for name, truth in truths.items()} == {"priced": "yes", "covered": "conditional", "performable": "no"}
    assert "230.3" in truths["covered"]["cites"][0]["place"]
    assert truths["performable"]["evidence"] == "S"
    plain = _codes(guide)["58558"]["truths"]
    assert (plain["covered"]["answer"], plain["covered"]["cites"]) == ("not checked", [])


def _figures(node):
    """Every dict of the guide that holds an amount."""
    if isinstance(node, dict):
        if "amount" in node and "outcome" in node:
            yield node
        for value in node.values():
            yield from _figures(value)
    elif isinstance(node, list):
        for value in node:
            yield from _figures(value)


@pytest.mark.parametrize(
    ("on", "place"), [(DAY, {}), ("2025-01-15", {"mac": "04412", "locality": "18", "cbsa": "26420"}), ("2024-11-15", {})]
)
def test_every_figure_has_its_source_or_its_reason(engine, on, place):
    guide = build_guide(engine, "hysteroscopy", on, **place)
    ids = [source["id"] for source in guide["sources"]]
    assert ids == list(range(1, len(ids) + 1))
    figures = list(_figures(guide))
    assert len(figures) > 80
    for figure in figures:
        if figure["amount"] is None:
            assert figure["reasons"]
            assert figure["outcome"] != "priced"
        else:
            assert figure["sources"]
            assert scaled_number(figure["amount"], 2) > 0
            assert figure["amount"][-3] == ".", "cents are kept"
        assert set(figure["sources"]) <= set(ids)
    for source in guide["sources"]:
        assert source["file"]
        assert source["release"]
        assert (len(source["sha256"]) >= 64) if source["kind"] == "file" else source["evidence"]


def test_the_guide_is_plain_json(guide):
    assert json.loads(json.dumps(guide)) == guide
    assert guide["schema"] == "allowable.guide/1"
    assert (guide["on"], guide["known_on"], guide["place"]["kind"]) == (DAY, None, "national")
    assert any("American Medical Association" in text for text in guide["notice"])
    assert "not applied" in guide["not_applied"]


def test_every_code_of_the_family_file_is_there_with_its_words(guide):
    family = load_family("hysteroscopy")
    assert list(_codes(guide)) == [code.hcpcs for code in family.codes]
    for code in family.codes:
        shown = _codes(guide)[code.hcpcs]
        assert shown["words"] == code.words
        assert shown["documentation"] == list(code.documentation)
        assert [one["icd10cm"] for one in shown["diagnoses"]] == list(code.diagnoses)


def test_unverified_content_is_named(guide):
    text = "\n".join(guide["unverified"])
    assert "diagnoses N92.0" in text
    assert "C1782" in text


# NCCI practitioner table of 2024 Q3 (RULES 4.2): column 1, column 2, modifier indicator
PAIRS = [
    ("58558", "58555", "0"),
    ("58563", "58558", "0"),
    ("58563", "58555", "0"),
    ("58555", "57410", "0"),
    ("58565", "58555", "1"),
    ("58558", "58120", "0"),
    ("58558", "58100", "1"),
    ("58563", "57800", "0"),
    ("58561", "58580", "0"),
    ("58561", "58558", "0"),
    ("58562", "58558", "0"),
    ("58353", "58558", "0"),
]


@pytest.mark.parametrize(
    ("on", "held"), [("2024-07-01", True), ("2024-09-30", True), ("2024-06-30", False), ("2024-10-01", False), (DAY, False)]
)
def test_code_pairs_speak_only_for_their_quarter(engine, on, held):
    pairs = build_guide(engine, "hysteroscopy", on)["pairs"]
    cells = {(cell["column_1"], cell["column_2"]): cell for cell in pairs["cells"]}
    assert pairs["held"] is held
    assert pairs["speaks_for"] == "2024 Q3"
    for one, two, indicator in PAIRS:
        assert cells[one, two]["indicator"] == indicator
        assert (two, one) not in cells
    outcomes = {cell["outcome"] for cell in cells.values()}
    assert outcomes == ({"fail", "fail unless a modifier applies"} if held else {"not checked"})
    assert ("Not checked" in pairs["note"]) is not held
    assert ["58561", "58563"] in pairs["without_edit"]
    assert ["58558", "58301"] in pairs["without_edit"]
    assert len(cells) + len(pairs["without_edit"]) == len(pairs["codes"]) * (len(pairs["codes"]) - 1) // 2


def test_without_a_table_of_pairs_nothing_is_checked(tmp_path):
    assert held_pairs([tmp_path], "practitioner", day_number(DAY)) == (None, False)


def test_modifiers_cover_every_site(guide):
    assert [one["modifier"] for one in guide["modifiers"]] == ["52", "53", "73", "74"]
    for one in guide["modifiers"]:
        assert list(one["sites"]) == list(SITES)
        for site in one["sites"].values():
            assert site["use"]
            assert site["payment"]
            assert site["cites"]


def test_no_physician_modifier_has_a_firm_share():
    """53 is priced individually, 52 by the charge: no fixed share is law for the physician."""
    assert {(one.modifier, one.share) for one in statements() if one.site == "physician"} == {
        ("52", None),
        ("53", None),
        ("73", None),
        ("74", None),
    }


# modifier, site, code: amount, of. 42 CFR 416.172(f), 419.44(b): one half before anaesthesia, all of it after.
# 58565 in a center is device-intensive (J8): (2,689.53 - 1,215.98) / 2; Addendum FF of January 2024.
REDUCED = [
    ("52", "asc", "58558", "793.13", "1586.25", "priced"),
    ("73", "asc", "58558", "793.13", "1586.25", "priced"),
    ("74", "asc", "58558", "1586.25", "1586.25", "priced"),
    ("73", "asc", "58565", "736.78", "2689.53", "priced"),
    ("52", "asc", "58565", "1344.77", "2689.53", "priced"),
    ("74", "asc", "58565", "2689.53", "2689.53", "priced"),
    ("73", "hospital", "58563", "2369.55", "4739.10", "conditional"),
    ("52", "hospital", "58563", "2369.55", "4739.10", "priced"),
    ("74", "hospital", "58563", "4739.10", "4739.10", "priced"),
]


@pytest.mark.parametrize(("modifier", "site", "hcpcs", "amount", "of", "outcome"), REDUCED)
def test_what_a_stopped_procedure_pays(guide, modifier, site, hcpcs, amount, of, outcome):
    sites = next(one["sites"] for one in guide["modifiers"] if one["modifier"] == modifier)
    shown = next(one for one in sites[site]["amounts"] if one["hcpcs"] == hcpcs)
    assert (shown["amount"], shown["of"], shown["outcome"]) == (amount, of, outcome)


def test_the_device_list_of_the_year_settles_what_is_stopped_in_a_hospital(engine):
    """Addendum P is held for 2025: none of the family is on its list, so one half is firm."""
    guide = build_guide(engine, "hysteroscopy", "2025-01-15")
    hospital = next(one["sites"]["hospital"] for one in guide["modifiers"] if one["modifier"] == "73")
    shown = {one["hcpcs"]: (one["amount"], one["outcome"], one["reasons"]) for one in hospital["amounts"]}
    assert shown["58558"] == ("1589.77", "priced", [])
    assert shown["58565"] == ("2468.23", "priced", [])


def test_what_a_stopped_procedure_pays_in_a_wage_area(engine):
    """(2,689.53 - 1,215.98) in Houston, half of it by the wage index of 1.0026, and one half of that: 42 CFR 416.172(f)(2), Addendum FF."""
    guide = build_guide(engine, "hysteroscopy", DAY, cbsa="26420")
    center = next(one["sites"]["asc"] for one in guide["modifiers"] if one["modifier"] == "73")
    shown = next(one for one in center["amounts"] if one["hcpcs"] == "58565")
    assert (shown["amount"], shown["of"], shown["outcome"]) == ("737.74", "2693.03", "priced")
    assert shown["reasons"] == ["device portion 1215.98 taken off first"]


# code, figure, before, after, cause on 2024-03-15 against 2023-03-15: 33.8872 and 33.2875; 6.89 and 6.92 units
CHANGES = [
    (
        "58558",
        "physician amount, facility",
        "233.48",
        "230.35",
        "conversion factor 33.8872 to 33.2875 (-4.13); total units 6.89 to 6.92 (+1.00)",
    ),
    (
        "58563",
        "physician amount, office",
        "2184.03",
        "2085.79",
        "conversion factor 33.8872 to 33.2875 (-38.65); total units 64.45 to 62.66 (-59.59)",
    ),
    ("58558", "hospital amount", "2827.44", "2978.77", "rate of APC 5414"),
    ("58558", "surgical center amount", "1437.95", "1586.25", "weight 27.7307 to 29.6417; the rest is the conversion factor"),
    ("58356", "surgical center amount", "1474.43", "3341.37", "payment indicator P3 to J8"),
    ("58356", "surgical center indicator", "P3", "J8", "payment indicator"),
]


@pytest.mark.parametrize(("hcpcs", "figure", "before", "after", "cause"), CHANGES)
def test_changes_against_the_year_before(guide, hcpcs, figure, before, after, cause):
    assert guide["changes"]["compared_with"] == "2023-03-15"
    rows = {(row["hcpcs"], row["figure"]): row for row in guide["changes"]["rows"]}
    row = rows[hcpcs, figure]
    assert (row["before"], row["after"], row["cause"]) == (before, after, cause)


def test_parts_of_a_change_add_up(guide):
    rows = [row for row in guide["changes"]["rows"] if row["cause"].count("(") == 2 and row["cause"].startswith("conversion factor")]
    assert len(rows) > 20
    for row in rows:
        parts = [scaled_number(part.split(")")[0].lstrip("+"), 2) for part in row["cause"].split("(")[1:]]
        assert sum(parts) == scaled_number(row["change"], 2)


def test_a_code_that_did_not_exist_says_so(guide):
    row = next(row for row in guide["changes"]["rows"] if row["hcpcs"] == "58580" and row["figure"] == "hospital amount")
    assert (row["before"], row["after"], row["change"]) == (None, "7199.80", None)
    assert row["cause"].startswith("no amount before: ")


def test_before_the_first_release_nothing_is_compared(engine):
    changes = build_guide(engine, "hysteroscopy", "2020-07-10")["changes"]
    assert (changes["compared_with"], changes["rows"]) == ("2019-07-10", [])
    assert "no release is held" in changes["note"]


@pytest.mark.parametrize(("day", "before"), [("2024-02-29", "2023-02-28"), ("2025-02-28", "2024-02-28"), ("2024-03-15", "2023-03-15")])
def test_the_year_before(day, before):
    assert day_text(year_before(day_number(day))) == before


def test_the_chart_adds_physician_and_facility(guide):
    rows = {(row["hcpcs"], row["site"]): row for row in guide["chart"]["rows"]}
    assert rows["58558", "office"]["total"] == "1316.52"
    assert rows["58558", "hospital"]["total"] == "3209.12"  # 230.35 + 2,978.77
    assert rows["58558", "asc"]["total"] == "1816.60"  # 230.35 + 1,586.25
    assert rows["58561", "office"]["total"] is None
    assert rows["58561", "office"]["reasons"]
    assert [one["hcpcs"] for one in guide["chart"]["left_out"]] == ["58565"]
    assert not [key for key in rows if key[0] == "58565"]


def _by_hand(engine, hcpcs, mac, locality, factor):
    """42 CFR 414.20 in fractions: units times indices, added, times the factor, rounded once to the cent."""
    row, _ = engine.fact(RELATIVE_VALUES, (hcpcs, ""), DAY)
    index, _ = engine.fact(GEOGRAPHIC_INDICES, (mac, locality), DAY)
    units = [row.values[RELATIVE_VALUES.where[name]] for name in ("work_rvu", "facility_pe_rvu", "malpractice_rvu")]
    names = ("work_index_with_floor", "practice_expense_index", "malpractice_index")
    indices = [index.values[GEOGRAPHIC_INDICES.where[name]] for name in names]
    exact = sum(Fraction(one * other, 10**5) for one, other in zip(units, indices, strict=True)) * Fraction(factor)
    cents = math.floor(exact * 100 + Fraction(1, 2))
    return f"{cents // 100}.{cents % 100:02d}"


def test_a_locality_and_a_wage_area(engine):
    guide = build_guide(engine, "hysteroscopy", DAY, mac="04412", locality="18", cbsa="26420")
    national = build_guide(engine, "hysteroscopy", DAY)
    assert (guide["place"]["kind"], guide["place"]["mac"], guide["place"]["cbsa"]) == ("local", "04412", "26420")
    local, plain = _codes(guide)["58558"], _codes(national)["58558"]
    assert local["physician"]["facility"]["amount"] == _by_hand(engine, "58558", "04412", "18", "33.2875")
    for setting in ("hospital", "asc"):
        assert local[setting]["amount"] not in (None, plain[setting]["amount"])
    assert local["physician"]["facility"]["total_rvu"] == plain["physician"]["facility"]["total_rvu"]


def test_a_zip_code_leads_to_its_locality(engine):
    place = build_guide(engine, "hysteroscopy", DAY, zip="77030")["place"]
    assert (place["mac"], place["locality"], place["zip"]) == ("04412", "18", "77030")
    assert place["sources"]
    place = build_guide(engine, "hysteroscopy", DAY, zip="01434-0001")["place"]
    assert (place["mac"], place["locality"], place["zip"]) == ("14212", "01", "01434-0001")


REFUSED = [
    (
        "a divided ZIP code",
        DAY,
        {"zip": "01434"},
        r"lies in several localities \(MAC 14212, locality 01 or MAC 14212, locality 99\): give ZIP\+4",
    ),
    ("ZIP+4 in no range", DAY, {"zip": "01434-9999"}, r"in none of the ranges .*give another ZIP\+4"),
    ("a ZIP code that is none", DAY, {"zip": "7703"}, "is no ZIP code: write five digits"),
    ("a ZIP code that no file has", DAY, {"zip": "99998"}, "give --mac and --locality"),
    (
        "a ZIP code on a day whose file is not held",
        "2026-07-10",
        {"zip": "77030"},
        "the last file that is held, ZIP5 2026Q1, says MAC 04412",
    ),
    ("a ZIP code and a locality", DAY, {"zip": "77030", "mac": "04412", "locality": "18"}, "not both"),
    ("a locality without its contractor", DAY, {"locality": "18"}, "give --mac and --locality together"),
    ("a contractor without its locality", DAY, {"mac": "04412"}, "give --mac and --locality together"),
    (
        "a locality that the contractor has not",
        DAY,
        {"mac": "04412", "locality": "77"},
        "MAC 04412 has no locality 77 on 2024-03-15; it has 09, 11",
    ),
    ("a contractor that is none", DAY, {"mac": "99999", "locality": "01"}, "the contractors are 01112, 01182"),
    ("a wage area that is none", DAY, {"cbsa": "99999"}, "no wage index of 2024-03-15 has an area 99999"),
    ("a day before every release", "2018-05-01", {}, "no release is held that speaks for 2018-05-01: what is held begins on 2020-01-01"),
    ("a day after every release", "2031-01-01", {}, r"choose a day within, or import the release of that day"),
]


@pytest.mark.parametrize(("on", "place", "says"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_answered_is_refused_with_what_to_do(engine, on, place, says):
    with pytest.raises(GuideError, match=says):
        build_guide(engine, "hysteroscopy", on, **place)


def test_bad_days_and_families(engine, tmp_path):
    with pytest.raises(DayError, match="write it as year-month-day"):
        build_guide(engine, "hysteroscopy", "15 March 2024")
    with pytest.raises(FamilyError, match="no family is called"):
        build_guide(engine, "hysterectomy", DAY)
    with pytest.raises(GuideError, match="no release is held: build the facts"):
        build_guide(Engine(Store([tmp_path])), "hysteroscopy", DAY)


def test_a_quarter_that_is_not_held_is_unknown_with_its_reason(engine):
    """No relative value file of the fourth quarter of 2024 is held: the physician amounts are unknown, the others stand."""
    code = _codes(build_guide(engine, "hysteroscopy", "2024-11-15"))["58558"]
    facility = code["physician"]["facility"]
    assert (facility["amount"], facility["outcome"]) == (None, "unknown")
    assert "no release of relative_values is held for this day" in facility["reasons"][0]
    assert (code["hospital"]["amount"], code["asc"]["amount"]) == ("2978.77", "1586.07")
    assert code["role_from"] == "family file"


def test_the_guide_needs_no_array_library():
    script = (
        "import sys; from allowable.engine import Engine; from allowable.guides import build_guide;"
        f"build_guide(Engine(), 'hysteroscopy', '{DAY}');"
        "print([name for name in ('numpy', 'pyarrow', 'pandas', 'typst', 'jinja2', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_rate_by_itself_rests_on_no_rule_of_the_claim(engine):
    """What a hospital's claim adds is partly unverified; the rate that a guide prints does not rest on it."""
    line = engine.price(Claim([Line("58558")], setting="hospital", on="2024-03-15")).lines[0]
    rate = line.about("unreduced_amount")
    assert len(rate.account.consulted()) < len(line.account.consulted())
    assert not unverified_steps(rate.account)
    assert rate.amount == 2978_77
