"""The tools for agents, asked by the SDK's own client: in memory, over standard input and output of a real process, and over HTTP.

The client checks each answer against the tool's output schema; these tests check that an answer is the record of the package.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time

import anyio
import jsonschema
import pytest

mcp = pytest.importorskip("mcp", reason="the tools for agents need the package mcp")

from mcp import Client, StdioServerParameters, stdio_client  # noqa: E402

import allowable  # noqa: E402
from allowable.mcp import TOOLS, make_server  # noqa: E402

ROOT = pathlib.Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
GUIDE = (
    "# Coding guide 2024\n\n| CPT | Physician facility |\n|---|---|\n| 58558 | $230 |\n\nSource: Medicare physician fee schedule 2024.\n"
)
NOTE = """PROCEDURE PERFORMED: Hysteroscopy with polypectomy.

DESCRIPTION OF PROCEDURE: The patient was taken to the operating room, prepped and draped in the lithotomy position.
The cervix was dilated and the hysteroscope was introduced into the uterine cavity. A polyp of the fundus was seen, and it was removed under
direct vision with the scissors. The hysteroscope was withdrawn. She tolerated the procedure well.
"""
MOST_CHARACTERS = 90_000  # clients cut an answer off, many at 25,000 tokens
CALLS = [
    ("price", {"lines": ["58558", "58563"], "on": "2025-03-10", "place_of_service": "22"}),
    ("compare", {"codes": ["58558"], "on": "2025-03-10"}),
    ("check", {"lines": ["58558", "58563"], "on": "2024-08-01", "place_of_service": "22"}),
    ("code", {"hcpcs": "58565", "on": "2025-03-10"}),
    ("guide", {"family": "hysteroscopy", "on": "2025-03-10"}),
    ("audit", {"text": GUIDE}),
    ("note", {"text": NOTE, "on": "2025-03-10"}),
    ("ask", {"question": "Can 58555 be billed with 58558?"}),
]


def with_client(server, work):
    """What `work(client)` gives of a client connected to a server, a URL or a process."""

    async def run():
        async with Client(server) as client:
            return await work(client)

    return anyio.run(run)


async def every_call(client):
    return {name: (await client.call_tool(name, arguments)).structured_content for name, arguments in CALLS}


def test_the_tools_are_those_of_the_doors():
    tools = with_client(make_server(), lambda client: client.list_tools()).tools
    assert [one.name for one in tools] == list(TOOLS) == [name for name, _ in CALLS]
    for one in tools:
        assert one.description and one.input_schema["properties"] and ("required" in one.output_schema or "oneOf" in one.output_schema)
        jsonschema.Draft202012Validator.check_schema(one.output_schema)
        assert one.annotations.read_only_hint


@pytest.fixture(scope="module")
def answers():
    return with_client(make_server(), every_call)


def test_every_answer_is_the_record_of_the_package(answers):
    assert answers["price"]["total"] == {"allowed": "314.73", "medicare": "246.75", "patient": "62.94"}
    assert answers["compare"] == allowable.compare(["58558"], "2025-03-10")
    assert answers["code"]["truths"] == allowable.code("58565", "2025-03-10")["truths"]
    assert answers["check"]["lines"][0]["outcome"] == "fail"
    guide = allowable.guide("hysteroscopy", "2025-03-10")
    assert [one["physician"] for one in answers["guide"]["codes"]] == [one["physician"] for one in guide["codes"]]
    assert len(answers["guide"]["pairs"]["cells"]) == len(guide["pairs"]["cells"])
    assert answers["audit"]["schema"] == "allowable.audit/1"
    assert [one["hcpcs"] for one in answers["note"]["codes"]] == ["58558"]
    assert answers["ask"]["answered"] and answers["ask"]["citations"]


@pytest.mark.parametrize("detail", ["brief", "full"])
@pytest.mark.parametrize(("name", "arguments"), [*CALLS, ("price", {**CALLS[0][1], "edit": True, "on": "2024-08-01"})])
def test_every_answer_is_as_its_schema_says_whole_or_short(name, arguments, detail):
    found = with_client(make_server(), lambda client: client.call_tool(name, {**arguments, "detail": detail})).structured_content
    jsonschema.validate(found, TOOLS[name].described().output_schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**found, "schema": "another/1"}, TOOLS[name].described().output_schema)


def test_a_short_answer_keeps_amounts_reasons_citations_and_rows(answers):
    line = answers["price"]["lines"][0]
    full = with_client(make_server(), lambda client: client.call_tool("price", {**CALLS[0][1], "detail": "full"})).structured_content
    assert {name: line[name] for name in line if name != "account"} == {
        name: value for name, value in full["lines"][0].items() if name != "account"
    }
    assert all(step["cites"] for step in line["account"]["steps"]) and line["account"]["rows"][0]["sha256"]
    assert len(json.dumps(answers["price"])) < len(json.dumps(full)) / 2


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_a_short_answer_fits_what_a_client_takes_at_once(name, arguments):
    found = with_client(make_server(), lambda client: client.call_tool(name, arguments)).content[0].text
    assert len(found) < MOST_CHARACTERS


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("price", {"lines": ["5855"], "on": "2025-03-10"}, "lines[0]: 5 to 200 characters are needed"),
        ("price", {"lines": ["58558"], "on": "June 2024"}, "such as 2025-03-10"),
        ("price", {"lines": ["58558"], "on": "2024-06-14", "setting": "asc", "zip": "77030"}, "`compare` takes a ZIP code or a city"),
        ("code", {"code": "58558"}, "did you mean hcpcs?"),
        ("price", {"lines": ["58558"], "on": "2025-13-10", "place_of_service": "22"}, "2025-13-10"),
        ("price", {"codes": ["58558"]}, "did you mean lines?"),
        ("guide", {"family": "nephrology", "on": "2025-03-10"}, "hysteroscopy"),
        ("note", {"text": "   "}, "empty"),
        ("code", {"hcpcs": "58558", "detail": "some"}, "brief"),
        ("nothing", {}, "there is no tool"),
    ],
)
def test_a_refusal_is_an_error_that_says_what_to_do(name, arguments, says):
    found = with_client(make_server(), lambda client: client.call_tool(name, arguments))
    assert found.is_error and says in found.content[0].text


def test_a_real_process_answers_over_standard_input_and_output(answers):
    parameters = StdioServerParameters(command=sys.executable, args=["-m", "allowable", "mcp"], env=ENVIRONMENT)
    assert with_client(stdio_client(parameters), every_call)["price"] == answers["price"]


@pytest.fixture(scope="module")
def address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "allowable", "mcp", "--http", "--port", str(port)], env=ENVIRONMENT)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(10)


def test_a_real_server_answers_over_http(address, answers):
    assert with_client(address, every_call)["compare"] == answers["compare"]
