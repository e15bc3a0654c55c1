"""The same procedures in the office, a hospital and a surgical center: sums of claims, reasons, what is asked for, and every form."""

import html.parser
import json
import re
from decimal import Decimal

import pytest

import command_line
from allowable.claims.model import Claim, Line
from allowable.claims.written import line_of
from allowable.engine import Engine
from allowable.pages.compared_chart import description, letters, svg
from allowable.pages.comparison import SETTINGS, CompareError, compare
from allowable.places.problem import PlaceError
from command_line import needs_facts

run = command_line.run
pytestmark = needs_facts
DAY = "2025-03-10"
TWO = ["58558", "58563"]


def compared(engine, codes, on=DAY, **place):
    return compare(engine, codes, on, read=line_of, **place)


def settings(engine, codes, on=DAY, **place):
    return compared(engine, codes, on, **place)["answers"][0]["settings"]


def test_the_public_face_gives_what_the_command_prints(run, monkeypatch):
    import allowable

    monkeypatch.setattr(allowable, "_engine", None)
    found = allowable.compare(TWO, DAY, deductible_remaining="100.00", hospital_wage_index="1.0123")
    command = ["compare", *TWO, "--on", DAY, "--deductible-remaining", "100.00", "--hospital-wage-index", "1.0123", "--json"]
    assert found == json.loads(run(*command)[1])


@pytest.mark.parametrize(
    ("codes", "options", "says"),
    [
        ("58558", {}, "codes '58558': give a list of procedures"),
        ([], {}, "give a list of procedures"),
        (TWO, {"zipcode": "77030"}, "zipcode: no option of a comparison; its options of a place are city, zip, mac"),
        (TWO, {"on": "2010-01-01"}, "no physician fee schedule is held for 2010-01-01"),
    ],
)
def test_what_is_asked_wrongly_says_so(engine, codes, options, says):
    with pytest.raises(CompareError, match=re.escape(says)):
        compare(engine, codes, **{"on": DAY, **options})


# ---- sums

# (codes, part, expected): worked examples of the proofs of the laws, national amounts. Sources: RVU25A; ASC Addendum AA of January 2025,
# whose second procedure is paid half (42 CFR 416.172(e)); OPPS Addendum B of January 2025 and Addendum J's rank, which pay 58563 alone.
SUMS = [
    (TWO, "office", "allowed", "2787.62"),  # 1909.41 + 878.21
    (TWO, "office", "patient", "557.52"),
    (["58558"], "office", "allowed", "1207.17"),
    (TWO, "asc", "facility", "3062.71"),
    (TWO, "asc", "allowed", "3377.44"),  # 314.73 of the physician beside it
    (TWO, "hospital", "facility", "4936.45"),
    (TWO, "hospital", "allowed", "5251.18"),
    (TWO, "hospital", "patient", "1050.23"),  # 987.29 in the hospital, 62.94 to the physician
]


@pytest.mark.parametrize(("codes", "setting", "part", "expected"), SUMS)
def test_a_setting_is_the_sum_of_its_claims(engine, codes, setting, part, expected):
    found = settings(engine, codes)[setting]
    assert (found["facility"] if part == "facility" else found["total"][part]) == expected


# (codes, day, place, arguments of the facilities' claims). Addendum J's ranks are held for 2025 alone: two procedures need them.
PLACES = [
    (TWO, DAY, {}, {}, {}),
    (TWO, DAY, {"zip": "77030", "hospital_wage_index": "1.0123"}, {"wage_index": "1.0123"}, {"cbsa": "26420"}),
    (["58558"], "2024-03-15", {"mac": "02102", "locality": "01", "cbsa": "11260"}, {"cbsa": "11260"}, {"cbsa": "11260"}),
]


@pytest.mark.parametrize(("codes", "on", "place", "hospital", "asc"), PLACES)
def test_every_amount_is_that_of_the_claim_priced_by_itself(engine, codes, on, place, hospital, asc):
    answer = compared(engine, codes, on, **place)["answers"][0]
    where = {name: answer["place"][name] for name in ("mac", "locality")}
    for name, (place_of_service, facility) in SETTINGS.items():
        setting = answer["settings"][name]
        claims = {"physician": Claim([Line(one) for one in codes], on=on, place_of_service=place_of_service, **where)}
        if facility:
            wages = {"hospital": hospital, "asc": asc}[facility]
            claims["facility"] = Claim([Line(one) for one in codes], on=on, setting=facility, **wages)
        total = Decimal(0)
        for whose, claim in claims.items():
            priced = engine.price(claim)
            assert [line["allowed"] for line in setting["claims"][whose]["lines"]] == [str(one.value("allowed")) for one in priced.lines]
            total += sum(one.value("allowed") for one in priced.lines)
        assert setting["total"]["allowed"] == str(total) and setting["status"] == "priced"


def test_medicare_the_patient_and_sequestration_make_up_what_is_allowed(engine):
    for setting in settings(engine, TWO).values():
        total = {part: Decimal(amount) for part, amount in setting["total"].items()}
        withheld = total["allowed"] - total["medicare"] - total["patient"]
        assert Decimal(0) < withheld < total["allowed"] * Decimal("0.02")
    assert any("sequestration" in note for note in compared(engine, TWO)["notes"])


def test_the_deductible_is_used_once_by_the_physician_first(engine):
    met, left = settings(engine, TWO), compared(engine, TWO, deductible_remaining="257.00")
    for name, setting in left["answers"][0]["settings"].items():
        used = [Decimal(line["deductible"]) for claim in setting["claims"].values() for line in claim["lines"] if line["deductible"]]
        assert sum(used) == Decimal("257.00")
        assert Decimal(setting["total"]["patient"]) > Decimal(met[name]["total"]["patient"])
        assert setting["total"]["allowed"] == met[name]["total"]["allowed"]
    physician = left["answers"][0]["settings"]["asc"]["claims"]["physician"]["lines"]
    assert sum(Decimal(line["deductible"]) for line in physician) == Decimal("257.00")  # 314.73 are enough for it
    assert any("physician's claim is taken to come first" in note for note in left["notes"])


# (codes, setting, billed, why). Sources: those of the rules, which the sentence is of.
REDUCED = [
    (TWO, "asc", "58558", "below the head of the ranking, at half"),
    (TWO, "hospital", "58558", "one comprehensive procedure is paid, each other one is packaged into it"),
    (["58558", "56620"], "hospital", "58558", "the rate of the next higher APC of Addendum J"),
    (["11042", "11043"], "hospital", "11042", "a further procedure of the day, at half"),
    (["58558", "C1889"], "asc", "C1889", "packaged into the payment of the procedure"),
    (["58558-52"], "asc", "58558-52", "reduced, or stopped without anesthesia planned: half"),
]


@pytest.mark.parametrize(("codes", "setting", "billed", "why"), REDUCED)
def test_what_a_facility_is_paid_less_or_more_for_says_why(engine, codes, setting, billed, why):
    lines = settings(engine, codes)[setting]["claims"]["facility"]["lines"]
    assert why in next(line["why"] for line in lines if line["billed"] == billed)
    assert settings(engine, ["58558"])[setting]["claims"]["facility"]["lines"][0]["why"] == ""


# ---- what is not payable, and what is not billed

# (codes, setting, status, claim, billed, reason)
REFUSED = [
    (["58558", "58561"], "office", "not_payable", "physician", "58561", "CMS marks the service NA there"),
    (["58150"], "hospital", "not_payable", "facility", "58150", "inpatient only"),
    (["58150"], "asc", "not_payable", "facility", "58150", "excluded from payment in a center"),
    (["58579"], "office", "pends", "physician", "58579", "status C: the contractor sets the price, by report"),
    (["99999"], "office", "unknown", "physician", "99999", "no row of relative_values is in force"),
]


@pytest.mark.parametrize(("codes", "setting", "status", "claim", "billed", "reason"), REFUSED)
def test_a_setting_in_which_a_line_has_no_amount_has_no_total(engine, codes, setting, status, claim, billed, reason):
    found = settings(engine, codes)[setting]
    assert found["status"] == status and found["total"] == {"allowed": None, "medicare": None, "patient": None}
    said = [one for one in found["reasons"] if one["billed"] == billed and one["claim"] == claim]
    assert said and reason in said[0]["reason"]


def test_a_drug_is_billed_by_the_facility_alone(engine):
    found = settings(engine, ["58558", "J1885"])
    lines = found["hospital"]["claims"]["physician"]["lines"]
    assert [line["status"] for line in lines] == ["priced", "not_billed"] and lines[1]["allowed"] is None
    assert found["hospital"]["physician"] == settings(engine, ["58558"])["hospital"]["physician"]
    assert found["office"]["status"] == "not_payable"  # there the physician would bill it, under another schedule


# ---- places

# (place, day, setting, what is unknown, what to give)
ASKED = [
    ({"zip": "77030"}, DAY, "hospital", "the wage indices of hospitals are not held for 2025-03-10", "give --hospital-wage-index"),
    ({"zip": "94110"}, DAY, "asc", "lie in several wage areas", "--cbsa 41884 (San Francisco County, San Mateo County) or 36084"),
    ({"zip": "27601"}, DAY, "asc", "its wage area is not decided", "give --county, such as --county Wake, or --cbsa, or --asc-wage-index"),
    ({"zip": "77030"}, "2024-03-15", "hospital", "the counties of the wage areas of 2024-03-15 are not held", "in 26420"),
    ({"zip": "89501", "county": "Washoe"}, DAY, "asc", "CMS printed no usable wage index for this area", "give --asc-wage-index"),
    ({"mac": "14212", "locality": "01"}, DAY, "asc", "lie in several wage areas", "15764 (Middlesex County)"),
]


@pytest.mark.parametrize(("place", "on", "setting", "why", "ask"), ASKED)
def test_what_the_place_does_not_decide_is_asked_for_and_never_assumed(engine, place, on, setting, why, ask):
    found = settings(engine, ["58558"], on, **place)[setting]
    assert found["status"] == "unknown" and found["facility"] is None and found["total"]["allowed"] is None
    assert why in found["reasons"][0]["reason"] and ask in found["asks"][0]
    national = settings(engine, ["58558"], on)[setting]["facility"]
    assert found["claims"]["facility"]["national"]["allowed"] == national
    assert found["physician"] is not None  # what is known stays known


def test_a_refused_procedure_keeps_its_reason_where_the_wage_area_is_open(engine):
    found = settings(engine, ["58150"], zip="94110")["asc"]
    assert found["status"] == "not_payable" and "excluded" in found["reasons"][0]["reason"] and not found["asks"]


def test_a_zip_code_decides_locality_and_wage_area(engine):
    place = compared(engine, ["58558"], zip="77030")["answers"][0]["place"]
    assert (place["mac"], place["locality"], place["wage_area"]) == ("04412", "18", "26420")
    assert "Harris County" in place["wage_area_because"] and len(place["sources"]) == 2


def test_a_divided_zip_code_gives_both_answers(engine):
    found = compared(engine, ["58558"], "2024-03-15", zip="01434", cbsa="14454")
    assert [answer["place"]["locality"] for answer in found["answers"]] == ["01", "99"]
    assert any("lies in 2 localities: ZIP+4, as in 01434-1234, chooses one" in note for note in found["notes"])
    one = compared(engine, ["58558"], "2024-03-15", zip="01434-0001", cbsa="14454")
    assert [answer["settings"] for answer in one["answers"]] == [found["answers"][0]["settings"]]


def test_without_a_place_every_amount_is_national(engine):
    found = compared(engine, TWO)["answers"]
    assert [answer["place"]["says"] for answer in found] == ["national amounts"]


# ---- doors


def test_the_terminal_shows_the_three_settings_a_chart_and_what_to_do(run):
    status, out, _ = run("compare", *TWO, "--zip", "77030", "--on", DAY)
    assert status == 1 and max(map(len, out.splitlines())) <= 80
    assert re.search(r"Office +Hospital +ASC\n", out) and re.search(r"Together +\$2,810\.98 +no total +\$3,422\.33\n", out)
    assert re.search(r"ASC +█+▒+ \$3,422\.33\n", out) and "Hospital  no total: unknown" in out
    assert "give --hospital-wage-index" in out and "taken as met" in out


def test_exit_status_says_whether_anything_is_unknown(run):
    assert run("compare", *TWO, "--on", DAY)[0] == 0
    assert run("compare", "58561", "--on", DAY)[0] == 0  # not payable in the office is an answer
    assert run("compare", "58579", "--on", DAY)[0] == 1


def test_json_is_the_object_of_the_api(run, engine):
    status, out, _ = run("compare", *TWO, "--on", DAY, "--json")
    assert status == 0 and json.loads(out) == json.loads(json.dumps(compared(engine, TWO)))


def test_every_file_is_written(run, tmp_path):
    files = [tmp_path / f"a.{ending}" for ending in ("html", "pdf", "png", "json")]
    status, out, _ = run("compare", *TWO, "--zip", "77030", "--on", DAY, *(word for file in files for word in ("-o", file)))
    assert status == 1 and out.splitlines() == [f"wrote {file}" for file in files]
    page, pdf, png, plain = (file.read_bytes() for file in files)
    assert pdf.startswith(b"%PDF-") and png.startswith(b"\x89PNG") and json.loads(plain)["schema"] == "allowable.compare/1"
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["a.html", "a.json", "a.pdf", "a.png"]
    text = page.decode()
    checked = Checker()
    checked.feed(text)
    assert not checked.open and not checked.outside, "a self-contained page of balanced tags"
    assert "<script" not in text and "<svg" in text and "$3,422.33" in text and "prefers-color-scheme: dark" in text
    assert "--hospital-wage-index" in text and "American Medical Association" in text


def test_the_pdf_holds_the_figures_as_text(run, tmp_path):
    import io

    pypdf = pytest.importorskip("pypdf")
    run("compare", *TWO, "--on", DAY, "-o", tmp_path / "a.pdf")
    read = pypdf.PdfReader(io.BytesIO((tmp_path / "a.pdf").read_bytes()))
    text = " ".join(page.extract_text() for page in read.pages)
    assert all(words in text for words in ("58558 + 58563 by setting", "$2,787.62", "$3,377.44", "Medicare pays", "CPT codes"))
    assert len(read.pages) <= 2


class Checker(html.parser.HTMLParser):
    """Notes tags that stay open, and whatever would be fetched."""

    VOID = ("meta", "link", "br", "img", "rect", "line", "input")

    def __init__(self):
        super().__init__()
        self.open, self.outside = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append(tag)
        self.outside += [value for name, value in attributes if name in ("src", "href") and not value.startswith("#")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attributes):
        pass


def test_bars_are_in_the_proportion_of_the_amounts(engine):
    answer = compared(engine, TWO)["answers"][0]
    rows = letters(answer, 1_000)
    totals = {name: Decimal(setting["total"]["allowed"]) for name, setting in answer["settings"].items()}
    largest = max(totals.values())
    for (_, runs, _), total in zip(rows, totals.values(), strict=True):
        assert abs(sum(len(one) for _, one in runs) - 1_000 * total / largest) <= 1
    drawn = svg(answer)
    assert drawn.count("<rect") == 4 + 3 + 4 + 4  # legend; office: physician, and who pays; the facilities: two parts, and who pays
    assert all(f"${total:,}" in drawn for total in totals.values()) and f"<title>{description(answer)}" in drawn


# ---- bad input

PRICE = ["58558", "--on", DAY]
BAD = [
    (["--on", DAY], ["no procedure code"]),
    (["58558"], ["no service day: give --on"]),
    ([*PRICE, "--zip", "7703"], ["no ZIP code", "77030-1234"]),
    ([*PRICE, "--zip", "77030", "--mac", "04412", "--locality", "18"], ["not both"]),
    ([*PRICE, "--mac", "04412"], ["--mac and --locality together"]),
    ([*PRICE, "--county", "Wake"], ["--county needs --zip"]),
    ([*PRICE, "--zip", "27601", "--county", "Wake", "--cbsa", "39580"], ["--cbsa, or --county, not both"]),
    ([*PRICE, "--zip", "77030", "--cbsa", "35620"], ["metropolitan divisions", "--cbsa 29484"]),
    (["58558", "--on", "2019-03-10"], ["no physician fee schedule is held for 2019-03-10", "choose a day from 2020-01-01"]),
    (["58558", "--on", "2019-03-10", "--zip", "77030"], ["2019-03-10"]),
    (["58558@500", "--on", DAY], ["58558: leave the charge out"]),
    (["00952:minutes=45", "--on", DAY], ["belong to `allowable price`"]),
    (["5855", "--on", DAY], ["'5855' is not five letters or digits"]),
    ([*PRICE, "--asc-wage-index", "high"], ["--asc-wage-index"]),
    ([*PRICE, "-o", "x.docx"], [".html, .png, .pdf, .json"]),
    ([*PRICE, "-o", "no-such-folder/x.pdf"], ["there is no folder"]),
]


@pytest.mark.parametrize(("argv", "says"), BAD)
def test_bad_input_is_one_line_that_says_what_to_do(run, argv, says):
    status, out, err = run("compare", *argv)
    assert status == 2 and out == "" and len(err.splitlines()) == 1
    assert all(words in err for words in says), err


def test_a_day_without_a_held_fee_schedule_leaves_the_physician_unknown_in_every_setting():
    """Between two held releases a missing row is no sign that the facility alone bills the code, and no amount may be made of it."""
    (answer,) = compare(Engine(), ["58563"], "2026-02-01", cbsa="26420")["answers"]
    for setting in answer["settings"].values():
        assert setting["status"] == "unknown" and setting["physician"] is None
        assert setting["claims"]["physician"]["lines"][0]["status"] == "unknown"
        assert setting["total"] == {"allowed": None, "medicare": None, "patient": None}


def test_a_city_is_its_locality_and_its_wage_area(engine):
    at = compared(engine, ["58563"], "2024-06-15", city="Houston")["answers"]
    same = compared(engine, ["58563"], "2024-06-15", mac="04412", locality="18", cbsa="26420")["answers"]
    totals = [{name: one["settings"][name]["total"] for name in SETTINGS} for one in (at[0], same[0])]
    assert totals[0] == totals[1]
    assert at[0]["place"]["says"] == "Houston, TX: MAC 04412, locality 18; facilities wage area 26420"


@pytest.mark.parametrize(
    ("place", "because"),
    [
        ({"city": "Portland"}, "several areas"),
        ({"city": "Portland, ME"}, "lies in wage area 38860, but ME has 2 localities"),
        ({"city": "Nowhere Springs"}, "bears the name"),
        ({"city": "Houston", "zip": "77030"}, "not both"),
    ],
)
def test_a_city_that_decides_no_place_is_refused(engine, place, because):
    with pytest.raises(PlaceError, match=because):
        compared(engine, ["58563"], "2024-06-15", **place)
