"""`allowable check` and `price --edit`: findings with their rows, advice that can be followed, files whose bad claims stop no others."""

import json

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from allowable import Claim, Line
from allowable.checking.findings import SYSTEMS
from allowable.checking.resolving import HINTS
from allowable.views import findings_words
from allowable.views.findings import worst
from allowable.views.findings_words import resolve
from command_line import needs_facts, run  # noqa: F401  (run is a fixture)

pytestmark = needs_facts
HELD = "2024-08-01"  # in the quarter whose code pairs and unit limits are held
HEAD = "claim_id,line,service_date,hcpcs,units,place_of_service,modifier_1\n"
GOOD = "1,1,2024-08-01,58558,1,22,\n1,2,2024-08-01,58563,1,22,\n"
BAD = "2,1,2024-08-01,5856,1,22,\n"
LATER = "3,1,2025-08-01,58561,1,22,\n3,2,2025-08-01,58555,1,22,\n"
ALONE = "4,1,2024-08-01,58563,1,22,\n"


@pytest.fixture
def check(run):  # noqa: F811
    """check(...) -> (status, the object of --json)."""

    def checked(*words):
        status, out, err = run("check", *words, "--json")
        assert err == ""
        return status, json.loads(out)

    return checked


@pytest.fixture
def lines(tmp_path):
    """lines(text) -> path of a CSV table of claim lines."""

    def written(text, name="lines.csv"):
        path = tmp_path / name
        path.write_text(HEAD + text, encoding="utf-8")
        return path

    return written


def failed(found):
    """{line: edits that fail}."""
    edits = {line["line"]: [one["edit"] for one in line["findings"] if one["outcome"] == "fail"] for line in found["lines"]}
    return {number: names for number, names in edits.items() if names}


def finding(found, line, edit):
    return next(one for one in found["lines"][line - 1]["findings"] if one["edit"] == edit)


def test_hysteroscopies_together_and_the_advice_followed(check):
    status, found = check("58558", "58563", "58555", "--on", HELD, "--pos", "22")
    assert (status, found["outcome"], failed(found)) == (1, "fail", {1: ["code_pair"], 3: ["code_pair"]})
    first = finding(found, 1, "code_pair")
    assert first["lines"] == [1, 2]
    (row,) = first["rows"]
    assert row["key"] == "58563 58558"
    assert row["columns"] == {"modifier_indicator": "0", "rationale": "more extensive procedure"}
    assert row["release"] == "NCCI PTP practitioner 2024Q3"
    assert len(row["sha256"]) == 64
    assert first["cites"]
    assert [one["key"] for one in finding(found, 3, "code_pair")["rows"]] == ["58558 58555", "58563 58555"]
    advice = [words for number in failed(found) for words in finding(found, number, "code_pair")["resolve"]]
    assert [words.split(" off the claim")[0] for words in advice] == ["Take 58558 (line 1)", "Take 58555 (line 3)"]
    assert not any("XS" in words or "59" in words for words in advice)
    status, after = check("58563", "--on", HELD, "--pos", "22", "--sex", "F")
    assert (status, failed(after)) == (0, {})


def test_the_money_that_edits_move(check):
    # RULES 6.5: CY 2024 facility amounts of the family, 58563 first, 58558 less its base; the edit takes the second away
    _, found = check("58558", "58563", "58555", "--on", HELD, "--pos", "22")
    money = found["money"]
    assert (money["before"]["allowed"], money["after"]["allowed"], money["change"]) == ("324.22", "244.66", "-79.56")
    assert [(one["before"]["allowed"], one["after"]["status"]) for one in money["lines"]] == [
        ("79.56", "denied"),
        ("244.66", "priced"),
        ("0.00", "denied"),
    ]


def test_a_modifier_is_proposed_only_where_it_opens_the_pair_and_only_if_the_record_shows_it(check):
    status, found = check("58565", "58555", "--on", HELD, "--setting", "asc")
    resolve_with = finding(found, 2, "code_pair")["resolve"]
    assert status == 1
    assert any(words.startswith("Only if the record shows") and "XS, XE, XP, XU or 59" in words for words in resolve_with)
    status, opened = check("58565", "58555-XS", "--on", HELD, "--setting", "asc")
    assert (status, failed(opened)) == (0, {})
    assert finding(opened, 2, "code_pair")["outcome"] == "pass"


def test_a_closed_pair_never_gets_a_modifier_whatever_the_hint():
    row = {"columns": {"modifier_indicator": "0"}}
    one = {"rows": [row], "lines": [1, 2], "resolves_with": ["modifier_59_family_only_if_documented"]}
    lines_of = [{"billed": "58558", "on": HELD}, {"billed": "58563", "on": HELD}]
    (words,) = resolve(one, 1, lines_of)
    assert words.startswith("Take 58558 (line 1) off the claim")


def test_before_the_change_request_the_modifier_stands_on_the_second_code_alone():
    one = {"rows": [], "lines": [1, 2], "resolves_with": ["modifier_59_family_only_if_documented"]}
    for day, words in (("2014-12-31", "(59, on the line"), ("2019-06-30", "(XS, XE, XP, XU or 59, on the line"), ("2019-07-01", "either")):
        lines_of = [{"billed": "58555", "on": day}, {"billed": "58565", "on": day}]
        assert words in resolve(one, 1, lines_of)[0]


def test_a_quarter_that_is_not_held_is_not_checked_and_the_held_one_answers_apart(check, run):  # noqa: F811
    words = ("58558", "58563", "--on", "2025-03-10", "--pos", "22", "--sex", "F")
    status, found = check(*words)
    pair = finding(found, 1, "code_pair")
    assert (status, found["outcome"], failed(found)) == (0, "not_checked", {})
    assert pair["outcome"] == "not_checked"
    assert "no release of code_pairs_practitioner is held for this day" in pair["because"]
    held = next(one for one in found["held_quarter"] if one["table"] == "code_pairs_practitioner")
    assert (held["release"], held["from"], held["to"]) == ("NCCI PTP practitioner 2024Q3", "2024-07-01", "2024-09-30")
    assert held["from"] <= held["on"] <= held["to"]
    assert "not the answer for the day of the claim" in held["says"]
    assert (held["outcome"], held["lines"][0]["line"]) == ("fail", 1)
    assert all(one["edit"] == "code_pair" for line in held["lines"] for one in line["findings"])
    assert not any(one["resolve"] for line in held["lines"] for one in line["findings"])
    assert found["money"]["before"] == found["money"]["after"]
    _, text, _ = run("check", *words)
    assert "FAIL  line" not in text
    apart = text[text.index("Answers of other quarters") :]
    assert "  |   code pair (line 1) would FAIL" in apart


def test_what_needs_the_place_of_service_is_not_checked_without_it(check, run):  # noqa: F811
    status, found = check("58558", "--on", HELD)
    assert status == 0
    assert finding(found, 1, "place_suits")["because"] == "place_of_service is not given"
    assert finding(found, 1, "code_pair")["outcome"] == "pass"
    assert "give --pos" in found["money"]["why_not"]
    _, text, _ = run("check", "58558", "--on", HELD)
    assert text.rstrip().endswith("give --pos and --sex, and more is checked")


def test_why_there_is_no_total_is_said_of_lines_that_stand(run):  # noqa: F811
    _, text, _ = run("check", "58561", "58555", "--on", "2026-10-15", "--setting", "hospital")
    assert "No total: no release of addendum_b is held for this day" in text
    assert "No total: an edit has denied" not in text


def test_each_setting_has_its_own_edits(check):
    for setting, name, place in (
        ("physician", "technical_place", ["--pos", "22"]),
        ("asc", "covered_in_center", []),
        ("hospital", "inpatient_only", []),
    ):
        _, found = check("58558", "--on", HELD, "--setting", setting, *place)
        assert found["setting"] == setting
        assert finding(found, 1, name)["outcome"] == "pass"


def test_the_worst_outcome_speaks_and_no_check_is_no_pass():
    assert worst(["pass", "not_checked", "fail"]) == "fail"
    assert worst(["pass", "not_checked"]) == "not_checked"
    assert worst(["pass", "pass"]) == "pass"
    assert worst([]) == "not_checked"


def test_every_edit_has_words_for_the_chart_and_every_hint_for_what_to_do(engine):
    outputs = {edit for systems in SYSTEMS.values() for name in systems for edit in engine.system(name).outputs}
    listed = [edit for entry in findings_words._words()["edits"] for edit in entry["edits"]]
    assert len(listed) == len(set(listed))
    assert set(listed) == outputs
    resolves = findings_words._words()["resolves"]
    assert set(HINTS) | {"none", "drop_line_closed", "drop_line_alone"} == set(resolves)
    named = {"denied": "A", "payer": "B", "modifiers": "C"}
    assert all(words.format(**named) for words in resolves.values())


def test_a_bad_claim_of_a_file_is_listed_and_stops_no_other(run, lines):  # noqa: F811
    status, out, err = run("check", lines(GOOD + BAD + ALONE + LATER), "--all")
    assert (status, err) == (2, "")
    parts = ["Claim 1 ", "NOT READ  claim 2, line 4: line 1: procedure code '5856'", "Claim 4 ", "Claim 3 ", "3 claims, 5 lines"]
    places = [out.index(part) for part in parts]
    assert places == sorted(places)


def test_without_all_only_claims_with_findings_are_shown(run, lines):  # noqa: F811
    status, out, _ = run("check", lines(GOOD + ALONE + LATER))
    assert status == 1
    assert "Claim 1 " in out
    assert "Claim 4 " not in out  # nothing fails
    assert "would FAIL" in out[out.index("Claim 3 ") :]  # another quarter's tables deny a line
    assert "1 of these would fail by the tables of another quarter" in out
    assert "off what would be allowed, over 1 claim" in out


def test_a_file_where_nothing_fails_gives_status_0(run, lines):  # noqa: F811
    assert run("check", lines(ALONE))[0] == 0


def test_json_of_a_file_is_one_object_a_line_and_counts_add_up(run, lines):  # noqa: F811
    status, out, _ = run("check", lines(GOOD + BAD + ALONE), "--json")
    objects = [json.loads(line) for line in out.splitlines()]
    assert status == 2
    assert [one["schema"] for one in objects] == [
        "allowable.check/1",
        "allowable.fault/1",
        "allowable.check/1",
        "allowable.check.summary/1",
    ]
    assert [one["claim"] for one in objects[:3]] == ["1", "2", "4"]
    summary = objects[-1]
    assert summary["claims"] == {"read": 2, "fail": 1, "not_checked": 1, "pass": 0, "faults": 1, "would_fail": 0}
    for edit, counts in summary["edits"].items():
        assert counts["fail"] + counts["not_checked"] + counts["pass"] == summary["lines"], edit
        reasons = sum(one["findings"] for one in summary["not_checked"] if one["edit"] == edit)
        assert reasons == counts["not_checked"]
    assert summary["money"] == {"change": "-79.56", "claims_without": 0}


def made_lines():
    """Lines of claims of one day with pairs, units over limits, modifiers and visits; every third claim in a quarter that is not held."""
    codes = ("58558", "58563", "58555", "58561", "58565", "99213", "76830", "58100", "45378", "36415")
    modifiers = ("", "59", "XS", "25", "26", "RT", "50", "51")
    for claim in range(60):
        day = "2025-05-05" if claim % 3 == 2 else HELD
        for line in range(1 + claim % 4):
            at = claim * 7 + line * 3
            code, modifier = codes[at % 10], modifiers[at % 8 if at % 5 == 0 else 0]
            yield {"claim_id": claim, "line": line + 1, "service_date": day, "hcpcs": code, "units": 1 + 3 * (at % 11 == 0),
                   "place_of_service": ("11", "22")[claim % 2], "modifier_1": modifier}  # fmt: skip


def test_arrays_and_accounts_count_alike(run, tmp_path, engine):  # noqa: F811
    rows = list(made_lines())
    path, out = tmp_path / "lines.parquet", tmp_path / "outcomes.parquet"
    parquet.write_table(pa.Table.from_pylist(rows), path)
    status, text, err = run("check", path, "--setting", "physician", "--summary", "--json", "--out", out)
    assert (status, err) == (1, "")
    in_arrays = json.loads(text)
    _, text, _ = run("check", path, "--setting", "physician", "--json")
    one_by_one = json.loads(text.splitlines()[-1])
    assert in_arrays["edits"] == one_by_one["edits"]
    assert in_arrays["not_checked"] == one_by_one["not_checked"]
    for name in ("read", "fail", "not_checked", "pass", "faults"):
        assert in_arrays["claims"][name] == one_by_one["claims"][name]
    _the_outcomes_of_each_line(parquet.read_table(out).to_pylist(), rows, engine)


def test_claims_as_they_came_are_counted_in_arrays_alike(run, tmp_path):  # noqa: F811
    wanted = []
    for setting in ("physician", "hospital", "asc"):
        lines_of = [{"hcpcs": code, "on": day} for day in (HELD, "2024-08-02") for code in ("58558", "58563", "99213", "58565")]
        lines_of[1]["denied"] = True
        wanted.append({"setting": setting, "lines": lines_of, **({"place_of_service": "22"} if setting == "physician" else {})})
    path = tmp_path / "claims.ndjson"
    path.write_text("".join(json.dumps(one) + "\n" for one in wanted), encoding="utf-8")
    status, text, _ = run("check", path, "--summary", "--json")
    _, one_by_one, _ = run("check", path, "--json")
    in_arrays, last = json.loads(text), json.loads(one_by_one.splitlines()[-1])
    assert (status, in_arrays["lines"]) == (1, 24)
    for name in ("edits", "not_checked", "lines"):
        assert in_arrays[name] == last[name]
    assert in_arrays["claims"] == {**last["claims"], "would_fail": 0}


def _the_outcomes_of_each_line(found, rows, engine):
    claims = {}
    for row in rows:
        claims.setdefault(row["claim_id"], []).append(row)
    wanted = []
    for lines_of in claims.values():
        made = [Line(one["hcpcs"], units=one["units"], modifiers=[one["modifier_1"]] if one["modifier_1"] else []) for one in lines_of]
        claim = Claim(made, on=lines_of[0]["service_date"], place_of_service=lines_of[0]["place_of_service"])
        for row, line in zip(lines_of, engine.check(claim).lines, strict=True):
            edits = [{one.edit for one in some} for some in (line.failed, line.not_checked)]
            wanted.append((row["claim_id"], row["line"], line.outcome, *edits))
    named = [(one["claim_id"], one["line"], one["outcome"], set(one["fails"].split()), set(one["not_checked"].split())) for one in found]
    assert named == wanted


def test_outcomes_as_csv_and_a_table_without_lines(run, lines, tmp_path):  # noqa: F811
    out = tmp_path / "outcomes.csv"
    status, text, _ = run("check", lines(GOOD), "--out", out)
    assert status == 1
    assert f"wrote {out}" in text
    assert out.read_text(encoding="utf-8").splitlines()[1].startswith('"1","1","fail","code_pair"')
    assert run("check", lines("", "empty.csv"), "--out", out)[0] == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1


def test_no_line_passes_beside_one_that_cannot_be_read(run, lines, tmp_path):  # noqa: F811
    out = tmp_path / "outcomes.csv"
    text = GOOD.replace("58558,1", "58558,0") + ALONE
    status, summary, _ = run("check", lines(text), "--summary", "--json", "--out", out)
    found = json.loads(summary)
    assert (status, found["claims"]["faults"], found["claims"]["fail"]) == (2, 1, 0)
    assert found["edits"]["code_pair"]["pass"] == 1
    assert [line.split(",")[2] for line in out.read_text(encoding="utf-8").splitlines()[1:]] == ['"not_checked"'] * 3


def test_the_page_stands_alone(run, lines, tmp_path):  # noqa: F811
    page = tmp_path / "report.html"
    status, text, _ = run("check", lines(GOOD + BAD + LATER), "--html", page)
    written = page.read_text(encoding="utf-8")
    assert status == 2
    assert f"wrote {page}" in text
    for part in ("<script", "http://", "https://", "src="):
        assert part not in written
    for part in (
        "Line 1, 58558: code pair",
        "more extensive procedure",
        "Answers of other quarters",
        "5856",
        "$324.22",
        "$244.66",
        "Take 58558",
    ):
        assert part in written
    run("check", "58558", "58563", "--on", HELD, "--pos", "22", "--html", page)
    assert "Line 1, 58558: code pair" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["58558"], "no service day: give --on"),
        (["58558", "--on", HELD, "--all"], "--summary and --all are for a file"),
        (["58558", "--on", HELD, "--html", "report.pdf"], "give one of .html"),
        (["58558", "--on", HELD, "--html", "nowhere/report.html"], "there is no folder"),
        (["absent.837"], "absent.837"),
        (["5855", "--on", HELD], "5855"),
    ],
)
def test_bad_usage_is_one_line_and_status_2(run, words, says):  # noqa: F811
    status, out, err = run("check", *words)
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_what_a_file_says_itself_is_refused_beside_it(run, lines):  # noqa: F811
    status, _, err = run("check", lines(GOOD), "--on", HELD, "--pos", "22")
    assert status == 2
    assert "--on, --pos" in err


def test_price_after_editing_ranks_only_what_survives(run):  # noqa: F811
    words = ("price", "58558", "58563", "58555", "--pos", "22", "--on", HELD, "--edit")
    status, out, _ = run(*words, "--json")
    found = json.loads(out)
    assert (status, found["schema"]) == (0, "allowable.edited/1")
    assert found["before"]["total"]["allowed"] == "324.22"
    assert found["after"]["total"]["allowed"] == "244.66"
    assert [line["hcpcs"] for line in found["after"]["lines"]] == ["58563"]
    assert found["check"]["outcome"] == "fail"
    _, text, _ = run(*words)
    assert text.startswith("As billed: $324.22. After edits: $244.66.")
    assert "denied  line 1, 58558 ($79.56): code pair" in text


def test_the_claims_of_a_file_are_priced(run, lines):  # noqa: F811
    path = lines(GOOD + BAD + ALONE)
    status, out, _ = run("price", path, "--edit", "--json")
    objects = [json.loads(line) for line in out.splitlines()]
    assert status == 2
    assert [one["schema"] for one in objects] == ["allowable.edited/1", "allowable.fault/1", "allowable.edited/1"]
    status, out, _ = run("price", lines(GOOD + ALONE))
    assert status == 0
    assert out.count("Edits (code pairs") + out.count("Note") >= 2
    assert "$324.22" in out
