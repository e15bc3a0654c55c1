"""The recipe of anaesthesia base units: CMS's own list for 2022 reads whole, made lists that are spoilt are refused with row and reason.

Counts and units are those of the published file, in cms/anesthesia of the shared data beside the repository.
"""

from collections import Counter

import pytest

from allowable.kernel.day import day_number
from allowable.law.physician.tables import ANESTHESIA_BASE_UNITS
from allowable.releases.files import open_file
from allowable.releases.problem import Refused
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import physician  # noqa: F401  registers the recipes

NAME = "Section 508 compliant version of CY_2022_Anesthesia_Base_Units_110921.txt"


def read_one(file):
    """Snapshots of one file by the recipe that recognises its name; none if no recipe does."""
    recipe = next((recipe for recipe in RECIPES if recipe.system == "physician" and recipe.pattern.match(file.name)), None)
    return list(recipe.read(file, recipe.pattern.match(file.name))) if recipe else []


def made_lines():
    """A whole list in CMS's layout: three heading rows, 00100 to 00378 and the unlisted service; row n is line n - 1."""
    return ["CODE\t2022", "\tBASE", "\tUNIT", *(f"{code:05}\t5" for code in range(100, 379)), "01999\t0"]


def saved(folder, lines, name=NAME):
    """The PublishedFile of a made list."""
    (folder / name).write_bytes("\r\n".join(lines).encode("cp1252"))
    return next(open_file(folder / name))


def test_the_list_of_2022_as_cms_posted_it(shared):
    [snapshot] = read_one(next(open_file(shared / "cms" / "anesthesia" / NAME)))
    assert snapshot.table is ANESTHESIA_BASE_UNITS
    assert (snapshot.release, snapshot.trust) == ("CY 2022 anaesthesia base units", "official")
    days = (day_number("2022-01-01"), day_number("2023-01-01"), day_number("2021-11-09"))
    assert (snapshot.effective, snapshot.until, snapshot.known) == days
    assert len(snapshot.rows) == len(snapshot.lines) == 276
    some = {code: snapshot.rows[(code,)] for code in ("00100", "00796", "00952", "01953", "01999")}
    assert some == {"00100": (5,), "00796": (30,), "00952": (4,), "01953": (1,), "01999": (0,)}
    assert Counter(units for (units,) in snapshot.rows.values()).most_common(2) == [(5, 53), (4, 53)]
    assert snapshot.lines[("00100",)] == 4


def test_the_embedded_units_are_those_of_the_list(shared, engine):
    [snapshot] = read_one(next(open_file(shared / "cms" / "anesthesia" / NAME)))
    points = engine.store.table("anesthesia_base_units")
    held = {key: tuple(points.find(key, day_number("2022-06-01")).values) for key in points.keys()}  # noqa: SIM118 - no dict
    assert held == snapshot.rows


def test_a_made_list_reads(tmp_path):
    [snapshot] = read_one(saved(tmp_path, made_lines()))
    assert len(snapshot.rows) == 280


@pytest.mark.parametrize(
    ("place", "line", "row", "why"),
    [
        (0, "CODE\t2023", None, "its name is of 2022, its title row of 2023"),
        (0, "HCPCS\t2022", 1, "its first row is not CODE and a year"),
        (1, "\tTIME", 2, "its second and third row do not read BASE and UNIT"),
        (5, "102\t5", 6, "'102' is no anaesthesia code"),
        (5, "99213\t5", 6, "'99213' is no anaesthesia code"),
        (5, "00100\t5", 6, "00100 stands there twice"),
        (5, "00102\t0", 6, "'0' is no number of base units from 1 to 40"),
        (5, "00102\t5.5", 6, "more than 0 decimal places"),
        (5, "00102\t", 6, "'' is no number of base units"),
        (5, "00102\tfive", 6, "'five' is not a number"),
        (5, "00102\t95", 6, "'95' is no number of base units"),
        (5, "00102\t5\t6", 6, "3 columns where the heading has 2"),
    ],
)
def test_a_spoilt_list_is_refused_with_its_row(tmp_path, place, line, row, why):
    lines = made_lines()
    lines[place] = line
    with pytest.raises(Refused) as refused:
        read_one(saved(tmp_path, lines))
    assert why in str(refused.value)
    assert refused.value.row == row


@pytest.mark.parametrize(
    ("kept", "why"), [(slice(None, 200), "no 01999"), (slice(0, 3), "no 00100 and no 01999")], ids=["cut", "nothing but headings"]
)
def test_a_cut_list_is_refused(tmp_path, kept, why):
    with pytest.raises(Refused, match=f"{why}: the file is cut short"):
        read_one(saved(tmp_path, made_lines()[kept]))


def test_a_list_with_a_hole_is_refused(tmp_path):
    lines = made_lines()
    with pytest.raises(Refused, match="267 codes where at least 270 are expected: the file is cut short"):
        read_one(saved(tmp_path, lines[:20] + lines[33:]))


@pytest.mark.parametrize(("digits", "why"), [("139921", "is no day"), ("110915", "no day of 2021 or 2022")])
def test_a_name_with_an_impossible_day_is_refused(tmp_path, digits, why):
    with pytest.raises(Refused, match=why):
        read_one(saved(tmp_path, made_lines(), NAME.replace("110921", digits)))


def test_a_web_page_saved_as_the_list_is_refused(tmp_path):
    with pytest.raises(Refused, match="this is a web page"):
        read_one(saved(tmp_path, ["<!DOCTYPE html>", "<html><body>accept the licence</body></html>"]))
