"""A table of lines checked in arrays: what it came to, and each line's outcome in a file, without an account of each finding."""

from __future__ import annotations

import contextlib
import sys

from ..checking.findings import SYSTEMS
from ..kernel.day import OPEN
from ..runners.bulk.checks import FAIL, NOT_CHECKED, PASS, Checks, Counts
from ..runners.bulk.checks_write import outcomes_file
from ..runners.bulk.names import Names
from ..runners.bulk.source import ENDINGS, open_table
from ..runners.bulk.worker import use_little_memory
from .check_summary import Summary, summary_json, summary_text
from .failures import BAD_INPUT
from .terminal import bold, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..engine import Engine

CODES = {"pass": PASS, "fail": FAIL, "not_checked": NOT_CHECKED}


def is_table(path: str) -> bool:
    """Whether a file is a table of lines, by its ending."""
    return path.lower().endswith(ENDINGS)


def check_table(engine: Engine, values: dict[str, Any], known: int | None) -> int:
    """Check a table and show what it came to; gives 2 if a line could not be read, else 1 if something fails, else 0."""
    use_little_memory()
    path = values["words"][0]
    names = Names.read(values["mapping"]) if values["mapping"] else Names()
    checks = Checks(engine, SYSTEMS[values["setting"] or "physician"], open_table(path), path, names, OPEN if known is None else known)
    counts = Counts()
    with outcomes_file(values["out"]) if values["out"] else contextlib.nullcontext() as target:
        for checked in checks.checked():
            counts.add(checked)
            if target is not None:
                target.add(checks, checked)
    summary = _summary(path, checks, counts)
    if values["as_json"]:
        from .terminal import print_json

        print_json(summary_json(summary))
    else:
        lines = summary_text(summary, width(), bold)
        sys.stdout.write("\n".join([*lines, *([f"wrote {values['out']}"] if values["out"] else [])]) + "\n")
    return BAD_INPUT if summary.faults else 1 if summary.claims["fail"] else 0


def _summary(path: str, checks: Checks, counts: Counts) -> Summary:
    summary = Summary(path, with_money=False)
    summary.lines = counts.lines
    summary.faults = sum(counts.unread.values())
    summary.claims = {name: counts.claims[code] for name, code in CODES.items()}
    says, texts = checks.says(), checks.reason_texts
    for edit, found in counts.edits.items():
        for name, code in CODES.items():
            summary.count(edit, says[edit], name, found[code])
        for code, count in counts.reasons[edit].items():
            summary.count_reason(edit, texts[code], count)
    for code, count in counts.unread.items():
        summary.count_reason("line not read", texts[code], count)
    return summary
