"""Questions put negatively, with a condition, or about another day or person: no yes or no that would mean its opposite."""

import re

import pytest

import questions_turned as turned
from allowable.engine import Engine
from allowable.questions import ask
from allowable.questions.aftercare import LATEST, span
from command_line import needs_facts

pytestmark = needs_facts
LEAD = re.compile(r"^(?:yes|no|only|sometimes)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def engine():
    return Engine()


@pytest.mark.parametrize(("question", "wanted"), turned.WITHOUT_YES_OR_NO, ids=[one[0] for one in turned.WITHOUT_YES_OR_NO])
def test_the_fact_is_stated_without_yes_or_no(engine, question, wanted):
    found = ask(question, engine=engine)
    assert found["answered"], found["refused_because"]
    assert found["value"]["yes_no"] is None
    assert not LEAD.match(found["answer"]), found["answer"]
    assert {key: found["value"].get(key) for key in wanted} == wanted


@pytest.mark.parametrize("question", turned.OUTSIDE_AN_EDIT)
def test_an_edit_speaks_for_one_practitioner_and_one_day(engine, question):
    found = ask(question, engine=engine)
    assert found["value"]["yes_no"] is found["value"]["billable"] is None
    assert found["answer"].startswith("For one practitioner and one day: ")
    assert "An edit speaks for one patient" in found["answer"]


@pytest.mark.parametrize(("question", "said"), turned.SAID_OUT_LOUD, ids=[one[0] for one in turned.SAID_OUT_LOUD])
def test_what_an_answer_leaves_out_is_named(engine, question, said):
    found = ask(question, engine=engine)
    assert found["answered"], found["refused_because"]
    assert said in found["answer"]
    assert found["value"]["yes_no"] is None
    assert not LEAD.match(found["answer"]), found["answer"]


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("Can 58555 be billed with 58558?", []),
        ("Can 58661-50 be billed with 58558?", ["modifier 50"]),
        ("58571-AS and 58571-80 together?", ["modifiers AS and 80 together"]),
        ("Can I bill 2 units of 58661 with 58662?", ["2 units"]),
        ("Can I use XS instead of 59 on 45380 with 45385?", ["45380", "45385"]),
        ("Can 58561 be billed with 58563 and is an assistant paid on 58561?", ["an assistant", "is an assistant paid on 58561?"]),
        ("Is the 2025 conversion factor 33.2875?", []),
    ],
)
def test_programs_are_told_what_is_left_out(engine, question, left_out):
    assert ask(question, engine=engine)["value"]["left_out"] == left_out


def test_a_check_in_the_course_of_an_operation_is_cited_and_takes_no_modifier(engine):
    found = ask("Cystoscopy 52000 at the end of 58571, separate?", engine=engine)
    assert "59" not in found["answer"]
    assert "modifiers" not in found["value"]
    assert any("chapter I" in one["place"] and one["evidence"] == "V" for one in found["citations"])


def test_a_modifier_that_is_not_held_is_not_called_none(engine):
    for modifier in ("CG", "P3", "98"):
        assert f"modifier {modifier} is not held here" in ask(f"Can I append {modifier} to 58558?", engine=engine)["refused_because"]


def test_an_indicator_says_what_it_restricts(engine):
    for question in ("asst at surgery indicator for 58563", "Is an assistant prohibited for 58563?"):
        assert "an assistant is paid only where" in ask(question, engine=engine)["answer"]


def test_what_is_not_put_negatively_is_not_called_so(engine):
    assert not [one for one in ask("bilateral indicator for 58720", engine=engine)["notes"] if "negatively" in one]


@pytest.mark.parametrize(("question", "yes_no"), turned.STILL_YES_OR_NO, ids=[one[0] for one in turned.STILL_YES_OR_NO])
def test_yes_or_no_stands_where_it_is_sure(engine, question, yes_no):
    found = ask(question, engine=engine)
    assert found["value"]["yes_no"] == yes_no, found["answer"]


@pytest.mark.parametrize("question", turned.REFUSED)
def test_what_a_look_up_would_answer_wrongly_is_refused(engine, question):
    found = ask(question, engine=engine)
    assert not found["answered"], found["answer"]


def test_what_medicare_pays_is_told_from_what_it_allows(engine):
    found = ask("How much does Medicare pay for 58558 in the office in 2025?", engine=engine)
    office = found["value"]["settings"]["office"]
    assert (office["amount"], office["is"], office["medicare_payment"]) == ("1207.17", "allowed", "946.43")
    assert "$1,207.17" in found["answer"]
    assert "Medicare's part is $946.43" in found["answer"]
    assert found["value"]["number_is"] == "allowed"


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("visit the day after 58558", (1, 1)),
        ("visit 5 days after 58661", (5, 5)),
        ("visit on day 95 after 58150", (95, 95)),
        ("visit two weeks after 58558", (14, 14)),
        ("visit 3 months after 58571", (84, 93)),
        ("visit within 30 days after 58661", (1, 30)),
        ("visit more than 10 days after 58661", (11, LATEST)),
        ("postoperative visit for 58661", (0, LATEST)),
    ],
)
def test_days_after_a_procedure_are_counted(words, days):
    assert span(words) == days
