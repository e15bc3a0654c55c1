"""The door of notes: files read or refused, `allowable note` as text, JSON and HTML, its status, and nothing of a note kept or told."""

import io
import json
import logging
import os
import re
import zipfile

import docx
import pytest
import typst

import command_line
from allowable.engine import Engine
from allowable.notes.documents import LARGEST_FILE, LARGEST_TEXT, document_of, read_document
from allowable.notes.marked import Lines, marks, pieces
from allowable.notes.page import page
from allowable.notes.priced import latest_day, prices
from allowable.notes.problem import NoteError
from command_line import ENVIRONMENT, needs_facts, process
from note_texts import POLYP, VISIT, record

run = command_line.run
pytestmark = needs_facts


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


# Plain text: the file's own characters


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Fièvre, 5 µg.\r\nSecond line.\r".encode(), "Fièvre, 5 µg.\r\nSecond line.\r"),
        ("\ufeffA note.".encode(), "A note."),
        ("A note, 3\u00bd cm.".encode("cp1252"), "A note, 3½ cm."),
        (b"\xff\xfe" + "Größe 5 cm.".encode("utf-16-le"), "Größe 5 cm."),
        (b"\xfe\xff" + "Größe 5 cm.".encode("utf-16-be"), "Größe 5 cm."),
        ("A note without its mark.".encode("utf-16-le"), "A note without its mark."),
        ("A note without its mark.".encode("utf-16-be"), "A note without its mark."),
    ],
)
def test_plain_text_is_the_files_own(tmp_path, raw, text):
    found = read_document(written(tmp_path, "note.txt", raw))
    assert (found.text, found.form, found.name) == (text, "txt", "note.txt")


def test_a_document_does_not_show_its_text():
    assert "polyp" not in repr(document_of(POLYP.encode(), "note.txt"))


# Word


def word(tmp_path, change=lambda xml: xml):
    made = docx.Document()
    made.add_paragraph("PROCEDURE: Hysteroscopy.")
    table = made.add_table(rows=2, cols=2)
    for cell, text in zip([one for row in table.rows for one in row.cells], ["Fluid", "20 cc", "Blood", "5 cc"], strict=True):
        cell.text = text
    made.add_paragraph("The scope\twas placed\nand withdrawn.")
    file = io.BytesIO()
    made.save(file)
    again = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(again, "w") as new:
        for one in old.infolist():
            content = old.read(one)
            new.writestr(one, change(content.decode()).encode() if one.filename == "word/document.xml" else content)
    return written(tmp_path, "note.docx", again.getvalue())


def test_word_in_order_with_its_table(tmp_path):
    found = read_document(word(tmp_path))
    assert found.text == "PROCEDURE: Hysteroscopy.\nFluid\t20 cc\nBlood\t5 cc\nThe scope\twas placed\nand withdrawn."
    assert found.form == "docx" and found.notes == []


BOX = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps"><w:txbxContent>'
    "<w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>In the box.</w:t>"
    "</w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent>"
)


def test_word_text_boxes_once_and_tracked_changes_as_they_read(tmp_path):
    def change(xml):
        first, rest = xml.split("</w:p>", 1)
        more = (
            f"<w:r>{BOX}</w:r><w:del><w:r><w:delText> Myomectomy.</w:delText></w:r></w:del><w:ins><w:r><w:t> Sampling.</w:t></w:r></w:ins>"
        )
        return f"{first}{more}</w:p>{rest}"

    found = read_document(word(tmp_path, change))
    assert found.text.startswith("PROCEDURE: Hysteroscopy. Sampling.\nIn the box.\nFluid\t")
    assert found.text.count("In the box.") == 1 and "Myomectomy" not in found.text
    assert "tracked changes" in found.notes[0]


# PDF


def pdf(tmp_path, source):
    return written(tmp_path, "note.pdf", typst.compile(source.encode()))


def test_pdf_lines_in_reading_order_without_repeated_heads(tmp_path):
    pages = "#pagebreak()\n".join(
        f"Line one of {word}. \\\nThe salpingo- \\\noophorectomy was done.\n" for word in ("first", "second", "third")
    )
    source = f"#set page(header: [Made-up hospital], footer: context [Page #counter(page).display()])\n{pages}"
    found = read_document(pdf(tmp_path, source))
    assert found.text.split("\n")[:3] == ["Line one of first.", "The salpingo-", "oophorectomy was done."]
    assert "Made-up hospital" not in found.text and "Page" not in found.text
    assert found.text.index("first") < found.text.index("second") < found.text.index("third")


def test_pdf_columns_one_after_the_other(tmp_path):
    left = " ".join(f"Leftword number {n} goes here now and then." for n in range(30))
    right = left.replace("Leftword", "Rightword")
    source = f"#set page(height: auto)\n= A title over both of the columns of this note\n#columns(2)[{left} #colbreak() {right}]"
    text = read_document(pdf(tmp_path, source)).text
    assert text.startswith("A title over both")
    assert text.rindex("Leftword") < text.index("Rightword")


def test_a_page_without_text_is_told(tmp_path):
    found = read_document(pdf(tmp_path, "A page with words. #pagebreak() #rect(width: 5cm, height: 5cm)"))
    assert "Page 2 holds no text" in found.notes[0]


def test_a_scan_needs_text_recognition(tmp_path):
    with pytest.raises(NoteError, match="OCR"):
        read_document(pdf(tmp_path, "#rect(width: 5cm, height: 5cm)"))


# Refusals: the file, what is wrong, what to do

SECRET = "Jane Q. Nobody of Elm Street"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("note.txt", "", "empty"),
        ("note.txt", " \r\n\t", "empty"),
        ("note.rtf", r"{\rtf1\ansi " + SECRET + "}", "rich text"),
        ("note.txt", r"{\rtf1\ansi " + SECRET + "}", "rich text"),
        ("note.html", f"<!DOCTYPE html><p>{SECRET}", "HTML"),
        ("note.txt", f"<html><body>{SECRET}", "HTML"),
        ("note.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SECRET.encode(), "old Office"),
        ("note.docx", SECRET, "no .docx but plain text"),
        ("note.pdf", SECRET, "no .pdf but plain text"),
        ("note.docx", b"PK\x03\x04" + SECRET.encode(), "damaged"),
        ("note.pdf", b"%PDF-1.7\n" + SECRET.encode(), "damaged or cut short"),
        ("note.txt", b"%PDF-1.7\n" + SECRET.encode(), "damaged or cut short"),
        ("note.csv", f"name,note\n{SECRET}", "'.csv' is not read"),
        ("note.txt", SECRET.encode() + bytes(range(1, 32)) * 20, "no text"),
        ("note.txt", b"\x00\x01\x02\x80\xff" * 5000, "no text"),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "OCR"),
        ("note.txt", b"\xff\xfe" + b"\x00\xd8" * 3 + b"a", "save the note as UTF-8"),
        ("note.txt", "a" * (LARGEST_TEXT + 1), "more than"),
        ("note.txt", b"a" * (LARGEST_FILE + 1), "20 MiB"),
    ],
)
def test_what_is_no_note_is_refused_by_name(tmp_path, name, content, says):
    with pytest.raises(NoteError) as problem:
        read_document(written(tmp_path, name, content))
    assert says in str(problem.value) and str(problem.value).startswith(name)
    assert SECRET not in str(problem.value)


def test_another_zip_a_bomb_and_a_folder(tmp_path):
    for parts, says in (({"a.txt": b"x"}, "no Word document"), ({"word/document.xml": bytes(65 * 2**20)}, "64 MiB")):
        with zipfile.ZipFile(tmp_path / "note.docx", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        with pytest.raises(NoteError, match=says):
            read_document(tmp_path / "note.docx")
    with pytest.raises(NoteError, match="folder"):
        read_document(tmp_path)
    with pytest.raises(NoteError, match="no such file"):
        read_document(tmp_path / "none.txt")


# Marks


def test_pieces_are_the_text_and_overlaps_carry_both():
    text = "The left tube and the right tube were removed."
    spans = [(0, 13), (0, 46), (22, 32)]
    found = {"codes": [{"hcpcs": f"5866{at}", "evidence": [{"start": start, "end": end}]} for at, (start, end) in enumerate(spans)]}
    made = pieces(text, marks(found))
    assert "".join(one.text for one in made) == text
    assert [[mark.number for mark in one.marks] for one in made] == [[1, 2], [2], [2, 3], [2]]
    assert [[mark.key for mark in one.begins] for one in made] == [["c1e1", "c2e1"], [], ["c3e1"], []]


def test_lines_count_from_one():
    lines = Lines("one\r\ntwo\nthree")
    assert [lines.place(at) for at in (0, 4, 5, 9, 13)] == [(1, 1), (1, 5), (2, 1), (3, 1), (3, 5)]


# The page


def test_the_page_shows_script_as_text():
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    text = f"{POLYP}{evil}"
    made = record(text, name=evil, notes=[evil], abstained_because=evil)
    made["codes"][0]["words"] = evil
    html = page(made, text)
    assert "<script" not in html and "<img" not in html
    assert html.count("&lt;script&gt;") >= 4


def test_the_page_links_codes_and_words_both_ways():
    html = page(record(), POLYP)
    assert 'href="#c1e1"' in html and 'id="c1e1"' in html and 'href="#code-1"' in html and 'id="code-1"' in html
    assert re.search(r"<mark[^>]*>.*?The polyp was grasped and removed with the polyp forceps\.</mark>", html)
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(re.findall(r'id="([^"]+)"', html))


def test_the_page_holds_the_whole_note_and_asks_for_nothing():
    html = page(record(), POLYP)
    shown = re.search(r'<div class="note">(.*?)</div>', html, re.DOTALL)[1]
    assert re.sub(r"<a [^>]*>\d</a>|<[^>]+>", "", shown) == POLYP
    assert not re.search(r"https?://|<link|<script|url\(", html)


def test_the_page_of_an_abstention_says_why():
    html = page(record(codes=[], alternatives=[], missing=[], stated=[], abstained=True, abstained_because="no family is told"), POLYP)
    assert "No code is proposed: no family is told." in html


# Prices


def test_prices_of_the_three_settings_and_the_day_they_are_of():
    engine = Engine()
    code = {"hcpcs": "58558", "modifiers": [], "units": 1}
    found = prices(engine, [code], "2025-03-10")
    assert [(one["setting"], one["allowed"]) for one in found["settings"]] == [
        ("office", "1207.17"),
        ("hospital", "3404.01"),
        ("asc", "1898.74"),
    ]
    found = prices(engine, [code], None)
    assert found["on"] == latest_day(engine) and "no day was given" in found["on_because"]
    assert all(one["allowed"] for one in found["settings"])
    assert prices(engine, [], "2025-03-10") is None


def test_units_are_priced_and_a_day_without_schedule_says_why():
    engine = Engine()
    one, two = (prices(engine, [{"hcpcs": "11201", "modifiers": [], "units": units}], "2025-03-10") for units in (1, 2))
    assert one["settings"][0]["lines"][0]["allowed"] != two["settings"][0]["lines"][0]["allowed"]
    assert (
        "no physician fee schedule is held for 2001-01-01"
        in prices(engine, [{"hcpcs": "58558", "modifiers": []}], "2001-01-01")["notes"][0]
    )
    with pytest.raises(NoteError):
        prices(engine, [{"hcpcs": "58558", "modifiers": []}], "2025-03-10", None, {"zip": "00000"})


# The command


def test_text_names_codes_evidence_and_prices(run, tmp_path):
    status, out, err = run("note", written(tmp_path, "polyp.txt", POLYP), "--on", "2025-03-10")
    assert status in (0, 1) and err == ""
    said = " ".join(out.split())
    assert "58558" in said and "The polyp was grasped and removed with the polyp forceps." in said
    assert "$1,207.17" in said and "$3,404.01" in said


def test_json_is_the_record_with_offsets_into_the_file(run, tmp_path):
    status, out, _ = run("note", written(tmp_path, "polyp.txt", POLYP.replace("\n", "\r\n")), "--json")
    found = json.loads(out)
    assert status in (0, 1) and found["schema"] == "allowable.note/1" and [one["hcpcs"] for one in found["codes"]] == ["58558"]
    text = (tmp_path / "polyp.txt").read_bytes().decode()
    spans = [span for code in found["codes"] for span in code["evidence"]]
    assert spans and all(text[one["start"] : one["end"]] == one["text"] for one in spans)
    assert found["prices"]["on_because"].startswith("no day was given")


def test_html_and_json_files_and_no_prices(run, tmp_path):
    page_file, json_file = tmp_path / "a.html", tmp_path / "a.json"
    status, out, _ = run("note", written(tmp_path, "polyp.txt", POLYP), "--html", page_file, "-o", json_file, "--no-prices")
    assert status in (0, 1) and out.count("wrote") == 2
    assert "<mark" in page_file.read_text() and json.loads(json_file.read_text())["prices"] is None
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.html", "a.json", "polyp.txt"]


def test_an_abstention_is_status_one_and_says_why(run, tmp_path):
    status, out, _ = run("note", written(tmp_path, "visit.txt", VISIT))
    assert status == 1 and "No code is proposed" in out and "58558" not in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["none.txt"], "no such file"),
        (["polyp.txt", "--on", "yesterday"], "yesterday"),
        (["polyp.txt", "--setting", "home"], "home"),
        (["polyp.txt", "-o", "a.pdf"], "its ending"),
        (["polyp.txt", "--zip", "1"], "1"),
        (["polyp.txt", "--model-name", "one"], "--model URL"),
        (["polyp.txt", "--model", "https://models.example.org/v1", "--model-name", "one"], "--send-note-to models.example.org"),
        (["polyp.txt", "--model", "http://127.0.0.1:1/v1"], "--model-name"),
    ],
)
def test_bad_input_is_one_line_and_status_two(run, tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "polyp.txt", POLYP)
    status, out, err = run("note", *words)
    assert status == 2 and out == "" and says in err and err.count("\n") == 1
    assert "polyp was grasped" not in err


def test_a_model_that_is_not_there_changes_nothing(run, tmp_path):
    path = written(tmp_path, "polyp.txt", POLYP)
    _, without, _ = run("note", path, "--json", "--no-prices")
    _, found, err = run(
        "note", path, "--json", "--no-prices", "--model", "http://127.0.0.1:1/v1", "--model-name", "one", "--model-timeout", "2"
    )
    assert json.loads(found)["codes"] == json.loads(without)["codes"]
    assert "on this machine" in err and "the note was read without it" in " ".join(json.loads(found)["notes"])


def test_standard_input(tmp_path):
    done = process("note", "-", "--json", "--no-prices", input=POLYP)
    assert done.returncode in (0, 1) and json.loads(done.stdout)["name"] == "standard input", done.stderr
    assert process("note", "-", input="").returncode == 2


def test_nothing_of_a_note_is_logged_cached_or_left(tmp_path):
    path = written(tmp_path, "polyp.txt", POLYP.replace("The patient", SECRET))
    home = tmp_path / "home"
    home.mkdir()
    places = {"HOME": str(home), "TMPDIR": str(home), "XDG_CACHE_HOME": str(home), "ALLOWABLE_STORE": str(home / "store")}
    done = process("note", str(path), "--no-prices", env={**ENVIRONMENT, **places, "PYTHONDONTWRITEBYTECODE": "1"})
    assert done.returncode in (0, 1) and done.stderr == ""
    assert [name for _, _, files in os.walk(home) for name in files] == []


def test_nothing_of_a_note_is_logged(caplog, tmp_path):
    from allowable.notes import read_note

    with caplog.at_level(logging.DEBUG):
        read_note(read_document(pdf(tmp_path, POLYP.replace("The patient", SECRET).replace("#", ""))).text)
    assert SECRET.split()[0] not in caplog.text
