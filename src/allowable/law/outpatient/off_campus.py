"""Departments away from the hospital's campus: modifier PN (section 603) and modifier PO (excepted).

A nonexcepted department is paid what the physician fee schedule would pay, 40 percent of the rate. An excepted one is paid in full, but for
its clinic visits, and from 2026 for giving drugs: 40 percent too, though never at a rural sole community hospital from 2023 on. A rural
emergency hospital is subject to neither.
"""

from ...kernel.rule import Node, case, first_of, greatest, is_in, least, missing, otherwise, round_to, rule
from .citations import DRUG_ADMINISTRATION, EXCEPTED_CLINIC, HIGHEST_RATE, NONEXCEPTED, NONEXCEPTED_SHARE
from .modifiers import given

CLINIC_VISIT = "G0463"
DRUG_ADMINISTRATION_APCS = ("5691", "5692", "5693", "5694")
MOST_RATE = 1_000_000  # dollars for one unit; the highest APC rate ever printed is 152,500.50


@rule("Whether a nonexcepted department off campus gave the service", cites=NONEXCEPTED)
def nonexcepted(rural_emergency: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("PN",), modifier_1, modifier_2, modifier_3, modifier_4) & (rural_emergency != "yes")


@rule("Whether an excepted department off campus gave the service", cites=EXCEPTED_CLINIC)
def excepted(rural_emergency: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("PO",), modifier_1, modifier_2, modifier_3, modifier_4) & (rural_emergency != "yes")


@rule("Whether the excepted department is paid the reduced rate for it", cites=EXCEPTED_CLINIC, until="2023-01-01")
def reduced_when_excepted(excepted: Node, hcpcs: Node) -> Node:
    return excepted & (hcpcs == CLINIC_VISIT)


@rule(
    "Whether the excepted department is paid the reduced rate for it",
    cites=EXCEPTED_CLINIC,
    since="2023-01-01",
    until="2026-01-01",
    name="reduced_when_excepted",
)
def reduced_when_excepted_from_2023(excepted: Node, hcpcs: Node, rural_sole_community: Node) -> Node:
    return excepted & (hcpcs == CLINIC_VISIT) & (rural_sole_community != "yes")


@rule("Whether the service is the giving of a drug", cites=DRUG_ADMINISTRATION, since="2026-01-01")
def drug_administration(apc_in_force: Node) -> Node:
    return is_in(apc_in_force, DRUG_ADMINISTRATION_APCS)


@rule(
    "Whether the excepted department is paid the reduced rate for it",
    cites=EXCEPTED_CLINIC,
    since="2026-01-01",
    name="reduced_when_excepted",
)
def reduced_when_excepted_from_2026(excepted: Node, hcpcs: Node, rural_sole_community: Node, drug_administration: Node) -> Node:
    return first_of(
        case(~excepted | (rural_sole_community == "yes"), False, "not an excepted department, or a rural sole community hospital"),
        case(hcpcs == CLINIC_VISIT, True, "a clinic visit"),
        otherwise=otherwise(drug_administration, "from 2026 the giving of drugs is paid so too"),
    )


@rule("Rate of one unit that the claim is paid from", cites=HIGHEST_RATE)
def unit_rate(paid_national_rate: Node) -> Node:
    beyond = missing("a rate above one million dollars, which no print of CMS has shown for a service: it is not believed")
    rate = round_to(paid_national_rate, 2)
    return first_of(
        case(rate >= MOST_RATE, beyond, "beyond any rate of a service"),
        otherwise=otherwise(greatest(least(rate, MOST_RATE), 0), "the rate in whole cents"),
    )


@rule("Rate under section 603", cites=NONEXCEPTED_SHARE)
def nonexcepted_rate(status_in_force: Node, unit_rate: Node, nonexcepted_share: Node) -> Node:
    unverified = missing("whether section 603 reduces blood and brachytherapy sources is not verified")
    return first_of(
        case(is_in(status_in_force, ("R", "U")), unverified, "status R or U"),
        otherwise=otherwise(round_to(unit_rate * nonexcepted_share, 2), "what the physician fee schedule would pay"),
    )


@rule("Rate at the department", cites=(NONEXCEPTED, EXCEPTED_CLINIC))
def site_rate(nonexcepted: Node, nonexcepted_rate: Node, reduced_when_excepted: Node, unit_rate: Node, excepted_share: Node) -> Node:
    return first_of(
        case(nonexcepted, nonexcepted_rate, "modifier PN: a nonexcepted department off campus"),
        case(reduced_when_excepted, round_to(unit_rate * excepted_share, 2), "modifier PO: an excepted department off campus"),
        otherwise=otherwise(unit_rate, "the full rate"),
    )
