"""The third witness: the same trees as DuckDB SQL over whole files of lines, for tests and benchmarks; never on the way to a price.

Nothing here reads the array fold: trees come from kernel/program.py, facts from the Parquet files of the releases.
"""

from .pricing import price, price_file, sql_of

__all__ = ["price", "price_file", "sql_of"]
