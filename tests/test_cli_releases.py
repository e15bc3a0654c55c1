"""The command line: releases, guide and audit; what a bad file is refused for, and that nothing half-written is left."""

import json
import os
import pathlib
import shutil
import zipfile

import pytest

import command_line
from allowable.releases.store import EMBEDDED
from command_line import ROOT, needs_facts

SHARED = ROOT / ".." / "shared" / "cms"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/cms IS NOT HERE: what reads CMS's own files is not tested")
run = command_line.run
pytestmark = needs_facts
DAY = ["--on", "2025-03-10"]

# ---- releases


def test_releases_list_and_show(run):
    status, out, _ = run("releases", "list", "--json")
    held = json.loads(out)
    assert status == 0 and held["schema"] == "allowable.releases.list/1"
    tables = {one["name"]: one for one in held["tables"]}
    assert tables["relative_values"]["first_day"] == "2020-01-01" and len(tables["relative_values"]["prints"]) >= 20
    assert {one["recipe"] for one in held["kinds"]} >= {"physician.relative_values", "outpatient.addendum_b", "ambulatory.rates"}
    for name in ("relative_values", "RVU24AR", held["pairs"][0]["name"]):
        assert run("releases", "show", name)[0] == 0
    release = json.loads(run("releases", "show", "rvu24ar", "--json")[1])
    assert release["release"] == "RVU24AR" and {one["effective"] for one in release["prints"]} == {"2024-03-09"}
    text = run("releases", "list")[1]
    assert "relative_values" in text and max(map(len, text.replace(EMBEDDED, "").splitlines())) <= 80


def test_releases_verify_finds_a_changed_and_a_missing_file(run, tmp_path):
    held = tmp_path / "held"
    held.mkdir()
    for name in ("localities.point", "localities.parquet", "blood_ranks.point", "blood_ranks.parquet"):
        shutil.copy(pathlib.Path(EMBEDDED) / name, held / name)
    from allowable.releases.build import write_manifest

    write_manifest(held)
    assert run("releases", "verify", held)[:2] == (0, f"{held}: every file is as it was built\n")
    with open(held / "localities.point", "r+b") as stream:
        stream.seek(-1, os.SEEK_END)
        stream.write(b"\xff")
    (held / "blood_ranks.parquet").unlink()
    status, out, _ = run("releases", "verify", held)
    assert status == 1 and "localities.point is not the file that was built" in out and "blood_ranks.parquet is missing" in out


HEADER = "HCPCS,MOD,DESCRIPTION,STATUS CODE"
WEB_PAGE = b"<!DOCTYPE html><html><head><title>License</title></head></html>"


def _renamed_workbook(path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Addendum B.-Final OPPS Payment by HCPCS Code for CY 2025"])
    for row in (
        ["HCPCS Code", "Short Descriptor", "Status", "APC", "Relative Weight", "Payment Rate"],
        ["58558", "x", "J1", "5414", "35.6573", "3179.53"],
    ):
        book.active.append(row)
    book.save(path)


def _cut_zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("PPRRVU25_JAN.csv", "x" * 10_000)
    path.write_bytes(path.read_bytes()[:-40])


# (name, what it is made of, words of the refusal)
REFUSED = [
    ("RVU25A.zip", _cut_zip, ["RVU25A.zip", "damaged or cut short"]),
    ("RVU25B.zip", lambda path: path.write_bytes(WEB_PAGE), ["RVU25B.zip", "web page saved as .zip", "licence"]),
    ("january_2025_addendum_b.xlsx", _renamed_workbook, ["january_2025_addendum_b.xlsx", "column"]),
    ("PPRRVU25_JAN.csv", lambda path: path.write_bytes(HEADER.encode("utf-16")), ["PPRRVU25_JAN.csv", "NUL bytes"]),
    ("GPCI2025.csv", lambda path: path.write_bytes(WEB_PAGE), ["GPCI2025.csv"]),
    ("notes.pdf", lambda path: path.write_bytes(b"%PDF-1.4"), ["notes.pdf", "damaged, cut short or locked", "download it again"]),
]


@pytest.mark.parametrize(("name", "make", "words"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_a_bad_import_is_refused_and_nothing_is_written(run, tmp_path, name, make, words):
    path, out = tmp_path / name, tmp_path / "store"
    make(path)
    status, shown, err = run("releases", "import", path, "-o", out)
    assert (status, shown) == (2, "") and err.count("\n") == 1
    assert all(word in err for word in words), err
    assert not out.exists()


def test_a_build_of_nothing_is_refused_and_leaves_what_was_there(run, tmp_path):
    out = tmp_path / "store"
    out.mkdir()
    (out / "kept.txt").write_text("kept")
    source = tmp_path / "source"
    source.mkdir()
    (source / "readme.txt").write_text("nothing of CMS's")
    status, _, err = run("releases", "build", source, "-o", out)
    assert status == 2 and "no file of CMS was recognised" in err
    assert (out / "kept.txt").read_text() == "kept"


@needs_shared
def test_cms_own_zip_is_imported_and_then_prices(run, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "allowable.releases.build.EMBEDDED", str(tmp_path)
    )  # merging with twenty embedded releases is tested elsewhere, and slow
    store = tmp_path / "store"
    status, out, _ = run("releases", "import", SHARED / "pfs" / "zips" / "RVU25A.zip", "-o", store)
    assert status == 0 and "relative_values" in out and str(store) in out
    monkeypatch.setenv("ALLOWABLE_STORE", str(store))
    assert json.loads(run("price", "58558", "--pos", "22", *DAY, "--json")[1])["total"]["allowed"] == "224.48"
    assert run("releases", "verify", store)[0] == 0


@needs_shared
def test_a_build_names_what_it_refuses_and_builds_the_rest(run, tmp_path):
    source = tmp_path / "cms"
    source.mkdir()
    (source / "RVU25B.zip").write_bytes(WEB_PAGE)
    shutil.copy(SHARED / "mue" / "ncci_mue_dme_2024Q3.csv", source)
    status, out, err = run("releases", "build", source, "-o", tmp_path / "store")
    assert status == 1 and "1 refused" in out and "refused: RVU25B.zip: it is a web page" in err
    assert list((tmp_path / "store").glob("*.point"))


# ---- guide and audit through the command line


def test_guide_json_is_the_contract(run):
    _, out, _ = run("guide", "hysteroscopy", "--on", "2024-03-15", "--json")
    guide = json.loads(out)
    code = next(one for one in guide["codes"] if one["hcpcs"] == "58558")
    assert guide["schema"] == "allowable.guide/1" and code["work_rvu"] == "4.17"
    assert (code["physician"]["facility"]["amount"], code["physician"]["facility"]["total_rvu"]) == ("230.35", "6.92")
    assert (code["physician"]["non_facility"]["amount"], code["physician"]["non_facility"]["total_rvu"]) == ("1316.52", "39.55")
    assert (code["hospital"]["amount"], code["hospital"]["status"]) == ("2978.77", "J1")
    assert (code["asc"]["amount"], code["asc"]["indicator"]) == ("1586.25", "A2")


def test_guide_status_follows_its_unknown_figures(run):
    status, out, err = run("guide", "hysteroscopy", "--on", "2024-03-15", "--json")
    codes = json.loads(out)["codes"]
    unknown = [
        figure
        for code in codes
        for figure in (*code["physician"].values(), code["hospital"], code["asc"])
        if figure["outcome"] == "unknown"
    ]
    assert status == (1 if unknown else 0) and (f"{len(unknown)} figures are unknown" in err) == bool(unknown)


def test_guide_writes_every_file_or_none(run, tmp_path):
    good, bad = tmp_path / "guide.md", tmp_path / "none" / "guide.md"
    assert run("guide", "hysteroscopy", "--on", "2024-03-15", "-o", good, "-o", bad)[0] == 2
    assert not good.exists()
    _, out, _ = run("guide", "hysteroscopy", "--on", "2024-03-15", "-o", good)
    assert out == f"wrote {good}\n" and "58558" in good.read_text(encoding="utf-8")


GUIDE_2025 = """# Hysteroscopy 2025: national Medicare amounts

| CPT | Physician payment, facility | Physician payment, non-facility | Total RVU, facility |
|---|---|---|---|
| 58558 | $224.48 | $1,207.17 | 6.94 |
| 58563 | {amount} | $1,909.41 | 7.36 |

Source: CMS Medicare Physician Fee Schedule, RVU25A.
"""


@pytest.mark.parametrize(("amount", "status", "outcome"), [("$238.07", 0, "true"), ("$239.07", 1, "false")])
def test_audit_tells_a_true_guide_from_a_wrong_one(run, tmp_path, amount, status, outcome):
    guide = tmp_path / "guide.md"
    guide.write_text(GUIDE_2025.format(amount=amount), encoding="utf-8")
    found, out, _ = run("audit", guide, "--on", "2025-03-10", "--json")
    audit = json.loads(out)
    figure = next(one for one in audit["figures"] if one["hcpcs"] == "58563" and one["figure"] == "physician facility amount")
    assert (found, audit["schema"], figure["outcome"]) == (status, "allowable.audit/1", outcome)
    text = " ".join(run("audit", guide, "--on", "2025-03-10")[1].split())
    assert ("238.07" in text and "239.07" in text) or status == 0


def test_audit_writes_its_report_or_nothing(run, tmp_path):
    guide = tmp_path / "guide.md"
    guide.write_text(GUIDE_2025.format(amount="$238.07"), encoding="utf-8")
    report = tmp_path / "report.html"
    assert run("audit", guide, "-o", report, "-o", tmp_path / "report.doc")[0] == 2 and not report.exists()
    assert run("audit", guide, "-o", report)[1] == f"wrote {report}\n" and "58563" in report.read_text(encoding="utf-8")
