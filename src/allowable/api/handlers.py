"""The operations over HTTP: bytes in, a request, a record, bytes out. Nothing is decided here."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import State

from . import answers
from .desk import Desk
from .encode import price_bytes
from .metrics import MEDIA as METRICS_MEDIA
from .metrics import Metrics
from .misfit import misfit, sentence
from .problem import Problem
from .query import query_fields
from .requests import (
    AskRequest,
    CheckRequest,
    CodeRequest,
    CompareRequest,
    GuideRequest,
    NoteRequest,
    PriceRequest,
    ReleasesRequest,
    RulesRequest,
)

Asked = TypeVar("Asked", bound=msgspec.Struct)
Ask = Request[Any, Any, State]

ENCODE = msgspec.json.Encoder().encode
JSON = "application/json"
GUIDES = {
    "json": JSON,
    "html": "text/html",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
GUIDE_POLICY = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"}
SHOWN = ("json", "html", "md")  # the others are downloads
AT_ONCE = 4  # lines that are priced without a thread: that takes less time than changing to one
LISTS = ("names",)
DECODERS: dict[type[msgspec.Struct], msgspec.json.Decoder[Any]] = {
    one: msgspec.json.Decoder(one) for one in (AskRequest, CheckRequest, CompareRequest, GuideRequest, NoteRequest, PriceRequest)
}


def decoded(kind: type[Asked], content: bytes, content_type: str) -> Asked:
    """The request of a JSON body. Problem 400, 415 or 422 says what is wrong with it, and where."""
    if content_type.partition(";")[0].strip().lower() != JSON:
        raise Problem(415, f"A request is read here as {JSON}; the content type is {shown(content_type) or 'not given'}.")
    try:
        found: Asked = DECODERS[kind].decode(content)
        return found
    except msgspec.ValidationError as problem:
        raise invalid(kind, problem) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise Problem(400, f"The body is no JSON: {str(problem)[:200]}.") from None


def converted(kind: type[Asked], fields: dict[str, Any]) -> Asked:
    """The request of the fields of a query or a form. Problem 422 says what is wrong."""
    try:
        return msgspec.convert(fields, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise invalid(kind, problem) from None


def invalid(kind: type[msgspec.Struct], problem: msgspec.ValidationError) -> Problem:
    """What the structure of a request says against it, with the field."""
    field, said = misfit(kind, str(problem))
    return Problem(422, sentence(field, said), errors=[{"field": field or "(the request)", "detail": said}])


def shown(text: str) -> str:
    """A header's value in an error: short and printable."""
    return "".join(letter for letter in text[:80] if letter.isprintable())


def query_of(request: Ask) -> dict[str, Any]:
    """The fields of the query; a field that is a list may come more than once, no other."""
    found: dict[str, Any] = {}
    for name, value in query_fields(request.scope["query_string"]):
        if name in LISTS:
            found.setdefault(name, []).append(value)
        elif name in found:
            raise Problem(422, f"{shown(name)}: it is given twice.")
        else:
            found[name] = value
    return found


def json_answer(content: bytes) -> Response[bytes]:
    """Bytes of JSON as a response."""
    return Response(content, media_type=MediaType.JSON)


async def body(request: Ask, kind: type[Asked]) -> Asked:
    """The request of a JSON body."""
    return decoded(kind, await request.body(), request.headers.get("content-type", ""))


def quick_price(desk: Desk, content: bytes, content_type: str) -> bytes | None:
    """The answer to /price where it takes less time than changing to a thread; None for the handler to answer."""
    asked = decoded(PriceRequest, content, content_type)
    if len(asked.lines) > AT_ONCE or asked.edit or asked.zip is not None:
        return None
    return price_bytes(desk.engine, asked)


@post("/price", status_code=200)
async def price(request: Ask, state: State) -> Response[bytes]:
    """Price one claim."""
    desk: Desk = state.desk
    return json_answer(await desk.run(price_bytes, await body(request, PriceRequest)))


@get("/codes/{code:str}")
async def code(request: Ask, state: State) -> Response[bytes]:
    """Everything held about a code."""
    fields = query_of(request)
    if "hcpcs" in fields:
        raise Problem(422, "hcpcs: the code stands in the path.")
    return await _run(state, answers.code, converted(CodeRequest, {**fields, "hcpcs": request.path_params["code"]}))


@post("/compare", status_code=200)
async def compare(request: Ask, state: State) -> Response[bytes]:
    """Compare procedures in three settings."""
    return await _run(state, answers.compare, await body(request, CompareRequest))


@get("/guide")
async def guide(request: Ask, state: State) -> Response[bytes]:
    """The guide of a family, by query."""
    return await _guide(state, converted(GuideRequest, query_of(request)))


@post("/guide", status_code=200)
async def guide_of_body(request: Ask, state: State) -> Response[bytes]:
    """The guide of a family, by JSON."""
    return await _guide(state, await body(request, GuideRequest))


@post("/ask", status_code=200)
async def ask(request: Ask, state: State) -> Response[bytes]:
    """Answer a question."""
    return await _run(state, answers.ask, await body(request, AskRequest))


@get("/releases")
async def releases(request: Ask, state: State) -> Response[bytes]:
    """What is held."""
    return await _run(state, answers.releases, converted(ReleasesRequest, query_of(request)))


@get("/rules")
async def rules(request: Ask, state: State) -> Response[bytes]:
    """Every rule and dated value."""
    return await _run(state, answers.rules, converted(RulesRequest, query_of(request)))


@get("/healthz")
async def healthz() -> Response[bytes]:
    """Whether the service answers."""
    return json_answer(b'{"status":"ok"}')


@get("/metrics")
async def metrics(state: State) -> Response[bytes]:
    """Numbers for Prometheus."""
    counted: Metrics = state.metrics
    return Response(counted.page(), media_type=METRICS_MEDIA)


async def _guide(state: State, asked: GuideRequest) -> Response[bytes]:
    desk: Desk = state.desk
    content = await desk.run(answers.guide_file, asked)
    kind = "inline" if asked.format in SHOWN else "attachment"
    headers = {"content-disposition": f'{kind}; filename="{answers.guide_name(asked)}"'}
    if asked.format == "html":
        headers |= GUIDE_POLICY
    return Response(content, media_type=GUIDES[asked.format], headers=headers)


async def _run(state: State, function: Any, asked: msgspec.Struct) -> Response[bytes]:
    desk: Desk = state.desk
    return json_answer(await desk.run(_encoded, function, asked))


def _encoded(engine: Any, function: Any, asked: msgspec.Struct) -> bytes:
    return ENCODE(function(engine, asked))


HANDLERS = (price, code, compare, guide, guide_of_body, ask, releases, rules)
OUTSIDE = (healthz, metrics)
