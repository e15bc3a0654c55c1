"""What a family file must look like, checked strictly: an unknown key is a mistake, not an extra."""

from __future__ import annotations

from ..kernel.cite import EVIDENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any, TypeAlias

    Entry: TypeAlias = dict[str, Any]  # a table of a family file, as tomllib reads it; ENTRIES says what each key holds
    Keys: TypeAlias = tuple[str, ...]

SCHEMA = "allowable.family/1"
PARTS = ("member", "related")
SETTINGS = ("physician", "hospital", "asc")
HEADER = ("schema", "family", "title", "says", "words_are")
LISTS = ("sources", "codes", "diagnoses", "checklist", "devices")
# (required keys, optional keys, keys that hold a list of texts) of the entries of each list
ENTRIES: dict[str, tuple[Keys, Keys, Keys]] = {
    "sources": (("id", "document", "place", "evidence"), ("url",), ()),
    "codes": (
        ("hcpcs", "part", "words", "documentation", "diagnoses", "denials", "sources"),
        ("choose",),
        ("documentation", "diagnoses", "denials", "sources"),
    ),
    "diagnoses": (("icd10cm", "words", "evidence"), (), ()),
    "checklist": (("item", "source"), ("codes",), ("codes",)),
    "devices": (("says", "settings", "evidence", "document", "place"), ("hcpcs",), ("settings",)),
}
NAMES = {"sources": "id", "codes": "hcpcs", "diagnoses": "icd10cm", "checklist": "item"}  # what may stand only once


class FamilyError(ValueError):
    """A family file is not as shape.py says, or there is none of that name; the message names the place and what is expected."""


def check(content: Entry, where: str) -> None:
    """Refuse a file's content, as tomllib reads it, unless every entry is complete and every reference leads somewhere."""
    _only(content, (*HEADER, *LISTS), (*HEADER, *LISTS), where)
    for key in HEADER:
        _text(content[key], f"{where}: {key}")
    if content["schema"] != SCHEMA:
        raise FamilyError(f"{where}: schema is {content['schema']!r}; this version reads {SCHEMA}")
    for name in LISTS:
        _entries(content[name], name, where)
    _references(content, where)


def _only(entry: object, required: Sequence[str], allowed: Sequence[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise FamilyError(f"{where}: expected a table of keys, not {entry!r}")
    absent = [key for key in required if key not in entry]
    strange = [key for key in entry if key not in allowed]
    if absent:
        raise FamilyError(f"{where}: lacks {', '.join(absent)}")
    if strange:
        raise FamilyError(f"{where}: unknown key {', '.join(strange)}; the keys are {', '.join(allowed)}")


def _text(value: object, where: str) -> None:
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise FamilyError(f"{where}: expected a text without blanks around it, not {value!r}")


def _entries(entries: object, name: str, where: str) -> None:
    if not isinstance(entries, list) or not entries:
        raise FamilyError(f"{where}: expected at least one [[{name}]]")
    required, optional, lists = ENTRIES[name]
    seen: set[str | None] = set()
    for number, entry in enumerate(entries, 1):
        place = f"{where}: [[{name}]] number {number}"
        _only(entry, required, (*required, *optional), place)
        for key, value in entry.items():
            if key in lists:
                _texts(value, f"{place}: {key}")
            else:
                _text(value, f"{place}: {key}")
        _values(entry, place)
        once = entry.get(NAMES[name]) if name in NAMES else None
        if once is not None and once in seen:
            raise FamilyError(f"{place}: {once} stands twice")
        seen.add(once)


def _texts(value: object, where: str) -> None:
    if not isinstance(value, list):
        raise FamilyError(f"{where}: expected a list of texts, not {value!r}")
    for one in value:
        _text(one, where)
    if len(set(value)) != len(value):
        raise FamilyError(f"{where}: an entry stands twice")


def _values(entry: Entry, place: str) -> None:
    code = entry.get("hcpcs")
    if code is not None and not (len(code) == 5 and code.isascii() and code.isalnum() and code == code.upper()):
        raise FamilyError(f"{place}: {code!r} is no procedure code of five letters or digits")
    diagnosis = entry.get("icd10cm")
    if diagnosis is not None and not _is_diagnosis(diagnosis):
        raise FamilyError(f"{place}: {diagnosis!r} is no ICD-10-CM code, written with its point, such as N84.0")
    if entry.get("evidence", "V") not in EVIDENCE:
        raise FamilyError(f"{place}: evidence {entry['evidence']!r} is none of {', '.join(EVIDENCE)}")
    if entry.get("part", "member") not in PARTS:
        raise FamilyError(f"{place}: part {entry['part']!r} is none of {', '.join(PARTS)}")
    for setting in entry.get("settings", ()):
        if setting not in SETTINGS:
            raise FamilyError(f"{place}: setting {setting!r} is none of {', '.join(SETTINGS)}")


def _is_diagnosis(text: str) -> bool:
    plain = text.replace(".", "", 1)
    shaped = plain.isascii() and plain.isalnum() and plain == plain.upper() and plain[:1].isalpha() and plain[1:2].isdigit()
    return shaped and 3 <= len(plain) <= 7 and text == (plain if len(plain) == 3 else f"{plain[:3]}.{plain[3:]}")


def _references(content: Entry, where: str) -> None:
    sources = {entry["id"] for entry in content["sources"]}
    diagnoses = {entry["icd10cm"] for entry in content["diagnoses"]}
    codes = {entry["hcpcs"] for entry in content["codes"]}
    for entry in content["codes"]:
        _all_in(entry["sources"], sources, "source", f"{where}: code {entry['hcpcs']}")
        _all_in(entry["diagnoses"], diagnoses, "diagnosis", f"{where}: code {entry['hcpcs']}")
        if not entry["sources"]:
            raise FamilyError(f"{where}: code {entry['hcpcs']} cites no source")
    for entry in content["checklist"]:
        _all_in([entry["source"]], sources, "source", f"{where}: checklist item {entry['item']!r}")
        _all_in(entry.get("codes", ()), codes, "code", f"{where}: checklist item {entry['item']!r}")
    used = {one for entry in content["codes"] for one in entry["diagnoses"]}
    if diagnoses - used:
        raise FamilyError(f"{where}: no code uses the diagnoses {', '.join(sorted(diagnoses - used))}")


def _all_in(names: Iterable[str], known: Collection[str], kind: str, place: str) -> None:
    for name in names:
        if name not in known:
            raise FamilyError(f"{place}: there is no {kind} {name!r} in this file")
