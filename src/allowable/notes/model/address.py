"""Where a language model is asked: a checked address, and what in plain words leaves the machine for it."""

from __future__ import annotations

import ipaddress
import os
from urllib.parse import urlsplit

from ..problem import NoteError

PORTS = {"http": 80, "https": 443}
LARGEST_KEY = 4096


class ModelError(NoteError):
    """A language model cannot be asked as given; the message says what to do."""


class Address:
    """A checked base address: `scheme`, `host`, `port`, `path` (without a slash at its end); `is_here` if it is this machine itself."""

    __slots__ = ("host", "is_here", "path", "port", "scheme")

    def __init__(self, scheme: str, host: str, port: int, path: str) -> None:
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.is_here = _is_loopback(host)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    @property
    def notice(self) -> str:
        """What leaves for where, in plain words."""
        what = "the whole text of the note and the questions of our rules"
        if self.is_here:
            return f"{what} go to the language model at {self}, on this machine; what that program does with them is its own affair"
        plain = "" if self.scheme == "https" else ", UNENCRYPTED"
        return f"{what} LEAVE THIS MACHINE for {self.host} ({self}){plain}; who runs it can read and keep them"


def address_of(url: str, send_note_to: str | None) -> Address:
    """The checked address; ModelError unless it is usable and, beyond this machine, its host was typed out in `send_note_to`."""
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise ModelError(f"--model {url!r}: this is no address; write it as http://127.0.0.1:11434/v1") from None
    if scheme not in PORTS or not host or any(not character.isprintable() or character.isspace() for character in url.strip()):
        raise ModelError(f"--model {url!r}: this is no http or https address; write it as http://127.0.0.1:11434/v1")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ModelError("--model: give the address alone, without a name, a key or a question mark in it; a key goes in --model-key-file")
    address = Address(scheme, host, port or PORTS[scheme], parts.path.rstrip("/").removesuffix("/chat/completions"))
    said = (send_note_to or "").strip().lower()
    if said and said != host:
        raise ModelError(f"--send-note-to {send_note_to}: the host of --model is {host}; nothing was sent")
    if not address.is_here and not said:
        raise ModelError(
            f"--model: {host} is another machine, and the whole note would leave this one; if that is allowed, add --send-note-to {host}. "
            "Nothing was sent"
        )
    return address


def key_of(file: str | None, address: Address) -> str | None:
    """The key in a file; ModelError if it is none, or would travel unencrypted."""
    if file is None:
        return None
    if address.scheme == "http" and not address.is_here:
        raise ModelError(f"--model-key-file: the key would go to {address.host} unencrypted; use an https address")
    try:
        with open(os.fspath(file), "rb") as stream:
            raw = stream.read(LARGEST_KEY + 1).strip()
    except OSError as problem:
        raise ModelError(f"{file}: {problem.strerror or problem}; give the path of the file that holds the key") from None
    try:
        key = raw.decode("ascii")
    except UnicodeDecodeError:
        key = ""
    if not key or len(key) > LARGEST_KEY or not key.isprintable() or " " in key:
        raise ModelError(f"{file}: this holds no key: one line of letters and digits is expected")
    return key


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
