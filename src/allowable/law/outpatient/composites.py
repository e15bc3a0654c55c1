"""Composites (status Q3): services that are paid together where several stand on one day, by the families of OPPS Addendum M.

Two or more imaging procedures of a family are one payment, the one with contrast if any of them has contrast; a line for both sides
counts twice. Mental health services of a day are paid their composite where they would cost more by themselves. Services listed beside
critical care are packaged on its day. Stopped or reduced lines are left out. One service alone has its own rate.
"""

from ...kernel.rule import (
    Node,
    any_within,
    case,
    first_of,
    is_in,
    known,
    missing,
    otherwise,
    place_within,
    rule,
    sum_within,
)
from .citations import COMPOSITE, COMPOSITE_LINE, COMPOSITE_UNITS, CRITICAL_CARE, MENTAL_HEALTH

IMAGING = ("8004", "8005", "8007")
MENTAL = "8010"
BESIDE_CRITICAL = "5041"
CRITICAL = "99291"


@rule("Whether the line may be a part of a composite", cites=COMPOSITE)
def composite_part(stands: Node, status_in_force: Node, terminated: Node) -> Node:
    return stands & (status_in_force == "Q3") & ~terminated


@rule("Whether critical care stands on the day", cites=COMPOSITE)
def critical_day(stands: Node, hcpcs: Node, service_day: Node) -> Node:
    return any_within(stands & (hcpcs == CRITICAL), same=service_day)


@rule("Number of imaging procedures of the line", cites=COMPOSITE_UNITS)
def composite_count(units: Node, bilateral: Node) -> Node:
    return first_of(case(bilateral, units + units, "both sides count twice"), otherwise=otherwise(units, "the units of the line"))


@rule("Whether the day's mental health services are paid their composite", cites=MENTAL_HEALTH)
def mental_composite(
    composite_part: Node, composite_family: Node, national_rate: Node, units: Node, service_day: Node, plain_payment_rate: Node
) -> Node:
    total = sum_within(national_rate * units, where=composite_part, same=(composite_family, service_day))
    return total > plain_payment_rate


@rule("Whether the line is paid together with others of its day", cites=COMPOSITE)
def joined(composite_part: Node, composite_family: Node, composite_count: Node, service_day: Node, mental_composite: Node) -> Node:
    several = sum_within(composite_count, where=composite_part, same=(composite_family, service_day)) > 1
    return first_of(
        case(~composite_part, False, "no part of a composite"),
        case(~known(composite_family), False, "no family of Addendum M is held"),
        case(is_in(composite_family, IMAGING), several, "imaging: several of its family on the day"),
        case(composite_family == MENTAL, mental_composite, "mental health: where the day would cost more by itself"),
        otherwise=otherwise(False, "listed beside critical care"),
    )


@rule("Whether the line carries the payment of its composite", cites=COMPOSITE)
def carries_composite(joined: Node, first_of_composite: Node) -> Node:
    return first_of(case(~joined, False, "no composite"), otherwise=otherwise(first_of_composite, "by its place in the composite"))


@rule("Whether the line is the first of its composite on the day", cites=COMPOSITE_LINE)
def first_of_composite(joined: Node, composite_family: Node, service_day: Node) -> Node:
    return place_within(1, where=joined, same=(composite_family, service_day)) == 1


@rule("Whether critical care of the day packages the line", cites=CRITICAL_CARE)
def packaged_by_critical_care(critical_day: Node) -> Node:
    return critical_day


@rule("Whether a composite of the day packages the line", cites=COMPOSITE)
def packaged_by_composite(
    composite_part: Node, composite_family: Node, joined: Node, carries_composite: Node, packaged_by_critical_care: Node
) -> Node:
    return first_of(
        case(~composite_part, False, "no part of a composite"),
        case(~known(composite_family), False, "no family of Addendum M is held"),
        case(composite_family == BESIDE_CRITICAL, packaged_by_critical_care, "listed beside critical care"),
        case(joined, ~carries_composite, "one line carries the composite, the others are packaged into it"),
        otherwise=otherwise(False, "by itself"),
    )


@rule("Whether the line is settled as a part of a composite", cites=COMPOSITE)
def composite_settled(
    status_in_force: Node, composite_part: Node, composite_family: Node, critical_day: Node, units: Node, service_day: Node
) -> Node:
    several = missing("several services of status Q3 on one day, or one beside critical care: the family of one (Addendum M) is not held")
    alone = sum_within(units, where=composite_part, same=service_day) <= 1
    return first_of(
        case(status_in_force != "Q3", True, "not of status Q3"),
        case(~composite_part, True, "stopped or reduced: left out of composites"),
        case(alone & ~critical_day, True, "one alone: its own rate"),
        case(any_within(composite_part & ~known(composite_family), same=service_day), several, "a family is not held"),
        otherwise=otherwise(True, "the families of the day are held"),
    )


@rule("Whether a service of the line's composite is one with contrast", cites=COMPOSITE)
def with_contrast(joined: Node, composite_contrast: Node, composite_family: Node, service_day: Node) -> Node:
    return any_within(joined & (composite_contrast == "YES"), same=(composite_family, service_day))


@rule("Rate of a service of status Q3, or of the composite that it carries", cites=COMPOSITE)
def composite_payment_rate(
    carries_composite: Node, with_contrast: Node, contrast_payment_rate: Node, plain_payment_rate: Node, national_rate: Node
) -> Node:
    return first_of(
        case(~carries_composite, national_rate, "its own"),
        case(with_contrast, contrast_payment_rate, "of the composite with contrast"),
        otherwise=otherwise(plain_payment_rate, "of the composite"),
    )


@rule("National copayment of a service of status Q3, or of the composite that it carries", cites=COMPOSITE)
def composite_national_copayment(
    carries_composite: Node,
    with_contrast: Node,
    contrast_national_copayment: Node,
    plain_national_copayment: Node,
    own_national_copayment: Node,
) -> Node:
    return first_of(
        case(~carries_composite, own_national_copayment, "its own"),
        case(with_contrast, contrast_national_copayment, "of the composite with contrast"),
        otherwise=otherwise(plain_national_copayment, "of the composite"),
    )


@rule("Minimum copayment of a service of status Q3, or of the composite that it carries", cites=COMPOSITE)
def composite_minimum_copayment(
    carries_composite: Node,
    with_contrast: Node,
    contrast_minimum_copayment: Node,
    plain_minimum_copayment: Node,
    own_minimum_copayment: Node,
) -> Node:
    return first_of(
        case(~carries_composite, own_minimum_copayment, "its own"),
        case(with_contrast, contrast_minimum_copayment, "of the composite with contrast"),
        otherwise=otherwise(plain_minimum_copayment, "of the composite"),
    )
