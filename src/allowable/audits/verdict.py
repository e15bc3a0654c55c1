"""One figure judged: true, false or not checked; on which days; and if it is false, the right value and what the printed one really is."""

from __future__ import annotations

from ..kernel.day import day_text
from ..kernel.number import number_text
from .quantities import ALL
from .sources import last_day
from .windows import clipped, is_cut_off, is_printed_so, joined_days

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .figure import Figure
    from .quantities import Quantity
    from .shapes import Piece, Scope, Stretch, Stretches
    from .truth import Answer, Span, Truth

TRUE, FALSE, NOT_CHECKED = "true", "false", "not_checked"


class Verdict:
    """A judged figure.

    outcome   true, false or not_checked
    spans     Spans in which it is true, over all held days and all days of knowledge
    now       [(first day, day after, Span)] of its scope as known on the day of the audit
    holds     [(first day, day after)] of its scope on which it is true as known then
    because   why
    kind      stable name of what is wrong, or None
    summary   `because` without the values of this figure: the same for all figures that are wrong in the same way
    """

    __slots__ = ("because", "figure", "holds", "kind", "now", "outcome", "scope", "spans", "summary")

    def __init__(
        self,
        figure: Figure,
        outcome: str,
        scope: Stretches,
        because: str,
        *,
        spans: Sequence[Span] = (),
        now: Sequence[Piece] = (),
        holds: Stretches = (),
        kind: str | None = None,
        summary: str | None = None,
    ) -> None:
        self.figure = figure
        self.outcome = outcome
        self.scope = scope
        self.because = because
        self.spans = spans
        self.now = now
        self.holds = holds
        self.kind = kind
        self.summary = summary or because


class Judge:
    """Judges figures against the truth, as known on `known`."""

    def __init__(self, truth: Truth, scope: Scope, known: int, codes: Iterable[str]) -> None:
        self.truth = truth
        self.scope = scope
        self.known = known
        self.codes = codes

    def judge(self, figure: Figure) -> Verdict:
        """The Verdict of a figure."""
        scope = self.scope(figure)
        if figure.quantity is None:
            return Verdict(figure, NOT_CHECKED, scope, figure.why_not or "nothing beside it says what it is", kind="unbound")
        spans = self._spans(figure, figure.meant)
        quantities = (figure.meant, *figure.alternatives)
        true = [span for quantity in quantities for span in self._spans(figure, quantity) if is_printed_so(figure.token, span.answer)]
        now = clipped([span for quantity in quantities for span in self._spans(figure, quantity) if span.knows(self.known)], scope)
        holds = joined_days(clipped([span for span in true if span.knows(self.known)], scope))
        if holds:
            return Verdict(figure, TRUE, scope, self._how_long(figure, now, holds), spans=true, now=now, holds=holds)
        refused = [piece for piece in now if piece[2].answer.value is None and not piece[2].answer.unheld]
        priced = [piece for piece in now if piece[2].answer.value is not None]
        if not refused and not priced:
            return Verdict(figure, NOT_CHECKED, scope, _why_unheld(now, spans, scope), spans=true, now=now, kind="not held")
        if figure.guessed:
            return Verdict(figure, NOT_CHECKED, scope, figure.why_not or "", kind="unbound")
        kind, because, summary = self._what_it_is(figure, true, now, scope)
        return Verdict(figure, FALSE, scope, because, spans=true, now=now, kind=kind, summary=summary)

    def _spans(
        self, figure: Figure, quantity: Quantity, hcpcs: str | None = None, qualifying: bool = False, scope: Stretches | None = None
    ) -> list[Span]:
        return self.truth.spans(quantity, hcpcs or figure.hcpcs or "", figure.modifiers, qualifying, scope)

    def _how_long(self, figure: Figure, now: list[Piece], holds: list[Stretch]) -> str:
        held = joined_days(piece for piece in now if piece[2].answer.value is not None or not piece[2].answer.unheld)
        if held == holds:
            return "true on every held service day of its time"
        return "; ".join(f"true only {days_words(starts, until)}{self.causes(figure, now, starts, until)}" for starts, until in holds)

    @staticmethod
    def causes(figure: Figure, now: Sequence[Piece], starts: int, until: int) -> str:
        """Words on what changed at the two ends of a stretch of true days; empty if only the held days end there."""
        said = []
        for day in (starts, until):
            before, after = _answer_on(now, day - 1), _answer_on(now, day)
            if before is not None and after is not None:
                said.append(f"on {day_text(day)} {change_words(figure.meant, before, after)}")
        return f" ({'; '.join(said)})" if said else ""

    def _what_it_is(self, figure: Figure, true: list[Span], now: list[Piece], scope: Stretches) -> tuple[str, str, str | None]:
        """(kind, words, summary) for a false figure: what the printed number is, if it is anything."""
        if all(span.answer.value is None for _, _, span in now):
            return "no amount", f"there is no such amount: {'; '.join(_reasons(now))}", None
        seen = clipped([span for span in true if not span.knows(self.known)], scope)
        if seen:
            return "superseded", *_superseded_words(seen, now, figure.meant.is_amount)
        if any(is_cut_off(figure.token, span.answer) for _, _, span in now):
            return "cut off", "its decimals are cut off instead of rounded", None
        elsewhere = joined_days(clipped([span for span in true if span.knows(self.known)], [(0, 1 << 20)]))
        if elsewhere:
            return (
                "other time",
                f"it is true {' and '.join(days_words(*one) for one in elsewhere)}, not in the time that the document speaks of",
                None,
            )
        if figure.token.places or figure.token.value >= 100:
            found = self._other_reading(figure, scope)
            if found:
                return *found, None
        return "wrong", _distance(figure, now), None

    def _other_reading(self, figure: Figure, scope: Stretches) -> tuple[str, str] | None:
        for quantity in ALL:
            if quantity is not figure.meant and quantity.is_amount == figure.meant.is_amount and self._holds(figure, quantity, scope):
                return "other figure", f"it is the {quantity.name} of this code"
        for code in self.codes:
            if code != figure.hcpcs and self._holds(figure, figure.meant, scope, code):
                return "other code", f"it is the {figure.meant.name} of {code}"
        if figure.meant.setting == "physician" and figure.meant.is_amount and self._holds(figure, figure.meant, scope, qualifying=True):
            return "qualifying participant", "it is the amount for qualifying participants of an advanced payment model"
        return None

    def _holds(self, figure: Figure, quantity: Quantity, scope: Stretches, hcpcs: str | None = None, qualifying: bool = False) -> bool:
        spans = [
            span
            for span in self._spans(figure, quantity, hcpcs, qualifying, scope)
            if span.knows(self.known) and is_printed_so(figure.token, span.answer)
        ]
        return bool(clipped(spans, scope))


def _superseded_words(seen: list[Piece], now: list[Piece], is_amount: bool) -> tuple[str, str]:
    """(words, summary) for a figure that was true only to those who looked before a correction became known."""
    first = seen[0][2]
    current = next((span.answer for _, _, span in now if span.answer.value is not None), None)
    release, later = first.answer.release or "the law as then stated", current and (current.release or "a later value")
    when = f"known from {day_text(min(span.known for _, _, span in seen))} to {last_day(max(span.superseded for _, _, span in seen))}"
    if any(printed.known_evidence == "U" for _, _, span in seen for _, printed in span.answer.prints):
        when += ", days of knowledge unverified"
    then = f" and is superseded by {later}, which states {answer_words(current, is_amount)} for the same service days" if current else ""
    summary = f"they are the figures of {release} ({when}), superseded{f' by {later}' if later else ''} for the same service days"
    return f"{release} ({when}) states {answer_words(first.answer, is_amount)}{then}", summary


def _distance(figure: Figure, now: list[Piece]) -> str:
    values = [(span.answer.value, span.answer.places) for _, _, span in now if span.answer.value is not None]
    places = max(figure.token.places, *(of for _, of in values))
    printed = figure.token.value * _ten(places - figure.token.places)
    nearest = min((printed - value * _ten(places - of) for value, of in values), key=abs)
    return f"it is {number_text(abs(nearest), places)} too {'high' if nearest > 0 else 'low'} on every held day of its time"


def _ten(power: int) -> int:
    return int(10**power)


def _reasons(now: Sequence[Piece]) -> list[str]:
    return list(dict.fromkeys(span.answer.reason for _, _, span in now if span.answer.reason))


def _why_unheld(now: list[Piece], spans: list[Span], scope: Stretches) -> str:
    if now:
        return "; ".join(_reasons(now))
    if not spans:
        return "no release is held that could say"
    first, until = min(span.starts for span in spans), max(span.until for span in spans)
    when = " and ".join(days_words(*one) for one in scope)
    return f"no release is held {when}; the held ones run from {day_text(first)} to {last_day(until)}"


def _answer_on(now: Sequence[Piece], day: int) -> Answer | None:
    found = next((span.answer for starts, until, span in now if starts <= day < until), None)
    return found if found is not None and (found.value is not None or not found.unheld) else None


def change_words(quantity: Quantity, before: Answer, after: Answer) -> str:
    """What changed between two Answers, as 'conversion factor 32.7442 became 33.2875'."""
    if before.value is None or after.value is None:
        return f"{answer_words(before, quantity.is_amount)} became {answer_words(after, quantity.is_amount)}"
    hidden = {"22": "non_facility_pe_rvu", "11": "facility_pe_rvu"}.get(quantity.place or "")
    changed = [name for name in after.inputs if name != hidden and name in before.inputs and before.inputs[name] != after.inputs[name]]
    named = ", ".join(
        f"{name.replace('_', ' ').replace('rvu', 'RVU')} {before.inputs[name]} became {after.inputs[name]}" for name in changed
    )
    return named or f"{answer_words(before, quantity.is_amount)} became {answer_words(after, quantity.is_amount)}"


def answer_words(answer: Answer, is_amount: bool) -> str:
    """A value as people write it: $2,978.77 for an amount, 62.66 for units; the reason where there is none."""
    if answer.text is None:
        return f"no amount ({answer.reason})"
    whole, point, part = answer.text.partition(".")
    return f"${int(whole):,}{point}{part}" if is_amount else f"{whole}{point}{part}"


def days_words(starts: int, until: int) -> str:
    """A stretch of service days in words."""
    last = last_day(until)
    if last is None:
        return f"for service days from {day_text(starts)}"
    if until - starts == 1:
        return f"for service day {last}"
    return f"for service days {day_text(starts)} to {last}"
