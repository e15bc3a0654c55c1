"""Figures as cells: amounts, units and indicators with the marks of their sources, and the short word and note where there is none."""

from __future__ import annotations

from .view import CannotWrite, Cell, money_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from .view import Json, Notes

UNITS = "relative_values"
INFERRED = "APC "  # a reason that speaks of the APC stands at the APC, not at the amount


class Bar:
    """One bar of the chart: texts of the amounts or None, and what stands beside the bar: `shown` and `detail`, or the short `word`."""

    __slots__ = ("detail", "facility", "hcpcs", "marks", "physician", "reasons", "shown", "site", "total", "word")

    def __init__(self, row: Json, word: str, shown: str, detail: str, marks: list[list[str]]) -> None:
        self.hcpcs = row["hcpcs"]
        self.site = row["site"]
        self.physician = row["physician"]
        self.facility = row["facility"]
        self.total = row["total"]
        self.reasons = row.get("reasons") or ()
        self.word = word
        self.shown = shown
        self.detail = detail
        self.marks = marks


class Figures:
    """Makes cells of a guide's figures and keeps the numbers of its sources and authorities."""

    def __init__(self, guide: Json, whole_dollars: bool) -> None:
        self.whole_dollars = whole_dollars
        self.numbers = {source["id"]: number for number, source in enumerate(guide["sources"], 1)}
        self.codes = {code["hcpcs"]: code for code in guide["codes"]}
        self._tables = {source["id"]: source["table"] for source in guide["sources"]}
        self.words = {one["id"]: one for one in guide.get("words_sources") or ()}
        self._cited: dict[str, int] = {}

    @property
    def cited(self) -> list[tuple[str, str]]:
        """(text, mark) of every authority referred to so far."""
        return [(text, f"A{number}") for text, number in self._cited.items()]

    def marks(self, figure: Json, table: str | None = None) -> list[str]:
        """Numbers of a figure's sources, three or more in a row as 1–3; of one table alone where that is asked and it is among them."""
        sources = figure.get("sources") or ()
        try:
            of_table = [one for one in sources if self._tables[one] == table]
            return ranges({self.numbers[one] for one in of_table or sources})
        except KeyError as problem:
            name = problem.args[0]
            raise CannotWrite(f"a figure refers to the source {name!r}, which the guide does not list; build the guide again") from None

    def authorities(self, cites: Any) -> list[str]:
        """Marks A1, A2, ... of citations, or of ids of the sources of the words."""
        cites = [cites] if isinstance(cites, (str, dict)) else cites or ()
        texts = [cite_text(self.words.get(one, one) if isinstance(one, str) else one) for one in cites]
        return [f"A{one}".replace("–", "–A") for one in ranges({self._cited.setdefault(text, len(self._cited) + 1) for text in texts})]

    def money(self, figure: Json, notes: Notes, name: str = "amount") -> Cell:
        """The amount of a figure, or the word for its absence with a note."""
        amount = figure[name]
        if amount is None:
            return self.absent(figure, notes)
        return Cell(self.text(amount), value=amount, kind="money", marks=self._with_notes(figure, notes))

    def text(self, amount: str) -> str:
        """An amount as this guide shows it."""
        return money_text(amount, self.whole_dollars)

    def units(self, figure: Json, name: str, notes: Notes) -> Cell:
        """Relative value units; the figure's reasons stand at its amount."""
        value = figure[name]
        return self.absent(figure, notes) if value is None else Cell(value, value=value, kind="units", marks=self.marks(figure, UNITS))

    def fact(self, figure: Json, name: str, notes: Notes | None = None) -> Cell:
        """A published code of a figure's row, such as its APC; a dash where the print has none."""
        value = figure[name]
        marks = [notes.mark(_plain_reason(one)) for one in figure["reasons"] if one.startswith(INFERRED)] if notes and value else []
        return Cell(str(value), marks=marks) if value not in (None, "") else Cell("–", quiet=True)

    def indicator(self, code: Json, name: str, marks: list[str]) -> Cell:
        """An indicator of the physician fee schedule."""
        value = code["indicators"].get(name)
        return Cell(str(value), marks=marks) if value not in (None, "") else Cell("–", quiet=True)

    def bars(self, rows: list[Json]) -> list[Bar]:
        """Bars of the chart, with the words for what is absent."""
        found = []
        for row in rows:
            code = self.codes[row["hcpcs"]]
            physician = code["physician"]["non_facility" if row["site"] == "office" else "facility"]
            parts = [physician] if row["site"] == "office" else [physician, code[row["site"]]]
            absent = [part for part in parts if part["amount"] is None]
            shown = "" if row["total"] is None else self.text(row["total"])
            shares = [self.text(row[name]) for name in ("physician", "facility") if row[name] is not None]
            detail = " + ".join(shares) if len(shares) > 1 else ""
            word = short_word(absent[-1]) if absent else "not held"
            found.append(Bar(row, word, shown, detail, [self.marks(part) for part in [*parts, row]]))
        return found

    def bar_cells(self, bar: Bar, notes: Notes) -> list[Cell]:
        """Cells of a bar in the table that stands for the chart: physician, facility, together."""
        cells = []
        office = bar.site == "office"
        for part, at in (("physician", 0), ("facility", 1), ("total", -1)):
            amount = getattr(bar, part)
            if amount is not None:
                cells.append(Cell(self.text(amount), value=amount, kind="money", marks=bar.marks[at]))
            elif part == "facility" and office:
                cells.append(Cell("no facility", quiet=True))
            else:
                cells.append(Cell(bar.word, quiet=True, marks=[notes.mark(reason) for reason in bar.reasons]))
        return cells

    def absent(self, figure: Json, notes: Notes) -> Cell:
        """The short word for a figure that has no amount, with its sources and its reasons as notes."""
        reasons = figure["reasons"] or ["the guide states no reason"]
        return Cell(short_word(figure), marks=[*self.marks(figure), *(notes.mark(reason) for reason in reasons)], quiet=True)

    def _with_notes(self, figure: Json, notes: Notes) -> list[str]:
        reasons = [reason for reason in figure["reasons"] or () if not reason.startswith(INFERRED)]
        return [*self.marks(figure), *(notes.mark(reason) for reason in reasons)]


def ranges(numbers: Iterable[int]) -> list[str]:
    """Whole numbers as texts in order, three or more in a row joined: 1–3, 5, 6."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [text for run in runs for text in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run))]


def short_word(figure: Json) -> str:
    """The word that stands where a figure has no amount."""
    reasons = " ".join(figure["reasons"] or ()).lower()
    outcome = figure["outcome"]
    if "not applicable in this setting" in reasons:
        return "NA here"
    if "packaged" in reasons or figure.get("status") == "N" or figure.get("indicator") == "N1":
        return "packaged"
    if outcome == "pends":
        return "by report" if "by report" in reasons else "pends"
    if outcome == "not_payable":
        return "not paid"
    return "not listed" if reasons.startswith("no row of") else "not held"


def cite_text(cite: str | Json) -> str:
    """A citation as one line."""
    if isinstance(cite, str):
        return cite
    text = ", ".join(str(cite[name]) for name in ("document", "place") if cite.get(name))
    text += f" [{cite['evidence']}]" if cite.get("evidence") else ""
    return text + (f" <{cite['url']}>" if cite.get("url") else "")


def _plain_reason(reason: str) -> str:
    """APC 5414: it is inferred ... -> APC: it is inferred ..., so that the same reason of two APCs is one note."""
    head, _, rest = reason.partition(": ")
    return f"APC: {rest}" if rest and len(head.split()) == 2 else reason
