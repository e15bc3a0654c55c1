"""Code pairs (NCCI procedure-to-procedure edits) of practitioners and of surgical centers: column 2 is denied beside column 1.

Indicator 0 is never opened. Indicator 1 is opened by an NCCI modifier on column 2, and since 2019-07-01 also by 59, XE, XP, XS or XU on
column 1. The row in force on the service day speaks: a pair may have several over the years.
"""

from ...kernel.rule import Node, any_pair, case, first_of, missing, otherwise, rule
from .citations import PAIR, PAIR_COLUMN_1, PAIR_INDICATOR, PAIR_MODIFIERS
from .tables import CODE_PAIRS_PRACTITIONER

SAYS = "The line is not the second code of a code pair with another line of the day"
NEVER = {"modifier_indicator": ("0",)}
UNLESS = {"modifier_indicator": ("1",)}
CLOSED = "second code of a pair that no modifier opens (indicator 0)"
NO_PAIR = "no other line of the day forms a pair with it as the second code"
OPENED = "second code of a pair of indicator 1, opened by this line's modifier if the record supports it"
NOT_OPENED = "second code of a pair of indicator 1, and no NCCI modifier opens it"
CITES = (PAIR, PAIR_INDICATOR, PAIR_MODIFIERS)
ON_COLUMN_1 = "only the first code of the pair carries an NCCI modifier, and whether one other than 59 or X opens it there is not verified"


@rule(SAYS, cites=CITES, until="2019-07-01", name="code_pair")
def code_pair_by_second(hcpcs: Node, stands: Node, opens_pair: Node) -> Node:
    closed = any_pair(CODE_PAIRS_PRACTITIONER, hcpcs, hcpcs, where=stands, asking_second=True, only=NEVER)
    pair = any_pair(CODE_PAIRS_PRACTITIONER, hcpcs, hcpcs, where=stands, asking_second=True, only=UNLESS)
    return first_of(
        case(closed, False, CLOSED),
        case(~pair, True, NO_PAIR),
        case(opens_pair, True, OPENED),
        otherwise=otherwise(False, "second code of a pair of indicator 1, and no NCCI modifier stands on it"),
    )


@rule(SAYS, cites=(*CITES, PAIR_COLUMN_1), since="2019-07-01", name="code_pair")
def code_pair_by_either(hcpcs: Node, stands: Node, opens_pair: Node, is_separate: Node) -> Node:
    closed = any_pair(CODE_PAIRS_PRACTITIONER, hcpcs, hcpcs, where=stands, asking_second=True, only=NEVER)
    pair = any_pair(CODE_PAIRS_PRACTITIONER, hcpcs, hcpcs, where=stands, asking_second=True, only=UNLESS)
    plain = stands & ~is_separate & ~opens_pair
    plain_pair = any_pair(CODE_PAIRS_PRACTITIONER, hcpcs, hcpcs, where=plain, asking_second=True, only=UNLESS)
    doubtful = stands & ~is_separate & opens_pair
    doubtful_pair = any_pair(CODE_PAIRS_PRACTITIONER, hcpcs, hcpcs, where=doubtful, asking_second=True, only=UNLESS)
    return first_of(
        case(closed, False, CLOSED),
        case(~pair, True, NO_PAIR),
        case(opens_pair, True, OPENED),
        case(plain_pair, False, NOT_OPENED),
        case(doubtful_pair, missing(ON_COLUMN_1), "another NCCI modifier on the first code"),
        otherwise=otherwise(True, "second code of a pair of indicator 1, opened by 59 or X on the first code if the record supports it"),
    )
