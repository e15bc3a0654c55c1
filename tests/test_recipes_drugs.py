"""CMS's quarterly payment limits of Part B drugs: the file of January 2025 as corrected in March, and files that must be refused.

Counts and limits were read in the file; the refused files are made here, in CMS's layout, with codes and numbers alone.
"""

import pathlib
import zipfile

import pytest

from allowable.kernel.day import day_text
from allowable.law.drugs.tables import DRUG_LIMITS
from allowable.releases.files import open_file
from allowable.releases.problem import Refused
from allowable.releases.recipes.drugs import drug_limits

ASP = (
    pathlib.Path(__file__).resolve().parent.parent
    / ".."
    / "shared"
    / "cms"
    / "other"
    / "january-2025-asp-pricing-file-12_19_24-final-file.zip"
)
held = pytest.mark.skipif(not ASP.is_file(), reason="NOT TESTED: the ASP file of ../shared/cms/other is not on this machine")

LIMIT, COINSURANCE, UNIT, NOTE, REASON = (DRUG_LIMITS.where[name] for name in DRUG_LIMITS.column_names)
CORRECTED = {"J7213": 1855, "J9204": 243190, "Q5126": 48788, "Q5130": 169694}  # marked "Updated April 2025", in thousandths of a dollar


def read(path):
    """Snapshots of the one file of a path, or of the one member of a zip, that the recipe recognises."""
    from allowable.releases.recipe import RECIPES

    (recipe,) = [one for one in RECIPES if one.name == f"drugs.{drug_limits.__name__}"]
    (file,) = [file for file in open_file(path) if recipe.pattern.match(file.name)]
    return list(recipe.read(file, recipe.pattern.match(file.name)))


@pytest.fixture(scope="module")
def january():
    return read(ASP)


@held
def test_the_corrected_file_gives_two_prints_of_one_release(january):
    first, corrected = january
    assert first.release == corrected.release == "ASP 2025Q1"
    assert (day_text(first.effective), day_text(first.until)) == ("2025-01-01", "2025-04-01")
    assert (day_text(first.known), first.known_evidence) == ("2024-12-19", "U")
    assert (day_text(corrected.known), corrected.known_evidence) == ("2025-03-07", "V")
    assert len(first.rows) == len(corrected.rows) == 877


@held
def test_the_limits_that_cms_corrected_are_unknown_before(january):
    first, corrected = january
    assert {key[0]: row[LIMIT] for key, row in corrected.rows.items() if row != first.rows[key]} == CORRECTED
    reason = "CMS corrected this limit in the print of 2025-03-07; the limit of the first print is not held"
    assert {first.rows[(code,)][LIMIT] for code in CORRECTED} == {None}
    assert {first.rows[(code,)][REASON] for code in CORRECTED} == {reason}


@held
def test_limits_of_january_2025(january):
    rows = january[1].rows
    assert rows[("90371",)] == (146312, 20000, "1 ML", None, None)
    assert rows[("90375",)] == (280370, 20000, "150 IU", None, None)
    assert max(row[LIMIT] for row in rows.values() if row[LIMIT] is not None) == 565623836
    assert {key[0]: row[REASON] for key, row in rows.items() if row[LIMIT] is None} == {"A9606": "CMS prints N/A for this drug"}
    assert rows[("A9606",)][NOTE] == "microCurie 100% AWP = $196.92 microCurie 100% WAC = $164.10"  # two lines in CMS's cell


@held
def test_a_dosage_in_words_is_dropped(january):
    units = [row[UNIT] for row in january[1].rows.values()]
    assert units.count(None) == 37
    assert max(len(unit) for unit in units if unit) == 13  # a number and a unit, no sentence


HEADER = "HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Vaccine AWP%,Notes"
NAME = "section 508 version of January 2024 ASP Pricing File 121223.csv"


def limits(count=700, quarter="Effective January 1, 2024 through March 31, 2024", header=HEADER):
    """A file of invented codes: limits of 1.001, 1.002 ... dollars."""
    rows = [f"J{1000 + place},,10 mg,{1 + place / 1000:.3f},20.000,," for place in range(1, count + 1)]
    return "\n".join(["Payment Allowance Limits,,", ",,", f'"{quarter}",,', ",,", header, *rows]) + "\n"


def written(tmp_path, content, name=NAME):
    path = tmp_path / name
    path.write_text(content)
    return path


# The names CMS gave the member and its zip, and the days on which the print became known.
NAMES = [
    ("section 508 version of January 2024 ASP Pricing File 121223.csv", "january-2024-asp-pricing-file.zip", ["2023-12-12"]),
    (
        "section 508 version of January 2024 Medicare Part B Payment Limit File 121723.csv",
        "january-2024-payment-limits.zip",
        ["2023-12-17"],
    ),
    ("Jan 2024 ASP Pricing File updated 030724.csv", "january-2024-asp-pricing-file-12_19_23-final-file.zip", ["2023-12-19", "2024-03-07"]),
    ("Jan 2024 ASP Pricing File updated 030724.csv", "january-2024-asp-pricing-file.zip", ["2024-03-07"]),
    ("Jan 2024 ASP Pricing File.csv", "january-2024-asp-pricing-file.zip", ["the beginning"]),
]


@pytest.mark.parametrize(("member", "archive", "known"), NAMES)
def test_names_of_cms_give_the_days(tmp_path, member, archive, known):
    with zipfile.ZipFile(tmp_path / archive, "w") as packed:
        packed.writestr(member, limits())
    snapshots = read(tmp_path / archive)
    assert [day_text(one.known) for one in snapshots] == known
    assert {one.release for one in snapshots} == {"ASP 2024Q1"}
    assert snapshots[-1].rows[("J1001",)] == (1001, 20000, "10 MG", None, None)
    assert snapshots[-1].lines[("J1001",)] == 6


def test_a_file_of_years_without_coinsurance_is_read(tmp_path):
    content = limits(header=HEADER.replace("Co-insurance Percentage", "Blood limit"))
    assert read(written(tmp_path, content))[0].rows[("J1001",)][COINSURANCE] is None


REFUSED = {
    "cut short": (limits(count=500), r"it has 500 codes; a whole quarter has more than 600"),
    "cut in a row": (limits()[:-20], r"row 705: 'J1700' is no procedure code with all its columns"),
    "renamed column": (limits(header=HEADER.replace("Payment Limit", "Amount")), r"row 5: no column 'Payment Limit'; the header has"),
    "no header": (limits(header="Code,Limit"), r"no header row that begins with 'HCPCS Code'"),
    "another quarter": (limits(quarter="Effective April 1, 2024 through June 30, 2024"), r"names another quarter"),
    "no quarter": (limits(quarter="Effective January 1, 2024 through April 30, 2024"), r"row 3: .* is no quarter of a year"),
    "no day": (limits(quarter="Effective January 1, 2024 through March 32, 2024"), r"row 3: 2024-03-32 is no day"),
    "no span": (limits(quarter="2024"), r"nothing says for which quarter it speaks"),
    "no number": (limits().replace("J1001,,10 mg,1.001", "J1001,,10 mg,one"), r"row 6: column Payment Limit: 'one' is not a number"),
    "four places": (limits().replace("1.001", "1.0011"), r"row 6: .* has more than 3 decimal places"),
    "twice": (limits().replace("J1002,", "J1001,"), r"row 7: code J1001 stands in row 6 already"),
    "absurd coinsurance": (limits().replace("1.001,20.000", "1.001,200.000"), r"row 6: .*coinsurance_percent: 200000 is not below"),
    "web page": ("<html><body>licence</body></html>", r"this is a web page"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_damaged_or_mislabelled_is_refused(tmp_path, case):
    content, reason = REFUSED[case]
    with pytest.raises(Refused, match=reason):
        read(written(tmp_path, content))


@pytest.mark.parametrize(
    "name",
    [
        "section 508 version of January 2024 ASP NDC-HCPCS Crosswalk 122023.csv",
        "January 2024 NOC Pricing File 121223.csv",
        "Jan 2025 ASP Pricing File updated 030725.xls",
    ],
)
def test_other_files_of_the_zip_are_left_alone(tmp_path, name):
    written(tmp_path, limits(), name)
    with pytest.raises(ValueError, match="not enough values to unpack"):
        read(tmp_path / name)
