"""From the fee schedule amount to who pays what: participation, the charge, the deductible, coinsurance, MIPS and sequestration.

Payment rests on the lower of the charge and the fee schedule amount (42 CFR 414.21), which is 95 % of the full one for a supplier who does
not participate (414.20(b)); without assignment that supplier may charge 115 % of the 95 %. Medicare pays 80 % of what is left after the
deductible; therapy by assistants pays 85 % of that (section 1834(v)), MIPS and then sequestration change Medicare's payment alone. Where
neither is given, no charge is compared and the deductible is taken as met; the step says so.
"""

from ...kernel.rule import (
    Node,
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
    COINSURANCE,
    DEDUCTIBLE,
    LIMITING_CHARGE,
    MERIT,
    MERIT_BEFORE_SEQUESTRATION,
    NONPARTICIPATING,
    SCREENING,
    SEQUESTRATION,
    THERAPY_ASSISTANTS,
)
from .modifiers import given


@rule("Fee schedule amount of the line", cites=NONPARTICIPATING)
def fee_schedule_amount(nonparticipating: Node, practitioner_amount: Node, nonparticipating_share: Node) -> Node:
    return first_of(
        case(nonparticipating == "yes", round_to(practitioner_amount * nonparticipating_share, 2), "the supplier does not participate"),
        otherwise=otherwise(practitioner_amount, "not stated to be outside participation: in full"),
    )


@rule("Most that may be charged without assignment", cites=LIMITING_CHARGE)
def limiting_charge(nonparticipating: Node, unassigned: Node, practitioner_amount: Node, limiting_charge_factor: Node) -> Node:
    accepted = not_payable("no limiting charge: assignment is accepted, so nothing above the allowed amount may be charged")
    return first_of(
        case(
            (nonparticipating == "yes") & (unassigned == "yes"), round_to(practitioner_amount * limiting_charge_factor, 2), "no assignment"
        ),
        otherwise=otherwise(accepted, "a participating supplier, or an assigned claim"),
    )


@rule("Allowed amount", cites=ALLOWED)
def allowed(denied: Node, left_out: Node, compared_charge: Node, fee_schedule_amount: Node) -> Node:
    wrong = not_payable("modifier PA, PB or PC: Medicare does not cover a wrong operation")
    refused = not_payable("an edit has denied the line: it has no amount and takes no rank")
    return first_of(
        case(denied == "yes", refused, "an edit has denied it"),
        case(left_out == "yes", wrong, "a wrong operation"),
        case(~known(compared_charge), fee_schedule_amount, "no charge is given to compare: the fee schedule amount stands"),
        case(compared_charge < fee_schedule_amount, compared_charge, "the charge is lower than the fee schedule amount"),
        otherwise=otherwise(fee_schedule_amount, "the fee schedule amount is not above the charge"),
    )


@rule("Whether a screening turned into a treatment", cites=SCREENING)
def screening(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given("PT", modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Deductible that the patient pays on the line", cites=DEDUCTIBLE)
def deductible_applied(allowed: Node, deductible_remaining: Node, screening: Node) -> Node:
    earlier_open = pends("an earlier line of the day has no amount yet, so that the deductible left for this one is open")
    left = greatest(deductible_remaining - sum_before(allowed, where=~screening), 0)
    return first_of(
        case(screening, 0, "modifier PT: no deductible"),
        case(~known(deductible_remaining), 0, "what is left of the deductible is not given: it is taken as met"),
        case(deductible_remaining == 0, 0, "the deductible is met"),
        case(sum_before(1, where=undecided(allowed) & ~screening) > 0, earlier_open, "an earlier line is undecided"),
        otherwise=otherwise(least(allowed, left), "what is left of the deductible, at most the allowed amount"),
    )


@rule("Share of what is left that Medicare pays", cites=(COINSURANCE, SCREENING))
def medicare_share(screening: Node, payment_share: Node, screening_payment_share: Node) -> Node:
    return first_of(
        case(screening, screening_payment_share, "modifier PT: a screening that turned into a treatment"),
        otherwise=otherwise(payment_share, "the patient's coinsurance is the rest"),
    )


@rule("Medicare's part before adjustments of its payment", cites=COINSURANCE)
def medicare_part(allowed: Node, deductible_applied: Node, medicare_share: Node) -> Node:
    return round_to((allowed - deductible_applied) * medicare_share, 2)


@rule("Coinsurance", cites=COINSURANCE)
def coinsurance(allowed: Node, deductible_applied: Node, medicare_part: Node) -> Node:
    return allowed - deductible_applied - medicare_part


@rule("Whether a therapy assistant gave the service", cites=THERAPY_ASSISTANTS)
def therapy_assistant(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("CO", "CQ"), modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Medicare's part after the reduction for therapy assistants", cites=THERAPY_ASSISTANTS)
def assisted_part(therapy_assistant: Node, therapy_assistant_share: Node, medicare_part: Node) -> Node:
    return first_of(
        case(~therapy_assistant, medicare_part, "no therapy assistant"),
        otherwise=otherwise(round_to(medicare_part * therapy_assistant_share, 2), "modifier CO or CQ: Medicare's part alone is reduced"),
    )


@rule("MIPS adjustment of Medicare's payment", cites=(MERIT, MERIT_BEFORE_SEQUESTRATION))
def merit_adjustment(assisted_part: Node, mips_percent: Node, one_percent: Node) -> Node:
    return round_to(assisted_part * mips_percent * one_percent, 2)


@rule("Medicare's part after MIPS", cites=MERIT)
def merit_part(assisted_part: Node, mips_percent: Node, merit_adjustment: Node) -> Node:
    return first_of(
        case(~known(mips_percent), assisted_part, "no MIPS adjustment is given"),
        otherwise=otherwise(assisted_part + merit_adjustment, "raised or lowered before sequestration"),
    )


@rule("What sequestration withholds of Medicare's payment", cites=SEQUESTRATION)
def sequestered(merit_part: Node, sequestration_share: Node) -> Node:
    return first_of(
        case(sequestration_share == 0, 0, "sequestration is suspended"),
        otherwise=otherwise(round_to(merit_part * sequestration_share, 2), "of what Medicare would pay, never of the patient's part"),
    )


@rule("What Medicare pays", cites=SEQUESTRATION)
def medicare_payment(merit_part: Node, sequestered: Node) -> Node:
    return merit_part - sequestered


@rule("What may be charged above the allowed amount", cites=LIMITING_CHARGE)
def balance_charged(allowed: Node, compared_charge: Node, limiting_charge: Node) -> Node:
    absent = missing("the charge is not given, so that what may be charged without assignment is open")
    return first_of(
        case(~known(compared_charge), absent, "no charge"),
        otherwise=otherwise(greatest(least(compared_charge, limiting_charge) - allowed, 0), "the charge, at most the limiting charge"),
    )


@rule("What the patient pays", cites=COINSURANCE)
def patient_share(nonparticipating: Node, unassigned: Node, deductible_applied: Node, coinsurance: Node, balance_charged: Node) -> Node:
    own = deductible_applied + coinsurance
    return first_of(
        case(
            (nonparticipating == "yes") & (unassigned == "yes"),
            own + balance_charged,
            "deductible, coinsurance and the balance of the charge",
        ),
        otherwise=otherwise(own, "deductible and coinsurance"),
    )
