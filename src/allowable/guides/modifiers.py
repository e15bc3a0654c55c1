"""Modifiers 52, 53, 73 and 74 by site: when each is used, what it does to the payment, in words and for the family's codes in money."""

from __future__ import annotations

import os
import tomllib

from ..kernel.cite import Cite, weakest
from ..kernel.number import number_text, scaled_number
from ..law.outpatient.tables import DEVICE_INTENSIVE
from ..runners.account import Unknown
from .sources import cite_entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..engine import PricedLine
    from .amounts import Amounts
    from .view import Json, View

FILE = "modifiers.toml"
SCHEMA = "allowable.modifiers/1"
SITES = ("physician", "hospital", "asc")
SHARE_PLACES = 2
KEYS = {"modifier", "site", "use", "payment", "document", "cites", "share"}
WITHOUT_DEVICE = "52"  # what a stopped procedure is paid where no device comes off first
DEVICE_PORTIONS = ("device_portion", "unused_device")  # rules of the hospital's law and of the center's


class ModifierError(ValueError):
    """The file of modifiers is not as this module reads it; the message names the statement."""


class Statement:
    """What a modifier means at a site. `share` is a scaled int of two places, or None where no fixed share is law."""

    __slots__ = ("cites", "document", "modifier", "payment", "share", "site", "use")

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
            "amounts": [_reduced(view, statement, one) for one in amounts] if statement.share is not None else [],
            "document": statement.document,
            "cites": [cite_entry(cite) for cite in statement.cites],
            "evidence": statement.evidence,
        }
    return [{"modifier": modifier, "sites": {site: sites[site] for site in SITES}} for modifier, sites in table.items()]


def _reduced(view: View, statement: Statement, one: Amounts) -> Json:
    """What the rules of the facility make of the modifier, on a line by itself."""
    full = one.lines[statement.site]
    entry: Json = {"hcpcs": one.hcpcs, "amount": None, "of": None, "outcome": full.status, "reasons": [], "sources": []}
    if full.amount is None:
        entry["reasons"] = list(full.reasons)
        return entry
    entry["of"] = number_text(full.amount, full.places)
    line = view.with_modifier(one.hcpcs, statement.site, statement.modifier)
    entry["outcome"] = line.status
    portion = _device_portion(line)
    if line.amount is None and statement.site == "hospital" and isinstance(portion, Unknown):
        line = view.with_modifier(one.hcpcs, statement.site, WITHOUT_DEVICE)
        entry["outcome"] = line.status
        if not _device_list_is_held(view):
            entry["outcome"] = "conditional"
            entry["reasons"] = ["if the procedure is not device-intensive: the list of that year is not held, so this is not checked"]
    elif line.amount is None:
        entry["reasons"] = list(line.reasons)
    elif portion:
        entry["reasons"] = [f"device portion {portion} taken off first"]
    entry["amount"] = None if line.amount is None else number_text(line.amount, line.places)
    entry["sources"] = view.sources.of_account(line.account)
    return entry


def _device_list_is_held(view: View) -> bool:
    points = view.engine.store.table(DEVICE_INTENSIVE.name)
    return points is not None and points.print_for(view.day, view.known) is not None


def _device_portion(line: PricedLine) -> str | Unknown | None:
    """What comes off a line for a device that was not used, as a text; Unknown where that is open, None where nothing does."""
    step = next((step for step in line.account.steps if step.rule.name in DEVICE_PORTIONS), None)
    if step is None or isinstance(step.value, Unknown):
        return None if step is None else step.value
    return number_text(step.value, step.places) if step.value else None
