"""What the service says of itself is true: examples of answers are answers, and a request that does not fit is told what would."""

import json

import msgspec
import pytest

from allowable.api import openapi, requests
from allowable.api.examples import EXAMPLES
from allowable.api.misfit import misfit
from allowable.api.operations import OPERATIONS
from api_excerpts import excerpts
from api_service import DOCUMENT, application, problem, validate
from command_line import needs_facts

pytestmark = needs_facts


@pytest.fixture(scope="module")
def client():
    with application() as found:
        yield found


def test_every_answer_has_an_excerpt_of_a_true_one(client):
    held = json.loads(openapi.EXCERPTS.read_text(encoding="utf-8"))
    for name, answered in excerpts(client).items():
        assert held[name] == answered, f"{name}: the excerpt is not what is answered now; run `python tests/api_excerpts.py`"
    for one in OPERATIONS:
        content = DOCUMENT["paths"][one.path][one.method]["responses"]["200"]["content"]
        shown = [media for media, entry in content.items() if "examples" in entry or "example" in entry]
        assert shown, f"{one.name}: no answer is shown"
        for media in shown:
            if one.answers[media] and "examples" in content[media]:
                validate(content[media]["examples"]["excerpt"]["value"], one.answers[media])


def test_the_example_of_a_note_is_read(client):
    for body in EXAMPLES["note"]["bodies"].values():
        found = client.post("/v1/note", json=body).json()
        assert not found["abstained"] and [one["hcpcs"] for one in found["codes"]] == ["58558"]


@pytest.mark.parametrize("text", [EXAMPLES["note"]["bodies"]["a short note"]["text"], "The patient called about a bill.", "x"])
def test_an_impossible_day_of_a_note_is_refused_whatever_the_note_says(client, text):
    for asked in ({"on": "2024-13-01"}, {"known_on": "2024-13-01"}, {"on": "2024-13-01", "prices": False}):
        found = problem(client.post("/v1/note", json={"text": text, **asked}), 422)
        assert "2024-13-01" in found["detail"]
    sent = client.post("/v1/note", files={"file": ("note.txt", text.encode())}, data={"on": "2024-13-01"})
    assert "2024-13-01" in problem(sent, 422)["detail"]


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ({"lines": ["58558"], "setting": "moon"}, "setting", "'moon' is none of the choices; choose asc, hospital or physician"),
        ({"lines": ["58558"], "zip": "1"}, "zip", "5 to 10 characters are needed (ZIP code of the place of service"),
        ({"lines": ["58558"], "zip": 77030}, "zip", "a text is needed here, not a whole number"),
        (
            {"lines": [{"hcpcs": "585"}]},
            "lines[0].hcpcs",
            "5 characters are needed (Procedure code, five letters or digits; such as 58558)",
        ),
        ({"lines": [{"hcpcs": "58558", "units": 0}]}, "lines[0].units", "a whole number of 1 to 9999 is needed"),
        ({"lines": [{"hcpcs": "58558", "charge": 1.5}]}, "lines[0].charge", "a binary fraction is not exact"),
        ({"lines": [{"hcpcs": "58558", "modifiers": ["51"] * 5}]}, "lines[0].modifiers", "at most 4 entries are taken"),
        ({"lines": []}, "lines", "1 to 999 entries are taken"),
        ({}, "lines", "is missing (Lines of one claim, at most 999"),
        ({"codes": []}, "(the request)", "no field is called 'codes'; did you mean lines?"),
        ({"linez": []}, "(the request)", "no field is called 'linez'; did you mean lines?"),
        ({"lines": ["58558"], "edit": "x"}, "edit", "true or false is needed here, not a text"),
    ],
)
def test_what_does_not_fit_is_said_with_what_is_allowed(client, body, field, says):
    found = problem(client.post("/v1/price", json=body), 422)
    assert found["errors"][0]["field"] == field
    assert says in found["detail"]
    assert "`" not in found["detail"] and "enum" not in found["detail"] and "str" not in found["detail"].split()


def test_no_structure_speaks_of_its_own_types():
    wrong = ("x" * 3_000, -5, 1.5, [], [1] * 2_000, {}, None, True, "")
    for kind in requests.REQUESTS:
        for name in kind.__struct_fields__:
            for value in wrong:
                try:
                    msgspec.convert({name: value}, kind)
                except msgspec.ValidationError as error:
                    field, says = misfit(kind, str(error))
                    assert says and "Expected" not in says and "enum" not in says, (kind, name, value, says)
                    assert len(says) < 900 and (field or "no field" in says or "object" in says), (kind, field, says)
