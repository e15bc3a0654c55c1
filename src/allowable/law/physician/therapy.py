"""Several therapy services on one day (indicator 5): the practice expense of all units but one is paid at half.

The unit with the highest practice expense is paid in full, every other one, of whatever discipline, with half of its practice expense
(section 1848(b)(7)). The halved units go through the formula of the fee and are rounded once.
"""

from ...kernel.rule import Node, any_within, case, first_of, known, otherwise, pends, place_within, round_to, rule, undecided
from .citations import THERAPY, THERAPY_RANK
from .fee import adjusted_units


@rule("Fee of a therapy unit with the reduced practice expense", cites=THERAPY)
def reduced_therapy_fee(
    work_rvu: Node,
    work_index: Node,
    practice_expense_rvu: Node,
    later_therapy_expense_share: Node,
    practice_index: Node,
    malpractice_rvu: Node,
    liability_index: Node,
    factor: Node,
) -> Node:
    expense = practice_expense_rvu * later_therapy_expense_share
    return round_to(adjusted_units(work_rvu, work_index, expense, practice_index, malpractice_rvu, liability_index) * factor, 2)


@rule("Place of the line among the therapy services of the day, by practice expense and then by fee", cites=(THERAPY, THERAPY_RANK))
def therapy_place(multiple_procedure: Node, practice_expense_rvu: Node, capped_fee: Node, procedures: Node) -> Node:
    return place_within((practice_expense_rvu, capped_fee), where=(multiple_procedure == "5") & (procedures != 0))


@rule("Amount of a therapy service beside the others of the day", cites=(THERAPY, THERAPY_RANK))
def therapy_amount(
    multiple_procedure: Node,
    procedures: Node,
    capped_fee: Node,
    sides_amount: Node,
    therapy_place: Node,
    reduced_therapy_fee: Node,
    left_out: Node,
) -> Node:
    open_yet = pends("another therapy service of the day has no amount yet, so that which stands first is open")
    first = capped_fee + reduced_therapy_fee * (procedures - 1)
    return first_of(
        case(~known(sides_amount), sides_amount, "the line has no amount"),
        case(any_within((multiple_procedure == "5") & (left_out != "yes") & undecided(sides_amount)), open_yet, "a place is open"),
        case(therapy_place == 1, first, "its first unit is paid in full, its others are reduced"),
        otherwise=otherwise(reduced_therapy_fee * procedures, "a unit of another line has the higher practice expense: all are reduced"),
    )
