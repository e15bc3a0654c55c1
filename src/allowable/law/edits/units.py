"""Unit limits (NCCI medically unlikely edits). Adjudication indicator 1 tests each line, 2 and 3 the units of the day.

Not every limit is published: a code that the table of the day does not print has no limit that can be checked. A limit of 0 means that no
unit is payable. Indicator 2 is absolute; 3 can be overturned on the record.
"""

from ...kernel.node import as_node
from ...kernel.rule import Node, case, first_of, is_in, known, missing, otherwise, rule, sum_within
from .citations import UNITS_ALL, UNITS_ASC, UNITS_DAY, UNITS_LINE

UNPUBLISHED = missing("the table of the day prints no unit limit for this code; CMS does not publish every limit")


@rule("A code that the list of the day prints, if one is held: it shows whether one is", cites=UNITS_LINE)
def limited_code(hcpcs: Node, limit_units: Node) -> Node:
    return first_of(
        case(known(limit_units), hcpcs, "the code itself"),
        otherwise=otherwise("58558", "a code that every such list prints"),
    )


@rule("Most units of the code", cites=UNITS_LINE)
def most_units(limit_units: Node, held_limit_units: Node, excerpt_limit_units: Node) -> Node:
    return first_of(
        case(known(limit_units), limit_units, "the table of the day"),
        case(known(held_limit_units), UNPUBLISHED, "the table of the day has no row for the code"),
        case(known(excerpt_limit_units), excerpt_limit_units, "an excerpt of the table of the day"),
        otherwise=limit_units,
    )


@rule("How the limit is applied", cites=UNITS_LINE)
def limit_kind(limit_adjudication: Node, excerpt_limit_adjudication: Node) -> Node:
    return first_of(
        case(known(limit_adjudication), limit_adjudication, "the table of the day"),
        otherwise=otherwise(excerpt_limit_adjudication, "an excerpt of the table of the day"),
    )


@rule("Units of the code on the day", cites=UNITS_DAY)
def units_of_day(hcpcs: Node, units: Node, stands: Node) -> Node:
    return sum_within(units, where=stands, same=hcpcs)


@rule("Beyond the limit of a day, no unit of the day is paid", cites=UNITS_ALL)
def deny_day() -> Node:
    return as_node(False)


@rule("The units are within the limit of the code", cites=(UNITS_LINE, UNITS_DAY, UNITS_ASC))
def unit_limit(units: Node, most_units: Node, limit_kind: Node, units_of_day: Node, deny_day: Node) -> Node:
    over = units_of_day > most_units
    by_day = is_in(limit_kind, ("2", "3"))
    unnamed = missing("this adjudication indicator is none of 1, 2 and 3")
    return first_of(
        case(most_units == 0, False, "the limit is 0: no unit is payable in this setting"),
        case((limit_kind == "1") & (units > most_units), False, "more units on the line than its limit (indicator 1): all of it is denied"),
        case(limit_kind == "1", True, "within the limit of each line (indicator 1)"),
        case((limit_kind == "2") & over, deny_day, "more units on the day than its limit (indicator 2): absolute"),
        case(by_day & over, deny_day, "more units on the day than its limit (indicator 3): on the record it may be paid"),
        case(by_day, True, "within the limit of the day (indicator 2 or 3), as far as this claim shows"),
        otherwise=unnamed,
    )


@rule("The line has at least one unit", cites=UNITS_LINE)
def units_given(units: Node) -> Node:
    return first_of(case(units == 0, False, "no unit of service"), otherwise=otherwise(True, "at least one unit"))
