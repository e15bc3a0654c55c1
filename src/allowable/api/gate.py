"""The gate that every request passes: who may ask, how much and how long, and what is noted of it. Plain ASGI around the application."""

from __future__ import annotations

import asyncio
import base64
import binascii
import itertools
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import msgspec

from .access import AccessLog
from .metrics import Metrics
from .problem import KINDS, MEDIA, Problem, problem_of
from .rate import Rate
from .settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

ProblemPage = Callable[[int, str, str], bytes]

MACHINES = ("/v1/", "/schema/", "/healthz", "/metrics")  # operations: their errors are for programs
OPEN_PATHS = ("/healthz",)  # answered without a token: they say nothing
UPLOADS = ("/v1/reprice", "/v1/check")  # files of claims; other files are documents
FILES = (b"multipart/", b"application/octet-stream", b"text/", b"application/vnd.", b"application/pdf", b"application/edi")
WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")
PAGE_POLICY = (  # of pages: their own style sheet, script and pictures, nothing inline, nothing from elsewhere
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
CLOSERS = "allowable.closers"  # what a request holds and lets go when it is over, however it ended
REQUEST_ID = "allowable.request_id"
UNKNOWN_PATH = "(none)"
JSON = (b"content-type", b"application/json")
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


class Gate:
    """An ASGI application around another.

    `quick` answers the bodies of POST to some paths without it: a function of (body, content type), which gives None for what takes longer.
    `page` makes what a browser is shown for a problem that is met here, of (status, detail, remedy).
    """

    def __init__(
        self,
        app: App,
        settings: Settings,
        log: AccessLog,
        metrics: Metrics,
        quick: Mapping[str, Callable[[bytes, str], bytes | None]],
        page: ProblemPage | None = None,
    ) -> None:
        self._page = page
        self._app = app
        self._settings = settings
        self._log = log
        self._metrics = metrics
        self._rate = Rate(settings.rate)
        self._quick = quick
        self._prefix = secrets.token_hex(4)
        self._numbers = itertools.count(1)
        self._names = frozenset((*LOCAL_NAMES, *settings.names))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await self._app(scope, receive, send)
            return
        passing = _Passing(f"{self._prefix}-{next(self._numbers):x}", send)
        scope[REQUEST_ID] = passing.id
        self._metrics.under_way.inc()
        try:
            await self._answer(scope, receive, passing)
        except Exception as error:
            if passing.status:
                self._log.fault(passing.id, scope.get("path_template") or UNKNOWN_PATH, error)
                raise  # the answer has begun: cut off, it has no valid end
            await self._answer_with(passing, error, scope)
        finally:
            self._metrics.under_way.dec()
            for close in scope.get(CLOSERS, ()):
                await asyncio.shield(close())
            self._note(scope, passing)

    async def _answer(self, scope: Scope, receive: Receive, passing: _Passing) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        refused = self._refusal(scope, headers)
        if refused is not None:
            raise refused
        if scope["method"] in WITHOUT_BODY:
            await self._app_without_body(scope, receive, passing)
            return
        largest, seconds = self._limits(scope["path"], headers)
        length = headers.get(b"content-length", b"")
        if length.isdigit() and (len(length) > 15 or int(length) > largest):
            raise too_large(largest)
        body = _Body(receive, largest, seconds, passing)
        quick = self._quick.get(scope["path"])
        if quick is None or scope["method"] != "POST":
            await self._app(scope, body.receive, passing.send)
            return
        scope["path_template"] = scope["path"]
        content = await body.whole()
        answer = quick(content, headers.get(b"content-type", b"").decode("latin-1"))
        if answer is None:
            await self._app(scope, body.again(content), passing.send)
            return
        await passing.send({"type": "http.response.start", "status": 200, "headers": [JSON, (b"content-length", b"%d" % len(answer))]})
        await passing.send({"type": "http.response.body", "body": answer})

    async def _app_without_body(self, scope: Scope, receive: Receive, passing: _Passing) -> None:
        """Hand a request on; HEAD is answered as GET is, without the content."""
        if scope["method"] != "HEAD":
            await self._app(scope, receive, passing.send)
            return
        scope["method"] = "GET"
        passing.is_head = True
        try:
            await self._app(scope, receive, passing.send)
        finally:
            scope["method"] = "HEAD"

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes]) -> Problem | None:
        settings = self._settings
        if settings.names or (settings.is_loopback and not settings.token_digest):
            host = headers.get(b"host", b"").decode("latin-1")
            if _without_port(host) not in self._names:  # a page elsewhere may give our address a name of its own
                return Problem(421, "The header Host names no address of this server.")
        if headers.get(b"sec-fetch-site") == b"cross-site" and scope["method"] not in WITHOUT_BODY:
            return Problem(403, "A page of another site sent this.")
        client = scope.get("client")
        wait = self._rate.wait(client[0] if client else "")
        if wait:
            return Problem(
                429, f"More than {settings.rate} requests in a minute came from this client.", headers={"Retry-After": str(wait)}
            )
        if settings.token_digest and scope["path"] not in OPEN_PATHS and not self._is_known(headers):
            return Problem(401, "No valid token came with the request.", headers={"WWW-Authenticate": 'Bearer, Basic realm="allowable"'})
        return None

    def _is_known(self, headers: dict[bytes, bytes]) -> bool:
        scheme, _, rest = headers.get(b"authorization", b"").strip().partition(b" ")
        token = rest.strip()
        if scheme.lower() == b"basic":  # a browser asks its user for a name and a password: the token is the password
            try:
                token = base64.b64decode(token, validate=True).partition(b":")[2]
            except binascii.Error:
                token = b""
        elif scheme.lower() != b"bearer":
            token = b""
        return self._settings.may_ask(token)

    def _limits(self, path: str, headers: dict[bytes, bytes]) -> tuple[int, int]:
        """(bytes, seconds) that a body may take."""
        settings = self._settings
        if not headers.get(b"content-type", b"").lower().startswith(FILES):
            return settings.largest_request, settings.body_seconds
        if path in UPLOADS:
            return settings.largest_upload, settings.upload_seconds
        return settings.largest_document, settings.upload_seconds

    async def _answer_with(self, passing: _Passing, error: Exception, scope: Scope) -> None:
        problem = problem_of(error)
        if problem.status == 500:
            self._log.fault(passing.id, scope.get("path_template") or UNKNOWN_PATH, error)
        headers = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
        if self._page is not None and is_for_browser(scope["path"], dict(scope["headers"]).get(b"accept", b"").decode("latin-1")):
            content = self._page(problem.status, problem.detail, KINDS[problem.status].remedy)
            headers += [(b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", PAGE_POLICY.encode())]
        else:
            content = msgspec.json.encode(problem.record(passing.id))
            headers.append((b"content-type", MEDIA.encode()))
        headers.append((b"content-length", str(len(content)).encode()))
        if problem.status in (408, 413):
            headers.append((b"connection", b"close"))  # what is still on its way is not read
        await passing.send({"type": "http.response.start", "status": problem.status, "headers": headers})
        await passing.send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})

    def _note(self, scope: Scope, passing: _Passing) -> None:
        template = scope.get("path_template") or UNKNOWN_PATH
        seconds = time.perf_counter() - passing.begun
        method = scope["method"] if scope["method"] in ("GET", "POST", "HEAD", "OPTIONS") else "other"
        status = passing.status or 499  # the client went away before an answer began
        self._metrics.request(method, template, status, seconds, passing.received, passing.sent)
        self._log.request(passing.id, method, template, status, seconds, passing.received, passing.sent)


class _Passing:
    """One request on its way through: what came, what went."""

    __slots__ = ("_send", "begun", "id", "is_head", "received", "sent", "status")

    def __init__(self, request_id: str, send: Send) -> None:
        self.id = request_id
        self._send = send
        self.begun = time.perf_counter()
        self.is_head = False
        self.status = 0
        self.received = 0
        self.sent = 0

    async def send(self, message: Message) -> None:
        """Hand a message on; the first gets the headers that every answer has, unless the handler set its own."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            own = {name for name, _ in headers}
            headers += [one for one in SECURITY if one[0] not in own]
            headers.append((b"x-request-id", self.id.encode()))
            message["headers"] = headers
        else:
            if self.is_head:
                message["body"] = b""
            self.sent += len(message.get("body", b""))
        await self._send(message)


class _Body:
    """The body of a request, as far as it may go."""

    __slots__ = ("_deadline", "_is_over", "_largest", "_passing", "_receive", "_seconds")

    def __init__(self, receive: Receive, largest: int, seconds: int, passing: _Passing) -> None:
        self._receive = receive
        self._largest = largest
        self._seconds = seconds
        self._passing = passing
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._is_over = False

    async def receive(self) -> Message:
        """The next message; Problem 408 or 413 where the body takes too long, or is too large."""
        if self._is_over:  # what is still to come is that the client leaves, whenever that is
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise Problem(408, f"The body had not arrived after {self._seconds} seconds.") from None
        if message["type"] == "http.request":
            self._passing.received += len(message.get("body", b""))
            self._is_over = not message.get("more_body", False)
            if self._passing.received > self._largest:
                raise too_large(self._largest)
        return message

    async def whole(self) -> bytes:
        """All of the body; Problem 408 where the client leaves before its end."""
        message = await self.receive()
        found = bytes(message.get("body", b""))
        while not self._is_over:
            if message["type"] != "http.request":
                raise Problem(408, "The client left before the body had arrived.")
            message = await self.receive()
            found += message.get("body", b"")
        return found

    def again(self, content: bytes) -> Receive:
        """What gives the body once more, and then what comes after it."""
        waiting = [content]

        async def receive() -> Message:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False} if waiting else await self._receive()

        return receive


def is_for_browser(path: str, accept: str) -> bool:
    """Whether an error is to be a page: a browser asks, and not for an operation."""
    return not path.startswith(MACHINES) and "text/html" in accept


def too_large(largest: int) -> Problem:
    """The problem of a body that is larger than may be."""
    return Problem(413, f"At most {largest:,} bytes are taken here.")


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()
