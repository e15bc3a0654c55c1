"""The patient's deductible on a claim: taken first from the lines with the highest share of coinsurance, so that the patient owes least."""

from ...kernel.rule import (
    Node,
    any_within,
    case,
    first_of,
    greatest,
    known,
    least,
    otherwise,
    pends,
    place_within,
    rule,
    sum_within,
    undecided,
)
from .cents import in_cents, in_dollars
from .citations import DEDUCTIBLE, DEDUCTIBLE_ORDER, PREVENTIVE


@rule("Whether the deductible applies to the line", cites=(DEDUCTIBLE, PREVENTIVE))
def deductible_applies(allowed: Node, paid_separately: Node, preventive: Node, screening: Node) -> Node:
    return first_of(
        case(~known(allowed), False, "the line has no amount"),
        case(~paid_separately, False, "packaged"),
        otherwise=otherwise(~(preventive | screening), "unless it is preventive, or a screening turned into a treatment"),
    )


@rule("Share by which the lines are ranked for the deductible", cites=DEDUCTIBLE_ORDER)
def deductible_rank(status_in_force: Node, procedure: Node, program_share: Node, drug_coinsurance_share: Node) -> Node:
    return first_of(
        case(status_in_force == "H", 0, "a pass-through device bears no coinsurance"),
        case(procedure, 1 - program_share, "its copayment as a share of the rate"),
        otherwise=otherwise(drug_coinsurance_share, "a drug"),
    )


@rule("What the lines ranked before this one take of the deductible", cites=DEDUCTIBLE_ORDER)
def ranked_before(deductible_rank: Node, deductible_applies: Node, allowed: Node) -> Node:
    place = place_within(deductible_rank, where=deductible_applies, weight=in_cents(allowed))
    return in_dollars(greatest(place, 1) - 1)


@rule("Whether the order in which the deductible is taken is still open", cites=DEDUCTIBLE)
def order_open(allowed: Node, deductible_applies: Node, deductible_rank: Node) -> Node:
    several = sum_within(1, where=deductible_applies) > 1
    return any_within(undecided(allowed)) | (several & any_within(deductible_applies & ~known(deductible_rank)))


@rule("Deductible that the patient pays on the line", cites=DEDUCTIBLE)
def deductible_applied(deductible_remaining: Node, deductible_applies: Node, order_open: Node, ranked_before: Node, allowed: Node) -> Node:
    still_open = pends("a line of the claim has no amount or no copayment yet, so that the deductible of this one is open")
    return first_of(
        case(~known(allowed), least(allowed, 0), "the line has no amount"),
        case(~deductible_applies, 0, "no deductible on this line"),
        case(~known(deductible_remaining), 0, "what is left of the deductible is not given: it is taken as met"),
        case(deductible_remaining == 0, 0, "the deductible is met"),
        case(order_open, still_open, "a line is not settled"),
        otherwise=otherwise(least(allowed, greatest(deductible_remaining - ranked_before, 0)), "from the highest coinsurance down"),
    )
