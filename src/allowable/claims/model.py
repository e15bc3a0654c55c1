"""Claim and Line: the one model of what is billed. Hand-written slots, because the path of one price imports nothing it does not need."""

from __future__ import annotations

from ..kernel.day import day_number
from ..kernel.number import NumberError, scaled_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from decimal import Decimal
    from typing import Any, Self

SETTINGS = ("physician", "hospital", "asc")


class ClaimError(ValueError):
    """A claim or line is not usable; the message names the line and the field and says what is expected."""


def _text(value: object, name: str, width: Collection[int], pattern: str) -> str:
    text = str(value).strip().upper()
    if len(text) not in width or not text.isalnum():
        raise ClaimError(f"{name} {value!r} is not {pattern}")
    return text


def _place_of_service(value: object) -> str:
    return _text(value, "place of service", (2,), "two digits, such as 22")


def _place(mac: object, locality: object, whose: str) -> tuple[str | None, str | None]:
    if mac is None and locality is None:
        return None, None
    if mac is None or locality is None:
        given, absent = ("locality", "mac") if mac is None else ("mac", "locality")
        why = "a locality number means nothing without its contractor"
        raise ClaimError(f"{whose}: a {given} is given without a {absent}: {why}; give both, or neither")
    return _text(mac, "MAC", (5,), "five digits, such as 02102"), _text(locality, "locality", (2,), "two digits, such as 01")


class Line:
    """One line of a claim.

    hcpcs              procedure code, five letters or digits
    on                 service day: a date or a text such as 2025-03-10; None takes the claim's
    modifiers          up to four two-character modifiers
    units              whole number, at least 1
    place_of_service   two digits; None takes the claim's
    mac, locality      both or neither; neither asks for the national amount
    charge             decimal text or Decimal, or None
    """

    __slots__ = ("charge", "hcpcs", "locality", "mac", "modifiers", "on", "place_of_service", "units")

    def __init__(
        self,
        hcpcs: str,
        *,
        on: date | str | int | None = None,
        modifiers: Iterable[str] = (),
        units: int = 1,
        place_of_service: str | None = None,
        mac: str | None = None,
        locality: str | None = None,
        charge: Decimal | str | int | None = None,
    ) -> None:
        self.hcpcs = _text(hcpcs, "procedure code", (5,), "five letters or digits, such as 58558")
        self.on = None if on is None else day_number(on)
        self.modifiers = tuple(_text(one, "modifier", (2,), "two letters or digits, such as 51") for one in modifiers)
        if len(self.modifiers) > 4:
            raise ClaimError(f"{self.hcpcs}: a line carries at most four modifiers, not {len(self.modifiers)}")
        if not isinstance(units, int) or not 1 <= units <= 9_999:
            raise ClaimError(f"{self.hcpcs}: units {units!r} is not a whole number from 1 to 9999")
        self.units = units
        self.place_of_service = None if place_of_service is None else _place_of_service(place_of_service)
        self.mac, self.locality = _place(mac, locality, self.hcpcs)
        try:
            self.charge = None if charge is None else scaled_number(str(charge), 2)
        except NumberError:
            raise ClaimError(f"{self.hcpcs}: charge {charge!r} is not an amount in dollars and cents") from None

    @classmethod
    def parse(cls, text: str, **fields: Any) -> Self:
        """A line from a text such as 58563-51 or 76830-26-59."""
        code, *modifiers = str(text).split("-")
        return cls(code, modifiers=modifiers, **fields)

    def __repr__(self) -> str:
        return "-".join((self.hcpcs, *self.modifiers))


class Claim:
    """Lines that one provider bills for one patient, in one setting.

    setting   physician (the professional claim), hospital (outpatient facility) or asc (facility)
    on, place_of_service, mac, locality   defaults for the lines
    cbsa      wage area of a facility; None asks for the national amount
    """

    __slots__ = ("cbsa", "lines", "qualifying_participant", "setting")

    def __init__(
        self,
        lines: Iterable[Line],
        *,
        setting: str = "physician",
        on: date | str | int | None = None,
        place_of_service: str | None = None,
        mac: str | None = None,
        locality: str | None = None,
        cbsa: str | None = None,
        qualifying_participant: bool = False,
    ) -> None:
        if setting not in SETTINGS:
            raise ClaimError(f"setting {setting!r} is none of {', '.join(SETTINGS)}")
        self.lines = list(lines)
        if not self.lines:
            raise ClaimError("a claim has at least one line")
        place = None if place_of_service is None else _place_of_service(place_of_service)
        contractor, area = _place(mac, locality, "the claim")
        self.setting = setting
        self.cbsa = None if cbsa is None else _text(cbsa, "wage area", (2, 5), "a five-digit CBSA or a two-digit rural area")
        self.qualifying_participant = bool(qualifying_participant)
        for line in self.lines:
            line.on = day_number(on) if line.on is None and on is not None else line.on
            if line.on is None:
                raise ClaimError(f"{line.hcpcs}: no service day; give `on` for the line or for the claim")
            line.place_of_service = line.place_of_service or place
            if line.mac is None:
                line.mac, line.locality = contractor, area
            if setting == "physician" and line.place_of_service is None:
                decides = "it decides between the facility and the non-facility rate (22 is a hospital outpatient department, 11 an office)"
                raise ClaimError(f"{line.hcpcs}: no place of service; {decides}")
