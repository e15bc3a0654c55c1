"""What a line is paid: rate x wage factor x units x discount, rounded once, half up, to the cent (CMS OPPS Pricer).

The discount is cut off at its eighth decimal before it multiplies. To keep that exact in whole numbers, what the cut takes from the line is
subtracted from the line at the discount before the cut: every formula but for the cut is a whole number of halves.
"""

from ...kernel.rule import Node, case, first_of, greatest, is_in, least, missing, otherwise, round_to, rule
from .citations import AT_COST, CREDIT_OFF, DRUGS, EMERGENCY, HIGHEST_LINE, ROUNDING, STATUS

MOST_LINE = 10_000_000  # dollars


@rule("Whether the line is a procedure, visit, blood product or source, paid by its APC", cites=STATUS)
def procedure(status_in_force: Node, wage_adjusted_statuses: Node) -> Node:
    return is_in(status_in_force, wage_adjusted_statuses) | is_in(status_in_force, ("R", "U"))


@rule("Rate of one unit in its place", cites=ROUNDING)
def local_rate(adjusted_rate: Node, wage_factor: Node) -> Node:
    return adjusted_rate * wage_factor


@rule("Number of rates that the line is worth before the discount is cut off", cites=ROUNDING)
def rates_before_cut(paid_units: Node, discount: Node) -> Node:
    return round_to(paid_units * discount, 1)


@rule("What cutting off the discount takes from the line", cites=ROUNDING)
def cut_off(local_rate: Node, paid_units: Node, discount: Node, rates_before_cut: Node, last_discount_place: Node) -> Node:
    lost = greatest(least(rates_before_cut - paid_units * discount, paid_units * last_discount_place), 0)
    taken = local_rate * lost
    rounded = round_to(taken, 8)
    return first_of(
        case(rounded < taken, rounded + last_discount_place, "no less than what is lost, so that half a cent is never made of less"),
        otherwise=rounded,
    )


@rule("Payment of a procedure by its APC", cites=(ROUNDING, HIGHEST_LINE))
def procedure_payment(local_rate: Node, rates_before_cut: Node, cut_off: Node) -> Node:
    beyond = missing("the line would be paid more than ten million dollars: check its units")
    payment = greatest(round_to(local_rate * rates_before_cut - cut_off, 2), 0)
    return first_of(
        case(payment > MOST_LINE, beyond, "beyond any payment of a line"),
        otherwise=otherwise(least(payment, MOST_LINE), "rate x wage factor x units x discount, rounded once"),
    )


@rule("Addition for a rural emergency hospital", cites=EMERGENCY)
def emergency_addition(rural_emergency: Node, procedure_payment: Node, emergency_share: Node) -> Node:
    return first_of(
        case(rural_emergency != "yes", 0, "not stated to be a rural emergency hospital"),
        otherwise=otherwise(round_to(procedure_payment * emergency_share, 2), "5 percent more"),
    )


@rule("Payment of a procedure less its device credit", cites=CREDIT_OFF)
def credited_payment(procedure_payment: Node, emergency_addition: Node, line_credit: Node) -> Node:
    return greatest(procedure_payment + emergency_addition - line_credit, 0)


@rule("Payment of a drug or biological", cites=DRUGS)
def drug_payment(national_rate: Node, paid_units: Node) -> Node:
    return greatest(round_to(national_rate * paid_units, 2), 0)


@rule("Payment of a device at cost", cites=(AT_COST, *EMERGENCY))
def device_payment(pass_through_amount: Node, rural_emergency: Node, emergency_share: Node) -> Node:
    raised = pass_through_amount + round_to(pass_through_amount * emergency_share, 2)
    return first_of(
        case(rural_emergency == "yes", raised, "a rural emergency hospital: 5 percent more"),
        otherwise=pass_through_amount,
    )


@rule("What the line is paid by Medicare and the patient together, without an outlier payment", cites=ROUNDING)
def allowed(
    paid_separately: Node, status_in_force: Node, procedure: Node, credited_payment: Node, drug_payment: Node, device_payment: Node
) -> Node:
    return first_of(
        case(~paid_separately, 0, "packaged into the payment of another service of the claim"),
        case(procedure, credited_payment, "paid by its APC"),
        case(status_in_force == "H", device_payment, "status H: paid at cost"),
        otherwise=otherwise(drug_payment, "a drug or biological: the rate times the units"),
    )
