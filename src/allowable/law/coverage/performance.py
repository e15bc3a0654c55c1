"""Whether a procedure can be done at all: a price outlives the device it was made for. What is not known here is not checked."""

from ...kernel.rule import Node, case, first_of, is_in, otherwise, rule
from .citations import INSERT_SALES, INSERT_STOCK

SAYS = "Whether the device that this procedure needs can be had"
NO_FACT = "no fact about the availability of a device is held for this code; whether a setting suits it, the payment indicators say"


@rule(SAYS, cites=INSERT_SALES, until="2019-01-01")
def performable(hcpcs: Node, insert_sterilization: Node) -> Node:
    return first_of(
        case(is_in(hcpcs, insert_sterilization), "yes", "the inserts were still sold in the United States"),
        otherwise=otherwise("not checked", NO_FACT),
    )


@rule(SAYS, cites=(INSERT_SALES, INSERT_STOCK), since="2019-01-01", until="2020-01-01", name="performable")
def performable_from_stock(hcpcs: Node, insert_sterilization: Node) -> Node:
    return first_of(
        case(
            is_in(hcpcs, insert_sterilization),
            "conditional",
            "sales of the inserts ended on 2018-12-31; only units bought before could be implanted",
        ),
        otherwise=otherwise("not checked", NO_FACT),
    )


@rule(SAYS, cites=INSERT_SALES, since="2020-01-01", name="performable")
def performable_no_longer(hcpcs: Node, insert_sterilization: Node) -> Node:
    return first_of(
        case(
            is_in(hcpcs, insert_sterilization),
            "no",
            "sales of the inserts ended on 2018-12-31, and unused units were to be returned by the end of 2019",
        ),
        otherwise=otherwise("not checked", NO_FACT),
    )
