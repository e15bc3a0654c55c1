"""Figures as cells: amounts, units and indicators with the marks of their sources, and the short word and note where there is none."""

from ...kernel.number import NumberError, number_text, scaled_number
from .view import CannotWrite, Cell, money_text


class Bar:
    """One bar of the chart: texts of the amounts or None, and the short word that stands where the total is None."""

    __slots__ = ("facility", "hcpcs", "physician", "reasons", "shown", "site", "total", "word")

    def __init__(self, hcpcs, site, physician, facility, total, word, reasons, shown):
        self.hcpcs = hcpcs
        self.site = site
        self.physician = physician
        self.facility = facility
        self.total = total
        self.word = word
        self.reasons = reasons
        self.shown = shown


class Figures:
    """Makes cells of a guide's figures and keeps the numbers of its sources and authorities."""

    def __init__(self, guide, whole_dollars):
        self.whole_dollars = whole_dollars
        self.numbers = {source["id"]: str(number) for number, source in enumerate(guide["sources"], 1)}
        self.codes = {code["hcpcs"]: code for code in guide["codes"]}
        self._cited = {}

    @property
    def cited(self):
        """(text, mark) of every authority referred to so far."""
        return list(self._cited.items())

    def marks(self, figure):
        """Numbers of a figure's sources."""
        try:
            return sorted({self.numbers[one] for one in figure.get("sources") or ()}, key=int)
        except KeyError as problem:
            raise CannotWrite(f"a figure refers to the source {problem.args[0]!r}, which the guide does not list; build the guide again") from None

    def authorities(self, cites):
        """Marks A1, A2, ... of citations."""
        texts = [cite_text(one) for one in ([cites] if isinstance(cites, (str, dict)) else cites or ())]
        return [self._cited.setdefault(text, f"A{len(self._cited) + 1}") for text in texts]

    def money(self, figure, notes, name="amount"):
        """The amount of a figure, or the word for its absence with a note."""
        amount = figure[name]
        if amount is None:
            return self._absent(figure, notes)
        return Cell(money_text(amount, self.whole_dollars), value=amount, kind="money", marks=self._with_notes(figure, notes))

    def units(self, figure, name, notes, plain=False):
        """Relative value units; `plain` leaves the figure's reasons to its amount."""
        value = figure[name]
        if value is None:
            return self._absent(figure, notes)
        marks = self.marks(figure) if plain else self._with_notes(figure, notes)
        return Cell(value, value=value, kind="units", marks=marks)

    def fact(self, figure, name):
        """A published code of a figure's row, such as its APC; a dash where the row or the file has none."""
        value = figure[name]
        return Cell(str(value)) if value not in (None, "") else Cell("–", quiet=True)

    def indicator(self, code, name, marks):
        """An indicator of the physician fee schedule."""
        value = code["indicators"].get(name)
        return Cell(str(value), marks=marks) if value not in (None, "") else Cell("–", quiet=True)

    def payment(self, site):
        """The payment effect of a modifier, with the amounts it gives for the family's codes."""
        amounts = [f"{one['hcpcs']}: {money_text(one['amount'], self.whole_dollars)}" for one in site.get("amounts") or ()]
        return Cell(site["payment"], items=amounts, marks=self.marks(site))

    def change(self, row):
        """Cells of a change: before, after and, where both are amounts or units, their difference."""
        units = "rvu" in row["figure"].lower() or "unit" in row["figure"].lower()
        cells, scaled = [], []
        for name in ("before", "after"):
            text = row[name]
            number = _decimal(text)
            scaled.append(number)
            if text is None:
                cells.append(Cell("none", quiet=True))
            elif number is None:
                cells.append(Cell(str(text)))
            else:
                cells.append(Cell(text if units else money_text(text, self.whole_dollars), value=text, kind="units" if units else "money"))
        if None in scaled:
            return [*cells, Cell("–", quiet=True)]
        difference = number_text(scaled[1] - scaled[0], 2)
        sign = "+" if scaled[1] > scaled[0] else ""
        text = difference if units else money_text(difference, self.whole_dollars)
        return [*cells, Cell((sign + text).replace("-", "−"), value=difference, kind="units" if units else "money")]

    def bars(self, rows):
        """Bars of the chart, with the words for what is absent."""
        found = []
        for row in rows:
            code = self.codes[row["hcpcs"]]
            physician = code["physician"]["non_facility" if row["site"] == "office" else "facility"]
            parts = [physician] if row["site"] == "office" else [physician, code[row["site"]]]
            absent = [part for part in parts if part["amount"] is None]
            word = short_word(absent[-1]) if absent else "not held"
            reasons = [reason for part in absent for reason in part["reasons"]]
            shown = None if row["total"] is None else money_text(row["total"], self.whole_dollars)
            found.append(Bar(row["hcpcs"], row["site"], row["physician"], row["facility"], row["total"], word, reasons, shown))
        return found

    def bar_cell(self, bar, part, notes):
        """A part of a bar as a cell of the table that stands for the chart."""
        amount = getattr(bar, part)
        if amount is not None:
            marks = self._bar_marks(bar, part)
            return Cell(money_text(amount, self.whole_dollars), value=amount, kind="money", marks=marks)
        if part == "facility" and bar.site == "office":
            return Cell("no facility", quiet=True)
        return Cell(bar.word, quiet=True, marks=[notes.mark(reason) for reason in bar.reasons])

    def _bar_marks(self, bar, part):
        code = self.codes[bar.hcpcs]
        physician = code["physician"]["non_facility" if bar.site == "office" else "facility"]
        facility = code[bar.site] if bar.site != "office" else {}
        sources = {"physician": [physician], "facility": [facility], "total": [physician, facility]}[part]
        return sorted({mark for one in sources for mark in self.marks(one)}, key=int)

    def source_row(self, number, source):
        """A published file as a row."""
        file = source["file"] + (f", member {source['member']}" if source.get("member") else "")
        sha = source.get("sha256")
        cells = [source["table"], source["release"], file, source["trust"], source["effective"] or "–", source["until"] or "open"]
        last = Cell(sha[:12], value=sha, kind="hash") if sha else Cell("none", quiet=True)
        return [Cell(str(number), kind="code"), *(Cell(str(one)) for one in cells), last]

    def _with_notes(self, figure, notes):
        return [*self.marks(figure), *(notes.mark(reason) for reason in figure["reasons"] or ())]

    def _absent(self, figure, notes):
        reasons = figure["reasons"] or ["the guide states no reason"]
        return Cell(short_word(figure), marks=[*self.marks(figure), *(notes.mark(reason) for reason in reasons)], quiet=True)


def short_word(figure):
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


def cite_text(cite):
    """A citation as one line."""
    if isinstance(cite, str):
        return cite
    text = ", ".join(str(cite[name]) for name in ("document", "place") if cite.get(name))
    text += f" [{cite['evidence']}]" if cite.get("evidence") else ""
    return text + (f" <{cite['url']}>" if cite.get("url") else "")


def _decimal(text):
    try:
        return scaled_number(str(text), 2)
    except NumberError:
        return None
