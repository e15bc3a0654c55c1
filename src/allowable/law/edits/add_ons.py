"""Add-on codes on one claim and one day: payable only beside one of their primary procedures.

Type 1 has a fixed list of primaries, type 2 the contractor's own, type 3 both. The one exception is 99292, which a second physician of the
group may bill alone.
"""

from ...kernel.rule import Node, any_pair, case, first_of, known, missing, otherwise, pends, rule
from .citations import ADD_ON, ADD_ON_EXCEPTION
from .tables import ADD_ON_NOTES, ADD_ON_PRIMARIES, PRACTITIONERS_ONLY

SAYS = "An add-on code stands with one of its primary procedures"
NO_ADD_ON = "the list of the day does not name it as an add-on code"
WITH_PRIMARY = "one of its listed primary procedures stands on the day"
CONTRACTOR = pends("a type 2 add-on code: the contractor decides with which primary procedures it is paid")
CONTRACTOR_TOO = pends("a type 3 add-on code without a listed primary procedure: the contractor may accept others")
CHANGES = missing("the list of add-on codes changes this code's primaries within the quarter")


@rule("A code that the list of the day prints, if one is held: it shows whether one is", cites=ADD_ON)
def listed_add_on(hcpcs: Node, add_on_kind: Node) -> Node:
    return first_of(
        case(known(add_on_kind), hcpcs, "the code itself"),
        otherwise=otherwise("99292", "a code that every such list prints"),
    )


@rule("Type of add-on code", cites=ADD_ON)
def add_on_type(add_on_kind: Node, held_add_on_kind: Node) -> Node:
    return first_of(
        case(known(add_on_kind), add_on_kind, "the list of the day"),
        case(known(held_add_on_kind), "", "the list of the day does not name it"),
        otherwise=held_add_on_kind,
    )


@rule(SAYS, cites=(ADD_ON, ADD_ON_EXCEPTION))
def add_on(hcpcs: Node, add_on_type: Node, stands: Node) -> Node:
    beside = any_pair(ADD_ON_PRIMARIES, hcpcs, hcpcs, where=stands, only={"note": (*ADD_ON_NOTES, PRACTITIONERS_ONLY)})
    colleague = pends("99292 alone: paid if another physician of the same group and specialty billed 99291 that day")
    return first_of(
        case(add_on_type == "", True, NO_ADD_ON),
        case(add_on_type == "2", CONTRACTOR, "type 2"),
        case(add_on_type == "changes", CHANGES, "the list changes within the quarter"),
        case(beside, True, WITH_PRIMARY),
        case(hcpcs == "99292", colleague, "the one exception"),
        case(add_on_type == "1", False, "none of its listed primary procedures stands on the day (type 1)"),
        case(add_on_type == "3", CONTRACTOR_TOO, "type 3"),
        otherwise=missing("this type of add-on code is none of 1, 2 and 3"),
    )
