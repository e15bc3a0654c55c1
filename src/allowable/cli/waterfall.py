"""`allowable price --explain`: the claim on top, then for each line the waterfall of its amount, then CMS's files and the law."""

from __future__ import annotations

from ..kernel.cite import EVIDENCE, WEAKEST_FIRST
from ..kernel.day import day_text
from ..releases.snapshot import TRUSTS
from ..views.entry import Sources
from ..views.price_text import UNVERIFIED
from ..views.pricing import HEADINGS, OUTPUTS, answer_words, cents_of, cents_words, day_of, name_of, place_json, short_hash, total_cents
from ..views.unread import with_unread
from ..views.waterfall import waterfall
from ..views.waterfall_words import change_words, line_reasons
from .terminal import console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from rich.console import Console
    from rich.text import Text

    from ..claims.model import Claim
    from ..engine import Engine, PricedClaim, PricedLine
    from ..views.entry import Entry
    from ..views.waterfall import Stage, Waterfall

FACILITIES = {"hospital": "hospital outpatient", "asc": "surgical center"}


def explain(engine: Engine, priced: PricedClaim, not_applied: str, place: dict[str, Any] | None = None) -> None:
    """Print the claim, the waterfall of every line of it, then the sources and what the evidence tags mean."""
    screen, sources = console(), Sources()
    said = (place or place_json(priced.claim))["says"]
    if len(priced.lines) > 1:
        _print_claim(screen, priced, said)
    for number, line in enumerate(priced.lines, 1):
        _print_line(screen, f"Line {number}: " if len(priced.lines) > 1 else "", line, heading(priced.claim, line, said))
        _print_waterfall(screen, waterfall(engine, line, sources))
    _print_sources(screen, sources)
    screen.print(with_unread(priced, not_applied), style="italic")


def heading(claim: Claim, line: PricedLine, said: str) -> str:
    """What was billed, where, on which day, at whose amounts."""
    where = f", place of service {line.line.place_of_service}" if claim.setting == "physician" else f", {FACILITIES[claim.setting]}"
    charge = f" charged {cents_words(line.line.charge)}" if line.line.charge is not None else ""
    return f"{name_of(line)}{charge}{where}, {day_text(day_of(line))}, {said}"


def source_rows(sources: Sources) -> dict[str, list[tuple[str, str]]]:
    """{title: [(mark, words)]} of CMS's files, the law, and the evidence tags that occur."""
    files = []
    for number, one in sources.prints.values():
        days = f"service days {day_text(one.effective)} to {day_text(one.until - 1)}"
        words = f"{one.release}: {one.member}, sha256 {short_hash(one.sha256)}; {days}; {TRUSTS.get(one.trust, one.trust)}"
        files.append((str(number), words))
    law = [(letter, f"{cite} [{cite.evidence}]") for letter, cite in sources.cites.values()]
    tags = {cite.evidence for _, cite in sources.cites.values()}
    return {"CMS files": files, "Law": law, "Evidence": [(tag, EVIDENCE[tag]) for tag in reversed(WEAKEST_FIRST) if tag in tags]}


def _print_claim(screen: Console, priced: PricedClaim, said: str) -> None:
    from rich.table import Table
    from rich.text import Text

    paid = [name for name, output in OUTPUTS.items() if not output or any(cents_of(line, output) is not None for line in priced.lines)]
    days = ", ".join(sorted({day_text(day_of(line)) for line in priced.lines}))
    screen.print(Text(f"Claim of {len(priced.lines)} lines, {days}, {said}", style="bold"))
    table = Table(box=None, expand=True, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("billed", no_wrap=True)
    for name in paid:
        table.add_column(HEADINGS[name], justify="right", no_wrap=True)
    table.add_column("why", ratio=1)
    for number, line in enumerate(priced.lines, 1):
        parts = [answer_words(line), *(cents_words(cents_of(line, OUTPUTS[name])) for name in paid[1:])]
        says = [one for one in line_reasons(line) if not one.startswith(UNVERIFIED)]
        table.add_row(str(number), Text(name_of(line)), *parts, Text("; ".join(says), style="" if line.amount is not None else "yellow"))
    totals = [cents_words(total_cents(priced, OUTPUTS[name])) for name in paid]
    table.add_row("", "total", totals[0] or "no total", *totals[1:], "" if totals[0] else "a line has no amount", style="bold")
    screen.print(table)
    screen.print()


def _print_line(screen: Console, number: str, line: PricedLine, title: str) -> None:
    from rich.table import Table
    from rich.text import Text

    head = Table.grid(expand=True, padding=(0, 2))
    head.add_column(ratio=1)
    head.add_column(justify="right", no_wrap=True)
    head.add_row(Text(f"{number}{title}", style="bold"), Text(answer_words(line), style="bold"))
    screen.rule(style="dim")
    screen.print(head)
    for reason in line.reasons:
        screen.print(Text(reason, style="yellow"))
    screen.rule(style="dim")


def _print_waterfall(screen: Console, found: Waterfall) -> None:
    from rich.text import Text

    for stage in found.stages:
        _print_stage(screen, stage)
    if found.folded:
        _print_indented(screen, Text(f"nothing else applies: {'; '.join(found.folded)}", style="dim"), 2)
    if found.payment:
        screen.print()
        screen.print(Text("Who pays", style="bold"))
        for stage in found.payment:
            _print_stage(screen, stage)
    screen.print()


def _print_stage(screen: Console, stage: Stage) -> None:
    from rich.table import Table
    from rich.text import Text

    entry = stage.entry
    grid = Table.grid(expand=True, padding=(0, 1))
    grid.add_column(ratio=1)
    for _ in range(2):
        grid.add_column(justify="right", no_wrap=True, min_width=9)
    words = Text(entry.says)
    words.append(_marks(entry), style="dim")
    after = Text(cents_words(stage.after) or entry.value, style="yellow" if entry.reason else "bold")
    grid.add_row(words, Text(change_words(stage), style="dim"), after)
    screen.print(grid)
    for line, style in ((entry.because, "italic"), (entry.reason, "yellow"), (entry.formula and f"= {entry.formula}", "bold")):
        if line:
            _print_indented(screen, Text(line, style=style), 2)
    if entry.facts:
        _print_indented(screen, Text(_facts(entry), style="cyan"), 2)
    if stage.support:
        rests = Table.grid(padding=(0, 1, 0, 0))
        rests.add_column(no_wrap=True)
        rests.add_column()
        for one in stage.support:
            rests.add_row("   -", _support_text(one))
        screen.print(rests)


def _print_indented(screen: Console, text: Text, columns: int) -> None:
    from rich.padding import Padding

    screen.print(Padding(text, (0, 0, 0, columns)))


def _support_text(entry: Entry) -> Text:
    from rich.text import Text

    found = Text(f"{entry.says}: ")
    found.append(entry.reason or entry.value, style="yellow" if entry.reason else "bold")
    if entry.formula:
        found.append(f" = {entry.formula}")
    if entry.because:
        found.append(f", {entry.because}", style="italic")
    if entry.facts:
        found.append(f"; {_facts(entry)}", style="cyan")
    found.append(_marks(entry), style="dim")
    return found


def _facts(entry: Entry) -> str:
    return "; ".join(f"{fact.words} [{fact.mark}]" if fact.mark else fact.words for fact in entry.facts)


def _marks(entry: Entry) -> str:
    tag = "" if entry.evidence == "V" else f" [{entry.evidence}]"
    return "".join(f" [{mark}]" for mark in entry.marks) + tag


def _print_sources(screen: Console, sources: Sources) -> None:
    from rich.table import Table
    from rich.text import Text

    listed: Sequence[tuple[str, str]]
    for title, listed in source_rows(sources).items():
        if not listed:
            continue
        screen.print(title, style="bold")
        grid = Table.grid(padding=(0, 1))
        grid.add_column(justify="right", no_wrap=True)
        grid.add_column()
        for mark, words in listed:
            grid.add_row(Text(f"[{mark}]"), Text(words))
        screen.print(grid)
        screen.print()
