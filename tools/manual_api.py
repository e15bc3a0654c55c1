"""The API and the tools of agents in the manual, from the OpenAPI document and the tools' own schemas."""

from __future__ import annotations

import json
import shlex
from typing import Any

from manual_text import Page, block, code, heading, needed, page, plain, sentence, slug, table

from allowable.api.openapi import openapi
from allowable.api.problem import KINDS, TYPES
from allowable.mcp import TOOLS

Json = dict[str, Any]

ADDRESS = "http://127.0.0.1:8765"
FIELDS = ("Field", "What it says", "Kind")


def pages() -> list[Page]:
    """The operations, their records, the problems, and the tools of agents."""
    document = openapi()
    return [_operations(document), _records(document), _problems(), _tools()]


def _operations(document: Json) -> Page:
    parts = [
        "`allowable serve` answers these at http://127.0.0.1:8765; [Serve pages and the API](../how-to/serve.md) shows how. "
        "The document behind this page stands at `/schema/openapi.json` (OpenAPI 3.1). Amounts are texts with cents, days "
        "year-month-day; a field that is not named here is refused."
    ]
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            parts += _operation(document, path, method, one)
    requests = [name for name in document["components"]["schemas"] if name.endswith("Request")]
    parts.append("## Requests")
    for name in requests:
        schema = document["components"]["schemas"][name]
        parts += [heading(3, code(name), name.lower()), plain(schema.get("description", "")), table(FIELDS, _fields(schema))]
    return page("reference/api.md", "API", *parts)


def _operation(document: Json, path: str, method: str, one: Json) -> list[str]:
    parts = [heading(2, f"{method.upper()} {plain(path)}", one["operationId"]), f"{sentence(one['summary'])} {_more(one)}"]
    parameters = [
        [code(each["name"]), each["in"], needed(_says(each["schema"]), each.get("required", False)), _kind(each["schema"])]
        for each in one["parameters"]
    ]
    parts.append(table(("Parameter", "", "What it says", "Kind"), parameters))
    for media, content in one.get("requestBody", {}).get("content", {}).items():
        parts += _body(path, media, content)
    parts.append(table(("Answer", "What it is", ""), [_answer(document, status, each) for status, each in one["responses"].items()]))
    return parts


def _more(one: Json) -> str:
    return "" if one["description"] == one["summary"] else plain(one["description"])


def _body(path: str, media: str, content: Json) -> list[str]:
    schema = content["schema"]
    if "$ref" not in schema:
        rows = _fields(schema)
        return [f"Body {code(media)}" + (", with these fields:" if rows else ": the file alone."), table(FIELDS, rows)]
    parts = [f"Body {code(media)}: {_reference(schema)}."]
    for name, example in content.get("examples", {}).items():
        written = shlex.quote(json.dumps(example["value"]))
        parts.append(f"{plain(name[0].upper() + name[1:])}:")
        parts.append(block(f"curl {ADDRESS}{path} -H 'content-type: application/json' \\\n  -d {written}", "sh"))
    return parts


def _answer(document: Json, status: str, one: Json) -> list[str]:
    if "$ref" in one:
        kind = KINDS[int(status)]
        return [code(status), plain(kind.title), f"[problem](problems.md#{kind.name})"]
    media = ", ".join(code(name) for name in one["content"])
    records = {_reference(each["schema"]) for each in one["content"].values() if "$ref" in each["schema"]}
    return [code(status), f"{plain(one['description'])} {media}", ", ".join(sorted(records))]


def _fields(schema: Json) -> list[list[str]]:
    required = schema.get("required", ())
    return [[code(name), needed(_says(each), name in required), _kind(each)] for name, each in schema.get("properties", {}).items()]


def _says(schema: Json) -> str:
    """What a field says, of itself or of the kind it may be."""
    texts = [schema.get("description", ""), *[kind.get("description", "") for kind in schema.get("anyOf", ())]]
    default = schema.get("default")
    told = f" By default {default}." if default not in (None, "", [], False) else ""
    return plain(" ".join(dict.fromkeys(text for text in texts if text)) + told)


def _kind(schema: Json) -> str:
    if "$ref" in schema:
        return _reference(schema)
    if "const" in schema:
        return code(schema["const"])
    if "enum" in schema:
        return " or ".join(code(one) for one in schema["enum"])
    choices = [one for key in ("anyOf", "oneOf") for one in schema.get(key, ()) if one.get("type") != "null"]
    if choices:
        return " or ".join(dict.fromkeys(_kind(one) for one in choices))
    named = schema.get("type", "")
    words = [one for one in (named if isinstance(named, list) else [named]) if one]
    if "array" in words:
        return f"list of {_kind(schema.get('items', {})) or 'values'}"
    return " or ".join("empty" if one == "null" else one for one in words)


def _reference(schema: Json) -> str:
    name = schema["$ref"].rpartition("/")[2]
    return f"[{name}]({'api' if name.endswith('Request') else 'api-records'}.md#{name.lower()})"


def _records(document: Json) -> Page:
    parts = ["What each record of the [API](api.md) always has. The command line prints the same with `--json`."]
    for name, schema in document["components"]["schemas"].items():
        if not name.endswith("Request"):
            parts += [heading(2, code(name), name.lower()), plain(schema.get("description", ""))]
            parts.append(table(FIELDS, _fields(schema)) or f"It is {_kind(schema)}.")
    return page("reference/api-records.md", "Records of the API", *parts)


def _problems() -> Page:
    parts = [
        "Every error is an `application/problem+json` of RFC 9457: `type`, `title`, `status`, `detail` for this case, `remedy` (what to do "
        "next), and `instance`, the request's id, which the access log holds too. `errors` names the fields that are meant."
    ]
    for status, kind in KINDS.items():
        parts += [heading(2, f"{status} {plain(kind.title)}", kind.name), f"{code(TYPES + kind.name)}. {plain(kind.remedy)}"]
    return page("reference/problems.md", "Problems", *parts)


def _tools() -> Page:
    parts = [
        "`allowable mcp` offers these to an agent ([Connect an agent](../how-to/agent.md)). Each takes the request of the "
        "[API](api.md) and gives its record as structured content; none writes anything."
    ]
    for name, tool in TOOLS.items():
        schema = tool.described().input_schema
        parts += [heading(2, code(name), slug(name)), f"{sentence(tool.title)} {plain(tool.says)}", table(FIELDS, _tool_fields(schema))]
        parts.append(f"The answer is the record {code(tool.record)} of the API, whole, or short with {code('left_out')}.")
    return page("reference/tools.md", "Tools of agents", *parts)


def _tool_fields(schema: Json) -> list[list[str]]:
    return [[cell.replace("#/$defs/", "") for cell in row] for row in _fields(schema)]
