"""A batch of somebody's lines as the columns that `Bulk` prices, and the lines of it that cannot be read.

An unreadable line is handed on as one that an edit has denied, with something harmless in each field: so it takes no part in its claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import faults
from .legible import days_of, numbers_of, texts_of
from .lines import Bulk
from .names import FLAGS, OF_A_FACILITYS_CLAIM, OF_ALL_DAYS, Names
from .types import Array

WIDTHS = {"hcpcs": 5, "place_of_service": 2, "mac": 5, "locality": 2, "cbsa": 5}  # of whole numbers that lost their zeros
OTHER_WIDTH = 2
YES, NO = ("YES", "Y", "TRUE", "T", "1"), ("", "NO", "N", "FALSE", "F", "0")
NO_DAY = 0  # before all that is held: no release speaks for a line without a day


class Prepared:
    """`columns` and `days` for Bulk.price; `faults` are uint16 reason codes of lines that cannot be read, or None."""

    __slots__ = ("columns", "days", "faults")

    def __init__(self, columns: dict[str, Any], days: Array, wrong: Array | None) -> None:
        self.columns = columns
        self.days = days
        self.faults = wrong


class Preparation:
    """How the batches of one table are prepared: `bound` gives the column of each field, `names` the constants."""

    def __init__(self, bulk: Bulk, names: Names, bound: Mapping[str, str]) -> None:
        self._fields = bulk.system.fields
        self._code = bulk.reasons.code
        self._alike = (*OF_A_FACILITYS_CLAIM, *(OF_ALL_DAYS if bulk.system.whole_claim else ()))
        self.bound = bound
        self.constants = names.constants

    def __call__(self, batch: Any, claims: Array | None = None, is_too_long: bool = False) -> Prepared:
        """Prepare one batch of whole claims, of which equal numbers stand together (None: one claim); with `is_too_long`, of a part of a
        claim that is too long to be priced."""
        wrong = _Wrong(len(batch), self._code)
        self._mark_claims(batch, wrong, is_too_long)
        days, illegible = days_of(self._cells(batch, "service_date"), "service_date")
        wrong.mark(illegible, faults.NO_DAY)
        columns: dict[str, Any] = {}
        for name, field in self._fields.items():
            if name in self.bound or name in self.constants:
                cells = self._cells(batch, name)
                columns[name] = _text(cells, name, wrong) if field.kind == "text" else _number(cells, name, field, wrong)
        self._mark_differences(columns, np.zeros(len(batch), np.int64) if claims is None else claims, wrong)
        found = wrong.codes
        if found is not None:
            if illegible is not None:
                days = np.where(illegible, NO_DAY, days)
            if "denied" in self._fields:
                columns["denied"] = _denied(columns.get("denied"), found != 0)
        return Prepared(columns, days, found)

    def _mark_claims(self, batch: Any, wrong: _Wrong, is_too_long: bool) -> None:
        ids = batch.column(self.bound["claim_id"])
        if ids.null_count:
            wrong.mark(ids.is_null().to_numpy(zero_copy_only=False), faults.BLANK_CLAIM)
        if is_too_long:
            wrong.mark(np.ones(len(batch), bool), faults.TOO_LONG)

    def _mark_differences(self, columns: Mapping[str, Any], claims: Array, wrong: _Wrong) -> None:
        """All lines of a claim say the same of it, where it is a facility's."""
        same = claims[1:] == claims[:-1]
        for name in self._alike:
            if name in columns and name in self.bound:
                differs = same & _changes(columns[name])
                if differs.any():
                    wrong.mark(np.isin(claims, claims[1:][differs]), faults.DIFFERS[name])

    def _cells(self, batch: Any, name: str) -> Any:
        if name in self.constants:
            return pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(batch), np.int32)), pa.array([self.constants[name]]))
        return batch.column(self.bound[name])


def _changes(column: Any) -> Array:
    """Where a line of a column that is ready says something else than the line before it."""
    values, other = column if isinstance(column, tuple) else (column, None)
    if not isinstance(values, np.ndarray):  # texts and their places, where alike texts may stand twice
        values, other = np.unique(values.to_numpy(zero_copy_only=False).astype("U"), return_inverse=True)[1][other], None
    found = values[1:] != values[:-1]
    return np.asarray(found if other is None else found | (other[1:] != other[:-1]))


class _Wrong:
    """The reason of each line that cannot be read: the first that was found."""

    def __init__(self, length: int, code: Any) -> None:
        self.codes: Array | None = None
        self._length = length
        self._code = code

    def mark(self, where: Array | None, reason: str) -> None:
        """Give `reason` to the lines for which `where` holds and that have none yet."""
        if where is None or not where.any():
            return
        if self.codes is None:
            self.codes = np.zeros(self._length, np.uint16)
        self.codes[where & (self.codes == 0)] = self._code(reason)


def _text(cells: Any, name: str, wrong: _Wrong) -> tuple[Any, Array]:
    words, places = texts_of(cells, name, WIDTHS.get(name, OTHER_WIDTH))
    if name in FLAGS:
        yes, no = (pc.is_in(words, pa.array(given, words.type)) for given in (YES, NO))
        illegible = pc.invert(pc.or_(yes, no)).to_numpy(zero_copy_only=False)
        words = pc.if_else(yes, "yes", "")
        reason = faults.NO_FLAG[name]
    elif name == "practitioner":
        right = pc.is_in(words, pa.array(["", *faults.PRACTITIONERS], words.type))
        illegible, words = pc.invert(right).to_numpy(zero_copy_only=False), pc.if_else(right, words, "")
        reason = faults.NO_PRACTITIONER
    elif name == "bill_type":
        right = pc.match_substring_regex(words, r"^(0?[1-9][0-9][0-9A-Z]?)?$")
        illegible, words = pc.invert(right).to_numpy(zero_copy_only=False), pc.utf8_slice_codeunits(pc.utf8_ltrim(words, "0"), 0, 2)
        reason = faults.NO_BILL_TYPE
    elif name == "cbsa":
        illegible = pc.invert(pc.match_substring_regex(words, r"^([0-9A-Z]{2}|[0-9A-Z]{5})?$")).to_numpy(zero_copy_only=False)
        reason = faults.NO_AREA
    elif name == "ranking":
        right = pc.is_in(words, pa.array(["", "REGULATION"], words.type))
        illegible, words = pc.invert(right).to_numpy(zero_copy_only=False), pc.utf8_lower(words)
        reason = faults.NO_RANKING
    elif name == "hcpcs":
        illegible = pc.equal(words, "").to_numpy(zero_copy_only=False)
        reason = faults.BLANK_CODE
    else:
        return words, places
    if illegible.any():
        wrong.mark(illegible[places], reason)
    return words, places


def _number(cells: Any, name: str, field: Any, wrong: _Wrong) -> Any:
    values, illegible, absent = numbers_of(cells, name, field.places)
    low, high = faults.RANGES[name]
    if illegible is not None:
        wrong.mark(illegible, faults.NUMBERS[name])
    if absent is not None and not field.optional:
        wrong.mark(absent, faults.NUMBERS[name])
        illegible = absent if illegible is None else illegible | absent
        absent = None
    harmless = [one for one in (illegible, absent) if one is not None]
    for one in harmless:
        values = np.where(one, low, values)
    if len(values) and not low <= int(values.min()) <= int(values.max()) <= high:
        out = (values < low) | (values > high)
        wrong.mark(out, faults.NUMBERS[name])
        values = np.where(out, low, values)
    return values if absent is None else (values, absent)


def _denied(given: tuple[Any, Array] | None, bad: Array) -> tuple[Any, Array]:
    yes = pa.array(["", "yes"])
    if given is None:
        return yes, bad.astype(np.int32)
    words, places = given
    said = pc.equal(words, "yes").to_numpy(zero_copy_only=False)[places]
    return yes, (said | bad).astype(np.int32)
