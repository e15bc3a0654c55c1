"""The application: the operations under /v1, health and metrics beside them, and whatever pages are given."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Request, Response, Router
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.types import Method

from ..engine import Engine
from ..pages.code import code_page
from . import handlers, handlers_files, openapi
from .access import AccessLog
from .child import remove_abandoned
from .desk import Desk
from .encode import price_bytes
from .gate import PAGE_POLICY, REQUEST_ID, Gate, ProblemPage, is_for_browser
from .jobs import Jobs
from .metrics import Metrics
from .problem import KINDS, MEDIA, Problem, problem_of
from .requests import PriceRequest
from .settings import Settings

PREFIX = "/v1"
COLLECTION = (1_500, 20, 100)  # of garbage: after so many new objects, a millisecond's walk; of older ones after so many times
METHODS: tuple[Method, ...] = ("GET", "HEAD", "POST", "OPTIONS")
WARM_CODE = "58558"
WARM_UP = PriceRequest(["58558"], on="2025-01-15", place_of_service="22")


def create_app(
    settings: Settings | None = None,
    extra_handlers: Sequence[Any] = (),
    *,
    problem_page: ProblemPage | None = None,
    make_engine: Callable[[], Engine] = Engine,
    log: AccessLog | None = None,
) -> Litestar:
    """The application; SettingsError if it would be open to others without a token.

    extra_handlers   litestar handlers of pages
    problem_page     makes a page of (status, detail, remedy) for a browser that meets an error outside of them
    """
    settings = (settings or Settings()).checked()
    log = log or AccessLog(is_on=settings.access_log)
    metrics = Metrics()
    logging.getLogger("litestar").addHandler(logging.NullHandler())
    state = State({"settings": settings, "metrics": metrics, "log": log, "problem_page": problem_page})
    app = Litestar(
        [
            Router(PREFIX, route_handlers=[*handlers.HANDLERS, *handlers_files.HANDLERS]),
            *handlers.OUTSIDE,
            openapi.document,
            *extra_handlers,
        ],
        state=state,
        lifespan=[lambda app: _open(app, settings, make_engine)],
        exception_handlers={Exception: _answer_error},
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # the gate bounds it, by kind of request
    )

    def quick(content: bytes, content_type: str) -> bytes | None:
        return handlers.quick_price(app.state.desk, content, content_type)

    gate = Gate(app.asgi_handler, settings, log, metrics, {f"{PREFIX}/price": quick}, problem_page)  # type: ignore[arg-type]
    app.asgi_handler = gate  # type: ignore[assignment]
    return app


@contextlib.asynccontextmanager
async def _open(app: Litestar, settings: Settings, make_engine: Callable[[], Engine]) -> AsyncIterator[None]:
    remove_abandoned()
    desk = app.state.desk = Desk(settings, make_engine)
    app.state.jobs = Jobs(settings)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: _note_stray(app, context))
    loop.set_default_executor(desk.pool)  # pages that litestar runs in threads run in the desk's, and engine_here() is theirs
    with contextlib.suppress(ValueError):  # a store without that day warms nothing
        price_bytes(desk.engine, WARM_UP)
    _leave_the_law_alone()
    desk.warm(lambda engine: code_page(engine, WARM_CODE))
    try:
        yield
    finally:
        desk.close()


def _leave_the_law_alone() -> None:
    """What is loaded now stays: the collector of garbage need not walk it again and again, nor come for every few hundred objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTION)


def _note_stray(app: Litestar, context: dict[str, Any]) -> None:
    """An error that nobody waits for any more: noted like a fault, without its message."""
    error = context.get("exception")
    if isinstance(error, BaseException):
        app.state.log.fault("", "", error)


def _answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Any error as a problem, or for a browser as a page."""
    problem = _problem(error, request)
    request_id = request.scope.get(REQUEST_ID, "")
    if problem.status == 500:
        request.app.state.log.fault(request_id, request.scope.get("path_template", ""), error)
    if is_for_browser(request.scope["path"], request.headers.get("accept", "")):
        page: ProblemPage | None = request.app.state.problem_page
        if page is not None:
            content = page(problem.status, problem.detail, KINDS[problem.status].remedy)
            headers = {"content-security-policy": PAGE_POLICY, **problem.headers}
            return Response(content, media_type=MediaType.HTML, status_code=problem.status, headers=headers)
    content = msgspec.json.encode(problem.record(str(request_id)))
    return Response(content, media_type=MEDIA, status_code=problem.status, headers=problem.headers)


def _problem(error: Exception, request: Request[Any, Any, Any]) -> Problem:
    if not isinstance(error, HTTPException):
        return problem_of(error)
    if error.status_code == 404:
        return Problem(404, "No page and no operation has this path.")
    if error.status_code == 405:
        allow = ", ".join(method for method in METHODS if _is_offered(request, method))
        return Problem(405, f"The path takes {allow}.", headers={"Allow": allow})
    if error.status_code == 413:
        return Problem(413, "The request is larger than it may be.")
    return Problem(500, "The answer could not be made.") if error.status_code >= 500 else Problem(400, "The request is malformed.")


def _is_offered(request: Request[Any, Any, Any], method: Method) -> bool:
    try:
        request.app.asgi_router.handle_routing(path=request.scope["path"].rstrip("/") or "/", method=method)
    except HTTPException:
        return False
    return True
