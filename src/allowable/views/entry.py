"""One step of an account in words, and the marks of what it rests on."""

from __future__ import annotations

from ..kernel.day import day_text
from ..runners.account import Unknown, value_text
from .formula import formula
from .pricing import STATUS_WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..engine import Engine
    from ..kernel.cite import Cite
    from ..runners.account import Account, Print, Source, Step

SAID_ALREADY = ("hcpcs", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "place_of_service", "mac", "locality", "cbsa")
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
    "mips": "MIPS",
}


class Sources:
    """What steps rest on, marked in the order in which it is first named: prints of CMS's files by number, documents of law by letter."""

    def __init__(self) -> None:
        self.prints: dict[tuple[str, ...], tuple[int, Print]] = {}
        self.cites: dict[tuple[str, str], tuple[str, Cite]] = {}

    def print_mark(self, source: Source | None) -> str:
        """Mark of the print behind a published value, such as 1; blank where no print spoke."""
        if source is None:
            return ""
        one = source.print
        return str(self.prints.setdefault((one.release, one.member, one.sha256), (len(self.prints) + 1, one))[0])

    def cite_mark(self, cite: Cite) -> str:
        """Mark of a citation, such as a."""
        return self.cites.setdefault((str(cite), cite.evidence), (_letters(len(self.cites)), cite))[0]


class Fact:
    """One input of a step as people read it, the mark of its source and the `row` where it stands, both blank for a fact of the claim."""

    __slots__ = ("mark", "row", "words")

    def __init__(self, words: str, mark: str = "", row: str = "") -> None:
        self.words = words
        self.mark = mark
        self.row = row


class Entry:
    """One step in words: what it decides, its value, why, its arithmetic, its inputs, the marks of its citations and their weakest tag."""

    __slots__ = ("because", "evidence", "facts", "formula", "marks", "reason", "says", "value")

    def __init__(self, engine: Engine, account: Account, step: Step, sources: Sources) -> None:
        self.says = f"{step.rule.says}, {step.scope}" if step.scope else step.rule.says
        self.marks = [sources.cite_mark(cite) for cite in step.rule.cites]
        self.evidence = step.rule.evidence
        self.because = step.because
        self.formula = formula(engine, account, step)
        self.facts = [_fact(*one, sources) for one in step.inputs if _is_telling(one)]
        unknown = step.value.__class__ is Unknown
        self.reason = (f"{step.value.reason} ({step.value.detail})" if step.value.detail else step.value.reason) if unknown else None
        self.value = STATUS_WORDS.get(step.value.category, step.value.category) if unknown else _value_words(step)


def label(name: str) -> str:
    """A name of the law as a person writes it: work RVU, facility PE RVU."""
    return " ".join(ACRONYMS.get(word, word) for word in name.split("_"))


def _is_telling(one: tuple[Any, ...]) -> bool:
    name, value, _, kind, _ = one
    if value.__class__ is Unknown or name in SAID_ALREADY:
        return False
    return kind in ("column", "parameter") or (kind == "field" and value != "")


def _fact(name: str, value: Any, places: int, kind: str, origin: Any, sources: Sources) -> Fact:
    shown = value_text(value, places)
    if kind == "column":
        return Fact(f"{label(name)} {shown or 'blank'}", sources.print_mark(origin), _row(origin))
    if kind == "parameter" and origin:
        dated, chosen = origin
        shown = f"({len(value)} codes)" if dated.is_codes else shown
        return Fact(f"{label(name)} {shown} from {day_text(chosen.starts)}", sources.cite_mark(chosen.cite))
    return Fact(f"{label(name)} {shown}")


def _row(source: Source | None) -> str:
    return "" if source is None else f"{label(source.table.name)}, row {' '.join(source.key)}, column {label(source.column)}"


def _value_words(step: Step) -> str:
    return value_text(step.value, step.places) or "blank"


def _letters(place: int) -> str:
    return (chr(ord("a") + place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)
