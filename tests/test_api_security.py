"""Who may ask, how much and how long; that every error is a problem that says what to do; and that nothing of what is sent is noted."""

import base64
import json
import pathlib
import time

import msgspec
import pytest

from allowable.api import handlers
from allowable.api.gate import SECURITY
from allowable.api.rate import Rate
from allowable.api.settings import Settings, SettingsError, read_settings, token_digest
from allowable.api.uploads import safe_name
from api_service import TOKEN, application, lines_csv, problem
from command_line import needs_facts

pytestmark = needs_facts
PRICE = {"lines": ["58558"], "on": "2025-03-10", "place_of_service": "22"}
JSON = {"content-type": "application/json"}
SECRET = "Jane Q Sample, born 1961"


@pytest.fixture(scope="module")
def client():
    with application() as found:
        yield found


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "says"),
    [
        ("GET", "/v1/nothing", {}, 404, "path"),
        ("GET", "/v1/price", {}, 405, "POST"),
        ("DELETE", "/v1/codes/58558", {}, 405, "GET"),
        ("POST", "/v1/price", {"content": b"{", "headers": JSON}, 400, "JSON"),
        ("POST", "/v1/price", {"content": b"\xff\xfe{}", "headers": JSON}, 400, "JSON"),
        ("POST", "/v1/price", {"content": b"[" * 100_000, "headers": JSON}, 422, "object"),
        ("POST", "/v1/price", {"content": b'{"lines":' + b"[" * 100_000, "headers": JSON}, 422, "lines"),
        ("POST", "/v1/price", {"content": b"{}", "headers": {"content-type": "text/xml"}}, 415, "application/json"),
        ("POST", "/v1/price", {"json": {}}, 422, "lines"),
        ("POST", "/v1/price", {"json": {**PRICE, "lines": []}}, 422, "lines"),
        ("POST", "/v1/price", {"json": {**PRICE, "lines": ["58558"] * 1000}}, 422, "lines"),
        ("POST", "/v1/price", {"json": {**PRICE, "posx": "22"}}, 422, "posx"),
        ("POST", "/v1/price", {"json": {**PRICE, "on": "2025-13-10"}}, 422, "2025-13-10"),
        ("POST", "/v1/price", {"json": {**PRICE, "lines": [{"hcpcs": "58558", "charge": 0.1}]}}, 422, "lines[0].charge"),
        ("POST", "/v1/price", {"json": {**PRICE, "zip": "77030", "mac": "02102", "locality": "01"}}, 422, "`zip`"),
        ("POST", "/v1/price", {"json": {**PRICE, "setting": "asc", "zip": "77030"}}, 422, "`cbsa`"),
        ("POST", "/v1/price", {"json": {"lines": ["58558"], "zip": "77030", "place_of_service": "22"}}, 422, "`on`"),
        ("POST", "/v1/price", {"json": {"lines": ["58558"], "on": "2025-03-10"}}, 422, "place of service"),
        ("POST", "/v1/price", {"json": {**PRICE, "zip": "99999"}}, 422, "99999"),
        ("POST", "/v1/compare", {"json": {"codes": ["58558:denied"], "on": "2025-03-10"}}, 422, "comparison"),
        ("POST", "/v1/check", {"json": {"lines": ["58558"]}}, 422, "service day"),
        ("GET", "/v1/codes/5855", {}, 422, "5"),
        ("GET", "/v1/codes/ZZZZZ", {}, 422, "ZZZZZ"),
        ("GET", "/v1/codes/58558?on=yesterday", {}, 422, "on"),
        ("GET", "/v1/codes/58558?day=2025-01-01", {}, 422, "day"),
        ("GET", "/v1/codes/58558?on=2025-01-01&on=2025-01-02", {}, 422, "twice"),
        ("GET", "/v1/codes/58558?hcpcs=58563", {}, 422, "path"),
        ("GET", "/v1/rules?" + "names=a&" * 41, {}, 422, "40 fields"),
        ("POST", "/v1/audit?" + "a=1&" * 41, {"files": {"file": ("a.txt", b"x")}}, 422, "40 fields"),
        ("GET", "/v1/guide?family=hysteroscopy&on=2024-03-15&format=exe", {}, 422, "format"),
        ("GET", "/v1/guide?family=../../etc/passwd&on=2024-03-15", {}, 422, "family"),
        ("GET", "/v1/releases?name=nothing", {}, 404, "nothing"),
        ("GET", "/v1/rules?names=nothing_is_called_so", {}, 404, "nothing_is_called_so"),
        ("POST", "/v1/reprice", {"json": {}}, 415, "file"),
        ("POST", "/v1/audit", {"content": b"x", "headers": {"content-type": "multipart/form-data"}}, 400, "boundary"),
        ("POST", "/v1/audit", {"content": b"--b\r\nx", "headers": {"content-type": "multipart/form-data; boundary=b"}}, 400, "multipart"),
        ("POST", "/v1/audit", {"data": {"on": "2024-03-15"}, "files": {"nothing": (None, "x")}}, 400, "No file"),
        ("POST", "/v1/audit", {"files": [("file", ("a.txt", b"x")), ("file", ("b.txt", b"x"))]}, 400, "one file"),
        ("POST", "/v1/audit", {"files": {"file": ("a.exe", b"MZ")}}, 422, ".exe"),
        ("POST", "/v1/audit", {"files": {"file": ("a.pdf", b"MZ")}}, 422, "PDF"),
        ("POST", "/v1/audit", {"files": {"file": ("a.docx", b"PK\x03\x04 nothing")}}, 422, "a.docx"),
        ("POST", "/v1/reprice", {"files": {"file": ("a.parquet", b"PAR1 cut short")}}, 422, "a.parquet"),
        ("POST", "/v1/reprice", {"files": {"file": ("a.csv", b"a,b\n1,2\n")}}, 422, "lacks the columns"),
        ("POST", "/v1/reprice", {"files": {"file": ("a.837", b"ISA*00*")}}, 422, "table"),
        ("POST", "/v1/reprice?setting=nowhere", {"files": {"file": ("a.csv", b"a,b\n1,2\n")}}, 422, "setting"),
        ("POST", "/v1/reprice", {"files": {"file": ("a.csv", lines_csv(1))}, "data": {"mapping": "= no"}}, 422, "mapping"),
        ("POST", "/v1/check", {"files": {"file": ("a.pdf", b"%PDF-1.7")}}, 422, "PDF"),
        ("POST", "/v1/note", {"json": {"text": ""}}, 422, "empty"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("/") else "",
)
def test_every_error_is_a_problem_that_says_what_to_do(client, method, path, more, status, says):
    response = client.request(method, path, **more)
    found = problem(response, status)
    assert says in response.text, found
    assert "/tmp" not in response.text and "allowable-upload" not in response.text
    if status == 405:
        assert says in response.headers["allow"]


def test_a_fault_says_nothing_of_why_and_is_logged_without_its_message(monkeypatch, tmp_path):
    def broken(engine, asked):
        raise KeyError(SECRET)

    monkeypatch.setattr(handlers.answers, "compare", broken)
    log = tmp_path / "log"
    with application(log) as client:
        response = client.post("/v1/compare", json={"codes": ["58558"], "on": "2025-03-10"})
    found = problem(response, 500)
    assert SECRET not in response.text
    text = log.read_text()
    fault = next(entry for entry in map(json.loads, text.splitlines()) if entry["event"] == "fault")
    assert fault["kind"] == "KeyError" and fault["id"] in found["instance"] and fault["where"][-1].endswith("broken")
    assert SECRET not in text


def test_nothing_that_is_sent_is_logged(tmp_path):
    log = tmp_path / "log"
    note = f"PATIENT: {SECRET}\nPROCEDURE: hysteroscopy with biopsy\n"
    with application(log) as client:
        client.post("/v1/note", json={"text": note, "name": SECRET})
        client.post("/v1/note", files={"file": (f"{SECRET}.txt", note.encode())})
        client.post("/v1/note", files={"file": (f"{SECRET}.exe", note.encode())})
        client.post("/v1/ask", json={"question": f"Can 58558 be billed for {SECRET}?"})
        client.post("/v1/audit", files={"file": (f"{SECRET}.txt", note.encode())})
        client.get("/v1/rules", params={"names": SECRET})
        client.get(f"/v1/codes/{SECRET}")
        client.get(f"/{SECRET}")
        client.post("/v1/price", content=note.encode(), headers=JSON)
        client.get("/metrics", headers={"authorization": f"Bearer {SECRET}"})
        metrics = client.get("/metrics").text
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(entries) == 11
    for word in (SECRET, "Jane", "Sample", "born"):  # and not its digits, which any figure may hold
        assert word not in log.read_text()
        assert word not in metrics
    assert {entry["path"] for entry in entries} <= {
        "/v1/note", "/v1/ask", "/v1/audit", "/v1/rules", "/v1/codes/{code}", "(none)", "/v1/price", "/metrics",
    }  # fmt: skip
    assert all(set(entry) == {"time", "event", "id", "method", "path", "status", "milliseconds", "received", "sent"} for entry in entries)


@pytest.mark.parametrize("path", ["/healthz", "/v1/codes/58558", "/nothing", "/v1/codes/ZZ", "/schema/openapi.json"])
def test_every_answer_has_its_headers_and_no_other_site_may_read_it(client, path):
    response = client.get(path, headers={"origin": "https://elsewhere.example"})
    for name, value in SECURITY:
        assert response.headers[name.decode()] == value.decode()
    assert response.headers["x-request-id"]
    assert not [name for name in response.headers if name.startswith("access-control")]
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
    assert not [name for name in client.options(path, headers=asked).headers if name.startswith("access-control")]


def test_the_ids_of_requests_differ_and_are_not_taken_from_the_client(client):
    ids = [client.get("/healthz", headers={"x-request-id": "mine"}).headers["x-request-id"] for _ in range(3)]
    assert len(set(ids)) == 3 and "mine" not in ids


def test_a_page_elsewhere_reaches_nothing():
    with application(names=()) as client:
        assert client.get("/healthz", headers={"host": "127.0.0.1:8765"}).status_code == 200
        assert client.get("/healthz", headers={"host": "[::1]:8765"}).status_code == 200
        problem(client.get("/v1/rules", headers={"host": "rebound.example"}), 421)
        local = {"host": "localhost", "sec-fetch-site": "cross-site"}
        problem(client.post("/v1/audit", files={"file": ("a.txt", b"x")}, headers=local), 403)


def test_with_a_token_only_those_who_have_it_are_answered():
    with application(token_digest=token_digest(TOKEN), host="0.0.0.0") as client:
        assert client.get("/healthz").status_code == 200
        wrong = [{}, {"authorization": "Bearer "}, {"authorization": f"Bearer {TOKEN}x"}, {"authorization": f"Bearer {TOKEN[:-1]}"}]
        wrong += [{"authorization": TOKEN}, {"authorization": f"Basic {TOKEN}"}, {"authorization": "Basic ====="}]
        for path in ("/v1/rules", "/metrics", "/schema/openapi.json", "/nothing"):
            for headers in wrong:
                response = client.get(path, headers=headers)
                problem(response, 401)
                assert "Bearer" in response.headers["www-authenticate"]
                assert TOKEN not in response.text
        basic = base64.b64encode(f"anybody:{TOKEN}".encode()).decode()
        for headers in ({"authorization": f"Bearer {TOKEN}"}, {"authorization": f"bearer {TOKEN}"}, {"authorization": f"Basic {basic}"}):
            assert client.get("/v1/rules?names=work_index", headers=headers).status_code == 200


def test_the_token_is_compared_in_constant_time_and_kept_nowhere(monkeypatch):
    seen = []
    from allowable.api import settings as module

    compare = module.hmac.compare_digest
    monkeypatch.setattr(module.hmac, "compare_digest", lambda one, other: seen.append((one, other)) or compare(one, other))
    settings = Settings(host="0.0.0.0", token_digest=token_digest(TOKEN))
    assert settings.may_ask(TOKEN.encode()) and not settings.may_ask(b"x")
    assert len(seen) == 2 and all(len(one) == len(other) == 64 for one, other in seen)
    assert TOKEN not in repr(settings) and TOKEN not in str(settings.environment())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
def test_beyond_loopback_a_token_is_needed(host):
    with pytest.raises(SettingsError, match="--token-file"):
        Settings(host=host).checked()
    assert Settings(host=host, token_digest=token_digest(TOKEN)).checked().rate == 600


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.0.1"])
def test_on_loopback_none_is(host):
    assert Settings(host=host).checked().rate == 0


@pytest.mark.parametrize("token", ["", "short", "x" * 31, "x" * 40 + " y", "ü" * 40])
def test_a_weak_token_is_refused_and_not_shown(token):
    with pytest.raises(SettingsError) as caught:
        token_digest(token)
    assert not token or token not in str(caught.value)


def test_settings_come_from_the_environment_and_over_it_what_is_given():
    environment = {"ALLOWABLE_API_PORT": "9000", "ALLOWABLE_API_NAMES": "a.example, b.example", "ALLOWABLE_API_TOKEN": TOKEN}
    found = read_settings(environment, port=9001, workers=None)
    assert (found.port, found.names, found.workers) == (9001, ("a.example", "b.example"), 1)
    assert found.token_digest == token_digest(TOKEN)
    assert read_settings(found.environment()) == found
    with pytest.raises(SettingsError, match="port"):
        read_settings({"ALLOWABLE_API_PORT": "many"})


def test_who_asks_too_often_is_told_when_to_come_back():
    with application(requests_per_minute=5) as client:
        answers = [client.get("/healthz") for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    problem(answers[-1], 429)
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 12


def test_the_bucket_fills_again_and_forgets_old_clients(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr("allowable.api.rate.MOST_CLIENTS", 3)
    rate = Rate(60)
    assert [rate.wait("a") for _ in range(61)] == [0] * 60 + [1]
    now[0] += 2
    assert [rate.wait("a") for _ in range(3)] == [0, 0, 1]
    for name in "bcdefg":
        assert rate.wait(name) == 0
    assert len(rate._clients) <= 3


def test_what_is_too_large_is_refused():
    with application(largest_request=1000, largest_document=3000, largest_upload=5000) as client:
        problem(client.post("/v1/price", content=b"x" * 1001, headers=JSON), 413)
        problem(client.post("/v1/price", content=(b"x" * 100 for _ in range(20)), headers=JSON), 413)  # without a length
        problem(client.post("/v1/audit", files={"file": ("a.txt", b"x" * 3000)}), 413)
        problem(client.post("/v1/reprice", content=(b"x" * 1000 for _ in range(9)), headers={"content-type": "text/csv"}), 413)
        problem(client.post("/v1/price", content=b"{}", headers={**JSON, "content-length": "9" * 30}), 413)
        assert client.post("/v1/price", json=PRICE).status_code == 200


def test_a_file_of_too_many_lines_is_refused():
    with application(most_lines=10) as client:
        for path in ("/v1/reprice", "/v1/check"):
            assert "10 lines" in problem(client.post(path, files={"file": ("a.csv", lines_csv(40))}), 413)["detail"]


def test_an_answer_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(handlers.answers, "compare", lambda engine, asked: time.sleep(3))
    with application(answer_seconds=1, threads=1) as client:
        response = client.post("/v1/compare", json={"codes": ["58558"], "on": "2025-03-10"})
    assert "1 seconds" in problem(response, 503)["detail"] and response.headers["retry-after"]


def test_a_file_that_takes_too_long_is_given_up_and_removed(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with application(file_seconds=1) as client:
        response = client.post("/v1/check", files={"file": ("a.csv", lines_csv(20_000))})
        assert "1 seconds" in problem(response, 503)["detail"]
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/cron.d/x.csv", "x.csv"),
        ("..", "upload"),
        (".ssh", "ssh"),
        ("", "upload"),
        (None, "upload"),
        ("a\0b\n.csv", "a_b_.csv"),
        ("x" * 300 + ".parquet", "x" * 72 + ".parquet"),
        ("CON<>|.pdf", "CON_.pdf"),
        ("Üntersuchung.docx", "ntersuchung.docx"),
        ("a/b/", "upload"),
    ],
)
def test_names_of_uploads_are_made_harmless(given, kept):
    assert safe_name(given) == kept
    assert pathlib.PurePath(safe_name(given)).name == kept and len(kept) <= 80


@pytest.mark.parametrize("name", ["../../../../tmp/outside.txt", "..\\outside.txt", "/tmp/outside.txt", "....//outside.txt"])
def test_an_upload_stays_in_its_folder(tmp_path, monkeypatch, name):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "in"))
    (tmp_path / "in").mkdir()
    with application() as client:
        response = client.post("/v1/audit", files={"file": (name, b"In 2024: 58558 $224.48 physician facility\n")})
    assert response.status_code == 200 and response.json()["file"] == "outside.txt"
    assert [path.name for path in tmp_path.rglob("*")] == ["in"]
    assert not pathlib.Path("/tmp/outside.txt").exists()


def test_limits_have_a_reason_in_every_structure():
    """No text and no list of a request is without an upper bound, but a note, which has its own reader."""
    from allowable.api.openapi import openapi

    free = {("NoteRequest", "text"), ("PriceRequest", "bill_type"), ("CheckRequest", "bill_type")}
    for name, schema in openapi()["components"]["schemas"].items():
        if not name.endswith("Request"):
            continue
        for field, shape in schema["properties"].items():
            for one in (shape, *shape.get("anyOf", ())):
                if one.get("type") == "string" and "enum" not in one and (name, field) not in free:
                    assert "maxLength" in one, (name, field)
                if one.get("type") == "array":
                    assert "maxItems" in one, (name, field)


def test_a_struct_refuses_what_it_does_not_know():
    from allowable.api.requests import REQUESTS

    for one in REQUESTS:
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(b'{"surely_not_a_field": 1}', type=one)
        assert one.__doc__ and one.__struct_config__.forbid_unknown_fields
