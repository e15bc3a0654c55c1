"""Questions in plain words: the fact that decides is right, every answer is cited, and what is not held is refused."""

import json
import pathlib
import re
import sys

import pytest

import questions_asked as asked
from allowable.engine import Engine
from allowable.evaluation.questions import facts_of, judged, read_questions, score
from allowable.kernel.cite import EVIDENCE
from allowable.kernel.day import day_number
from allowable.questions import ask
from allowable.questions.anatomic import _content
from allowable.questions.intents import intent_names
from allowable.questions.notes import PAIRS_QUARTER, NotesError, _read, load_notes, pattern
from allowable.questions.pairs import ANATOMIC
from allowable.questions.policies import best_note
from allowable.questions.problem import QuestionError
from allowable.questions.question import Question
from allowable.questions.retrieval import Index
from allowable.questions.unlisted import _codes
from allowable.questions.words import canonical
from command_line import needs_facts, process, run  # noqa: F401  run is a fixture

pytestmark = needs_facts
SHARED = pathlib.Path(__file__).resolve().parents[2] / "shared" / "eval" / "questions-dev.jsonl"
LOOK_UPS = [*asked.PAIRS, *asked.INDICATORS, *asked.SHORT, *asked.NUMBERS, *asked.MEANINGS, *asked.STOPPED]
KEYS = {"schema", "question", "on", "intent", "answered", "answer", "value", "refused_because", "citations", "codes", "notes", "unverified"}


@pytest.fixture(scope="module")
def engine():
    return Engine()


@pytest.mark.parametrize(("question", "wanted"), LOOK_UPS, ids=[one[0] for one in LOOK_UPS])
def test_a_fact_is_looked_up(engine, question, wanted):
    found = ask(question, engine=engine)
    assert found["answered"], found["refused_because"]
    assert {key: found["value"].get(key) for key in wanted} == wanted
    assert found["citations"]


@pytest.mark.parametrize(("question", "note"), asked.POLICIES, ids=[one[0] for one in asked.POLICIES])
def test_a_policy_is_answered_by_its_note(engine, question, note):
    found = ask(question, engine=engine)
    assert found["answered"], found["refused_because"]
    assert found["value"]["note"] == note


@pytest.mark.parametrize("question", asked.REFUSED)
def test_what_is_not_held_is_refused_with_a_reason(engine, question):
    found = ask(question, engine=engine)
    assert not found["answered"], found["answer"]
    assert found["answer"] is found["value"] is None
    assert found["refused_because"]
    assert found["citations"] == []


def test_every_answer_has_the_same_shape_and_its_citations(engine):
    for question in [*(one[0] for one in LOOK_UPS), *(one[0] for one in asked.POLICIES), *asked.REFUSED]:
        found = ask(question, engine=engine)
        assert set(found) == KEYS, question
        assert found["schema"] == "allowable.answer/1"
        assert found["answered"] == bool(found["citations"]), question
        for one in found["citations"]:
            assert one["document"], question
            assert one["place"], question
            assert one["evidence"] in EVIDENCE, question
            assert one["release"] is None or one["row"], question
        assert found["unverified"] == any(one["evidence"] == "U" for one in found["citations"]), question
        json.dumps(found)


@pytest.mark.parametrize("one", asked.PAIRS[:9], ids=[one[0] for one in asked.PAIRS[:9]])
def test_the_order_of_the_codes_changes_nothing(engine, one):
    codes = re.findall(r"\b\d{5}\b", one[0])
    if len(codes) != 2:
        pytest.skip("one code is named by words")
    turned = one[0].replace(codes[0], "#").replace(codes[1], codes[0]).replace("#", codes[1])
    before, after = ask(one[0], engine=engine)["value"], ask(turned, engine=engine)["value"]
    assert [before[key] for key in ("edit", "billable", "indicator")] == [after[key] for key in ("edit", "billable", "indicator")]


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: f"  {text}  ", lambda text: f"Please tell me: {text} Thanks!"])
def test_case_blanks_and_courtesy_change_nothing(engine, change):
    for question in ("Can 58555 be billed with 58558?", "global days of 58571", "Is adhesiolysis billed with hysterectomy?"):
        before, after = ask(question, engine=engine), ask(change(question), engine=engine)
        assert after["answered"]
        assert {**before["value"], "yes_no": None} == {**after["value"], "yes_no": None}


def test_the_day_is_the_callers_the_questions_or_the_latest_and_is_said(engine):
    latest = ask("work RVU of 58558", engine=engine)
    assert "No day was given" in " ".join(latest["notes"])
    assert ask("work RVU of 58558 in 2024", engine=engine)["on"] == "2024-01-01"
    assert ask("work RVU of 58558", on="2023-05-05", engine=engine)["on"] == "2023-05-05"
    with pytest.raises(QuestionError, match="leave one of them out"):
        ask("work RVU of 58558 in 2024", on="2023-05-05", engine=engine)


def test_a_quarter_that_is_not_held_does_not_speak(engine):
    found = ask("Can 58555 be billed with 58558 on 2025-03-10?", engine=engine)
    assert not found["answered"]
    assert "2024-07-01" in found["refused_because"]
    assert ask("Can 58555 be billed with 58558 in 2024?", engine=engine)["value"]["indicator"] == "0"


@pytest.mark.parametrize("question", ["Is 0404T payable in an ASC?", "Is 0404T still a valid code?", "May an assistant be paid for 0404T?"])
def test_a_code_that_is_gone_is_said_to_be_so_first(engine, question):
    found = ask(question, engine=engine)
    assert found["answer"].startswith("0404T is no longer in the physician fee schedule")
    assert found["value"]["yes_no"] is None


@pytest.mark.parametrize("code", ["0404T", "99201", "15013"])  # deleted before, deleted before, not there yet
def test_no_edit_of_a_code_that_was_none_allows_nothing(engine, code):
    found = ask(f"Can {code} be billed with 58558?", engine=engine)
    assert (found["value"]["yes_no"], found["value"]["billable"]) == (None, None)
    assert "allows nothing" in found["answer"]


def test_known_on_hides_what_was_not_public(engine):
    assert not ask("2025 conversion factor", known_on="2024-06-01", engine=engine)["answered"] or (
        ask("2025 conversion factor", known_on="2024-06-01", engine=engine)["value"]["number"] != "32.3465"
    )


@pytest.mark.parametrize("question", ["", "   ", "x" * 1_001])
def test_a_question_that_cannot_be_read_is_an_error(question):
    with pytest.raises(QuestionError):
        ask(question)


def test_a_question_is_taken_apart():
    one = Question("Can 45380-59 and 58558-58561 be billed on March 10, 2025 in an ASC with modifiers 51 and XS? ZIP 77030")
    assert one.mentions == [("45380",), ("58558", "58561")]
    assert one.modifiers == ["59", "51", "XS"]
    assert (one.day, one.until, one.settings) == ("2025-03-10", None, {"asc"})
    assert (Question("58563 on 6/15/2024").day, Question("58563 on 6/15/2024").until) == ("2024-06-15", None)
    assert Question("58563 on 15 June 2024").day == "2024-06-15"
    assert Question("58563 on 15/6/2024").until == "2025-01-01"  # no month 15: the year alone is sure
    assert Question("Q3 2024").until == "2024-10-01"
    assert Question("in 2025 Q4").day == "2025-10-01"
    assert Question("bundled with 2025 rules").codes == []


# ---- notes


def test_notes_are_sound_and_many():
    notes = load_notes()
    assert len(notes) >= 150
    for note in notes:
        for one in [*note.must, *note.never]:
            pattern(one)
        assert 20 <= len(note.says) <= 600, note.id
        assert any(note.fits(Question(one)) for one in note.ask), f"{note.id}: none of its own questions fits it"


def test_notes_left_without_a_wording_still_answer_it_or_nothing_does():
    """Each way of asking is left out of its note in turn: the note answers it, rarely none does, and hardly ever another one."""
    notes = load_notes()
    texts = [canonical(note.text()) for note in notes]
    right = refused = 0
    others = []
    for at, note in enumerate(notes):
        for left_out in note.ask:
            rest = canonical(" ".join([note.says, *(one for one in note.ask if one != left_out)]))
            found = best_note(Question(left_out), Index([*texts[:at], rest, *texts[at + 1 :]]), notes)
            right += found is note
            refused += found is None
            others += [f"{note.id} -> {found.id}: {left_out}"] if found not in (note, None) else []
    count = right + refused + len(others)
    assert right / count >= 0.9, f"{right} of {count}"
    assert len(others) / count <= 0.015, others


def test_pairs_that_bear_a_note_out_stand_in_the_table(engine):
    """A note that cites pairs instead of a manual is right only while the pairs are those of the quarter it names."""
    table = engine.store.table("code_pairs_practitioner")
    borne_out = [note for note in load_notes() if note.pairs]
    assert len(borne_out) >= 60
    for note in borne_out:
        assert PAIRS_QUARTER in note.cite["place"]
        for one in note.pairs:
            codes, indicator = one.split("=")
            row = table.find(tuple(codes.split("/")), day_number("2024-07-01"))
            assert row is not None, (note.id, one)
            assert row.values[0] == indicator, (note.id, one)


def test_every_unlisted_code_is_one(engine):
    for one in _codes():
        row = engine.store.table("relative_values").find((one["code"], ""), day_number("2025-10-01"))
        assert row is not None, one["code"]
        assert {"C", "YYY"} <= set(row.values), one["code"]


def test_every_part_of_the_body_has_a_modifier_that_exists():
    named = [part[side] for part in _content()["parts"] for side in ("left", "right", "only") if side in part]
    assert len(named) == len(set(named))
    assert set(named) <= set(ANATOMIC.split()) - {"LT", "RT"}
    assert set(ANATOMIC.split()) - {"LT", "RT"} == set(named)


def test_a_note_of_a_code_does_not_answer_for_another(engine):
    assert ask("Is the bladder-catheter supply billed with 51702?", engine=engine)["answered"]
    assert not ask("Is the bladder-catheter supply billed with 36556?", engine=engine)["answered"]


def test_an_unverified_note_says_so(engine):
    found = ask("Is robotic assistance paid separately?", engine=engine)
    assert found["unverified"]
    assert "Unverified" in " ".join(found["notes"])


def test_a_file_of_notes_is_read_strictly(tmp_path, monkeypatch):
    sources = 'schema = "allowable.question-notes/1"\nsources = [{ id = "a", document = "D", place = "p", evidence = "U" }]\n'
    bad = {
        "key": '[[notes]]\nid = "x"\nsays = "s"\nsource = "a"\nask = ["q"]\nmust = ["m"]\nmusn = 1\n',
        "source": '[[notes]]\nid = "x"\nsays = "s"\nsource = "b"\nask = ["q"]\nmust = ["m"]\n',
        "answer": '[[notes]]\nid = "x"\nsays = "s"\nsource = "a"\nask = ["q"]\nmust = ["m"]\nyes_no = "maybe"\n',
    }
    monkeypatch.setattr("allowable.questions.notes.FOLDER", str(tmp_path))
    for name, text in bad.items():
        (tmp_path / f"{name}.toml").write_text(sources + text)
        with pytest.raises(NotesError, match=rf"{name}.toml"):
            _read(f"{name}.toml")


def test_every_intent_is_met_by_a_question(engine):
    met = {ask(one[0], engine=engine)["intent"] for one in LOOK_UPS}
    met |= {ask(one, engine=engine)["intent"] for one in [*asked.OTHERS, *(one[0] for one in asked.POLICIES)]}
    assert set(intent_names()) - met == set()


# ---- the command


def test_the_command_answers_first_then_why_then_sources(run):  # noqa: F811
    status, out, _ = run("ask", "Can 58555 be billed with 58558?")
    assert status == 0
    assert out.startswith("No: 58555 is denied beside 58558")
    assert out.index("\nWhy ") < out.index("\nSource ")
    status, out, _ = run("ask", "Does", "Aetna", "pay", "modifier", "25?")
    assert status == 1
    assert out.startswith("Not answered: ")


def test_the_command_as_json_and_with_bad_usage(run):  # noqa: F811
    status, out, _ = run("ask", "global days of 58558", "--on", "2025-03-10", "--json")
    assert (status, json.loads(out)["value"]["indicator"]) == (0, "000")
    for argv in (("ask", "  "), ("ask", "global days of 58558", "--on", "2025-13-10"), ("ask", "x" * 1_001)):
        status, out, err = run(*argv)
        assert status == 2, argv
        assert not out
        assert err.startswith("allowable: ")
        assert "Traceback" not in err


def test_a_look_up_loads_no_array_library():
    code = (
        "import sys; from allowable.questions import ask; ask('Can 58555 be billed with 58558?'); "
        "print(sorted({'numpy', 'bm25s', 'Stemmer', 'pyarrow', 'pdfplumber'} & set(sys.modules)))"
    )
    found = process.__globals__["subprocess"].run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=process.__globals__["ENVIRONMENT"], timeout=60
    )
    assert found.stdout.strip() == "[]", found.stderr


# ---- the scorer, and the questions kept for development


@pytest.mark.parametrize(
    ("reference", "question", "facts"),
    [
        ("No. D&C is in it; indicator 0, never.", "", {"yes_no": "no", "indicators": ["0"]}),
        ("37.32 non-facility, 6.94 facility.", "", {"numbers": ["37.32", "6.94"], "modifiers": []}),
        ("73; 50% of the rate.", "", {"modifiers": ["73"], "percents": ["50"]}),
        ("24, 25 and 57.", "", {"modifiers": ["24", "25", "57"]}),
        ("58555; full for the highest.", "base of 58558?", {"codes": ["58555"]}),
        ("No PTP edit in 2024 Q3.", "", {"no_edit": True, "yes_no": "no"}),
    ],
)
def test_facts_are_read_from_a_reference(reference, question, facts):
    found = facts_of(reference, question)
    assert {name: found[name] for name in facts} == facts


def test_the_scorer_tells_right_wrong_and_refused(engine):
    right = ask("Can 58555 be billed with 58558?", engine=engine)
    assert judged("No; indicator 0.", "", right) == ("right", [])
    assert judged("Yes; no edit.", "", right)[0] == "wrong"
    assert judged("No; indicator 1.", "", right)[0] == "wrong"
    assert judged("Only 25.", "", ask("Does Aetna pay?", engine=engine))[0] == "refused"


def test_a_bad_line_of_a_question_file_is_named(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": "a", "question": "q", "answer": "a"}\n{"id": "b"}\n')
    with pytest.raises(ValueError, match="line 2"):
        read_questions(path)


@pytest.mark.skipif(not SHARED.exists(), reason=f"NO DEVELOPMENT QUESTIONS: {SHARED.name} is not beside the repository")
def test_development_questions_are_right_and_none_is_wrong(engine):
    entries = read_questions(SHARED)
    found = score(entries, [ask(one["question"], engine=engine) for one in entries])
    wrong = [(row["id"], row["problems"]) for row in found["questions"] if row["outcome"] == "wrong"]
    assert not wrong
    assert found["total"]["right"] / found["total"]["questions"] >= 0.9
    assert found["total"]["uncited"] == 0
