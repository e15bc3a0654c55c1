"""The command line: what it says of bad input, and its exit statuses."""

import json
import subprocess
import sys

import pytest

import command_line
from command_line import ENVIRONMENT, needs_facts, process

run = command_line.run
pytestmark = needs_facts

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
    (["price", "--pos", "22", *DAY], ["no procedure code", "58558", "--claim"]),
    (["price", "58558@1.234", "--pos", "22", *DAY], ["58558: charge '1.234'", "dollars and cents"]),
    (["price", "58558@", "--pos", "22", *DAY], ["58558: charge ''"]),
    (["price", "58558:deny", "--pos", "22", *DAY], ["58558:deny: 'deny' is no fact of a line", "postoperative-days=80"]),
    (["price", "58558:denied=yes", "--pos", "22", *DAY], ["'denied=yes' is no fact of a line"]),
    (["price", "00952:minutes=forty", "--pos", "22", *DAY], ["'minutes=forty' needs a whole number"]),
    (["price", "00952:minutes=1:minutes=2", "--pos", "22", *DAY], ["minutes is given twice"]),
    (["price", "00952:minutes=0", "--pos", "22", *DAY], ["minutes 0 is not a whole number from 1 to 9999"]),
    ([*PRICE, "--pos", "22", *DAY, "--practitioner", "XX"], ["--practitioner 'XX' is none of NP, PA"]),
    ([*PRICE, "--pos", "22", *DAY, "--deductible-remaining", "-1"], ["--deductible-remaining '-1'", "257.00"]),
    ([*PRICE, "--pos", "22", *DAY, "--mips", "9.01"], ["--mips '9.01'", "-9.00 to 9.00"]),
    ([*PRICE, "--pos", "22", *DAY, "--unassigned"], ["--unassigned: a participating practitioner"]),
    ([*PRICE, "--setting", "hospital", *DAY, "--practitioner", "NP"], ["--practitioner is a fact of a physician's claim", "hospital"]),
    ([*PRICE, "--pos", "22", *DAY, "-o", "x.pdf"], ["x.pdf", ".html, .json"]),
    ([*PRICE, "--pos", "22", *DAY, "-o", "none/x.html"], ["there is no folder none"]),
    (["price", "--claim", "none.json"], ["none.json: No such file", "check the path"]),
    (["price", "58558", "--claim", "none.json", "--pos", "22"], ["leave the codes, --pos out"]),
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
    with subprocess.Popen(
        [sys.executable, "-m", "allowable", "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_terminal_without_unicode_is_served():
    done = process(*PRICE, "--pos", "22", *DAY, "--explain", env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}, text=False)
    assert done.returncode == 0 and done.stderr == b"" and done.stdout.isascii()


def test_a_real_process_prices_and_fails_as_told():
    done = process(*PRICE, "--pos", "22", *DAY, "--json")
    assert (done.returncode, done.stderr) == (0, "") and json.loads(done.stdout)["total"]["allowed"] == "224.48"
    done = process(*PRICE, "--pos", "22", "--on", "2019-03-10")
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith("allowable: 2019-03-10 is before the first day")
