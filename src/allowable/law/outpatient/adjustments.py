"""From the rate of the claim to the rate of this hospital on this line: imaging technique, quality reporting, devices, sole community.

Each step is rounded to the cent before the next, in this order; the department (off_campus.py) comes first and the wage index after all.
The ranking of procedures looks at what comes out here.
"""

from ...kernel.rule import Node, case, first_of, greatest, is_in, otherwise, round_to, rule
from .citations import DEVICE_OFF, QUALITY, QUALITY_EXCLUDED, SOLE_COMMUNITY, TECHNIQUE
from .modifiers import given


@rule("Rate after the reduction for an imaging technique", cites=TECHNIQUE)
def technique_rate(
    hcpcs: Node,
    modifier_1: Node,
    modifier_2: Node,
    modifier_3: Node,
    modifier_4: Node,
    site_rate: Node,
    scanner_codes: Node,
    scanner_share: Node,
    film_share: Node,
    computed_radiography_share: Node,
) -> Node:
    def has(modifier: str) -> Node:
        return given((modifier,), modifier_1, modifier_2, modifier_3, modifier_4)

    return first_of(
        case(has("CT") & is_in(hcpcs, scanner_codes), round_to(site_rate * scanner_share, 2), "modifier CT: a scanner below the standard"),
        case(has("FX"), round_to(site_rate * film_share, 2), "modifier FX: an X-ray taken on film"),
        case(has("FY"), round_to(site_rate * computed_radiography_share, 2), "modifier FY: an X-ray taken by computed radiography"),
        otherwise=otherwise(site_rate, "no technique that is paid less"),
    )


@rule("Whether a hospital that failed quality reporting is paid less for it", cites=QUALITY_EXCLUDED)
def quality_reduced(nonexcepted: Node, new_technology: Node) -> Node:
    return first_of(
        case(nonexcepted, False, "section 603: no reduction"),
        otherwise=otherwise(~new_technology, "unless its APC is one of new technology"),
    )


@rule("Rate after quality reporting", cites=QUALITY)
def reported_rate(quality_reduction: Node, quality_reduced: Node, technique_rate: Node, quality_ratio: Node) -> Node:
    return first_of(
        case(quality_reduction != "yes", technique_rate, "the hospital is not stated to have failed quality reporting"),
        case(~quality_reduced, technique_rate, "not subject to the reduction"),
        otherwise=otherwise(round_to(technique_rate * quality_ratio, 2), "the hospital failed quality reporting"),
    )


@rule("Rate without the device that was not used", cites=DEVICE_OFF)
def terminated_rate(is_73: Node, reported_rate: Node, device_portion: Node) -> Node:
    return first_of(
        case(~is_73, reported_rate, "not stopped before anesthesia"),
        otherwise=otherwise(greatest(reported_rate - device_portion, 0), "modifier 73: the device portion comes off first"),
    )


@rule("Rate of one unit at this hospital, before the wage index", cites=SOLE_COMMUNITY)
def adjusted_rate(
    rural_sole_community: Node, nonexcepted: Node, bill_type: Node, terminated_rate: Node, sole_community_share: Node
) -> Node:
    return first_of(
        case(rural_sole_community != "yes", terminated_rate, "not stated to be a rural sole community hospital"),
        case(nonexcepted, terminated_rate, "section 603: no addition"),
        case(bill_type == "14", terminated_rate, "bill type 14x: no addition"),
        otherwise=otherwise(round_to(terminated_rate * sole_community_share, 2), "rural sole community hospital: 7.1 percent more"),
    )
