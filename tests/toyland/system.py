"""The toy tax as a system, an engine for it, and the releases of the toy master."""

import pathlib

from allowable.engine import Engine
from allowable.kernel.day import day_number
from allowable.kernel.parameter import read_parameters
from allowable.kernel.program import Field, Lookup, System, rules_of
from allowable.releases.intervals import compress
from allowable.releases.point_write import write_parquet, write_point_file
from allowable.releases.snapshot import Snapshot
from allowable.releases.store import Store

from . import tables, tax

VALUES = pathlib.Path(__file__).with_name("values.yaml")
FIELDS = (
    Field("toy", "code of the toy"),
    Field("village", "name of the village, blank for none"),
    Field("units", "number of toys", "number", below=10_000),
    Field("tenth", "share that the village keeps", "number", places=2, below=2),
)
LOOKUPS = (Lookup(tables.PRICES, "toy"), Lookup(tables.VILLAGES, "levy_village"))
OUTPUTS = ("line_levy", "levy", "village_tenth")


def system(outputs=OUTPUTS, rules=None, **changed):
    """The System of the act, or a variation of it."""
    parts = {"parameters": read_parameters(VALUES.read_text(encoding="utf-8"), "toyland/values.yaml"), "lookups": LOOKUPS, "fields": FIELDS}
    return System("toyland", "Toy Tax Act", rules=rules_of(tax) if rules is None else rules, outputs=outputs, **{**parts, **changed})


PRICES_2020 = {
    ("DOLL1",): ("DOLL", 19_99, 4),
    ("TRAIN1",): ("TRAIN", 149_50, 125),
    ("TRAIN2",): ("TRAIN", 100_00, None),
    ("ROBOT1",): ("ROBOT", 80_00, 99),
    ("ROBOT2",): ("ROBOT", 80_00, None),
    ("BOOK1",): ("BOOK", 9_99, 10),
    ("KITE1",): ("KITE", 7_00, 1),
    ("BOX1",): (None, 1_00, 1),
    ("LOOSE1",): ("DOLL", None, 1),
}
PRICES_2022 = {**PRICES_2020, ("DOLL1",): ("DOLL", 24_99, 4), ("DOLL2",): ("DOLL", 12_34, 3)}
PRICES_2022_CORRECTED = {**PRICES_2022, ("DOLL1",): ("DOLL", 25_49, 4)}
FACTORS = {("CAPITAL",): (1_0000,), ("HILL",): (1_2345,), ("LAKE",): (9876,)}
FACTORS_AUTUMN = {**FACTORS, ("LAKE",): (9999,)}


class Origin:
    """The file that the toy master offers."""

    origin, where, sha256 = "toys.zip", "toys.zip:prices.csv", "0" * 64


def releases(folder):
    """Write the toy master's releases into a folder; gives the Store on it.

    2021 has no price list; that of 2022 was corrected on 2022-03-01. Of 2022 the village lists of winter and autumn are held alone.
    """
    years = {"2020": PRICES_2020, "2022": PRICES_2022, "2023": PRICES_2022_CORRECTED, "2024": PRICES_2022_CORRECTED}
    prints = [_print(tables.PRICES, f"TOY{year}", rows, year) for year, rows in years.items()]
    prints.append(_print(tables.PRICES, "TOY2022 corrected", PRICES_2022_CORRECTED, "2022", known="2022-03-01"))
    factors = [_print(tables.VILLAGES, f"VILLAGE{year}", FACTORS, year) for year in ("2020", "2021", "2023", "2024")]
    factors.append(_print(tables.VILLAGES, "VILLAGE2022 winter", FACTORS, "2022", until="2022-04-01"))
    factors.append(_print(tables.VILLAGES, "VILLAGE2022 autumn", FACTORS_AUTUMN, "2022", first="2022-10-01"))
    for table, snapshots in ((tables.PRICES, prints), (tables.VILLAGES, factors)):
        held, rows = compress(snapshots)
        write_point_file(folder / f"{table.name}.point", table, held, rows)
        write_parquet(folder / f"{table.name}.parquet", table, held, rows)
    return Store([folder])


def _print(table, release, rows, year, first=None, until=None, known=None):
    first, until = first or f"{year}-01-01", until or f"{int(year) + 1}-01-01"
    days = {"effective": day_number(first), "until": day_number(until), "known": day_number(known or f"{int(year) - 1}-12-15")}
    return Snapshot(table, release, Origin(), rows=rows, **days)


class ToyEngine(Engine):
    """An engine that knows the toy tax alone."""

    def __init__(self, folder):
        super().__init__(releases(folder))
        self._toyland = system()

    def system(self, name):
        """The System of the act."""
        assert name == "toyland"
        return self._toyland
