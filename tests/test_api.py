"""The operations answer with the very records of the command line, and with nothing else than the OpenAPI document says."""

import json

import jsonschema
import msgspec
import pytest

from allowable.api import answers, encode, requests
from allowable.api.examples import EXAMPLES
from allowable.api.handlers import GUIDES
from allowable.api.operations import OPERATIONS
from allowable.api.problem import KINDS, MEDIA
from allowable.api.words import in_fields
from api_service import DOCUMENT, application, lines_csv, problem, validate
from command_line import needs_facts, run  # noqa: F401  # a fixture

pytestmark = needs_facts
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client():
    with application() as found:
        yield found


BODIES = [(one, name, body) for one in OPERATIONS if one.body for name, body in EXAMPLES[one.name]["bodies"].items()]


@pytest.mark.parametrize(("one", "name", "body"), BODIES, ids=lambda value: value if isinstance(value, str) else "")
def test_every_example_is_answered_as_its_schema_says(client, one, name, body):
    response = client.request(one.method, one.path, json=body)
    assert response.status_code == 200, response.text
    validate(response.json(), one.answers["application/json"])


FILES = [(one, name) for one in OPERATIONS if one.form for name in EXAMPLES[one.name]["files"]]


@pytest.mark.parametrize(("one", "name"), FILES, ids=lambda value: value if isinstance(value, str) else value.name)
def test_every_example_of_a_file_is_answered_in_a_form_and_as_the_body(client, one, name):
    file, text, fields = EXAMPLES[one.name]["files"][name]
    in_form = client.post(one.path, files={"file": (file, text.encode())}, data=fields)
    whole = client.post(one.path, params={"name": file, **fields}, content=text, headers={"content-type": "application/octet-stream"})
    assert in_form.status_code == 200 and in_form.content == whole.content, in_form.text
    described = {one["name"] for one in DOCUMENT["paths"][one.path]["post"]["parameters"]}
    assert {"name", *fields} <= described and in_form.headers["content-type"].partition("; charset")[0] in one.answers


def test_a_head_is_a_get_without_its_content(client):
    for path in ("/v1/codes/58563?on=2024-06-14", "/healthz", "/schema/openapi.json"):
        got, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == got.headers["content-type"]
        assert head.headers["content-length"] == str(len(got.content))
    assert client.head("/v1/price").status_code == 405 and client.head("/v1/codes/5855").status_code == 422


@pytest.mark.parametrize("one", [one for one in OPERATIONS if one.method == "get"], ids=lambda one: one.name)
def test_every_get_answers_its_example(client, one):
    response = client.get(one.path.replace("{code}", "58565"), params=EXAMPLES[one.name].get("query", {}))
    assert response.status_code == 200, response.text
    media = response.headers["content-type"].partition("; charset")[0]
    assert media in one.answers
    if one.answers[media]:
        validate(response.json(), one.answers[media])


@pytest.mark.parametrize(
    ("argv", "path", "body"),
    [
        (
            ("price", "58558", "58563-51", "--on", "2025-03-10", "--pos", "22", "--zip", "77030"),
            "/v1/price",
            {"lines": ["58558", "58563-51"], "on": "2025-03-10", "place_of_service": "22", "zip": "77030"},
        ),
        (
            ("price", "58563@9000", "--setting", "hospital", "--on", "2025-03-10", "--cbsa", "26420", "--quality-reduction"),
            "/v1/price",
            {
                "lines": [{"hcpcs": "58563", "charge": "9000"}],
                "setting": "hospital",
                "on": "2025-03-10",
                "cbsa": "26420",
                "quality_reduction": True,
            },
        ),
        (
            ("price", "58558", "58563", "58555", "--on", "2024-08-01", "--pos", "22", "--edit"),
            "/v1/price",
            {"lines": ["58558", "58563", "58555"], "on": "2024-08-01", "place_of_service": "22", "edit": True},
        ),
        (
            ("check", "58558", "58563", "58555", "--on", "2024-08-01", "--pos", "22", "--sex", "F", "--diagnosis", "N92.0"),
            "/v1/check",
            {"lines": ["58558", "58563", "58555"], "on": "2024-08-01", "place_of_service": "22", "sex": "F", "diagnoses": ["N92.0"]},
        ),
        (
            ("check", "58558", "58563", "--on", "2024-08-01"),
            "/v1/check",
            {"lines": ["58558", "58563"], "on": "2024-08-01"},
        ),
        (
            ("compare", "58558", "58563", "--on", "2025-03-10", "--zip", "77030"),
            "/v1/compare",
            {"codes": ["58558", "58563"], "on": "2025-03-10", "zip": "77030"},
        ),
        (
            ("guide", "hysteroscopy", "--on", "2024-03-15", "--known-on", "2024-03-15"),
            "/v1/guide",
            {"family": "hysteroscopy", "on": "2024-03-15", "known_on": "2024-03-15"},
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_post_is_what_the_command_line_prints(client, run, argv, path, body):  # noqa: F811
    status, printed, said = run(*argv, "--json")
    assert status < 2, said
    assert client.post(path, json=body).json() == json.loads(printed)


@pytest.mark.parametrize(
    ("argv", "path"),
    [
        (("code", "58565", "--on", "2025-03-10"), "/v1/codes/58565?on=2025-03-10"),
        (("code", "58558"), "/v1/codes/58558"),
        (("rules", "conversion_factor", "--system", "physician"), "/v1/rules?system=physician&names=conversion_factor"),
        (("guide", "hysteroscopy", "--on", "2024-03-15", "--zip", "77030"), "/v1/guide?family=hysteroscopy&on=2024-03-15&zip=77030"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_get_is_what_the_command_line_prints(client, run, argv, path):  # noqa: F811
    status, printed, said = run(*argv, "--json")
    assert status < 2, said
    assert client.get(path).json() == json.loads(printed)


def test_releases_are_the_command_lines_but_for_folders_of_the_machine(client, run):  # noqa: F811
    printed = json.loads(run("releases", "list", "--json")[1])
    found = client.get("/v1/releases").json()
    assert "/" not in "".join(one["path"] for one in found["tables"])
    assert [one["prints"] for one in found["tables"]] == [one["prints"] for one in printed["tables"]]
    shown = client.get("/v1/releases", params={"name": "relative_values"}).json()
    assert shown["table"]["shape"] == json.loads(run("releases", "show", "relative_values", "--json")[1])["table"]["shape"]


@pytest.mark.parametrize("kind", GUIDES)
def test_a_guide_comes_in_every_format(client, kind):
    starts = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK", "html": b"<!", "md": b"#", "json": b"{"}
    response = client.get("/v1/guide", params={"family": "hysteroscopy", "on": "2024-03-15", "format": kind})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == GUIDES[kind]
    assert response.headers["content-disposition"].endswith(f'filename="hysteroscopy-2024-03-15.{kind}"')
    assert response.content.lstrip().lower().startswith(starts[kind].lower())


def test_a_written_line_and_a_spelled_one_are_the_same(client):
    written = {"lines": ["58558-51x2@1200.00"], "on": "2025-03-10", "place_of_service": "22"}
    spelled = {**written, "lines": [{"hcpcs": "58558", "modifiers": ["51"], "units": 2, "charge": "1200.00"}]}
    assert client.post("/v1/price", json=written).json() == client.post("/v1/price", json=spelled).json()


def test_many_lines_are_priced_as_few_are(client):
    few = client.post("/v1/price", json={"lines": ["58558"], "on": "2025-03-10", "place_of_service": "22"}).json()
    many = client.post("/v1/price", json={"lines": ["58558", *["99213:denied"] * 30], "on": "2025-03-10", "place_of_service": "22"}).json()
    assert many["lines"][0]["allowed"] == few["lines"][0]["allowed"]


CLAIMS = (
    [
        {"lines": [code], "on": day, "place_of_service": place, "mac": "02102", "locality": "01"}
        for code in ("58558", "99213", "70553-26", "00952-AA:minutes=45", "27447-50", "J1100", "99999")
        for day in ("2024-03-15", "2026-02-10")
        for place in ("22", "11")
    ]
    + [
        {"lines": ["58558", "58563-51", "58555@900.00"], "on": "2024-08-01", "setting": setting, "cbsa": "26420", "quality_reduction": True}
        for setting in ("hospital", "asc")
    ]
    + [
        {
            "lines": ["58558", "58563-51"],
            "on": "2026-02-01",
            "place_of_service": "24",
            "known_on": "2026-01-01",
            "deductible_remaining": "100.00",
        },
        {"lines": ["58558"], "on": "2025-03-10", "place_of_service": "11", "zip": "77030"},
    ]
)


def test_the_quick_bytes_of_a_price_are_those_of_its_record(engine):
    answered = 0
    for claim in CLAIMS * 2:  # the second time from what was kept
        request = msgspec.convert(claim, requests.PriceRequest)
        try:
            record = answers.price(engine, request)
        except ValueError:
            continue
        answered += 1
        assert encode.price_bytes(engine, request) == msgspec.json.encode(record)
    assert answered > len(CLAIMS)


def test_what_is_kept_for_quick_bytes_is_bounded(engine, monkeypatch):
    monkeypatch.setattr(encode, "MOST_KEPT", 50)
    monkeypatch.setattr(encode, "MOST_STEPS", 50)
    monkeypatch.setattr(encode, "_STEPS", encode._Steps())
    for claim in CLAIMS[:4]:
        request = msgspec.convert(claim, requests.PriceRequest)
        assert encode.price_bytes(engine, request) == msgspec.json.encode(answers.price(engine, request))
    assert 0 < len(encode._STEPS._cells) <= 50 and 0 < len(encode._STEPS._steps) <= 50


def test_the_document_names_every_operation_and_every_problem(client):
    found = client.get("/schema/openapi.json")
    assert found.headers["content-type"].startswith("application/vnd.oai.openapi+json")
    document = found.json()
    assert document == DOCUMENT and document["openapi"] == "3.1.0"
    routes = {(route.path_format, method.lower()) for route in client.app.routes for method in route.methods - {"OPTIONS", "HEAD"}}
    described = {(path, method) for path, methods in document["paths"].items() for method in methods}
    assert routes - described == {("/schema/openapi.json", "get")}
    assert described <= routes
    for methods in document["paths"].values():
        for operation in methods.values():
            statuses = set(operation["responses"]) - {"200"}
            assert statuses <= {str(status) for status in KINDS}
            assert {"500", "421"} <= statuses
    for status in KINDS:
        content = document["components"]["responses"][f"Problem{status}"]["content"][MEDIA]
        validate(content["example"], "Problem")


def test_every_request_has_examples_that_fit_it():
    kinds = {one.__name__: one for one in requests.REQUESTS}
    for one in OPERATIONS:
        if one.body is not None:
            assert EXAMPLES[one.name]["bodies"], one.name
            for body in EXAMPLES[one.name]["bodies"].values():
                msgspec.convert(body, kinds[one.body.__name__])


def test_the_document_is_one_of_openapi():
    schemas = DOCUMENT["components"]["schemas"]
    for name, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema.get("description") or "oneOf" in schema or name in ("Health",), name
    text = json.dumps(DOCUMENT)
    named = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert named <= set(schemas)


@pytest.mark.parametrize(
    ("said", "in_words"),
    [
        ("give --pos (22), or --zip", "give `place_of_service` (22), or `zip`"),
        ("give --hospital-wage-index 1.0", "give `hospital_wage_index` 1.0"),
        ("run `allowable releases import FILE --out DIR`", "run `allowable releases import FILE --out DIR`"),
    ],
)
def test_messages_of_the_command_line_name_fields_here(said, in_words):
    assert in_fields(said) == in_words


def test_a_repriced_table_is_what_the_command_line_writes(client, run, tmp_path):  # noqa: F811
    source, target = tmp_path / "lines.csv", tmp_path / "amounts.csv"
    source.write_bytes(lines_csv(500))
    assert run("reprice", source, "-o", target)[0] == 0
    response = client.post("/v1/reprice", files={"file": ("lines.csv", source.read_bytes())})
    assert response.status_code == 200
    assert response.content == target.read_bytes()
    assert response.headers["content-disposition"] == 'attachment; filename="amounts.csv"'
    assert int(response.headers["content-length"]) == len(response.content)


@pytest.mark.parametrize(("kind", "start"), [("parquet", b"PAR1"), ("arrow", b"ARROW1"), ("csv", b'"claim_id"')])
def test_a_table_comes_back_as_asked(client, kind, start):
    response = client.post("/v1/reprice", params={"format": kind}, content=lines_csv(20), headers={"content-type": "text/csv"})
    assert response.status_code == 200, response.text
    assert response.content.startswith(start)


def test_a_table_with_other_names_is_mapped(client):
    table = lines_csv(3).replace(b"hcpcs", b"PROC_CD").replace(b",place_of_service", b"").replace(b",22\n", b"\n")
    fields = {"mapping": 'hcpcs = "PROC_CD"\n[constant]\nplace_of_service = "22"\n', "setting": "physician"}
    response = client.post("/v1/reprice", files={"file": ("lines.csv", table)}, data=fields)
    assert response.status_code == 200, response.text
    assert response.text.count("224.48") == 3


def test_a_checked_file_is_what_the_command_line_prints(client, run, tmp_path):  # noqa: F811
    source = tmp_path / "claims.csv"
    source.write_bytes(lines_csv(3) + b"9,1,2024-08-01,58558,1,22\n9,2,2024-08-01,58555,1,22\nX,1,no-day,58558,1,22\n")
    status, printed, _ = run("check", source, "--json")
    wanted = [json.loads(line) for line in printed.splitlines()]
    response = client.post("/v1/check", files={"file": ("claims.csv", source.read_bytes())})
    found = [json.loads(line) for line in response.text.splitlines()]
    assert response.headers["content-type"] == "application/x-ndjson"
    assert status and len(found) == len(wanted) > 3
    assert wanted[-1].pop("file") == str(source) and found[-1].pop("file") == "claims.csv"
    assert [one for one in found if "schema" in one] == [
        {**one, "place": one["place"].replace(f"{tmp_path}/", "")} if one.get("place") else one for one in wanted
    ]
    fewer = client.post("/v1/check?everything=false", files={"file": ("claims.csv", source.read_bytes())})
    assert 1 < len(fewer.text.splitlines()) < len(found)


@pytest.mark.parametrize("path", ["/v1/check", "/v1/reprice"])
def test_a_table_that_holds_no_claims_is_a_problem_without_folders_of_the_machine(client, path):
    for name, content, says in (
        ("w.csv", b"a,b\n1,2\n", "w.csv lacks the columns"),
        ("noise.parquet", b"\0\1\2,\xff\n" * 50, "noise.parquet"),
    ):
        response = client.post(path, files={"file": (name, content)})
        assert response.status_code == 422, response.text
        assert says in response.json()["detail"] and "/" not in response.json()["detail"].replace("/v1/check", "")


def test_an_audited_guide_is_what_the_command_line_prints(client, run, tmp_path):  # noqa: F811
    source = tmp_path / "guide.txt"
    source.write_text("In 2024, national payment, physician in a facility: 58558 $224.48; 58563 $240.12.\n")
    status, printed, _ = run("audit", source, "--json")
    response = client.post("/v1/audit", files={"file": ("guide.txt", source.read_bytes())})
    assert status < 2 and response.json() == json.loads(printed)
    validate(response.json(), "AuditRecord")


def test_an_uploaded_note_is_read_as_its_text_is(client):
    text = EXAMPLES["note"]["bodies"]["a short note"]["text"]
    by_text = client.post("/v1/note", json={"text": text, "name": "note.txt", "on": "2025-03-10"})
    by_file = client.post("/v1/note", files={"file": ("note.txt", text.encode())}, data={"on": "2025-03-10"})
    assert by_text.status_code == 200, by_text.text
    assert by_file.json() == by_text.json()
    validate(by_file.json(), "NoteRecord")


def test_what_is_not_held_is_said_once_with_the_days_that_are(client):
    found = problem(client.post("/v1/price", json={"lines": ["58558"], "on": "2035-01-01", "place_of_service": "22"}), 422)
    assert "2035-01-01 is after the last day that is held" in found["detail"]
