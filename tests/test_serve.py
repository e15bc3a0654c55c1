"""`allowable serve` as it is used: a real server on loopback, every operation through it, and what is left when it is killed."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

from allowable.api.examples import EXAMPLES
from allowable.api.operations import OPERATIONS
from api_service import TOKEN, Server, lines_csv, problem, serving
from command_line import needs_facts, process, run  # noqa: F401  # a fixture

pytestmark = [needs_facts, pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED HERE: reads /proc")]
LARGE = 200_000  # lines: an answer of some eight megabytes, more than the buffers of a connection hold


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("serve"), ALLOWABLE_API_BODY_SECONDS="2") as found:
        yield found


@pytest.fixture(scope="module")
def large():
    return lines_csv(LARGE)


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.name)
def test_every_operation_answers(server, one):
    with httpx.Client(base_url=server.url, timeout=60) as client:
        examples = EXAMPLES[one.name]
        if one.method == "get":
            responses = [client.get(one.path.replace("{code}", "58565"), params=examples.get("query", {}))]
        else:
            responses = [client.post(one.path, json=body) for body in examples.get("bodies", {}).values()]
        for name, text, fields in examples.get("files", {}).values():
            responses.append(client.post(one.path, files={"file": (name, text.encode())}, data=fields))
    assert responses
    for response in responses:
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].partition(";")[0] in {media.partition(";")[0] for media in one.answers}


def test_it_says_where_it_serves_and_logs_each_request(server):
    assert httpx.get(f"{server.url}/v1/codes/58565", timeout=60).status_code == 200
    assert f"allowable: serving http://127.0.0.1:{server.port}/ until Ctrl-C" in server.log
    _wait(lambda: any(entry["path"] == "/v1/codes/{code}" for entry in server.entries()))  # the answer goes before its line in the log
    entries = [entry for entry in server.entries() if entry["path"] == "/v1/codes/{code}"]
    assert entries[0]["status"] == 200 and entries[0]["sent"] > 1000 and entries[0]["milliseconds"] > 0
    assert "/58565" not in server.log


def test_a_page_and_a_page_for_what_is_not_there(server):
    assert httpx.get(server.url, timeout=60).headers["content-type"].startswith("text/html")
    missing = httpx.get(f"{server.url}/nothing-here", headers={"accept": "text/html"}, timeout=60)
    assert missing.status_code == 404 and missing.headers["content-type"].startswith("text/html")
    problem(httpx.get(f"{server.url}/v1/nothing-here", headers={"accept": "text/html"}, timeout=60), 404)


def test_another_name_is_refused(server):
    problem(httpx.get(f"{server.url}/v1/rules", headers={"host": "rebound.example"}, timeout=60), 421)


def test_a_body_that_does_not_come_is_given_up(server):
    with socket.create_connection((server.host, server.port)) as connection:
        head = f"POST /v1/price HTTP/1.1\r\nhost: localhost:{server.port}\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n"
        connection.sendall(head.encode() + b'{"lines"')
        connection.settimeout(60)
        start = time.monotonic()
        answer = connection.recv(1 << 16)
    assert answer.startswith(b"HTTP/1.1 408") and 1 < time.monotonic() - start < 40
    assert b"2 seconds" in answer


def test_an_upload_that_breaks_off_leaves_nothing(server):
    with socket.create_connection((server.host, server.port)) as connection:
        head = f"POST /v1/reprice HTTP/1.1\r\nhost: localhost:{server.port}\r\ncontent-type: text/csv\r\ncontent-length: 500000\r\n\r\n"
        connection.sendall(head.encode() + lines_csv(100))
        _wait(lambda: server.folders())
    server.wait_for_no_folder()


def test_a_client_that_leaves_before_the_answer_stops_the_work(server, large):
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{server.url}/v1/check", content=large, headers={"content-type": "text/csv"}, timeout=httpx.Timeout(20, read=0.5))
    server.wait_for_no_folder()
    assert httpx.get(f"{server.url}/healthz", timeout=60).status_code == 200


def test_memory_does_not_grow_with_the_file(server, large):
    def resident():
        return sum(int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in server.workers()) * os.sysconf("SC_PAGE_SIZE")

    for _ in range(2):
        before = resident()
        with httpx.stream("POST", f"{server.url}/v1/reprice", content=large, headers={"content-type": "text/csv"}, timeout=60) as response:
            assert response.status_code == 200
            got = sum(len(piece) for piece in response.iter_bytes())
        assert got == int(response.headers["content-length"]) > 5_000_000
    assert resident() - before < 4 * 2**20
    server.wait_for_no_folder()


def _wait(what, seconds=60):
    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:
        time.sleep(0.02)
    assert what()


def _begin_reprice(server, table):
    """A connection over which a large answer has begun, and which reads no further."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    connection.connect((server.host, server.port))
    connection.settimeout(60)
    head = f"POST /v1/reprice?format=csv HTTP/1.1\r\nhost: localhost:{server.port}\r\ncontent-type: text/csv\r\n"
    connection.sendall(f"{head}content-length: {len(table)}\r\n\r\n".encode() + table)
    begun = connection.recv(1 << 14)
    assert begun.startswith(b"HTTP/1.1 200")
    length = int(begun.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    return connection, len(begun.partition(b"\r\n\r\n")[2]), length


def _rest(connection):
    """How many bytes still come until the connection ends."""
    count = 0
    try:
        while piece := connection.recv(1 << 16):
            count += len(piece)
    except ConnectionError:
        pass
    return count


def test_killed_in_the_middle_of_an_answer_the_client_sees_that_it_is_short(tmp_path, large):
    server = Server(tmp_path).wait()
    connection, got, length = _begin_reprice(server, large)
    assert server.folders()
    server.kill()
    assert got + _rest(connection) < length
    server.wait_for_no_folder()  # the process of the file outlives the server just long enough to remove it


def test_killed_alone_the_first_process_takes_its_workers_along(tmp_path, large):
    server = Server(tmp_path).wait()
    connection, got, length = _begin_reprice(server, large)
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait(10)
    time.sleep(3)
    assert got + _rest(connection) < length
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port))
    server.wait_for_no_folder()


def test_killed_while_it_works_nothing_is_left(tmp_path, large):
    server = Server(tmp_path).wait()
    failed = []

    def ask():
        try:
            httpx.post(f"{server.url}/v1/check", content=large, headers={"content-type": "text/csv"}, timeout=60)
        except httpx.HTTPError as problem:
            failed.append(problem)

    asking = threading.Thread(target=ask)
    asking.start()
    _wait(lambda: server.folders())
    time.sleep(0.5)
    server.kill()
    asking.join(60)
    assert failed
    server.wait_for_no_folder()


def test_what_a_killed_file_process_leaves_goes_with_the_next_server(tmp_path):
    temporary = tmp_path / "tmp" / "allowable-upload-abandoned"
    temporary.mkdir(parents=True)
    (temporary / ".lock").touch()
    (temporary / "note.txt").write_text("left behind")
    with serving(tmp_path) as server:
        assert not server.folders()


def test_told_to_end_it_finishes_what_has_begun(tmp_path):
    server = Server(tmp_path).wait()
    answers = []

    def ask():
        answers.append(httpx.get(f"{server.url}/v1/guide?family=hysteroscopy&on=2024-03-15&format=pdf", timeout=60))

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.3)
    server.process.send_signal(signal.SIGTERM)
    asking.join(60)
    assert server.process.wait(30) == 0
    assert [one.status_code for one in answers] == [200] and answers[0].content.startswith(b"%PDF")
    assert "Traceback" not in server.log


def test_told_to_end_while_a_client_does_not_read_it_ends_all_the_same(tmp_path, large):
    server = Server(tmp_path, ALLOWABLE_API_SECONDS_TO_END="3").wait()
    connection, got, length = _begin_reprice(server, large)
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(40)
    assert got + _rest(connection) <= length
    server.wait_for_no_folder()


def test_several_workers_count_together(tmp_path):
    with serving(tmp_path, "--workers", "2") as server:
        for _ in range(20):
            assert httpx.get(f"{server.url}/healthz", timeout=60).status_code == 200
        text = httpx.get(f"{server.url}/metrics", timeout=60).text
    counted = next(line for line in text.splitlines() if line.startswith('allowable_requests_total{method="GET",path="/healthz"'))
    assert float(counted.split()[-1]) >= 20
    assert not list(server.temporary.glob("allowable-metrics-*"))


def test_beyond_loopback_it_starts_only_with_a_token(tmp_path):
    refused = process("serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.returncode == 2 and "--token-file" in refused.stderr
    short = tmp_path / "short"
    short.write_text("too-short")
    refused = process("serve", "--host", "0.0.0.0", "--token-file", str(short))
    assert refused.returncode == 2 and "32" in refused.stderr and "too-short" not in refused.stderr
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    server = Server(tmp_path, "--token-file", str(file), host="0.0.0.0")
    server.url = f"http://127.0.0.1:{server.port}"
    try:
        server.wait()
        problem(httpx.get(f"{server.url}/v1/rules", timeout=60), 401)
        problem(httpx.get(f"{server.url}/", timeout=60), 401)
        assert httpx.get(f"{server.url}/v1/releases", headers={"authorization": f"Bearer {TOKEN}"}, timeout=60).status_code == 200
        seen = [
            pathlib.Path(f"/proc/{pid}/{name}").read_text()
            for pid in (server.process.pid, *server.workers())
            for name in ("environ", "cmdline")
        ]
        assert not any(TOKEN in text for text in (*seen, server.log))
    finally:
        server.stop()


def test_a_port_that_is_taken_is_bad_input():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = process("serve", "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 2 and "give another --port" in refused.stderr and "Traceback" not in refused.stderr


def test_the_help_names_what_there_is(run):  # noqa: F811
    status, said, _ = run("serve", "--help")
    assert status == 0 and "/schema/openapi.json" in said and "--token-file" in said


def test_the_command_line_does_not_load_the_service():
    code = "import sys; from allowable.cli import status_of; status_of(['price', '58558', '--pos', '22', '--on', '2025-03-10', '--json']);"
    code += "import json; print(json.dumps(sorted(name for name in sys.modules if name in ('litestar', 'granian', 'msgspec'))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": "src"})
    assert json.loads(done.stdout.splitlines()[-1]) == []
