"""Claim and Line: the one model of what is billed. Hand-written slots, because the path of one price imports nothing it does not need."""

from __future__ import annotations

from ..kernel.day import day_date, day_number
from ..kernel.number import NumberError, scaled_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from decimal import Decimal
    from typing import Any, Self

SETTINGS = ("physician", "hospital", "asc")
PRACTITIONERS = ("NP", "PA", "CNS", "CNM", "CSW", "MFT", "MHC", "RD", "CP", "CRNA", "AA")  # none of them: a physician
MOST_LINES = 999
LARGEST_CHARGE = 10_000_000  # dollars; the bounds are those of the fields of law/physician/system.py
LARGEST_DEDUCTIBLE = 9_999
LARGEST_MIPS = 9
LONGEST_MINUTES, MOST_BASE_UNITS, MOST_POSTOPERATIVE_DAYS = 9_999, 99, 90


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


def _whole(value: object, name: str, low: int, high: int) -> int | None:
    """A whole number from `low` to `high`, or None where none is given."""
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ClaimError(f"{name} {value!r} is not a whole number from {low} to {high}")
    return value


def _scaled(value: object, name: str, what: str, low: int, high: int) -> int | None:
    """Hundredths of a decimal text, Decimal or whole number from `low` to `high` (in units), or None where none is given."""
    if value is None:
        return None
    try:
        scaled = scaled_number(str(value).strip(), 2)
    except NumberError:
        scaled = None
    if scaled is None or isinstance(value, bool) or not low * 100 <= scaled <= high * 100:
        raise ClaimError(f"{name} {value!r} is not {what}")
    return scaled


def _flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise ClaimError(f"{name} {value!r} is neither True nor False")
    return value


def _practitioner(value: object) -> str:
    text = "" if value is None else str(value).strip().upper()
    if text and text not in PRACTITIONERS:
        raise ClaimError(f"practitioner {value!r} is none of {', '.join(PRACTITIONERS)}; leave it out for a physician")
    return text


class Line:
    """One line of a claim. Only `hcpcs` is needed; a number that is not given stays None, and a rule that needs it says so.

    hcpcs              procedure code, five letters or digits
    on                 service day: a date or a text such as 2025-03-10; None takes the claim's
    modifiers          up to four two-character modifiers
    units              whole number, at least 1
    place_of_service   two digits; None takes the claim's
    mac, locality      both or neither; neither asks for the national amount
    charge             dollars, as decimal text, Decimal or whole number; kept in cents
    minutes            anaesthesia time, whole minutes
    base_units         anaesthesia base units, where they are known otherwise than from the table
    postoperative_days days of postoperative care (modifier 55)
    denied             an edit has denied the line: it has no amount, and takes no rank among the others
    """

    __slots__ = (
        "base_units",
        "charge",
        "denied",
        "hcpcs",
        "locality",
        "mac",
        "minutes",
        "modifiers",
        "on",
        "place_of_service",
        "postoperative_days",
        "units",
    )

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
        minutes: int | None = None,
        base_units: int | None = None,
        postoperative_days: int | None = None,
        denied: bool = False,
    ) -> None:
        self.hcpcs = _text(hcpcs, "procedure code", (5,), "five letters or digits, such as 58558")
        self.on = None if on is None else day_number(on)
        self.modifiers = tuple(_text(one, "modifier", (2,), "two letters or digits, such as 51") for one in modifiers)
        if len(self.modifiers) > 4:
            raise ClaimError(f"{self.hcpcs}: a line carries at most four modifiers, not {len(self.modifiers)}")
        if not isinstance(units, int) or isinstance(units, bool) or not 1 <= units <= 9_999:
            raise ClaimError(f"{self.hcpcs}: units {units!r} is not a whole number from 1 to 9999")
        self.units = units
        self.place_of_service = None if place_of_service is None else _place_of_service(place_of_service)
        self.mac, self.locality = _place(mac, locality, self.hcpcs)
        dollars = "an amount in dollars and cents, such as 1200.00, of at most ten million"
        self.charge = _scaled(charge, f"{self.hcpcs}: charge", dollars, 0, LARGEST_CHARGE)
        self.minutes = _whole(minutes, f"{self.hcpcs}: minutes", 1, LONGEST_MINUTES)
        self.base_units = _whole(base_units, f"{self.hcpcs}: base_units", 1, MOST_BASE_UNITS)
        self.postoperative_days = _whole(postoperative_days, f"{self.hcpcs}: postoperative_days", 1, MOST_POSTOPERATIVE_DAYS)
        self.denied = _flag(denied, f"{self.hcpcs}: denied")

    @classmethod
    def parse(cls, text: str, **fields: Any) -> Self:
        """A line from a text such as 58563-51 or 76830-26-59."""
        code, *modifiers = str(text).split("-")
        return cls(code, modifiers=modifiers, **fields)

    def __repr__(self) -> str:
        return "-".join((self.hcpcs, *self.modifiers))


class Claim:
    """Lines that one provider bills for one patient, in one setting; at most 999.

    setting   physician (the professional claim), hospital (outpatient facility) or asc (facility)
    on, place_of_service, mac, locality   defaults for the lines
    cbsa      wage area of a facility; None asks for the national amount

    Of a physician's claim alone:
    practitioner            one of PRACTITIONERS, or blank for a physician
    nonparticipating        the practitioner has not signed to accept assignment always
    unassigned              assignment is not taken for this claim
    deductible_remaining    dollars of the Part B deductible that are left before this claim; None takes it as met
    mips_percent            MIPS adjustment, -9.00 to 9.00
    qualifying_participant  from 2026: of an advanced payment model
    """

    __slots__ = (
        "cbsa",
        "deductible_remaining",
        "lines",
        "mips_percent",
        "nonparticipating",
        "practitioner",
        "qualifying_participant",
        "setting",
        "unassigned",
    )

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
        practitioner: str = "",
        nonparticipating: bool = False,
        unassigned: bool = False,
        deductible_remaining: Decimal | str | int | None = None,
        mips_percent: Decimal | str | int | None = None,
    ) -> None:
        if setting not in SETTINGS:
            raise ClaimError(f"setting {setting!r} is none of {', '.join(SETTINGS)}")
        self.lines = list(lines)
        if not self.lines:
            raise ClaimError("a claim has at least one line")
        if len(self.lines) > MOST_LINES:
            raise ClaimError(
                f"a claim has at most {MOST_LINES} lines, not {len(self.lines):,}; price files of claims with `allowable reprice`"
            )
        if len({id(line) for line in self.lines}) < len(self.lines):
            raise ClaimError("one Line object stands twice in the claim; make a Line for each, or give it units")
        place = None if place_of_service is None else _place_of_service(place_of_service)
        contractor, area = _place(mac, locality, "the claim")
        self.setting = setting
        self.cbsa = None if cbsa is None else _text(cbsa, "wage area", (2, 5), "a five-digit CBSA or a two-digit rural area")
        self.qualifying_participant = _flag(qualifying_participant, "qualifying_participant")
        self.practitioner = _practitioner(practitioner)
        self.nonparticipating = _flag(nonparticipating, "nonparticipating")
        self.unassigned = _flag(unassigned, "unassigned")
        left = "an amount in dollars and cents, such as 257.00"
        self.deductible_remaining = _scaled(deductible_remaining, "deductible_remaining", left, 0, LARGEST_DEDUCTIBLE)
        self.mips_percent = _scaled(mips_percent, "mips_percent", "a percentage from -9.00 to 9.00", -LARGEST_MIPS, LARGEST_MIPS)
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
        self._check_facts()

    def _check_facts(self) -> None:
        if self.setting != "physician":
            self._refuse_facts_of_a_physician()
        if self.nonparticipating is False and self.unassigned:
            raise ClaimError("unassigned: a participating practitioner takes assignment always; give nonparticipating too, or leave it out")
        if self.deductible_remaining is not None:
            years = sorted({day_date(line.on).year for line in self.lines if line.on is not None})
            if len(years) > 1:
                words = "the deductible begins anew each year; split the claim by year, or leave it out"
                raise ClaimError(f"deductible_remaining: the lines have service days in {' and '.join(map(str, years))}, and {words}")

    def _refuse_facts_of_a_physician(self) -> None:
        facts = ("practitioner", "nonparticipating", "unassigned", "deductible_remaining", "mips_percent")
        given = [name for name in facts if getattr(self, name) not in (None, "") and getattr(self, name) is not False]
        for line in self.lines:
            given += [
                f"{line.hcpcs}: {name}" for name in ("minutes", "base_units", "postoperative_days") if getattr(line, name) is not None
            ]
            given += [f"{line.hcpcs}: denied"] if line.denied else []
        if given:
            raise ClaimError(f"{given[0]} is a fact of a physician's claim; the rules of setting {self.setting!r} do not read it")
