"""The audit as one object of plain JSON types, `allowable.audit/1`.

file, sha256, known_on, day   what was audited, as known and asked for when (None: all that is held; the document's own time)
states     year, day, place and cited publications that the document itself names
time       the stretch of service days that it speaks of, or None
codes      held codes in the order of their first place
counts     figures that are true, false, not_checked
figures    text, at (place), column, hcpcs, modifiers, figure (its meaning, None if unbound), meaning_by (words or values), printed,
           rounding, outcome, kind (of the error), holds (days of its time on which it is true), compared (days on which something is
           held), windows (service days x days of knowledge on which it is true, over all that is held), right (the true values with
           their sources), because
window     service days on which most figures are true together, from which day that is known, how many of how many; best_known if those
           who looked earlier would have found more of them true
findings   outcome (pass, fail, not_checked), kind, says, figures (places in `figures`)
uncited    settings whose figures no named source states
sources    what the right values rest on; `right` refers to their ids

Every service_from, service_until, known_from, known_until is a day that still belongs to the stretch; None at the end means open.
"""

from __future__ import annotations

from ..kernel.day import ALWAYS, OPEN, day_number, day_text
from ..kernel.number import number_text, round_half_away
from .binding import Binder
from .collect import collect
from .findings import compared, findings_of
from .reading import read_document
from .scope import ALWAYS_ON, Scope
from .sources import Sources, last_day
from .statement import statement_of
from .truth import Truth
from .uncited import uncited_of
from .verdict import FALSE, NOT_CHECKED, TRUE, Judge
from .windows import knowledge_days, rectangles, shared_window

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from datetime import date

    from ..engine import Engine
    from .blocks import Document
    from .collect import Collected
    from .figure import Figure
    from .shapes import Json, Rectangle
    from .statement import Statement
    from .truth import Answer, Span
    from .verdict import Verdict

SCHEMA = "allowable.audit/1"
NO_PLACE = "the document says that its amounts are local, but names no contractor and locality (MAC 00000, locality 00) and no CBSA"


def audit_file(
    engine: Engine, path: str | os.PathLike[str], known_on: date | str | int | None = None, day: date | str | int | None = None
) -> Json:
    """The audit of a document (.txt .md .html .pdf .docx).

    known_on   look with the releases and values that were public on that day; None: with all that are held
    day        check against this service day; None: against the document's own year, or any day if it names none
    Raises AuditError if the file cannot be read, DayError if a day is none.
    """
    known = OPEN if known_on is None else day_number(known_on)
    document = read_document(path)
    bare = Truth(engine)
    found = collect(document, bare.is_held)
    statement = statement_of(found)
    scope = Scope(statement, None if day is None else day_number(day))
    truth = Truth(engine, statement.place) if statement.place else bare
    read_by_values = Binder(truth, scope).bind(found)
    _set_aside_local(found, statement)
    judge = Judge(truth, scope, known, found.codes)
    verdicts = [judge.judge(figure) for figure in found.figures]
    return Report(document, found, statement, scope, known, judge, verdicts, read_by_values).object()


def exit_status(report: Json) -> int:
    """0 if every figure is true, something was checked and no finding fails; else 1. A document without figures was not checked: 1."""
    figures = report["figures"]
    sound = figures and all(figure["outcome"] == TRUE for figure in figures) and all(one["outcome"] != "fail" for one in report["findings"])
    return 0 if sound else 1


def _set_aside_local(found: Collected, statement: Statement) -> None:
    if statement.is_local_without_place:
        for figure in found.figures:
            if figure.quantity is not None and figure.quantity.is_amount:
                figure.quantity = None
                figure.why_not = NO_PLACE


class Report:
    """The audit while it is written: what was found, what was judged, and the window that most figures share."""

    def __init__(
        self,
        document: Document,
        found: Collected,
        statement: Statement,
        scope: Scope,
        known: int,
        judge: Judge,
        verdicts: list[Verdict],
        read_by_values: dict[int, str],
    ) -> None:
        self.document = document
        self.found = found
        self.statement = statement
        self.scope = scope
        self.known = known
        self.judge = judge
        self.verdicts = verdicts
        self.read_by_values = read_by_values
        self.sources = Sources()
        self.checked = [verdict for verdict in verdicts if verdict.outcome != NOT_CHECKED]
        self.main = [verdict for verdict in self.checked if verdict.scope == scope.main]
        self.shared = shared_window([verdict.spans for verdict in self.main], scope.whole, known, scope.day)

    def object(self) -> Json:
        """The report."""
        figures = [self._figure(verdict) for verdict in self.verdicts]
        uncited = uncited_of(self.verdicts, self.statement)
        return {
            "schema": SCHEMA,
            "file": self.document.name,
            "sha256": self.document.sha256,
            "known_on": None if self.known >= OPEN else day_text(self.known),
            "day": None if self.scope.day is None else day_text(self.scope.day),
            "states": {
                "year": self.statement.year,
                "day": None if self.statement.day is None else day_text(self.statement.day),
                "holds": None if self.statement.day is None else "from that day" if self.statement.is_from else "on that day",
                "place": self.statement.place or "national",
                "cites": sorted(self.statement.cited),
            },
            "time": [_days(*one) for one in self.scope.whole] if self.scope.main != ALWAYS_ON else None,
            "codes": list(self.found.codes),
            "counts": {
                outcome: sum(1 for verdict in self.verdicts if verdict.outcome == outcome) for outcome in (TRUE, FALSE, NOT_CHECKED)
            },
            "figures": figures,
            "window": self._window(),
            "findings": findings_of(self),
            "uncited": uncited,
            "sources": self.sources.entries,
        }

    def _figure(self, verdict: Verdict) -> Json:
        figure = verdict.figure
        bound = figure.quantity is not None and verdict.kind != "unbound"
        return {
            "text": figure.token.text,
            "at": figure.at,
            "column": figure.column or None,
            "hcpcs": figure.hcpcs,
            "modifiers": list(figure.modifiers),
            "figure": " or ".join(one.name for one in (figure.meant, *figure.alternatives)) if bound else None,
            "meaning_by": None if not bound else "values" if figure.by_value else "words",
            "printed": number_text(figure.token.value, figure.token.places),
            "rounding": figure.rounding,
            "outcome": verdict.outcome,
            "kind": verdict.kind,
            "holds": [_days(*one) for one in verdict.holds],
            "compared": [_days(*one) for one in compared(verdict)],
            "windows": [self._rectangle(one) for one in rectangles(verdict.spans)],
            "right": self._right(verdict),
            "because": verdict.because,
        }

    def _rectangle(self, one: Rectangle) -> Json:
        starts, until, known, superseded, answers = one
        return {
            **_days(starts, until),
            **_known(known, superseded),
            "value": answers[0].text,
            "release": ", ".join(dict.fromkeys(answer.release for answer in answers if answer.release)) or _laws(answers),
        }

    def _right(self, verdict: Verdict) -> list[Json]:
        """The true values: over the document's window for a true figure, over all its time for a false one."""
        now = verdict.now
        if verdict.outcome == TRUE and self.shared is not None and verdict.scope == self.scope.main:
            inside = [(max(starts, self.shared.starts), min(until, self.shared.until), span) for starts, until, span in now]
            now = [piece for piece in inside if piece[0] < piece[1]] or now
        made: list[Json] = []
        for starts, until, span in sorted(now, key=lambda piece: piece[0]):
            entry = self._right_entry(verdict.figure, starts, until, span)
            if made and made[-1]["value"] == entry["value"] and made[-1]["reason"] == entry["reason"] and made[-1]["after"] == starts:
                made[-1]["after"] = until
                made[-1]["sources"] += [number for number in entry["sources"] if number not in made[-1]["sources"]]
                made[-1]["release"] = ", ".join(dict.fromkeys(filter(None, (made[-1]["release"], entry["release"]))))
            else:
                made.append(entry)
        for entry in made:
            starts, after = entry.pop("starts"), entry.pop("after")
            entry.update(_days(starts, after))
        return made

    def _right_entry(self, figure: Figure, starts: int, until: int, span: Span) -> Json:
        answer = span.answer
        numbers = [self.sources.number_of_print(table, printed) for table, printed in answer.prints] + [
            self.sources.number_of_value(*pair) for pair in answer.values
        ]
        return {
            "value": answer.text,
            "rounded": _rounded(answer, figure.token.places),
            "reason": answer.reason,
            "known_from": None if span.known == ALWAYS else day_text(span.known),
            "release": answer.release,
            "sources": numbers,
            "starts": starts,
            "after": until,
        }

    def _window(self) -> Json | None:
        shared = self.shared
        if shared is None:
            return None
        true = [verdict.spans for verdict in self.main]
        made = {
            **_days(shared.starts, shared.until),
            **_known(shared.known, shared.superseded),
            "figures_true": len(shared.members),
            "figures_in_all": len(self.main),
        }
        better = self._better_known(true)
        made["best_known"] = better
        return made

    def _better_known(self, true: list[Sequence[Span]]) -> Json | None:
        """The knowledge under which more figures are true together than now, if there is one."""
        best, most = None, 0 if self.shared is None else len(self.shared.members)
        for known in knowledge_days(true, self.scope.whole):
            window = shared_window(true, self.scope.whole, known, self.scope.day)
            if window is not None and len(window.members) > most:
                best, most = window, len(window.members)
        if best is None:
            return None
        return {**_days(best.starts, best.until), **_known(best.known, best.superseded), "figures_true": len(best.members)}


def _days(starts: int, until: int) -> Json:
    return {"service_from": day_text(starts), "service_until": last_day(until)}


def _known(known: int, superseded: int) -> Json:
    return {"known_from": None if known == ALWAYS else day_text(known), "known_until": last_day(superseded)}


def _laws(answers: list[Answer]) -> str:
    return ", ".join(dict.fromkeys(str(value.cite) for answer in answers for _, value in answer.values))


def _rounded(answer: Answer, places: int) -> str | None:
    if answer.value is None:
        return None
    fewer = answer.places - places
    return number_text(round_half_away(answer.value, fewer) if fewer > 0 else answer.value * 10**-fewer, places)
