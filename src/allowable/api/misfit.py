"""What does not fit a request, in plain words: which field, what it may be, and an example, all from the request's own structure."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

REF = "{name}"
KINDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number with decimals",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "nothing (null)",
}
CALLED = {  # what people call a field that has another name here
    "code": ("hcpcs", "codes", "lines"),
    "codes": ("lines", "hcpcs"),
    "lines": ("codes",),
    "procedures": ("lines", "codes"),
    "cpt": ("hcpcs", "codes", "lines"),
    "date": ("on",),
    "day": ("on",),
    "service_date": ("on",),
    "date_of_service": ("on",),
    "pos": ("place_of_service",),
    "place": ("place_of_service", "zip"),
    "zip_code": ("zip",),
    "wage_area": ("cbsa",),
    "note": ("text",),
    "guide": ("text",),
    "query": ("question",),
    "q": ("question",),
}
NOT_EXACT = '; write an amount as a text, such as "12.50": a binary fraction is not exact'


def misfit(kind: type[msgspec.Struct], message: str) -> tuple[str, str]:
    """(field, what is wrong and what is allowed) of the message of a ValidationError; the field is blank for the request as a whole."""
    said, _, where = message.partition(" - at `")
    path = where.rstrip("`").removeprefix("$").removeprefix(".")
    held = list(_at(kind, path))
    if found := re.match(r"Object missing required field `(\w+)`", said):
        name = found[1]
        about = [one for schema in held for one in _choices(schema.get("properties", {}).get(name, {}), _schemas(kind))]
        return f"{path}.{name}".lstrip("."), "is missing" + _about(about)
    if found := re.match(r"Object contains unknown field `(.*)`", said, re.S):
        return path, _unknown(found[1], sorted({name for schema in held for name in schema.get("properties", ())}))
    return path, _said(said, held)


def sentence(field: str, said: str) -> str:
    """What does not fit, as one sentence."""
    return f"{field}: {said}.".removeprefix(": ").replace("?.", "?")


def _said(said: str, held: list[Json]) -> str:
    if found := re.match(r"Invalid enum value (.+)", said, re.S):
        choices = [str(one) for schema in held for one in schema.get("enum", ())]
        return f"{found[1][:40]} is none of the choices; choose {_either(choices)}"
    if found := re.match(r"Expected `(str|array|int)`(?: of length)? (>=|<=) (-?\d+)", said):
        return _bounds(found[1], held) + _about(held)
    if found := re.match(r"Expected `([a-z |]+)`, got `(\w+)`", said):
        wanted = [KINDS.get(one, one) for one in found[1].split(" | ") if one != "null"]
        more = NOT_EXACT if found[2] == "float" else ""
        return f"{_either(wanted)} is needed here, not {KINDS.get(found[2], found[2])}{more}" + _about(held)
    return said.replace("`", "")[:200]


def _bounds(kind: str, held: list[Json]) -> str:
    least, most = {"str": ("minLength", "maxLength"), "array": ("minItems", "maxItems"), "int": ("minimum", "maximum")}[kind]
    schema = next((one for one in held if least in one or most in one), {})
    low, high = schema.get(least), schema.get(most)
    span = (
        f"{low}"
        if low == high
        else f"{low} to {high}"
        if None not in (low, high)
        else f"at least {low}"
        if high is None
        else f"at most {high}"
    )
    return {"str": f"{span} characters are needed", "array": f"{span} entries are taken", "int": f"a whole number of {span} is needed"}[
        kind
    ]


def _about(held: list[Json]) -> str:
    """What the structure says of a field, and examples."""
    says = next((one["description"] for one in held if "description" in one), "").rstrip(".")
    examples = [str(example) for one in held for example in one.get("examples", ())]
    inside = "; ".join(filter(None, (says, f"such as {_either(examples)}" if examples else "")))
    return f" ({inside})" if inside else ""


def _unknown(name: str, names: list[str]) -> str:
    from difflib import get_close_matches

    near = [one for one in CALLED.get(name, ()) if one in names] or get_close_matches(name, names, 1, 0.6)
    hint = f"did you mean {near[0]}?" if near else f"the fields are {', '.join(names)}"
    return f"no field is called {name[:40]!r}; {hint}"


def _either(words: list[str]) -> str:
    listed = list(dict.fromkeys(words))
    return " or ".join(filter(None, (", ".join(listed[:-1]), listed[-1] if listed else "")))


def _at(kind: type[msgspec.Struct], path: str) -> Iterator[Json]:
    """The schemas that a path such as lines[0].units may have."""
    schemas = _schemas(kind)
    held = list(_choices({"$ref": kind.__name__}, schemas))
    for name in re.findall(r"(\w+)(?![\w]*\])|\[", path):
        inner = [schema.get("properties", {}).get(name) if name else schema.get("items") for schema in held]
        held = [one for schema in inner if schema for one in _choices(schema, schemas)]
    yield from held


def _choices(schema: Json, schemas: Json) -> Iterator[Json]:
    """The schemas of which a value may have one; what is said of all of them stands with each."""
    if "$ref" in schema:
        yield from _choices(schemas[schema["$ref"]], schemas)
    elif "anyOf" in schema:
        outer = {name: schema[name] for name in ("description", "examples") if name in schema}
        for one in schema["anyOf"]:
            if one.get("type") != "null":
                yield from (outer | inner for inner in _choices(one, schemas))
    else:
        yield schema


@functools.cache
def _schemas(kind: type[msgspec.Struct]) -> Json:
    return msgspec.json.schema_components((kind,), ref_template=REF)[1]
