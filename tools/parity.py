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

Written by `make parity`; `tests/test_parity.py` fails while this page says something else than the tests. Every comparison is exact: no
test has a tolerance. What differs from a published number, and why, is in [differences.md](differences.md).
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
    lines = [f"| {what} | {count:,} | all | `pytest {command}` |" for what, count, command in rows]
    return ["## Amounts that CMS computed", "", "| what CMS printed | amounts | equal | command |", "|---|---|---|---|", *lines, ""]


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
    everywhere = worked_elsewhere.SHARED
    held = sum(bool(worked_elsewhere.held_by(name, examples)) for name in everywhere)
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
        f"Of {len(everywhere)} physician examples gathered elsewhere {held} are held (`pytest tests/test_parity.py`). Not held:",
        "",
        *[f"* `{name}`: {why}" for name, why in worked_elsewhere.NOT_HELD.items()],
        "",
    ]


def folded(engine: Engine) -> list[str]:
    """The same trees by three runners."""
    claims, cases = test_agreement.CLAIMS, all_cases(engine.system("physician"))
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
        f"| what lines ask of each other, by definition | {asked} questions, days of 1 to 999 lines | 0 | `pytest tests/test_within.py` |",
        "",
        f"The physician's rules hold {len(cases)} cases. Each is taken by a worked example or by one of {test_reached.MADE:,} made claims",
        f"(`pytest tests/test_reached.py`), but for {len(test_reached.NEVER)} that no fact reaches:",
        "",
        *[f"* `{case}`: {why}" for case, why in test_reached.NEVER.items()],
        "",
    ]


def unverified(engine: Engine) -> list[str]:
    """What rests on nothing that was read."""
    system = engine.system("physician")
    rules = {rule.name: rule.says for siblings in system.rules.values() for rule in siblings if rule.evidence == "U"}
    values = {name: one.says for name, one in system.parameters.items() if any(value.cite.evidence == "U" for value in one.values)}
    return [
        "## What no published number proves",
        "",
        "An answer that rests on one of these says so [U]:",
        "",
        *[f"* `{name}`: {says}" for name, says in {**rules, **values}.items()],
        "",
    ]


def page() -> str:
    """The page as it should stand."""
    engine = Engine(Store([EMBEDDED]))
    return "\n".join([HEAD, *published(), *worked(), *folded(engine), DIFFERS, *unverified(engine)])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written")
