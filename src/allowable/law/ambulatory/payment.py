"""From the ranked amount to who pays what: what an ancillary service needs, the charge, the deductible, coinsurance and sequestration.

Payment rests on the lower of the charge and the center's amount; Medicare pays 80 % of what is left after the deductible, all of most
preventive services, and no cap at the inpatient deductible applies. (Section 1833(a)(1)(G) of the Act; 42 CFR 416.172(b).) Where neither is
given, no charge is compared and the deductible is taken as met; the step says so.
"""

from ...kernel.rule import (
    Node,
    any_within,
    case,
    first_of,
    greatest,
    known,
    least,
    missing,
    not_payable,
    otherwise,
    pends,
    round_to,
    rule,
    sum_before,
    undecided,
)
from .citations import (
    ALLOWED,
    ANCILLARY,
    COINSURANCE,
    DEDUCTIBLE,
    DENIED,
    DRUG_COPAYMENT,
    NON_OPIOID,
    PREVENTIVE,
    SCREENING,
    SEQUESTRATION,
)
from .modifiers import given


@rule("Whether a surgical procedure of the day carries an ancillary service", cites=ANCILLARY)
def carried(paid_procedure: Node, open_procedure: Node) -> Node:
    open_words = pends("whether a surgical procedure of the day is paid is open, and with it this ancillary service")
    alone = not_payable("an ancillary service is paid only with a covered surgical procedure of the day, and none is paid")
    return first_of(
        case(any_within(paid_procedure), True, "integral to a surgical procedure that is paid"),
        case(any_within(open_procedure), open_words, "a procedure is undecided"),
        otherwise=alone,
    )


@rule("Amount of an ancillary service", cites=(ANCILLARY, NON_OPIOID))
def ancillary_amount(carried: Node, full_amount: Node, ancillary_mark: Node) -> Node:
    limited = missing("a non-opioid treatment of pain: its payment is limited to a share of the hospital's rate that is not held")
    plain = first_of(
        case(~known(ancillary_mark), full_amount, "in full"),
        case(ancillary_mark == "***", limited, "marked as a non-opioid treatment"),
        otherwise=otherwise(full_amount, "in full"),
    )
    return first_of(case(carried, plain, "a procedure carries it"), otherwise=missing("not priced"))


@rule("Amount of the center before the charge", cites=ALLOWED)
def center_amount(payment_indicator: Node, ancillary_amount: Node, combination: Node, ranked_amount: Node) -> Node:
    together = pends(
        "this procedure and a packaged add-on of the day are paid together: bill the code of the combination (C7500 and after) for both"
    )
    return first_of(
        case(~known(payment_indicator), ancillary_amount, "an ancillary service"),
        case(combination, together, "the pair has a code of its own"),
        otherwise=otherwise(ranked_amount, "a surgical procedure"),
    )


@rule("Lower of the charge and the center's amount", cites=ALLOWED)
def compared_amount(charge: Node, center_amount: Node) -> Node:
    return first_of(
        case(~known(charge), center_amount, "no charge is given to compare: the center's amount stands"),
        case(charge < center_amount, charge, "the charge is lower"),
        otherwise=otherwise(center_amount, "the center's amount is not above the charge"),
    )


@rule("Allowed amount", cites=(ALLOWED, DENIED))
def allowed(denied: Node, left_out: Node, packaged: Node, payable: Node, compared_amount: Node) -> Node:
    wrong = not_payable("modifier PA, PB or PC: Medicare does not cover a wrong operation")
    refused = not_payable("an edit has denied the line: it has no amount and takes no rank")
    return first_of(
        case(denied == "yes", refused, "an edit has denied it"),
        case(left_out == "yes", wrong, "a wrong operation"),
        case(packaged, 0, "packaged into the payment of the procedure"),
        case(payable, compared_amount, "paid at a rate"),
        otherwise=missing("not priced"),
    )


@rule("Whether the service is preventive, without coinsurance or deductible", cites=PREVENTIVE)
def preventive(payment_indicator: Node, mark: Node, ancillary_mark: Node) -> Node:
    return first_of(
        case(known(payment_indicator) & ~known(mark), False, "no mark in Addendum AA"),
        case(known(payment_indicator), mark == "**", "by its mark in Addendum AA"),
        case(~known(ancillary_mark), False, "no mark in Addendum BB"),
        otherwise=otherwise(ancillary_mark == "**", "by its mark in Addendum BB"),
    )


@rule("Whether a screening turned into a treatment", cites=SCREENING)
def screening(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given("PT", modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Deductible that the patient pays on the line", cites=DEDUCTIBLE)
def deductible_applied(allowed: Node, deductible_remaining: Node, preventive: Node, screening: Node) -> Node:
    earlier_open = pends("an earlier line of the day has no amount yet, so that the deductible left for this one is open")
    exempt = preventive | screening
    left = greatest(deductible_remaining - sum_before(allowed, where=~exempt), 0)
    return first_of(
        case(preventive, 0, "a preventive service: no deductible"),
        case(screening, 0, "modifier PT: no deductible"),
        case(~known(deductible_remaining), 0, "what is left of the deductible is not given: it is taken as met"),
        case(deductible_remaining == 0, 0, "the deductible is met"),
        case(sum_before(1, where=undecided(allowed) & ~exempt) > 0, earlier_open, "an earlier line is undecided"),
        otherwise=otherwise(least(allowed, left), "what is left of the deductible, at most the allowed amount"),
    )


@rule("Medicare's part of a screening that turned into a treatment", cites=SCREENING)
def screening_part(allowed: Node, screening_payment_share: Node) -> Node:
    return round_to(allowed * screening_payment_share, 2)


@rule("Medicare's part of a drug with a lowered copayment", cites=DRUG_COPAYMENT)
def drug_part(allowed: Node, full_amount: Node, deductible_applied: Node, units: Node, ancillary_adjusted_copayment: Node) -> Node:
    in_part = pends("a drug with a lowered copayment whose rate is not paid in full: how the copayment follows is the contractor's")
    return first_of(
        case((allowed != full_amount) | (deductible_applied > 0), in_part, "a lower charge, or a deductible"),
        otherwise=otherwise(allowed - ancillary_adjusted_copayment * units, "the patient pays the printed copayment of each unit"),
    )


@rule("Medicare's part before sequestration", cites=COINSURANCE)
def medicare_part(
    allowed: Node,
    packaged: Node,
    deductible_applied: Node,
    preventive: Node,
    screening: Node,
    screening_part: Node,
    ancillary_adjusted_copayment: Node,
    drug_part: Node,
    payment_share: Node,
) -> Node:
    return first_of(
        case(allowed == 0, allowed, "nothing is allowed"),
        case(preventive, allowed, "a preventive service: all of it"),
        case(screening, screening_part, "modifier PT: a screening that turned into a treatment"),
        case(known(ancillary_adjusted_copayment), drug_part, "a drug with a lowered copayment"),
        otherwise=otherwise(round_to((allowed - deductible_applied) * payment_share, 2), "the patient's coinsurance is the rest"),
    )


@rule("Coinsurance", cites=COINSURANCE)
def coinsurance(allowed: Node, deductible_applied: Node, medicare_part: Node) -> Node:
    return allowed - deductible_applied - medicare_part


@rule("What sequestration withholds of Medicare's payment", cites=SEQUESTRATION)
def sequestered(medicare_part: Node, sequestration_share: Node) -> Node:
    return first_of(
        case(sequestration_share == 0, 0, "sequestration is suspended"),
        otherwise=otherwise(round_to(medicare_part * sequestration_share, 2), "of what Medicare would pay, never of the patient's part"),
    )


@rule("What Medicare pays", cites=SEQUESTRATION)
def medicare_payment(medicare_part: Node, sequestered: Node) -> Node:
    return medicare_part - sequestered


@rule("What the patient pays", cites=COINSURANCE)
def patient_share(deductible_applied: Node, coinsurance: Node) -> Node:
    return deductible_applied + coinsurance
