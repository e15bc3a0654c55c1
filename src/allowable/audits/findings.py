"""What the audit says in sentences, each pass, fail or not_checked, with the figures it is about."""

from __future__ import annotations

from ..kernel.day import day_text
from .scope import ALWAYS_ON
from .uncited import uncited_of
from .verdict import FALSE, NOT_CHECKED, TRUE, answer_words, days_words
from .windows import joined_days, shared_window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .quantities import Quantity
    from .report import Report
    from .shapes import Json, Place, Stretch, Verdicts
    from .verdict import Verdict

MOST_NAMED = 8  # codes, figures or places that a sentence names


def findings_of(report: Report) -> list[Json]:
    """List of findings {"outcome", "kind", "says", "figures"}, the window of the whole document first."""
    if not report.verdicts:
        return [_finding(report, NOT_CHECKED, "empty", _nothing_words(report), [])]
    made = [_window_finding(report)] if report.checked else []
    made += _stated_day(report)
    made += _wrong(report)
    made += _partial(report)
    made += _other_year(report)
    made += _uncited(report)
    made += _unheld(report)
    made += _unchecked(report)
    made += [
        _finding(report, "fail", "header", f"Table at {place_words(report.found.tables[number].grid.at)}: {note}.", [])
        for number, note in report.read_by_values.items()
    ]
    return made


def _finding(report: Report, outcome: str, kind: str | None, says: str, verdicts: Verdicts) -> Json:
    wanted = {id(verdict) for verdict in verdicts}
    return {
        "outcome": outcome,
        "kind": kind,
        "says": says,
        "figures": [place for place, one in enumerate(report.verdicts) if id(one) in wanted],
    }


def _named(texts: Iterable[str]) -> str:
    texts = list(dict.fromkeys(texts))
    return ", ".join(texts[:MOST_NAMED]) + (f" and {len(texts) - MOST_NAMED} more" if len(texts) > MOST_NAMED else "")


def _nothing_words(report: Report) -> str:
    codes = _named(report.found.codes)
    return f"{f'It names {codes} and' if codes else 'It'} prints no dollar amount and no relative value units: nothing was checked."


def _window_finding(report: Report) -> Json:
    shared, main = report.shared, report.main
    if not main:
        return _finding(report, NOT_CHECKED, "window", "No checked figure speaks of the document's own time.", [])
    if shared is None:
        return _finding(report, "fail", "window", f"None of the {len(main)} checked figures is true {_scope_words(report)}.", main)
    members = [main[place] for place in shared.members]
    count = f"All {len(main)}" if len(members) == len(main) else f"{len(members)} of {len(main)}"
    known = f", known from {day_text(shared.known)}" if shared.known > 0 else ""
    says = f"{count} checked figures are true together {days_words(shared.starts, shared.until)}{known}."
    return _finding(report, "pass" if len(members) == len(main) else "fail", "window", says, members)


def _scope_words(report: Report) -> str:
    if report.scope.day is not None:
        return f"on service day {day_text(report.scope.day)}"
    return f"on any held service day of {report.statement.year}" if report.statement.year else "on any held service day"


def _stated_day(report: Report) -> list[Json]:
    day, shared = report.statement.day, report.shared
    if day is None or shared is None or report.scope.day is not None:
        return []
    if shared.starts <= day < shared.until:
        return [_finding(report, "pass", "stated day", f"The day that the document names, {day_text(day)}, lies in that window.", [])]
    when = days_words(shared.starts, shared.until)
    says = f"The document names {day_text(day)} as its day, but most of its figures are true together only {when}."
    return [_finding(report, "fail", "stated day", says, [])]


def _wrong(report: Report) -> list[Json]:
    """One finding for each kind of error in each kind of figure."""
    groups: dict[tuple[Quantity, str | None, str], list[Verdict]] = {}
    for verdict in report.verdicts:
        if verdict.outcome == FALSE:
            groups.setdefault((verdict.figure.meant, verdict.kind, verdict.summary), []).append(verdict)
    made = []
    for (quantity, kind, summary), verdicts in groups.items():
        listed = dict.fromkeys(
            f"{verdict.figure.hcpcs or 'the document'} {verdict.figure.token.text}, right is {_right_words(verdict)}"
            for verdict in verdicts
        )
        more = f"; and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
        made.append(
            _finding(
                report,
                "fail",
                kind,
                f"Wrong {quantity.name}: {'; '.join(list(listed)[:MOST_NAMED])}{more}. {summary[0].upper()}{summary[1:]}.",
                verdicts,
            )
        )
    return made


def _right_words(verdict: Verdict) -> str:
    is_amount = verdict.figure.meant.is_amount
    return " or ".join(dict.fromkeys(answer_words(span.answer, is_amount) for _, _, span in verdict.now))


def _partial(report: Report) -> list[Json]:
    """Figures that are true for a part of their time only: those of one kind and the same stretch together."""
    groups: dict[tuple[str, tuple[Stretch, ...], tuple[Stretch, ...]], list[Verdict]] = {}
    for verdict in report.verdicts:
        if verdict.outcome == TRUE and compared(verdict) != list(verdict.holds) and not _fills_one(verdict):
            groups.setdefault((_kind(verdict), tuple(verdict.holds), tuple(verdict.scope)), []).append(verdict)
    made = []
    for (kind, holds, _), verdicts in groups.items():
        first = verdicts[0]
        when = " and ".join(days_words(*one) + report.judge.causes(first.figure, first.now, *one) for one in holds)
        rest = "; ".join(days_words(*one) for one in compared(first))
        texts = _named(verdict.figure.token.text for verdict in verdicts)
        codes = _named(verdict.figure.hcpcs or "conversion factor" for verdict in verdicts)
        hold = "holds" if len(verdicts) == 1 else "hold"
        says = (
            f"{len(verdicts)} {kind}{'' if len(verdicts) == 1 else 's'} ({codes}: {texts}) {hold} only {when}; held and compared: {rest}."
        )
        made.append(_finding(report, "fail", "partly", says, verdicts))
    return made


def _kind(verdict: Verdict) -> str:
    quantity = verdict.figure.meant
    setting = "ASC" if quantity.setting == "asc" else quantity.setting
    return f"{setting} {'amount' if quantity.is_amount else 'figure'}"


def _fills_one(verdict: Verdict) -> bool:
    """Whether it is true throughout one of several times that its column names: then it speaks of that one."""
    return len(verdict.scope) > 1 and any(piece in verdict.holds for piece in verdict.scope)


def compared(verdict: Verdict) -> list[Stretch]:
    """[(first day, day after)] of a figure's time for which something is held, be it that nothing is paid."""
    return joined_days(piece for piece in verdict.now if piece[2].answer.value is not None or not piece[2].answer.unheld)


def _other_year(report: Report) -> list[Json]:
    """If most wrong figures are those of one other time, say which."""
    moved = [verdict for verdict in report.main if verdict.outcome == FALSE and verdict.kind == "other time"]
    if len(moved) < 3 or len(moved) * 2 < len(report.main) or report.statement.year is None:
        return []
    window = shared_window([verdict.spans for verdict in moved], ALWAYS_ON, report.known)
    if window is None:
        return []
    when = days_words(window.starts, window.until)
    says = f"The document speaks of {report.statement.year}, but {len(window.members)} of its figures are true together {when}."
    return [_finding(report, "fail", "other time", says, [moved[place] for place in window.members])]


def _uncited(report: Report) -> list[Json]:
    made = []
    for one in uncited_of(report.verdicts, report.statement):
        of_setting = [
            verdict
            for verdict in report.verdicts
            if verdict.figure.quantity is not None and verdict.figure.quantity.setting == one["setting"]
        ]
        made.append(_finding(report, "fail", "uncited", one["says"], of_setting))
    return made


def _unheld(report: Report) -> list[Json]:
    """Stretches of the document's year for which a kind of figure is held by no release: no data is no pass."""
    if report.scope.day is not None or report.statement.year is None:
        return []
    groups: dict[tuple[str, tuple[Stretch, ...]], list[Verdict]] = {}
    for verdict in report.main:
        gaps: list[Stretch] = []
        at, end = report.scope.main[0]
        for starts, until in compared(verdict):
            gaps += [(at, starts)] * (at < starts)
            at = until
        gaps += [(at, end)] * (at < end)
        if gaps:
            groups.setdefault((verdict.figure.meant.setting, tuple(gaps)), []).append(verdict)
    made = []
    for (setting, without), verdicts in groups.items():
        name = "ASC" if setting == "asc" else setting
        when = " and ".join(days_words(*one) for one in without)
        says = f"{len(verdicts)} {name} figures could not be compared {when}: no release is held for those days."
        made.append(_finding(report, NOT_CHECKED, "not held", says, verdicts))
    return made


def _unchecked(report: Report) -> list[Json]:
    groups: dict[str, list[Verdict]] = {}
    for verdict in report.verdicts:
        if verdict.outcome == NOT_CHECKED:
            groups.setdefault(verdict.because, []).append(verdict)
    made = []
    for because, verdicts in groups.items():
        places = _named(f"{verdict.figure.token.text} ({place_words(verdict.figure.at)})" for verdict in verdicts)
        made.append(_finding(report, NOT_CHECKED, "unbound", f"Not checked: {places}: {because}.", verdicts))
    return made


def place_words(at: Place) -> str:
    """A place of a document in words."""
    return ", ".join(f"{name} {number}" for name, number in at.items())
