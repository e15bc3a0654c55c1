"""The command line: its contract for scripts, its exit statuses, its errors, and what the fast path of `price` may not import."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

import pytest

from allowable.cli import status_of
from allowable.cli.quick import quick_values
from allowable.releases.store import EMBEDDED

ROOT = pathlib.Path(__file__).parent.parent
SHARED = ROOT / ".." / "shared" / "cms"
needs_facts = pytest.mark.skipif(
    not os.path.exists(os.path.join(EMBEDDED, "relative_values.point")), reason="NO EMBEDDED FACTS: run `allowable releases build` first"
)
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/cms IS NOT HERE: what reads CMS's own files is not tested")
pytestmark = needs_facts


@pytest.fixture(autouse=True)
def only_embedded(monkeypatch, tmp_path):
    """No store of the user's, no terminal, 80 columns."""
    monkeypatch.setenv("ALLOWABLE_STORE", str(tmp_path / "no-store"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("ALLOWABLE_DEBUG", raising=False)


@pytest.fixture
def run(capsys):
    """run("price", ...) -> (status, standard output, standard error)."""

    def command(*argv):
        status = status_of([str(word) for word in argv])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


def script(*argv, **more):
    """A real process: (status, output, errors)."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-m", "allowable", *argv], capture_output=True, text=True, env=env, timeout=120, **more)
    return done.returncode, done.stdout, done.stderr


# ---- price

# (arguments, allowed, source): RULES 6.1 and 6.5, which recompute CMS's published rows
PRICES = [
    (["58558", "--pos", "22", "--on", "2024-03-15"], "230.35"),
    (["58558", "--pos", "11", "--on", "2024-03-15"], "1316.52"),
    (["58558", "--pos", "22", "--on", "2024-03-08"], "226.59"),
    (["58563", "--pos", "22", "--on", "2024-03-09"], "244.66"),
    (["58558", "--pos", "22", "--on", "2025-03-10"], "224.48"),
    (["58563", "--pos", "11", "--on", "2025-03-10"], "1909.41"),
    (["58555", "--pos", "22", "--on", "2025-03-10"], "147.82"),
    (["58558", "--setting", "hospital", "--on", "2025-03-10"], "3179.53"),
    (["58563", "--setting", "hospital", "--on", "2024-05-01"], "4739.10"),
    (["58563", "--setting", "asc", "--on", "2025-03-10"], "2225.58"),
]


@pytest.mark.parametrize(("argv", "allowed"), PRICES)
def test_price_json_gives_the_published_amount(run, argv, allowed):
    status, out, _ = run("price", *argv, "--json")
    answer = json.loads(out)
    assert (status, answer["total"]["allowed"], answer["lines"][0]["allowed"]) == (0, allowed, allowed)


def test_price_json_is_the_contract(run):
    _, out, _ = run("price", "58558", "58563-51x2", "--pos", "22", "--on", "2025-03-10", "--json")
    answer = json.loads(out)
    assert (answer["schema"], answer["on"], answer["known_on"], answer["setting"]) == ("allowable.price/1", "2025-03-10", None, "physician")
    assert answer["total"] == {"allowed": "700.62"}  # 224.48 + 2 x 238.07
    line = answer["lines"][1]
    assert set(line) >= {"hcpcs", "modifiers", "units", "setting", "allowed", "status", "reasons", "evidence", "account"}
    assert (line["hcpcs"], line["modifiers"], line["units"], line["allowed"], line["status"]) == ("58563", ["51"], 2, "476.14", "priced")
    assert answer["not_applied"].startswith("Claim rules")


def test_account_json_says_rule_value_reason_inputs_and_sources(run):
    _, out, _ = run("price", "58558", "--pos", "22", "--on", "2025-03-10", "--mac", "02102", "--locality", "01", "--json")
    account = json.loads(out)["lines"][0]["account"]
    assert account["schema"] == "account/1"
    steps = {step["rule"]: step for step in account["steps"]}
    for step in account["steps"]:
        assert {"rule", "says", "value", "because", "inputs", "cites"} <= set(step)
        assert step["cites"] and all(cite["document"] and cite["place"] and cite["evidence"] for cite in step["cites"])
    index = steps["work_index"]["inputs"]["work_index_with_floor"]
    assert (index["value"], index["source"]["table"], index["source"]["row"]) == (
        "1.500",
        "geographic_indices",
        {"mac": "02102", "locality": "01"},
    )
    assert len(index["source"]["sha256"]) == 64 and index["source"]["release"] == "RVU25A"
    factor = steps["factor"]["inputs"]["conversion_factor"]
    assert (factor["value"], factor["from"], factor["origin"]) == ("32.3465", "2025-01-01", "value of law")
    assert steps["component"]["trivial"] and not steps["unreduced_fee"]["trivial"] and not steps["factor"]["trivial"]


def test_a_line_without_amount_has_its_reason_and_no_total(run):
    status, out, _ = run("price", "58558", "58559", "99999", "58579", "--pos", "11", "--on", "2025-03-10", "--json")
    answer = json.loads(out)
    assert status == 1 and answer["total"] == {"allowed": None}
    assert [line["status"] for line in answer["lines"]] == ["priced", "not_payable", "unknown", "pends"]
    assert all(line["reasons"] and line["allowed"] is None for line in answer["lines"][1:])


def test_text_of_a_price(run):
    status, out, err = run("price", "58558", "58563-51", "--pos", "22", "--on", "2025-03-10")
    assert (status, err) == (0, "")
    assert "  58558     $224.48\n  58563-51  $238.07\n  total     $462.55\n" in out
    assert "RVU25A" in out and "not applied yet" in " ".join(out.split())


def test_known_on_looks_at_what_was_public(run):
    before, out, _ = run("price", "58558", "--pos", "22", "--on", "2025-03-10", "--known-on", "2024-11-01")
    assert before == 1 and "public" in out
    assert run("price", "58558", "--pos", "22", "--on", "2025-03-10", "--known-on", "2025-06-01")[0] == 0


def test_zip_leads_to_the_locality_and_its_amount(run):
    status, out, _ = run("price", "58558", "--pos", "22", "--on", "2025-11-10", "--zip", "77030", "--json")
    answer = json.loads(out)
    place = answer["place"]
    assert status == 0 and (place["zip"], place["mac"], place["locality"]) == ("77030", "04412", "18")
    same = json.loads(run("price", "58558", "--pos", "22", "--on", "2025-11-10", "--mac", "04412", "--locality", "18", "--json")[1])
    assert answer["total"] == same["total"] and answer["total"]["allowed"] != "224.48"


def test_explain_shows_formula_files_and_law_within_80_columns(run):
    status, out, _ = run("price", "58558", "58559", "--pos", "11", "--on", "2025-03-10", "--mac", "02102", "--locality", "01", "--explain")
    words = " ".join(out.split())
    assert status == 1
    assert "(4.17 x 1.500 + 32.44 x 1.081 + 0.71 x 0.592) x 32.3465" in words  # 1,350.24: RVU25A and GPCI2025, Alaska
    assert "$1,350.24" in words and "PPRRVU25_JAN.csv" in words and "section 1848(b)(1)" in words
    assert "its printed units are not an office price" in words
    assert max(map(len, out.splitlines())) <= 80 and "\033" not in out


def test_explain_of_a_facility_names_its_setting(run):
    _, out, _ = run("price", "58558", "--setting", "hospital", "--on", "2025-03-10", "--explain")
    assert "58558, hospital outpatient, 2025-03-10, national amounts" in out and "Addendum B" in out


# ---- the fast path

USUAL = [
    ["58558", "--pos", "22", "--on", "2025-03-10"],
    ["--pos=22", "58558", "58563-51", "--on=2025-03-10", "--json"],
    ["58558x2", "--on", "2025-03-10", "--pos", "11", "--explain", "--zip", "77030", "--known-on", "2025-06-01"],
    ["58558", "--setting", "asc", "--cbsa", "26420", "--on", "2025-03-10"],
    ["58558", "--mac", "02102", "--locality", "01", "--qualifying-participant", "--pos", "22", "--on", "2026-08-01"],
]
UNUSUAL = [
    [],
    ["--help"],
    ["58558", "-h"],
    ["58558", "--on"],
    ["58558", "--on", "--json"],
    ["58558", "--onn", "2025-03-10"],
    ["58558", "--setting", "office"],
    ["58558", "--json=yes"],
    ["58558", "--on", "2025-03-10", "--on", "2025-03-11"],
    ["--", "58558"],
]


@pytest.mark.parametrize("argv", USUAL)
def test_hand_parser_reads_what_click_reads(argv):
    from allowable.cli.price_click import command

    assert quick_values(argv) == command.make_context("price", list(argv)).params


@pytest.mark.parametrize("argv", UNUSUAL)
def test_hand_parser_leaves_the_unusual_to_click(argv):
    assert quick_values(argv) is None


def test_a_price_imports_no_slow_module():
    code = (
        "import sys; from allowable.cli import status_of; status_of(['price', '58558', '--pos', '22', '--on', '2025-03-10']);"
        "slow = 'click rich numpy pyarrow argparse decimal inspect dataclasses typing re json'.split();"
        "print(','.join(sorted(set(sys.modules) & set(slow))))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, env=env, timeout=60)
    assert "$224.48" in done.stdout and done.stdout.splitlines()[-1] == "", done.stdout + done.stderr


# ---- errors: (arguments, words that must stand in the one line)

PRICE = ["price", "58558"]
DAY = ["--on", "2025-03-10"]
BAD = [
    ([*PRICE, "--pos", "22"], ["no service day", "--on 2025-03-10"]),
    ([*PRICE, *DAY], ["no place of service", "--pos"]),
    (["price", "5855", "--pos", "22", *DAY], ["'5855'", "five letters or digits"]),
    (["price", "58558-5", "--pos", "22", *DAY], ["modifier '5'"]),
    (["price", "58558x0", "--pos", "22", *DAY], ["units 0"]),
    ([*PRICE, "--pos", "22", "--on", "10.03.2025"], ["'10.03.2025' is not a day", "year-month-day"]),
    ([*PRICE, "--pos", "22", "--on", "2025-02-30"], ["not a day"]),
    ([*PRICE, "--pos", "22", "--on", "2019-12-31"], ["before the first day", "2020-01-01", "import"]),
    ([*PRICE, "--pos", "22", "--on", "2027-01-01"], ["after the last day", "RVU26C", "import"]),
    ([*PRICE, "--setting", "asc", "--on", "2020-06-01"], ["before the first day", "2021-01-01"]),
    ([*PRICE, "--pos", "22", *DAY, "--locality", "01"], ["--locality is given without --mac"]),
    ([*PRICE, "--pos", "22", *DAY, "--mac", "02102"], ["--mac is given without --locality"]),
    ([*PRICE, "--pos", "22", *DAY, "--mac", "02102", "--locality", "77"], ["MAC 02102 has no locality 77", "it has 01"]),
    ([*PRICE, "--pos", "22", *DAY, "--mac", "99999", "--locality", "01"], ["no MAC 99999"]),
    ([*PRICE, "--pos", "22", *DAY, "--cbsa", "26420"], ["--cbsa is the wage area of a facility"]),
    ([*PRICE, "--setting", "hospital", "--on", "2024-03-10", "--cbsa", "26421"], ["26421", "five-digit CBSA"]),
    ([*PRICE, "--setting", "asc", *DAY, "--zip", "77030"], ["give --cbsa"]),
    ([*PRICE, "--pos", "22", *DAY, "--zip", "77030", "--mac", "02102", "--locality", "01"], ["not both"]),
    ([*PRICE, "--pos", "22", "--on", "2025-11-10", "--zip", "7703"], ["no ZIP code", "77030-1234"]),
    ([*PRICE, "--pos", "22", "--on", "2025-11-10", "--zip", "00000"], ["00000", "--mac and --locality"]),
    ([*PRICE, "--onn", "2025-03-10"], ["--onn", "--on", "price --help"]),
    ([*PRICE, "--setting", "office", *DAY], ["office", "physician"]),
    (["prize"], ["no command 'prize'", "price"]),
    (["58558"], ["no command '58558'", "allowable price 58558"]),
    (["code", "99999"], ["99999 stands in no release", "check the code"]),
    (["code", "58558", "--on", "2019-12-31"], ["before the first day", "2020-01-01"]),
    (["code", "58558", "--on", "2030-01-01"], ["after the last day", "import"]),
    (["guide", "hysteroscopy"], ["--on"]),
    (["guide", "cystoscopy", "--on", "2024-03-15"], ["cystoscopy", "hysteroscopy"]),
    (["guide", "hysteroscopy", "--on", "2019-03-15"], ["2019-03-15", "2020-01-01"]),
    (["guide", "hysteroscopy", "--on", "2024-03-15", "-o", "guide.doc"], ["guide.doc", ".docx"]),
    (["audit", "no-such-file.txt"], ["no-such-file.txt"]),
    (["rules", "no_such_rule"], ["no_such_rule", "lists all"]),
    (["releases", "show", "RVU99Z"], ["RVU99Z", "near names"]),
    (["releases", "build", "no-such-folder"], ["no-such-folder is no folder"]),
    (["releases", "import", "no-such.zip"], ["no-such.zip", "check the path"]),
    (["releases", "verify", "no-such-folder"], ["no-such-folder", "build"]),
]


@pytest.mark.parametrize(("argv", "words"), BAD, ids=[" ".join(argv)[:70] for argv, _ in BAD])
def test_bad_input_is_one_clear_line_and_status_2(run, argv, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = run(*argv)
    assert (status, out) == (2, "")
    assert err.startswith("allowable: ") and err.count("\n") == 1 and "Traceback" not in err
    assert all(word in err for word in words), err
    assert not list(tmp_path.iterdir())


def test_a_code_of_no_release_says_so_on_the_page(run):
    status, out, _ = run("price", "99999", "--pos", "22", *DAY)
    assert status == 1 and "99999 stands in no release that is held; check the code" in out


def test_a_fault_of_the_program_is_no_bad_input_and_no_traceback(run, monkeypatch):
    monkeypatch.setattr("allowable.cli.price._check", lambda values: 1 / 0)
    status, _, err = run("price", "58558", "--pos", "22", *DAY)
    assert status == 3 and err.count("\n") == 1 and "fault of the program (ZeroDivisionError" in err


def test_interrupt_is_one_line_and_status_130(run, monkeypatch):
    def stop(values):
        raise KeyboardInterrupt

    monkeypatch.setattr("allowable.cli.price._check", stop)
    status, _, err = run("price", "58558", "--pos", "22", *DAY)
    assert (status, err.count("\n")) == (130, 1)


def test_a_closed_pipe_is_no_error():
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen([sys.executable, "-m", "allowable", "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_terminal_without_unicode_is_served():
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "allowable", *PRICE, "--pos", "22", *DAY, "--explain"], capture_output=True, env=env, timeout=60
    )
    assert done.returncode == 0 and done.stderr == b"" and done.stdout.isascii()


# ---- help and version


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["price"],
        ["code"],
        ["guide"],
        ["audit"],
        ["rules"],
        ["releases"],
        *(["releases", name] for name in ("build", "list", "show", "verify", "import")),
    ],
)
def test_help_of_every_command(run, argv):
    status, out, err = run(*argv, "--help")
    assert (status, err) == (0, "") and out.startswith("Usage: allowable") and max(map(len, out.splitlines())) <= 100


def test_help_names_every_command(run):
    from allowable.cli.group import COMMANDS

    out = run("--help")[1]
    assert all(f"  {name} " in out for name in COMMANDS)


def test_version(run):
    from allowable import __version__

    assert run("--version") == (0, f"allowable {__version__}\n", "")


# ---- rules


def test_rules_json_is_the_contract(run):
    status, out, _ = run("rules", "--json")
    listed = json.loads(out)
    assert status == 0 and listed["schema"] == "allowable.rules/1"
    rules = [one for one in listed["rules"] if one["kind"] == "rule"]
    values = [one for one in listed["rules"] if one["kind"] == "value"]
    assert {one["system"] for one in rules} == {"physician", "outpatient", "ambulatory", "coverage"}
    for one in rules:
        assert {"name", "says", "cites", "since", "until", "evidence"} <= set(one)
        assert one["cites"] and one["evidence"] in {"V", "VC", "MAC", "S", "U"} and one["words"]
    for one in values:
        assert {"name", "says", "unit", "values"} <= set(one) and one["values"]
        assert all({"from", "known", "value", "cite"} <= set(value) and value["cite"]["document"] for value in one["values"])


def test_rules_are_all_the_rules(run):
    from allowable.engine import ALL_SYSTEMS, Engine

    engine = Engine()
    wanted = sorted((name, rule.name) for name in ALL_SYSTEMS for siblings in engine.system(name).rules.values() for rule in siblings)
    listed = json.loads(run("rules", "--json")[1])["rules"]
    assert sorted((one["system"], one["name"]) for one in listed if one["kind"] == "rule") == wanted


def test_rules_of_a_system_and_a_name(run):
    status, out, _ = run("rules", "--system", "physician", "conversion_factor")
    assert status == 0 and "2024-03-09  33.2875" in out and "if " not in out.split("conversion_factor")[0]
    assert max(map(len, out.splitlines())) <= 80


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
    ("notes.pdf", lambda path: path.write_bytes(b"%PDF-1.4"), ["no recipe reads this file", "releases list"]),
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


def test_a_real_process_prices_and_fails_as_told():
    status, out, err = script("price", "58558", "--pos", "22", "--on", "2025-03-10", "--json")
    assert (status, err) == (0, "") and json.loads(out)["total"]["allowed"] == "224.48"
    status, out, err = script("price", "58558", "--pos", "22", "--on", "2019-03-10")
    assert (status, out) == (2, "") and err.startswith("allowable: 2019-03-10 is before the first day")
