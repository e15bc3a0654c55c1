"""A claim to be checked and not priced: its lines may lack a place of service."""

from __future__ import annotations

from .model import Claim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from .model import Line

STAND_IN = "11"  # Claim asks for a place because it prices; an edit does without, and is told that none was given


def claim_for_edits(lines: Iterable[Line], *, setting: str = "physician", place_of_service: str | None = None, **facts: Any) -> Claim:
    """The Claim of these lines; without a place of service those of a physician's claim have none, and say so. `facts` are Claim's."""
    lines = list(lines)
    placeless = [line for line in lines if setting == "physician" and (line.place_of_service or place_of_service) is None]
    claim = Claim(lines, setting=setting, place_of_service=place_of_service or (STAND_IN if placeless else None), **facts)
    for line in placeless:
        line.place_of_service = None
    return claim
