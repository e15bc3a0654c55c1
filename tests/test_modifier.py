"""`allowable modifier`: which modifier an interrupted or reduced procedure takes, and what it does to the payment."""

import io
import json
import sys
from itertools import product

import pytest

import command_line
from allowable.guides.interrupted import Interrupted, payment_effect
from allowable.guides.problem import GuideError
from command_line import needs_facts

run = command_line.run

ADVICE = Interrupted()
CENTER = ("--code", "58563", "--setting", "asc")
NAMES = [question.name for question in ADVICE.questions]
FACILITIES = ("hospital", "asc")


def decide(setting, stopped, **said):
    given = {"setting": setting, "stopped": stopped, **said}
    return ADVICE.decide(given, ADVICE.implied(given))


# setting, when it stopped, what else was said, the modifier: the coding guide of 2024, RULES section 5; 42 CFR 419.44(b), 416.172(f)
ANSWERS = [
    *((setting, "elective-cancel", {}, None) for setting in ("physician", *FACILITIES)),
    *((setting, "before-room", {}, None) for setting in ("physician", *FACILITIES)),
    ("physician", "reduced-by-choice", {}, "52"),
    ("physician", "before-anesthesia", {}, "53"),
    ("physician", "before-anesthesia", {"safety": "no", "anesthesia": "yes"}, None),
    ("physician", "after-anesthesia", {}, "53"),
    ("physician", "after-anesthesia", {"safety": "no"}, None),
    ("physician", "after-start", {}, "53"),
    ("physician", "after-start", {"safety": "no"}, "52"),
    ("physician", "after-start", {"others": "done"}, "53"),
    ("physician", "after-anesthesia", {"others": "done"}, None),
    *((setting, "before-anesthesia", {}, "73") for setting in FACILITIES),
    *((setting, "before-anesthesia", {"anesthesia": "no"}, "52") for setting in FACILITIES),
    *((setting, "before-anesthesia", {"safety": "no"}, None) for setting in FACILITIES),
    *((setting, "before-anesthesia", {"others": "planned"}, "73") for setting in FACILITIES),
    *((setting, "before-anesthesia", {"others": "done"}, None) for setting in FACILITIES),
    *((setting, "after-anesthesia", {}, "74") for setting in FACILITIES),
    *((setting, "after-anesthesia", {"others": "done"}, None) for setting in FACILITIES),
    *((setting, "after-start", {"anesthesia": "yes"}, "74") for setting in FACILITIES),
    *((setting, "after-start", {"anesthesia": "no"}, "52") for setting in FACILITIES),
    *((setting, "after-start", {"anesthesia": "yes", "safety": "no"}, None) for setting in FACILITIES),
    *((setting, "reduced-by-choice", {"anesthesia": "no"}, "52") for setting in FACILITIES),
    *((setting, "reduced-by-choice", {"anesthesia": "yes"}, None) for setting in FACILITIES),
]


@pytest.mark.parametrize(("setting", "stopped", "said", "modifier"), ANSWERS, ids=str)
def test_the_modifier(setting, stopped, said, modifier):
    found = decide(setting, stopped, **said)
    assert found["modifier"] == modifier
    assert found["reason"]
    assert found["cites"]
    assert found["document"]
    assert found["evidence"] in ("V", "MAC", "S")


def test_whatever_is_said_has_an_answer():
    """All 216 ways to answer every question lead to one answer, or to a contradiction that is named."""
    contradictions = 0
    for answers in product(*(question.values for question in ADVICE.questions)):
        said = dict(zip(NAMES, answers, strict=True))
        assert ADVICE.open_question(said) is None
        try:
            found = ADVICE.decide(said, {})
        except GuideError as problem:
            contradictions += 1
            assert "--stopped after-anesthesia" in str(problem)
            assert (said["stopped"], said["anesthesia"]) == ("after-anesthesia", "no")
            continue
        allowed = {"52", "53"} if said["setting"] == "physician" else {"52", "73", "74"}
        assert found["modifier"] in allowed | {None}
    assert contradictions == 2 * 2 * 2  # two facilities, safety or not, other procedures or none done


def test_a_doctors_modifier_is_never_a_facilitys_and_the_other_way_round():
    for setting, stopped, said, modifier in ANSWERS:
        if modifier in ("73", "74"):
            assert setting in FACILITIES
        if modifier == "53":
            assert setting == "physician"
        assert decide(setting, stopped, **said)["modifier"] == modifier


def test_what_stopped_implies_is_said():
    found = decide("asc", "before-anesthesia")
    assert found["taken_as_said"] == {
        "anesthesia": "anaesthesia was planned",
        "safety": "stopped for the patient's safety or another compelling reason",
        "others": "no other procedure was planned",
    }
    assert "anesthesia" not in decide("asc", "before-anesthesia", anesthesia="no")["taken_as_said"]


def test_of_several_planned_the_first():
    assert any("only the first" in note for note in decide("asc", "before-anesthesia", others="planned")["notes"])
    assert not any("only the first" in note for note in decide("asc", "before-anesthesia")["notes"])


# ---- money, through the engine


def effect(engine, *said, **place):
    found = payment_effect(engine, *said, **place)
    return [found[name][key] for name in ("in_full", "as_billed") for key in ("allowed", "medicare_payment", "patient_share")]


@needs_facts
def test_the_payment_of_a_center(engine):
    """Addendum AA of 2025: 2,225.58 and its half; 58580: (3,956.23 - 1,802.48) / 2."""
    day = "2025-03-10"
    assert effect(engine, "58563", "asc", "73", day) == ["2225.58", "1744.85", "445.12", "1112.79", "872.43", "222.56"]
    assert effect(engine, "58563", "asc", "74", day)[:3] == effect(engine, "58563", "asc", "74", day)[3:]
    assert effect(engine, "58580", "asc", "73", day)[3] == "1076.88"
    assert effect(engine, "58580", "asc", "73", day, cbsa="35614")[3] == "1245.84"
    assert effect(engine, "58580", "asc", "52", day)[3] == "1978.12"
    assert effect(engine, "58563", "asc", None, day)[3:] == ["0.00", "0.00", "0.00"]


@needs_facts
def test_the_payment_of_a_physician(engine):
    """RVU25D: 58563 in a facility 238.07; 53 has a row of its own for 45378 alone of both."""
    found = payment_effect(engine, "58563", "physician", "53", "2025-10-01", place_of_service="24")
    assert found["in_full"]["allowed"] == "238.07"
    assert (found["as_billed"]["allowed"], found["as_billed"]["status"]) == (None, "pends")
    assert found["as_billed"]["reasons"]
    own = payment_effect(engine, "45378", "physician", "53", "2025-10-01", place_of_service="24")
    assert own["as_billed"]["status"] == "priced"
    assert 0 < float(own["as_billed"]["allowed"]) < float(own["in_full"]["allowed"])


# ---- the command


def test_the_issues_example(run):
    status, out, err = run("modifier", "--code", "58563", "--setting", "asc", "--stopped", "before-anesthesia")
    assert (status, err) == (0, "")
    assert out.startswith("58563-73\n")
    assert "give --on DAY" in out
    assert "416.172(f)(1)" in out
    assert max(map(len, out.splitlines())) <= 80


@needs_facts
def test_in_money(run):
    where = ("--on", "2025-03-10", "--cbsa", "35614")
    status, out, _ = run("modifier", "--code", "58580", "--setting", "asc", "--stopped", "before-anesthesia", *where)
    assert status == 0
    assert "as billed        1,245.84" in out
    status, out, _ = run("modifier", "--code", "58563", "--setting", "asc", "--stopped", "before-room", "--on", "2025-03-10")
    assert (status, out.splitlines()[0]) == (0, "58563: no modifier")
    assert "as billed            0.00" in out


@needs_facts
def test_what_a_contractor_decides_is_a_finding(run):
    said = ("--setting", "physician", "--stopped", "after-start", "--on", "2025-10-01", "--pos", "24")
    status, out, _ = run("modifier", "--code", "58563", *said)
    assert status == 1
    assert "contractor" in out
    assert run("modifier", "--code", "45378", *said)[0] == 0


@needs_facts
def test_json(run):
    status, out, _ = run(
        "modifier", "--code", "58563", "--setting", "asc", "--stopped", "before-anesthesia", "--on", "2025-03-10", "--json"
    )
    found = json.loads(out)
    assert (status, found["schema"], found["hcpcs"], found["modifier"]) == (0, "allowable.modifier/1", "58563", "73")
    assert found["effect"]["as_billed"]["allowed"] == "1112.79"
    assert found["effect"]["on"] == "2025-03-10"
    assert {one["evidence"] for one in found["cites"]} <= {"V", "MAC", "S"}


@needs_facts
def test_another_code_instead_has_no_money(run):
    said = ("--setting", "asc", "--stopped", "reduced-by-choice", "--anesthesia", "yes", "--on", "2025-03-10", "--json")
    status, out, _ = run("modifier", "--code", "58563", *said)
    found = json.loads(out)
    assert (status, found["modifier"], found["other_code"], found["effect"]) == (0, None, True, None)


REFUSED = {
    "no code": (["--setting", "asc", "--stopped", "before-room"], "--code is missing"),
    "no setting": (["--code", "58563", "--stopped", "after-start"], "--setting is missing"),
    "no moment": ([*CENTER], "--stopped is missing"),
    "no word of anaesthesia": ([*CENTER, "--stopped", "after-start"], "--anesthesia is missing"),
    "reduced, no word of anaesthesia": ([*CENTER, "--stopped", "reduced-by-choice"], "--anesthesia is missing"),
    "a contradiction": ([*CENTER, "--stopped", "after-anesthesia", "--anesthesia", "no"], "give after-start, or yes"),
    "a modifier given": (["--code", "58563-73", "--setting", "asc", "--stopped", "before-room"], "the modifier is the answer"),
    "no code at all": (["--code", "5856", "--setting", "asc", "--stopped", "before-room"], "five letters or digits"),
    "an answer of another kind": ([*CENTER, "--stopped", "yesterday"], "'yesterday' is not one of"),
    "no place of service": (
        ["--code", "58563", "--setting", "physician", "--stopped", "after-start", "--on", "2025-03-10"],
        "--pos is missing",
    ),
    "a wage area of a physician": (
        ["--code", "58563", "--setting", "physician", "--stopped", "after-start", "--on", "2025-03-10", "--pos", "24", "--cbsa", "35614"],
        "--cbsa belongs to a facility's claim",
    ),
    "a ZIP code of a center": (
        [*CENTER, "--stopped", "before-room", "--on", "2025-03-10", "--zip", "77030"],
        "--zip belongs to a physician's",
    ),
    "no day": ([*CENTER, "--stopped", "before-room", "--on", "soon"], "soon"),
}


@pytest.mark.parametrize(("words", "says"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_named(run, words, says):
    status, out, err = run("modifier", *words)
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


class Terminal(io.StringIO):
    """What somebody types."""

    def isatty(self):
        return True


def test_on_a_terminal_what_is_missing_is_asked(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal("58563\nasc\nafter-start\nyes\n\n"))
    status, out, _ = run("modifier")
    assert status == 0
    assert "Which procedure was planned?" in out
    assert "Was anaesthesia planned?" in out
    assert "58563-74\n" in out


def test_on_a_terminal_enter_takes_what_is_implied(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal("\n\n\n"))
    status, out, _ = run("modifier", *CENTER, "--stopped", "before-anesthesia")
    assert status == 0
    assert "Whose claim" not in out
    assert "58563-73\n" in out


def test_a_terminal_that_ends_is_an_interruption(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal(""))
    assert run("modifier")[0] == 130
