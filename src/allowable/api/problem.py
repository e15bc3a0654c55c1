"""Errors as RFC 9457 says: a type, a title, a status, what is wrong, and what to do next.

No error quotes more of what was sent than one short value.
"""

from __future__ import annotations

from typing import Any

from .words import in_fields

MEDIA = "application/problem+json"
TYPES = "urn:allowable:problem:"


class RequestError(ValueError):
    """What was asked cannot be answered; `field` names the part of the request, `missing` says that the thing asked for is not held."""

    def __init__(self, message: str, field: str | None = None, *, missing: bool = False) -> None:
        super().__init__(message)
        self.field = field
        self.missing = missing


class Kind:
    """A kind of problem: its name, status, title, and what to do next."""

    __slots__ = ("name", "remedy", "status", "title")

    def __init__(self, status: int, name: str, title: str, remedy: str) -> None:
        self.status = status
        self.name = name
        self.title = title
        self.remedy = remedy


KINDS = {
    kind.status: kind
    for kind in (
        Kind(400, "malformed", "The request cannot be read", "Send one JSON object in UTF-8, or a file as multipart/form-data."),
        Kind(401, "unauthorized", "No valid token", "Send the header `Authorization: Bearer TOKEN` with the token of this server."),
        Kind(403, "foreign", "A request from another site", "Open the pages of this server itself, or call it from a program."),
        Kind(404, "not-found", "There is nothing here", "See /schema/openapi.json for what there is."),
        Kind(405, "method", "This method is not offered here", "Use a method that the header Allow names."),
        Kind(408, "slow", "The request took too long to arrive", "Send it again over a faster line, or in smaller parts."),
        Kind(
            413, "too-large", "The request is larger than this server takes", "Send less at once, or use `allowable` on the command line."
        ),
        Kind(415, "media-type", "This content type is not read here", "Send a content type that the detail names."),
        Kind(421, "misdirected", "This server does not answer under that name", "Use the address that `allowable serve` printed."),
        Kind(422, "unanswerable", "The request was read, but cannot be answered", "Correct what the detail names, and send it again."),
        Kind(429, "too-many", "Too many requests", "Wait as many seconds as the header Retry-After says."),
        Kind(500, "fault", "A fault of this server", "Report it with the request's id; its log holds where it happened."),
        Kind(503, "busy", "The server cannot answer now", "Wait as many seconds as the header Retry-After says, and send it again."),
    )
}


class Problem(Exception):
    """A problem to answer with: `status` of KINDS, `detail` for this case, `headers` beside it, `errors` by field."""

    def __init__(
        self, status: int, detail: str, *, errors: list[dict[str, str]] | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}

    def record(self, request_id: str) -> dict[str, Any]:
        """The object of application/problem+json."""
        kind = KINDS[self.status]
        found = {
            "type": TYPES + kind.name,
            "title": kind.title,
            "status": self.status,
            "detail": self.detail,
            "remedy": kind.remedy,
            "instance": f"urn:allowable:request:{request_id}",
        }
        return found | {"errors": self.errors} if self.errors else found


def problem_of(error: BaseException) -> Problem:
    """The Problem of any error: what the package raised on purpose is the asker's to correct, all else a fault that says nothing of why."""
    if isinstance(error, Problem):
        return error
    if is_for_people(error):
        message = in_fields(" ".join(str(error).split()))
        field = getattr(error, "field", None)
        errors = [{"field": field, "detail": message}] if isinstance(field, str) else None
        return Problem(404 if getattr(error, "missing", False) else 422, message, errors=errors)
    return Problem(500, "The answer could not be made; nothing was changed and nothing kept.")


def is_for_people(error: BaseException) -> bool:
    """Whether an error was raised on purpose by this package: its message then already says what to do."""
    return isinstance(error, ValueError) and type(error).__module__.split(".")[0] == __name__.split(".")[0]
