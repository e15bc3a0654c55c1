"""Amounts as whole cents, for shares of one amount in another and for what others take before a line."""

from ...kernel.rule import Node, greatest, least, portion, round_to


def in_cents(amount: Node) -> Node:
    """An amount of money as a whole number of cents."""
    return round_to(amount * 100, 0)


def in_dollars(cents: Node) -> Node:
    """A whole number of cents, never negative, as an amount of money."""
    return portion(cents, 100, 2)


def share_of(part: Node, whole: Node, places: int) -> Node:
    """An amount as a share of a whole, at most 1, cut off to `places` decimals; 0 of a whole that is 0."""
    return least(portion(in_cents(part), greatest(in_cents(whole), 1), places), 1)
