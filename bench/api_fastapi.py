"""The same route on FastAPI and pydantic: what bench/api.py measures ours against. It calls the same engine and answers the same record.

The route is `async`, so that no thread is changed to, and hands its record to pydantic's own serializer: of the ways to write it this was
the fastest that validates what comes in.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

from allowable import Claim, Line
from allowable.engine import NOT_APPLIED, Engine
from allowable.views.pricing import price_json

Code = Annotated[str, Field(min_length=5, max_length=5)]
Modifier = Annotated[str, Field(min_length=2, max_length=2)]
Day = Annotated[str, Field(min_length=10, max_length=10)]
Dollars = Annotated[str, Field(max_length=20)] | int
LINE = (
    "modifiers",
    "units",
    "on",
    "place_of_service",
    "mac",
    "locality",
    "charge",
    "minutes",
    "base_units",
    "postoperative_days",
    "denied",
)
CLAIM = ("setting", "on", "place_of_service", "mac", "locality", "cbsa", "deductible_remaining", "practitioner", "nonparticipating")


class LineRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    hcpcs: Code
    modifiers: Annotated[list[Modifier], Field(max_length=4)] = []
    units: Annotated[int, Field(ge=1, le=9_999)] = 1
    on: Day | None = None
    place_of_service: str | None = None
    mac: str | None = None
    locality: str | None = None
    charge: Dollars | None = None
    minutes: int | None = None
    base_units: int | None = None
    postoperative_days: int | None = None
    denied: bool = False


class PriceRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    lines: Annotated[list[str | LineRequest], Field(min_length=1, max_length=999)]
    on: Day | None = None
    setting: Literal["physician", "hospital", "asc"] = "physician"
    place_of_service: str | None = None
    mac: str | None = None
    locality: str | None = None
    cbsa: str | None = None
    known_on: Day | None = None
    deductible_remaining: Dollars | None = None
    practitioner: str = ""
    nonparticipating: bool = False


app = FastAPI()
ENGINE = Engine()


@app.post("/v1/price")
async def price(request: PriceRequest) -> dict[str, Any]:
    lines = [
        Line.parse(one) if isinstance(one, str) else Line(one.hcpcs, **{name: getattr(one, name) for name in LINE}) for one in request.lines
    ]
    claim = Claim(lines, **{name: getattr(request, name) for name in CLAIM})
    return price_json(ENGINE.price(claim, request.known_on), NOT_APPLIED)
