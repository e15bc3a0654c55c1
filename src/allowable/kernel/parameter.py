"""Values that the law states, read from the dated YAML beside a rule, strictly.

The files use a small subset of YAML (a mapping of names; under each, scalars and one list `values` of mappings of scalars), because
reading them must not cost the first price an import; a test reads every file with a real YAML parser too and compares.
Each value has from (first service day), known (day on which it became public), value (text), document, place and evidence; until and
note may be there. The value in force is the one with the latest `from` among those known: a later law that reaches back is a new value.
"""

from __future__ import annotations

from .cite import Cite
from .day import OPEN, day_number
from .number import scaled_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import TypeAlias

    Entry: TypeAlias = dict[str, str]

HEADER = {"says", "unit", "places", "below"}
VALUE = {"from", "until", "known", "known_evidence", "value", "document", "place", "evidence", "url", "note"}
REQUIRED = ("from", "known", "value", "document", "place", "evidence")


class ParameterError(ValueError):
    """A file of dated values is not as this page says; the message names file and line."""


class Value:
    """One dated value: `value` is a scaled int, or a tuple of codes. `starts`, `until`, `known` are day numbers."""

    __slots__ = ("cite", "known", "known_evidence", "note", "starts", "until", "value", "written")

    def __init__(self, entry: Mapping[str, str], dated: Parameter, where: str) -> None:
        absent = [key for key in REQUIRED if not entry.get(key)]
        if absent:
            raise ParameterError(f"{where}: a value of {dated.name} lacks {', '.join(absent)}")
        self.starts = day_number(entry["from"])
        self.until = day_number(entry["until"]) if "until" in entry else OPEN
        self.known = day_number(entry["known"])
        self.known_evidence = entry.get("known_evidence", entry["evidence"])
        self.written = entry["value"]
        self.value: int | tuple[str, ...] = tuple(self.written.split()) if dated.is_codes else scaled_number(self.written, dated.places)
        self.note = entry.get("note")
        self.cite = Cite(entry["document"], entry["place"], evidence=entry["evidence"], url=entry.get("url"))
        if isinstance(self.value, int) and not abs(self.value) < dated.below * 10**dated.places:
            raise ParameterError(f"{where}: {self.written} of {dated.name} is not below {dated.below}")


class Parameter:
    """A named series of dated values with one unit. `is_codes` marks a list of codes instead of a number."""

    __slots__ = ("below", "is_codes", "name", "places", "says", "unit", "values")

    def __init__(self, name: str, header: Mapping[str, str], entries: Collection[Mapping[str, str]], where: str) -> None:
        absent = {"says", "unit"} - set(header)
        if absent or not entries:
            raise ParameterError(f"{where}: {name} lacks {', '.join(sorted(absent)) or 'values'}")
        self.name = name
        self.says = header["says"]
        self.unit = header["unit"]
        self.is_codes = self.unit == "codes"
        self.places = int(header.get("places", 0))
        self.below = int(header.get("below", 1))
        self.values = sorted((Value(entry, self, where) for entry in entries), key=lambda value: (value.starts, value.known))

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
    """{name: Parameter} of one file's text; `where` names the file in messages."""
    found: dict[str, Parameter] = {}
    for name, header, entries in _blocks(text, where):
        if name in found:
            raise ParameterError(f"{where}: {name} stands twice")
        found[name] = Parameter(name, header, entries, where)
    return found


def _blocks(text: str, where: str) -> Iterator[tuple[str, Entry, list[Entry]]]:
    name = ""
    header: Entry = {}
    entries: list[Entry] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        place = f"{where}, line {number}"
        indent = len(line) - len(line.lstrip(" "))
        body = line.strip()
        if indent == 0:
            if name:
                yield name, header, entries
            name, header, entries = _pair(body, place, empty=True)[0], {}, []
        elif indent == 2 and body != "values:":
            _put(header, body, HEADER, place)
        elif indent == 4 and body.startswith("- "):
            entries.append({})
            _put(entries[-1], body[2:], VALUE, place)
        elif indent == 6 and entries:
            _put(entries[-1], body, VALUE, place)
        elif indent != 2:
            raise ParameterError(f"{place}: unexpected indentation")
    if name:
        yield name, header, entries


def _put(into: Entry, body: str, allowed: Collection[str], place: str) -> None:
    key, value = _pair(body, place)
    if key not in allowed or key in into:
        raise ParameterError(f"{place}: key {key!r} is {'repeated' if key in into else 'none of ' + ', '.join(sorted(allowed))}")
    into[key] = value


def _pair(body: str, place: str, empty: bool = False) -> tuple[str, str]:
    key, colon, value = body.partition(":")
    value = value.strip()
    if not colon or bool(value) == empty:
        raise ParameterError(f"{place}: expected {'a name and a colon' if empty else 'key: value'}")
    if value[:1] == '"':
        if value[-1:] != '"' or len(value) < 2 or "\\" in value:
            raise ParameterError(f"{place}: a quoted value ends with its quote and holds no backslash")
        value = value[1:-1]
    elif value[:1] in tuple("'[{&*!|>%@`") or " #" in value or ": " in value:
        raise ParameterError(f"{place}: put this value in double quotes")
    return key.strip(), value
