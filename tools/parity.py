#!/usr/bin/env python3
"""Write docs/parity.md: what was compared with what, how many, and what differs. usage: parity.py (`make parity`)

Counts are taken from the tests themselves, so that the page cannot say more than they do; MEASURED holds what the long runs printed.
"""

from __future__ import annotations

import pathlib
import sys
from collections import Counter

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "parity.md"
sys.path[:0] = [str(ROOT / "tests")]

import fair  # noqa: E402
import test_agreement  # noqa: E402
import test_imaging_cap  # noqa: E402
import test_published  # noqa: E402
import test_published_outpatient  # noqa: E402
import test_published_rates  # noqa: E402
import test_reached  # noqa: E402
import worked_elsewhere  # noqa: E402
from allowable.engine import Engine  # noqa: E402
from allowable.kernel.cite import EVIDENCE  # noqa: E402
from allowable.releases.store import EMBEDDED, Store  # noqa: E402
from cases import all_cases  # noqa: E402
from examples import load_examples  # noqa: E402
from test_examples import claim_of  # noqa: E402

# What the long runs printed: the command stands beside the figure on the page.
MEASURED = {"claims": 1_000_000, "lines": 3_215_782}

HEAD = """# What was compared with what

Written by `make parity`; `tests/test_parity.py` fails while this page says something else than the tests. Every comparison is exact but
one: copayments of hospitals, which CMS rounds up where it prints them, are met within a cent. What differs from a published number, and
why, is in [differences.md](differences.md).
"""

DIFFERS = """## What differs, and why

* CMS computes both columns of every row of its payment files; where the schedule marks one as not applicable, we answer that. With the
  mark lifted, all amounts follow (`tests/test_published.py::test_the_formula_where_na_is_lifted`).
* One contractor prints 547.96 for 150 % of 365.31; half a cent up is 547.97, and so we answer (`trailblazer-bilateral-29870`).
* A shared example takes 17.15 for 58563 beside 58561 in an office. The schedule marks 58561 as not applicable there; we answer so.
* A coding guide of 2024 has 62.67 units for 58563 in an office, RVU24A to RVU24C 62.66. Its fees are held as stated intermediates.
* Caps at a wrong conversion factor, contractors named otherwise, releases that are not held: [differences.md](differences.md).
"""


def published() -> list[str]:
    """The amounts that CMS computed itself."""
    files, caps, proof = test_published.PAYMENT_FILES, test_published.CAP_FILES, test_imaging_cap.WHOLE_FILES
    caps = [one for one in caps if one[0] != test_published.TECHNICAL_ALONE]  # July 2024, left at January's factor: differences.md
    rows = [
        (f"{name.split('/')[-1]}: physician amounts by locality, two a row", 2 * count, "tests/test_published.py")
        for name, count in files.items()
    ]
    rows += [
        (f"OPPSCAP of {len(caps)} releases, status A: rows, by the formula", sum(one[3] for one in caps), "tests/test_published.py"),
        (f"OPPSCAP of {len(caps)} releases, status C: rows, by the formula", sum(one[4] for one in caps), "tests/test_published.py"),
        (
            f"OPPSCAP of {len(proof)} of them, both: rows, by the rules of the law",
            sum(one[2] + one[3] for one in proof),
            "-m proof tests/test_imaging_cap.py",
        ),
    ]
    rows += facilities()
    lines = [f"| {what} | {count:,} | all | `pytest {command}` |" for what, count, command in rows]
    return ["## Amounts that CMS computed", "", "| what CMS printed | amounts | equal | command |", "|---|---|---|---|", *lines, ""]


def facilities() -> list[tuple[str, int, str]]:
    """(what, how many, command) of the rates and copayments that CMS printed for hospitals and centers."""
    prints, centers = test_published_rates.ADDENDA_B, test_published_rates.ASC_RELEASES
    carrying = [one for one in prints if one[:3] in test_published_outpatient.PRINTS]
    still_open = sum(sum(test_published_outpatient.OPEN_IN_2026.get(one[1], {}).values()) for one in prints)
    hospital, center = "tests/test_published_outpatient.py", "tests/test_published_ambulatory.py"
    return [
        (f"Addendum B, {len(prints)} prints: rates of one code", sum(one[4] for one in prints), "tests/test_published_rates.py"),
        ("of them: what a claim of that code alone is allowed", sum(one[4] for one in prints) - still_open, hospital),
        (
            f"Addendum B, {len(carrying)} prints with copayments: the patient's part, within a cent",
            sum(one[4] for one in carrying),
            hospital,
        ),
        (
            f"Addenda AA and BB, {len(centers)} prints: rates of one code",
            sum(one[3] + one[5] for one in centers),
            "tests/test_published_rates.py",
        ),
        (f"Addendum AA, {len(centers)} prints: allowed and coinsurance", sum(one[3] for one in centers), center),
    ]


def worked() -> list[str]:
    """The worked examples by system and by evidence."""
    examples = load_examples()
    lines = []
    for system in sorted({one.system for one in examples}):
        own = [one for one in examples if one.system == system]
        tags = Counter(one.evidence for one in own)
        spoken = sum(1 for one in own if system in test_agreement.SYSTEMS and claim_of(one))
        found = ", ".join(f"{tag} {tags[tag]}" for tag in EVIDENCE if tags[tag])
        lines.append(f"| {system} | {len(own)} | {sum(len(one.lines) for one in own)} | {spoken} | {found} |")
    everywhere = [(system, name) for system, names in worked_elsewhere.SHARED.items() for name in names]
    held = sum(bool(worked_elsewhere.held_by(name, system, examples)) for system, name in everywhere)
    return [
        "## Worked examples",
        "",
        "Each states its source; a line of it is worked out by the account, by bulk alone, by bulk among 999 other lines, and by SQL",
        "(`pytest tests/test_examples.py tests/test_sql.py`). Those that a claim can say go through `allowable.price` too.",
        "",
        "| system | examples | lines | as a claim | evidence of their sources |",
        "|---|---|---|---|---|",
        *lines,
        "",
        f"Of {len(everywhere)} examples gathered elsewhere {held} are held (`pytest tests/test_parity.py`). Not held:",
        "",
        *[f"* `{name}`: {why}" for name, why in worked_elsewhere.NOT_HELD.items()],
        "",
    ]


def folded(engine: Engine) -> list[str]:
    """The same trees by three runners."""
    claims = test_agreement.CLAIMS
    made = ", ".join(f"{count:,} {system}" for system, count in claims.items())
    sizes = ", ".join("all" if size is None else f"{size:,}" for size, *_ in test_agreement.SLICES)
    asked = len(fair.ASKED) + len(fair.NESTED)
    million = f"{MEASURED['claims']:,} claims, {MEASURED['lines']:,} lines"
    return [
        "## One law, three runners",
        "",
        "Account, bulk and SQL read the same trees and share no arithmetic of claims. Every output and every reason is compared.",
        "",
        "| what | how many | differences | command |",
        "|---|---|---|---|",
        f"| account and bulk, made claims, in batches of {sizes} | {made} | 0 | `pytest tests/test_agreement.py` |",
        f"| account and bulk, made claims of the physician system | {million} | 0 | `pytest -m proof tests/test_agreement.py` |",
        "| account and SQL, made claims of the physician system | 10,000 lines and more | 0 | `pytest tests/test_sql.py` |",
        "| account and SQL, made claims of hospitals and of centers | 1,500 of each | 0 | `pytest tests/test_sql.py` |",
        f"| what lines ask of each other, by definition | {asked} questions, days of 1 to 999 lines | 0 | `pytest tests/test_within.py` |",
        "",
        *reached(engine),
    ]


def reached(engine: Engine) -> list[str]:
    """The cases of the rules of each law, and those that no fact reaches."""
    made, never = test_reached.MADE, test_reached.NEVER
    return [
        "Each case of each rule is taken by a worked example or by a made claim (`pytest tests/test_reached.py`):",
        "",
        "| system | cases of its rules | made claims | cases that no fact reaches |",
        "|---|---|---|---|",
        *[f"| {name} | {len(all_cases(engine.system(name)))} | {made[name]:,} | {len(never[name])} |" for name in made],
        "",
        *[f"* `{case}` ({name}): {why}" for name in made for case, why in never[name].items()],
        "",
    ]


def unverified(engine: Engine) -> list[str]:
    """What rests on nothing that was read."""
    found = []
    for name in test_agreement.SYSTEMS:
        system = engine.system(name)
        rules = {rule.name: rule.says for siblings in system.rules.values() for rule in siblings if rule.evidence == "U"}
        values = {key: one.says for key, one in system.parameters.items() if any(value.cite.evidence == "U" for value in one.values)}
        found += [f"* `{key}` ({name}): {says}" for key, says in {**rules, **values}.items()]
    return ["## What no published number proves", "", "An answer that rests on one of these says so [U]:", "", *found, ""]


def page() -> str:
    """The page as it should stand."""
    engine = Engine(Store([EMBEDDED]))
    return "\n".join([HEAD, *published(), *worked(), *folded(engine), DIFFERS, *unverified(engine)])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written")
