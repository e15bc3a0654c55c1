"""The page of one code: published amounts, three answers, three outcomes of an edit, history, and words for every indicator."""

import io
import json
import os
import pathlib
import random

import pytest

import allowable
from allowable.claims.model import Claim, ClaimError, Line
from allowable.engine import Engine
from allowable.kernel.day import DayError, day_number
from allowable.kernel.number import number_text
from allowable.pages.code import CodeError, code_page
from allowable.releases.store import EMBEDDED
from allowable.views import indicator_words

pytestmark = pytest.mark.skipif(
    not os.path.exists(os.path.join(EMBEDDED, "relative_values.point")), reason="NO EMBEDDED FACTS: run `allowable releases build` first"
)


@pytest.fixture(autouse=True)
def only_embedded(monkeypatch, tmp_path):
    """No store of the user's."""
    monkeypatch.setenv("ALLOWABLE_STORE", str(tmp_path / "no-store"))


@pytest.fixture
def engine():
    """An engine on the embedded facts."""
    return Engine()


# (code, day, physician in a facility, in the office, hospital, surgical center): RULES 6.1
AMOUNTS = [
    ("58558", "2024-03-15", "230.35", "1316.52", "2978.77", "1586.25"),
    ("58558", "2025-03-10", "224.48", "1207.17", "3179.53", "1674.26"),
    ("58563", "2025-03-10", "238.07", "1909.41", "4936.45", "2225.58"),
]


@pytest.mark.parametrize(("code", "day", "facility", "office", "hospital", "asc"), AMOUNTS)
def test_amounts_are_the_published_ones(engine, code, day, facility, office, hospital, asc):
    page = code_page(engine, code, day)
    physician = page["physician"]
    found = (physician["facility"]["amount"], physician["non_facility"]["amount"], page["hospital"]["amount"], page["asc"]["amount"])
    assert found == (facility, office, hospital, asc)


def test_page_is_plain_json_and_every_figure_names_held_sources(engine):
    page = code_page(engine, "58565", "2025-03-10")
    assert json.loads(json.dumps(page)) == page
    assert page["schema"] == "allowable.code/1" and page["assumed"] is None
    numbers = {one["id"] for one in page["sources"]}
    figures = [*page["physician"].values(), page["hospital"], page["asc"], *page["pairs"], *page["truths"].values()]
    assert all(set(figure["sources"]) <= numbers for figure in figures)
    assert all(figure["sources"] for figure in figures[:6])
    assert all(len(one["sha256"]) == 64 for one in page["sources"] if one["kind"] == "file")


def test_priced_covered_and_performable_are_three_answers(engine):
    truths = code_page(engine, "58565", "2025-03-10")["truths"]
    assert {name: truth["answer"] for name, truth in truths.items()} == {"priced": "yes", "covered": "conditional", "performable": "no"}
    assert "230.3" in truths["covered"]["cites"][0]["place"] and "2018-12-31" in truths["performable"]["because"]


def test_an_office_without_a_price_says_why(engine):
    office = code_page(engine, "58559", "2025-03-10")["physician"]["non_facility"]
    assert (office["amount"], office["outcome"]) == (None, "not_payable") and "NA" in office["reasons"][0]


def test_without_a_day_the_assumption_is_stated(engine):
    page = code_page(engine, "58558")
    points = engine.store.table("relative_values")
    assert day_number(page["on"]) == max(one.until for one in points.prints if not one.bridge) - 1
    assert page["on"] in page["assumed"] and "no day was given" in page["assumed"]


@pytest.mark.parametrize(
    ("code", "day", "error", "words"),
    [
        ("99999", "2025-03-10", CodeError, "check the code"),
        ("5855", "2025-03-10", ClaimError, "five letters or digits"),
        ("58558", "2019-12-31", CodeError, "before the first day"),
        ("58558", "2027-06-01", CodeError, "after the last day"),
        ("58558", "soon", DayError, "year-month-day"),
    ],
)
def test_bad_questions_are_refused(engine, code, day, error, words):
    with pytest.raises(error, match=words):
        code_page(engine, code, day)


def test_public_face_gives_the_same_page(engine):
    assert allowable.code("58558", "2025-03-10") == code_page(engine, "58558", "2025-03-10")


# ---- history


@pytest.mark.parametrize("code", ["58558", "58565", "99213", "J7298", "76830"])
def test_history_says_on_every_day_what_the_engine_says(engine, code):
    history = code_page(engine, code, "2025-03-10")["history"]
    pick = random.Random(58558)
    for _ in range(40):
        day = pick.randrange(day_number("2020-01-01"), day_number("2026-10-01"))
        row = _row(history["physician"], day)
        line = engine.price(Claim([Line(code)], on=day, place_of_service="11")).lines[0]
        assert row["non_facility_amount"] == _text(line), day
        for setting in ("hospital", "asc"):
            row = _row(history[setting], day)
            line = engine.price(Claim([Line(code)], on=day, setting=setting)).lines[0].about("unreduced_amount")
            assert (row["amount"] if row else None) == _text(line), (setting, day)


def _row(rows, day):
    found = [row for row in rows if day_number(row["from"]) <= day < day_number(row["until"])]
    assert len(found) <= 1
    return found[0] if found else None


def _text(line):
    return None if line.amount is None else number_text(line.amount, line.places)


def test_history_shows_the_factor_of_9_march_2024(engine):
    rows = {row["from"]: row for row in code_page(engine, "58558", "2024-05-01")["history"]["physician"]}
    assert (rows["2024-01-01"]["until"], rows["2024-01-01"]["facility_amount"], rows["2024-01-01"]["conversion_factor"]) == (
        "2024-03-09",
        "226.59",
        "32.7442",
    )
    assert (rows["2024-03-09"]["facility_amount"], rows["2024-03-09"]["conversion_factor"]) == ("230.35", "33.2875")


def test_history_as_known_on_a_day_holds_no_later_print(engine):
    rows = code_page(engine, "58558", "2024-05-01", "2024-06-01")["history"]["physician"]
    assert all(row["facility_amount"] is None for row in rows if row["from"] >= "2024-07-01")
    assert any(row["facility_amount"] == "230.35" for row in rows)


# ---- edits


def test_unit_limits_have_three_outcomes(engine):
    held = {one["setting"]: one for one in code_page(engine, "58558", "2024-08-01")["unit_limits"]}
    assert (held["practitioner"]["outcome"], held["practitioner"]["units"], held["practitioner"]["adjudication"]) == ("held", "1", "3")
    later = {one["setting"]: one for one in code_page(engine, "58558", "2025-03-10")["unit_limits"]}
    assert (later["practitioner"]["outcome"], later["practitioner"]["units"]) == ("not_checked", None)
    assert later["practitioner"]["elsewhere"]["units"] == "1" and later["practitioner"]["because"]
    assert "supplier" not in held  # the supplier table of the quarter has no row for it


# (code, column 1, column 2, indicator, rationale): RULES 4.2, practitioner table of 2024 Q3
PAIRS = [
    ("58558", "58558", "58555", "0", "separate procedure"),
    ("58558", "58563", "58558", "0", "more extensive procedure"),
    ("58565", "58565", "58555", "1", "coding instruction"),
    ("58558", "58558", "58100", "1", "separate procedure"),
]


@pytest.mark.parametrize(("code", "column_1", "column_2", "indicator", "rationale"), PAIRS)
def test_pairs_are_those_of_the_quarter(engine, code, column_1, column_2, indicator, rationale):
    practitioner = code_page(engine, code, "2024-08-01")["pairs"][0]
    assert (practitioner["setting"], practitioner["outcome"], practitioner["note"]) == ("practitioner", "held", None)
    found = [pair for pair in practitioner["partners"] if (pair["column_1"], pair["column_2"]) == (column_1, column_2)]
    assert [(pair["indicator"], pair["rationale"]) for pair in found] == [(indicator, rationale)]


def test_pairs_of_another_quarter_are_not_checked(engine):
    pairs = code_page(engine, "58558", "2025-03-10")["pairs"]
    assert {one["outcome"] for one in pairs} == {"not_checked"} and all("not the answer for this day" in one["note"] for one in pairs)


def test_an_add_on_names_its_primaries(engine):
    page = code_page(engine, "99292", "2026-06-01")
    assert page["add_on_to"]["primaries"] == ["99291"]
    assert code_page(engine, "58558", "2026-06-01")["add_on_to"] is None


def test_level_two_codes_have_their_record(engine):
    record = code_page(engine, "J7298", "2026-02-01")["hcpcs_record"]
    assert (record["coverage"], record["added"]) == ("S", "2016-01-01")
    assert code_page(engine, "58558", "2026-02-01")["hcpcs_record"] is None


# ---- words

WORDED = [("relative_values", name, words[2]) for name, words in indicator_words.PHYSICIAN.items() if words[2]]
WORDED += [
    ("addendum_b", "status", indicator_words.HOSPITAL_STATUS),
    ("asc_rates", "payment_indicator", indicator_words.CENTER_INDICATOR),
    ("asc_ancillary_rates", "payment_indicator", indicator_words.CENTER_INDICATOR),
    ("unit_limits_practitioner", "adjudication", indicator_words.ADJUDICATION),
    ("hcpcs_codes", "coverage", indicator_words.COVERAGE),
]


@pytest.mark.parametrize(("table", "column", "words"), WORDED, ids=[f"{table}.{column}" for table, column, _ in WORDED])
def test_every_indicator_that_cms_printed_has_words(table, column, words):
    parquet = pytest.importorskip("pyarrow.parquet")
    printed = set(parquet.read_table(pathlib.Path(EMBEDDED) / f"{table}.parquet", columns=[column]).column(0).unique().to_pylist())
    assert len(printed) > 1 and printed - {None, ""} <= set(words)


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(("code", "day"), [("58565", None), ("58558", "2024-08-01"), ("J7298", "2026-02-01"), ("99292", "2026-06-01")])
def test_the_terminal_page_fits_and_holds_the_figures(engine, code, day, columns):
    from rich.console import Console

    from allowable.cli.code_page import show

    screen = Console(file=io.StringIO(), width=columns, highlight=False)
    page = code_page(engine, code, day)
    show(screen, page)
    shown = screen.file.getvalue()
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= columns
    assert "…" not in shown and "{'" not in shown
    amounts = [figure["amount"] for figure in (*page["physician"].values(), page["hospital"], page["asc"]) if figure["amount"]]
    assert all(f"${int(amount.split('.')[0]):,}" in shown for amount in amounts)
