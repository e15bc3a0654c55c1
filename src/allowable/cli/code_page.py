"""The page of one code on a terminal."""

from __future__ import annotations

from datetime import date, timedelta

from ..views.indicator_words import COVERAGE
from ..views.pricing import STATUS_WORDS, dollars, short_hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from rich.console import Console, JustifyMethod
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

SETTINGS = ("physician, facility", "physician, office", "hospital outpatient", "surgical center")
PAIR_TITLES = {"practitioner": "Physician and ASC claims", "hospital": "Hospital outpatient claims"}


def show(screen: Console, page: dict[str, Any]) -> None:
    """Print the page of schema allowable.code/1."""
    from rich.text import Text

    known = f", as known on {page['known_on']}" if page["known_on"] else ""
    screen.rule(Text(f"{page['hcpcs']} on {page['on']}{known}, national amounts", style="bold"), align="left", style="dim")
    if page["words"]:
        screen.print(Text(f"{page['words']} (our own words)", style="italic"))
    if page["assumed"]:
        screen.print(Text(page["assumed"][:1].upper() + page["assumed"][1:] + ".", style="yellow"))
    screen.print()
    for section in (_amounts, _truths, _indicators, _chart, _history, _limits, _pairs, _sources):
        section(screen, page)
    screen.print(Text(page["not_applied"], style="italic"))


def _title(screen: Console, words: str) -> None:
    screen.print(words, style="bold underline")


def _grid(*columns: tuple[JustifyMethod, bool]) -> Table:
    """A borderless table; each column is (justify, no_wrap)."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    for justify, no_wrap in columns:
        grid.add_column(justify=justify, no_wrap=no_wrap)
    return grid


def _text(words: str | None, style: str = "") -> Text:
    from rich.text import Text

    return Text(words or "", style=style)


def _marks(figure: dict[str, Any]) -> str:
    return "".join(f"[{source}]" for source in figure["sources"])


def _amounts(screen: Console, page: dict[str, Any]) -> None:
    _title(screen, "What Medicare allows for one unit by itself")
    grid = _grid(("left", True), ("right", True), ("left", False))
    hospital, asc = page["hospital"], page["asc"]
    figures = (page["physician"]["facility"], page["physician"]["non_facility"], hospital, asc)
    details = [f"{figure['total_rvu'] or 'no'} total RVU, {page['work_rvu'] or 'no'} work RVU" for figure in figures[:2]]
    inferred = " (inferred)" if hospital["apc_inferred"] else ""
    details.append(f"APC {hospital['apc'] or 'not held'}{inferred}, status {hospital['status'] or 'not held'}")
    details.append(f"indicator {asc['indicator'] or 'not held'}")
    for name, figure, detail in zip(SETTINGS, figures, details, strict=True):
        if figure["amount"] is None:
            reason = "; ".join(figure["reasons"])
            grid.add_row(name, _text(STATUS_WORDS.get(figure["outcome"], figure["outcome"]), "yellow"), _text(f"{reason} {_marks(figure)}"))
        else:
            grid.add_row(
                name, _text(dollars(figure["amount"]), "bold"), _text("; ".join([detail, *figure["reasons"]]) + f" {_marks(figure)}")
            )
    screen.print(grid)
    screen.print()


def _truths(screen: Console, page: dict[str, Any]) -> None:
    _title(screen, "Three answers, kept apart")
    grid = _grid(("left", True), ("left", True), ("left", False))
    for name, truth in page["truths"].items():
        because = truth["because"]
        if truth["cites"]:
            cite = truth["cites"][0]
            because += f" ({cite['document']}, {cite['place']} [{truth['evidence']}])"
        grid.add_row(name, _text(truth["answer"], "bold"), _text(because))
    screen.print(grid)
    screen.print()


def _indicators(screen: Console, page: dict[str, Any]) -> None:
    held = [one for one in page["indicators"] if one["value"]]
    if not held:
        return
    _title(screen, "Indicators")
    grid = _grid(("left", True), ("left", True), ("left", False))
    for one in held:
        grid.add_row(one["says"], _text(one["value"], "bold"), _text(one["means"]))
    screen.print(grid)
    record = page["hcpcs_record"]
    if record:
        coverage = f"coverage {record['coverage'] or 'blank'} {COVERAGE.get(record['coverage'], '')}".strip()
        days = f"added {record['added']}" + (f", last service day {record['last_day']}" if record["last_day"] else "")
        screen.print(_text(f"HCPCS Level II record: {coverage}; {days} {_marks(record)}"))
    documents = list(dict.fromkeys(one["cite"].split(", ")[0] if one["schedule"] == "physician" else one["cite"] for one in held))
    screen.print(_text(f"Meanings in our own words, after {'; '.join(documents)}.", "dim"))
    screen.print()


def _limits(screen: Console, page: dict[str, Any]) -> None:
    _title(screen, "Most units that NCCI holds likely (MUE)")
    if not page["unit_limits"]:
        screen.print("no limit is printed for this code in the tables that are held")
    grid = _grid(("left", True), ("left", False))
    for one in page["unit_limits"]:
        shown = one if one["outcome"] == "held" else one["elsewhere"]
        words = f"not checked: {one['because']}" if one["outcome"] != "held" else ""
        if shown:
            units = "0, so no unit is payable" if shown["units"] == "0" else shown["units"]
            limit = f"{units}; {shown['means'] or 'adjudication not stated'} {_marks(shown)}"
            words = f"{words}. The table of {shown['from']} to {_before(shown['until'])} says {limit}" if words else limit
        grid.add_row(one["setting"], _text(words))
    screen.print(grid)
    screen.print()


def _pairs(screen: Console, page: dict[str, Any]) -> None:
    _title(screen, "NCCI code pairs: column 1 is paid, column 2 is denied beside it")
    for one in page["pairs"]:
        marks = _marks(one)
        screen.print(_text(f"{PAIR_TITLES[one['setting']]} {marks}", "bold"))
        if one["note"]:
            screen.print(_text(f"not checked: {one['note']}", "yellow"))
        for words, codes in _pair_groups(page["hcpcs"], one["partners"]):
            screen.print(_text(f"{words} ({len(codes)}):"))
            screen.print(_indented(" ".join(codes)))
        if one["speaks_for"] and not one["partners"]:
            screen.print(_text("no pair of this code in that table"))
    if page["add_on_to"]:
        add_on = page["add_on_to"]
        screen.print(
            _text(f"An add-on of type {add_on['kind']}: payable only beside one of {' '.join(add_on['primaries'])} {_marks(add_on)}")
        )
    screen.print()


def _pair_groups(code: str, partners: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """(words, partner codes) by direction and indicator."""
    groups: dict[tuple[bool, str], list[str]] = {}
    for pair in partners:
        pays = pair["column_1"] == code
        group = groups.setdefault((not pays, pair["indicator"]), [])
        group.append(pair["column_2"] if pays else pair["column_1"])
    opens = {"0": "no modifier opens it", "1": "a modifier may open it"}
    for (denied, indicator), codes in sorted(groups.items()):
        yield f"{code} is {'denied beside these' if denied else 'paid, these are denied'}; {opens[indicator]}", sorted(set(codes))


def _indented(words: str, style: str = "dim") -> Padding:
    from rich.padding import Padding

    return Padding(_text(words, style), (0, 0, 0, 2))


def _chart(screen: Console, page: dict[str, Any]) -> None:
    for title, lines in (("What the chart must show", page["documentation"]), ("Why it is often denied", page["denials"])):
        if lines:
            _title(screen, title)
            grid = _grid(("left", True), ("left", False))
            for line in lines:
                grid.add_row("-", _text(line if isinstance(line, str) else line.get("says", str(line))))
            screen.print(grid)
            screen.print()
    if page["diagnoses"]:
        _title(screen, "Diagnoses usually seen (illustrations, not coverage)")
        grid = _grid(("left", True), ("left", False))
        for one in page["diagnoses"]:
            grid.add_row(one["icd10cm"], _text(one.get("words") or one.get("says")))
        screen.print(grid)
        screen.print()


def _history(screen: Console, page: dict[str, Any]) -> None:
    history = page["history"]
    _title(screen, "History by release")
    if history["physician"]:
        grid = _table("Physician", "work", "factor", "fac. RVU", "facility", "office RVU", "office")
        for row in history["physician"]:
            cells = [cell for name in ("facility", "non_facility") for cell in _units_and_amount(row, name)]
            grid.add_row(_days(row), row["work_rvu"] or "", row["conversion_factor"] or "", *cells)
        screen.print(grid)
        screen.print()
    for setting, words in (("hospital", "status, APC"), ("asc", "indicator")):
        if history[setting]:
            grid = _table(SETTINGS[2 if setting == "hospital" else 3].capitalize(), words, "amount")
            for row in history[setting]:
                grid.add_row(
                    _days(row), ", ".join(filter(None, (row["indicator"], row.get("apc")))), _history_amount(row["amount"], row["why"])
                )
            screen.print(grid)
            screen.print()


def _units_and_amount(row: dict[str, Any], name: str) -> tuple[str, Text]:
    return row[f"{name}_total_rvu"] or "", _history_amount(row[f"{name}_amount"], row[f"{name}_why"])


def _table(*titles: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for place, title in enumerate(titles):
        table.add_column(title, justify="left" if place == 0 else "right", no_wrap=True)
    return table


def _history_amount(amount: str | None, why: str | None) -> Text:
    if amount is not None:
        return _text(dollars(amount))
    status, _, reason = (why or "unknown").partition(": ")
    short = "not held" if status == "unknown" and reason.startswith("no release") else STATUS_WORDS.get(status, status)
    return _text(short, "yellow")


def _days(row: dict[str, Any]) -> str:
    return f"{row['from']} to {_before(row['until'])}"


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _sources(screen: Console, page: dict[str, Any]) -> None:
    _title(screen, "Sources")
    grid = _grid(("right", True), ("left", False))
    for one in page["sources"]:
        if one["kind"] == "file":
            trust = "" if one["trust"] == "official" else f"; {one['trust']}"
            words = f"{one['release']}: {one['member']}, sha256 {short_hash(one['sha256'])}{trust}"
        else:
            value = f" = {one['value']}" if one["value"] else ""
            words = f"{one['table'].replace('_', ' ')}{value} from {one['effective']}: {one['file']}, {one['member']} [{one['evidence']}]"
        grid.add_row(f"[{one['id']}]", _text(words))
    screen.print(grid, markup=False)
    screen.print()
