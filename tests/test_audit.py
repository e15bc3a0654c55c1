"""The audit of somebody's guide: the two published ones it was made for, a guide of our own, and documents that cannot be read.

What the coding guide of 2024 gets wrong was worked out by hand from CMS's files: conversion factors 32.7442 and, from 2024-03-09, 33.2875
(RVU24A, RVU24AR); ASC Addendum AA of January and April 2024; the two vintages of the OPPS rates of 2024, uncorrected and corrected.
"""

import io
import json
import zipfile

import pytest

from allowable.audits import AuditError, audit_file, exit_status, render
from allowable.guides import build_guide
from allowable.guides import render as guide_render

GUIDE = "operative-hysteroscopy-2024-coding-guide.txt"
PAGE = "code-58565-reference-page.txt"


@pytest.fixture(scope="module")
def guide(engine, shared):
    return audit_file(engine, shared / "seeds" / GUIDE)


def named(report, hcpcs, figure):
    return [one for one in report["figures"] if one["hcpcs"] == hcpcs and one["figure"] == figure]


def days(span):
    return span["service_from"], span["service_until"]


def finding(report, kind):
    return [one["says"] for one in report["findings"] if one["kind"] == kind]


# ---- the coding guide of 2024


def test_every_figure_of_the_guide_is_read_and_bound(guide):
    assert guide["codes"] == ["58555", "58558", "58562", "58563"]
    assert guide["counts"] == {"true": 27, "false": 5, "not_checked": 0}
    assert all(one["meaning_by"] == "words" for one in guide["figures"])


def test_the_guide_is_true_as_a_whole_for_three_weeks_of_march(guide):
    window = guide["window"]
    assert days(window) == ("2024-03-09", "2024-03-31")
    assert (window["figures_true"], window["figures_in_all"]) == (27, 32)
    assert (window["known_from"], window["known_until"]) == ("2024-03-09", None)


PHYSICIAN = [  # printed in whole dollars, and the amount at 33.2875 to the cent
    ("58555", "facility", "$151", "150.79"),
    ("58555", "non-facility", "$361", "360.84"),
    ("58558", "facility", "$230", "230.35"),
    ("58558", "non-facility", "$1,317", "1316.52"),
    ("58562", "facility", "$221", "220.70"),
    ("58562", "non-facility", "$431", "431.41"),
    ("58563", "facility", "$245", "244.66"),
    ("58563", "non-facility", "$2,086", "2085.79"),
]


@pytest.mark.parametrize(("hcpcs", "place", "printed", "right"), PHYSICIAN)
def test_physician_amounts_hold_from_the_ninth_of_march(guide, hcpcs, place, printed, right):
    (one,) = named(guide, hcpcs, f"physician {place} amount")
    assert (one["text"], one["rounding"], one["outcome"]) == (printed, "whole dollars", "true")
    assert one["right"][0]["value"] == right
    assert [days(span) for span in one["holds"]] == [("2024-03-09", "2024-09-30")]
    assert one["windows"][0]["service_from"] == "2024-03-09"
    assert "conversion factor 32.7442 became 33.2875" in one["because"]


def test_the_asc_amount_of_58563_ends_with_march(guide):
    (one,) = named(guide, "58563", "asc amount")
    assert (one["text"], one["outcome"]) == ("$2,136", "true")
    assert [days(span) for span in one["windows"]] == [("2024-01-01", "2024-03-31")]
    assert "payment rate 2135.57 became 2135.33" in one["because"]


@pytest.mark.parametrize("hcpcs", ["58555", "58558", "58562"])
def test_the_other_asc_amounts_hold_all_year(guide, hcpcs):
    (one,) = named(guide, hcpcs, "asc amount")
    assert [days(span) for span in one["holds"]] == [("2024-01-01", "2024-12-31")]
    assert [span["value"] for span in one["windows"]] == ["1586.25", "1586.07", "1586.07", "1586.07"]


HOSPITAL = [("58555", "$2,982", "2981.88", "2978.77"), ("58558", "$2,982", "2981.88", "2978.77"), ("58563", "$4,744", "4744.03", "4739.10")]


@pytest.mark.parametrize(("hcpcs", "printed", "uncorrected", "right"), HOSPITAL)
def test_hospital_figures_belong_to_the_uncorrected_final_rule(guide, hcpcs, printed, uncorrected, right):
    (one,) = named(guide, hcpcs, "hospital amount")
    assert (one["text"], one["outcome"], one["kind"]) == (printed, "false", "superseded")
    assert [(span["value"], days(span)) for span in one["right"]] == [(right, ("2024-01-01", "2024-12-31"))]
    window = one["windows"][0]
    assert window["value"] == uncorrected
    assert window["service_from"] == "2024-01-01"
    assert window["known_until"] < "2024-01-02"
    assert "final rule" in window["release"]


def test_one_total_is_a_hundredth_too_high_in_every_release(guide):
    (one,) = named(guide, "58563", "total RVU non-facility")
    assert (one["text"], one["outcome"], one["windows"]) == ("62.67", "false", [])
    assert [span["value"] for span in one["right"]] == ["62.66"]
    assert "0.01 too high" in one["because"]


def test_the_hospital_and_asc_columns_cite_no_source(guide):
    assert guide["states"]["cites"] == ["CPT", "NCCI", "physician"]
    assert [(one["setting"], one["figures"], one["columns"]) for one in guide["uncited"]] == [
        ("hospital", 4, ["Hospital Outpatient"]),
        ("asc", 4, ["Ambulatory Surgical Center"]),
    ]


def test_days_without_a_release_are_said_to_be_uncompared(guide):
    assert finding(guide, "not held") == [
        "24 physician figures could not be compared for service days 2024-10-01 to 2024-12-31: no release is held for those days."
    ]


def test_right_values_name_their_sources(guide):
    ids = [one["id"] for one in guide["sources"]]
    assert ids == list(range(1, len(ids) + 1))
    for one in guide["figures"]:
        assert all(entry["sources"] for entry in one["right"] if entry["value"] is not None), one["text"]
        assert {number for entry in one["right"] for number in entry["sources"]} <= set(ids)
    assert all(len(one["sha256"]) >= 64 for one in guide["sources"] if "release" in one)


def test_looking_in_december_2023_the_hospital_figures_were_true(engine, shared):
    report = audit_file(engine, shared / "seeds" / GUIDE, known_on="2023-12-01")
    amounts = [one for one in report["figures"] if one["figure"] == "hospital amount"]
    assert [one["outcome"] for one in amounts] == ["true"] * 4
    others = {one["outcome"] for one in report["figures"] if one["figure"] != "hospital amount"}
    assert others == {"not_checked"}


@pytest.mark.parametrize(("day", "true"), [("2024-02-01", 19), ("2024-03-15", 27), ("2024-05-01", 26)])
def test_a_service_day_can_be_asked_for(engine, shared, day, true):
    report = audit_file(engine, shared / "seeds" / GUIDE, day=day)
    assert report["counts"]["true"] == true


def test_a_page_without_figures_says_so(engine, shared):
    report = audit_file(engine, shared / "seeds" / PAGE)
    assert (report["figures"], report["window"], report["codes"]) == ([], None, ["58565"])
    assert [one["outcome"] for one in report["findings"]] == ["not_checked"]
    assert "nothing was checked" in report["findings"][0]["says"]
    assert exit_status(report) == 1  # no data is not a pass


# ---- a guide of our own


@pytest.mark.parametrize("ending", [".md", ".html", ".docx"])
@pytest.mark.parametrize("day", ["2024-03-15", "2025-03-10"])
def test_our_own_guide_is_true(engine, tmp_path, ending, day):
    path = guide_render.write(build_guide(engine, "hysteroscopy", day), tmp_path / f"own{ending}")
    report = audit_file(engine, path)
    assert [(one["text"], one["hcpcs"], one["because"]) for one in report["figures"] if one["outcome"] == "false"] == []
    assert report["counts"]["true"] >= 200
    assert report["states"]["day"] == day
    assert report["window"]["figures_true"] == report["window"]["figures_in_all"]
    assert report["uncited"] == []


# ---- the report


def test_the_report_is_plain_json_and_keeps_the_contract(guide):
    assert json.loads(json.dumps(guide)) == guide
    assert guide["schema"] == "allowable.audit/1"
    keys = {"schema", "file", "sha256", "codes", "figures", "window", "findings", "uncited", "sources"}
    assert keys <= set(guide)
    figure = {"text", "at", "hcpcs", "figure", "printed", "rounding", "outcome", "windows", "right", "because"}
    assert all(figure <= set(one) for one in guide["figures"])
    window = {"service_from", "service_until", "known_from", "known_until", "value", "release"}
    assert all(window <= set(span) for one in guide["figures"] for span in one["windows"])


@pytest.mark.parametrize("ending", render.ENDINGS)
def test_the_report_is_written_in_each_format(guide, tmp_path, ending):
    path = tmp_path / f"report{ending}"
    render.write(guide, path)
    text = path.read_text(encoding="utf-8").replace("\\$", "$")
    for words in ("62.67", "62.66", "58563", "2024-03-09", "conversion factor"):
        assert words in text
    assert list(tmp_path.iterdir()) == [path]


def test_the_page_asks_nobody_for_anything(guide):
    from lxml import html

    page = html.fromstring(render.render(guide, ".html"))
    assert page.xpath("//script | //link | //img | //iframe | //@src") == []
    assert [link for link in page.xpath("//a/@href") if not link.startswith("#")] == []
    assert len(page.xpath("//section[@aria-labelledby='figures']//tbody/tr")) == len(guide["figures"])
    assert all(page.xpath(f"//*[@id='{link[1:]}']") for link in page.xpath("//a/@href"))


@pytest.mark.parametrize("width", [80, 120])
def test_the_terminal_shows_the_errors_within_its_width(guide, width):
    from rich.console import Console

    console = Console(file=io.StringIO(), width=width, highlight=False)
    render.terminal(guide, console)
    lines = console.file.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert any("62.67" in line and "62.66" in line for line in lines)


def test_nothing_is_written_where_no_folder_is(guide, tmp_path):
    with pytest.raises(AuditError, match="nothing was written"):
        render.write(guide, tmp_path / "absent" / "report.md")
    with pytest.raises(AuditError, match=r"\.html, \.md or \.json"):
        render.write(guide, tmp_path / "report.pdf")
    assert list(tmp_path.iterdir()) == []


# ---- documents that cannot be read


def scan():
    """A PDF whose page is drawn and holds no text."""
    import typst

    return typst.compile(b"#rect(width: 90%, height: 50%, fill: gray)")


def zip_of_nothing():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "no document")
    return stream.getvalue()


UNREADABLE = [
    ("guide.pdf", scan, "text recognition"),
    ("guide.pdf", lambda: b"%PDF-1.7\n" + b"\xff" * 300, "cannot be read"),
    ("guide.pdf", lambda: b"plain text", "no PDF"),
    ("guide.docx", zip_of_nothing, "Word file is damaged"),
    ("guide.docx", lambda: b"\xd0\xcf\x11\xe0 old word", "saved as .docx"),
    ("guide.txt", lambda: b"PK\x03\x04" + b"\0" * 40, "true ending"),
    ("guide.txt", lambda: b"58558 \0\0\0 $1", "zero bytes"),
    ("guide.md", lambda: b" \n\t\n", "empty"),
    ("guide.xlsx", lambda: b"PK\x03\x04", "is not read; give a file that ends in"),
]


@pytest.mark.parametrize(("name", "content", "says"), UNREADABLE, ids=[f"{name}: {says}" for name, _, says in UNREADABLE])
def test_an_unreadable_document_is_refused_with_advice(engine, tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(AuditError, match=says) as caught:
        audit_file(engine, path)
    assert name in str(caught.value)


def test_an_absent_document_is_named(engine, tmp_path):
    with pytest.raises(AuditError, match=r"absent\.md"):
        audit_file(engine, tmp_path / "absent.md")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_apart(engine, tmp_path, encoding):
    path = tmp_path / "guide.txt"
    path.write_bytes("Guide 2025 – the physician’s fee\n\n58558 pays $224.48 in a facility.\n".encode(encoding))
    (one,) = audit_file(engine, path)["figures"]
    assert (one["hcpcs"], one["figure"], one["outcome"]) == ("58558", "physician facility amount", "true")
