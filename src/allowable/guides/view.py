"""One look at the facts: a service day, a day of knowledge, a place. Everything that a guide shows is asked through it."""

from __future__ import annotations

from ..claims.model import Claim, Line
from ..kernel.number import number_text
from ..releases.store import Missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from ..engine import Engine, PricedLine
    from ..kernel.table import Table
    from ..releases.store import Row
    from ..runners.account import Account
    from .places import Place
    from .sources import Sources

    Json: TypeAlias = dict[str, Any]  # a part of the guide object: plain texts, numbers, lists and dicts

PLACES_OF_SERVICE = {"facility": "22", "non_facility": "11"}  # which place stands for the two columns of the physician schedule


class Fact:
    """A row that CMS published: `text(name)` of a column, `source` its number in the guide."""

    __slots__ = ("row", "source", "table")

    def __init__(self, table: Table, row: Row, source: int) -> None:
        self.table = table
        self.row = row
        self.source = source

    def value(self, name: str) -> Any:
        """The value of a column: scaled int, text, or None for what the print leaves blank."""
        return self.row.values[self.table.where[name]]

    def text(self, name: str) -> str | None:
        """The value of a column as text, numbers with all their places; None for what the print leaves blank."""
        value: int | str | None = self.value(name)
        return number_text(value, getattr(self.table, name).places) if isinstance(value, int) else value


class View:
    """Facts and prices of one day as known on another, for one place; `sources` numbers what was used."""

    def __init__(self, engine: Engine, day: int, known: int, place: Place, sources: Sources) -> None:
        self.engine = engine
        self.day = day
        self.known = known
        self.place = place
        self.sources = sources

    def on(self, day: int) -> View:
        """The same look at another service day."""
        return View(self.engine, day, self.known, self.place, self.sources)

    def fact(self, table: Table, *key: str) -> Fact | Missing:
        """Fact of a table's row in force, or Missing with its reason."""
        found = self.engine.store.find(table, key, self.day, self.known)
        if isinstance(found, Missing):
            return found
        row, printed = found
        return Fact(table, row, self.sources.of_print(table.name, printed))

    def price(self, hcpcs: str, setting: str, place_of_service: str | None = None) -> PricedLine:
        """PricedLine of one unit of a code in a setting at this view's place; of a facility the rate by itself, before claim rules."""
        line = Line(hcpcs, place_of_service=place_of_service, mac=self.place.mac, locality=self.place.locality)
        priced = self._priced(line, setting)
        return priced if setting == "physician" else priced.about("unreduced_amount")

    def with_modifier(self, hcpcs: str, setting: str, modifier: str) -> PricedLine:
        """PricedLine of one unit of a code with a modifier, alone on a facility's claim at this view's place."""
        return self._priced(Line(hcpcs, modifiers=[modifier]), setting)

    def _priced(self, line: Line, setting: str) -> PricedLine:
        claim = Claim([line], setting=setting, on=self.day, cbsa=self.place.cbsa)
        return self.engine.price(claim, self.known).lines[0]

    def account(self, system: str, hcpcs: str) -> Account:
        """Account of a system that asks for a code alone."""
        return self.engine.account(system, {"hcpcs": hcpcs}, self.day, self.known)
