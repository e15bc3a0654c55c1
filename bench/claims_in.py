#!/usr/bin/env python3
"""Reads an 837P file of made-up claims, and says how fast and in how much memory.

usage: claims_in.py [MEGABYTES]        (100 by default; the file is made in a temporary folder)

Two measures: megabytes a second of the reader alone in one process, and the peak of that process, which must not grow with the file; beside
them, as the least that any reader in Python pays, cutting the same file into segments and elements and doing nothing with them.
Exit status 1 if a budget of budgets.toml is not kept.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
CLAIMS = 5_000  # in one transaction, as the guides say
ISA = "ISA*00*          *00*          *ZZ*TESTSENDER     *ZZ*TESTRECEIVER   *250310*0800*^*00501*000000001*0*T*:~\n"
GUIDE = "005010X222A1"

READ = """
import os, resource, sys, time
sys.path.insert(0, sys.argv[2])
from allowable.claims.document import ClaimDocument
from allowable.claims.x12.read import read_837
start, claims, lines, faults = time.process_time(), 0, 0, 0
for found in read_837(sys.argv[1]):
    if isinstance(found, ClaimDocument):
        claims, lines = claims + 1, lines + len(found.lines)
    else:
        faults += 1
taken = time.process_time() - start
print(claims, lines, faults, os.path.getsize(sys.argv[1]) / 1e6 / taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
CUT = """
import os, sys, time
start = time.process_time()
with open(sys.argv[1], "rb") as stream:
    rest = ""
    while part := stream.read(1 << 17):
        *segments, rest = (rest + part.decode("latin-1").replace("\\n", "")).split("~")
        for segment in segments:
            segment.split("*")
print(os.path.getsize(sys.argv[1]) / 1e6 / (time.process_time() - start))
"""


def write_claims(path: pathlib.Path, megabytes: float) -> int:
    """Write a file of about so many megabytes; gives the number of its claims."""
    claims = transactions = size = 0
    with path.open("w", newline="") as stream:
        size += stream.write(ISA + f"GS*HC*TESTSENDER*TESTRECEIVER*20250310*0800*1*X*{GUIDE}~\n")
        while size < megabytes * 1e6:
            transactions += 1
            size += stream.write(transaction(transactions, claims, CLAIMS))
            claims += CLAIMS
        stream.write(f"GE*{transactions}*1~\nIEA*1*000000001~\n")
    return claims


def transaction(number: int, first: int, count: int) -> str:
    """ST to SE of claims of three lines; nobody in them exists."""
    segments = [
        f"ST*837*{number:04}*{GUIDE}", f"BHT*0019*00*{number}*20250310*0800*CH", "NM1*41*2*TEST SUBMITTER*****46*TESTSENDER",
        "PER*IC*TEST CONTACT*TE*5550100000", "NM1*40*2*TEST RECEIVER*****46*TESTRECEIVER", "HL*1**20*1", "PRV*BI*PXC*207V00000X",
        "NM1*85*2*TEST CLINIC*****XX*1999999984", "N3*1 TEST STREET", "N4*TESTVILLE*NY*100010001", "REF*EI*000000000",
    ]  # fmt: skip
    for at in range(count):
        segments += claim(first + at, at + 2)
    return "~\n".join([*segments, f"SE*{len(segments) + 1}*{number:04}"]) + "~\n"


def claim(number: int, level: int) -> list[str]:
    """One claim of three lines."""
    day, cents = f"202407{number % 28 + 1:02}", f"{number % 100:02}"
    segments = [
        f"HL*{level}*1*22*0", "SBR*P*18*******MB", f"NM1*IL*1*TEST{number}*PERSON****MI*TEST{number:08}", "N3*2 TEST STREET",
        "N4*TESTVILLE*NY*100010002", f"DMG*D8*19{50 + number % 50}0{number % 9 + 1}{number % 28 + 1:02}*F",
        "NM1*PR*2*TEST PAYER*****PI*TESTPAYER", f"CLM*TEST-{number}*{1500 + number % 100}.{cents}***22:B:1*Y*A*Y*Y",
        f"REF*D9*TESTTRACE{number}", "HI*ABK:N840*ABF:N939", "NM1*82*1*TESTDOCTOR*TEST****XX*1999999976", "PRV*PE*PXC*207V00000X",
        "NM1*77*2*TEST HOSPITAL*****XX*1999999968", "N3*3 TEST STREET", "N4*TESTVILLE*NY*100010003",
    ]  # fmt: skip
    for at, service in enumerate((f"58558*{1000 + number % 100}.{cents}", "58555:59*350", "99213:25*150"), 1):
        segments += [f"LX*{at}", f"SV1*HC:{service}*UN*1***1:2", f"DTP*472*D8*{day}", f"REF*6R*{number}-{at}"]
    return segments


def run(script: str, path: pathlib.Path) -> list[float]:
    """The numbers that a new process prints."""
    command = [sys.executable, "-c", script, str(path), str(HERE.parent / "src")]
    return [float(one) for one in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()]


def main(megabytes: float) -> int:
    """Measure, print, and compare with the budgets; 1 where one is not kept."""
    budgets = tomllib.loads((HERE / "budgets.toml").read_text())
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "claims.837"
        expected = write_claims(path, megabytes)
        size = path.stat().st_size / 1e6
        best = max((run(READ, path) for _ in range(3)), key=lambda found: found[3])
        (cut,) = max(run(CUT, path) for _ in range(3))
    claims, lines, faults, speed, peak = best
    print(f"{size:,.0f} MB of 837P, {claims:,.0f} claims with {lines:,.0f} lines: {speed:.1f} MB/s, peak {peak:.0f} MiB")
    print(f"cutting it into elements and no more: {cut:.1f} MB/s")
    if (claims, faults) != (expected, 0):
        print(f"WRONG: {expected:,} claims were written, and there are {faults:.0f} faults")
        return 1
    least, most = budgets.get("claims_in", {}).get("least", 20), budgets.get("claims_in_memory", {}).get("budget", 40)
    return int(speed < least or peak > most)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 100))
