"""Claim and Line: the one model of what is billed. Hand-written slots, because the path of one price imports nothing it does not need."""

from __future__ import annotations

from ..kernel.day import day_date, day_number
from .values import (
    LARGEST_CHARGE,
    LARGEST_CREDIT,
    LARGEST_DEDUCTIBLE,
    LARGEST_MIPS,
    LARGEST_RATIO,
    LONGEST_MINUTES,
    MOST_BASE_UNITS,
    MOST_POSTOPERATIVE_DAYS,
    ClaimError,
    read_bill_type,
    read_condition_codes,
    read_flag,
    read_index,
    read_locality,
    read_number,
    read_place_of_service,
    read_practitioner,
    read_text,
    read_whole,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal
    from typing import Any, Self

SETTINGS = ("physician", "hospital", "asc")
MOST_LINES = 999


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
        self.hcpcs = read_text(hcpcs, "procedure code", (5,), "five letters or digits, such as 58558")
        self.on = None if on is None else day_number(on)
        self.modifiers = tuple(read_text(one, "modifier", (2,), "two letters or digits, such as 51") for one in modifiers)
        if len(self.modifiers) > 4:
            raise ClaimError(f"{self.hcpcs}: a line carries at most four modifiers, not {len(self.modifiers)}")
        if not isinstance(units, int) or isinstance(units, bool) or not 1 <= units <= 9_999:
            raise ClaimError(f"{self.hcpcs}: units {units!r} is not a whole number from 1 to 9999")
        self.units = units
        self.place_of_service = None if place_of_service is None else read_place_of_service(place_of_service)
        self.mac, self.locality = read_locality(mac, locality, self.hcpcs)
        dollars = "an amount in dollars and cents, such as 1200.00, of at most ten million"
        self.charge = read_number(charge, f"{self.hcpcs}: charge", dollars, 0, LARGEST_CHARGE)
        self.minutes = read_whole(minutes, f"{self.hcpcs}: minutes", 1, LONGEST_MINUTES)
        self.base_units = read_whole(base_units, f"{self.hcpcs}: base_units", 1, MOST_BASE_UNITS)
        self.postoperative_days = read_whole(postoperative_days, f"{self.hcpcs}: postoperative_days", 1, MOST_POSTOPERATIVE_DAYS)
        self.denied = read_flag(denied, f"{self.hcpcs}: denied")

    @classmethod
    def parse(cls, text: str, **fields: Any) -> Self:
        """A line from a text such as 58563-51 or 76830-26-59."""
        code, *modifiers = str(text).split("-")
        return cls(code, modifiers=modifiers, **fields)

    def __repr__(self) -> str:
        return "-".join((self.hcpcs, *self.modifiers))


# which facts a claim states beyond those of every setting, by setting
FACTS = {
    "physician": ("qualifying_participant", "practitioner", "nonparticipating", "unassigned", "mips_percent"),
    "hospital": (
        "bill_type",
        "condition_codes",
        "wage_index",
        "quality_reduction",
        "rural_sole_community",
        "rural_emergency",
        "cost_to_charge_ratio",
        "device_credit",
        "packaged_charges",
    ),
    "asc": ("wage_index", "quality_reduction", "ranking"),
}
FACTS_OF_A_PHYSICIANS_LINE = ("minutes", "base_units", "postoperative_days")
WHOSE = {"physician": "a physician's claim", "hospital": "a hospital's claim", "asc": "an ambulatory surgical center's claim"}
RANKINGS = ("", "regulation")


class Claim:
    """Lines that one provider bills for one patient, in one setting; at most 999.

    setting   physician (the professional claim), hospital (outpatient facility) or asc (facility)
    on, place_of_service, mac, locality   defaults for the lines
    cbsa      wage area of a facility; None asks for the national amount
    deductible_remaining    dollars of the Part B deductible that are left before this claim; None takes it as met

    Of a physician's claim alone:
    practitioner            one of PRACTITIONERS, or blank for a physician
    nonparticipating        the practitioner has not signed to accept assignment always
    unassigned              assignment is not taken for this claim
    mips_percent            MIPS adjustment, -9.00 to 9.00
    qualifying_participant  from 2026: of an advanced payment model

    Of a facility's claim:
    wage_index              final wage index of the facility, four decimals; wins over `cbsa`
    quality_reduction       the facility failed the quality reporting of the year

    Of a hospital's claim alone:
    bill_type               type of bill, such as 131; None is taken as 13x
    condition_codes         such as W2
    rural_sole_community    a rural sole community hospital
    rural_emergency         a rural emergency hospital
    cost_to_charge_ratio    of the hospital, four decimals: needed for outliers and for what is paid at cost
    packaged_charges        dollars of lines without a procedure code
    device_credit           dollars that the manufacturer credited for a device; a center's line says it by modifier FB or FC

    Of an ambulatory surgical center's claim alone:
    ranking                 "" ranks several procedures as the manual does, "regulation" as 42 CFR 416.172(e)
    """

    __slots__ = (
        "bill_type",
        "cbsa",
        "condition_codes",
        "cost_to_charge_ratio",
        "deductible_remaining",
        "device_credit",
        "lines",
        "mips_percent",
        "nonparticipating",
        "packaged_charges",
        "practitioner",
        "qualifying_participant",
        "quality_reduction",
        "ranking",
        "rural_emergency",
        "rural_sole_community",
        "setting",
        "unassigned",
        "wage_index",
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
        deductible_remaining: Decimal | str | int | None = None,
        qualifying_participant: bool = False,
        practitioner: str = "",
        nonparticipating: bool = False,
        unassigned: bool = False,
        mips_percent: Decimal | str | int | None = None,
        bill_type: str | None = None,
        condition_codes: Iterable[str] = (),
        wage_index: Decimal | str | int | None = None,
        quality_reduction: bool = False,
        rural_sole_community: bool = False,
        rural_emergency: bool = False,
        cost_to_charge_ratio: Decimal | str | int | None = None,
        device_credit: Decimal | str | int | None = None,
        packaged_charges: Decimal | str | int | None = None,
        ranking: str = "",
    ) -> None:
        if setting not in SETTINGS:
            raise ClaimError(f"setting {setting!r} is none of {', '.join(SETTINGS)}")
        self.lines = list(lines)
        self.setting = setting
        self._check_number_of_lines()
        self.cbsa = None if cbsa is None else read_text(cbsa, "wage area", (2, 5), "a five-digit CBSA or a two-digit rural area")
        left = "an amount in dollars and cents, such as 257.00"
        self.deductible_remaining = read_number(deductible_remaining, "deductible_remaining", left, 0, LARGEST_DEDUCTIBLE)
        self.qualifying_participant = read_flag(qualifying_participant, "qualifying_participant")
        self.practitioner = read_practitioner(practitioner)
        self.nonparticipating = read_flag(nonparticipating, "nonparticipating")
        self.unassigned = read_flag(unassigned, "unassigned")
        self.mips_percent = read_number(mips_percent, "mips_percent", "a percentage from -9.00 to 9.00", -LARGEST_MIPS, LARGEST_MIPS)
        self.bill_type = read_bill_type(bill_type)
        self.condition_codes = read_condition_codes(condition_codes)
        self.wage_index = read_index(wage_index)
        self.quality_reduction = read_flag(quality_reduction, "quality_reduction")
        self.rural_sole_community = read_flag(rural_sole_community, "rural_sole_community")
        self.rural_emergency = read_flag(rural_emergency, "rural_emergency")
        ratio = "a ratio of cost to charges from 0 to 9, such as 0.2210"
        self.cost_to_charge_ratio = read_number(cost_to_charge_ratio, "cost_to_charge_ratio", ratio, 0, LARGEST_RATIO, 4)
        self.device_credit = read_number(device_credit, "device_credit", left, 0, LARGEST_CREDIT)
        self.packaged_charges = read_number(packaged_charges, "packaged_charges", left, 0, LARGEST_CHARGE)
        if ranking not in RANKINGS:
            raise ClaimError(f"ranking {ranking!r} is neither blank for the manual's way nor 'regulation'")
        self.ranking = ranking
        self._complete_lines(on, None if place_of_service is None else read_place_of_service(place_of_service), mac, locality)
        self._check_facts()

    def _check_number_of_lines(self) -> None:
        if not self.lines:
            raise ClaimError("a claim has at least one line")
        if len(self.lines) > MOST_LINES:
            raise ClaimError(
                f"a claim has at most {MOST_LINES} lines, not {len(self.lines):,}; price files of claims with `allowable reprice`"
            )
        if len({id(line) for line in self.lines}) < len(self.lines):
            raise ClaimError("one Line object stands twice in the claim; make a Line for each, or give it units")

    def _complete_lines(self, on: date | str | int | None, place: str | None, mac: object, locality: object) -> None:
        """Give each line what the claim says for all."""
        contractor, area = read_locality(mac, locality, "the claim")
        for line in self.lines:
            line.on = day_number(on) if line.on is None and on is not None else line.on
            if line.on is None:
                raise ClaimError(f"{line.hcpcs}: no service day; give `on` for the line or for the claim")
            line.place_of_service = line.place_of_service or place
            if line.mac is None:
                line.mac, line.locality = contractor, area
            if self.setting == "physician" and line.place_of_service is None:
                decides = "it decides between the facility and the non-facility rate (22 is a hospital outpatient department, 11 an office)"
                raise ClaimError(f"{line.hcpcs}: no place of service; {decides}")

    def _check_facts(self) -> None:
        self._refuse_facts_of_other_settings()
        if self.nonparticipating is False and self.unassigned:
            raise ClaimError("unassigned: a participating practitioner takes assignment always; give nonparticipating too, or leave it out")
        if self.deductible_remaining is not None:
            years = sorted({day_date(line.on).year for line in self.lines if line.on is not None})
            if len(years) > 1:
                words = "the deductible begins anew each year; split the claim by year, or leave it out"
                raise ClaimError(f"deductible_remaining: the lines have service days in {' and '.join(map(str, years))}, and {words}")

    def _refuse_facts_of_other_settings(self) -> None:
        own = FACTS[self.setting]
        for setting, facts in FACTS.items():
            for name in facts:
                if name not in own and getattr(self, name) not in (None, "", ()) and getattr(self, name) is not False:
                    raise ClaimError(f"{name} is a fact of {WHOSE[setting]}; the rules of setting {self.setting!r} do not read it")
        if self.setting == "physician":
            return
        for line in self.lines:
            for name in FACTS_OF_A_PHYSICIANS_LINE:
                if getattr(line, name) is not None:
                    why = f"the rules of setting {self.setting!r} do not read it"
                    raise ClaimError(f"{line.hcpcs}: {name} is a fact of {WHOSE['physician']}; {why}")
