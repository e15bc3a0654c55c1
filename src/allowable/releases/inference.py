"""APCs of the quarters whose Addendum B is held without them: inferred, and kept in a table of their own.

An APC sets the rate of its codes (42 CFR 419.31, 419.32), so status and rate of a code point back to its APC, mostly to one alone. Nothing
is taken that points to two APCs, or that two ways answer differently. Drugs are left out: each has an APC of its own.

The ways, in this order:
1. an Addendum B of the same year, public by then, printed the code with an APC and with the same status and rate
2. one APC of the year has this status and this rate
3. no APC has this status and this rate, and one alone has this rate: conditionally packaged codes (Q1 to Q3) and a few others are paid from
   the APC of another status

Ways 2 and 3 are closed to blood (R), brachytherapy sources (U) and services at whole dollars (S, such as vaccine administration): their
APCs are born within a year too, so January's rates may lack the true one and hold another at the same rate. So none was wrong on the
quarters whose APCs CMS printed, in Addendum B or in Addendum FF of the ambulatory surgical centers (tests/test_inference.py).
"""

from __future__ import annotations

from ..kernel.day import day_date
from ..law.outpatient.tables import ADDENDUM_B, APC_RATES, INFERRED_APCS
from .intervals import preferred, public_day
from .snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..kernel.table import Key, Table

    Snapshots = dict[str, list[Snapshot]]
    Held = Callable[[Table], Iterable[Snapshot]]
    Found = tuple[str, str]  # APC, what pointed to it

STATUS, APC, RATE = (ADDENDUM_B.where[name] for name in ("status", "apc", "payment_rate"))
APC_STATUS, APC_RATE = (APC_RATES.where[name] for name in ("status", "payment_rate"))
TO_RATE_OF_CODE = 10 ** ((ADDENDUM_B.payment_rate.places or 0) - (APC_RATES.payment_rate.places or 0))

# A rate beside another status is a slip of the print: 50600, inpatient only (C), has one in January 2025.
PAID_BY_APC = frozenset({"J1", "J2", "P", "Q1", "Q2", "Q3", "R", "S", "T", "U", "V"})
PRODUCTS = frozenset({"R", "U"})
DOLLAR = 10 ** (ADDENDUM_B.payment_rate.places or 0)
LEAST_SHARE = 95  # percent of a print's rates that the APC rates must hold; of another year they hold some by chance, and point astray

BY_STATUS_AND_RATE = "its status and rate, which one APC of the year has"
BY_RATE = "its rate, which one APC of the year has"
BY_PRINT = "same status and rate as in {release}"
JOINED = " and "


def infer(snapshots: Snapshots, held: Held = lambda table: ()) -> None:
    """Put inferred APCs among the `snapshots` of a build or an import (by table name), where one of the three tables is among them.

    `held(table)` gives the Snapshots of a table that are held already, for a table that is not among them.
    """
    tables = (ADDENDUM_B, APC_RATES, INFERRED_APCS)
    if not snapshots.keys() & {table.name for table in tables}:
        return
    addenda, rates, inferred = (preferred(snapshots.get(table.name) or list(held(table))) for table in tables)
    found = with_inferred(addenda, rates, inferred)
    if found:
        snapshots[INFERRED_APCS.name] = found


def with_inferred(addenda: Sequence[Snapshot], rates: Sequence[Snapshot], inferred: Sequence[Snapshot]) -> list[Snapshot]:
    """The inferred APCs that were read, and ours for every quarter that has neither those nor an APC of CMS's own; `preferred` ones go in.

    Of several prints of a quarter the latest counts: an inferred APC does not outlive CMS's own. Ours of an earlier build are made again,
    since a newer print may say more.
    """
    latest = {one.effective: one for one in addenda}
    printed = {day for day, one in latest.items() if carries_apcs(one)}
    kept = [one for one in inferred if one.effective not in printed and not _is_ours(one)]
    stated = printed | {one.effective for one in kept}
    ours = [inferred_apcs(one, _in_force(rates, day), addenda) for day, one in latest.items() if day not in stated]
    return kept + [one for one in ours if one is not None]


def inferred_apcs(addendum: Snapshot, rates: Snapshot | None, addenda: Sequence[Snapshot]) -> Snapshot | None:
    """The Snapshot of APCs inferred for an Addendum B without them, from APC rates and the year's other prints; None if there is nothing.

    It became public when the last of its sources did; a print that came later says nothing here.
    """
    known = max(public_day(one) for one in (addendum, rates) if one is not None)
    prints = _witnesses(addendum, addenda, known)
    schedule = _Schedule(addendum, rates)
    rows, used = {}, set()
    for key, values in addendum.rows.items():
        if is_rated_service(values):
            found, witness = _decide(key, values[STATUS], values[RATE], schedule, prints)
            if found:
                rows[key] = found
                used.add(witness)
    if not rows:
        return None
    sources = [addendum, *([rates] if schedule.by_rate and rates is not None else []), *(one for one in prints if one in used)]
    return Snapshot(
        INFERRED_APCS,
        f"OPPS {_quarter(addendum.effective)} inferred APCs",
        _Files(sources),
        effective=addendum.effective,
        until=addendum.until,
        known=known,
        known_evidence="V" if all(one.known_evidence == "V" for one in sources) else "U",
        rows=rows,
        trust="derived",
    )


def carries_apcs(addendum: Snapshot) -> bool:
    """Whether a print of Addendum B has APCs at all."""
    return any(values[APC] is not None for values in addendum.rows.values())


def is_rated_service(values: tuple[int | str | None, ...]) -> bool:
    """Whether a row of Addendum B has a rate that an APC sets: no drug, no code that is not paid by this system."""
    return bool(values[RATE]) and values[STATUS] in PAID_BY_APC


class _Schedule:
    """The APCs of a year by status and rate and by rate; empty where the rates of the print are not those of this schedule."""

    __slots__ = ("by_rate", "by_status_and_rate")

    def __init__(self, addendum: Snapshot, rates: Snapshot | None) -> None:
        self.by_status_and_rate: dict[tuple[str, int], set[str]] = {}
        self.by_rate: dict[int, set[str]] = {}
        for (apc,), values in rates.rows.items() if rates is not None else ():
            rate = values[APC_RATE] * TO_RATE_OF_CODE
            self.by_status_and_rate.setdefault((values[APC_STATUS], rate), set()).add(apc)
            self.by_rate.setdefault(rate, set()).add(apc)
        rated = [values[RATE] in self.by_rate for values in addendum.rows.values() if is_rated_service(values)]
        if sum(rated) * 100 < len(rated) * LEAST_SHARE:
            self.by_rate, self.by_status_and_rate = {}, {}

    def apcs(self, status: str, rate: int) -> tuple[set[str], str]:
        """(APCs to which status and rate point, how they point)."""
        if status in PRODUCTS or (status == "S" and rate % DOLLAR == 0):
            return set(), ""
        same = self.by_status_and_rate.get((status, rate))
        return (same, BY_STATUS_AND_RATE) if same else (self.by_rate.get(rate, set()), BY_RATE)


def _decide(key: Key, status: str, rate: int, schedule: _Schedule, prints: Sequence[Snapshot]) -> tuple[Found | None, Snapshot | None]:
    """((APC, what pointed to it), the print that did so), each None where there is none; nothing where the ways contradict each other."""
    pointed, way = schedule.apcs(status, rate)
    witnesses = [one for one in prints if _prints_alike(one.rows.get(key), status, rate)]
    printed = {one.rows[key][APC] for one in witnesses}
    agreed = printed & pointed if printed and pointed else printed or pointed
    if len(agreed) != 1 or len(printed) > 1:
        return None, None
    (apc,) = agreed
    return (apc, BY_PRINT.format(release=witnesses[0].release) if witnesses else way), witnesses[0] if witnesses else None


def _prints_alike(values: tuple[int | str | None, ...] | None, status: str, rate: int) -> bool:
    return values is not None and values[APC] is not None and (values[STATUS], values[RATE]) == (status, rate)


def _witnesses(addendum: Snapshot, addenda: Sequence[Snapshot], known: int) -> list[Snapshot]:
    """Prints of the same year with APCs that were public by then, the latest first."""
    year = day_date(addendum.effective).year
    prints = [one for one in addenda if day_date(one.effective).year == year and public_day(one) <= known and carries_apcs(one)]
    return sorted(prints, key=lambda one: (one.effective, public_day(one)), reverse=True)


def _in_force(rates: Sequence[Snapshot], day: int) -> Snapshot | None:
    """The APC rates in force on a day, as corrected last."""
    covering = [one for one in rates if one.effective <= day < one.until]
    return max(covering, key=lambda one: (one.effective, public_day(one)), default=None)


def _quarter(day: int) -> str:
    first = day_date(day)
    return f"{first.year}Q{(first.month + 2) // 3}"


def _is_ours(inferred: Snapshot) -> bool:
    """Whether it was inferred here and not read: ours rests on several files."""
    return JOINED in inferred.sha256


class _Files:
    """The files of several sources, named as one."""

    __slots__ = ("origin", "sha256", "where")

    def __init__(self, sources: Sequence[Snapshot]) -> None:
        self.origin = JOINED.join(one.file for one in sources)
        self.where = JOINED.join(one.member for one in sources)
        self.sha256 = JOINED.join(one.sha256 for one in sources)
