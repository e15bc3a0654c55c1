"""Modifiers that do not stand together, or not on this kind of claim."""

from ...kernel.rule import Node, case, first_of, otherwise, pends, rule
from .citations import (
    BOTH_PARTS,
    BOTH_SIDES,
    COMBINATIONS,
    EDIT_37,
    FACILITY_MODIFIERS,
    PRACTITIONERS_OWN,
    STOPPED,
    SUBSETS,
)
from .modifiers import given

SPECIFIC = ("XE", "XP", "XS", "XU")
ASSISTANTS = ("80", "81", "82", "AS")


@rule("The modifiers of the line go together", cites=(COMBINATIONS, SUBSETS, BOTH_PARTS, BOTH_SIDES, STOPPED))
def modifiers_together(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    def has(*codes: str) -> Node:
        return given(codes, modifier_1, modifier_2, modifier_3, modifier_4)

    reviewed = pends("an assistant beside co-surgeons or a team: paid only after review")
    return first_of(
        case(has("50") & has("LT", "RT"), False, "50 means both sides: LT and RT do not stand with it"),
        case(has("26") & has("TC"), False, "26 and TC together are the whole service: it is billed without either"),
        case(has("59") & has(*SPECIFIC), False, "XE, XP, XS and XU say more precisely what 59 says: one of them stands, not both"),
        case(has("73") & has("74"), False, "stopped before anaesthesia (73) or after it (74), not both"),
        case(has("52", "53") & has("73", "74"), False, "reduced or stopped by a practitioner (52, 53), or stopped at a facility (73, 74)"),
        case(has("52") & has("53"), False, "reduced by choice (52) or stopped for safety (53), not both"),
        case(has("54") & has("55"), False, "the operation (54) and the care after it (55) together are billed without either"),
        case(has("62") & has("66"), False, "two surgeons (62) or a team (66), not both"),
        case(has("54", "55") & has(*ASSISTANTS), False, "an assistant has no part of the care to split (54, 55)"),
        case(has("62", "66") & has(*ASSISTANTS), reviewed, "an assistant beside co-surgeons or a team"),
        case(has("AS") & has("80", "81", "82"), pends("AS with 80, 81 or 82: contractors differ in whether both stand"), "two kinds"),
        otherwise=otherwise(True, "no modifiers that exclude each other, as far as the list is held"),
    )


@rule("Modifiers 73, 74 and 27 stand on a facility's claim alone", cites=FACILITY_MODIFIERS)
def practitioner_modifiers(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return first_of(
        case(
            given(("73", "74"), modifier_1, modifier_2, modifier_3, modifier_4),
            False,
            "73 and 74 are a facility's: a practitioner bills 53 for a procedure stopped for safety, or 52 for a reduced one",
        ),
        case(given(("27",), modifier_1, modifier_2, modifier_3, modifier_4), False, "27 is a hospital's: several visits of one day"),
        otherwise=otherwise(True, "none of a facility's modifiers"),
    )


@rule("Modifier 53 stands on a practitioner's claim alone", cites=FACILITY_MODIFIERS)
def facility_modifiers(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return first_of(
        case(
            given(("53",), modifier_1, modifier_2, modifier_3, modifier_4),
            False,
            "53 is a practitioner's: a facility bills 73 (anaesthesia planned, stopped before it), 74 (after it) or 52 (none planned)",
        ),
        otherwise=otherwise(True, "no modifier 53"),
    )


@rule("No modifier for a surgeon's part stands on a facility's claim", cites=PRACTITIONERS_OWN)
def surgeons_modifiers(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    surgeons = given(("54", "55", "56", "62", "66", *ASSISTANTS), modifier_1, modifier_2, modifier_3, modifier_4)
    return first_of(
        case(surgeons, False, "54, 55, 56, 62, 66, 80, 81, 82 and AS are for surgeons: a facility has no such part"),
        otherwise=otherwise(True, "none of a surgeon's modifiers, as far as the list is held"),
    )


@rule("A stopped or reduced procedure is billed once, for one side", cites=(EDIT_37, STOPPED))
def stopped_once(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, units: Node) -> Node:
    def has(*codes: str) -> Node:
        return given(codes, modifier_1, modifier_2, modifier_3, modifier_4)

    return first_of(
        case(~has("52", "73"), True, "neither 52 nor 73"),
        case(has("50"), False, "edit 37: 52 or 73 with modifier 50"),
        case(units > 1, False, "edit 37: 52 or 73 with several units"),
        otherwise=otherwise(True, "one unit, one side"),
    )
