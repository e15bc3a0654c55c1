"""One request to an OpenAI-compatible address: no redirect followed, no proxy used, an end to time and size, and no word of it kept.

http.client does what urllib would, without its redirects and proxies: both would carry the note where nobody said it may go.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .address import Address

LARGEST_REPLY = 2**20  # bytes
OK = 200


class NoReply(Exception):
    """The model gave nothing that can be used; the message is a reason for people and holds nothing of the note or the reply."""


def reply(address: Address, body: dict[str, Any], key: str | None, until: float) -> str:
    """The words of the model's first choice; `until` is the moment (time.monotonic) after which nobody waits. NoReply says why not."""
    left = until - time.monotonic()
    if left <= 0:
        raise NoReply("it took too long")
    content = _object(_posted(address, json.dumps(body).encode("utf-8"), key, left))
    choices = content.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    words = message.get("content") if isinstance(message, dict) else None
    if not isinstance(words, str):
        raise NoReply("its reply has no choices[0].message.content")
    return words


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise NoReply("its reply is no JSON") from None
    if not isinstance(found, dict):
        raise NoReply("its reply is no JSON object")
    return found


def _posted(address: Address, body: bytes, key: str | None, seconds: float) -> bytes:
    connection = _connection(address, seconds)
    is_late = threading.Event()
    watch: threading.Timer | None = None
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    try:
        connection.connect()
        watch = _watched(connection.sock, seconds, is_late)
        connection.request("POST", f"{address.path}/chat/completions", body, headers)
        answer = connection.getresponse()
        if answer.status != OK:
            moved = ", and would send the note elsewhere" if 300 <= answer.status < 400 else ""
            raise NoReply(f"it answered with status {answer.status}{moved}")
        raw = answer.read(LARGEST_REPLY + 1)
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as problem:
        if is_late.is_set() or isinstance(problem, TimeoutError):
            raise NoReply("it took too long") from None
        raise NoReply(f"it could not be reached or broke off ({type(problem).__name__})") from None
    finally:
        if watch is not None:
            watch.cancel()
        connection.close()
    if is_late.is_set():
        raise NoReply("it took too long")
    if len(raw) > LARGEST_REPLY:
        raise NoReply("its reply is larger than 1 MiB")
    return raw


def _connection(address: Address, seconds: float) -> http.client.HTTPConnection:
    if address.scheme == "https":
        return http.client.HTTPSConnection(address.host, address.port, timeout=seconds, context=ssl.create_default_context())
    return http.client.HTTPConnection(address.host, address.port, timeout=seconds)


def _watched(sock: socket.socket, seconds: float, is_late: threading.Event) -> threading.Timer:
    """Cuts the connection at the end of the time: the socket's own time begins anew with each byte."""

    def cut() -> None:
        is_late.set()
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(seconds, cut)
    watch.daemon = True
    watch.start()
    return watch
