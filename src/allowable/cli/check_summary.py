"""What a file of claims came to, as text."""

from __future__ import annotations

from ..views.checked_summary import Summary, by_failures, summary_json
from ..views.findings import OUTCOMES
from ..views.price_text import hanging
from ..views.pricing import dollars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MOST_REASONS = 12  # JSON has all


def summary_text(summary: Summary, width: int, bold: Callable[[str], str] = str) -> list[str]:
    """The object of a Summary as lines of text."""
    found = summary_json(summary)
    claims = found["claims"]
    lines = [bold(f"{summary.path}: {claims['read']:,} {'claim' if claims['read'] == 1 else 'claims'}, {summary.lines:,} lines")]
    counted = [f"{claims['fail']:,} with something that fails", f"{claims['not_checked']:,} where nothing fails but not all was checked"]
    if claims["would_fail"]:
        counted.append(f"  {claims['would_fail']:,} of these would fail by the tables of another quarter, which are held")
    counted += [f"{claims['pass']:,} that pass every edit", f"{claims['faults']:,} places that could not be read"]
    lines += ["  " + part for part in counted] + [""]
    if summary.edits:
        lines += _table(summary)
    lines += _reasons(summary, width, bold)
    if claims["fail"] and summary.with_money:
        change = dollars(found["money"]["change"].lstrip("-"))
        known = claims["fail"] - summary.unknown_change
        over = f"over {known:,} {'claim' if known == 1 else 'claims'}"
        lines += hanging("Money  ", f"the edits take {change} off what would be allowed, {over}", width)
        if summary.unknown_change:
            lines += hanging("       ", f"of {summary.unknown_change:,} the change is not known", width)
    return lines


def _table(summary: Summary) -> list[str]:
    head = ["", "fails", "not checked", "passes"]
    rows = [[edit.replace("_", " "), *(f"{counts[one]:,}" for one in OUTCOMES)] for edit, counts in by_failures(summary)]
    wide = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    shown = []
    for row in (head, *rows):
        shown.append(f"  {row[0]:<{wide[0]}}" + "".join(f"  {cell:>{room}}" for cell, room in zip(row[1:], wide[1:], strict=True)))
    return [*shown, ""]


def _reasons(summary: Summary, width: int, bold: Callable[[str], str]) -> list[str]:
    by_reason: dict[str, tuple[int, list[str]]] = {}
    for (edit, because), count in summary.reasons.items():
        total, edits = by_reason.get(because, (0, []))
        by_reason[because] = (total + count, [*edits, edit.replace("_", " ")])
    found = sorted(by_reason.items(), key=lambda one: (-one[1][0], one[0]))
    if not found:
        return []
    lines = [bold("Why edits were not checked")]
    for because, (count, edits) in found[:MOST_REASONS]:
        lines += hanging(f"  {count:>11,}  ", f"{because}: {', '.join(edits)}", width)
    if found[MOST_REASONS:]:
        lines.append(f"  {sum(count for _, (count, _) in found[MOST_REASONS:]):>11,}  for {len(found) - MOST_REASONS} other reasons")
    return [*lines, ""]
