"""What of a Word file or a PDF is a note's text and what is told of the rest; the text that offsets point to; what a reader is shown."""

import io
import json

import docx
import pypdf
import pytest
import typst
from PIL import Image

import command_line
from allowable.engine import Engine
from allowable.notes import view
from allowable.notes.documents import document_of
from allowable.notes.priced import prices
from allowable.notes.problem import NoteError
from command_line import needs_facts
from note_texts import POLYP, VISIT
from test_model import ODD, Stub, facts

run = command_line.run


# Word


def word(*runs):
    made = docx.Document()
    paragraph = made.add_paragraph("The cavity was inspected. ")
    for text, mark in runs:
        added = paragraph.add_run(text)
        if mark:
            setattr(added.font, mark, True)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("mark", ["strike", "double_strike", "hidden"])
def test_words_struck_out_or_hidden_were_not_done(mark):
    found = document_of(word(("The septum was divided. ", mark), ("It was normal.", None)), "note.docx")
    assert found.text == "The cavity was inspected. It was normal."
    assert "struck through or hidden" in found.notes[0]


def test_a_run_that_is_struck_out_no_more_is_read():
    raw = word(("The septum was divided.", "strike"))
    made = docx.Document(io.BytesIO(raw))
    made.paragraphs[0].runs[-1].font.strike = False
    file = io.BytesIO()
    made.save(file)
    found = document_of(file.getvalue(), "note.docx")
    assert found.text.endswith("The septum was divided.") and found.notes == []


def test_comments_are_told_and_not_read():
    made = docx.Document()
    paragraph = made.add_paragraph("The cavity was normal.")
    made.add_comment(paragraph.runs, text="Was the septum divided?", author="A reader", initials="R")
    file = io.BytesIO()
    made.save(file)
    found = document_of(file.getvalue(), "note.docx")
    assert found.text == "The cavity was normal." and found.notes == ["The document also holds comments: they were not read."]


def test_a_locked_word_file_is_told_from_an_old_one():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    with pytest.raises(NoteError, match="old Office program"):
        document_of(old, "note.doc")
    with pytest.raises(NoteError, match="locked by a password"):
        document_of(old + "EncryptedPackage".encode("utf-16-le"), "note.docx")


# PDF


def changed(source, change):
    made = pypdf.PdfWriter(clone_from=io.BytesIO(typst.compile(source.encode())))
    change(made)
    file = io.BytesIO()
    made.write(file)
    return file.getvalue()


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("in_content", [False, True])
def test_a_page_on_its_side_is_turned(degrees, in_content):
    source = "The hysteroscope was introduced into the cavity. A polyp of the fundus was removed with the loop. " * 8

    def turn(made):
        made.pages[0].rotate(degrees)
        if in_content:
            made.pages[0].transfer_rotation_to_content()

    upright = document_of(typst.compile(source.encode()), "note.pdf").text
    assert document_of(changed(source, turn), "note.pdf").text == upright and len(upright) > 700


def test_a_locked_pdf_is_told_from_a_damaged_one():
    locked = changed("A note.", lambda made: made.encrypt("secret", algorithm="RC4-128"))
    with pytest.raises(NoteError, match="locked by a password"):
        document_of(locked, "note.pdf")
    with pytest.raises(NoteError, match="damaged or cut short"):
        document_of(typst.compile(b"A note.")[:900], "note.pdf")


def test_a_page_that_unpacks_to_millions_of_letters_is_refused():
    def swell(made):
        content = pypdf.generic.StreamObject()
        content.set_data(b"BT /F1 12 Tf (polyp) Tj ET " * 90_000)
        made.pages[0][pypdf.generic.NameObject("/Contents")] = made._add_object(content.flate_encode())

    raw = changed("A note.", swell)
    assert len(raw) < 100_000
    with pytest.raises(NoteError, match="page 1 unpacks to more than 2 MiB"):
        document_of(raw, "note.pdf")


def pictured(tmp_path, source):
    Image.new("RGB", (400, 400), "grey").save(tmp_path / "page.png")
    (tmp_path / "note.typ").write_text(source)
    return typst.compile(str(tmp_path / "note.typ"))


WORDS = "The polyp was removed with the loop and sent to the laboratory. " * 4


def test_a_picture_on_a_page_is_told_and_a_crest_is_not(tmp_path):
    large = document_of(pictured(tmp_path, f'{WORDS}\n\n#image("page.png", width: 12cm)'), "note.pdf")
    assert large.notes == ["Page 1 also holds a picture: words in it were not read."]
    assert document_of(pictured(tmp_path, f'#image("page.png", width: 2cm)\n\n{WORDS}'), "note.pdf").notes == []


def test_a_scan_with_the_line_of_a_fax_machine_is_a_scan_and_recognised_text_is_text(tmp_path):
    whole = '#set page(background: image("page.png", width: 100%, height: 100%))\n'
    with pytest.raises(NoteError, match="scan"):
        document_of(pictured(tmp_path, f"{whole}FAX 2024-08-01 10:02 p. 1"), "note.pdf")
    assert document_of(pictured(tmp_path, f"{whole}{WORDS}"), "note.pdf").notes == []


# What is shown


@needs_facts
def test_the_text_that_offsets_point_to_can_be_had(run, tmp_path):
    made = docx.Document()
    for line in POLYP.splitlines():
        made.add_paragraph(line)
    made.save(tmp_path / "note.docx")
    status, _, _ = run("note", tmp_path / "note.docx", "--no-prices", "-o", tmp_path / "read.txt", "-o", tmp_path / "read.json")
    text = (tmp_path / "read.txt").read_bytes().decode()
    spans = [span for code in json.loads((tmp_path / "read.json").read_text())["codes"] for span in code["evidence"]]
    assert status in (0, 1) and spans and all(text[one["start"] : one["end"]] == one["text"] for one in spans)


@needs_facts
def test_the_note_itself_is_never_written_over(run, tmp_path):
    (tmp_path / "note.txt").write_bytes("Fièvre. ".encode("cp1252") + POLYP.encode())
    before = (tmp_path / "note.txt").read_bytes()
    status, _, err = run("note", tmp_path / "note.txt", "-o", tmp_path / "note.txt")
    assert status == 2 and "never written over" in err and (tmp_path / "note.txt").read_bytes() == before


@needs_facts
def test_the_screen_says_what_was_applied_and_fills_no_line_with_blanks(run, tmp_path):
    (tmp_path / "note.txt").write_text(POLYP)
    _, out, _ = run("note", tmp_path / "note.txt", "--on", "2025-03-10")
    said = " ".join(out.split())
    assert "Code pairs were applied" in said and "--edit" not in said and "(as given)" not in said
    assert "code pairs of the nearest table held" in said and "edits and indicators in force" not in said
    assert not [line for line in out.splitlines() if line.endswith(" ") and "$" not in line]


@needs_facts
def test_what_is_no_operative_note_is_said_once(run, tmp_path):
    (tmp_path / "visit.txt").write_text(VISIT)
    _, out, _ = run("note", tmp_path / "visit.txt", "--on", "2025-03-10")
    assert " ".join(out.split()).count("its headers are those of a visit") <= 1 and "Rules of" not in out


def test_a_gap_says_what_stays_open():
    gap = {"what": "the weight", "why": "above 250 g another code is right", "codes": ["58146"], "changes": "the code"}
    assert view.missing_words(gap) == "The weight. Above 250 g another code is right (58146). Open until then: the code."


def test_neighbours_that_no_question_reached_are_one_line():
    far = [{"hcpcs": one, "because": "settled before it was asked", "edit": None, "evidence": []} for one in ("58559", "58560")]
    dropped = {"hcpcs": "58555", "because": "part of 58558", "edit": {"indicator": "0"}, "evidence": []}
    record = {"codes": [{"reasons": [{"hcpcs": "58561"}]}], "alternatives": [dropped, *far]}
    assert view.considered(record) == [dropped]
    assert view.unreached(record).endswith("58559, 58560.")


@needs_facts
def test_several_codes_are_priced_one_by_one():
    line = {"claim": "physician", "billed": "58558", "allowed": "100.00", "status": "priced"}
    other = {**line, "billed": "58563", "allowed": None, "status": "pends"}
    setting = {
        "setting": "office",
        "status": "pends",
        "physician": None,
        "facility": None,
        "allowed": None,
        "medicare": None,
        "patient": None,
    }
    rows = view.price_rows([{**setting, "lines": [line, other]}])
    assert ("· 58558", ["$100.00"], False) in rows and ("· 58563", ["pends"], False) in rows
    assert not [title for title, _, _ in view.price_rows([{**setting, "lines": [line]}]) if title.startswith("·")]


def test_a_claim_without_an_amount_has_its_own_word():
    own = [{"claim": claim, "allowed": None, "status": status} for claim, status in (("physician", "pends"), ("facility", "not_payable"))]
    none = dict.fromkeys(("physician", "facility", "allowed", "medicare", "patient"))
    rows = {title: cells for title, cells, _ in view.price_rows([{"setting": "asc", "status": "not_payable", "lines": own, **none}])}
    assert (rows["Physician"], rows["Facility"], rows["Together"]) == (["pends"], ["not payable"], ["not payable"])


@needs_facts
def test_a_stopped_procedure_has_a_modifier_for_each_claim():
    stopped, whole = ({"hcpcs": "58558", "modifiers": found} for found in (["53"], []))
    assert "the facility's 73 or 74" in prices(Engine(), [stopped], "2024-08-01")["notes"][0]
    assert "Stopped" not in " ".join(prices(Engine(), [whole], "2024-08-01")["notes"])


@needs_facts
def test_a_city_is_a_place_as_for_a_comparison(run, tmp_path):
    (tmp_path / "note.txt").write_text(POLYP)
    _, out, _ = run("note", tmp_path / "note.txt", "--on", "2025-03-10", "--city", "Houston", "--json")
    _, told, _ = run("compare", "58558", "--on", "2025-03-10", "--city", "Houston", "--json")
    answer = json.loads(told)["answers"][0]
    office = json.loads(out)["prices"]["settings"][0]
    assert "Houston" in json.loads(out)["prices"]["place"] and office["physician"] == answer["settings"]["office"]["physician"]


# A model, and a fault


@needs_facts
def test_what_the_rules_find_without_the_model_is_said_where_it_changes_a_code(run, tmp_path):
    stub = Stub()
    try:
        stub.answer = facts(("hysteroscopy/polyp_removed", "A polyp of the fundus was teased off its stalk"))
        (tmp_path / "note.txt").write_text(ODD.format(""))
        asked = ("--no-prices", "--json", "--model", stub.url, "--model-name", "made-up-model", "--model-timeout", "60")
        status, out, _ = run("note", tmp_path / "note.txt", *asked)
    finally:
        stub.server.shutdown()
        stub.server.server_close()
    assert status == 1 and "Without it our rules give 58555; with what it pointed to, 58558" in json.loads(out)["notes"][0]


@needs_facts
def test_a_fault_does_not_quote_the_note(run, tmp_path, monkeypatch):
    def fault(note, *_):
        raise ValueError(f"no number: {note.text[:200]!r}")

    monkeypatch.setattr("allowable.notes.reading.candidates", fault)
    (tmp_path / "note.txt").write_text(POLYP)
    status, out, err = run("note", tmp_path / "note.txt")
    assert status == 3 and out == "" and "ValueError in " in err and POLYP[:20] not in err and "polyp" not in err.lower()
