"""`allowable price` for click: the help page, and the words for what the hand-written parser will not read."""

from __future__ import annotations

import click

from .options import PRICE, with_options
from .price import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NEXT = """\b
Examples:
  allowable price 58558 --pos 22 --on 2025-03-10
  allowable price 58558 58563-51 --pos 11 --on 2025-03-10 --zip 77030
  allowable price 96372x2 --pos 11 --on 2025-03-10 --explain
  allowable price 58558 --setting hospital --cbsa 26420 --on 2025-01-15

Exit status: 0 every line has an amount, 1 a line has none (unknown, pends or not payable), 2 bad input."""


@click.command(epilog=NEXT, no_args_is_help=True)
@click.argument("codes", nargs=-1, required=True, metavar="CODE[-MODIFIER...][xUNITS]...")
@with_options(PRICE)
def command(**values: Any) -> int:
    """What Medicare allows for each code on a day: the unreduced amount, with the account of every number.

    A code may carry modifiers and units: 58558, 58563-51, 76830-26-59, 96372x2. Without a place the amounts are national.
    """
    return run(values)
