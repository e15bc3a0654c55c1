"""A form as the request of an operation (api/requests.py): blank fields are not given, and what no request can hold is said in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from ..api.misfit import misfit
from ..claims.values import read_whole
from .forms import LINE_FIELDS, MOST_LINES, Form
from .problems import PageError

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]
T = TypeVar("T", bound=msgspec.Struct)


def request_of(kind: type[T], **fields: Any) -> T:
    """The request of a kind; blank texts, empty lists and None count as not given. PageError says what does not fit."""
    said = {name: value for name, value in fields.items() if value not in ("", None, [])}
    try:
        return msgspec.convert(said, kind)
    except msgspec.ValidationError as problem:
        raise PageError(_words(*misfit(kind, str(problem)))) from None


def lines_of(form: Form) -> list[Json]:
    """The lines of a form as those of a request; a line keeps only what is given."""
    lines = form.lines
    if len(lines) > MOST_LINES:
        raise PageError(f"{len(lines)} lines are more than the {MOST_LINES} that a page takes: use the command line, or the API")
    return [_line(at, row) for at, row in enumerate(lines, 1)]


def billed_of(form: Form) -> list[str]:
    """The lines of a form as people write them: 58563-51x2."""
    found = []
    for line in lines_of(form):
        found.append("-".join([line["hcpcs"], *line.get("modifiers", [])]) + (f"x{line['units']}" if line.get("units", 1) != 1 else ""))
    return found


def written_of(form: Form) -> str:
    """The lines of a form in one field of an address, `lines`, with their charges."""
    charges = ["@" + line["charge"] if "charge" in line else "" for line in lines_of(form)]
    return ",".join(f"{billed}{charge}" for billed, charge in zip(billed_of(form), charges, strict=True))


def _line(at: int, row: dict[str, str]) -> Json:
    code = row["code"].upper()
    if not re.fullmatch(r"[0-9A-Z]{5}", code, re.ASCII):
        raise PageError(f"line {at}: {code[:20]!r} is no procedure code; a code has five letters or digits, such as 58563")
    modifiers = [one for one in re.split(r"[\s,;-]+", row["modifiers"].upper()) if one]
    if wrong := [one for one in modifiers if not re.fullmatch(r"[0-9A-Z]{2}", one, re.ASCII)]:
        raise PageError(f"line {at}: {wrong[0][:20]!r} is no modifier; a modifier has two letters or digits, such as 51")
    made: Json = {"hcpcs": code, "modifiers": modifiers}
    if row["units"]:
        units = row["units"]
        made["units"] = read_whole(int(units) if re.fullmatch(r"[0-9]{1,9}", units) else units, f"line {at}: units", 1, 9_999)
    if row["charge"]:
        made["charge"] = row["charge"].replace("$", "").replace(",", "")
    return made


def ticked(form: Form, names: Iterable[str]) -> dict[str, bool]:
    """The boxes of a form that are ticked."""
    return {name: True for name in names if form[name]}


def texts(form: Form, names: Iterable[str]) -> dict[str, str]:
    """The texts of a form by name."""
    return {name: form[name] for name in names}


NAMES = {"zip": "the ZIP code", "cbsa": "the wage area", "on": "the service day", "known_on": "the day of knowledge"}


def _words(field: str, says: str) -> str:
    """What a structure says against a field, as people say it."""
    line = re.match(r"lines\[(\d+)\]\.?", field)
    field = field[line.end() :] if line else re.sub(r"\[[^]]*\]", "", field)
    where = f"line {int(line[1]) + 1}: " if line else ""
    return f"{where}{NAMES.get(field, field.replace('_', ' ')) or 'the form'}: {says}"


__all__ = ["LINE_FIELDS", "billed_of", "lines_of", "request_of", "texts", "ticked", "written_of"]
