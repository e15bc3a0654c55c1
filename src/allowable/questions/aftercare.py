"""A visit after a procedure: whether its day lies in the procedure's global period, counted by the row of the fee schedule."""

from __future__ import annotations

import re

from ..views.indicator_words import PHYSICIAN
from .answer import Answer, Refusal, of_cite
from .guards import is_turned
from .indicators import GLOBAL, NAMED_DAYS, held_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facts import Facts
    from .question import Question

NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
COUNT = rf"(\d{{1,3}}|an?|{'|'.join(NUMBERS)})"
SPAN = re.compile(rf"\b{COUNT}[ -](day|week|month)s?\b(?=.*\b(?:after|later|post\w*|following|from|out)\b|.*\bglobal\b)")
SINCE = re.compile(rf"\b(?:after|later|post\w*|following)\b.*\b{COUNT}[ -](day|week|month)s?\b")
AT = re.compile(rf"\bat {COUNT} (day|week|month)s?\b(?! old)")
NTH = re.compile(r"\b(?:postoperative )?day (?:number )?#?(\d{1,3})\b|\b(\d{1,3})(?:st|nd|rd|th) (?:postoperative )?day\b")
COUNTED = re.compile(rf"\b{COUNT}[ -](?:day|week|month)s?\b|{NTH.pattern}")
NEXT = re.compile(r"\b(?:the )?(?:next|following) (?:day|morning)\b|\b(?:a |the )?(?:day|morning) (?:after|following)\b|\btomorrow\b")
LATEST = 999
MORE, WITHIN = (
    re.compile(r"\b(?:more than|over|beyond|past|at least|longer than)\b"),
    re.compile(r"\b(?:within|less than|up to|first|under|fewer than)\b"),
)
DAYS = {"day": (1, 1), "week": (7, 7), "month": (28, 31)}
INCLUDED = re.compile(r"\b(?:included?|includes|part of|bundled|covered|within|in the|in its|inside|fall|falls|inclusive)\b")
REPORTED = re.compile(r"\b(?:separately|bill\w*|report\w*|pa(?:y|id|yable|ys)|charg\w*|claim\w*|reimburs\w*|cod(?:e|ed|able))\b")
LATER = re.compile(r"\bpostoperative\b|\bfollowup\b|\bafter\b|\blater\b")


def answer(facts: Facts, question: Question, code: str) -> Answer:
    """Whether a visit on the day named, or later than the procedure, lies in the global period of the code."""
    held = held_row(facts, code)
    period = held.text("global_days") or ""
    if period not in ("000", "010", "090"):
        raise Refusal(f"{code} has the global period {period or 'blank'}, which counts no days; ask for its global period")
    first, last = span(question.words)
    within = True if last <= int(period) else False if first > int(period) else None
    if first == 0 and period != "000":
        within = None
    counts = f"{code} has a global period of {period}: {PHYSICIAN['global_days'][2][period]}"
    when = f"day {first} after it" if first == last else f"days {first} to {last} after it"
    when = when if last < LATEST else "a later day" if first == 0 else f"day {first} after it and later"
    lies = "lies in it up to its last day and outside it from then on" if within is None else "lies in it" if within else "lies outside it"
    rule = "A visit that belongs to the recovery from the operation, by the surgeon or the group, is included on a day of the period"
    yes_no = None if within is None else _yes_no(question, within)
    lead = f"{yes_no.capitalize()}: " if yes_no else ""
    text = f"{lead}{counts}; {when} {lies}. {rule}, and not on another."
    value = {"kind": "aftercare", "indicator": period, "number": int(period), "day": first or None, "included": within, "yes_no": yes_no}
    from .policies import from_note

    cites = [held.cite("global_days"), of_cite(GLOBAL), *from_note("global-postop-visits", question).citations]
    return Answer(text, value, cites, [facts.says(held) or ""], [code]).on_day(held.on)


def span(words: str) -> tuple[int, int]:
    """(first, last) day after the procedure that the words can mean, (0, LATEST) where they say only that it is later, or name two days.

    Days that the words give to a global period are none of the visit: "Given a 90-day global, is a visit on day 30 paid?" asks for day 30.
    """
    words = NAMED_DAYS.sub("global", words)
    if len({one[0] for one in COUNTED.finditer(words)}) > 1:
        return 0, LATEST
    if match := SPAN.search(words) or SINCE.search(words) or AT.search(words):
        count = int(match[1]) if match[1].isdigit() else 1 if match[1] in ("a", "an") else NUMBERS.index(match[1]) + 1
        least, most = DAYS[match[2]]
        if MORE.search(words):
            return count * least + 1, LATEST
        return 1 if WITHIN.search(words) else count * least, count * most
    if match := NTH.search(words):
        return int(match[1] or match[2]), int(match[1] or match[2])
    return (1, 1) if NEXT.search(words) else (0, LATEST)


def needs_day(facts: Facts, question: Question, code: str) -> bool:
    """Whether a note on the global period cannot answer, for the time named is not known to lie in the period of the code."""
    if not LATER.search(question.words) and span(question.words) == (0, LATEST):
        return False
    period = held_row(facts, code).text("global_days") or ""
    last = span(question.words)[1]
    return period not in ("010", "090") or (last != LATEST and last > int(period))


def _yes_no(question: Question, included: bool) -> str | None:
    """Yes or no to what is asked: included, or reported apart; None where both are asked or neither."""
    asks = INCLUDED.search(question.words) is not None, REPORTED.search(question.words) is not None
    if asks[0] == asks[1] or is_turned(question, "aftercare"):
        return None
    return "yes" if included == asks[0] else "no"
