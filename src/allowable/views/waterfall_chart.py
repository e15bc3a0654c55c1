"""The waterfall of a line as an SVG: bars from the fee to Medicare's payment and the patient's part, labelled directly.

Lengths are whole parts of the largest amount; no figure is computed from them.
"""

from __future__ import annotations

from html import escape

from .entry import label
from .pricing import cents_of, cents_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .waterfall import Stage, Waterfall

TITLES = {
    "unreduced_fee": "Fee of one unit",
    "unreduced_amount": "Units",
    "technique_fee": "Outdated technique",
    "capped_fee": "Imaging cap",
    "care_fee": "Part of the care",
    "return_fee": "Return to the room",
    "one_procedure": "Both sides",
    "sides_amount": "Units",
    "difference_from_base": "Less the base endoscopy",
    "repeated_endoscopy": "Several endoscopies",
    "value_before_ranking": "Before the ranking",
    "repeated_amount": "Several of one code",
    "surgical_amount": "Several procedures",
    "diagnostic_amount": "Several tests",
    "therapy_amount": "Several therapy units",
    "anesthesia_amount": "Role in the anesthesia",
    "surgeon_amount": "Role of the surgeon",
    "reduced_service_amount": "Reduced service",
    "practitioner_amount": "Kind of practitioner",
    "fee_schedule_amount": "Participation",
    "allowed": "Allowed",
    "deductible_applied": "Patient: deductible",
    "medicare_part": "Medicare's part",
    "coinsurance": "Patient: coinsurance",
    "assisted_part": "Therapy assistant",
    "merit_part": "MIPS",
    "sequestered": "Sequestration",
    "medicare_payment": "Medicare pays",
    "balance_charged": "Patient: above allowed",
    "patient_share": "Patient pays",
    "limiting_charge": "Limiting charge",
}
WIDTH, LEFT, RIGHT = 720, 190, 90
BAR, STEP, TOP = 18, 28, 4


class Bar:
    """One row of the chart: what it is called, from and to in cents, what is written beside it, and its class in the style sheet."""

    __slots__ = ("end", "kind", "shown", "start", "title")

    def __init__(self, title: str, start: int, end: int, shown: str, kind: str) -> None:
        self.title = title
        self.start, self.end = min(start, end), max(start, end)
        self.shown = shown
        self.kind = kind


def bars(found: Waterfall) -> list[Bar]:
    """The rows of a line's chart; none where the line has no amount."""
    allowed = cents_of(found.line, "")
    first = found.stages[0]
    if allowed is None or first.after is None:
        return []
    made = [_whole(title_of(first), first.after)]
    made += [_change(title_of(stage), stage.before, stage.after) for stage in found.stages[1:] if _changed(stage)]
    if len(made) > 1:
        made.append(_whole("Allowed", allowed))
    return made + _payment(found, allowed)


def title_of(stage: Stage) -> str:
    """A short name of a stage."""
    name = label(stage.name)
    return TITLES.get(stage.name, name[:1].upper() + name[1:])


def _changed(stage: Stage) -> bool:
    return stage.before is not None and stage.after is not None and stage.before != stage.after


def _whole(title: str, amount: int, kind: str = "whole") -> Bar:
    return Bar(title, 0, amount, cents_words(amount), kind)


def _change(title: str, before: int | None, after: int | None) -> Bar:
    assert before is not None and after is not None  # _changed has asked
    return Bar(
        title, before, after, f"{'−' if after < before else '+'}{cents_words(abs(after - before))}", "less" if after < before else "more"
    )


def _payment(found: Waterfall, allowed: int) -> list[Bar]:
    medicare, patient = cents_of(found.line, "medicare_payment"), cents_of(found.line, "patient_share")
    if medicare is None:
        return []
    parts = {stage.name: stage.after or 0 for stage in found.payment}
    made, left = [], allowed
    for name in ("deductible_applied", "coinsurance"):
        if part := parts.get(name, 0):
            made.append(Bar(TITLES[name], left - part, left, cents_words(part), "patient"))
            left -= part
    own = allowed - left
    for name in ("assisted_part", "merit_part"):
        if name in parts:
            made.append(_change(TITLES[name], left, parts[name]))
            left = parts[name]
    if left != medicare:
        made.append(_change(TITLES["sequestered"], left, medicare))
    made.append(_whole("Medicare pays", medicare, "medicare"))
    if patient is None:
        return made
    if patient > own:
        made.append(Bar(TITLES["balance_charged"], allowed, allowed + patient - own, cents_words(patient - own), "patient"))
    return [*made, _whole("Patient pays", patient, "patient")]


def svg(found: Waterfall) -> str:
    """The SVG text of a line's chart, its colours taken from the style sheet of the page; blank where there is no amount."""
    rows = bars(found)
    if not rows:
        return ""
    largest = max(1, *(bar.end for bar in rows))
    room = WIDTH - LEFT - RIGHT
    height = TOP + STEP * len(rows)
    parts = []
    for at, bar in enumerate(rows):
        y = TOP + at * STEP
        x, end = LEFT + bar.start * room // largest, LEFT + bar.end * room // largest
        parts.append(f'<text class="title" x="{LEFT - 10}" y="{y + 13}" text-anchor="end">{escape(bar.title)}</text>')
        parts.append(f'<rect class="{bar.kind}" x="{x}" y="{y}" width="{max(end - x, 1)}" height="{BAR}"/>')
        parts.append(f'<text class="amount" x="{end + 7}" y="{y + 13}">{escape(bar.shown)}</text>')
        if at + 1 < len(rows):
            meets = LEFT + _meets(bar, rows[at + 1]) * room // largest
            parts.append(f'<line x1="{meets}" x2="{meets}" y1="{y + BAR}" y2="{y + STEP}"/>')
    says = "; ".join(f"{bar.title} {bar.shown}" for bar in rows)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'font-size="12"><title>{escape(says)}</title>\n{body}\n</svg>'
    )


def _meets(bar: Bar, after: Bar) -> int:
    """Where the amount stands when one row hands it to the next."""
    if bar.kind in ("less", "patient") and bar.start:
        return bar.start
    return bar.end if after.end >= bar.end or after.kind != "whole" else after.end
