"""Which segments mean what on which level of an 837."""

from __future__ import annotations

from .body import Body, stray
from .hierarchy import BILLING, PATIENT, SUBSCRIBER, Hierarchy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Fields: TypeAlias = dict[str, Callable[[list[str]], None]]

# segments of an 837 that say nothing a document carries, at least at some of the places where they stand
PASSED_OVER = (
    "AMT BHT CAS CL1 CN1 CR1 CR2 CR3 CR4 CR5 CR6 CR7 CR8 CRC CTP CUR DMG DMH DSB DTP FRM HCP HI HSD IMM K3 LIN LQ MEA MIA MOA N2 N3 N4 NM1"
    " NTE OI PAT PER PRV PS1 PWK QTY REF SV3 SV4 SV5 SV6 SV7 TOO UR"
)
HEADER = ""  # the level before the first HL


def levels_of(above: Hierarchy, body: Body) -> dict[str, Fields]:
    """By level (HL03, "claim", or the kind of a line): identifier of a segment to what sets its elements."""
    line: Fields = {
        "DTP": body.line_dates,
        "REF": body.line_reference,
        "LIN": body.drug,
        "CTP": body.drug_quantity,
        "NM1": body.line_name,
    }
    return {
        HEADER: {"NM1": above.name},
        BILLING: {"NM1": above.name, "N4": above.zip_code, "PRV": above.specialty},
        SUBSCRIBER: {"NM1": above.name, "SBR": above.coverage, "DMG": above.person},
        PATIENT: {"NM1": above.name, "PAT": above.relation, "DMG": above.person},
        "claim": {
            "DTP": body.claim_dates,
            "CL1": body.admission,
            "AMT": body.claim_amount,
            "REF": body.claim_reference,
            "HI": body.health,
            "NM1": body.claim_name,
            "N4": body.claim_zip,
            "PRV": body.claim_specialty,
        },
        "professional": {**line, "SV1": body.professional_service, "SV2": stray},
        "institutional": {**line, "SV2": body.institutional_service, "SV1": stray},
    }
