"""Which column of somebody's table is which field of a line, and what is the same for every line: the mapping file."""

from __future__ import annotations

import datetime
import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

IDENTITY = ("claim_id", "line")
REQUIRED = (*IDENTITY, "service_date", "hcpcs", "units")
TEXTS = (
    "hcpcs",
    "modifier_1",
    "modifier_2",
    "modifier_3",
    "modifier_4",
    "place_of_service",
    "mac",
    "locality",
    "cbsa",
    "practitioner",
    "bill_type",
    "ranking",
)
FLAGS = (
    "qualifying_participant",
    "nonparticipating",
    "unassigned",
    "denied",
    "condition_w2",
    "quality_reduction",
    "rural_sole_community",
    "rural_emergency",
)
NUMBERS = (
    "units",
    "charge",
    "minutes",
    "base_units",
    "postoperative_days",
    "deductible_remaining",
    "mips_percent",
    "wage_index",
    "cost_to_charge_ratio",
    "device_credit",
    "packaged_charges",
)
OF_A_FACILITYS_CLAIM = (
    "bill_type",
    "condition_w2",
    "cbsa",
    "wage_index",
    "quality_reduction",
    "rural_sole_community",
    "rural_emergency",
    "cost_to_charge_ratio",
    "device_credit",
    "packaged_charges",
    "ranking",
)
"""Facts of a whole claim of a hospital or center: all its lines say the same."""
OF_ALL_DAYS = ("deductible_remaining",)
"""The same of a claim that is priced with all its days at once; elsewhere it is what is left before the lines of a day."""
ALL = (*IDENTITY, "service_date", *TEXTS, *FLAGS, *NUMBERS)
CONSTANT = "constant"


class LinesError(ValueError):
    """A table of lines cannot be priced as a whole: a column is absent, a file is no table, claims do not stand together."""


class Names:
    """`renamed` gives {our name: name in the table}; `constants` {our name: the value of every line}."""

    def __init__(self, renamed: Mapping[str, str] | None = None, constants: Mapping[str, Any] | None = None) -> None:
        self.renamed = dict(renamed or {})
        self.constants = {name: _constant(name, value) for name, value in (constants or {}).items()}
        for name in (*self.renamed, *self.constants):
            if name not in ALL:
                raise LinesError(f"the mapping names {name!r}, which is no field of a line{near(name, ALL)}")
        for name, column in self.renamed.items():
            if not isinstance(column, str):
                raise LinesError(f"the mapping of {name} is {column!r}; give the name of a column as a text")
        for name in self.constants:
            if name in IDENTITY:
                raise LinesError(f"{name} tells lines apart and cannot be the same for all of them; map it to a column")
            if name in self.renamed:
                raise LinesError(f"the mapping gives {name} both a column and a constant; keep one of them")

    @classmethod
    def of(cls, mapping: Mapping[str, Any] | None) -> Names:
        """Names from the content of a mapping file: our name = "their name", and constants in a table of that name."""
        given = dict(mapping or {})
        constants = given.pop(CONSTANT, {})
        if not isinstance(constants, Mapping):
            raise LinesError('constants are a table of the mapping: write [constant], and below it such as place_of_service = "11"')
        return cls(given, constants)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Names:
        """Names from a mapping file (TOML)."""
        try:
            with open(path, "rb") as stream:
                return cls.of(tomllib.load(stream))
        except tomllib.TOMLDecodeError as problem:
            raise LinesError(f'{path} is no TOML: {problem}; write lines such as hcpcs = "PROC_CD"') from None
        except LinesError as problem:
            raise LinesError(f"{path}: {problem}") from None

    def bind(self, available: Sequence[str], fields: Iterable[str], where: str) -> dict[str, str]:
        """{our name: column} of what a table offers and a system with these fields reads; `where` names the table in errors."""
        for name, column in self.renamed.items():
            if column not in available:
                raise LinesError(f"{where} has no column {column!r}, to which the mapping sends {name}{near(column, available)}")
        read = {*IDENTITY, "service_date", *fields}
        bound = {name: self.renamed.get(name, name) for name in ALL if name in read and name not in self.constants}
        absent = [name for name in REQUIRED if name not in self.constants and bound.get(name) not in available]
        if absent:
            raise LinesError(
                f"{where} lacks the columns {', '.join(absent)}; it has {', '.join(available) or 'none'}; "
                "name them in a mapping file where they are called otherwise"
            )
        repeated = next((one for one in bound.values() if list(available).count(one) > 1), None)
        if repeated is not None:
            raise LinesError(f"{where} has two columns named {repeated!r}; rename one of them")
        return {name: column for name, column in bound.items() if column in available}


def near(name: str, names: Iterable[str]) -> str:
    """What a wrong name may have been meant to be, as the end of a message."""
    names = list(names)
    found = difflib.get_close_matches(name.lower(), [one.lower() for one in names])
    close = [one for one in names if one.lower() in found]
    return f"; near names: {', '.join(close)}" if close else f"; the names are {', '.join(names)}"


def _constant(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | datetime.date):
        return str(value)
    raise LinesError(f'the constant {name} is {value!r}; give a text, such as "12.50", a whole number, a day, or true or false')
