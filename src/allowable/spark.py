"""The same prices on Spark: a DataFrame of claim lines in, a DataFrame of amounts out. `pip install allowable[spark]` brings Spark.

    from allowable.spark import reprice

    reprice(spark.read.parquet("lines")).write.parquet("priced")

Each worker prices with `allowable.bulk.price_batches` and the facts of its own installation; only plain values travel to it.
"""

from __future__ import annotations

import hashlib
import os
from functools import partial

from . import __version__, default_engine
from .bulk import LinesError, price_batches
from .engine import SYSTEM_OF_SETTING
from .kernel.day import day_number
from .runners.bulk.names import CONSTANT, IDENTITY, Names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pyspark.sql import Column, DataFrame
    from pyspark.sql.types import StructType

    from . import Day
    from .engine import Engine

__all__ = ["LinesError", "reprice"]

OURS = {"allowed": "long", "medicare": "long", "patient": "long", "reason": "integer", "reason_text": "string", "release": "string"}
PLAIN = {"reason": "int32", "reason_text": "string", "release": "string"}  # Spark has no unsigned numbers and takes no dictionaries
SMALL = ("tinyint", "smallint", "int")
CONTENTS = ("slim", "all")


def reprice(
    df: DataFrame,
    *,
    setting: str = "physician",
    known_on: Day | None = None,
    mapping: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    columns: str = "slim",
    grouped: bool = False,
) -> DataFrame:
    """Price the lines of a DataFrame, lazily: claim_id, line, allowed, medicare and patient in cents, reason, reason_text and release.

    The lines of each claim are first brought together in the order of `line`, because the rules look at the whole claim. The other options
    and the columns are those of `allowable.bulk.price_batches`.

    columns    "slim", or "all": the columns that came in, and then the amounts
    grouped    True promises that the lines of each claim lie in one partition already, one after the other in the claim's order: nothing is
               moved. A claim that two partitions share would be priced as two.

    Raises LinesError where a column is absent or of a wrong kind. The job ends with that error where a worker holds other facts than the
    driver, or where a claim comes back after others in its partition.
    """
    if setting not in SYSTEM_OF_SETTING:
        raise LinesError(f"setting {setting!r} is none of {', '.join(SYSTEM_OF_SETTING)}")
    if columns not in CONTENTS:
        raise LinesError(f"columns={columns!r} is none of {', '.join(CONTENTS)}")
    names = Names.read(mapping) if isinstance(mapping, (str, os.PathLike)) else Names.of(mapping)
    engine = default_engine()
    bound = names.bind(df.columns, engine.system(SYSTEM_OF_SETTING[setting]).fields, "the DataFrame")
    schema = _schema(df.schema, bound, keep_all=columns == "all")
    if columns == "slim":
        df = df.select(*(_column(name) for name in dict.fromkeys(bound.values())))
    price = partial(
        _priced,
        facts=_facts(engine),
        setting=setting,
        known_on=None if known_on is None else day_number(known_on),
        mapping={**names.renamed, CONSTANT: names.constants},
        columns=columns,
    )
    return (df if grouped else _brought_together(df, bound)).mapInArrow(price, schema)


def _priced(batches: Iterable[Any], *, facts: str, **options: Any) -> Iterator[Any]:
    """The batches of one partition, in a worker. Its engine is made for the first one and stays."""
    engine = default_engine()
    own = _facts(engine)
    if own != facts:
        raise LinesError(
            f"a worker prices with {own}, the driver with {facts}: install one version on all of them, and let ALLOWABLE_STORE name the "
            "same releases everywhere (spark.executorEnv.ALLOWABLE_STORE)"
        )
    for batch in price_batches(batches, engine=engine, **options):
        for name, kind in PLAIN.items():
            at = batch.schema.get_field_index(name)
            batch = batch.set_column(at, name, batch.column(at).cast(kind))
        yield batch


def _facts(engine: Engine) -> str:
    """The version and the releases with which an engine prices, as words that differ where they do."""
    digest = hashlib.sha256()
    for folder in engine.store.folders:
        path = os.path.join(folder, "manifest.json")
        if os.path.exists(path):
            with open(path, "rb") as stream:
                digest.update(stream.read())
    return f"allowable {__version__} and releases {digest.hexdigest()[:12]}"


def _brought_together(df: DataFrame, bound: Mapping[str, str]) -> DataFrame:
    """Each claim in one partition, its lines in order; line numbers that came as texts are ordered as numbers."""
    from pyspark.sql.functions import expr

    claim, line = (_column(bound[name]) for name in IDENTITY)
    number = expr(f"try_cast({_quoted(bound['line'])} as bigint)")
    return df.repartition(claim).sortWithinPartitions(claim, number, line)


def _schema(given: StructType, bound: Mapping[str, str], keep_all: bool) -> StructType:
    """The answer's schema. Raises LinesError where claim_id or line holds neither whole numbers nor texts, or a column has our name."""
    from pyspark.sql.types import StructType

    kinds = {name: _kind(given[bound[name]].dataType.simpleString(), bound[name]) for name in IDENTITY}
    if kinds["claim_id"] == "integer":
        kinds["claim_id"] = "long"
    taken = [name for name in given.names if name in OURS]
    if keep_all and taken:
        raise LinesError(f'the DataFrame has columns named {", ".join(taken)}, as the answer has; rename them, or take columns="slim"')
    found = StructType(list(given.fields)) if keep_all else StructType()
    for name, kind in {**({} if keep_all else kinds), **OURS}.items():
        found = found.add(name, kind)
    return found


def _kind(given: str, name: str) -> str:
    """Spark's name of the type in which the ids of a column come back."""
    if given in SMALL:
        return "integer"
    if given == "bigint" or (given.startswith("decimal(") and given.endswith(",0)")):
        return "long"
    if given.startswith(("string", "varchar", "char", "void")):
        return "string"
    raise LinesError(f"column {name} holds {given}; give whole numbers or texts")


def _column(name: str) -> Column:
    from pyspark.sql.functions import col

    return col(_quoted(name))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
