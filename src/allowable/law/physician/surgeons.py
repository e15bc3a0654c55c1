"""Who operated, and how unusual it was: assistants, co-surgeons, teams, and services that are more or less than the code says.

An assistant is paid 16 % of the surgeon's fee (section 1848(i)(2)), one who is no physician 85 % of that (42 CFR 414.52(d), 414.56(c)).
Modifiers 22, 66 and 52 carry no percentage: the first two pend for a report, the last leaves it to the charge.
"""

from ...kernel.rule import Node, case, first_of, is_in, known, missing, not_payable, otherwise, pends, round_to, rule
from .citations import ASSISTANT, ASSISTANT_SHARE, CO_SURGEON, FACILITY_ONLY, REDUCED_SERVICE, SURGEONS_LATER, TEAM, UNUSUAL_SERVICE
from .modifiers import given


@rule("Role of the line at the operation", cites=ASSISTANT)
def assistant_role(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    def has(*codes: str) -> Node:
        return given(codes, modifier_1, modifier_2, modifier_3, modifier_4)

    return first_of(
        case(has("AS"), "AS", "modifier AS: an assistant who is no physician"),
        case(has("80", "81", "82"), "assistant", "modifier 80, 81 or 82: a physician assists"),
        otherwise=otherwise("", "no assistant"),
    )


@rule("Share of the surgeon's fee for an assistant", cites=(ASSISTANT, ASSISTANT_SHARE))
def assistant_payment_share(assistant: Node, assistant_role: Node, assistant_share: Node, practitioner_assistant_share: Node) -> Node:
    documented = pends("assistant indicator 0: paid only if documentation shows that an assistant was necessary")
    return first_of(
        case(assistant == "0", documented, "indicator 0"),
        case(assistant == "1", not_payable("assistant indicator 1: the statute bars payment for an assistant"), "indicator 1"),
        case(assistant == "9", not_payable("assistant indicator 9: no assistant belongs to this service"), "indicator 9"),
        case(assistant != "2", missing("this assistant indicator is not one that the record layout names"), "no indicator of the layout"),
        case(assistant_role == "AS", assistant_share * practitioner_assistant_share, "indicator 2; 85 % of a physician's 16 %"),
        otherwise=otherwise(assistant_share, "indicator 2: an assistant may be paid"),
    )


@rule("Share of the fee for each of two surgeons", cites=CO_SURGEON)
def co_surgeon_payment_share(co_surgeon: Node, co_surgeon_share: Node) -> Node:
    return first_of(
        case(co_surgeon == "0", not_payable("co-surgeon indicator 0: two surgeons are not permitted"), "indicator 0"),
        case(co_surgeon == "1", pends("co-surgeon indicator 1: paid only if documentation shows that two surgeons were necessary"), "1"),
        case(co_surgeon == "9", not_payable("co-surgeon indicator 9: no second surgeon belongs to this service"), "indicator 9"),
        case(co_surgeon != "2", missing("this co-surgeon indicator is not one that the record layout names"), "no indicator of the layout"),
        otherwise=otherwise(co_surgeon_share, "indicator 2; that the two specialties differ is taken as met"),
    )


@rule("Share of the fee for a team", cites=TEAM)
def team_payment_share(team: Node) -> Node:
    return first_of(
        case(is_in(team, ("1", "2")), pends("modifier 66: team surgery is paid by report"), "indicator 1 or 2"),
        case(is_in(team, ("0", "9")), not_payable("modifier 66: team surgery is not permitted for this service"), "indicator 0 or 9"),
        otherwise=missing("this team surgery indicator is not one that the record layout names"),
    )


@rule("Share of the fee for this surgeon", cites=(FACILITY_ONLY, UNUSUAL_SERVICE))
def surgeon_share(
    modifier_1: Node,
    modifier_2: Node,
    modifier_3: Node,
    modifier_4: Node,
    assistant_role: Node,
    assistant_payment_share: Node,
    co_surgeon_payment_share: Node,
    team_payment_share: Node,
) -> Node:
    def has(*codes: str) -> Node:
        return given(codes, modifier_1, modifier_2, modifier_3, modifier_4)

    assists = assistant_role != ""
    reviewed = pends("co-surgeons, a team and an assistant on one line: paid only after review")
    together = (has("62") & has("66")) | (assists & has("62", "66"))
    return first_of(
        case(has("73", "74"), not_payable("modifiers 73 and 74 are a facility's: a professional claim uses 53"), "modifier 73 or 74"),
        case(together, reviewed, "modifiers that do not go together"),
        case(has("22"), pends("modifier 22: the contractor sets what the unusual service adds, by report"), "modifier 22"),
        case(has("66"), team_payment_share, "modifier 66"),
        case(has("62"), co_surgeon_payment_share, "modifier 62"),
        case(assists, assistant_payment_share, "an assistant"),
        otherwise=otherwise(1, "the surgeon"),
    )


@rule("Whether the service was reduced", cites=REDUCED_SERVICE)
def reduced_service(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given("52", modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Amount for a reduced service", cites=REDUCED_SERVICE)
def reduced_service_amount(compared_charge: Node, procedure_amount: Node) -> Node:
    return first_of(
        case(~known(compared_charge), pends("modifier 52: the charge says how far the service was reduced, and is not given"), "no charge"),
        otherwise=otherwise(procedure_amount, "no percentage is taken off: the biller's charge carries the reduction"),
    )


@rule("Which part of this law prices the line", cites=SURGEONS_LATER)
def procedure_amount(
    status: Node, multiple_procedure: Node, anesthesia_amount: Node, diagnostic_amount: Node, therapy_amount: Node, surgical_amount: Node
) -> Node:
    return first_of(
        case(status == "J", anesthesia_amount, "status J: anaesthesia"),
        case(is_in(multiple_procedure, ("4", "6", "7")), diagnostic_amount, "multiple procedure indicator 4, 6 or 7: diagnostic services"),
        case(multiple_procedure == "5", therapy_amount, "multiple procedure indicator 5: therapy"),
        otherwise=otherwise(surgical_amount, "procedures and all other services"),
    )


@rule("Amount for this surgeon", cites=SURGEONS_LATER)
def surgeon_amount(surgeon_share: Node, reduced_service: Node, reduced_service_amount: Node, procedure_amount: Node) -> Node:
    reduced = first_of(case(reduced_service, reduced_service_amount, "modifier 52"), otherwise=procedure_amount)
    return first_of(
        case(surgeon_share == 1, reduced, "one surgeon, the whole amount"),
        otherwise=otherwise(round_to(reduced * surgeon_share, 2), "the share of this surgeon, after all other reductions"),
    )
