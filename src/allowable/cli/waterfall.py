"""`allowable price --explain`: for each line the steps in the order in which they were needed, down to the CMS file and the law."""

from __future__ import annotations

from ..kernel.cite import EVIDENCE, WEAKEST_FIRST
from ..kernel.day import day_text
from ..kernel.number import number_text
from ..releases.snapshot import TRUSTS
from ..runners.account import Unknown, value_text
from ..views.pricing import STATUS_WORDS, answer_words, day_of, dollars, is_trivial, place_json, short_hash
from .formula import formula
from .terminal import console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from rich.console import Console
    from rich.text import Text

    from ..claims.model import Claim
    from ..engine import Engine, PricedClaim, PricedLine
    from ..kernel.cite import Cite
    from ..releases.point import Print
    from ..runners.account import Account, Source, Step

FACILITIES = {"hospital": "hospital outpatient", "asc": "surgical center"}


ACRONYMS = {
    "rvu": "RVU",
    "pe": "PE",
    "na": "NA",
    "mac": "MAC",
    "cbsa": "CBSA",
    "apc": "APC",
    "hcpcs": "HCPCS",
    "opps": "OPPS",
    "asc": "ASC",
}


class Sources:
    """What steps rest on, marked in the order in which it is first named: prints of CMS's files by number, documents of law by letter."""

    def __init__(self) -> None:
        self.prints: dict[tuple[str, ...], tuple[int, Print]] = {}
        self.cites: dict[tuple[str, str], tuple[str, Cite]] = {}

    def print_mark(self, source: Source | None) -> str:
        """Mark of the print behind a published value, such as [1]; blank where no print spoke."""
        if source is None:
            return ""
        one = source.print
        return f" [{self.prints.setdefault((one.release, one.member, one.sha256), (len(self.prints) + 1, one))[0]}]"

    def cite_mark(self, cite: Cite) -> str:
        """Mark of a citation, such as [a]."""
        return f" [{self.cites.setdefault((str(cite), cite.evidence), (_letters(len(self.cites)), cite))[0]}]"


def _letters(place: int) -> str:
    return (chr(ord("a") + place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)


def label(name: str) -> str:
    """A name of the law as a person writes it: work RVU, facility PE RVU."""
    return " ".join(ACRONYMS.get(word, word) for word in name.split("_"))


def explain(engine: Engine, priced: PricedClaim, not_applied: str, place: dict[str, Any] | None = None) -> None:
    """Print the waterfall of every line of a PricedClaim, then its sources and what the evidence tags mean."""
    screen, sources = console(), Sources()
    said = (place or place_json(priced.claim))["says"]
    for line in priced.lines:
        _print_line(screen, engine, priced.claim, line, said, sources)
    if len(priced.lines) > 1:
        total = "no total: a line has no amount" if priced.total.cents is None else dollars(number_text(priced.total.cents, 2))
        screen.print(f"Total of {len(priced.lines)} lines  {total}", style="bold")
        screen.print()
    _print_sources(screen, sources)
    screen.print(not_applied, style="italic")


def _print_line(screen: Console, engine: Engine, claim: Claim, line: PricedLine, said: str, sources: Sources) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    where = f", place of service {line.line.place_of_service}" if claim.setting == "physician" else f", {FACILITIES[claim.setting]}"
    units = "" if line.line.units == 1 else f" x {line.line.units}"
    title = f"{line.line!r}{units}{where}, {day_text(day_of(line))}, {said}"
    head = Table.grid(expand=True, padding=(0, 2))
    head.add_column(ratio=1)
    head.add_column(justify="right", no_wrap=True)
    head.add_row(Text(title, style="bold"), Text(answer_words(line), style="bold"))
    screen.rule(style="dim")
    screen.print(head)
    for reason in line.reasons:
        screen.print(Text(reason, style="yellow"))
    screen.rule(style="dim")
    grid = Table.grid(expand=True, padding=(0, 1))
    grid.add_column(justify="right", style="dim", no_wrap=True, width=2)
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    shown, folded, followers = _sorted_steps(line.account.steps)
    for number, step in enumerate(shown, 1):
        grid.add_row(str(number), _step_text(engine, line.account, step, sources), _value_cell(step))
    screen.print(grid)
    for words, names in (("No value for the same reason", followers), ("Folded, for they change nothing", folded)):
        if names:
            screen.print(Padding(Text(f"{words}: {', '.join(names)}.", style="dim"), (0, 0, 0, 3)))
    screen.print()


def _sorted_steps(steps: list[Step]) -> tuple[list[Step], list[str], list[str]]:
    """(steps to show, names of trivial ones, names of those that merely hand an earlier unknown on)."""
    shown: list[Step] = []
    folded: list[str] = []
    followers: list[str] = []
    seen: set[str] = set()
    for step in steps:
        if is_trivial(step):
            folded.append(label(step.rule.name))
        elif step.value.__class__ is Unknown and step.value.reason in seen:
            followers.append(label(step.rule.name))
        else:
            shown.append(step)
            if step.value.__class__ is Unknown:
                seen.add(step.value.reason)
    return shown, folded, followers


def _value_cell(step: Step) -> Text:
    from rich.text import Text

    if step.value.__class__ is Unknown:
        return Text(STATUS_WORDS.get(step.value.category, step.value.category), style="yellow")
    return Text(value_text(step.value, step.places) or "blank", style="bold")


def _step_text(engine: Engine, account: Account, step: Step, sources: Sources) -> Text:
    from rich.text import Text

    found = Text(step.rule.says)
    found.append("".join(sources.cite_mark(cite) for cite in step.rule.cites), style="dim")
    if step.because:
        found.append(f"\n{step.because}", style="italic")
    if step.value.__class__ is Unknown:
        found.append(f"\n{step.value.reason}", style="yellow")
    arithmetic = formula(engine, account, step)
    if arithmetic:
        found.append(f"\n= {arithmetic}", style="bold")
    given = [_input_text(*one, sources) for one in step.inputs if _is_telling(one)]
    if given:
        found.append("\n" + "; ".join(given), style="cyan")
    return found


def _is_telling(one: tuple[Any, ...]) -> bool:
    _, value, _, kind, _ = one
    return value.__class__ is not Unknown and (kind in ("column", "parameter") or (kind == "field" and value != ""))


def _input_text(name: str, value: Any, places: int, kind: str, origin: Any, sources: Sources) -> str:
    shown = value_text(value, places)
    if kind == "column":
        return f"{label(name)} {shown or 'blank'}{sources.print_mark(origin)}"
    if kind == "parameter" and origin:
        dated, chosen = origin
        shown = f"({len(value)} codes)" if dated.is_codes else shown
        return f"{label(name)} {shown} from {day_text(chosen.starts)}{sources.cite_mark(chosen.cite)}"
    return f"{label(name)} {shown}"


def _print_sources(screen: Console, sources: Sources) -> None:
    from rich.table import Table
    from rich.text import Text

    rows: dict[str, list[tuple[str, str]]] = {"CMS files": [], "Law": [], "Evidence": []}
    for number, one in sources.prints.values():
        days = f"service days {day_text(one.effective)} to {day_text(one.until - 1)}"
        rows["CMS files"].append(
            (f"[{number}]", f"{one.release}: {one.member}, sha256 {short_hash(one.sha256)}; {days}; {TRUSTS.get(one.trust, one.trust)}")
        )
    for letter, cite in sources.cites.values():
        rows["Law"].append((f"[{letter}]", f"{cite} [{cite.evidence}]"))
    tags = {cite.evidence for _, cite in sources.cites.values()}
    rows["Evidence"] = [(f"[{tag}]", EVIDENCE[tag]) for tag in reversed(WEAKEST_FIRST) if tag in tags]
    for title, listed in rows.items():
        if not listed:
            continue
        screen.print(title, style="bold")
        grid = Table.grid(padding=(0, 1))
        grid.add_column(justify="right", no_wrap=True)
        grid.add_column()
        for mark, words in listed:
            grid.add_row(Text(mark), Text(words))
        screen.print(grid)
        screen.print()
