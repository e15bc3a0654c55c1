"""Code pairs of outpatient hospitals, in their own table: I/OCE edits 20 and 40, on one claim and one service day."""

from ...kernel.rule import Node, any_pair, case, first_of, missing, rule
from .citations import PAIR, PAIR_HOSPITAL, PAIR_INDICATOR, PAIR_MODIFIERS
from .pairs import CLOSED, NEVER, NO_PAIR, NOT_OPENED, OPENED, SAYS, UNLESS
from .tables import CODE_PAIRS_HOSPITAL

ON_COLUMN_1 = "only the first code of the pair carries an NCCI modifier, and whether that opens a hospital's claim is not verified"


@rule(SAYS, cites=(PAIR, PAIR_INDICATOR, PAIR_MODIFIERS, PAIR_HOSPITAL))
def code_pair(hcpcs: Node, stands: Node, opens_pair: Node) -> Node:
    closed = any_pair(CODE_PAIRS_HOSPITAL, hcpcs, hcpcs, where=stands, asking_second=True, only=NEVER)
    pair = any_pair(CODE_PAIRS_HOSPITAL, hcpcs, hcpcs, where=stands, asking_second=True, only=UNLESS)
    plain_pair = any_pair(CODE_PAIRS_HOSPITAL, hcpcs, hcpcs, where=stands & ~opens_pair, asking_second=True, only=UNLESS)
    return first_of(
        case(closed, False, CLOSED),
        case(~pair, True, NO_PAIR),
        case(opens_pair, True, OPENED),
        case(plain_pair, False, NOT_OPENED),
        otherwise=missing(ON_COLUMN_1),
    )
