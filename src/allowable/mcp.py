"""What an agent may call: price, compare, check, code, guide, audit, note and ask over the Model Context Protocol, on its official SDK.

Each tool takes the request of api/requests.py and gives the record that the command line prints as `--json`, with its citations, as
structured content. `serve_stdio` speaks with the process that started it; `http_app` gives an ASGI application. No tool has logic of its
own, and none writes anything.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import anyio.to_thread
import msgspec
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from msgspec import Meta, Struct

from . import __version__, default_engine
from .api import answers
from .api.brief import LEFT_OUT, brief
from .api.fields import Day, Known
from .api.misfit import misfit, sentence
from .api.requests import AskRequest, CheckRequest, CodeRequest, CompareRequest, GuideRecordRequest, GuideRequest, NoteRequest, PriceRequest
from .api.schemas import RECORDS
from .api.words import in_fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from starlette.applications import Starlette

    from .engine import Engine

    Json = dict[str, Any]

INSTRUCTIONS = """\
What Medicare allows for a procedure, where, on which day and why. Amounts are exact and come with the published row and the rule that gave
them; quote them. What is not known is answered as unknown with the reason: pass the reason on, never fill it in. Priced, covered and
performable are three answers. A check that was not made is not a pass. Descriptions of codes are this product's own words.
Days are texts such as 2024-06-15; amounts change by day, so ask for the day of the service. A physician's place is a ZIP code, or `mac`
with `locality`; a hospital's or surgical center's is `cbsa`, its wage area. With only a city or a ZIP code, ask `compare` first: it names
the locality and the wage area, or says why they are not decided. Without a place, amounts are national."""


class AuditTextRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A guide to audit, as text or Markdown."""

    text: Annotated[str, Meta(min_length=1, max_length=1_000_000, description="The document's text; tables as lines or Markdown.")]
    name: Annotated[str, Meta(max_length=120, description="What the answer calls it.")] = "guide.md"
    on: Annotated[Day | None, Meta(description="Check against this day; without it, against the document's own year.")] = None
    known_on: Known | None = None


class Tool:
    """One tool: its request, the function that answers it, and the name of its record in api/schemas.py."""

    __slots__ = ("answer", "name", "record", "request", "says", "title")

    def __init__(self, name: str, title: str, says: str, request: type[Struct], answer: Callable[[Engine, Any], Json], record: str) -> None:
        self.name = name
        self.title = title
        self.says = says
        self.request = request
        self.answer = answer
        self.record = record

    def described(self) -> types.Tool:
        """The tool as a client sees it: input and output schema, and that it only reads."""
        return types.Tool(
            name=self.name,
            title=self.title,
            description=self.says,
            input_schema=self._input(),
            output_schema=output_schema(self.record),
            annotations=types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False),
        )

    def _input(self) -> Json:
        (schema,), parts = msgspec.json.schema_components((self.request,), ref_template="#/$defs/{name}")
        own = dict(parts.pop(self.request.__name__)) if "$ref" in schema else dict(schema)
        own["properties"] = {**own["properties"], "detail": {"enum": ["brief", "full"], "default": "brief", "description": DETAIL}}
        return {**own, "$defs": parts} if parts else own


def output_schema(name: str) -> Json:
    """The schema of a record, whole or short, with the parts that it leads to."""
    parts: Json = {}
    whole = _inner(RECORDS[name], parts)
    return {"type": "object", **whole, **({"$defs": parts} if parts else {})}


def _inner(schema: Any, parts: Json) -> Any:
    """The same with references into its own `parts`, and nothing required that a short form leaves out."""
    if isinstance(schema, list):
        return [_inner(one, parts) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in parts:
            parts[name] = {}
            left_out = LEFT_OUT.get(name, ())
            found = _inner(RECORDS[name], parts)
            parts[name] = {**found, "required": [one for one in found["required"] if one not in left_out]} if left_out else found
        return {"$ref": f"#/$defs/{name}"}
    return {key: _inner(value, parts) for key, value in schema.items()}


def _audit(engine: Engine, request: AuditTextRequest) -> Json:
    """The audit of a text; it reads a file, so the text becomes one for that moment."""
    import pathlib
    import tempfile

    from .audits import audit_file

    name = pathlib.PurePath(request.name).name or "guide"
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / (name if name.endswith((".md", ".txt")) else f"{name}.md")
        path.write_text(request.text, encoding="utf-8")
        return audit_file(engine, path, request.known_on, request.on)


def _guide(engine: Engine, request: GuideRecordRequest) -> Json:
    return answers.guide(engine, msgspec.convert(msgspec.to_builtins(request), GuideRequest))


DETAIL = "brief: values, reasons, citations. full: every step and table, many times as long."
TOOLS = {
    one.name: one
    for one in (
        Tool(
            "price",
            "What Medicare allows",
            "Amounts of one claim's lines on a day: allowed, Medicare's and the patient's part, with the rules and rows behind them. A "
            "physician's claim needs `place_of_service` (11 office, 22 hospital, 24 surgical center); a facility's is another claim, with "
            "`setting` hospital or asc. Edits are applied only with `edit`.",
            PriceRequest,
            answers.price,
            "PriceAnswer",
        ),
        Tool(
            "compare",
            "Office, hospital, surgical center",
            "The same procedures in the three settings at a place: the physician's claim and the facility's, Medicare's part and the "
            "patient's. Takes a city or a ZIP code, and says in which locality and wage area it lies.",
            CompareRequest,
            answers.compare,
            "CompareRecord",
        ),
        Tool(
            "check",
            "Will it be denied",
            "A claim against Medicare's edits (code pairs, unit limits, modifiers and others): each passes, fails with the row that says "
            "so and what to do, or is not checked with the reason. Give `place_of_service`, `sex` and `diagnoses` where they are known: "
            "without them less is checked.",
            CheckRequest,
            answers.check,
            "CheckRecord",
        ),
        Tool(
            "code",
            "One code",
            "Everything held about one code on a day: national amounts by setting, whether it is priced, covered and performable, "
            "indicators, unit limits, documentation, history.",
            CodeRequest,
            answers.code,
            "CodeRecord",
        ),
        Tool(
            "guide",
            "Coding guide",
            "The coding guide of a procedure family (hysteroscopy) on a day: amounts, modifiers, code pairs, documentation, sources. It is "
            "long; for one code ask `code`.",
            GuideRecordRequest,
            _guide,
            "GuideRecord",
        ),
        Tool(
            "audit",
            "Audit a guide",
            "Somebody's coding guide, as text: which of its figures are true, on which service days, and what is right instead.",
            AuditTextRequest,
            _audit,
            "AuditRecord",
        ),
        Tool(
            "note",
            "Read an operative note",
            "Codes and modifiers that an operative note supports, with verbatim evidence, reasons, what the note lacks, and prices; no "
            "code where the rules do not cover what was done. The text is kept nowhere.",
            NoteRequest,
            answers.note,
            "NoteRecord",
        ),
        Tool(
            "ask",
            "Ask about coding and payment",
            "One short question in English (may two codes be billed together, an indicator, global days, units, a modifier, what a service "
            "includes), answered from the published tables or a cited policy note, or refused with the reason. For amounts ask `price`.",
            AskRequest,
            answers.ask,
            "AnswerRecord",
        ),
    )
}


def make_server(engine: Engine | None = None) -> Server[Any]:
    """The server over an engine (default: the package's own)."""
    held = engine

    async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool.described() for tool in TOOLS.values()])

    async def call_tool(_context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        return await anyio.to_thread.run_sync(_called, held, params.name, dict(params.arguments or {}))

    return Server(
        "allowable",
        version=__version__,
        title="allowable",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _called(engine: Engine | None, name: str, arguments: Json) -> types.CallToolResult:
    """The tool's record as structured content; a refusal is an error that the agent can read, never an exception."""
    tool = TOOLS.get(name)
    if tool is None:
        return _refused(f"there is no tool {name!r}; the tools are {', '.join(TOOLS)}")
    detail = arguments.pop("detail", "brief")
    if detail not in ("brief", "full"):
        return _refused(f"detail {detail!r} is neither brief nor full")
    try:
        request = msgspec.convert(arguments, tool.request)
    except msgspec.ValidationError as problem:
        return _refused(sentence(*misfit(tool.request, str(problem))))
    try:
        record = tool.answer(engine or default_engine(), request)
    except ValueError as problem:
        return _refused(in_fields(str(problem)))
    shown = record if detail == "full" else brief(name, record)
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=json.dumps(shown, ensure_ascii=False))], structured_content=shown
    )


def _refused(why: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=why)], is_error=True)


async def serve_stdio(engine: Engine | None = None) -> None:
    """Speak over standard input and output until the client goes."""
    server = make_server(engine)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def http_app(engine: Engine | None = None, host: str = "127.0.0.1") -> Starlette:
    """The server as an ASGI application at /mcp (streamable HTTP); on loopback it refuses foreign hosts and origins."""
    return make_server(engine).streamable_http_app(host=host, stateless_http=True, json_response=True)
