"""A checked claim (schema allowable.check/1) as plain text: what fails first, then what was not checked and why, then what passed."""

from __future__ import annotations

from .price_text import hanging, wrapped
from .pricing import dollars, short_hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Json = dict[str, Any]

TITLES = {"physician": "Physician's claim", "hospital": "Hospital outpatient claim", "asc": "Ambulatory surgical center's claim"}
STATUS = {"fail": "FAIL", "not_checked": "not checked", "pass": "pass"}
WOULD = {"fail": "FAIL", "not_checked": "not be checked", "pass": "pass"}
NO_AMOUNT = {"denied": "denied", "not_payable": "not payable", "pends": "pends", "unknown": "unknown"}


def check_text(claim: Json, *, width: int = 80, bold: Callable[[str], str] = str, brief: bool = False) -> list[str]:
    """Lines of plain text of at most `width` columns where words allow; `bold` marks the verdict and the findings' headings.

    `brief` leaves out what passed and what was not checked, and of other quarters' answers those that deny nothing.
    """
    lines = [*(bold(part) for part in wrapped(heading(claim), width)), "", *_table(claim, width), ""]
    told: set[str] = set()
    for number, finding in failures(claim):
        lines += _failure(claim, number, finding, finding["edit"] not in told, width, bold)
        told.add(finding["edit"])
    lines += [] if brief else _not_checked(claim, width, bold)
    lines += _held(claim, brief, width, bold)
    if not brief and (passed := passed_words(claim)):
        lines += hanging("Passed  ", passed, width)
    return lines if lines[-1] else lines[:-1]


def heading(claim: Json) -> str:
    """The claim and its verdict in one sentence."""
    named = f"Claim {claim['claim']}" if claim["claim"] else TITLES[claim["setting"]]
    days = ", ".join(dict.fromkeys(line["on"] for line in claim["lines"]))
    places = ", ".join(dict.fromkeys(line["place_of_service"] for line in claim["lines"] if line["place_of_service"]))
    where = f", place of service {places}" if places and claim["setting"] == "physician" else ""
    named += f" ({TITLES[claim['setting']].lower()})" if claim["claim"] else ""
    at = f" at {claim['place']}" if claim["place"] else ""
    return f"{named}{at}, {days}{where}: {verdict(claim)}"


def verdict(claim: Json) -> str:
    """What the check came to, counted in lines."""
    count = len(claim["lines"])
    failing = sum(line["outcome"] == "fail" for line in claim["lines"])
    open_edits = claim["counts"]["not_checked"]
    if failing:
        return f"{failing} of {count} {_lines(count)} {'fails' if failing == 1 else 'fail'}"
    if open_edits and not claim["counts"]["pass"]:
        return "nothing was checked"
    return "nothing fails, but not everything was checked" if open_edits else "passes every edit that is held"


def failures(claim: Json) -> list[tuple[int, Json]]:
    """(line number, finding) of what fails."""
    return [(line["line"], one) for line in claim["lines"] for one in line["findings"] if one["outcome"] == "fail"]


def _lines(count: int) -> str:
    return "line" if count == 1 else "lines"


def _table(claim: Json, width: int) -> list[str]:
    money = claim["money"]
    priced = {one["line"]: one for one in money["lines"]} if money else {}
    head = ["line", "billed", "edits", *(["as billed", "after edits"] if priced else [])]
    rows = []
    for line in claim["lines"]:
        cells = [str(line["line"]), line["billed"], line_words(line)]
        if priced:
            cells += [amount_words(priced[line["line"]][name]) for name in ("before", "after")]
        rows.append(cells)
    if priced:
        rows.append(["", "total", "", *(total_words(money[name]["allowed"]) for name in ("before", "after"))])
    wide = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    found = [_row(head, wide), *(_row(row, wide) for row in rows)]
    found += [part for words in money_words(claim) for part in hanging("  ", words, width)]
    return found


def line_words(line: Json) -> str:
    """What the edits say of a line: FAIL, pass, or how many of them were not checked."""
    if line["denied_before"]:
        return "denied before"
    if line["outcome"] != "not_checked":
        return STATUS[line["outcome"]]
    count = sum(one["outcome"] == "not_checked" for one in line["findings"])
    return f"{count} of {len(line['findings'])} not checked"


def _row(cells: list[str], wide: list[int]) -> str:
    left = "".join(f"  {cell:<{room}}" for cell, room in zip(cells[:3], wide[:3], strict=True))
    return (left + "".join(f"  {cell:>{room}}" for cell, room in zip(cells[3:], wide[3:], strict=True))).rstrip()


def amount_words(line: Json) -> str:
    """A line's amount, or the word for why there is none."""
    return dollars(line["allowed"]) if line["allowed"] is not None else str(NO_AMOUNT.get(line["status"], line["status"]))


def total_words(amount: str | None) -> str:
    """A total, or that there is none."""
    return "no total" if amount is None else dollars(amount)


def money_words(claim: Json) -> Iterator[str]:
    """What money the edits move, or why nothing was priced."""
    money = claim["money"]
    if money is None:
        return
    if money["why_not"]:
        yield f"Not priced: {money['why_not']}"
        return
    if money["change"] is not None and money["change"].strip("-0.") != "":
        yield f"The edits take {dollars(money['change'].lstrip('-'))} off what would be allowed ({money['place']['says']})."
    elif money["change"] is None:
        lacking = [line["after"] for line in money["lines"] if line["after"]["status"] not in ("priced", "denied")]
        yield from dict.fromkeys(f"No total: {reason}" for line in lacking for reason in line["reasons"])


def _failure(claim: Json, number: int, finding: Json, with_law: bool, width: int, bold: Callable[[str], str]) -> list[str]:
    name = claim["lines"][number - 1]["billed"]
    lines = [bold(part) for part in wrapped(f"FAIL  line {number}, {name}: {edit_words(finding['edit'])}", width)]
    for label, words in finding_parts(finding, with_law):
        lines += hanging(f"      {label:<7}", words, width)
    return [*lines, ""]


def edit_words(edit: str) -> str:
    """The name of an edit for people: code pair, unit limit."""
    return edit.replace("_", " ")


def finding_parts(finding: Json, with_law: bool = True) -> Iterator[tuple[str, str]]:
    """(label, words) of a finding: why, the rows that say so, what to do, what the chart must show, the law.

    A second finding of an edit may go `with_law` False: its law was said with the first.
    """
    yield "Why", finding["because"]
    for row in finding["rows"]:
        yield "Row", row_words(row)
    for at, words in enumerate(finding["resolve"]):
        yield "Or" if at else "To do", words
    for words in finding["documentation"]:
        yield "Chart", words
    if finding["cites"] and with_law:
        yield "Law", f"{'; '.join(finding['cites'])} [{finding['evidence']}]"


def row_words(row: Json) -> str:
    """A row of CMS's tables in one line: its key, its columns, its release and file."""
    first, _, second = row["key"].partition(" ")
    key = f"column 1 {first}, column 2 {second}" if row["table"] == "code_pairs" else f"{row['table'].replace('_', ' ')} {row['key']}"
    shown = {name: value for name, value in row["columns"].items() if value}
    columns = "".join(f"; {name.replace('_', ' ')} {value}" for name, value in shown.items())
    file = f": {row['file']}, sha256 {short_hash(row['sha256'])}" if row["file"] else ""
    return f"{key}{columns} ({row['release']}{file})"


def open_findings(claim: Json) -> list[tuple[str, str, list[int]]]:
    """(edit, why it was not checked, lines) of what was not checked, like ones together."""
    found: dict[tuple[str, str], list[int]] = {}
    for line in claim["lines"]:
        for one in line["findings"]:
            if one["outcome"] == "not_checked":
                found.setdefault((edit_words(one["edit"]), one["because"]), []).append(line["line"])
    return [(edit, because, numbers) for (edit, because), numbers in found.items()]


def _not_checked(claim: Json, width: int, bold: Callable[[str], str]) -> list[str]:
    found = open_findings(claim)
    if not found:
        return []
    lines = [bold("Not checked")]
    by_reason: dict[str, list[str]] = {}
    for edit, because, numbers in found:
        by_reason.setdefault(because, []).append(f"{edit} ({numbers_words(numbers)})")
    for because, edits in by_reason.items():
        lines += hanging("  - ", f"{'; '.join(edits)}: {because}", width)
    return [*lines, ""]


def numbers_words(numbers: list[int]) -> str:
    """line 2, or lines 1, 3."""
    return f"{_lines(len(numbers))} {', '.join(map(str, numbers))}"


def held_lines(claim: Json, held: Json) -> list[tuple[str, str, list[Json]]]:
    """(edit and lines, what it would come to, rows) of another quarter's answer: what would fail first, each by itself, then the rest."""
    found: dict[tuple[str, str, str], tuple[list[int], list[Json]]] = {}
    for line in held["lines"]:
        for one in line["findings"]:
            because = f": {one['because']}" if one["because"] else ""
            own = str(line["line"]) if one["outcome"] == "fail" else ""
            numbers, rows = found.setdefault((edit_words(one["edit"]), f"{WOULD[one['outcome']]}{because}", own), ([], []))
            numbers.append(line["line"])
            rows += one["rows"] if own else []
    ordered = sorted(found.items(), key=lambda one: not one[0][2])
    return [(f"{edit} ({numbers_words(numbers)})", would, rows) for (edit, would, _), (numbers, rows) in ordered]


def _held(claim: Json, brief: bool, width: int, bold: Callable[[str], str]) -> list[str]:
    shown = [held for held in claim["held_quarter"] or () if held["outcome"] == "fail" or not brief]
    bar = "  | "
    said = []
    for held in shown:
        said += hanging(bar, held["says"], width)
        for named, would, rows in held_lines(claim, held):
            said += hanging(f"{bar}  ", f"{named} would {would}", width)
            for row in rows:
                said += hanging(f"{bar}    Row  ", row_words(row), width)
    lines = [bold("Answers of other quarters, for orientation only")] if shown else []
    return [*lines, *(bar + part[len(bar) :] for part in said), *[""] * bool(shown)]


def passed_words(claim: Json) -> str:
    """The edits that were checked and passed, each with its lines where that is not all of them."""
    found: dict[str, list[int]] = {}
    for line in claim["lines"]:
        for one in line["findings"]:
            if one["outcome"] == "pass":
                found.setdefault(edit_words(one["edit"]), []).append(line["line"])
    count = len(claim["lines"])
    return "; ".join(edit if len(numbers) == count else f"{edit} ({numbers_words(numbers)})" for edit, numbers in found.items())
