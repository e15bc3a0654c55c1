"""The command line: price and its contract, the fast path, help, rules."""

import json
import subprocess
import sys

import pytest

import command_line
from allowable.cli.quick import quick_values
from command_line import ENVIRONMENT, needs_facts

run = command_line.run
pytestmark = needs_facts

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
    assert answer["total"]["allowed"] == "404.98"  # 238.07, and less 147.82 of the base code: 90.25 and 76.66
    assert set(answer["total"]) == {"allowed", "medicare", "patient"}
    line = answer["lines"][1]
    assert set(line) >= {"charge", "medicare", "patient", "limiting_charge"}
    assert set(line) >= {"hcpcs", "modifiers", "units", "setting", "allowed", "status", "reasons", "evidence", "account"}
    assert (line["hcpcs"], line["modifiers"], line["units"], line["allowed"], line["status"]) == ("58563", ["51"], 2, "328.32", "priced")
    assert answer["not_applied"].startswith("Edits") and "not applied" in answer["not_applied"]


def test_price_json_says_who_pays(run):
    """Allowed 76.66 of 224.48 less 147.82; deductible 50.00; 80 percent of 26.66 is 21.33, less sequestration of 2 percent 20.90."""
    told = ["58563", "58558@500", "--pos", "22", "--on", "2025-03-10", "--deductible-remaining", "288.07", "--json"]
    answer = json.loads(run("price", *told)[1])
    first, second = answer["lines"]
    assert (first["allowed"], first["charge"], first["medicare"], first["patient"]) == ("238.07", None, "0.00", "238.07")
    assert [second[name] for name in ("allowed", "charge", "medicare", "patient")] == ["76.66", "500.00", "20.90", "55.33"]
    assert answer["total"] == {"allowed": "314.73", "medicare": "20.90", "patient": "293.40"}
    told = ["99213@200", "--pos", "11", "--on", "2025-03-10", "--nonparticipating", "--unassigned", "--json"]
    assert json.loads(run("price", *told)[1])["lines"][0]["limiting_charge"] == "97.18"  # 88.95 x 0.95 x 1.15


def test_price_json_of_a_facility_says_who_pays(run):
    """OPPS 2025Q1 Addendum B: rate 3,179.53, minimum copayment 635.91; 2 percent of Medicare's 2,543.62 is withheld."""
    answer = json.loads(run("price", "58558", "--setting", "hospital", "--on", "2025-03-10", "--json")[1])
    assert answer["total"] == {"allowed": "3179.53", "medicare": "2492.75", "patient": "635.91"}
    assert answer["not_applied"].startswith("Edits")


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
    status, out, _ = run("price", "99213", "58559", "99999", "58579", "--pos", "11", "--on", "2025-03-10", "--json")
    answer = json.loads(out)
    assert status == 1 and answer["total"] == {"allowed": None, "medicare": None, "patient": None}
    assert [line["status"] for line in answer["lines"]] == ["priced", "not_payable", "unknown", "pends"]
    assert all(line["reasons"] and line["allowed"] is None for line in answer["lines"][1:])


def test_text_of_a_price(run):
    status, out, err = run("price", "58558", "58563-51", "--pos", "22", "--on", "2025-03-10")
    assert (status, err) == (0, "")
    rows = [one for one in out.splitlines() if one.startswith(("  58", "  total"))]
    first, second, total = rows
    assert first.startswith("  58558      $76.66    $60.10   $15.33  ")
    assert second == "  58563-51  $238.07   $186.65   $47.61" and total == "  total     $314.73   $246.75   $62.94"
    assert "RVU25A" in out and "are not applied: `allowable check`" in " ".join(out.split())


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
    ["58558@500", "58563:denied", "--pos", "22", "--on", "2025-03-10", "--practitioner", "NP", "--nonparticipating", "--unassigned"],
    ["58558", "--deductible-remaining=257.00", "--mips=-9.00", "--pos", "22", "--on", "2025-03-10"],
    ["--claim", "claim.json", "--explain"],
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
    ["58558", "-o", "x.html"],
    ["58558", "--mips", "-9.00"],
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
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, env=ENVIRONMENT, timeout=60)
    assert "$224.48" in done.stdout and done.stdout.splitlines()[-1] == "", done.stdout + done.stderr


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
    assert status == 0 and "from 2024-03-09  33.2875" in out and "if " not in out.split("conversion_factor")[0]
    assert max(map(len, out.splitlines())) <= 80
