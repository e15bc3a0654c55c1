"""Cells of somebody's table as texts, exact whole numbers and days: every type that Arrow has for them, and which cells are illegible.

Texts and floating numbers are read as they are written, once for each distinct one; a 64-bit floating number to six decimals, because
what lies beyond is what binary numbers make of a decimal one. Nothing is worked out in floating numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...kernel.day import EPOCH_ORDINAL
from .names import LinesError
from .types import Array

UNIX_EPOCH = 719_163  # ordinal of 1970-01-01, from which Arrow counts days
NUMBER = r"^-?(\d{1,10}(\.\d{0,8})?|\.\d{1,8})$"  # 18 digits
WRITTEN_PLACES = 8
LARGEST = 10**10  # in units: more digits are no number of a claim
DAY = r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?$"
COMPACT_DAY = r"^\d{8}$"


def texts_of(column: Any, name: str, width: int = 0) -> tuple[Any, Array]:
    """(distinct texts, place of each line's), trimmed, in capitals, blank where there is none; whole numbers get zeros to `width`."""
    words, places = distinct(column)
    if pa.types.is_integer(words.type):
        words = pc.utf8_lpad(words.cast(pa.string()), width, "0")
    elif pa.types.is_boolean(words.type):
        words = words.cast(pa.string())
    elif not _is_text(words.type):
        raise LinesError(f"column {name} holds {column.type}; give texts")
    return pc.utf8_upper(pc.utf8_trim_whitespace(pc.fill_null(words.cast(pa.string()), ""))), places


def distinct(column: Any) -> tuple[Any, Array]:
    """(distinct cells, place of each line's); a null cell is the text "", or stays null among cells that are no texts."""
    if pa.types.is_null(column.type):
        column = column.cast(pa.string())
    coded = column if isinstance(column, pa.DictionaryArray) else pc.dictionary_encode(_plain(column))
    words, places = coded.dictionary, coded.indices
    if _is_text(words.type) and words.null_count:
        words = pc.fill_null(words, "")
    if coded.indices.null_count:
        words = pa.concat_arrays([words, pa.array(["" if _is_text(words.type) else None], words.type)])
        places = places.fill_null(len(words) - 1)
    return words, places.to_numpy(zero_copy_only=False)


def numbers_of(column: Any, name: str, places: int) -> tuple[Array, Array | None, Array | None]:
    """(whole numbers scaled by 10**places, which are illegible, which are absent); None where none is."""
    kind = column.type
    if pa.types.is_integer(kind):
        return _whole(column, places)
    if pa.types.is_decimal(kind):
        if pa.types.is_decimal128(kind) and kind.precision <= 18:
            return _decimal(column, places)
        try:
            return _decimal(column.cast(pa.decimal128(18, places)), places)
        except pa.ArrowInvalid:  # at least one is too large or too fine
            column = column.cast(pa.string())
            kind = column.type
    if not (pa.types.is_floating(kind) or pa.types.is_dictionary(kind) or pa.types.is_null(kind) or _is_text(kind)):
        raise LinesError(f"column {name} holds {kind}; give whole numbers, decimal numbers or texts")
    words, at = distinct(column)
    if not (pa.types.is_floating(words.type) or pa.types.is_integer(words.type) or _is_text(words.type)):
        raise LinesError(f"column {name} holds {kind}; give whole numbers, decimal numbers or texts")
    values, wrong, absent = _written(_spelled(words) if pa.types.is_float64(words.type) else words.cast(pa.string()), places)
    return values[at], _taken(wrong, at), _taken(absent, at)


def days_of(column: Any, name: str) -> tuple[Array, Array | None]:
    """(day numbers, which are blank or illegible); None where none is."""
    kind = column.type
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        plain = column if pa.types.is_date32(kind) else column.cast(pa.date32(), safe=False)
        wrong = plain.is_null().to_numpy(zero_copy_only=False) if plain.null_count else None
        return _from_unix(plain.cast(pa.int32()), wrong), wrong
    words, at = distinct(column)
    if not (pa.types.is_integer(words.type) or _is_text(words.type)):
        raise LinesError(f"column {name} holds {kind}; give days, or texts such as 2025-03-10")
    days, wrong = _written_days(pc.utf8_trim_whitespace(words.cast(pa.string())))
    return days[at], _taken(wrong, at)


def _plain(column: Any) -> Any:
    return pc.run_end_decode(column) if pa.types.is_run_end_encoded(column.type) else column


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or str(kind) == "string_view")


def _taken(which: Array, at: Array) -> Array | None:
    return which[at] if which.any() else None


def _absent(column: Any) -> Array | None:
    return column.is_null().to_numpy(zero_copy_only=False) if column.null_count else None


def _whole(column: Any, places: int) -> tuple[Array, Array | None, Array | None]:
    absent = _absent(column)
    values = (column.fill_null(0) if absent is not None else column).to_numpy(zero_copy_only=False)
    wrong = None
    if values.itemsize == 8 and len(values) and not -LARGEST < int(values.min()) <= int(values.max()) < LARGEST:
        wrong = (values <= -LARGEST) | (values >= LARGEST) if values.dtype.kind == "i" else values >= LARGEST
        values = np.where(wrong, 0, values)
    return values.astype(np.int64) * np.int64(10**places), wrong, absent


def _decimal(column: Any, places: int) -> tuple[Array, Array | None, Array | None]:
    """From the words in memory: a decimal of up to 18 digits fits the low one of its two."""
    absent, finer = _absent(column), column.type.scale - places
    values = np.frombuffer(column.buffers()[1], np.int64)[2 * column.offset :][: 2 * len(column) : 2]
    if absent is not None:
        values = np.where(absent, 0, values)
    if finer <= 0:
        return (*_whole(pa.array(values), -finer)[:2], absent) if finer else (np.ascontiguousarray(values), None, absent)
    step = np.int64(10**finer)
    wrong = values % step != 0
    return values // step, wrong if wrong.any() else None, absent


def _written(words: Any, places: int) -> tuple[Array, Array, Array]:
    """Numbers as they are written: (values, illegible, absent) of each distinct text."""
    words = pc.replace_substring_regex(pc.utf8_trim_whitespace(pc.fill_null(words, "")), r"(\.\d*?)0+$", r"\1")
    absent = pc.equal(words, "").to_numpy(zero_copy_only=False)
    legible = pc.match_substring_regex(words, NUMBER)
    values, finer, _ = _decimal(pc.if_else(legible, words, None).cast(pa.decimal128(18, WRITTEN_PLACES)), places)
    wrong = ~legible.to_numpy(zero_copy_only=False) & ~absent
    return values, wrong if finer is None else wrong | finer, absent


def _spelled(numbers: Any) -> Any:
    """64-bit floating numbers as texts of six decimals; what is no number of a claim stays a text that is illegible."""
    fits = pc.and_(pc.is_finite(numbers), pc.less(pc.abs(numbers), LARGEST))
    texts = pc.if_else(fits, numbers, None).cast(pa.decimal128(18, 6)).cast(pa.string())
    return pc.if_else(pc.fill_null(fits, True), texts, "beyond")


def _written_days(words: Any) -> tuple[Array, Array]:
    dashed = pc.match_substring_regex(words, DAY)
    compact = pc.match_substring_regex(words, COMPACT_DAY)
    spread = pc.replace_substring_regex(words, r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3")
    texts = pc.if_else(pc.or_(dashed, compact), pc.utf8_slice_codeunits(spread, 0, 10), None)
    try:
        found = texts.cast(pa.date32())
    except pa.ArrowInvalid:  # at least one has the form of a day and is none, such as 2025-02-30
        found = pa.array([_day_or_none(text) for text in texts.to_pylist()], pa.date32())
    wrong = found.is_null().to_numpy(zero_copy_only=False)
    return _from_unix(found.cast(pa.int32()), wrong), wrong


def _day_or_none(text: str | None) -> Any:
    import datetime

    try:
        return None if text is None else datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _from_unix(days: Any, wrong: Array | None) -> Array:
    shift = UNIX_EPOCH - EPOCH_ORDINAL
    if wrong is not None:
        days = days.fill_null(0)
    return np.asarray(days.to_numpy(zero_copy_only=False) + np.int32(shift))
