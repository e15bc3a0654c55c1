"""The levy on one line: units of one toy, bought in one village."""

from allowable.kernel.rule import Node, case, first_of, greatest, is_in, known, missing, not_payable, otherwise, pends, round_to, rule

from .citations import EXEMPT, NAMED, REBATE, ROBOTS, SHARE, SURCHARGE


@rule("Village whose factor counts", cites=SHARE)
def levy_village(village: Node) -> Node:
    return first_of(
        case(village == "", "CAPITAL", "no village was given: the capital counts"),
        otherwise=otherwise(village, "the village of the line"),
    )


@rule("Whether a levy is owed at all", cites=(NAMED, EXEMPT, ROBOTS))
def owed(kind: Node, weight: Node, exempt_kinds: Node) -> Node:
    return first_of(
        case(is_in(kind, exempt_kinds), not_payable("books and puzzles are exempt"), "an exempt kind"),
        case((kind == "ROBOT") & ~known(weight), pends("the toy master weighs this robot first"), "a robot without a weight"),
        case((kind == "DOLL") | (kind == "ROBOT") | (kind == "TRAIN"), True, "a kind that the act names"),
        otherwise=missing("this kind of toy is none that the act names"),
    )


@rule("Surcharge for the weight", cites=SURCHARGE, until="2021-01-01")
def heavy_surcharge() -> Node:
    return missing("the act knew no surcharge then")


@rule("Surcharge for the weight", cites=SURCHARGE, since="2021-01-01", name="heavy_surcharge")
def heavy_surcharge_since(weight: Node, surcharge: Node) -> Node:
    return first_of(
        case(~known(weight), 0, "no weight is printed"),
        case(weight >= 10, surcharge, "ten pounds or more"),
        otherwise=otherwise(0, "below ten pounds"),
    )


@rule("Levy before any rebate", cites=SHARE)
def full_levy(owed: Node, price: Node, levy_share: Node, factor: Node, heavy_surcharge: Node) -> Node:
    share = round_to(price * levy_share * factor, 2)
    heavy = first_of(
        case(known(heavy_surcharge), share + heavy_surcharge, "with the surcharge"),
        otherwise=otherwise(share, "without a surcharge"),
    )
    return first_of(case(owed, heavy, "owed"), otherwise=missing("not owed"))


@rule("Levy on one toy", cites=SHARE, until="2023-01-01")
def levy(full_levy: Node) -> Node:
    return full_levy


@rule("Levy on one toy", cites=(SHARE, REBATE), since="2023-01-01", name="levy")
def levy_less_rebate(full_levy: Node, rebate: Node, largest_payment: Node) -> Node:
    return greatest(full_levy - rebate, largest_payment)


@rule("Levy on the line", cites=SHARE)
def line_levy(levy: Node, units: Node) -> Node:
    return levy * units


@rule("Tenth of the levy that the village keeps", cites=SHARE)
def village_tenth(line_levy: Node, tenth: Node) -> Node:
    return round_to(line_levy * tenth, 2)
