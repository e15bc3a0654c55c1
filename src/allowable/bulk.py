"""Lines by the million: record batches of Arrow in, record batches of amounts out. Any engine that hands on Arrow batches can map it.

    import pyarrow.parquet as parquet
    from allowable.bulk import price_batches

    for batch in price_batches(parquet.ParquetFile("lines.parquet").iter_batches()):
        ...

`allowable reprice` does the same from file to file.
"""

from __future__ import annotations

import os

from . import default_engine
from .engine import SYSTEM_OF_SETTING
from .kernel.day import OPEN, day_number
from .runners.bulk.batches import SCHEMA, price
from .runners.bulk.names import LinesError, Names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from . import Day
    from .engine import Engine

__all__ = ["SCHEMA", "LinesError", "price_batches"]


def price_batches(
    batches: Iterable[Any],
    *,
    setting: str = "physician",
    engine: Engine | None = None,
    known_on: Day | None = None,
    mapping: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    columns: str = "slim",
) -> Iterator[Any]:
    """Price record batches of claim lines; gives record batches of SCHEMA, in the order of the lines.

    The lines of a claim must stand together; a claim may begin in one batch and end in another, and the batches that come out need not
    end where those that came in did. A line that cannot be read comes out with its reason and never stops the run.

    setting    physician, hospital or asc; a hospital's outlier payment is in none of the three amounts
    known_on   look only at what was public on this day
    mapping    our names by those of the table, and constants: {"hcpcs": "PROC_CD", "constant": {"place_of_service": "11"}}; or the path of
               a TOML file of that content
    columns    "slim", or "all": the columns that came in, and then the amounts

    Raises LinesError where a column is absent or of a type that cannot hold it, and where a claim comes back after others.
    """
    if setting not in SYSTEM_OF_SETTING:
        raise LinesError(f"setting {setting!r} is none of {', '.join(SYSTEM_OF_SETTING)}")
    names = Names.read(mapping) if isinstance(mapping, str | os.PathLike) else Names.of(mapping)
    known = OPEN if known_on is None else day_number(known_on)
    return price(engine or default_engine(), SYSTEM_OF_SETTING[setting], batches, known, names, columns)
