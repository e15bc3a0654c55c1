"""A guide in every format, read again by a reader that is not ours, holds the figures of the guide object: to the cent, with their sources.

The sample's figures are CMS's for services of 2024-03-15: units of RVU24AR times the conversion factor 33.2875 (RVU24AR), rates of OPPS
Addendum B and of ASC Addendum AA of January 2024. The words and the hashes of its files are made for this test.
"""

import io
import json
import re
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allowable.guides import render
from allowable.guides.render import CannotWrite, write
from allowable.guides.render.chart import PRINT, svg
from allowable.guides.render.figures import ranges, short_word
from allowable.guides.render.sections import document
from allowable.guides.render.view import Chart, Table, letters, money_text

NOT_HERE = "not applicable in this setting: CMS marks the service NA there"
INFERRED = "APC 5414: inferred from status and rate"
SOURCES = (
    (1, "file", "relative_values", "RVU24AR", "pprrvu_rvu24ar_jan.csv.gz"),
    (2, "law", "conversion_factor", "Dollars per relative value unit", "Consolidated Appropriations Act, 2024"),
    (3, "file", "addendum_b", "OPPS 2024Q1 Addendum B", "addendum_b_si_rate_2024Q1.csv.gz"),
    (4, "file", "asc_rates", "ASC 2024-01-01 AA", "AA.txt"),
    (5, "file", "code pairs, practitioner", "NCCI PTP practitioner 2024Q3", "ncci_ptp_practitioner_2024Q3_full.csv.gz"),
)
# hcpcs, role, work, (facility total, amount), (non-facility total, amount), (hospital amount, APC, status), (ASC amount, indicator)
FACTS = (
    ("58555", "base", "2.65", ("4.53", "150.79"), ("10.84", "360.84"), ("2978.77", "5414", "J1"), ("1586.25", "A2")),
    ("58558", "member", "4.17", ("6.92", "230.35"), ("39.55", "1316.52"), ("2978.77", "5414", "J1"), ("1586.25", "A2")),
    ("58559", "member", "5.20", ("8.49", "282.61"), (None, None), ("4739.10", "5415", "J1"), ("2135.57", "A2")),
    ("58340", "related", "0.88", ("1.73", "57.59"), ("7.26", "241.67"), (None, None, "N"), (None, "N1")),
)
AMOUNTS = ("$150.79", "$360.84", "$230.35", "$1,316.52", "$282.61", "$57.59", "$241.67", "$2,978.77", "$4,739.10", "$1,586.25", "$2,135.57")
UNITS = ("2.65", "4.17", "5.20", "0.88", "4.53", "6.92", "8.49", "1.73", "10.84", "39.55", "7.26")
INDICATORS = ("status", "global_days", "multiple_procedure", "endoscopic_base", "bilateral", "assistant", "co_surgeon", "team")
SHA = "5f" * 32
SITES = ("physician", "hospital", "asc")
CAUSE = "conversion factor 33.8872 to 33.2875"


def figure(amount, sources, reasons=(), **more):
    outcome = "priced" if amount else "not_payable"
    return {"amount": amount, "outcome": outcome, "reasons": list(reasons), "sources": list(sources), **more}


def sample_code(fact):
    hcpcs, role, work, inside, outside, hospital, asc = fact
    return {
        "hcpcs": hcpcs,
        "words": f"our words for {hcpcs}",
        "choose": "where it was done",
        "role": role,
        "role_from": "published facts",
        "work_rvu": work,
        "physician": {
            "facility": figure(inside[1], (1, 2), total_rvu=inside[0]),
            "non_facility": figure(outside[1], (1, 2), () if outside[1] else (NOT_HERE,), total_rvu=outside[0]),
        },
        "indicators": dict.fromkeys(INDICATORS, "0") | {"endoscopic_base": "58555" if role == "member" else None},
        "hospital": figure(hospital[0], (3,), (INFERRED,) if hospital[0] else ("status N: packaged",), apc=hospital[1], status=hospital[2]),
        "asc": figure(asc[0], (4,), () if asc[0] else ("indicator N1: packaged",), indicator=asc[1]),
        "truths": {
            "priced": {"answer": "yes", "because": "an amount is held", "cites": [], "sources": [1]},
            "covered": {"answer": "not checked", "because": "no policy is held", "cites": [], "sources": []},
            "performable": {
                "answer": "no",
                "because": "device gone",
                "cites": [{"document": "A notice", "place": "page 1", "evidence": "S"}],
            },
        },
        "documentation": ["what was seen"],
        "diagnoses": [{"icd10cm": "N84.0", "words": "polyp"}],
        "denials": ["billed twice"],
        "words_sources": ["practice"],
    }


def sample_site(site, modifier):
    amounts = [{"hcpcs": "58555", "amount": "1489.39", "of": "2978.77", "outcome": "priced", "reasons": [], "sources": [3]}]
    held = site == "hospital" and modifier == "73"
    cite = {"document": "42 CFR", "place": "419.44(b)(1)", "evidence": "V", "url": "https://www.ecfr.gov/current/title-42/section-419.44"}
    return {
        "use": f"{modifier} at {site}",
        "payment": "one half",
        "amounts": amounts if held else [],
        "document": ["why"],
        "cites": [cite],
        "evidence": "V",
    }


def sample_bars():
    for hcpcs, role, _, inside, outside, hospital, asc in FACTS:
        if role == "related":
            continue
        yield {
            "hcpcs": hcpcs,
            "site": "office",
            "physician": outside[1],
            "facility": None,
            "total": outside[1],
            "reasons": [NOT_HERE],
            "sources": [1],
        }
        for site, amount in (("hospital", hospital[0]), ("asc", asc[0])):
            total = str(Decimal(inside[1]) + Decimal(amount))
            yield {
                "hcpcs": hcpcs,
                "site": site,
                "physician": inside[1],
                "facility": amount,
                "total": total,
                "reasons": [],
                "sources": [1, 3],
            }


def sample_source(number, kind, table, release, file):
    law = kind == "law"
    more = {"sha256": None, "value": "33.2875", "evidence": "V"} if law else {"sha256": SHA, "value": None, "evidence": None}
    span = {"effective": "2024-03-09", "until": "2024-04-01", "known": "2024-03-09"}
    return {
        "id": number,
        "kind": kind,
        "table": table,
        "release": release,
        "file": file,
        "member": None,
        "trust": "converted",
        **span,
        **more,
    }


def sample():
    codes = [fact[0] for fact in FACTS]
    pair = {
        "column_1": "58558",
        "column_2": "58555",
        "indicator": "0",
        "deletion": None,
        "rationale": "separate procedure",
        "says": "58555 is denied",
    }
    change = {
        "hcpcs": "58555",
        "figure": "physician amount, facility",
        "before": "152.83",
        "after": "150.79",
        "change": "-2.04",
        "percent": "-1.33",
    }
    return {
        "schema": "allowable.guide/1",
        "family": "hysteroscopy",
        "title": "Hysteroscopy",
        "says": "looking into the uterus",
        "on": "2024-03-15",
        "known_on": None,
        "place": {"kind": "national", "says": "National amounts.", "mac": None, "locality": None, "zip": None, "cbsa": None},
        "notice": ["CPT codes are the American Medical Association's.", "No promise of payment."],
        "codes": [sample_code(fact) for fact in FACTS],
        "modifiers": [{"modifier": name, "sites": {site: sample_site(site, name) for site in SITES}} for name in ("52", "73")],
        "pairs": {"held": False, "speaks_for": "2024 Q3", "codes": codes, "cells": [pair], "note": "Not checked.", "sources": [5]},
        "devices": [{"hcpcs": None, "says": "No device code is billed", "settings": ["asc"], "cites": ["a guide"]}],
        "diagnoses": [{"icd10cm": "N84.0", "words": "polyp", "codes": ["58558"], "evidence": "S"}],
        "checklist": [{"item": "Fluid deficit as a number", "codes": [], "source": "practice"}],
        "changes": {"compared_with": "2023-03-15", "rows": [change | {"cause": CAUSE, "sources": [1, 2]}], "note": None},
        "chart": {"title": "By site of care", "rows": list(sample_bars()), "left_out": [{"hcpcs": "58565", "because": "device gone"}]},
        "sources": [sample_source(*source) for source in SOURCES],
        "words_sources": [{"id": "practice", "document": "Practice of the field", "place": "operative notes", "evidence": "U"}],
        "not_applied": "Claim rules are not applied.",
        "unverified": ["Practice of the field"],
    }


@pytest.fixture(scope="module")
def guide():
    return sample()


def made(guide, ending, **view):
    return render.render(guide, ending, **view)


def pdf_text(content):
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def html_text(content):
    from lxml import html

    return html.fromstring(content.decode("utf-8")).text_content()


def docx_text(content):
    from docx import Document

    word = Document(io.BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in word.paragraphs), *cells])


def terminal_text(guide, width):
    from rich.console import Console

    stream = io.StringIO()
    render.terminal(guide, Console(file=stream, width=width))
    return stream.getvalue()


READ = {".pdf": pdf_text, ".html": html_text, ".docx": docx_text, ".md": lambda content: content.decode("utf-8")}


@pytest.mark.parametrize("ending", READ)
def test_every_figure_and_source_stands_in_the_file(guide, ending):
    text = READ[ending](made(guide, ending))
    flat = re.sub(r"[\s\u200b]+", "", text)
    wanted = [
        *AMOUNTS,
        *UNITS,
        "NA here",
        "packaged",
        NOT_HERE,
        "58559",
        "5415",
        "J1",
        "A2",
        "N1",
        "2024-03-15",
        "$1,489.39 of $2,978.77",
        "−$2.04",
        "−1.33%",
    ]
    wanted += [
        "N84.0",
        "Fluid deficit as a number",
        CAUSE,
        "never paid together",
        "Practice of the field",
        "42 CFR",
    ]
    wanted += ["No promise of payment.", "Claim rules are not applied.", "58565 is left out", SHA if ending == ".html" else SHA[:12]]
    wanted += [file for *_, file in SOURCES]
    absent = [one for one in wanted if re.sub(r"\s+", "", one) not in flat]
    assert absent == []


def test_json_is_the_guide_itself_with_its_cents(guide):
    assert json.loads(made(guide, ".json", whole_dollars=True)) == guide


def test_workbook_has_numbers_sources_and_reasons(guide):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(made(guide, ".xlsx")))
    rows = list(book["Codes"].iter_rows(values_only=True))
    read = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    for fact, row in zip(FACTS, read, strict=True):
        assert row["Code"] == fact[0]
        for title, text in (
            ("Work RVU", fact[2]),
            ("Physician, facility: Payment", fact[3][1]),
            ("Physician, facility: Total RVU", fact[3][0]),
            ("Hospital outpatient: Payment", fact[5][0]),
            ("ASC: Payment", fact[6][0]),
        ):
            assert (Decimal(str(row[title])) if text else row[title]) == (Decimal(text) if text else "packaged")
        assert row["Sources of Physician, facility: Payment"] == "1,2"
    assert read[2]["Physician, non-facility: Payment"] == "NA here"
    assert NOT_HERE in read[2]["Reasons"]
    assert book["Codes"].freeze_panes == "C2"
    payment = rows[0].index("Physician, facility: Payment") + 1
    assert "0.00" in book["Codes"].cell(2, payment).number_format
    assert [row[8] for row in book["Sources"].iter_rows(min_row=2, values_only=True)] == [SHA, "no file", SHA, SHA, SHA]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_terminal_cuts_no_figure_at_any_width(guide, width):
    text = terminal_text(guide, width)
    assert [one for one in (*AMOUNTS, *UNITS) if one not in text] == []
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width


def test_terminal_stays_a_function_after_it_was_used(guide):
    terminal_text(guide, 80)
    assert callable(render.terminal)


def tables(guide, **view):
    for section in document(guide, **view).sections:
        for block in section.blocks:
            if isinstance(block, (Table, Chart)):
                yield block if isinstance(block, Table) else block.table


def test_no_cell_is_blank_and_no_absent_figure_is_a_zero(guide):
    for table in tables(guide):
        for row in table.flat:
            for cell in row:
                assert cell.text or cell.items, (table.name, [one.text for one in row])
                assert cell.value is not None or cell.kind not in ("money", "units"), (table.name, cell.text)


def test_every_figure_of_the_codes_carries_a_source(guide):
    for table in tables(guide):
        if table.name in ("Codes", "Sites of care", "Indicators"):
            figures = [cell for row in table.flat for cell in row if cell.kind in ("money", "units")]
            assert all(cell.marks and cell.marks[0].isdigit() for cell in figures), table.name


def test_every_mark_leads_to_a_source_an_authority_or_a_note(guide):
    anchors = {cell.anchor for table in tables(guide) for row in table.flat for cell in row if cell.anchor}
    for table in tables(guide):
        known = anchors | {mark for mark, _ in table.notes}
        used = {mark for row in table.flat for cell in row for mark in (*cell.marks, *(mark for item in cell.items for mark in item.marks))}
        assert {end for mark in used for end in mark.split("–")} <= known, table.name


def test_a_reason_that_speaks_of_the_apc_stands_at_the_apc(guide):
    table = next(tables(guide))
    at = table.labels.index("Hospital outpatient: APC")
    note = dict(table.notes)[table.flat[0][at].marks[-1]]
    assert note == "APC: inferred from status and rate"
    assert table.flat[0][at - 1].marks == ("3",)


def test_whole_dollars_are_a_view(guide):
    text = made(guide, ".md", whole_dollars=True).decode("utf-8")
    assert "$1,317" in text and "$1,316.52" not in text and "whole dollars, as a view" in text
    assert "39.55" in text


@pytest.mark.parametrize("amount, cents, dollars", [
    ("1316.52", "$1,316.52", "$1,317"), ("62.50", "$62.50", "$63"), ("62.49", "$62.49", "$62"),
    ("0.00", "$0.00", "$0"), ("-2.04", "-$2.04", "-$2"),
])  # fmt: skip
def test_dollars(amount, cents, dollars):
    assert money_text(amount) == cents
    assert money_text(amount, whole_dollars=True) == dollars


def test_page_asks_for_nothing_and_its_links_lead_somewhere(guide):
    from lxml import html

    content = made(guide, ".html")
    assert len(content) <= 250_000
    page = html.fromstring(content.decode("utf-8"))
    assert page.xpath("//script | //link | //img | //iframe | //object | //*[@src] | //*[@onclick] | //base") == []
    links = page.xpath("//@href")
    identifiers = page.xpath("//@id")
    assert links and all(link.startswith("#") and link[1:] in identifiers for link in links)
    assert len(identifiers) == len(set(identifiers))
    style = page.xpath("string(//style)")
    assert not re.search(r"url\(|@import|https?:", style)
    assert "prefers-color-scheme: dark" in style and "@media print" in style
    # an address may stand there only as the words of a citation
    assert {one.getparent().tag for one in page.xpath("//text()[contains(., '://')]")} <= {"td"}


def test_page_has_tables_that_can_be_read_aloud(guide):
    from lxml import html

    page = html.fromstring(made(guide, ".html").decode("utf-8"))
    assert page.get("lang") == "en-US"
    for table in page.xpath("//table"):
        assert table.xpath("caption")
        assert all(head.get("scope") in ("col", "colgroup", "row", "rowgroup") for head in table.xpath(".//th"))
        assert all(row.xpath("th") for row in table.xpath(".//tbody/tr"))
    assert page.xpath("//figure//*[local-name()='svg']/*[local-name()='title']")


def test_page_escapes_what_it_shows(guide):
    hostile = {**guide, "title": "<script>alert(1)</script> guide", "notice": ["a <b>bold</b> & claim"]}
    content = made(hostile, ".html").decode("utf-8")
    assert "<script>" not in content and "&lt;b&gt;bold&lt;/b&gt; &amp; claim" in content


def test_pdf_is_titled_tagged_and_numbered(guide):
    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(made(guide, ".pdf")))
    assert pdf.metadata.title == "Hysteroscopy: Medicare coding guide"
    assert pdf.metadata.author == "allowable"
    assert "Service day: 2024-03-15" in pdf.metadata.subject
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].lower().startswith("en")
    assert [item.title for item in pdf.outline if not isinstance(item, list)]
    total = len(pdf.pages)
    for number, page in enumerate(pdf.pages, 1):
        assert f"{number} / {total}" in page.extract_text()
        assert page.mediabox.width > page.mediabox.height
    fonts = [font.get_object()["/BaseFont"] for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    assert all(font.split("+")[-1].startswith("LibertinusSerif") for font in fonts), fonts


def test_word_document_has_headings_and_heads_that_repeat(guide):
    from docx import Document
    from docx.oxml.ns import qn

    word = Document(io.BytesIO(made(guide, ".docx")))
    headings = [line.text for line in word.paragraphs if line.style.name == "Heading 1"]
    assert headings == [section.title for section in document(guide).sections]
    page = word.sections[0]
    assert page.page_width > page.page_height
    room = page.page_width - page.left_margin - page.right_margin
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert sum(column.width for column in table.columns) <= room + 9_144
    assert len(word.inline_shapes) == 1
    assert word.core_properties.title == "Hysteroscopy: Medicare coding guide"


def chart_of(guide):
    return next(block for section in document(guide).sections for block in section.blocks if isinstance(block, Chart))


def test_chart_draws_shares_by_length_and_words_for_what_is_absent(guide):
    from lxml import etree

    chart = chart_of(guide)
    root = etree.fromstring(svg(chart))
    space = {"s": "http://www.w3.org/2000/svg"}
    bars = [one for one in root.findall("s:rect", space) if one.get("height") != "10"]
    assert len(bars) == sum((bar.physician is not None) + (bar.facility is not None) for bar in chart.bars if bar.total)
    longest = max(Decimal(bar.total) for bar in chart.bars if bar.total)
    ends = max(int(one.get("x")) + int(one.get("width")) for one in bars)
    start = min(int(one.get("x")) for one in bars)
    first = chart.bars[1]  # 58555 in the hospital
    drawn = [one for one in bars if one.get("y") == bars[1].get("y")]
    length = sum(int(one.get("width")) for one in drawn)
    assert abs(length / (ends - start) - float(Decimal(first.total) / longest)) < 0.01
    texts = ["".join(one.itertext()) for one in root.findall("s:text", space)]
    assert "NA here" in texts and any(text.startswith("$3,129.56") for text in texts)
    assert {one.get("fill") for one in bars} == {PRINT["physician"], PRINT["facility"]}


@pytest.mark.parametrize("figure, word", [
    ({"outcome": "not_payable", "reasons": [NOT_HERE]}, "NA here"),
    ({"outcome": "not_payable", "reasons": ["status N: packaged into others"]}, "packaged"),
    ({"outcome": "not_payable", "reasons": ["indicator"], "indicator": "N1"}, "packaged"),
    ({"outcome": "pends", "reasons": ["status C: the contractor sets the price, by report"]}, "by report"),
    ({"outcome": "pends", "reasons": ["status J: base and time units"]}, "pends"),
    ({"outcome": "not_payable", "reasons": ["status N: not covered by Medicare"]}, "not paid"),
    ({"outcome": "unknown", "reasons": ["no row of asc_rates is in force"]}, "not listed"),
    ({"outcome": "unknown", "reasons": ["no release of asc_rates is held"]}, "not held"),
])  # fmt: skip
def test_the_word_for_an_absent_amount(figure, word):
    assert short_word(figure) == word


@given(st.sets(st.integers(1, 60)))
def test_ranges_say_the_same_numbers(numbers):
    said = set()
    for text in ranges(numbers):
        first, _, last = text.partition("–")
        said |= set(range(int(first), int(last or first) + 1))
    assert said == numbers


def test_letters_go_on_after_z():
    assert [letters(number) for number in (0, 25, 26, 51, 52, 701, 702)] == ["a", "z", "aa", "az", "ba", "zz", "aaa"]


def test_write_names_the_endings(guide, tmp_path):
    with pytest.raises(CannotWrite, match=r"\.pdf, \.html, \.md, \.docx, \.xlsx or \.json") as problem:
        write(guide, tmp_path / "guide.txt")
    assert isinstance(problem.value, ValueError)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", render.ENDINGS)
def test_write_makes_one_whole_file(guide, tmp_path, ending):
    path = tmp_path / f"guide{ending.upper() if ending == '.md' else ending}"
    assert write(guide, path) == str(path)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_size > 1_000


@pytest.mark.parametrize("damage, says", [
    (lambda guide: guide.update(schema="allowable.guide/9"), "no guide object"),
    (lambda guide: guide.pop("codes"), "not complete"),
    (lambda guide: guide["codes"][0]["hospital"].update(sources=[99]), "refers to the source 99"),
])  # fmt: skip
def test_nothing_is_written_of_a_guide_that_is_not_whole(tmp_path, damage, says):
    broken = sample()
    damage(broken)
    for ending in render.ENDINGS:
        old = tmp_path / f"old{ending}"
        old.write_text("kept")
        with pytest.raises(CannotWrite, match=says):
            write(broken, old)
        assert old.read_text() == "kept"
    assert len(list(tmp_path.iterdir())) == len(render.ENDINGS)


def test_a_folder_that_is_not_there_is_named(guide, tmp_path):
    with pytest.raises(CannotWrite, match="there is no folder"):
        write(guide, tmp_path / "nowhere" / "guide.md")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_while_writing_leaves_the_old_file(guide, tmp_path, monkeypatch):
    path = tmp_path / "guide.md"
    path.write_text("kept")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(CannotWrite, match="No space left"):
        write(guide, path)
    assert path.read_text() == "kept"
    assert [one.name for one in tmp_path.iterdir()] == ["guide.md"]


def test_a_package_that_is_not_installed_is_named(guide, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(CannotWrite, match="openpyxl"):
        write(guide, tmp_path / "guide.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_import_loads_no_renderer():
    heavy = {"jinja2", "typst", "docx", "openpyxl", "rich", "decimal", "numpy"}
    script = f"import allowable.guides.render, sys; print(*(set(sys.modules) & {heavy}))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


def built_guide():
    from allowable.engine import Engine
    from allowable.guides import GuideError, build_guide

    try:
        return build_guide(Engine(), "hysteroscopy", "2024-03-15")
    except GuideError as problem:
        pytest.skip(f"THE GUIDE FROM THE FACTS IS NOT TESTED: {problem}")


def test_the_hysteroscopy_guide_of_2024_in_every_format():
    """58558 on 2024-03-15: RVU24AR, 6.92 and 39.55 units x 33.2875; APC 5414, corrected 2024 rate; ASC Addendum AA of January 2024."""
    guide = built_guide()
    wanted = ("$230.35", "$1,316.52", "$2,978.77", "$1,586.25", "6.92", "39.55", "62.66", "$4,739.10", "$2,135.57")
    for ending, read in READ.items():
        text = read(made(guide, ending))
        assert [one for one in wanted if one not in text] == [], ending
    assert len(made(guide, ".html")) <= 250_000
    for table in tables(guide):
        assert all(cell.text or cell.items for row in table.flat for cell in row), table.name
