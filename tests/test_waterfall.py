"""The waterfall: a claim in words and as a page, from the fee through every rule to who pays; and the ways in which a claim is written."""

import html.parser
import json
import re

import pytest

import command_line
from allowable.claims.model import Claim, Line
from allowable.claims.written import line_of
from allowable.cli.claim_input import claim_of_file
from allowable.cli.failures import BadInput
from allowable.views.chains import CHAINS, PAYMENTS
from allowable.views.entry import Sources
from allowable.views.pricing import cents_of
from allowable.views.waterfall import waterfall
from allowable.views.waterfall_chart import LEFT, WIDTH, bars, svg
from allowable.views.why import why
from command_line import needs_facts

run = command_line.run
pytestmark = needs_facts
OPERATION = ["58558@500", "58563@900", "--pos", "22", "--on", "2025-03-10"]


def priced(engine, *texts, on="2025-03-10", pos="22", **facts):
    return engine.price(Claim([line_of(text) for text in texts], on=on, place_of_service=None if "setting" in facts else pos, **facts))


def falls(engine, *texts, **facts):
    return [waterfall(engine, line, Sources()) for line in priced(engine, *texts, **facts).lines]


# ---- the stages of a line

# (lines, place of service, facts of the claim): every kind of line, with and without an amount
CLAIMS = [
    (["58558@500", "58563@900"], "22", {}),
    (["58558", "58563"], "11", {"deductible_remaining": "257.00"}),
    (["58563", "58558", "57288"], "22", {}),
    (["58558@90"], "22", {}),
    (["58563-80", "58558-80"], "22", {}),
    (["58558", "58563:denied"], "22", {}),
    (["58561-22", "58563"], "22", {}),
    (["58561"], "11", {}),
    (["99999"], "22", {}),
    (["58579"], "22", {}),
    (["66984-55:postoperative-days=80"], "11", {}),
    (["99213"], "11", {"practitioner": "NP", "nonparticipating": True, "unassigned": True}),
    (["99213@200"], "11", {"nonparticipating": True, "unassigned": True}),
    (["97140-CQ"], "11", {"mips_percent": "9.00"}),
    (["99213"], "11", {"mips_percent": "-9.00"}),
    (["97110x3", "97140"], "11", {}),
    (["76830", "76856"], "11", {}),
    (["70450", "70553", "70551-26"], "11", {}),
    (["00952-AA:minutes=45:base-units=4"], "22", {}),
    (["00952-AA"], "22", {}),
    (["58558@5000", "58563@40000"], "", {"setting": "hospital", "wage_index": "1.0123", "cost_to_charge_ratio": "0.2210"}),
    (["45378", "45380-59"], "", {"setting": "hospital", "wage_index": "1.0123", "deductible_remaining": "257.00"}),
    (["58580-73", "99284"], "", {"setting": "hospital", "rural_sole_community": True, "quality_reduction": True}),
    (["58558", "58563x2"], "", {"setting": "asc", "cbsa": "26420", "deductible_remaining": "257.00"}),
    (["58580-FC@900", "58558-73", "J1950"], "", {"setting": "asc", "wage_index": "0.9000", "quality_reduction": True}),
    (["58558-53"], "", {"setting": "asc"}),
]


@pytest.mark.parametrize(("texts", "pos", "facts"), CLAIMS, ids=lambda one: " ".join(one) if isinstance(one, list) else None)
def test_each_stage_takes_up_the_amount_where_the_one_before_left_it(engine, texts, pos, facts):
    for found in falls(engine, *texts, pos=pos, **facts):
        assert found.stages and found.stages[0].before is None
        for before, after in zip(found.stages, found.stages[1:], strict=False):
            assert after.before == before.after is not None
            shown = after.before != after.after or after is found.stages[-1] or after.name == "procedure_payment"  # which rounds
            assert shown, f"{after.name} changed nothing and is shown"
        assert found.stages[-1].after == cents_of(found.line, "")
        words = [entry.says for stage in found.stages for entry in (stage.entry, *stage.support)]
        assert len(set(words)) == len(words), "no step stands twice"


@pytest.mark.parametrize(("texts", "pos", "facts"), CLAIMS, ids=lambda one: " ".join(one) if isinstance(one, list) else None)
def test_what_is_allowed_goes_to_the_patient_to_medicare_and_to_named_adjustments(engine, texts, pos, facts):
    for found in falls(engine, *texts, pos=pos, **facts):
        rows = bars(found)
        if found.line.amount is None:
            assert rows == [] and svg(found) == "" and found.payment == []
            assert found.stages[-1].entry.reason or any(entry.reason for entry in found.stages[-1].support)
            continue
        kinds = {bar.kind for bar in rows}
        assert {"whole", "medicare"} <= kinds
        medicare = next(bar for bar in rows if bar.kind == "medicare")
        patient = cents_of(found.line, "patient_share")
        assert medicare.end == cents_of(found.line, "medicare_payment")
        assert (rows[-1].title, rows[-1].end) == (("Medicare pays", medicare.end) if patient is None else ("Patient pays", patient))
        drawn = svg(found)
        assert drawn.count("<rect") == len(rows)
        reach = [int(x) + int(width) for x, width in re.findall(r'<rect class="\w+" x="(\d+)" y="\d+" width="(\d+)"', drawn)]
        assert min(reach) >= LEFT and max(reach) <= WIDTH


def test_the_path_of_every_kind_of_code_leads_from_its_fee_to_its_answer(engine):
    """Each hundredth row of the file, with the modifiers that divide, share and double a service."""
    rows = sorted(key for key in engine.store.table("relative_values").keys() if len(key[0]) == 5)  # noqa: SIM118 - no dict
    seen = set()
    for at, (code, component) in enumerate(rows[::100]):
        modifier = component or ("", "50", "54", "80", "62", "LT", "78", "FX")[at % 8]
        for found in falls(engine, f"{code}-{modifier}" if modifier else code, pos="11" if at % 2 else "22"):
            if found.line.amount is not None:
                seen |= {stage.name for stage in found.stages}
                assert found.stages[0].name == "unreduced_fee" and found.stages[-1].after == found.line.amount, (code, modifier)
    assert {"care_fee", "one_procedure", "allowed"} <= seen


@pytest.mark.parametrize("name", CHAINS)
def test_the_stages_are_rules_of_the_law(engine, name):
    system = engine.system(name)
    assert {*CHAINS[name], *PAYMENTS[name]} <= set(system.rules)
    assert system.amount == CHAINS[name][-1]


def test_the_second_endoscopy_of_a_family_is_paid_less_its_base(engine):
    """RVU25A, national, facility: 224.48 - 147.82 (58555) = 76.66; with 238.07 in all 314.73 (RULES 6.5)."""
    second, first = falls(engine, "58558", "58563")
    changed = [stage for stage in second.stages if stage.before is not None and stage.before != stage.after]
    assert [(stage.name, stage.before, stage.after) for stage in changed] == [("difference_from_base", 22448, 7666)]
    assert changed[0].entry.formula == "224.48 - 147.82"
    assert [stage.name for stage in first.stages] == ["unreduced_fee", "allowed"] and first.stages[-1].after == 23807
    assert why(second.line) and not why(first.line)


def test_a_wage_index_moves_the_rate_by_cents(engine):
    """58563, 2025-03-10: 4,936.45 x (0.6 x 1.0123 + 0.4) = 4,972.881..., paid as 4,972.88 (RULES 2.2)."""
    (found,) = falls(engine, "58563", setting="hospital", wage_index="1.0123")
    assert [(bar.title, bar.shown) for bar in bars(found)[:3]] == [
        ("National rate", "$4,936.45"),
        ("Local rate", "+$36.43"),
        ("Allowed", "$4,972.88"),
    ]


# (lines, setting, facts, the line, why): what the wage index does is in the unreduced amount, and not told
FACILITIES = [
    (["58558", "58563"], "hospital", {}, 0, "packaged into the payment of another service of the claim"),
    (["58558", "58563"], "hospital", {"wage_index": "1.0123"}, 1, ""),
    (["45378", "45380-59"], "hospital", {"wage_index": "1.0123"}, 0, "a further procedure of the day, at half"),
    (["58558", "58563"], "asc", {"cbsa": "26420"}, 0, "below the head of the ranking, at half"),
    (["58558", "58563"], "asc", {"cbsa": "26420"}, 1, ""),
    (["58558-73"], "asc", {}, 0, "stopped before anesthesia: half"),
    (["58580-FB"], "asc", {}, 0, "no cost or full credit: the whole device portion"),
]


@pytest.mark.parametrize(("texts", "setting", "facts", "at", "says"), FACILITIES)
def test_a_line_of_a_facility_says_in_a_sentence_why_it_is_not_its_rate(engine, texts, setting, facts, at, says):
    found = why(priced(engine, *texts, setting=setting, **facts).lines[at])
    assert says in found and bool(says) == bool(found)


def test_the_place_of_a_facility_is_its_wage_index_where_that_is_given(run):
    _, out, _ = run("price", "58563", "--setting", "hospital", "--on", "2025-03-10", "--wage-index", "1.0123")
    assert out.startswith("Hospital outpatient (OPPS), 2025-03-10, wage index 1.0123\n")


def test_one_reason_for_both_shares_is_said_once(run):
    """The rates of 2026 are held without copayments."""
    _, out, _ = run("price", "58558", "--setting", "hospital", "--on", "2026-03-10")
    words = " ".join(out.split())
    assert "Medicare, patient: no print held for this day" in words and words.count("no print held for this day") == 1


def test_an_outlier_payment_is_named_beside_the_line(run):
    """45378 for 300,000: (66,300.00 - 1.75 x 911.71) / 2, with the ratio 0.2210 (42 CFR 419.43(d))."""
    line = ("45378@300000", "--setting", "hospital", "--on", "2025-03-10", "--cost-to-charge-ratio", "0.2210", "--packaged-charges", "0")
    assert "besides, an outlier payment of $32,352.26, before sequestration" in " ".join(run("price", *line)[1].split())
    assert re.search(r"Outlier payment, besides .* \$32,352.26", run("price", *line, "--explain")[1])
    assert json.loads(run("price", *line, "--json")[1])["lines"][0]["outlier"] == "32352.26"


def test_a_line_whose_price_is_open_still_shows_its_fee(engine):
    (found,) = falls(engine, "58561-22")
    assert [stage.name for stage in found.stages] == ["unreduced_fee", "surgeon_amount"] and found.stages[0].after == 34611
    assert found.stages[-1].after is None and "by report" in found.stages[-1].entry.reason


def test_what_the_patient_pays_is_open_without_the_charge(run):
    _, out, _ = run("price", "99213", "--pos", "11", "--on", "2025-03-10", "--nonparticipating", "--unassigned")
    assert "patient: the charge is not given" in " ".join(out.split())


def test_what_changed_nothing_is_named_once(engine):
    (found,) = falls(engine, "58558")
    names = [name for one in found.folded for name in one.partition(" (")[0].split(", ")]
    assert len(set(names)) == len(names) and "fee schedule amount" in names


def test_a_line_without_an_amount_says_why_in_its_first_line(run):
    status, out, _ = run("price", "58561-22", "58563", "--pos", "22", "--on", "2025-03-10", "--explain")
    assert status == 1
    title = out.index("Line 1: 58561-22")
    assert "pends" in out[title : out.index("\n", title)] and "modifier 22" in out[title : title + 400]


# ---- the terminal


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_the_waterfall_keeps_to_the_width_of_the_terminal(run, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    status, out, _ = run("price", *OPERATION, "--explain")
    assert status == 0 and max(map(len, out.splitlines())) <= columns and "\033" not in out


def test_the_claim_stands_on_top_of_its_lines(run):
    """Medicare pays 80 percent less sequestration of 2 percent: 76.66 -> 61.33 -> 60.10; 238.07 -> 190.46 -> 186.65."""
    _, out, _ = run("price", *OPERATION, "--explain")
    top = " ".join(out[: out.index("Line 1:")].split())
    assert "1 58558 $76.66 $60.10 $15.33" in top and "2 58563 $238.07 $186.65 $47.61" in top and "total $314.73 $246.75 $62.94" in top
    words = " ".join(out.split())
    assert "-$147.82" in words and "nothing else applies:" in words and "Who pays" in words
    assert "58558 charged $500.00" in words


def test_every_mark_of_the_waterfall_stands_in_its_list(run):
    _, out, _ = run("price", *OPERATION, "--explain")
    body, lists = out[: out.index("CMS files")], out[out.index("CMS files") :]
    marks = set(re.findall(r"\[([a-z]{1,2}|\d+)\]", body))
    assert marks and all(re.search(rf"^ *\[{mark}\] ", lists, re.MULTILINE) for mark in marks)


# ---- the page


class Page(html.parser.HTMLParser):
    """Tags, ids, links and what would be fetched of a page; asserts that its tags close in order."""

    VOID = frozenset({"meta", "input", "br", "hr"})

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.fetched = [], [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.fetched += [given[name] for name in ("src", "srcset", "data") if name in given]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def page(run, tmp_path):
    file = tmp_path / "operation.html"
    status, out, err = run("price", *OPERATION, "--explain", "-o", file)
    assert (status, out, err) == (0, f"wrote {file}\n", "")
    return file.read_text(encoding="utf-8")


def test_the_page_needs_nothing_but_itself(page):
    found = Page(page)
    assert not found.fetched and "script" not in found.tags and "link" not in found.tags and "url(" not in page and "@import" not in page
    assert found.tags.count("svg") == 2
    assert all(link.startswith("#") and link[1:] in found.ids for link in found.links)
    assert len(set(found.ids)) == len(found.ids)


def test_the_page_says_what_the_terminal_says(page):
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for said in (
        "$314.73",
        "$246.75",
        "$62.94",
        "224.48 - 147.82",
        "−$147.82",
        "Nothing else applies",
        "PPRRVU25_JAN.csv",
        "Medicare pays",
    ):
        assert said in words, said
    assert "no CPT descriptor" in words


def test_what_is_billed_is_text_in_the_page(engine):
    from allowable.cli.waterfall_page import page

    answer = page(engine, priced(engine, "58558"), "<b>not applied</b> & more", None)
    assert "&lt;b&gt;not applied&lt;/b&gt; &amp; more" in answer and "<b>not applied" not in answer


def test_a_line_without_an_amount_has_a_page_without_a_chart(run, tmp_path):
    status, _, _ = run("price", "58561-22", "--pos", "22", "--on", "2025-03-10", "-o", tmp_path / "x.html")
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert status == 1 and "svg" not in Page(text).tags and "modifier 22" in text


def test_a_facility_has_its_page(run, tmp_path):
    for setting in ("hospital", "asc"):
        assert run("price", "58558", "--setting", setting, "--on", "2025-03-10", "-o", tmp_path / "x.html")[0] == 0
        assert Page((tmp_path / "x.html").read_text(encoding="utf-8")).tags.count("svg") == 1


def test_json_in_a_file_is_json_on_the_terminal(run, tmp_path):
    run("price", *OPERATION, "-o", tmp_path / "x.json")
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) == json.loads(run("price", *OPERATION, "--json")[1])


def test_a_page_that_cannot_be_written_leaves_the_older_one(run, tmp_path, monkeypatch):
    file = tmp_path / "x.html"
    file.write_text("older")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    status, _, err = run("price", *OPERATION, "-o", file)
    assert status == 2 and "No space left on device; nothing was written" in err and file.read_bytes() == b"older"
    assert [one.name for one in tmp_path.iterdir()] == ["x.html"]


# ---- a claim as it is written

LINES = [
    ("58558", {}),
    ("58563-51", {"modifiers": ("51",)}),
    ("96372x2", {"units": 2}),
    ("76830-26-59x3@1200.50", {"modifiers": ("26", "59"), "units": 3, "charge": 120_050}),
    ("58558@0", {"charge": 0}),
    ("90834-XE", {"modifiers": ("XE",)}),
    ("90834-XEx2:denied", {"modifiers": ("XE",), "units": 2, "denied": True}),
    ("00952-AA:minutes=45:base-units=4", {"modifiers": ("AA",), "minutes": 45, "base_units": 4}),
    ("66984-55:postoperative_days=80", {"modifiers": ("55",), "postoperative_days": 80}),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_a_line_is_read_as_written(text, expected):
    names = ("modifiers", "units", "charge", "minutes", "base_units", "postoperative_days", "denied")
    usual = {name: getattr(Line(text[:5]), name) for name in names}
    line = line_of(text)
    assert line.hcpcs == text[:5] and {name: getattr(line, name) for name in names} == {**usual, **expected}


CLAIM = {
    "on": "2025-03-10",
    "place_of_service": "22",
    "deductible_remaining": 100.50,
    "practitioner": None,
    "lines": [{"hcpcs": "58558", "charge": 500.10}, {"hcpcs": "58563", "modifiers": ["51"], "units": 1, "denied": False}],
}


def written(tmp_path, claim):
    file = tmp_path / "claim.json"
    file.write_bytes(claim if isinstance(claim, bytes) else (claim if isinstance(claim, str) else json.dumps(claim)).encode("utf-8"))
    return file


def test_a_claim_in_a_file_is_the_claim_on_the_command_line(run, tmp_path):
    file = written(tmp_path, CLAIM)
    claim = claim_of_file(str(file))
    assert (claim.deductible_remaining, claim.lines[0].charge, claim.practitioner) == (10_050, 50_010, "")
    told = ["58558@500.10", "58563-51", "--on", "2025-03-10", "--pos", "22", "--deductible-remaining", "100.50"]
    assert json.loads(run("price", "--claim", file, "--json")[1]) == json.loads(run("price", *told, "--json")[1])
    assert "claim.json" not in run("price", "--claim", file, "--explain")[1]


def with_line(**line):
    return {**CLAIM, "lines": [{"hcpcs": "58558"}, line]}


BAD_CLAIMS = [
    ("{", "claim.json: no JSON: "),
    (b'{"on": "\xff"}', "claim.json: no JSON: 'utf-8' codec"),
    ("[]", "claim.json: no JSON object with the keys lines, setting, on"),
    ({**CLAIM, "lines": []}, "claim.json: `lines` is no list of at least one line"),
    ({**CLAIM, "line": []}, "claim.json: nothing is called 'line'; did you mean lines"),
    ({**CLAIM, "patient": "x"}, "claim.json: nothing is called 'patient'"),
    ({**CLAIM, "on": 20250310}, 'claim.json: `on` is no text such as "2025-03-10"'),
    ({**CLAIM, "on": "10.03.2025"}, "claim.json: '10.03.2025' is not a day"),
    ({**CLAIM, "practitioner": "XX"}, "claim.json: practitioner 'XX' is none of NP"),
    (with_line(), "claim.json, lines[1]: no `hcpcs`"),
    (with_line(hcpcs=58558), "claim.json, lines[1]: no `hcpcs`"),
    (with_line(hcpcs="58558", unit=2), "claim.json, lines[1]: nothing is called 'unit'; did you mean units"),
    (with_line(hcpcs="58558", units=1.5), "claim.json, lines[1]: 58558: units '1.5' is not a whole number"),
    (with_line(hcpcs="58558", charge="lots"), "claim.json, lines[1]: 58558: charge 'lots'"),
    (with_line(hcpcs="58558", modifiers="51"), "claim.json, lines[1]: `modifiers` is no list"),
    ('{"on": "2025-03-10", "on": "2025-03-11"}', "claim.json: 'on' is given twice"),
    ("[" * 100_000, "claim.json: no JSON"),
    (" " * 1_100_000, "claim.json: larger than one claim can be"),
]


@pytest.mark.parametrize(("claim", "says"), BAD_CLAIMS, ids=[one[1] for one in BAD_CLAIMS])
def test_a_claim_that_is_none_is_refused_by_place(tmp_path, claim, says):
    with pytest.raises(BadInput, match=re.escape(says)):
        claim_of_file(str(written(tmp_path, claim)))


def test_the_page_names_what_a_facility_states(run, tmp_path):
    page = tmp_path / "hospital.html"
    line = ["58563@9000", "--setting", "hospital", "--on", "2025-03-10", "--bill-type", "131", "--cost-to-charge-ratio", "0.2210"]
    run("price", *line, "--rural-sole-community", "--packaged-charges", "3000", "--deductible-remaining", "257.00", "-o", str(page))
    text = page.read_text(encoding="utf-8")
    for words in (
        "cost-to-charge ratio 0.2210",
        "charges without a code $3,000.00",
        "rural sole community hospital",
        "$257.00 left before",
    ):
        assert words in text
