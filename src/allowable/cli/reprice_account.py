"""`allowable reprice IN --account CLAIM_ID`: one claim of a file, priced again with the account of every number."""

from __future__ import annotations

from ..claims.fields import line_fields, whole_claim_fields
from ..claims.model import FACTS, Claim, Line
from ..claims.values import ClaimError
from ..engine import NOT_APPLIED, SYSTEM_OF_SETTING, Engine, PricedClaim, PricedLine
from .failures import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..runners.bulk.names import Names
    from ..runners.bulk.one_claim import ClaimLine

UNIT_FIELDS = ("minutes", "base_units", "postoperative_days")


def show_account(source: str, claim_id: str, setting: str, known: int, names: Names) -> int:
    """Show the claim's waterfall; gives 0 if every line has an amount, 1 if one has none."""
    from ..runners.bulk.one_claim import claim_lines
    from ..runners.bulk.source import open_table
    from ..runners.bulk.stream import Opened
    from .waterfall import explain

    engine = Engine()
    opened = Opened(engine, SYSTEM_OF_SETTING[setting], open_table(source), source, names, known)
    found = claim_lines(opened, claim_id, source)
    lines: list[tuple[Line, ClaimLine]] = []
    for one in found:
        try:
            if one.fault:
                say(f"claim {claim_id}, line {one.line}: {one.fault}; it has no amount and takes no part")
            else:
                lines.append((_line(one), one))
        except ClaimError as problem:
            say(f"claim {claim_id}, line {one.line}: {problem}; it has no amount")
    if not lines:
        return 1
    priced = _priced(engine, setting, lines, known)
    explain(engine, priced, NOT_APPLIED)
    return 0 if len(lines) == len(found) and priced.total.cents is not None else 1


def _line(one: ClaimLine) -> Line:
    fields = one.fields
    modifiers = [fields[name] for name in (f"modifier_{place}" for place in range(1, 5)) if fields.get(name)]
    places = {name: fields.get(name) or None for name in ("place_of_service", "mac", "locality")}
    line = Line(fields["hcpcs"], on=one.day, modifiers=modifiers, units=fields["units"], denied=bool(fields.get("denied")), **places)
    line.charge = fields.get("charge")
    for name in UNIT_FIELDS:
        setattr(line, name, fields.get(name))
    return line


def _priced(engine: Engine, setting: str, lines: list[tuple[Line, ClaimLine]], known: int) -> PricedClaim:
    """As the engine prices a claim, but each line with the facts of its own row: so it is what bulk answers."""
    claim = Claim([line for line, _ in lines], setting=setting)
    _say(claim, lines[0][1].fields)
    name, days = SYSTEM_OF_SETTING[setting], [one.day for _, one in lines]
    whole = whole_claim_fields(days) if engine.system(name).whole_claim else None
    answers: dict[int, PricedLine] = {}
    for day in {min(days)} if whole else set(days):
        own = [at for at, on in enumerate(days) if whole or on == day]
        fields = [{**line_fields(claim, lines[at][0], None), **lines[at][1].fields, **(whole[at] if whole else {})} for at in own]
        places = {output: node.places for output, node in engine.system(name).program(day, known).roots.items()}
        for at, account in zip(own, engine.accounts(name, fields, day, known), strict=True):
            answers[at] = PricedLine(lines[at][0], account, places)
    return PricedClaim(claim, [answers[at] for at in range(len(lines))], known)


def _say(claim: Claim, fields: dict[str, Any]) -> None:
    """Let the claim say what its first line does: what was read of a file is kept as it is."""
    from ..runners.bulk.names import FLAGS

    claim.cbsa = fields.get("cbsa") or None
    claim.deductible_remaining = fields.get("deductible_remaining")
    claim.condition_codes = ("W2",) if fields.get("condition_w2") else ()
    for name in FACTS[claim.setting]:
        if name in fields:
            setattr(claim, name, bool(fields[name]) if name in FLAGS else fields[name])
