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
  allowable price 58558@1200 58563@1500 --pos 22 --on 2025-03-10 --explain -o operation.html
  allowable price 00952-AA:minutes=45 66984-55:postoperative-days=80 --pos 22 --on 2025-03-10
  allowable price 58558 --setting hospital --cbsa 26420 --on 2025-01-15
  allowable price 58558 58563 --pos 22 --on 2024-08-01 --edit
  allowable price claims.837 --edit

Exit status: 0 every line has an amount, 1 a line has none (unknown, pends or not payable), 2 bad input."""


FILES = "Write the waterfall to a file: .html draws it, .json is what --json prints. May be given more than once."


@click.command(epilog=NEXT, no_args_is_help=True)
@click.argument("codes", nargs=-1, metavar="FILE | CODE[-MODIFIER...][xUNITS][@CHARGE][:FACT...]...")
@with_options(PRICE)
@click.option("-o", "--out", "files", multiple=True, metavar="FILE", help=FILES)
def command(**values: Any) -> int:
    """What Medicare allows for one claim on a day, line by line, with the account of every number.

    Several codes are the lines of one claim, in its order: rules that look at the other lines apply. A code may carry modifiers, units, a
    charge in dollars and facts: 58558, 58563-51, 76830-26-59, 96372x2, 58558@1200.00. Facts of a line: minutes=45 and base-units=7
    (anaesthesia), postoperative-days=80 (modifier 55), denied (an edit has denied it). Without a place the amounts are national.
    FILE holds claims as they came (837, FHIR, JSON, a table of lines); each is priced.
    """
    return run(values)
