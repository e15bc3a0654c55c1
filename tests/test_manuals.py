"""Manuals that a user imports: recognised, cut into passages with pages, quoted verbatim. Every manual here is made here; none is CMS's."""

import json
import pathlib

import pytest
import typst

from allowable.engine import Engine
from allowable.questions import ask
from allowable.releases.build import import_files
from allowable.releases.manuals import load_manuals, read_manual
from allowable.releases.problem import NotRecognised, Refused
from allowable.releases.store import EMBEDDED, Store
from command_line import run  # noqa: F401  a fixture

HEAD = '#set page(width: 16cm, height: 20cm, header: [Revision Date: 1/1/2031 #h(1fr) page], numbering: "1")\n#set text(size: 10pt)\n'
NCCI = (
    HEAD
    + """
#align(center)[CHAPTER VII \\ SURGERY: A CHAPTER MADE FOR A TEST \\ FOR \\
  NATIONAL CORRECT CODING INITIATIVE POLICY MANUAL \\ FOR MEDICARE SERVICES]

Revision Date: 1/1/2031

A. Introduction

The zebra principles that this invented manual lays down hold for every stripe of it, and for the pages that follow.

#pagebreak()

E. Striped System

1. The quagga band inspection (53999) is a usual step before any marmalade extraction. It is not reported apart when the
  inspector and the extractor are the same person, whatever the hour of the day.

2. If a marmalade extraction leads to the discovery of a hidden teapot, the teapot recovery may be reported with modifier 58, provided
  that the record names the teapot.

#pagebreak()

F. Teapot Procedures

1. Teapot polishing includes rinsing. The polishing of two teapots of one shelf is one unit of service, even where the shelf is crooked.

#pagebreak()

G. Closing Remarks

1. Nothing in this chapter was written by a public body, and no one should take a word of it for policy at any time.
"""
)
PROCESSING = (
    HEAD
    + """
#align(center)[Medicare Claims Processing Manual \\ Chapter 41 - Teapots and Stripes]

Table of Contents

(Rev. 12345, 10-31-30)

10 - General ........................................ 2

#pagebreak()

10.1 - Stripes on Teapots

Contractors pay for one stripe on a teapot, and no more, when the stripe was ordered in writing by the owner of the teapot.

10.2 - Crooked Shelves

A shelf that is crooked by more than a hand is returned to the carpenter without payment, together with the teapots that stand on it.

#pagebreak()

20 - Records

The owner keeps the written order of every stripe for seven winters and shows it to the contractor when it is asked for.
"""
)


def made(folder, name, source):
    """A PDF of typst source; gives its path."""
    path = folder / name
    path.write_bytes(typst.compile(source.encode()))
    return path


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    return made(tmp_path_factory.mktemp("manuals"), "chapter7.pdf", NCCI)


@pytest.fixture(scope="module")
def processing(tmp_path_factory):
    return made(tmp_path_factory.mktemp("manuals"), "clm104c41.pdf", PROCESSING)


@pytest.fixture
def engine(tmp_path, chapter, processing):
    import_files([chapter, processing], tmp_path)
    return Engine(Store([tmp_path, EMBEDDED]))


def test_a_chapter_is_cut_into_numbered_passages_with_pages(chapter):
    manual = read_manual(chapter)
    assert manual["document"] == "NCCI Policy Manual for Medicare Services"
    assert manual["edition"] == "1/1/2031"
    assert manual["pages"] == 4
    places = {(one["chapter"], one["section"], one["number"], one["page"]) for one in manual["passages"]}
    assert ("VII", "E. Striped System", "1", 2) in places
    assert ("VII", "E. Striped System", "2", 2) in places
    assert ("VII", "F. Teapot Procedures", "1", 3) in places
    inspection = next(one["text"] for one in manual["passages"] if one["section"] == "E. Striped System" and one["number"] == "1")
    assert inspection.startswith("1. The quagga band inspection (53999)")
    assert inspection.endswith("whatever the hour of the day.")


def test_running_heads_and_contents_are_left_out(chapter, processing):
    texts = [one["text"] for path in (chapter, processing) for one in read_manual(path)["passages"]]
    assert not [text for text in texts if "...." in text or text.startswith("Revision Date")]


def test_a_chapter_of_pub_100_is_cut_by_section(processing):
    manual = read_manual(processing)
    assert manual["document"] == "Medicare Claims Processing Manual"
    found = {one["section"]: one for one in manual["passages"] if one["section"]}
    assert found["10.1 Stripes on Teapots"]["chapter"] == "41"
    assert found["20 Records"]["page"] == 3


@pytest.mark.parametrize(
    ("question", "words", "place"),
    [
        ("Is the quagga band inspection reported apart from marmalade extraction?", "It is not reported apart", "page 2 of chapter7.pdf"),
        ("Is teapot polishing of two teapots one unit?", "is one unit of service", "section F. Teapot Procedures"),
        ("How many winters does the owner keep the written order of a stripe?", "for seven winters", "section 20 Records"),
        ("Which modifier when a marmalade extraction leads to a hidden teapot recovery?", "modifier 58", "paragraph 2"),
    ],
)
def test_ask_quotes_the_passage_verbatim_with_its_place(engine, question, words, place):
    found = ask(question, engine=engine)
    assert found["answered"]
    assert found["intent"] == "manual"
    quote = found["citations"][0]["quote"]
    assert words in quote
    assert quote in found["answer"]
    assert place in found["citations"][0]["place"]
    assert any(quote in passage["text"] for manual in load_manuals(engine.store.folders) for passage in manual["passages"])


@pytest.mark.parametrize(
    "question",
    [
        "Is the moon made of marmalade and cheese from Wisconsin dairies?",
        "Is the quagga inspection 58558 reported apart?",  # a code that the passage does not name
        "Is modifier 78 used when a marmalade extraction leads to a hidden teapot?",  # a modifier that it does not name
    ],
)
def test_what_no_passage_covers_is_refused(engine, question):
    assert not ask(question, engine=engine)["answered"]


def test_without_a_manual_the_same_question_is_refused(tmp_path):
    found = ask("Is teapot polishing of two teapots one unit?", engine=Engine(Store([tmp_path, EMBEDDED])))
    assert not found["answered"]


def test_a_second_import_replaces_the_first(tmp_path, chapter):
    import_files([chapter], tmp_path)
    import_files([chapter], tmp_path)
    assert len(load_manuals([tmp_path])) == 1


def test_other_pdfs_are_not_taken_for_manuals(tmp_path):
    other = made(tmp_path, "letter.pdf", HEAD + "Dear reader, this is a letter about nothing in particular.")
    with pytest.raises(NotRecognised, match="neither an NCCI policy manual"):
        read_manual(other)
    with pytest.raises(NotRecognised):
        import_files([other], tmp_path / "store")


def test_damaged_and_empty_pdfs_are_refused_by_name(tmp_path, chapter):
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(chapter.read_bytes()[:900])
    empty = made(tmp_path, "scan.pdf", "#set page(width: 5cm, height: 5cm)\n#rect()")
    for path in (cut, empty):
        with pytest.raises(Refused, match=path.name):
            read_manual(path)
    title = made(tmp_path, "title.pdf", HEAD + "National Correct Coding Initiative Policy Manual, Chapter I")
    with pytest.raises(Refused, match="passages"):
        read_manual(title)


def test_a_damaged_manual_of_the_store_says_to_import_it_again(tmp_path, chapter):
    import_files([chapter], tmp_path)
    kept = next(pathlib.Path(tmp_path, "manuals").iterdir())
    kept.write_text("{}")
    with pytest.raises(Refused, match="import the PDF again"):
        load_manuals([tmp_path])


def test_the_command_imports_and_asks(run, monkeypatch, tmp_path, chapter):  # noqa: F811
    monkeypatch.setenv("ALLOWABLE_STORE", str(tmp_path / "store"))
    status, out, _ = run("releases", "import", chapter)
    assert status == 0
    assert "1 file read" in out
    status, out, _ = run("releases", "list", "--json")
    [held] = json.loads(out)["manuals"]
    assert held["document"] == "NCCI Policy Manual for Medicare Services" and held["file"] == chapter.name and "text" not in str(held)
    assert f"from {chapter.name}" in run("releases", "list")[1]
    status, out, _ = run("ask", "Is teapot polishing of two teapots one unit?", "--json")
    assert status == 0
    assert json.loads(out)["citations"][0]["quote"].startswith("1. Teapot polishing includes rinsing.")
