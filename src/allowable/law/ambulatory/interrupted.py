"""Procedures that were stopped, and modifiers that a center may not bill.

Stopped before anesthesia (73), or reduced or stopped where none was planned (52): half, and not reduced again among several procedures.
Stopped after anesthesia or after the start (74): in full, and ranked. (42 CFR 416.172(f); Medicare Claims Processing Manual, chapter 14,
sections 40.4 and 40.5.)
"""

from ...kernel.rule import Node, case, first_of, is_in, known, not_payable, otherwise, pends, round_to, rule
from .citations import BOTH_SIDES, INTERRUPTED, PHYSICIANS_ALONE, UNUSED_LENS
from .modifiers import given


@rule("How far the procedure went", cites=(INTERRUPTED, PHYSICIANS_ALONE, BOTH_SIDES))
def interruption(payment_indicator: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    def has(*codes: str) -> Node:
        return given(codes, modifier_1, modifier_2, modifier_3, modifier_4)

    both_sides = "modifier 50 is not recognised in a center: bill the second side on a line of its own, or as a second unit"
    physicians = "modifier 53 is a physician's: a center bills 73 before anesthesia, 74 after it, or 52 where none was planned"
    several = pends("more than one of modifiers 52, 73 and 74 on one line: the procedure stopped at one point")
    not_surgical = pends("modifiers 73 and 74 belong to a surgical procedure: an ancillary service that was reduced takes 52")
    return first_of(
        case(has("50"), not_payable(both_sides), "modifier 50"),
        case(has("53"), not_payable(physicians), "modifier 53"),
        case((has("52") & has("73", "74")) | (has("73") & has("74")), several, "several modifiers"),
        case(has("73", "74") & ~known(payment_indicator), not_surgical, "no surgical procedure"),
        case(has("73"), "73", "modifier 73: stopped in the room, before anesthesia"),
        case(has("74"), "74", "modifier 74: stopped after anesthesia or after the start"),
        case(has("52"), "52", "modifier 52: reduced, or stopped where no anesthesia was planned"),
        otherwise=otherwise("", "no modifier says that it was stopped"),
    )


@rule("Rate of a lens procedure that was stopped", cites=UNUSED_LENS)
def stopped_lens_rate(local_rate: Node, hcpcs: Node, lens_codes: Node) -> Node:
    reviewed = pends("a lens procedure that was stopped: the contractor deducts the allowance for a lens that was not used, by report")
    return first_of(
        case(is_in(hcpcs, lens_codes), reviewed, "a lens is inserted in this procedure"),
        otherwise=otherwise(local_rate, "no lens procedure"),
    )


@rule("Rate of one unit for what was done", cites=INTERRUPTED)
def interrupted_rate(local_rate: Node, stopped_lens_rate: Node, interruption: Node, interrupted_share: Node) -> Node:
    return first_of(
        case(interruption == "", local_rate, "not stopped: in full"),
        case(interruption == "74", stopped_lens_rate, "stopped after anesthesia or after the start: in full"),
        case(interruption == "73", round_to(stopped_lens_rate * interrupted_share, 2), "stopped before anesthesia: half"),
        otherwise=otherwise(round_to(local_rate * interrupted_share, 2), "reduced, or stopped without anesthesia planned: half"),
    )
