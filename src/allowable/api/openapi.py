"""The OpenAPI 3.1 document, made of the requests' own structures, the records' schemas and the kinds of problems."""

from __future__ import annotations

import functools
import pathlib
from typing import Any

import msgspec
from litestar import Response, get

from .. import __version__
from . import requests
from .examples import EXAMPLES
from .operations import OPERATIONS, Operation
from .problem import KINDS, MEDIA
from .schemas import PROBLEM, RECORDS

Json = dict[str, Any]

REF = "#/components/schemas/{name}"
EXCERPTS = pathlib.Path(__file__).parent / "excerpts.json"
EXCERPT = "A true answer, shortened: of each list its first entries"
ALWAYS = (401, 403, 421, 429, 500, 503)
OF_BODIES = (400, 408, 413, 415)
NAME_OF_FILE = "Name of a file that is the whole body, such as guide.md: its ending says what it is."
DESCRIPTION = (
    "What Medicare allows for a procedure, where, on which day, and why. Every record is the one that the command line prints as JSON. "
    "Amounts are texts with cents; null stands where there is none, with the reason beside it. CPT codes are the American Medical "
    "Association's; no descriptor of theirs is carried here."
)


@get("/schema/openapi.json", sync_to_thread=False)
def document() -> Response[bytes]:
    """The document itself."""
    return Response(document_bytes(), media_type="application/vnd.oai.openapi+json;version=3.1")


@functools.cache
def document_bytes() -> bytes:
    """The document as JSON."""
    return msgspec.json.encode(openapi())


def openapi() -> Json:
    """The document as an object."""
    _, schemas = msgspec.json.schema_components(requests.REQUESTS, ref_template=REF)
    paths: Json = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method] = _operation(one, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "allowable",
            "version": __version__,
            "summary": "What Medicare allows, and why.",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": says} for name, says in TAGS.items()],
        "paths": paths,
        "security": [{}, {"token": []}],
        "components": {
            "schemas": {**schemas, **RECORDS, "Problem": PROBLEM},
            "responses": {f"Problem{status}": _problem(status) for status in KINDS},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Needed where the service listens beyond this machine."}
            },
        },
    }


TAGS = {
    "claims": "What is billed: priced, compared, checked.",
    "codes": "What is held about codes, families and rules.",
    "documents": "Guides and notes that somebody wrote.",
    "service": "The service itself.",
}


def _operation(one: Operation, schemas: Json) -> Json:
    found: Json = {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": one.says,
        "description": one.more,
        "parameters": _parameters(one, schemas),
    }
    if one.method == "post":
        found["requestBody"] = {"required": True, "content": _content(one)}
    found["responses"] = {"200": _answer(one), **{str(status): _reference(status) for status in _errors(one)}}
    if one.is_open:
        found["security"] = [{}]
    return found


def _errors(one: Operation) -> list[int]:
    if one.is_open:
        return [421, 429, 500]
    bodies = OF_BODIES if one.method == "post" else ()
    return sorted({*ALWAYS, *bodies, *one.errors})


def _parameters(one: Operation, schemas: Json) -> list[Json]:
    found: list[Json] = []
    if "{code}" in one.path:
        schema = schemas["CodeRequest"]["properties"]["hcpcs"]
        found.append({"name": "code", "in": "path", "required": True, "schema": schema, "example": "58565"})
    if one.form is not None:
        return [*found, *_upload_parameters(one)]
    if one.query is None:
        return found
    shape = schemas[one.query.__name__]
    for name, schema in shape["properties"].items():
        if f"{{{name}}}" in one.path or name in one.in_path:
            continue
        parameter: Json = {"name": name, "in": "query", "required": name in shape.get("required", ()), "schema": _plain(schema)}
        example = EXAMPLES[one.name].get("query", {}).get(name)
        found.append(parameter if example is None else parameter | {"example": example})
    return found


def _upload_parameters(one: Operation) -> list[Json]:
    """What may stand in the query beside a file that is the whole body; a form has fields of the same names."""
    name: Json = {"type": "string", "maxLength": 120, "description": NAME_OF_FILE}
    fields = {"name": name, **_form_fields(one)}
    return [{"name": field, "in": "query", "required": False, "schema": schema} for field, schema in fields.items()]


def _plain(schema: Json) -> Json:
    """A schema without null, which no query can say, and without its default."""
    kinds: list[Json] = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    bare: Json = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    if len(kinds) == 1:
        return bare | kinds[0]
    return bare | {"anyOf": kinds} if kinds else bare


def _content(one: Operation) -> Json:
    found: Json = {}
    if one.body is not None:
        examples = {name: {"value": value} for name, value in EXAMPLES[one.name]["bodies"].items()}
        found["application/json"] = {"schema": {"$ref": REF.format(name=one.body.__name__)}, "examples": examples}
    if one.form is not None:
        file: Json = {"type": "string", "format": "binary", "description": one.file}
        files = EXAMPLES[one.name]["files"]
        found["multipart/form-data"] = {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": file, **_form_fields(one)}},
            "examples": {name: {"value": {"file": text, **fields}} for name, (_, text, fields) in files.items()},
        }
        found["application/octet-stream"] = {
            "schema": {"type": "string", "format": "binary"},
            "examples": {name: {"value": text} for name, (_, text, _) in files.items()},
        }
    return found


def _form_fields(one: Operation) -> Json:
    assert one.form is not None
    _, schemas = msgspec.json.schema_components((one.form,), ref_template=REF)
    return {name: _plain(schema) for name, schema in schemas[one.form.__name__]["properties"].items()}


def _answer(one: Operation) -> Json:
    content: Json = {}
    shown = _excerpts().get(one.name, {})
    for media, record in one.answers.items():
        schema: Json = {"type": "string", "contentMediaType": media} if record is None else {"$ref": REF.format(name=record)}
        content[media] = {"schema": schema}
        if media in shown:
            content[media]["examples"] = {"excerpt": {"summary": EXCERPT, "value": shown[media]}}
    example = EXAMPLES[one.name].get("answer")
    if example is not None:
        next(iter(content.values()))["example"] = example
    return {"description": one.answer_says, "headers": {"X-Request-Id": {"schema": {"type": "string"}}}, "content": content}


@functools.cache
def _excerpts() -> Json:
    """{operation: {media type: excerpt of a true answer}}, written by tests/api_excerpts.py; none where the file is absent."""
    found: Json = msgspec.json.decode(EXCERPTS.read_bytes()) if EXCERPTS.exists() else {}
    return found


def _reference(status: int) -> Json:
    return {"$ref": f"#/components/responses/Problem{status}"}


def _problem(status: int) -> Json:
    kind = KINDS[status]
    example: Json = {
        "type": f"urn:allowable:problem:{kind.name}",
        "title": kind.title,
        "status": status,
        "detail": DETAILS.get(status, kind.title + "."),
        "remedy": kind.remedy,
        "instance": "urn:allowable:request:5f3a9c01-7",
    }
    found: Json = {
        "description": f"{kind.title}. {kind.remedy}",
        "content": {MEDIA: {"schema": {"$ref": REF.format(name="Problem")}, "example": example}},
    }
    if status in (429, 503):
        found["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    return found


DETAILS = {
    400: "The body is no JSON: JSON is malformed: expected ':' (byte 9).",
    413: "At most 2,097,152 bytes are taken here.",
    415: "A request is read here as application/json; the content type is text/xml.",
    422: "58558: no place of service; it decides between the facility and the non-facility rate (22 is a hospital outpatient department, "
    "11 an office)",
}
