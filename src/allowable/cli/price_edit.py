"""`allowable price --edit`, and claims of a file priced: what is allowed once the lines that an edit denies are out."""

from __future__ import annotations

import sys

from ..claims.document import ClaimFault
from ..engine import NOT_APPLIED, Engine
from ..kernel.day import day_number
from ..views.edited import APPLIED, edited
from ..views.findings_text import edit_words, open_findings
from ..views.price_text import hanging, price_text
from ..views.pricing import cents_words, dollars, price_json
from .failures import BAD_INPUT, BadInput
from .options import PRICE
from .terminal import bold, print_json, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..claims.model import Claim
    from ..engine import PricedClaim
    from ..views.edited import Edited

    Json = dict[str, Any]

OF_FILES = ("codes", "edit", "known_on", "as_json", "setting", "mac", "locality", "cbsa", "files")


def run_edited(values: dict[str, Any]) -> int:
    """Price one claim after its edits, or every claim of a file; gives 0 if every line that stands has an amount, 1 if not, 2 if a claim
    of the file could not be read."""
    if values["files"]:
        raise BadInput("-o writes the waterfall of one claim as billed: leave --edit out, or write a report with `allowable check --html`")
    known = None if values["known_on"] is None else day_number(values["known_on"])
    engine = Engine()
    from .price import claim_of, names_file

    if names_file(values["codes"]):
        return _file(engine, values, known)
    claim, place = claim_of(engine, values, known)
    return _one(engine, claim, values, known, place, {})


def _one(
    engine: Engine,
    claim: Claim,
    values: dict[str, Any],
    known: int | None,
    place: Json | None,
    named: Json,
    facts: dict[str, Any] | None = None,
) -> int:
    if not values["edit"]:
        before = engine.price(claim, known)
        _show_as_billed(before, values, place, named)
        return 0 if before.total.cents is not None else 1
    found = edited(engine, claim, known, facts, claim_id=named.get("claim"), at=named.get("place"), place=place)
    if values["as_json"]:
        _print(found.record, bool(named))
    else:
        _show(engine, found, values, place, named)
    return 0 if found.after.total.cents is not None else 1


def _show_as_billed(priced: PricedClaim, values: dict[str, Any], place: Json | None, named: Json) -> None:
    if values["as_json"]:
        _print({**named, **price_json(priced, NOT_APPLIED, place)}, bool(named))
    else:
        sys.stdout.write("\n".join([*_name(named), *price_text(priced, NOT_APPLIED, place, width=width(), bold=bold)]) + "\n")


def _show(engine: Engine, edited: Edited, values: dict[str, Any], place: Json | None, named: Json) -> None:
    before, after, found = edited.before, edited.after, edited.record["check"]
    lines = _name(named)
    total = cents_words(before.total.cents) or "no total"
    lines += [bold(f"As billed: {total}. After edits: {cents_words(after.total.cents) or 'no total'}.")]
    lines += [part for words in _denied(found) for part in hanging("  denied  ", words, width())]
    lines += [part for words in _open(found) for part in hanging("  not checked  ", words, width())]
    sys.stdout.write("\n".join([*lines, ""]) + "\n")
    if values["explain"]:
        from .waterfall import explain

        explain(engine, after, APPLIED, place)
    else:
        sys.stdout.write("\n".join(price_text(after, APPLIED, place, width=width(), bold=bold)) + "\n")


def _denied(found: Json) -> list[str]:
    amounts = {one["line"]: one["before"]["allowed"] for one in found["money"]["lines"]} if found["money"] else {}
    said = []
    for line in found["lines"]:
        reasons = [f"{edit_words(one['edit'])}: {one['because']}" for one in line["findings"] if one["outcome"] == "fail"]
        amount = amounts.get(line["line"])
        if reasons:
            said.append(f"line {line['line']}, {line['billed']}{f' ({dollars(amount)})' if amount else ''}: {'; '.join(reasons)}")
    return said


def _open(found: Json) -> list[str]:
    """The edits that were not checked, in a line: `allowable check` has the reasons."""
    names = list(dict.fromkeys(edit for edit, _, _ in open_findings(found)))
    return [", ".join(names)] if names else []


def _file(engine: Engine, values: dict[str, Any], known: int | None) -> int:
    from ..claims.reading import open_claims
    from ..views.checked_file import claims_of, fault_json
    from .check_file import print_one
    from .check_input import facts_of_place

    said = [one.flag for one in PRICE if one.name not in OF_FILES and values[one.name]]
    if said:
        raise BadInput(f"the claims of a file say themselves what {', '.join(said)} would say; leave it out")
    worst = 0
    for one in claims_of(open_claims(values["codes"][0]), values["setting"], facts_of_place(values, None)):
        if isinstance(one, ClaimFault):
            print_one(fault_json(one), values["as_json"])
            worst = BAD_INPUT
            continue
        document, claim = one
        named = {"claim": document.claim_id, "place": document.place}
        worst = max(worst, _one(engine, claim, values, known, None, named, document.facts()))
        if not values["as_json"]:
            sys.stdout.write("\n")
    return worst


def _name(named: Json) -> list[str]:
    return [bold(f"Claim {named['claim'] or 'without a number'}, {named['place'] or 'of the file'}")] if named else []


def _print(found: Json, is_line: bool) -> None:
    if not is_line:
        print_json(found)
        return
    import json

    sys.stdout.write(json.dumps(found, separators=(",", ":")) + "\n")
