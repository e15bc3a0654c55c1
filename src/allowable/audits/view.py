"""What the renderers show of an audit: headline, findings, a calendar of what is true when, rows of figures. From the report alone."""

from __future__ import annotations

from datetime import date, timedelta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from .shapes import Json

    Dates: TypeAlias = tuple[date, date]  # first, last

SYMBOLS = {"pass": "+", "fail": "x", "not_checked": "?"}
WORDS = {"true": "true", "false": "wrong", "not_checked": "not checked", "partly": "in part"}
ORDER = ("false", "partly", "not_checked", "true")
MOST_WINDOWS = 3


class Row:
    """One figure as shown. `outcome` is a key of WORDS; `when` says on which service days it is true."""

    __slots__ = ("because", "code", "figure", "outcome", "place", "printed", "right", "sources", "when")

    def __init__(self, figure: Json, outcome: str) -> None:
        self.code = "-".join(filter(None, (figure["hcpcs"], *figure["modifiers"]))) or "none"
        self.figure = (figure["figure"] or "not known").replace("asc", "ASC")
        self.printed = figure["text"]
        self.outcome = outcome
        self.right = _right(figure)
        self.when = _when(figure)
        self.because = figure["because"]
        self.place = place_words(figure["at"])
        self.sources = list(dict.fromkeys(number for entry in figure["right"] for number in entry["sources"]))


class Strip:
    """One line of the calendar: figures of one kind that are true on the same days. `spans` and `unheld` are (first, last) dates."""

    __slots__ = ("figures", "kind", "outcome", "spans", "unheld")

    def __init__(self, kind: str, outcome: str, spans: Sequence[Dates], unheld: Sequence[Dates]) -> None:
        self.kind = kind
        self.outcome = outcome
        self.spans = spans
        self.unheld = unheld
        self.figures: list[tuple[str | None, str]] = []

    @property
    def label(self) -> str:
        """Its kind, and the code and figure if it is about one alone."""
        if len(self.figures) == 1:
            code, text = self.figures[0]
            return f"{self.kind}: {' '.join(filter(None, (code, text)))}"
        return f"{self.kind}: {len(self.figures)}{' wrong' if self.outcome == 'false' else ''} figures"


class View:
    """The report in the order in which it is shown."""

    def __init__(self, report: Json) -> None:
        self.report = report
        self.title = f"Audit of {report['file']}"
        self.rows = sorted((Row(figure, outcome_of(figure)) for figure in report["figures"]), key=lambda row: ORDER.index(row.outcome))
        self.facts = _facts(report)
        self.findings = [(one["outcome"], one["says"]) for one in report["findings"]]
        self.counts = {outcome: sum(1 for row in self.rows if row.outcome == outcome) for outcome in ORDER}
        self.headline = _headline(report, self.counts)
        self.calendar = _calendar(report)
        self.window = _dates(report["window"]) if report["window"] else None
        self.sources = report["sources"]

    @property
    def period(self) -> Dates | None:
        """(first, last) date of the time that the calendar shows, or None."""
        time = self.report["time"]
        return _dates(time[0]) if time else None


def outcome_of(figure: Json) -> str:
    """The outcome, with a true figure that is false on some compared days of its time called 'partly'."""
    if figure["outcome"] == "true" and figure["holds"] != figure["compared"] and "true only" in figure["because"]:
        return "partly"
    return str(figure["outcome"])


def _facts(report: Json) -> list[tuple[str, str]]:
    states = report["states"]
    place = states["place"]
    where = (
        place
        if place == "national"
        else ", ".join(f"{name.upper() if name in ('mac', 'cbsa') else name} {value}" for name, value in place.items())
    )
    facts = [("File", f"{report['file']}, sha256 {report['sha256']}"), ("It says", _said(states)), ("Amounts", where)]
    facts.append(("Known on", report["known_on"] or "everything that is held"))
    if report["day"]:
        facts.append(("Service day asked for", report["day"]))
    facts.append(("Codes", ", ".join(report["codes"]) or "none"))
    return facts


def _said(states: Json) -> str:
    said = [f"year {states['year']}" if states["year"] else "no year"]
    if states["day"]:
        said.append(f"it holds {states['holds'].replace('that day', states['day'])}")
    said.append(f"sources named: {', '.join(states['cites'])}" if states["cites"] else "no source named")
    return "; ".join(said)


def _headline(report: Json, counts: dict[str, int]) -> str:
    if not report["figures"]:
        return "Nothing was checked: the document prints no figure."
    checked = counts["true"] + counts["partly"] + counts["false"]
    parts = [
        f"{counts['true'] + counts['partly']} of {checked} checked figures are true",
        f"{counts['partly']} of them for a part of the time only",
    ]
    if counts["false"]:
        parts.append(f"{counts['false']} {'is' if counts['false'] == 1 else 'are'} wrong")
    if counts["not_checked"]:
        parts.append(f"{counts['not_checked']} could not be checked")
    return "; ".join(part for part in parts if not part.startswith("0 of them")) + "."


def _right(figure: Json) -> str:
    shown = []
    for entry in figure["right"]:
        value = f"none: {entry['reason']}" if entry["value"] is None else entry["value"]
        if entry["value"] is not None and "amount" in figure["figure"]:
            whole, point, part = value.partition(".")
            value = f"${int(whole):,}{point}{part}"
        if value not in shown:
            shown.append(value)
    return " or ".join(shown)


def _when(figure: Json) -> str:
    if figure["outcome"] == "true" and figure["holds"] == figure["compared"]:
        return "on all compared days"
    spans = list(dict.fromkeys(days_words(one) for one in (figure["holds"] or figure["windows"])))
    more = f" and {len(spans) - MOST_WINDOWS} more" if len(spans) > MOST_WINDOWS else ""
    if not spans:
        return "on no held day" if figure["outcome"] == "false" else ""
    shown = ", ".join(spans[:MOST_WINDOWS]) + more
    knowledge = list(dict.fromkeys(one["known_until"] for one in figure["windows"]))
    return shown + (f" (as known to {knowledge[0]})" if not figure["holds"] and len(knowledge) == 1 and knowledge[0] else "")


def days_words(span: Json) -> str:
    """A stretch of service days as 2024-03-09 to 2024-03-31."""
    first, last = span["service_from"], span["service_until"]
    return first if first == last else f"{first} to {last or 'open'}"


def place_words(at: dict[str, int]) -> str:
    """A place of a document in words."""
    return ", ".join(f"{name} {number}" for name, number in at.items())


def _dates(span: Json) -> Dates:
    return date.fromisoformat(span["service_from"]), date.fromisoformat(span["service_until"]) if span["service_until"] else date.max


def _calendar(report: Json) -> list[Strip]:
    """Strips of the document's own time: figures of one kind with the same true days are one strip."""
    if not report["time"]:
        return []
    first, last = _dates(report["time"][0])
    strips: dict[tuple[object, ...], Strip] = {}
    for figure in report["figures"]:
        if figure["figure"] is None or figure["outcome"] == "not_checked":
            continue
        spans = []
        for window in figure["windows"]:
            starts, until = _dates(window)
            if _is_current(window, report["known_on"]) and starts <= last and until >= first:
                spans.append((max(starts, first), min(until, last)))
        outcome = outcome_of(figure)
        if figure["outcome"] == "true" and not spans:
            continue  # it speaks of another time
        kind, unheld = _kind(figure["figure"]), tuple(_gaps(figure["compared"], first, last)) if _is_about_a_year(report) else ()
        strip = strips.setdefault((kind, outcome, tuple(spans), unheld), Strip(kind, outcome, spans, unheld))
        strip.figures.append((figure["hcpcs"], figure["text"]))
    return sorted(strips.values(), key=lambda strip: (strip.kind, ORDER.index(strip.outcome)))


def _is_about_a_year(report: Json) -> bool:
    return report["day"] is None and report["states"]["holds"] != "on that day"


def _gaps(compared: list[Json], first: date, last: date) -> Iterator[Dates]:
    """Stretches from first to last that nothing was compared with."""
    at = first
    for span in compared:
        starts, until = _dates(span)
        if at < starts:
            yield at, min(starts - timedelta(days=1), last)
        at = max(at, until + timedelta(days=1))
    if at <= last:
        yield at, last


def _is_current(window: Json, known_on: str | None) -> bool:
    if known_on is None:
        return window["known_until"] is None
    return (window["known_from"] or "") <= known_on <= (window["known_until"] or "9999")


def _kind(name: str) -> str:
    name = "RVU" if "RVU" in name else name.replace("asc", "ASC").replace(" amounts", "").replace(" amount", "")
    return name[0].upper() + name[1:]
