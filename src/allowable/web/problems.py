"""Errors as pages: what was given and cannot be used is said beside the form, whatever else on a page of its own; never a traceback."""

from __future__ import annotations

from typing import Any

import litestar
from litestar.exceptions import HTTPException

from ..api.gate import REQUEST_ID
from ..api.problem import KINDS, Problem
from .site import page
from .words import for_page, sentence

REMEDIES = {
    404: "Check the address, or look the code up on the first page.",
    405: "Open the page from its link; it is not sent to this way.",
    413: "Send less at once, or use the command line.",
    500: "Try again; if it happens again, report it with what you did. Nothing of what you sent was kept.",
}
HOUSE = __name__.split(".")[0]


class PageError(ValueError):
    """What a page was given cannot be used; the message is for a person and says what to do next."""


class NothingThere(PageError):
    """What an address names is not there."""


def is_for_people(problem: Exception) -> bool:
    """Whether an error was raised on purpose by this package: its message then already says what to do."""
    if isinstance(problem, Problem):
        return problem.status in (400, 413, 415, 422)
    return isinstance(problem, ValueError) and problem.__class__.__module__.split(".")[0] == HOUSE


def said(problem: Exception) -> str:
    """The message of an error for people; anything else is raised again."""
    if not is_for_people(problem):
        raise problem
    return sentence(for_page(problem.detail if isinstance(problem, Problem) else str(problem)))


def refuse(request: litestar.Request[Any, Any, Any], problem: Exception) -> litestar.Response[bytes]:
    """The page of an error that no page has answered."""
    if isinstance(problem, NothingThere):
        return page("problem.html", 404, message=str(problem), remedy=REMEDIES[404])
    if isinstance(problem, Problem) and problem.status != 500:
        return page("problem.html", problem.status, message=sentence(problem.detail), remedy=KINDS[problem.status].remedy)
    if is_for_people(problem):
        return page("problem.html", 422, message=said(problem), remedy="Go back, change it and send it again.")
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    if status >= 500:
        if log := getattr(request.app.state, "log", None):
            log.fault(request.scope.get(REQUEST_ID, ""), request.scope.get("path_template", ""), problem)  # where, and nothing of a note
        return page("problem.html", 500, message="This is a fault of the program, not of what you gave.", remedy=REMEDIES[500])
    message = {404: "There is no such page.", 405: "This page does not take that kind of request.", 413: "That is too large."}
    return page(
        "problem.html", status, message=message.get(status, "What was sent cannot be read."), remedy=REMEDIES.get(status, "Go back.")
    )
