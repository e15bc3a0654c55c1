"""How the service runs: where it listens, who may ask, and the limits of a request.

Each setting has a name in the environment: `largest_upload` is ALLOWABLE_API_LARGEST_UPLOAD.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

PREFIX = "ALLOWABLE_API_"
SHORTEST_TOKEN = 32
MIB = 2**20
RATE_BEYOND_LOOPBACK = 600
Positive = Annotated[int, Meta(ge=1)]


class SettingsError(ValueError):
    """The service cannot run so; the message says what to set."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits and addresses. Sizes are bytes, times seconds; `token_digest` is the SHA-256 of the token, which itself is kept nowhere."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8765
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    threads: Annotated[int, Meta(ge=1, le=32)] = 4
    token_digest: str = ""
    names: tuple[str, ...] = ()
    largest_request: Positive = 2 * MIB
    largest_upload: Positive = 1024 * MIB
    largest_document: Positive = 32 * MIB
    most_lines: Positive = 20_000_000
    body_seconds: Positive = 20
    upload_seconds: Positive = 900
    answer_seconds: Positive = 60
    file_seconds: Positive = 1_800
    file_jobs: Positive = 2
    seconds_to_end: Positive = 30
    requests_per_minute: Annotated[int, Meta(ge=0)] | None = None
    access_log: bool = True

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def rate(self) -> int:
        """Requests that one client may make in a minute; 0 for any number."""
        if self.requests_per_minute is not None:
            return self.requests_per_minute
        return 0 if self.is_loopback else RATE_BEYOND_LOOPBACK

    def may_ask(self, token: bytes) -> bool:
        """Whether a token is the one of this service; takes as long for a wrong one as for the right one."""
        return hmac.compare_digest(digest(token), self.token_digest)

    def checked(self) -> Settings:
        """These settings; SettingsError if the service would be open to others without a token."""
        if not self.is_loopback and not self.token_digest:
            raise SettingsError(
                f"{self.host} can be reached from other machines, and there is no token: give --token-file FILE with one of at least "
                f"{SHORTEST_TOKEN} characters, or listen on 127.0.0.1"
            )
        return self

    def environment(self) -> dict[str, str]:
        """The settings as variables, for a process that is started."""
        default = Settings()
        held = {name: getattr(self, name) for name in self.__struct_fields__}
        return {PREFIX + name.upper(): _written(value) for name, value in held.items() if value != getattr(default, name)}


def digest(token: bytes) -> str:
    """SHA-256 of a token, in hexadecimal."""
    return hashlib.sha256(token).hexdigest()


def token_digest(token: str) -> str:
    """The digest of a token that is long enough; SettingsError otherwise, which does not show it."""
    token = token.strip()
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise SettingsError(
            f"a token is at least {SHORTEST_TOKEN} ASCII characters without blanks; "
            'make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    return digest(token.encode())


def read_settings(environment: Mapping[str, str] = os.environ, **given: Any) -> Settings:
    """Settings of the environment, and over them what is given and not None. ALLOWABLE_API_TOKEN gives the token itself."""
    found: dict[str, Any] = {}
    token = environment.get(PREFIX + "TOKEN")
    if token is not None:
        found["token_digest"] = token_digest(token)
    for name in Settings.__struct_fields__:
        text = environment.get(PREFIX + name.upper())
        if text is not None:
            found[name] = tuple(one.strip() for one in text.split(",") if one.strip()) if name == "names" else text
    found |= {name: value for name, value in given.items() if value is not None}
    try:
        return msgspec.convert(found, Settings, strict=False)
    except msgspec.ValidationError as problem:
        raise SettingsError(f"the settings cannot be read: {problem}; see `allowable serve --help`") from None


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)
