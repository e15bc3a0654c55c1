"""allowable: what Medicare allows for a procedure, where, on which day, and why.

The public face. `price` gives a claim's amounts with their accounts; `Claim` and `Line` are what it takes.
"""

from __future__ import annotations

from .claims.model import Claim, Line
from .claims.values import ClaimError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from datetime import date
    from typing import Any, TypeAlias

    from .engine import Engine, PricedClaim

    Day: TypeAlias = date | str | int  # a date, a text such as 2025-03-10, or a whole number of kernel.day

__version__ = "0.1.0"
__all__ = ["Claim", "ClaimError", "Line", "audit", "code", "compare", "guide", "price"]

_engine: Engine | None = None


def default_engine() -> Engine:
    """The engine on the user's and the embedded releases, made when first asked for."""
    global _engine
    if _engine is None:
        from .engine import Engine

        _engine = Engine()
    return _engine


def price(claim: Claim, known_on: Day | None = None) -> PricedClaim:
    """Price a Claim; `known_on` looks at the releases and values that were public on that day. Gives a PricedClaim."""
    return default_engine().price(claim, known_on)


def code(hcpcs: str, on: Day, known_on: Day | None = None) -> dict[str, Any]:
    """Everything held about one code on a day, as the object that `allowable code --json` prints."""
    from .pages.code import code_page

    return code_page(default_engine(), hcpcs, on, known_on)


def compare(codes: Sequence[str], on: Day, known_on: Day | None = None, **options: Any) -> dict[str, Any]:
    """Procedures such as 58563-51 in office, hospital and center, as `allowable compare --json` prints; `options` are its own: zip, ..."""
    from .pages.comparison import compare as compare_settings

    return compare_settings(default_engine(), codes, on, known_on, **options)


def guide(family: str, on: Day, known_on: Day | None = None, **place: Any) -> dict[str, Any]:
    """The coding guide of a procedure family, as the object that `allowable guide --json` prints."""
    from .guides import build_guide

    return build_guide(default_engine(), family, on, known_on, **place)


def audit(path: str | os.PathLike[str], known_on: Day | None = None, day: Day | None = None) -> dict[str, Any]:
    """The audit of somebody's guide, as the object that `allowable audit --json` prints; `day` audits for one service day."""
    from .audits import audit_file

    return audit_file(default_engine(), path, known_on, day)
