"""What the tests of the service share: an application in this process, and a real server on loopback with its own log."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import httpx
import jsonschema
import msgspec
from litestar.testing import TestClient

from allowable.api.access import AccessLog
from allowable.api.app import create_app
from allowable.api.openapi import openapi
from allowable.api.settings import Settings

ROOT = pathlib.Path(__file__).resolve().parents[1]
NAMED = {"names": ("testserver.local",)}
TOKEN = "a-token-of-the-tests-that-is-long-enough-0123456789"
PATIENCE = 90
CSV = "claim_id,line,service_date,hcpcs,units,place_of_service\n"


@contextlib.contextmanager
def application(log=None, **settings):
    """A TestClient of the application alone, without pages; `log` is a path."""
    handle = os.open(log or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        app = create_app(msgspec.convert({**NAMED, **settings}, Settings), log=AccessLog(handle))
        with TestClient(app, raise_server_exceptions=False) as client:
            yield client
    finally:
        os.close(handle)


def lines_csv(count, first=1, code="58558"):
    """A table of so many claims of one line."""
    return (CSV + "".join(f"{at},1,2025-03-10,{code},1,22\n" for at in range(first, first + count))).encode()


def problem(response, status):
    """The problem of a response, which is one as RFC 9457 says and tells what to do."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found = response.json()
    validate(found, "Problem")
    assert found["status"] == status
    assert found["detail"].strip() and found["remedy"].strip()
    assert "Traceback" not in response.text
    return found


DOCUMENT = openapi()


def validate(record, name):
    """Hold a record against its schema in the OpenAPI document."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    jsonschema.validate(record, schema, cls=jsonschema.Draft202012Validator)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`allowable serve` as a user starts it; `log` is what it wrote on standard error."""

    def __init__(self, folder, *options, host="127.0.0.1", **environment):
        self.host, self.port = host, free_port()
        self.folder = pathlib.Path(folder)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.path = self.folder / "log"
        own = {"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(self.temporary), "ALLOWABLE_STORE": str(self.folder / "no-store")}
        command = [sys.executable, "-m", "allowable", "serve", "--host", host, "--port", str(self.port), *options]
        with self.path.open("wb") as stream:
            self.process = subprocess.Popen(command, env={**os.environ, **own, **environment}, stdout=stream, stderr=stream)
        self.url = f"http://{host}:{self.port}"

    def wait(self):
        """Until it answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/healthz", timeout=10).status_code == 200:
                    return self
            time.sleep(0.05)
        raise AssertionError(f"the server does not answer: {self.log}")

    @property
    def log(self):
        return self.path.read_text(errors="replace")

    def entries(self):
        """The access log."""
        return [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]

    def workers(self):
        return [int(pid) for pid in pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()]

    def folders(self):
        """Folders of uploads that are there."""
        return sorted(path.name for path in self.temporary.glob("allowable-upload-*"))

    def wait_for_no_folder(self):
        until = time.monotonic() + PATIENCE
        while self.folders() and time.monotonic() < until:
            time.sleep(0.05)
        assert not self.folders()

    def kill(self, number=signal.SIGKILL):
        """Kill the first process and its workers at once, as a power cut would."""
        for pid in (*self.workers(), self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        self.process.wait(PATIENCE)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode


@contextlib.contextmanager
def serving(folder, *options, **environment):
    """A real server that answers."""
    server = Server(folder, *options, **environment)
    try:
        yield server.wait()
    finally:
        server.stop()
