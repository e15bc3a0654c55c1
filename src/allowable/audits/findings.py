"""What the audit says in sentences, each pass, fail or not_checked, with the figures it is about."""

from ..kernel.day import day_text
from ..kernel.number import number_text
from .sources import last_day
from .verdict import FALSE, NOT_CHECKED, TRUE, days_words
from .windows import joined_days

CITED_NAME = {"physician": "the physician fee schedule or its RVU file", "hospital": "OPPS or its Addendum B", "asc": "the ASC payment system or its Addendum AA"}
MOST_PLACES = 6


def findings_of(report):
    """List of findings, the window first."""
    verdicts = report.verdicts
    if not verdicts:
        return [_finding(NOT_CHECKED, _nothing_words(report), [])]
    made = []
    if report.checked:
        made.append(_window_finding(report))
    made += _stated_day(report)
    made += _wrong(report)
    made += _partial(report)
    made += _other_year(report)
    made += _uncited(report)
    made += _unchecked(report)
    made += [_finding("fail", f"Table at {_place(report.found.tables[number].grid.at)}: {note}.", []) for number, note in report.read_by_values.items()]
    return made


def _finding(outcome, says, figures, **more):
    return {"outcome": outcome, "says": says, "figures": figures, **more}


def _nothing_words(report):
    codes = ", ".join(report.found.codes)
    named = f"It names {codes} and" if codes else "It"
    return f"{named} prints no dollar amount and no relative value units: nothing was checked."


def _numbers(report, verdicts):
    wanted = {id(verdict) for verdict in verdicts}
    return [place for place, verdict in enumerate(report.verdicts) if id(verdict) in wanted]


def _window_finding(report):
    shared, main = report.shared, report.main
    if not main:
        return _finding(NOT_CHECKED, "No figure speaks of the document's own year.", [])
    if shared is None:
        return _finding("fail", f"None of the {len(main)} checked figures is true {_scope_words(report)}.", _numbers(report, main))
    whole = len(shared.members) == len(report.verdicts)
    when = days_words(shared.starts, shared.until)
    known = "" if shared.known <= 0 else f", known from {day_text(shared.known)}"
    count = f"All {len(main)}" if len(shared.members) == len(main) else f"{len(shared.members)} of {len(main)}"
    says = f"{count} checked figures are true together {when}{known}."
    members = [report.main[place] for place in shared.members]
    return _finding("pass" if whole else "fail" if len(members) < len(main) else NOT_CHECKED, says, _numbers(report, members))


def _scope_words(report):
    if report.scope.day is not None:
        return f"on service day {day_text(report.scope.day)}"
    return f"on any held service day of {report.statement.year}" if report.statement.year else "on any held service day"


def _stated_day(report):
    day, shared = report.statement.day, report.shared
    if day is None or shared is None or report.scope.day is not None:
        return []
    if shared.starts <= day < shared.until:
        return [_finding("pass", f"The day that the document names, {day_text(day)}, lies in that window.", [])]
    return [_finding("fail", f"The document names {day_text(day)} as its day, but most of its figures are true only {days_words(shared.starts, shared.until)}.", [])]


def _name(verdict):
    return verdict.figure.quantity.name


def _wrong(report):
    """One finding for each kind of error in each kind of figure."""
    groups = {}
    for verdict in report.verdicts:
        if verdict.outcome == FALSE:
            words = verdict.because if verdict.kind in ("superseded", "wrong", "other time") else ""
            groups.setdefault((_name(verdict), verdict.kind, "" if verdict.kind == "superseded" else words), []).append(verdict)
    made = []
    for (name, kind, _), verdicts in groups.items():
        listed = "; ".join(dict.fromkeys(f"{verdict.figure.hcpcs or 'all'} {verdict.figure.token.text}, right {_right_words(verdict)}" for verdict in verdicts))
        because = "; ".join(dict.fromkeys(verdict.because for verdict in verdicts))
        made.append(_finding("fail", f"Wrong {name}: {listed}. Why: {because}.", _numbers(report, verdicts), kind=kind))
    return made


def _right_words(verdict):
    values = dict.fromkeys(number_text(span.answer.value, span.answer.places) if span.answer.value is not None else f"no amount ({span.answer.reason})" for _, _, span in verdict.now)
    return " or ".join(values)


def _partial(report):
    """Figures that are true for a part of their time only, those of one kind and the same stretch together."""
    groups = {}
    for verdict in report.verdicts:
        if verdict.outcome == TRUE and _held(verdict) != list(verdict.holds) and not _fills_one(verdict):
            kind = verdict.figure.quantity.setting + (" amounts" if verdict.figure.quantity.is_amount else " units")
            groups.setdefault((kind, tuple(verdict.holds), verdict.scope), []).append(verdict)
    made = []
    for (kind, holds, _), verdicts in groups.items():
        codes = ", ".join(dict.fromkeys(verdict.figure.hcpcs or "" for verdict in verdicts))
        texts = ", ".join(dict.fromkeys(verdict.figure.token.text for verdict in verdicts))
        count = f"{len(verdicts)} {kind}" if len(verdicts) > 1 else f"1 of the {kind}"
        when = " and ".join(days_words(*one) for one in holds)
        cause = "".join(dict.fromkeys(report.judge.causes(verdicts[0].figure, verdicts[0].now, *one) for one in holds))
        held = "; ".join(days_words(*one) for one in _held(verdicts[0]))
        made.append(_finding("fail", f"{count} ({codes}: {texts}) hold{'s' if len(verdicts) == 1 else ''} only {when}{cause}, not on all that is held ({held}).", _numbers(report, verdicts), kind="partly"))
    return made


def _fills_one(verdict):
    """Whether it is true throughout one of several times that its column names: then it speaks of that one."""
    return len(verdict.scope) > 1 and any(piece in verdict.holds for piece in verdict.scope)


def _held(verdict):
    return joined_days(piece for piece in verdict.now if piece[2].answer.value is not None or not piece[2].answer.unheld)


def _other_year(report):
    """If most wrong figures are those of one other year, say which."""
    wrong = [verdict for verdict in report.main if verdict.outcome == FALSE]
    moved = [verdict for verdict in wrong if verdict.kind == "other time"]
    if len(moved) < 3 or len(moved) * 2 < len(report.main) or report.statement.year is None:
        return []
    from .scope import ALWAYS_ON
    from .windows import shared_window

    window = shared_window([verdict.spans for verdict in moved], ALWAYS_ON, report.known)
    if window is None:
        return []
    says = f"The document speaks of {report.statement.year}, but {len(window.members)} of its figures are true together {days_words(window.starts, window.until)}."
    return [_finding("fail", says, _numbers(report, [moved[place] for place in window.members]), kind="other time")]


def uncited_of(verdicts, statement):
    """[{setting, figures, columns, says}] of the settings whose figures no named source states."""
    made = []
    for setting, name in CITED_NAME.items():
        of_setting = [verdict for verdict in verdicts if verdict.figure.quantity is not None and verdict.figure.quantity.setting == setting]
        if not of_setting or setting in statement.cited:
            continue
        columns = list(dict.fromkeys(verdict.figure.column for verdict in of_setting if verdict.figure.column))
        where = f" ({'; '.join(columns[:MOST_PLACES])})" if columns else ""
        lists = "the sources it lists do not name" if statement.has_sources else "it lists no sources and nowhere names"
        kind = "ASC" if setting == "asc" else setting
        says = f"{len(of_setting)} {kind} figure{'s' if len(of_setting) > 1 else ''}{where} without a source: {lists} {name}."
        made.append({"setting": setting, "figures": len(of_setting), "columns": columns, "says": says})
    return made


def _uncited(report):
    made = []
    for one in uncited_of(report.verdicts, report.statement):
        of_setting = [verdict for verdict in report.verdicts if verdict.figure.quantity is not None and verdict.figure.quantity.setting == one["setting"]]
        made.append(_finding("fail", one["says"], _numbers(report, of_setting), kind="uncited"))
    return made


def _unchecked(report):
    groups = {}
    for verdict in report.verdicts:
        if verdict.outcome == NOT_CHECKED:
            groups.setdefault(verdict.because, []).append(verdict)
    made = []
    for because, verdicts in groups.items():
        texts = ", ".join(f"{verdict.figure.token.text} ({_place(verdict.figure.at)})" for verdict in verdicts[:MOST_PLACES])
        more = f" and {len(verdicts) - MOST_PLACES} more" if len(verdicts) > MOST_PLACES else ""
        made.append(_finding(NOT_CHECKED, f"Not checked: {texts}{more}: {because}.", _numbers(report, verdicts)))
    return made


def _place(at):
    return ", ".join(f"{name} {number}" for name, number in at.items())


__all__ = ["findings_of", "last_day", "uncited_of"]
