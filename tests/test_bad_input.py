"""Bad input at the library: every refusal names the place and says what to do, and nothing half-written stays behind.

The command line's own wording is in test_cli_errors.py; what each recipe refuses in test_recipes_*_refused.py.
"""

import gzip
import hashlib
import pathlib
import re
import shutil
import zipfile

import pytest

from allowable.claims.model import Claim, ClaimError, Line
from allowable.kernel.day import DayError
from allowable.releases import build
from allowable.releases.problem import NotRecognised, ReleaseProblem

# ---- claims and lines: (what is asked, the error, words of its message)


def line(code="58558", **fields):
    return Line(code, **{"place_of_service": "22", "on": "2025-03-10", **fields})


CLAIMS = [
    (lambda: line("5855"), ClaimError, "procedure code '5855' is not five letters or digits"),
    (lambda: line("58 558"), ClaimError, "procedure code '58 558'"),
    (lambda: line(58558.0), ClaimError, "procedure code 58558.0"),
    (lambda: line(modifiers=["5"]), ClaimError, "modifier '5' is not two letters or digits"),
    (lambda: line(modifiers=["51", "59", "76", "26", "TC"]), ClaimError, "58558: a line carries at most four modifiers, not 5"),
    (lambda: line(units=0), ClaimError, "58558: units 0 is not a whole number from 1 to 9999"),
    (lambda: line(units=10_000), ClaimError, "58558: units 10000"),
    (lambda: line(units=1.5), ClaimError, "58558: units 1.5"),
    (lambda: line(units="2"), ClaimError, "58558: units '2'"),
    (lambda: line(place_of_service="2"), ClaimError, "place of service '2' is not two digits"),
    (lambda: line(locality="01"), ClaimError, "58558: a locality is given without a mac"),
    (lambda: line(mac="02102"), ClaimError, "58558: a mac is given without a locality"),
    (lambda: line(mac="2102", locality="01"), ClaimError, "MAC '2102' is not five digits"),
    (lambda: line(mac="02102", locality="1"), ClaimError, "locality '1' is not two digits"),
    (lambda: line(charge="a lot"), ClaimError, "58558: charge 'a lot' is not an amount in dollars and cents"),
    (lambda: line(charge="1.234"), ClaimError, "58558: charge '1.234'"),
    (lambda: line(charge="-1.00"), ClaimError, "58558: charge '-1.00' is not an amount in dollars and cents"),
    (lambda: line(charge="10000000.01"), ClaimError, "58558: charge '10000000.01' is not an amount"),
    (lambda: line(charge=True), ClaimError, "58558: charge True is not an amount"),
    (lambda: line(units=True), ClaimError, "58558: units True is not a whole number from 1 to 9999"),
    (lambda: line(minutes=0), ClaimError, "58558: minutes 0 is not a whole number from 1 to 9999"),
    (lambda: line(minutes="45"), ClaimError, "58558: minutes '45'"),
    (lambda: line(minutes=45.0), ClaimError, "58558: minutes 45.0"),
    (lambda: line(base_units=100), ClaimError, "58558: base_units 100 is not a whole number from 1 to 99"),
    (lambda: line(postoperative_days=91), ClaimError, "58558: postoperative_days 91 is not a whole number from 1 to 90"),
    (lambda: line(denied="yes"), ClaimError, "58558: denied 'yes' is neither True nor False"),
    (lambda: line(on="2025-13-01"), DayError, "'2025-13-01' is not a day; write it as year-month-day"),
    (lambda: line(on="10.03.2025"), DayError, "'10.03.2025' is not a day"),
    (lambda: line(on="1999-12-31"), DayError, "out of range"),
    (lambda: Claim([line()], setting="office"), ClaimError, "setting 'office' is none of physician, hospital, asc"),
    (lambda: Claim([]), ClaimError, "at least one line"),
    (lambda: Claim([Line("58558", place_of_service="22")]), ClaimError, "58558: no service day"),
    (lambda: Claim([Line("58558", on="2025-03-10")]), ClaimError, "58558: no place of service; it decides between"),
    (lambda: Claim([line()], locality="01"), ClaimError, "a locality is given without a mac"),
    (lambda: Claim([line()], setting="asc", cbsa="New York"), ClaimError, "wage area 'New York' is not a five-digit CBSA"),
    (lambda: Claim([line()], setting="asc", cbsa="356"), ClaimError, "wage area '356'"),
    (
        lambda: Claim([line() for _ in range(1_000)]),
        ClaimError,
        "at most 999 lines, not 1,000; price files of claims with `allowable reprice`",
    ),
    (lambda: Claim([line()] * 2), ClaimError, "one Line object stands twice in the claim; make a Line for each"),
    (lambda: Claim([line()], practitioner="nurse"), ClaimError, "practitioner 'nurse' is none of NP, PA, CNS"),
    (lambda: Claim([line()], nonparticipating="yes"), ClaimError, "nonparticipating 'yes' is neither True nor False"),
    (lambda: Claim([line()], unassigned=True), ClaimError, "unassigned: a participating practitioner takes assignment always"),
    (lambda: Claim([line()], deductible_remaining="-1"), ClaimError, "deductible_remaining '-1' is not an amount in dollars and cents"),
    (lambda: Claim([line()], deductible_remaining="1.005"), ClaimError, "deductible_remaining '1.005'"),
    (lambda: Claim([line()], mips_percent="9.01"), ClaimError, "mips_percent '9.01' is not a percentage from -9.00 to 9.00"),
    (lambda: Claim([line()], mips_percent="9 %"), ClaimError, "mips_percent '9 %'"),
    (
        lambda: Claim([line(on="2024-12-31"), line(on="2025-01-01")], deductible_remaining="100.00"),
        ClaimError,
        "deductible_remaining: the lines have service days in 2024 and 2025, and the deductible begins anew each year; split the claim",
    ),
    (lambda: Claim([line()], setting="hospital", practitioner="NP"), ClaimError, "practitioner is a fact of a physician's claim"),
    (lambda: Claim([line()], setting="asc", bill_type="131"), ClaimError, "bill_type is a fact of a hospital's claim"),
    (lambda: Claim([line()], setting="asc", device_credit="500.00"), ClaimError, "device_credit is a fact of a hospital's claim"),
    (
        lambda: Claim([line()], setting="hospital", ranking="regulation"),
        ClaimError,
        "ranking is a fact of an ambulatory surgical center's claim",
    ),
    (lambda: Claim([line()], wage_index="1.01"), ClaimError, "wage_index is a fact of a hospital's claim"),
    (lambda: Claim([line()], setting="asc", ranking="price"), ClaimError, "ranking 'price' is neither blank"),
    (lambda: Claim([line()], setting="hospital", bill_type="0013"), ClaimError, "type of bill '0013' is none such as 131 or 0131"),
    (lambda: Claim([line()], setting="hospital", bill_type="1-1"), ClaimError, "type of bill '1-1' is none such as 131 or 0131"),
    (lambda: Claim([line()], setting="hospital", condition_codes="W2"), ClaimError, "give a list, such as ['W2']"),
    (lambda: Claim([line()], setting="hospital", wage_index="5.1"), ClaimError, "wage_index '5.1' is not a wage index above 0 and up to 4"),
    (lambda: Claim([line()], setting="hospital", cost_to_charge_ratio="12"), ClaimError, "cost_to_charge_ratio '12' is not a ratio"),
    (lambda: Claim([line()], setting="hospital", device_credit="-1"), ClaimError, "device_credit '-1' is not an amount"),
    (lambda: Claim([line(minutes=5)], setting="asc"), ClaimError, "58558: minutes is a fact of a physician's claim"),
]


@pytest.mark.parametrize(("asked", "error", "says"), CLAIMS, ids=[one[2][:60] for one in CLAIMS])
def test_a_claim_that_cannot_be_priced_says_why(asked, error, says):
    with pytest.raises(error, match=re.escape(says)):
        asked()


def test_what_a_claim_may_say_is_kept_as_it_is():
    """Money in cents, percent in hundredths, the practitioner in capitals; what is not given stays None."""
    first = line(charge="1200", minutes=45, base_units=7, postoperative_days=80, denied=True)
    assert (first.charge, first.minutes, first.base_units, first.postoperative_days, first.denied) == (120_000, 45, 7, 80, True)
    second = line()
    assert (second.charge, second.minutes, second.base_units, second.postoperative_days, second.denied) == (None, None, None, None, False)
    claim = Claim(
        [first, second], practitioner="np", nonparticipating=True, unassigned=True, deductible_remaining="257.00", mips_percent="-9.00"
    )
    assert (claim.practitioner, claim.deductible_remaining, claim.mips_percent) == ("NP", 25_700, -900)
    assert (Claim([line()]).deductible_remaining, Claim([line()], deductible_remaining=0).deductible_remaining) == (None, 0)
    assert len(Claim([line() for _ in range(999)]).lines) == 999


def test_a_claim_holds_as_many_lines_as_the_kernel_proves():
    from allowable.claims.model import MOST_LINES
    from allowable.kernel import within

    assert MOST_LINES == within.MOST_LINES


def test_the_bounds_of_a_claim_are_those_of_the_fields_of_its_system(engine):
    from allowable.claims import model

    fields = engine.system("physician").fields
    bounds = {
        "charge": model.LARGEST_CHARGE,
        "deductible_remaining": model.LARGEST_DEDUCTIBLE,
        "mips_percent": model.LARGEST_MIPS,
        "minutes": model.LONGEST_MINUTES,
        "base_units": model.MOST_BASE_UNITS,
        "postoperative_days": model.MOST_POSTOPERATIVE_DAYS,
    }
    assert {name: fields[name].below > bound for name, bound in bounds.items()} == dict.fromkeys(bounds, True)


def test_a_day_of_knowledge_is_a_day(engine):
    with pytest.raises(DayError, match="'yesterday' is not a day"):
        engine.price(Claim([line()]), "yesterday")


# ---- facts that are not held: no error, but an answer with its reason, and what to do
UNKNOWN = [
    (
        "unknown code",
        "physician",
        {},
        line("99999"),
        "no row of relative_values is in force for this key",
        "RVU25A has no row for hcpcs 99999",
    ),
    (
        "before the first day",
        "physician",
        {},
        line(on="2019-12-31"),
        "no release of relative_values is held for this day",
        "RVU20A starts on 2020-01-01; import",
    ),
    (
        "after the last day",
        "physician",
        {},
        line(on="2026-10-01"),
        "no release of relative_values is held for this day",
        "RVU26C ends on 2026-09-30; import",
    ),
    (
        "unknown locality",
        "physician",
        {"mac": "02102", "locality": "77"},
        line(),
        "no row of geographic_indices",
        "has no row for mac 02102, locality 77",
    ),
    (
        "unknown contractor",
        "physician",
        {"mac": "99999", "locality": "01"},
        line(),
        "no row of geographic_indices",
        "mac 99999, locality 01",
    ),
    ("unknown code", "hospital", {}, line("99999"), "no row of addendum_b is in force for this key", "has no row for hcpcs 99999"),
    (
        "before the first day",
        "hospital",
        {},
        line(on="2019-12-31"),
        "no release of addendum_b is held for this day",
        "starts on 2020-01-01; import",
    ),
    (
        "after the last day",
        "hospital",
        {},
        line(on="2026-10-01"),
        "no release of addendum_b is held for this day",
        "ends on 2026-09-30; import",
    ),
    (
        "unknown wage area",
        "hospital",
        {"cbsa": "99999"},
        line(on="2024-03-10"),
        "no row of outpatient_wage_index",
        "has no row for cbsa 99999",
    ),
    (
        "year without a table",
        "hospital",
        {"cbsa": "35614"},
        line(),
        "no release of outpatient_wage_index is held for this day",
        "ends on 2024-12-31; import",
    ),
    ("unknown code", "asc", {}, line("99999"), "no row of asc_rates is in force for this key", "has no row for hcpcs 99999"),
    (
        "before the first day",
        "asc",
        {},
        line(on="2020-12-31"),
        "no release of asc_rates is held for this day",
        "starts on 2021-01-01; import",
    ),
    ("after the last day", "asc", {}, line(on="2026-10-01"), "no release of asc_rates is held for this day", "ends on 2026-09-30; import"),
    ("unknown wage area", "asc", {"cbsa": "99999"}, line(), "no row of asc_wage_index", "has no row for area 99999"),
]


@pytest.mark.parametrize(("case", "setting", "place", "one", "reason", "detail"), UNKNOWN, ids=[f"{one[1]}, {one[0]}" for one in UNKNOWN])
def test_what_is_not_held_is_said_and_nothing_is_invented(engine, case, setting, place, one, reason, detail):
    answer = engine.price(Claim([one], setting=setting, **place)).lines[0]
    assert (answer.allowed, answer.status) == (None, "unknown")
    assert answer.reasons[0].startswith(reason) and detail in answer.reasons[0]


def test_one_line_without_an_amount_leaves_the_claim_without_a_total(engine):
    priced = engine.price(Claim([line(), line("99999")]))
    assert [one.allowed is None for one in priced.lines] == [False, True]
    assert priced.total.allowed is None


# ---- a user's store, and what a refused import may not do to it


def contents(folder):
    """{file: sha256} of everything under a folder, and of its neighbours that an import could leave behind."""
    found = {}
    for path in sorted(pathlib.Path(folder).parent.rglob("*")):
        found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
    return found


def refused(store, paths, *words):
    """Import files that must be refused: the words stand in the message, the store is as it was."""
    before = contents(store)
    with pytest.raises(ReleaseProblem) as caught:
        build.import_files(paths)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert contents(store) == before
    return caught.value


REJECTED = {
    "GPCI2026_FABRICATED_prestigesf.csv": ["96 localities where CMS prints 109 for 2026", "01182 26 in row 26", "36 are missing"],
    "gpci_2026_by_locality_MISLABELLED_maggiexgao.csv": ["row 1: no column of Medicare contractors", "'zipcode'"],
    "hospital_data_FABRICATED_JQ-dev.json": ["27 areas where CMS prints at least 440", "RURAL_AL is no area code"],
    "wage_index_data_FABRICATED_JQ-dev.json": ["CMS offers no wage index as JSON", "56 areas where CMS prints at least 440"],
    "mue_INVENTED_easysolutions906.json": ["row 1: it has 159 edits", "none of NCCI's categories"],
    "ptp-edits_INVENTED_easysolutions906.json": ["row 1: it has 370 edits", "none of NCCI's categories"],
    "rvu25a_IS_HTML_alex-bea.zip": ["web page saved as .zip", "first bytes are not PK", "accept the licence on CMS's page yourself"],
    "zip_codes_requiring_4_extension_IS_HTML_alex-bea.zip": ["web page saved as .zip", "save the zip it then offers"],
}


def test_every_rejected_file_is_known_here(shared):
    assert {path.name for path in (shared / "cms" / "rejected").iterdir()} == set(REJECTED)


@pytest.mark.parametrize("name", REJECTED)
def test_a_fabricated_or_mislabelled_file_is_refused(shared, store, name):
    refused(store, [shared / "cms" / "rejected" / name], name, *REJECTED[name])


@pytest.mark.parametrize("name", ["GPCI2026_FABRICATED_prestigesf.csv", "rvu25a_IS_HTML_alex-bea.zip"])
def test_a_fabricated_file_does_not_pass_under_cmss_own_name(shared, store, tmp_path, name):
    copy = tmp_path / name.replace("_FABRICATED_prestigesf", "").replace("_IS_HTML_alex-bea", "")
    shutil.copyfile(shared / "cms" / "rejected" / name, copy)
    refused(store, [copy], copy.name)


def test_a_good_file_does_not_come_in_beside_a_bad_one(shared, store):
    good = shared / "cms" / "pfs" / "2025" / "rvu25d" / "GPCI2025.csv"
    refused(store, [good, shared / "cms" / "rejected" / "rvu25a_IS_HTML_alex-bea.zip"], "web page saved as .zip")
    assert build.import_files([good]).written["geographic_indices"] == (1, 109)


# ---- damage: CMS's own files, cut, renamed or written in another encoding


def archive(shared):
    return (shared / "cms" / "pfs" / "zips" / "RVU25A.zip").read_bytes()


def put(tmp_path, name, content):
    path = tmp_path / "rvu25d" / name  # the folder says which release a loose file belongs to
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kept", [0, 3, 100, 2_000_000, -1])
def test_a_truncated_zip_is_refused(shared, store, tmp_path, kept):
    path = put(tmp_path, "RVU25A.zip", archive(shared)[:kept])
    refused(
        store, [path], "RVU25A.zip", "cut short" if kept not in (0,) else "not PK", "take the file again" if kept else "accept the licence"
    )


def test_a_zip_with_a_damaged_member_is_refused(shared, store, tmp_path):
    content = bytearray(archive(shared))
    with zipfile.ZipFile(shared / "cms" / "pfs" / "zips" / "RVU25A.zip") as good:
        start = good.getinfo("GPCI2025.csv").header_offset + 60
    content[start : start + 40] = bytes(40)
    refused(store, [put(tmp_path, "RVU25A.zip", bytes(content))], "RVU25A.zip:GPCI2025.csv", "this member of the zip is damaged")


def test_a_truncated_gzip_is_refused(shared, store, tmp_path):
    content = (shared / "cms" / "pfs" / "2024" / "rvu24c" / "gpci_rvu24c.csv.gz").read_bytes()
    refused(store, [put(tmp_path, "gpci_rvu24c.csv.gz", content[:-200])], "gpci_rvu24c.csv.gz", "the gzip stream is damaged")


CUT = [
    ("PPRRVU2025_Oct.csv", 18_500, ["it has 18490 rows, and at least 18800 are expected in RVU25D", "cut short"]),
    ("PPRRVU2025_Oct.csv", 12, ["it has 2 rows", "cut short"]),
    ("PPRRVU2025_Oct.csv", 0, ["no header row that starts with HCPCS"]),
    ("GPCI2025.csv", 60, ["57 localities where CMS prints 109 for 2025", "52 are missing"]),
]


@pytest.mark.parametrize(("name", "rows", "words"), CUT)
def test_a_table_that_stops_half_way_is_refused(shared, store, tmp_path, name, rows, words):
    lines = (shared / "cms" / "pfs" / "2025" / "rvu25d" / name).read_bytes().splitlines(keepends=True)
    refused(store, [put(tmp_path, name, b"".join(lines[:rows]))], f"rvu25d/{name}", *words, "take the file again from CMS's own page")


def renamed_workbook(path, old, new, target):
    """A workbook with one text of its cells changed, all else as CMS wrote it."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        changed = 0
        for info in source.infolist():
            content = source.read(info)
            if info.filename.endswith("sharedStrings.xml"):
                changed = content.count(old)
                content = content.replace(old, new)
            out.writestr(info, content)
    assert changed == 1, "the column stands once among the workbook's texts"
    return target


def test_a_workbook_with_a_renamed_column_is_refused(shared, store, tmp_path):
    name = "2023_January_Web_Addendum_B.12212022.xlsx"
    path = renamed_workbook(shared / "cms" / "opps" / "workbooks" / name, b"Payment Rate<", b"Amount Paid<", tmp_path / name)
    refused(store, [path], name, "row 4", "Payment Rate", "Amount Paid")


def test_a_csv_with_a_renamed_column_is_refused(shared, store, tmp_path):
    content = (shared / "cms" / "pfs" / "2025" / "rvu25d" / "GPCI2025.csv").read_bytes()
    assert content.count(b"MP GPCI") == 1
    refused(store, [put(tmp_path, "GPCI2025.csv", content.replace(b"MP GPCI", b"MALPRACTICE"))], "GPCI2025.csv, row 3", "2025 MALPRACTICE")


ENCODINGS = {"utf-16": "no text file", "utf-16-le": "no text file", "utf-32": "no text file", "cp037": "no header row"}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", ["GPCI2025.csv", "ANES2025.csv", "PPRRVU2025_Oct.csv"])
def test_a_table_in_another_encoding_is_refused(shared, store, tmp_path, name, encoding):
    text = (shared / "cms" / "pfs" / "2025" / "rvu25d" / name).read_bytes().decode("latin-1").replace("\xa0", " ")
    refused(store, [put(tmp_path, name, text.encode(encoding, "replace"))], f"rvu25d/{name}: ", ENCODINGS[encoding])


def test_one_bad_cell_is_named_by_row_and_column(shared, store, tmp_path):
    content = (shared / "cms" / "pfs" / "2025" / "rvu25d" / "GPCI2025.csv").read_bytes()
    assert content.count(b"ALABAMA,1,0.869,0.575") == 1
    path = put(tmp_path, "GPCI2025.csv", content.replace(b"ALABAMA,1,0.869,0.575", b"ALABAMA,1,O.869,0.575"))
    refused(store, [path], "GPCI2025.csv, row 4: column practice_expense_index: 'O.869' is not a number")


def test_a_component_that_the_layout_does_not_name_is_refused(shared, store, tmp_path):
    content = (shared / "cms" / "pfs" / "2025" / "rvu25d" / "PPRRVU2025_Oct.csv").read_bytes()
    path = put(tmp_path, "PPRRVU2025_Oct.csv", content.replace(b"58558,,", b"58558,99,", 1))
    refused(store, [path], "PPRRVU2025_Oct.csv, row 6398: column MOD: '99' is none of blank, 26, TC, 53")


def test_an_amount_above_its_stated_maximum_is_refused(shared, store, tmp_path):
    content = (shared / "cms" / "pfs" / "2025" / "rvu25d" / "ANES2025.csv").read_bytes()
    changed = re.sub(rb"(ALABAMA[^\r\n]*?)19\.31", rb"\g<1>1931.00", content, count=1)
    assert changed != content
    refused(
        store, [put(tmp_path, "ANES2025.csv", changed)], "ANES2025.csv, row 2", "conversion_factor", "is not below the stated maximum 100"
    )


@pytest.mark.parametrize("name", ["notes.txt", "RVU25D.docx", "prices.parquet"])
def test_a_file_that_no_recipe_reads_is_not_recognised(store, tmp_path, name):
    problem = refused(
        store, [put(tmp_path, name, b"58558 costs what it costs\n")], name, "no recipe reads this file", "allowable releases list"
    )
    assert isinstance(problem, NotRecognised)


def test_a_file_that_is_not_there_is_named(store, tmp_path):
    refused(store, [tmp_path / "RVU99A.zip"], "RVU99A.zip", "cannot be read", "check the path")


def test_a_zip_bomb_is_not_unpacked(store, tmp_path, monkeypatch):
    monkeypatch.setattr("allowable.releases.files.LARGEST_MEMBER", 1 << 20)
    path = tmp_path / "RVU25A.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("PPRRVU25_JAN.csv", bytes(1 << 21))
    refused(store, [path], "RVU25A.zip:PPRRVU25_JAN.csv", "unpacks to more than")


def test_a_gzip_bomb_is_not_unpacked(store, tmp_path, monkeypatch):
    monkeypatch.setattr("allowable.releases.files.LARGEST_MEMBER", 1 << 20)
    refused(store, [put(tmp_path, "gpci_rvu24c.csv.gz", gzip.compress(bytes(1 << 21)))], "gpci_rvu24c.csv", "unpacks to more than")
