"""Several procedures on one day: the highest in full, all others and every further unit of one at half.

Only procedures that Addendum AA marks Y are discounted; one that was halved because it stopped (73, 52) is not reduced again and takes no
place. The manual ranks by the lower of the charge and the center's rate and reduces that as its last step; the regulation ranks by the
national rate. They differ, so that the claim may say which is followed; the manual is, where it does not. A tie keeps the claim's order.
(42 CFR 416.172(e); Medicare Claims Processing Manual, chapter 14, section 40.5.)
"""

from ...kernel.rule import (
    Node,
    any_within,
    case,
    first_of,
    greatest,
    is_in,
    known,
    missing,
    otherwise,
    pends,
    place_within,
    portion,
    round_to,
    rule,
    sum_within,
    undecided,
)
from .citations import CHARGE_OF_SEVERAL, MULTIPLE, MULTIPLE_LAST, RANKED_BY_RATE, SUBJECT


@rule("Whether the code is subject to discounting: Y, N, or ? where that is not printed", cites=SUBJECT)
def discounting(multiple_procedure: Node) -> Node:
    return first_of(
        case(~known(multiple_procedure), "?", "Addendum AA is held without the mark, or does not list the code"),
        otherwise=otherwise(multiple_procedure, "by its mark in Addendum AA"),
    )


@rule("Whether the line is a surgical procedure that is paid", cites=SUBJECT)
def paid_procedure(payment_indicator: Node, payable: Node, interruption: Node, left_out: Node) -> Node:
    return first_of(
        case(left_out == "yes", False, "an edit has denied it"),
        case(~known(payment_indicator), False, "not of Addendum AA"),
        case(~known(payable), False, "not paid at a rate"),
        otherwise=otherwise(known(interruption), "by its modifiers"),
    )


@rule("Whether it is open that the line is a surgical procedure that is paid", cites=SUBJECT)
def open_procedure(payment_indicator: Node, payable: Node, interruption: Node, left_out: Node) -> Node:
    return known(payment_indicator) & (left_out != "yes") & (undecided(payable) | (known(payable) & undecided(interruption)))


@rule("Whether the procedure may be ranked among others", cites=(SUBJECT, MULTIPLE_LAST))
def may_be_ranked(paid_procedure: Node, discounting: Node, interruption: Node) -> Node:
    return first_of(
        case(~paid_procedure, False, "no procedure that is paid"),
        case(is_in(interruption, ("73", "52")), False, "it was halved for having stopped: not reduced again"),
        otherwise=otherwise(discounting != "N", "by its mark in Addendum AA"),
    )


@rule("Amount of the line's units in full", cites=MULTIPLE)
def full_amount(interrupted_rate: Node, units: Node) -> Node:
    return interrupted_rate * units


@rule("Whether the charge takes the place of the rate before the ranking", cites=MULTIPLE_LAST)
def charge_ranks(ranking: Node, charge: Node, full_amount: Node) -> Node:
    return first_of(
        case(ranking == "regulation", False, "the regulation compares the charge with what is left after the ranking"),
        case(~known(charge), False, "no charge is given"),
        otherwise=otherwise(charge < full_amount, "the lower of both"),
    )


@rule("Amount of one unit by which the line is ranked", cites=MULTIPLE_LAST)
def lower_amount(charge_ranks: Node, charge: Node, interrupted_rate: Node, units: Node) -> Node:
    return first_of(
        case(charge_ranks, portion(greatest(charge, 0), greatest(units, 1), 2), "the charge, divided among the units"),
        otherwise=otherwise(interrupted_rate, "the center's rate"),
    )


@rule("National rate by which the line is ranked", cites=RANKED_BY_RATE)
def ranking_rate(national_rate: Node) -> Node:
    return national_rate


@rule("Value by which the line is ranked", cites=MULTIPLE)
def ranking_value(ranking: Node, ranking_rate: Node, lower_amount: Node) -> Node:
    return first_of(
        case(ranking == "regulation", ranking_rate, "the regulation: the national unadjusted rate"),
        otherwise=otherwise(lower_amount, "the manual: the lower of the charge and the center's rate"),
    )


@rule("Procedures of the day that may be ranked", cites=MULTIPLE)
def ranked_procedures(may_be_ranked: Node, units: Node) -> Node:
    return sum_within(units, where=may_be_ranked)


@rule("Place of the line's first unit in the day's ranking", cites=MULTIPLE)
def place_in_day(ranking_value: Node, may_be_ranked: Node, units: Node) -> Node:
    return place_within(ranking_value, where=may_be_ranked, weight=units)


@rule("Whether a procedure of the day has no price yet, so that all places are open", cites=MULTIPLE)
def places_open(open_procedure: Node, may_be_ranked: Node, ranking_value: Node) -> Node:
    return any_within(open_procedure) | any_within(may_be_ranked & undecided(ranking_value))


@rule("Rate of a later unit", cites=MULTIPLE)
def later_rate(interrupted_rate: Node, later_procedure_share: Node) -> Node:
    return round_to(interrupted_rate * later_procedure_share, 2)


@rule("Amount of a line at the head of the ranking whose charge is lower than its rate", cites=CHARGE_OF_SEVERAL)
def first_of_charge(charge: Node, units: Node, later_procedure_share: Node) -> Node:
    count = greatest(units, 1)
    shares = 1 + (count - 1) * later_procedure_share
    return round_to(portion(greatest(charge, 0) * shares, count, 6), 2)


@rule("Amount of the line at the head of the ranking", cites=MULTIPLE)
def first_amount(charge_ranks: Node, first_of_charge: Node, interrupted_rate: Node, later_rate: Node, units: Node) -> Node:
    return first_of(
        case(charge_ranks, first_of_charge, "of the charge: one unit in full, each further one at half"),
        otherwise=otherwise(interrupted_rate + later_rate * (units - 1), "one unit in full, each further one at half"),
    )


@rule("Amount of a line below the head of the ranking", cites=(MULTIPLE, MULTIPLE_LAST))
def later_amount(charge_ranks: Node, charge: Node, later_procedure_share: Node, later_rate: Node, units: Node) -> Node:
    return first_of(
        case(charge_ranks, round_to(charge * later_procedure_share, 2), "half of the charge"),
        otherwise=otherwise(later_rate * units, "half of the rate for each unit"),
    )


@rule("Amount after the ranking of the day's procedures", cites=(MULTIPLE, SUBJECT))
def ranked_amount(
    full_amount: Node,
    may_be_ranked: Node,
    ranked_procedures: Node,
    places_open: Node,
    discounting: Node,
    place_in_day: Node,
    first_amount: Node,
    later_amount: Node,
) -> Node:
    without_order = pends("another procedure of the day has no price yet, so that the order of all is open")
    unmarked = missing("whether the procedures of this day are discounted is not known: the Addendum AA that is held lacks the mark")
    return first_of(
        case(full_amount == 0, full_amount, "nothing is left to rank"),
        case(~may_be_ranked, full_amount, "not subject to discounting, or not reduced again"),
        case(places_open, without_order, "the order is open"),
        case(ranked_procedures == 1, full_amount, "the only procedure of the day that may be discounted"),
        case(any_within(may_be_ranked & (discounting == "?")), unmarked, "the mark is not printed"),
        case(place_in_day == 1, first_amount, "the head of the ranking"),
        otherwise=otherwise(later_amount, "below the head of the ranking, at half"),
    )
