"""Modifiers 52, 53, 73 and 74 by site: when each is used, what it does to the payment, in words and for the family's codes in money."""

from __future__ import annotations

import os
import tomllib

from ..kernel.cite import Cite, weakest
from ..kernel.number import number_text, round_half_away, scaled_number
from ..law.ambulatory.tables import ASC_DEVICE_OFFSETS
from ..law.outpatient.tables import DEVICE_INTENSIVE
from ..releases.store import Missing
from .sources import cite_entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .amounts import Amounts
    from .view import Json, View

FILE = "modifiers.toml"
SCHEMA = "allowable.modifiers/1"
SITES = ("physician", "hospital", "asc")
SHARE_PLACES = 2
KEYS = {"modifier", "site", "use", "payment", "document", "cites", "share", "device_first"}
DEVICE_INTENSIVE_IN_ASC = "J8"


class ModifierError(ValueError):
    """The file of modifiers is not as this module reads it; the message names the statement."""


class Statement:
    """What a modifier means at a site. `share` is a scaled int of two places, or None where no fixed share is law."""

    __slots__ = ("cites", "device_first", "document", "modifier", "payment", "share", "site", "use")

    def __init__(self, entry: Json, cites: Mapping[str, Cite]) -> None:
        where = f"modifiers.toml, {entry.get('modifier')} at {entry.get('site')}"
        if set(entry) - KEYS or entry.get("site") not in SITES or not entry.get("cites"):
            raise ModifierError(f"{where}: it needs a site of {', '.join(SITES)}, cites, and no key but {', '.join(sorted(KEYS))}")
        absent = [name for name in entry["cites"] if name not in cites]
        if absent:
            raise ModifierError(f"{where}: there is no cite {', '.join(absent)}")
        self.modifier: str = entry["modifier"]
        self.site: str = entry["site"]
        self.use: str = entry["use"]
        self.payment: str = entry["payment"]
        self.document: list[str] = list(entry["document"])
        self.cites = [cites[name] for name in entry["cites"]]
        self.share = scaled_number(entry["share"], SHARE_PLACES) if "share" in entry else None
        self.device_first: bool = entry.get("device_first", False)

    @property
    def name(self) -> str:
        """How the guide names the statement where it lists what is unverified."""
        return f"modifier {self.modifier}, {self.site}"

    @property
    def evidence(self) -> str:
        """The weakest evidence tag of what it cites."""
        return weakest(self.cites)


def statements() -> list[Statement]:
    """Every Statement of the file, in order; ModifierError if the file is not sound."""
    content = read_toml(FILE, SCHEMA)
    cites = cites_of(content)
    return [Statement(entry, cites) for entry in content["statements"]]


def cites() -> dict[str, Cite]:
    """The citations of the file by their names, for other lists that rest on them."""
    return cites_of(read_toml(FILE, SCHEMA))


def read_toml(name: str, schema: str) -> Json:
    """The content of a file of this folder; ModifierError if its schema is another."""
    with open(os.path.join(os.path.dirname(__file__), name), "rb") as stream:
        content = tomllib.load(stream)
    if content.get("schema") != schema:
        raise ModifierError(f"{name}: schema is not {schema}")
    return content


def cites_of(content: Json) -> dict[str, Cite]:
    """The citations that such a file lists."""
    return {one["id"]: Cite(one["document"], one["place"], evidence=one["evidence"], url=one.get("url")) for one in content["cites"]}


def modifier_table(view: View, amounts: list[Amounts]) -> list[Json]:
    """The guide's list of modifiers; `amounts` are the Amounts of the codes for which money is shown."""
    table: dict[str, Json] = {}
    for statement in statements():
        sites = table.setdefault(statement.modifier, {})
        sites[statement.site] = {
            "use": statement.use,
            "payment": statement.payment,
            "share": None if statement.share is None else number_text(statement.share, SHARE_PLACES),
            "amounts": [_reduced(view, statement, statement.share, one) for one in amounts] if statement.share is not None else [],
            "document": statement.document,
            "cites": [cite_entry(cite) for cite in statement.cites],
            "evidence": statement.evidence,
        }
    return [{"modifier": modifier, "sites": {site: sites[site] for site in SITES}} for modifier, sites in table.items()]


def _reduced(view: View, statement: Statement, share: int, one: Amounts) -> Json:
    line = one.lines[statement.site]
    entry: Json = {"hcpcs": one.hcpcs, "amount": None, "of": None, "outcome": line.status, "reasons": [], "sources": []}
    if line.amount is None:
        entry["reasons"] = list(line.reasons)
        return entry
    entry["of"] = number_text(line.amount, line.places)
    entry["sources"] = view.sources.of_account(line.account)
    device: int | None = 0
    if statement.device_first:
        device = _device_portion(view, statement.site, one, line.places, entry)
    if device is None:
        entry["outcome"] = "unknown"
        return entry
    # both sites round to the cent, half up; an amount of a tenth of a cent (a drug) never meets these modifiers
    entry["amount"] = number_text(round_half_away((line.amount - device) * share, SHARE_PLACES), line.places)
    return entry


def _device_portion(view: View, site: str, one: Amounts, places: int, entry: Json) -> int | None:
    """Device portion in the line's scale, 0 if none comes off, None if it is not known."""
    if site == "asc":
        if one.entry["asc"]["indicator"] != DEVICE_INTENSIVE_IN_ASC:
            return 0
        row, name = view.fact(ASC_DEVICE_OFFSETS, one.hcpcs), "device_offset_amount"
    else:
        row, name = view.fact(DEVICE_INTENSIVE, one.hcpcs), "offset_amount"
    if isinstance(row, Missing):
        return _no_row(view, site, row, entry)
    if view.place.cbsa is not None:
        entry["reasons"].append("the device portion at a local rate is not worked out here")
        return None
    amount: int | None = row.value(name)
    if amount is None:
        entry["reasons"].append("the print states no device portion for this code")
        return None
    entry["sources"].append(row.source)
    entry["reasons"].append(f"device portion {row.text(name)} taken off first")
    unit: int = 10 ** (places - getattr(row.table, name).places)
    return amount * unit


def _no_row(view: View, site: str, missing: Missing, entry: Json) -> int | None:
    points = view.engine.store.table(DEVICE_INTENSIVE.name) if site == "hospital" else None
    if points is not None and points.print_for(view.day, view.known) is not None:
        return 0  # the whole list is held for the day, and the code is not on it
    if site == "hospital":
        entry["outcome"] = "conditional"
        entry["reasons"].append("if the procedure is not device-intensive: the list of that year is not held, so this is not checked")
        return 0
    entry["reasons"].append(missing.reason)
    return None
