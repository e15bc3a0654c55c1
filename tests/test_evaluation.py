"""`allowable-eval`: every measure on predictions whose count is known by hand, its intervals, its errors, and the readers themselves."""

import json

import pytest

from allowable.evaluation import main
from allowable.evaluation.counting import MEASURES, counts
from allowable.evaluation.gold import read_gold, read_predictions
from allowable.evaluation.intervals import measured
from allowable.evaluation.notes import report, times
from allowable.evaluation.problem import EvaluationError
from command_line import needs_facts
from note_texts import POLYP, VISIT

QUOTE = "The polyp was grasped and removed with the polyp forceps."


def gold(name="one", **changes):
    """A line of gold."""
    made = {"id": name, "text": POLYP, "gold_codes": ["58558"], "group": "hysteroscopy", "confidence": "high", "accept_code_sets": []}
    return {**made, "trap_codes": [], "modifiers": {}, "evidence": [], "missing_documentation": [], **changes}


def values(*pairs):
    """{measure: value} over pairs of gold and prediction."""
    return {name: one["value"] for name, one in measured([counts(one, guess) for one, guess in pairs], MEASURES).items()}


def test_exact_accepted_and_what_is_counted_against_them():
    pairs = [
        (gold(gold_codes=["58558", "58661"]), {"codes": ["58661", "58558"]}),
        (gold(gold_codes=["58558"], accept_code_sets=[["58120"]]), {"codes": ["58120"]}),
        (gold(gold_codes=["58558"], trap_codes=["58555"]), {"codes": ["58558", "58555"]}),
        (gold(gold_codes=["58558"]), {"codes": []}),
    ]
    found = values(*pairs)
    assert (found["exact"], found["exact_accepted"]) == (0.25, 0.5)
    assert (found["precision"], found["recall"]) == (0.8, 0.8)  # 4 right, 1 too many, 1 lacking; an accepted set counts as right
    assert (found["precision_strict"], found["recall_strict"], found["f1_strict"]) == (0.6, 0.6, 0.6)  # against the gold set alone
    assert found["f1"] == 0.8 and found["trap"] == 0.25 and found["abstained"] == 0.25
    assert found["any_right"] == 0.5  # against the gold set alone
    assert found["accepted_where_given"] == 0.6667
    assert found["false_positive_on_negatives"] is None


def test_negatives():
    none = gold(gold_codes=[], group="negative")
    assert values((none, {"codes": []}), (none, {"codes": ["58558"]}))["false_positive_on_negatives"] == 0.5


def test_modifiers_without_51():
    one = gold(gold_codes=["58661", "58120"], modifiers={"58661": ["RT"], "58120": ["51"]})
    right = {"codes": ["58661", "58120"], "modifiers": {"58661": ["RT"], "58120": ["51"]}}
    wrong = {"codes": ["58661", "58120"], "modifiers": {"58661": ["LT"]}}
    assert values((one, right))["modifier_recall"] == 1 and values((one, right))["modifier_false"] == 0
    assert values((one, wrong))["modifier_recall"] == 0 and values((one, wrong))["modifier_false"] == 0.5
    assert values((one, {"codes": ["58120"]}))["modifier_recall"] is None  # a code not given has no modifiers to judge


def test_evidence_verbatim_and_overlap():
    found = values((gold(evidence=[QUOTE]), {"codes": ["58558"], "evidence": [QUOTE.upper(), "The polyp was vaporized."]}))
    assert (found["evidence_verbatim"], found["evidence_overlap"]) == (0.5, 1)


def test_missing_documentation():
    one = gold(missing_documentation=["weight of the uterus", "reason for stopping the procedure"])
    said = {"codes": ["58558"], "missing": ["the uterine weight: uterus over 250 g is another code"]}
    found = values((one, said), (gold(), said), (gold(), {"codes": []}))
    assert (found["missing_recall"], found["missing_recall_by_note"], found["missing_said_where_gold_has_none"]) == (0.5, 1, 0.5)


def test_intervals_are_the_same_every_time_and_hold_the_value():
    rows = [counts(gold(), {"codes": ["58558"] if at % 3 else []}) for at in range(30)]
    first, again = (measured(rows, MEASURES)["exact"] for _ in range(2))
    assert first == again
    low, high = first["interval"]
    assert low < first["value"] < high and low > 0.3 and high < 1
    assert measured(rows[:1], MEASURES)["exact"]["interval"] is None


def test_the_report_has_its_parts_and_names_what_is_wrong():
    notes = [
        gold("a"),
        gold("b", group="negative", gold_codes=[], confidence="low"),
        gold("c", group="other_specialty", trap_codes=["49320"]),
    ]
    guesses = {"a": {"codes": ["58558"], "confidence": "high"}, "c": {"codes": ["49320"], "confidence": "low"}}
    found = report(notes, guesses)
    assert {name: part["n"] for name, part in found["parts"].items()} == {
        "all": 3, "gynecology": 1, "group hysteroscopy": 1, "group negative": 1, "group other_specialty": 1, "gold confidence high": 2,
        "gold confidence low": 1, "our confidence high": 1, "our confidence low": 1,
    }  # fmt: skip
    assert found["without_prediction"] == 1
    assert found["wrong"] == [
        {"id": "c", "gold": ["58558"], "given": ["49320"], "lacking": ["58558"], "too_many": ["49320"], "traps": ["49320"]}
    ]


def test_times_leave_the_first_out():
    assert times([0.3, 0.001, 0.002, 0.009]) == {"first": 300.0, "median": 2.0, "p99": 9.0, "longest": 9.0}
    assert times([]) is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds nothing"),
        ("{", "line 1: this is no JSON object"),
        ("[1]", "line 1: this is no JSON object"),
        ('{"id": "a", "text": "x", "gold_codes": []}\n{"id": "b", "gold_codes": []}', "line 2: 'text' is missing"),
        ('{"id": "a", "text": "x"}', "there are no gold_codes"),
        ('{"id": "a", "text": "x", "gold_codes": "58558"}', "gold_codes is no list"),
        ('{"id": "a", "text": "x", "gold_codes": []}\n{"id": "a", "text": "x", "gold_codes": []}', "stands twice"),
        (b"\xff\xfe\x00", "no UTF-8"),
        ('{"id": "a", "text": "x", "gold_codes": [58558]}', "gold_codes is no list of texts"),
        ('{"id": "a", "text": "x", "gold_codes": [], "missing_documentation": [{}]}', "missing_documentation is no list of texts"),
        ('{"id": "a", "text": "x", "gold_codes": [], "accept_code_sets": ["58558"]}', "accept_code_sets: each set is no list of texts"),
        ('{"id": "a", "text": "x", "gold_codes": [], "modifiers": {"58558": "51"}}', "modifiers of 58558 is no list of texts"),
    ],
)
def test_gold_that_cannot_be_used_is_named_by_line(tmp_path, content, says):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(EvaluationError, match=r"gold\.jsonl") as problem:
        read_gold(str(path))
    assert says in str(problem.value)


def test_predictions_need_ids_and_codes(tmp_path):
    (tmp_path / "given.jsonl").write_text('{"id": "a"}')
    with pytest.raises(EvaluationError, match="line 1"):
        read_predictions(str(tmp_path / "given.jsonl"))
    with pytest.raises(EvaluationError, match="check the path"):
        read_predictions(str(tmp_path / "none.jsonl"))


def status(*argv):
    """The exit status of the command."""
    with pytest.raises(SystemExit) as ended:
        main(list(map(str, argv)))
    return ended.value.code


@needs_facts
def test_the_command_reads_measures_and_writes(tmp_path, capsys):
    lines = [gold("polyp", evidence=[QUOTE]), gold("visit", text=VISIT, gold_codes=[], group="negative", trap_codes=["58558", "58670"])]
    (tmp_path / "gold.jsonl").write_text("\n".join(map(json.dumps, lines)))
    out, guesses = tmp_path / "out.json", tmp_path / "guesses.jsonl"
    assert status("notes", tmp_path / "gold.jsonl", "--json", out, "--predictions", guesses, "--held-out-family") == 0
    shown = capsys.readouterr().out
    assert "exact" in shown and "held out" in shown and "polyp forceps" not in shown
    found = json.loads(out.read_text())
    assert found["parts"]["all"]["measures"]["exact"]["value"] == 1
    assert found["parts"]["all"]["measures"]["evidence_verbatim"]["value"] == 1
    assert found["held_out"]["families"]["hysteroscopy"]["n"] == 1
    given = [json.loads(line) for line in guesses.read_text().splitlines()]
    assert [one["codes"] for one in given] == [["58558"], []] and given[1]["abstained"]
    assert status("notes", tmp_path / "gold.jsonl", "--given", guesses) == 0  # what was written can be measured again
    assert "exact                             1.000" in capsys.readouterr().out


@needs_facts
def test_a_text_that_is_not_read_ends_no_measuring(tmp_path, capsys):
    lines = [gold("huge", text="x " * 600_000, gold_codes=[]), gold("polyp")]
    (tmp_path / "gold.jsonl").write_text("\ufeff" + "\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert status("notes", tmp_path / "gold.jsonl") == 0
    shown = capsys.readouterr().out
    assert "not read, counts as abstained: huge: 1,200,000 characters" in shown and "2 notes" in shown
    assert status("notes", tmp_path / "gold.jsonl", "--json", tmp_path / "none" / "out.json") == 2
    assert "there is no folder" in capsys.readouterr().err


def test_a_question_that_cannot_be_asked_is_named(tmp_path, capsys):
    (tmp_path / "asked.jsonl").write_text('\ufeff{"id": "seven", "question": " ", "answer": "No."}', encoding="utf-8")
    assert status("questions", tmp_path / "asked.jsonl") == 2
    assert "seven: the question is blank" in capsys.readouterr().err


def test_bad_usage_is_one_line(tmp_path, capsys):
    assert status("notes", tmp_path / "none.jsonl") == 2
    assert capsys.readouterr().err.startswith("allowable-eval: ")
    assert status("nothing") == 2
    assert status("notes") == 2


@needs_facts
def test_questions_are_measured_too(tmp_path, capsys):
    path, out = tmp_path / "questions.jsonl", tmp_path / "out.json"
    lines = [
        {"id": "a", "question": "Can 58555 be billed with 58558?", "answer": "No; indicator 0.", "kind": "pair"},
        {"id": "b", "question": "Can 58555 be billed with 58558?", "answer": "Yes.", "kind": "pair"},
        {"id": "c", "question": "What is the colour of the moon?", "answer": "Grey.", "kind": "other"},
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    assert status("questions", path, "--json", out, "--predictions", tmp_path / "answers.jsonl") == 0
    measures = json.loads(out.read_text())["parts"]["all"]["measures"]
    assert [round(measures[name]["value"] * 3) for name in ("right", "wrong", "refused")] == [1, 1, 1]
    assert "b: wrong" in capsys.readouterr().out
    assert len((tmp_path / "answers.jsonl").read_text().splitlines()) == 3
    path.write_text("{")
    assert status("questions", path) == 2
    assert "line 1" in capsys.readouterr().err
