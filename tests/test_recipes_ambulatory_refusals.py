"""ASC files that are damaged, mislabelled or invented are refused with their row and their reason.

The files are made here, in CMS's layout, with codes and numbers alone; they prove the reading of names and days where no file is held too.
"""

import zipfile

import pytest

from allowable.kernel.day import ALWAYS, day_text
from allowable.releases.files import open_file
from allowable.releases.problem import Refused
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import load

FACTOR = 54895  # thousandths of a dollar


def rates(name="AA", quarter="January 2025", count=4_000, title="CY 2025", flag="Y"):
    """An addendum AA or BB of invented codes: weights of 1, 2, 3 ... hundredths above 20, rates by one factor."""
    subject = ",Subject to Multiple Procedure Discounting" if name == "AA" else ""
    lines = [f"Addendum {name} -- ASC list for {title},,,", "Copyright,,,", ",,,"]
    lines.append(f"HCPCS Code,,Short Descriptor{subject},{quarter} Payment Indicator,{quarter}  Payment Weight  ,{quarter} Payment Rate ")
    for place in range(count):
        weight = 200_000 + place * 100
        cents = (weight * FACTOR + 50_000) // 100_000
        subject = f",{flag}" if name == "AA" else ""
        lines.append(f'{10000 + place},,{subject},A2,{weight / 10_000:.4f},"${cents // 100:,}.{cents % 100:02}"')
    return "\n".join([*lines, ",,,", "NOTE 1: of CMS,,,", "more words of CMS,,,"]) + "\n"


def excluded(count=1_500, title="CY 2025"):
    lines = [f"Addendum EE -- Excluded for {title},", "Copyright,", ",", "HCPCS Code,Short Descriptor"]
    return "\n".join([*lines, *(f"{20000 + place}," for place in range(count)), "G0341,"]) + "\n"


def offsets(quarter="January 2024", share="12.34%"):
    lines = ["Addendum FF -- Device offsets for CY 2023,,", "Copyright,,", ",,"]
    words = ("Payment Indicator", "APC", "OPPS Payment Rate", "Device Offset Percentage", "Device Offset Amount / Device Portion")
    lines.append("HCPCS Code,,Short Descriptor," + ",".join(f"{quarter} {word}" for word in words))
    lines += [f"{10000 + place},,,A2,5414,$1.00,{share},$2.00" for place in range(4_000)]
    return "\n".join([*lines, "NOTE 1: of CMS"]) + "\n"


def indices(year="25", count=450, extra=""):
    lines = [
        f"CBSA\tCBSA Name\tWI{year}",
        *(f"{49700 - count + place}\tArea\t0.9{place:03}" for place in range(count)),
        "49740\tYuma\t0.9715",
    ]
    return "\n".join(lines) + "\n" + extra


def read(tmp_path, name, content, folder="20250101"):
    """Snapshots of a file of this name, in a folder or, if the folder ends in .zip, in a zip."""
    content = content if isinstance(content, bytes) else content.encode()
    path = tmp_path / folder
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, content)
    else:
        path.mkdir()
        path = path / name
        path.write_bytes(content)
    load()
    snapshots = []
    for file in open_file(path):
        recipe = next(one for one in RECIPES if one.system == "ambulatory" and one.pattern.match(file.name))
        snapshots += recipe.read(file, recipe.pattern.match(file.name))
    return snapshots


# Names CMS gave its zips and members, and the release and the known day that they must give.
NAMES = [
    ("20250101", "AA.csv", "January 2025", "ASC 2025-01-01 AA", "the beginning"),
    (
        "january-2025-asc-approved-hcpcs-code-and-payment-rates.zip",
        "508-Version-Jan-2025-ASC-AA.csv",
        "January 2025",
        "ASC 2025-01-01 AA",
        None,
    ),
    ("april-2026-asc-approved-hcpcs-code-payment-rates.zip", "ASC Addendum AA April 2026.csv", "April 2026", "ASC 2026-04-01 AA", None),
    (
        "april-2020-asc-approved-hcpcs-code-and-payment-rates-updated-04092020.zip",
        "AA.txt",
        "April 2020",
        "ASC 2020-04-01 AA",
        "2020-04-09",
    ),
    ("january_2026_asc_addenda.11.21.2025.zip", "Addendum AA.csv", "CY 2026", "ASC 2026-01-01 AA", "2025-11-21"),
    ("march-9-2024-asc-approved-hcpcs-code-and-payment-rates.zip", "AA.csv", "March 9, 2024", "ASC 2024-03-09 AA", None),
    ("march-9-2024-asc-approved-hcpcs-code-and-payment-rates.zip", "AA.csv", "March 2024", "ASC 2024-03-09 AA", None),
]


@pytest.mark.parametrize(("folder", "name", "quarter", "release", "known"), NAMES)
def test_names_of_cms_give_the_release_and_its_days(tmp_path, folder, name, quarter, release, known):
    worded = f'"{quarter}' if "," in quarter else quarter
    content = rates(quarter=worded)
    if "," in quarter:  # a heading with a comma is quoted
        for word in (" Payment Indicator", "  Payment Weight  ", " Payment Rate "):
            content = content.replace(f"{worded}{word}", f'{worded}{word}"')
    (snapshot,) = read(tmp_path, name, content, folder)
    assert snapshot.release == release
    assert day_text(snapshot.effective) == release[4:14]
    assert day_text(snapshot.known) == (known or day_text(ALWAYS))
    assert len(snapshot.rows) == 4_000
    assert snapshot.rows[("10001",)] == ("A2", "Y", 200_100, 109_845, None, None)


def test_a_release_within_a_quarter_ends_with_the_quarter(tmp_path):
    (snapshot,) = read(tmp_path, "AA.csv", rates(quarter="March 2024"), "march-9-2024-asc.zip")
    assert day_text(snapshot.until) == "2024-04-01"


REFUSED = {
    "cut short": ("AA.csv", lambda: rates()[:-100].partition("NOTE")[0], r"closing notes of Addendum AA are missing"),
    "cut in a row": ("AA.csv", lambda: rates()[:100_000], r"row 3028: .*the file is cut short"),
    "too few codes": ("AA.csv", lambda: rates(count=3_000), r"it has 3000 codes"),
    "renamed column": (
        "AA.csv",
        lambda: rates().replace("Payment Rate", "Payment Amount"),
        r"row 4: no column 'payment rate'; the header has",
    ),
    "another quarter": ("AA.csv", lambda: rates(quarter="April 2025"), r"headings say 2025-04, its folder or name says 2025-01"),
    "two quarters": (
        "AA.csv",
        lambda: rates().replace("January 2025 Payment Rate", "April 2025 Payment Rate"),
        r"different quarters: 2025-01, 2025-04",
    ),
    "another addendum": (
        "AA.csv",
        lambda: rates().replace("Addendum AA", "Addendum BB"),
        r"row 1: it is no Addendum AA: its title says Addendum BB",
    ),
    "no title": ("AA.csv", lambda: rates().replace("Addendum AA", "List"), r"row 1: .*bear no title of an addendum"),
    "no header": ("AA.csv", lambda: rates().replace("HCPCS Code", "Code"), r"no header row that begins with 'HCPCS Code'"),
    "moved columns": ("AA.csv", lambda: rates().replace("10007,,", "10007,Y,"), r"row 12: 'Y' stands where only asterisks do"),
    "no code": ("AA.csv", lambda: rates().replace("10007,", "ten,"), r"row 12: 'ten' is no procedure code"),
    "no indicator": ("AA.csv", lambda: rates().replace("10007,,,Y,A2", "10007,,,Y,"), r"row 12: code 10007: '' is no payment indicator"),
    "no flag": ("AA.csv", lambda: rates(flag="X"), r"row 5: code 10000: 'X' is neither Y nor N"),
    "no number": ("AA.csv", lambda: rates().replace("20.0700", "twenty"), r"row 12: column relative_weight: 'twenty' is not a number"),
    "five places": ("AA.csv", lambda: rates().replace("20.0700", "20.07001"), r"row 12: .* has more than 4 decimal places"),
    "too large": ("AA.csv", lambda: rates().replace("20.0700", "20070"), r"row 12: .*relative_weight: 200700000 is not below"),
    "twice": ("AA.csv", lambda: rates().replace("10008,,,Y", "10007,,,N"), r"row 13: code 10007 stands in row 12 with other values"),
    "invented": ("AA.csv", lambda: rates().replace(',"$1,', ',"$2,'), r"agree with weight times one conversion factor"),
    "web page": ("AA.csv", lambda: "<!DOCTYPE html><html><body>licence</body></html>", r"this is a web page"),
    "wrong encoding": ("AA.csv", lambda: rates().encode("utf-16"), r"NUL bytes"),
    "empty": ("AA.csv", lambda: "", r"it is no Addendum AA"),
    "list cut short": ("EE.csv", lambda: excluded().replace("G0341,\n", ""), r"row 1504: it ends at 21499, .*cut short"),
    "list too short": ("EE.csv", lambda: excluded(count=900), r"it has 901 codes"),
    "another year": ("EE.csv", lambda: excluded(title="CY 2024"), r"title says calendar year 2024, its folder or name says 2025"),
    "bare share": (
        "FF.csv",
        lambda: offsets("January 2025", "0.1234"),
        r"row 5: column device_offset_share: '0.1234' is printed without a percent",
    ),
    "bad class": ("FF.csv", lambda: offsets("January 2025").replace("5414", "541"), r"row 5: code 10000: '541' is no APC of four digits"),
    "no index": ("wage_index.txt", lambda: indices().replace("WI25", "Index"), r"row 1: no one column such as WI25"),
    "few areas": ("wage_index.txt", lambda: indices(count=300), r"it has 301 areas up to 49740"),
    "no area": ("wage_index.txt", lambda: indices(extra="Guam\tGuam\t0.9\n"), r"row 453: 'Guam' is no area"),
    "absurd index": (
        "wage_index.txt",
        lambda: indices(extra="65\tGuam\t9.5\n"),
        r"row 453: area 65: 9.5 is no wage index between 0.1 and 3",
    ),
    "no JSON": ("asc-rates-2026Q3.json", lambda: '{"10005": {"rate": 388.55,', r"row 1: this is no JSON"),
    "few in JSON": ("asc-rates-2026Q3.json", lambda: '{"10005":{"rate":388.55,"si":"G2"}}', r"it has 1 codes"),
    "unrated": (
        "asc-rates-2026Q3.json",
        lambda: '{"10005":{"rate":388.55,"si":"N1"}}',
        r"code 10005: 'N1' is no payment indicator that carries a rate",
    ),
    "twice in JSON": ("asc-rates-2026Q3.json", lambda: '{"10005":{"rate":1,"si":"G2"},"10005":{"rate":2,"si":"G2"}}', r"stands twice"),
    "few pairs": ("code_pairs_2025.csv", lambda: pairs("C1600,36902,,,0.0,20250101,20251231"), r"it has 1 rows"),
    "no device": ("code_pairs_2025.csv", lambda: pairs("36902,C1600,,,0.0,20250101,20251231"), r"row 2: '36902' and 'C1600' are no pair"),
    "bad modifier": ("code_pairs_2025.csv", lambda: pairs("C1600,36902,,50,0.0,20250101,20251231"), r"row 2: .*'50' is not 52, 73 or 74"),
    "no day": ("code_pairs_2025.csv", lambda: pairs("C1600,36902,,,0.0,20250132,20251231"), r"row 2: 2025-01-32 is no day"),
    "wrong year": (
        "code_pairs_2025.csv",
        lambda: pairs("C1600,36902,,,0.0,20240101,20241231"),
        r"row 2: 2024-01-01 to 2024-12-31 is not within 2025",
    ),
}


def pairs(row):
    return f"device_hcpcs,procedure_hcpcs,device_modifier,procedure_modifier,percent_multiplier,effective_date,end_date\n{row}\n"


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_damaged_mislabelled_or_invented_is_refused(tmp_path, case):
    name, content, reason = REFUSED[case]
    with pytest.raises(Refused, match=reason):
        read(tmp_path, name, content())


def test_an_excluded_list_without_a_day_is_refused(tmp_path):
    with pytest.raises(Refused, match="nothing says which quarter it is of; put it in a folder named as its first day"):
        read(tmp_path, "EE.csv", excluded(), folder="downloads")


def test_a_release_within_a_quarter_without_a_day_is_refused(tmp_path):
    with pytest.raises(Refused, match="2024-03 begins no quarter, and no day is named"):
        read(tmp_path, "AA.csv", rates(quarter="March 2024"), folder="downloads")


def test_wage_index_of_another_year_than_its_folder_is_refused(tmp_path):
    with pytest.raises(Refused, match="its column is WI25, its folder says 2024"):
        read(tmp_path, "wage_index.txt", indices(), folder="2024")


def test_an_area_with_two_values_is_unknown_and_one_printed_twice_alike_is_not(tmp_path):
    (snapshot,) = read(tmp_path, "wage_index.txt", indices(extra="49740\tYuma\t0.9715\n01\tA\t0.6\n01\tA\t0.7\n02\tB\t\n"), folder="2025")
    assert snapshot.rows[("49740",)] == (9715, None, "Yuma")
    assert snapshot.rows[("01",)] == (None, "CMS lists the area with different values: 0.6, 0.7", "A")
    assert snapshot.rows[("02",)] == (None, "CMS prints no value for the area", "B")
    assert snapshot.lines[("01",)] == 454


def test_a_title_of_the_year_before_does_not_matter_where_the_headings_name_the_quarter(tmp_path):
    (snapshot,) = read(tmp_path, "FF.txt", offsets(), folder="20240101")
    assert snapshot.release == "ASC 2024-01-01 FF"
    assert snapshot.rows[("10000",)] == ("5414", 1234, 200, None)


def test_the_second_print_of_a_corrected_release_is_known_later(tmp_path):
    first = rates(count=5_100).replace("15013,,,Y,A2,70.1300", "15013,,,Y,R2,61.1248").replace('"$3,849.79"', '"$3,355.45"')
    (snapshot,) = read(tmp_path, "AA.csv", first)
    assert (snapshot.rows[("15013",)][3], day_text(snapshot.known), snapshot.known_evidence) == (335545, "2024-12-27", "V")
