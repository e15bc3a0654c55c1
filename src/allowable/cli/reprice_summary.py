"""What a run of `allowable reprice` came to, as text."""

from __future__ import annotations

from ..kernel.number import number_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..runners.bulk.summary import Summary

MOST_REASONS = 10


def summary_lines(summary: Summary, meaning: dict[str, Any]) -> list[str]:
    """Lines, claims, totals, the reasons without an amount by count, and the releases that spoke."""
    lines = [f"{summary.lines:,} lines in {summary.claims:,} claims, {summary.priced:,} with an amount, {summary.unpriced:,} without"]
    named = [name for name in summary.totals if name in meaning["amounts"]]
    lines += [f"  {name:9} {_dollars(summary.totals[name]):>24}" for name in named]
    lines += _reasons(summary, meaning["reasons"])
    releases = sorted(summary.releases.items())
    if releases:
        lines.append("releases")
        lines += [f"  {count:>14,}  from {meaning['releases'][str(at)]['from']}: {_release(meaning, at)}" for at, count in releases]
    return lines


def _reasons(summary: Summary, texts: list[str]) -> list[str]:
    found = sorted(summary.reasons.items(), key=lambda one: (-one[1], one[0]))
    if not found:
        return []
    lines = ["lines that lack an amount, by reason"]
    lines += [f"  {count:>14,}  {texts[code]}" for code, count in found[:MOST_REASONS]]
    rest = found[MOST_REASONS:]
    if rest:
        lines.append(f"  {sum(count for _, count in rest):>14,}  for {len(rest)} other reasons")
    return lines


def _release(meaning: dict[str, Any], at: int) -> str:
    tables = meaning["releases"][str(at)]
    names = dict.fromkeys(name for table, name in tables.items() if table != "from" and name)
    return "; ".join(names) or "no release is held"


def _dollars(cents: int) -> str:
    whole, _, part = number_text(cents, 2).partition(".")
    return f"{int(whole):,}.{part}"
