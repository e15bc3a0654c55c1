"""Values that the law states, read from the dated YAML beside a rule, strictly.

The files use a small subset of YAML (a mapping of names; under each, scalars and one list `values` of mappings of scalars), because
reading them must not cost the first price an import; a test reads every file with a real YAML parser too and compares.
Each value has from (first service day), known (day on which it became public), value (text), document, place and evidence; until and
note may be there. The value in force is the one with the latest `from` among those known: a later law that reaches back is a new value.
"""

from __future__ import annotations

from .cite import EVIDENCE, Cite, CiteError
from .day import OPEN, DayError, day_number
from .number import NumberError, scaled_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import TypeAlias

    Placed: TypeAlias = tuple[str, dict[str, str]]  # file and line where a mapping begins, and the mapping

HEADER = {"says", "unit", "places", "below"}
VALUE = {"from", "until", "known", "known_evidence", "value", "document", "place", "evidence", "url", "note"}
SPECIAL = frozenset("'[]{},&*!|>%@`#")  # YAML reads a plain value that begins so as something else than its text
REQUIRED = ("from", "known", "value", "document", "place", "evidence")


class ParameterError(ValueError):
    """A file of dated values is not as this page says; the message names file and line."""


class Value:
    """One dated value: `value` is a scaled int, or a tuple of codes. `starts`, `until`, `known` are day numbers."""

    __slots__ = ("cite", "known", "known_evidence", "note", "starts", "until", "value", "written")

    def __init__(self, entry: Mapping[str, str], dated: Parameter, place: str) -> None:
        absent = [key for key in REQUIRED if not entry.get(key)]
        if absent:
            raise ParameterError(f"{place}: a value of {dated.name} lacks {', '.join(absent)}")
        try:
            self.starts = day_number(entry["from"])
            self.until = day_number(entry["until"]) if "until" in entry else OPEN
            self.known = day_number(entry["known"])
            self.written = entry["value"]
            self.value: int | tuple[str, ...] = tuple(self.written.split()) if dated.is_codes else scaled_number(self.written, dated.places)
            self.cite = Cite(entry["document"], entry["place"], evidence=entry["evidence"], url=entry.get("url"))
        except (DayError, NumberError, CiteError) as problem:
            raise ParameterError(f"{place}: a value of {dated.name}: {problem}") from None
        self.known_evidence = entry.get("known_evidence", entry["evidence"])
        self.note = entry.get("note")
        if self.known_evidence not in EVIDENCE:
            raise ParameterError(f"{place}: known_evidence {self.known_evidence!r} of {dated.name} is none of {', '.join(EVIDENCE)}")
        if self.until <= self.starts:
            raise ParameterError(f"{place}: a value of {dated.name} ends before it starts")
        if isinstance(self.value, int) and not abs(self.value) < dated.below * 10**dated.places:
            raise ParameterError(f"{place}: {self.written} of {dated.name} is not below {dated.below}")


class Parameter:
    """A named series of dated values with one unit. `is_codes` marks a list of codes instead of a number."""

    __slots__ = ("below", "is_codes", "name", "places", "says", "unit", "values")

    def __init__(self, name: str, place: str, header: Mapping[str, str], entries: Collection[Placed]) -> None:
        absent = [key for key in ("says", "unit") if not header.get(key)]
        if absent or not entries:
            raise ParameterError(f"{place}: {name} lacks {', '.join(absent) or 'values'}")
        self.name = name
        self.says = header["says"]
        self.unit = header["unit"]
        self.is_codes = self.unit == "codes"
        self.places = _whole(header, "places", 0, place)
        self.below = _whole(header, "below", 1, place)
        self.values: list[Value] = []
        for entry_place, entry in entries:
            value = Value(entry, self, entry_place)
            if any((held.starts, held.known) == (value.starts, value.known) for held in self.values):
                raise ParameterError(f"{entry_place}: two values of {name} are known on the same day for the same first day")
            self.values.append(value)
        self.values.sort(key=lambda value: (value.starts, value.known))

    def in_force(self, day: int, known: int = OPEN) -> Value | None:
        """The value for a service day as known on a day, or None."""
        found = None
        for value in self.values:
            if value.starts <= day and value.known <= known:
                found = value
        return found if found is not None and day < found.until else None

    def __repr__(self) -> str:
        return f"<dated value {self.name}>"


def read_parameters(text: str, where: str) -> dict[str, Parameter]:
    """{name: Parameter} of one file's text; `where` names the file in messages. Raises ParameterError that names file and line."""
    found: dict[str, Parameter] = {}
    for name, place, header, entries in _blocks(text, where):
        if name in found:
            raise ParameterError(f"{place}: {name} stands twice")
        found[name] = Parameter(name, place, header, entries)
    return found


def _blocks(text: str, where: str) -> Iterator[tuple[str, str, dict[str, str], list[Placed]]]:
    """Yield (name, place, header, values) of each top-level mapping; the indentation of a line says what it is."""
    name = begins = ""
    header: dict[str, str] = {}
    entries: list[Placed] | None = None  # None until the line `values:` was read
    for number, line in enumerate(text.splitlines(), 1):
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        if indent == 6 and entries:
            _put(entries[-1][1], body, VALUE, where, number)
        elif not body.strip() or body[0] == "#":
            continue
        elif indent == 4 and body.startswith("- ") and entries is not None:
            entries.append((f"{where}, line {number}", {}))
            _put(entries[-1][1], body[2:], VALUE, where, number)
        elif indent == 2 and body.rstrip() == "values:" and name and entries is None:
            entries = []
        elif indent == 2 and name and entries is None:
            _put(header, body, HEADER, where, number)
        elif indent == 0:
            place = f"{where}, line {number}"
            heading = _heading(body.rstrip(), place)
            if name:
                yield name, begins, header, entries or []
            name, begins, header, entries = heading, place, {}, None
        else:
            stands = "names stand at 0, their keys at 2, `- from` at 4 behind `values:`, its keys at 6"
            raise ParameterError(f"{where}, line {number}: unexpected indentation: {stands}")
    if name:
        yield name, begins, header, entries or []


def _whole(header: Mapping[str, str], key: str, absent: int, place: str) -> int:
    written = header.get(key)
    if written is None:
        return absent
    if not (written.isascii() and written.isdecimal()):
        raise ParameterError(f"{place}: {key} {written!r} is not a whole number")
    return int(written)


def _heading(body: str, place: str) -> str:
    if not body.endswith(":") or not body[:-1].isidentifier():
        raise ParameterError(f"{place}: expected a name and a colon")
    return body[:-1]


def _put(into: dict[str, str], body: str, allowed: Collection[str], where: str, number: int) -> None:
    key, colon, value = body.partition(": ")
    value = value.strip()
    if not value or key not in allowed or key in into:
        _refuse_pair(into, key, colon and value, allowed, f"{where}, line {number}")
    into[key] = value if value.isalnum() else _scalar(value, where, number)


def _refuse_pair(into: Mapping[str, str], key: str, value: str, allowed: Collection[str], place: str) -> None:
    if not value:
        raise ParameterError(f"{place}: expected key: value")
    raise ParameterError(f"{place}: key {key!r} is {'repeated' if key in into else 'none of ' + ', '.join(sorted(allowed))}")


def _scalar(value: str, where: str, number: int) -> str:
    if value[0] == '"':
        inner = value[1:-1]
        if value[-1] != '"' or len(value) < 2 or '"' in inner or "\\" in inner:
            raise ParameterError(f"{where}, line {number}: a quoted value ends with its quote and holds neither a quote nor a backslash")
        return inner
    if value[0] in SPECIAL or value[:2] in ("- ", "? ") or value in ("-", "?") or value[-1] == ":" or " #" in value or ": " in value:
        raise ParameterError(f"{where}, line {number}: put this value in double quotes")
    return value
