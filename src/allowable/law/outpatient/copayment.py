"""The patient's coinsurance: the program's share of a line by its APC, drugs, the inpatient deductible as the most, screening.

An APC's copayment is 20 percent of its rate, or what is left of an older, higher one; both follow the rate through every adjustment, so the
share of the line is what counts. The most that a patient pays for a procedure is the inpatient deductible of the year; what lies above it
Medicare pays. Section 603 pays 80 percent and knows no such maximum. The 5 percent of a rural emergency hospital bear no coinsurance.
"""

from ...kernel.rule import (
    Node,
    any_within,
    case,
    first_of,
    greatest,
    is_in,
    known,
    least,
    max_within,
    missing,
    otherwise,
    round_to,
    rule,
    sum_within,
    undecided,
)
from .cents import share_of
from .citations import COINSURANCE, COPAYMENT, COPAYMENT_PLACES, DRUG_COINSURANCE, EMERGENCY, PREVENTIVE, SCREENING, SHARED_CAP
from .modifiers import given


@rule("Whether the patient owes neither deductible nor coinsurance for the service", cites=PREVENTIVE)
def preventive(procedure: Node, hcpcs: Node, minimum_copayment: Node, services_without_copayment: Node) -> Node:
    return first_of(
        case(~procedure, False, "a drug or device"),
        case(known(minimum_copayment), minimum_copayment == 0, "by the copayment that Addendum B prints"),
        otherwise=otherwise(is_in(hcpcs, services_without_copayment), "by the codes that earlier prints show without copayment"),
    )


@rule("Program's share where an APC keeps a copayment above 20 percent", cites=COPAYMENT_PLACES)
def older_share(unit_rate: Node, paid_national_copayment: Node) -> Node:
    return 1 - share_of(greatest(paid_national_copayment, 0), unit_rate, 8)


@rule("Program's share of a procedure", cites=COPAYMENT)
def program_share(
    nonexcepted: Node,
    rural_emergency: Node,
    paid_national_copayment: Node,
    paid_minimum_copayment: Node,
    payment_share: Node,
    older_share: Node,
) -> Node:
    absent = missing("no print held for this day states the copayment of this code's APC; it is at least 20 percent of the rate")
    return first_of(
        case(nonexcepted, payment_share, "section 603: the patient pays 20 percent of the reduced amount"),
        case(rural_emergency == "yes", payment_share, "a rural emergency hospital: 20 percent"),
        case(~known(paid_minimum_copayment), absent, "no copayment is held"),
        case(~known(paid_national_copayment), payment_share, "no copayment above the minimum of 20 percent is printed"),
        case(paid_national_copayment <= paid_minimum_copayment, payment_share, "the copayment is the minimum, 20 percent of the rate"),
        otherwise=otherwise(older_share, "the APC keeps a copayment above 20 percent"),
    )


@rule("Coinsurance of a procedure before any maximum", cites=(*COINSURANCE, *EMERGENCY))
def procedure_coinsurance(credited_payment: Node, deductible_applied: Node, emergency_addition: Node, program_share: Node) -> Node:
    bearing = greatest(credited_payment - deductible_applied - emergency_addition, 0)
    return bearing - round_to(bearing * program_share, 2)


@rule("Most that the patient pays of a procedure besides the deductible", cites=COINSURANCE)
def coinsurance_cap(inpatient_deductible: Node, paid_units: Node, discount: Node) -> Node:
    return round_to(inpatient_deductible * (paid_units * discount), 2)


@rule("Share of a drug that the patient pays", cites=DRUG_COINSURANCE)
def drug_coinsurance_share(inflation_coinsurance: Node, minimum_copayment: Node, payment_share: Node) -> Node:
    absent = missing("the print held for this day states no coinsurance of drugs, which is lower where a price outran inflation")
    return first_of(
        case(known(inflation_coinsurance), inflation_coinsurance, "lowered, because the price outran inflation"),
        case(~known(minimum_copayment), absent, "no copayment is held"),
        case(minimum_copayment == 0, 0, "printed with a copayment of 0.00"),
        otherwise=otherwise(1 - payment_share, "20 percent"),
    )


@rule("Coinsurance of a drug before any maximum", cites=DRUG_COINSURANCE)
def drug_coinsurance(drug_payment: Node, deductible_applied: Node, drug_coinsurance_share: Node) -> Node:
    return round_to(greatest(drug_payment - deductible_applied, 0) * drug_coinsurance_share, 2)


@rule("Whether the patient may owe coinsurance on the line", cites=COPAYMENT)
def bears_coinsurance(paid_separately: Node, status_in_force: Node, preventive: Node) -> Node:
    return first_of(
        case(~paid_separately, False, "packaged"),
        case(status_in_force == "H", False, "a pass-through device bears no coinsurance"),
        otherwise=otherwise(~preventive, "unless it is a preventive service"),
    )


@rule("Coinsurance of the line by itself", cites=COINSURANCE)
def own_coinsurance(procedure: Node, nonexcepted: Node, procedure_coinsurance: Node, coinsurance_cap: Node, drug_coinsurance: Node) -> Node:
    return first_of(
        case(~procedure, drug_coinsurance, "a drug or biological"),
        case(nonexcepted, procedure_coinsurance, "section 603: without a maximum"),
        case(procedure_coinsurance > coinsurance_cap, coinsurance_cap, "the inpatient deductible is the most; Medicare pays the rest"),
        otherwise=otherwise(procedure_coinsurance, "below the inpatient deductible"),
    )


@rule("Whether the line shares its maximum with the procedure of its day", cites=SHARED_CAP)
def shares_cap(status_in_force: Node) -> Node:
    return is_in(status_in_force, ("R", "G", "K", "K1"))


@rule("Coinsurance of a drug or blood product under the maximum of its day", cites=SHARED_CAP)
def shared_coinsurance(
    own_coinsurance: Node, shares_cap: Node, bears_coinsurance: Node, service_day: Node, inpatient_deductible: Node
) -> Node:
    several = missing(
        "the drugs, blood and the procedure of one day share one maximum, the inpatient deductible, and how it is divided is not verified"
    )
    open_yet = missing("a line of the day has no coinsurance yet, and drugs and blood share the maximum of their day with it")
    of_procedure = bears_coinsurance & ~shares_cap
    of_sharers = bears_coinsurance & shares_cap
    highest = max_within(own_coinsurance, where=of_procedure, same=service_day)
    together = sum_within(own_coinsurance, where=of_sharers, same=service_day) + first_of(
        case(known(highest), highest, "the procedure of the day"), otherwise=0
    )
    alone = (sum_within(1, where=of_sharers, same=service_day) == 1) & ~any_within(of_procedure, same=service_day)
    return first_of(
        case(~known(own_coinsurance), own_coinsurance, "its own coinsurance is not settled"),
        case(any_within(bears_coinsurance & undecided(own_coinsurance), same=service_day), open_yet, "a line of the day is not settled"),
        case(together <= inpatient_deductible, own_coinsurance, "below the inpatient deductible, with all of the day"),
        case(alone, least(own_coinsurance, inpatient_deductible), "the inpatient deductible is the most; Medicare pays the rest"),
        otherwise=several,
    )


@rule("Whether a screening turned into a treatment", cites=SCREENING)
def screening(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("PT",), modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Coinsurance", cites=(*COINSURANCE, SCREENING))
def coinsurance(
    allowed: Node,
    bears_coinsurance: Node,
    shares_cap: Node,
    shared_coinsurance: Node,
    own_coinsurance: Node,
    screening: Node,
    screening_payment_share: Node,
) -> Node:
    of_screening = least(own_coinsurance, allowed - round_to(allowed * screening_payment_share, 2))
    return first_of(
        case(~bears_coinsurance, 0, "no coinsurance"),
        case(shares_cap, shared_coinsurance, "a drug, biological or blood product"),
        case(screening, of_screening, "modifier PT: a screening that turned into a treatment"),
        otherwise=own_coinsurance,
    )
