"""The place that a ZIP code leads to on a service day, as the answers about claims show it."""

from __future__ import annotations

from ..guides.places import find_place
from ..guides.sources import Sources
from ..kernel.day import OPEN, day_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from ..engine import Engine


def zip_place(engine: Engine, zip_code: str, on: date | str | int, known: int | None) -> dict[str, Any]:
    """{"kind", "says", "zip", "mac", "locality", "sources"}; GuideError or PlaceError where the ZIP code does not lead to one locality."""
    sources = Sources()
    found = find_place(engine, day_number(on), OPEN if known is None else known, sources, zip=zip_code)
    says = f"ZIP {found.zip}: MAC {found.mac}, locality {found.locality}"
    return {"kind": "local", "says": says, "zip": found.zip, "mac": found.mac, "locality": found.locality, "sources": sources.entries()}
