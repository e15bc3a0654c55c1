"""Requests that a machine makes of the OpenAPI document: the service answers as the document says, and never with a fault."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from api_service import DOCUMENT, serving
from command_line import needs_facts

schemathesis = pytest.importorskip("schemathesis", reason="NOT TESTED HERE: schemathesis is not installed")

from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

pytestmark = needs_facts
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 50  # of each operation


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("schemathesis")) as found:
        yield found


schema = schemathesis.openapi.from_dict(DOCUMENT)


ASKING = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_whatever_comes_none_of_it_is_a_fault_and_much_of_it_is_answered(server):
    """One test of all operations: how much was answered stands in the log of the one server."""
    for operation in schema.get_all_operations():

        @ASKING
        @given(case=operation.ok().as_strategy())
        def ask(case):
            case.validate_response(case.call(base_url=server.url), checks=CHECKS)

        ask()
    entries = server.entries()
    assert not [entry for entry in entries if entry["event"] == "fault"]
    assert len({entry["path"] for entry in entries if entry["status"] == 200}) >= 6
    assert len(entries) > EXAMPLES * 5
