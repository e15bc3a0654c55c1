"""Who bills: the share of the fee for practitioners who are no physicians.

Nurse practitioners, physician assistants and clinical nurse specialists are paid 85 % (42 CFR 414.52(d), 414.56(c)), nurse-midwives 100 %
since 2011 (414.54(b)), clinical social workers, marriage and family therapists and mental health counselors 75 % of what a psychologist
would be paid, dietitians 85 % (section 1833(a)(1)(F), (FF), (T)). The share of an assistant at surgery who is no physician (AS) holds the
85 % already. Modifiers that only say who took part (FS, GC, SA) change no price: a split visit is billed by whoever did most of it.
"""

from ...kernel.rule import Node, case, first_of, is_in, missing, not_payable, otherwise, round_to, rule
from .citations import COUNSELORS, PRACTITIONERS


@rule("Share of the fee for a marriage and family therapist or a counselor", cites=COUNSELORS, until="2024-01-01")
def counselor_fee_share() -> Node:
    return not_payable("Medicare pays marriage and family therapists and mental health counselors from 2024 on")


@rule(
    "Share of the fee for a marriage and family therapist or a counselor", cites=COUNSELORS, since="2024-01-01", name="counselor_fee_share"
)
def counselor_fee_share_from_2024(counselor_share: Node) -> Node:
    return counselor_share


@rule("Share of the fee for who bills", cites=PRACTITIONERS)
def practitioner_share(
    practitioner: Node,
    assistant_role: Node,
    nonphysician_share: Node,
    social_worker_share: Node,
    counselor_fee_share: Node,
    dietitian_share: Node,
) -> Node:
    unknown = missing("this practitioner is none of NP, PA, CNS, CNM, CSW, MFT, MHC, RD, CP, CRNA, AA, or blank for a physician")
    return first_of(
        case(practitioner == "", 1, "a physician"),
        case(is_in(practitioner, ("CNM", "CP")), 1, "a nurse-midwife or a psychologist: in full"),
        case(is_in(practitioner, ("CRNA", "AA")), 1, "an anaesthetist: the anaesthesia modifiers hold the share"),
        case(is_in(practitioner, ("NP", "PA", "CNS")) & (assistant_role == "AS"), 1, "the share of the assistant holds it already"),
        case(is_in(practitioner, ("NP", "PA", "CNS")), nonphysician_share, "a practitioner who is no physician"),
        case(practitioner == "CSW", social_worker_share, "a clinical social worker"),
        case(is_in(practitioner, ("MFT", "MHC")), counselor_fee_share, "a marriage and family therapist or a counselor"),
        case(practitioner == "RD", dietitian_share, "a dietitian"),
        otherwise=unknown,
    )


@rule("Amount for this practitioner", cites=PRACTITIONERS)
def practitioner_amount(practitioner_share: Node, surgeon_amount: Node) -> Node:
    return first_of(
        case(practitioner_share == 1, surgeon_amount, "in full"),
        otherwise=otherwise(round_to(surgeon_amount * practitioner_share, 2), "after every other reduction of the fee"),
    )
