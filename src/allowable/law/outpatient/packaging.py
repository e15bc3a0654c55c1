"""What each line is in the end: the primary that carries one payment for the claim, packaged, or paid by itself; and at which rate.

First conditionally packaged services are settled (conditional.py), then comprehensive procedures (comprehensive.py), then observation
(observation.py). A comprehensive payment packages every other service of the claim but those that Addendum J excludes.
"""

from ...kernel.rule import Node, any_within, case, first_of, is_in, known, missing, otherwise, pends, rule, undecided
from .citations import (
    ADDENDUM,
    APC_TABLE,
    COMPLEXITY,
    COMPREHENSIVE,
    EXCLUDED_CODES,
    EXCLUSIONS,
    OBSERVATION,
    PACKAGED,
    QUARTERS,
    TOKEN_CHARGE,
    UNITS_CUT,
)

NEW_TECHNOLOGY = tuple(str(apc) for apc in (*range(1491, 1600), *range(1901, 1909)))
CAN_BE_PACKAGED = ("J1", "J2", "K", "P", "Q1", "Q2", "Q3", "Q4", "R", "S", "T", "V", "Y")


@rule("Whether the service belongs to a New Technology APC", cites=EXCLUSIONS)
def new_technology(status_in_force: Node, apc_in_force: Node) -> Node:
    return first_of(
        case(~is_in(status_in_force, ("S", "T")), False, "no procedure of status S or T"),
        otherwise=otherwise(is_in(apc_in_force, NEW_TECHNOLOGY), "by its APC"),
    )


@rule("Whether a comprehensive procedure makes the claim one payment", cites=COMPREHENSIVE)
def comprehensive_claim(comprehensive_line: Node, conditional_comprehensive: Node) -> Node:
    open_yet = missing("whether a service of the claim is comprehensive (J1), and packages the others, is not settled")
    return first_of(
        case(any_within(comprehensive_line), True, "a comprehensive procedure"),
        case(any_within(conditional_comprehensive), True, "a conditionally packaged service that is paid as comprehensive"),
        case(any_within(undecided(comprehensive_line) | undecided(conditional_comprehensive)), open_yet, "not settled"),
        otherwise=otherwise(False, "no comprehensive procedure"),
    )


@rule("Whether the claim is paid as comprehensive observation", cites=OBSERVATION)
def observed_claim(comprehensive_claim: Node, observation_met: Node) -> Node:
    return first_of(
        case(~any_within(observation_met), False, "no such observation"),
        otherwise=otherwise(~comprehensive_claim, "unless a comprehensive procedure is on the claim"),
    )


@rule("Whether the line carries one payment for the whole claim", cites=(COMPREHENSIVE, OBSERVATION))
def is_primary(
    status_in_force: Node, primary_procedure: Node, conditional_comprehensive: Node, observed_claim: Node, observation_visit: Node
) -> Node:
    return first_of(
        case(status_in_force == "J1", primary_procedure, "a comprehensive procedure: by its rank"),
        case(is_in(status_in_force, ("Q1", "Q2")), conditional_comprehensive, "a conditionally packaged service"),
        case(status_in_force != "J2", False, "no service that can carry it"),
        case(observed_claim, observation_visit, "a visit of a claim of comprehensive observation"),
        otherwise=otherwise(False, "a visit by itself"),
    )


@rule("Whether the code is a preventive service", cites=EXCLUDED_CODES, until="2025-01-01", name="excluded_code")
def excluded_code_before_2025(hcpcs: Node, preventive_services: Node) -> Node:
    return is_in(hcpcs, preventive_services)


@rule("Whether the code is a preventive service or a cell or gene therapy", cites=EXCLUDED_CODES, since="2025-01-01")
def excluded_code(hcpcs: Node, preventive_services: Node, gene_therapies: Node) -> Node:
    return is_in(hcpcs, preventive_services) | is_in(hcpcs, gene_therapies)


@rule("Whether a comprehensive payment of the claim leaves the line out", cites=EXCLUSIONS)
def left_out(new_technology: Node, excluded_code: Node) -> Node:
    return first_of(
        case(new_technology, True, "a New Technology APC: left out of comprehensive payments"),
        case(excluded_code, True, "a preventive service, or a cell or gene therapy: left out of comprehensive payments"),
        otherwise=otherwise(False, "nothing that Addendum J excludes"),
    )


@rule("Whether a comprehensive payment of the claim packages the line", cites=(COMPREHENSIVE, OBSERVATION))
def packaged_by_claim(left_out: Node, comprehensive_claim: Node, observed_claim: Node) -> Node:
    return first_of(
        case(comprehensive_claim, ~left_out, "beside a primary procedure, which packages what Addendum J does not exclude"),
        case(observed_claim, ~left_out, "beside comprehensive observation, which packages what Addendum J does not exclude"),
        otherwise=otherwise(False, "no comprehensive payment on the claim"),
    )


@rule("Whether the line is packaged into the payment of others", cites=PACKAGED)
def packaged(
    status_in_force: Node,
    left_over: Node,
    paid_conditionally: Node,
    is_primary: Node,
    test_packaged: Node,
    packaged_by_composite: Node,
    packaged_by_claim: Node,
) -> Node:
    conditional = is_in(status_in_force, ("Q1", "Q2"))
    return first_of(
        case(status_in_force == "N", True, "status N: always packaged"),
        case(~is_in(status_in_force, CAN_BE_PACKAGED), False, "a status that nothing packages"),
        case(status_in_force == "J1", ~is_primary, "one comprehensive procedure is paid, each other one is packaged into it"),
        case(conditional & ~left_over, True, "packaged beside another service of the claim"),
        case(conditional & ~paid_conditionally, True, "packaged into the highest paid of its kind"),
        case(is_primary, False, "it carries the payment of the claim"),
        case(test_packaged, True, "a laboratory test beside other services"),
        case(packaged_by_composite, True, "packaged into a composite of its day"),
        otherwise=packaged_by_claim,
    )


@rule("Whether the charge shows a token line", cites=TOKEN_CHARGE)
def charged_in_full(stands: Node, status_in_force: Node, charge: Node, token_charge: Node) -> Node:
    procedure = stands & is_in(status_in_force, ("S", "T"))
    token = pends(
        "a charge of a dollar or less beside a larger one: a surgical line so charged is packaged; whether this one is surgical is open"
    )
    return first_of(
        case(~procedure, True, "no procedure of status S or T"),
        case(~known(charge), True, "no charge is given"),
        case((charge == 0) | (charge > token_charge), True, "no token charge"),
        case(any_within(procedure & (charge > token_charge)), token, "a token charge"),
        otherwise=otherwise(True, "no larger charge beside it"),
    )


@rule("Whether the claim lies in one quarter", cites=ADDENDUM)
def one_quarter(crosses_quarter: Node, two_quarters: Node) -> Node:
    return first_of(case(crosses_quarter == "yes", two_quarters, "two quarters"), otherwise=otherwise(True, "one quarter, one Addendum B"))


@rule("Whether a claim over two quarters can be priced", cites=QUARTERS)
def two_quarters() -> Node:
    return pends("the claim's days lie in two quarters: which quarter's rates and rules decide about the whole claim is not verified")


@rule("Whether the line is paid by itself; if it is packaged, it is not", cites=PACKAGED)
def paid_separately(
    modifiers_sound: Node,
    prospective: Node,
    one_quarter: Node,
    patient_lived: Node,
    outpatient_day: Node,
    packaged: Node,
    charged_in_full: Node,
    composite_settled: Node,
    test_paid_here: Node,
    payable: Node,
) -> Node:
    # each of these holds, or says why the line has no amount
    priced = modifiers_sound & prospective & one_quarter & patient_lived
    paid = outpatient_day & charged_in_full & composite_settled & test_paid_here & payable
    return first_of(
        case(priced & packaged, False, "packaged: nothing of its own"),
        otherwise=otherwise(paid, "its own payment"),
    )


@rule("Units that are paid", cites=UNITS_CUT)
def paid_units(status_in_force: Node, is_primary: Node, carries_composite: Node, units: Node) -> Node:
    return first_of(
        case(is_in(status_in_force, ("Q1", "Q2")), 1, "a conditionally packaged service is paid once"),
        case(is_primary, 1, "one payment for the claim"),
        case(carries_composite, 1, "one payment for the composite"),
        otherwise=otherwise(units, "the units of the line"),
    )


@rule("National rate of one unit, as the claim leaves it", cites=(ADDENDUM, APC_TABLE, COMPLEXITY, OBSERVATION))
def paid_national_rate(
    is_primary: Node,
    status_in_force: Node,
    complexity: Node,
    national_rate: Node,
    composite_payment_rate: Node,
    complexity_payment_rate: Node,
    observation_payment_rate: Node,
) -> Node:
    return first_of(
        case(status_in_force == "Q3", composite_payment_rate, "a composite, or its own"),
        case(~is_in(status_in_force, ("J1", "J2")), national_rate, "its own rate"),
        case(~is_primary, national_rate, "its own rate: it carries no other line's payment"),
        case(status_in_force == "J2", observation_payment_rate, "comprehensive observation, APC 8011"),
        case(complexity, complexity_payment_rate, "the rate of the next higher APC of Addendum J"),
        otherwise=otherwise(national_rate, "its own rate"),
    )


@rule("National copayment of the code", cites=(ADDENDUM, APC_TABLE))
def own_national_copayment(national_copayment: Node, rated_national_copayment: Node) -> Node:
    return first_of(
        case(known(national_copayment), national_copayment, "copayment of Addendum B"),
        otherwise=otherwise(rated_national_copayment, "copayment of its APC"),
    )


@rule("Minimum copayment of the code", cites=(ADDENDUM, APC_TABLE))
def own_minimum_copayment(minimum_copayment: Node, rated_minimum_copayment: Node) -> Node:
    return first_of(
        case(known(minimum_copayment), minimum_copayment, "minimum of Addendum B"),
        otherwise=otherwise(rated_minimum_copayment, "minimum of its APC"),
    )


@rule("National copayment of one unit, of the APC that pays", cites=(ADDENDUM, APC_TABLE, COMPLEXITY, OBSERVATION))
def paid_national_copayment(
    is_primary: Node,
    status_in_force: Node,
    complexity: Node,
    own_national_copayment: Node,
    composite_national_copayment: Node,
    complexity_national_copayment: Node,
    observation_national_copayment: Node,
) -> Node:
    return first_of(
        case(status_in_force == "Q3", composite_national_copayment, "a composite, or its own"),
        case(~is_in(status_in_force, ("J1", "J2")), own_national_copayment, "its own"),
        case(~is_primary, own_national_copayment, "its own"),
        case(status_in_force == "J2", observation_national_copayment, "comprehensive observation, APC 8011"),
        case(complexity, complexity_national_copayment, "of the next higher APC of Addendum J"),
        otherwise=otherwise(own_national_copayment, "its own"),
    )


@rule("Minimum copayment of one unit, of the APC that pays", cites=(ADDENDUM, APC_TABLE, COMPLEXITY, OBSERVATION))
def paid_minimum_copayment(
    is_primary: Node,
    status_in_force: Node,
    complexity: Node,
    own_minimum_copayment: Node,
    composite_minimum_copayment: Node,
    complexity_minimum_copayment: Node,
    observation_minimum_copayment: Node,
) -> Node:
    return first_of(
        case(status_in_force == "Q3", composite_minimum_copayment, "a composite, or its own"),
        case(~is_in(status_in_force, ("J1", "J2")), own_minimum_copayment, "its own"),
        case(~is_primary, own_minimum_copayment, "its own"),
        case(status_in_force == "J2", observation_minimum_copayment, "comprehensive observation, APC 8011"),
        case(complexity, complexity_minimum_copayment, "of the next higher APC of Addendum J"),
        otherwise=otherwise(own_minimum_copayment, "its own"),
    )
