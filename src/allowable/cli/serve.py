"""`allowable serve`: the API and the pages on this machine, or, with a token, for others."""

from __future__ import annotations

import os
import pathlib
import sys

import click

from .failures import BadInput, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HEADER_SECONDS = 10
SECONDS_OF_AN_ORPHAN = 0.5
NEXT = """\b
Examples:
  allowable serve
  allowable serve --port 9000 --workers 2
  allowable serve --host 0.0.0.0 --token-file /run/secrets/allowable

Pages stand at /, operations at /v1, their description at
/schema/openapi.json, numbers for Prometheus at /metrics. Every setting has a
name in the environment too: ALLOWABLE_API_PORT, ALLOWABLE_API_TOKEN,
ALLOWABLE_API_LARGEST_UPLOAD and so on.

Exit status: 0 ended as told, 2 bad usage, or the address is taken."""


@click.command(epilog=NEXT)
@click.option("--host", metavar="ADDRESS", help="Where to listen; by default 127.0.0.1, which only this machine reaches.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port; by default 8765.")
@click.option("--token-file", metavar="FILE", help="File with the token that others must send, at least 32 characters.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer; by default 1.")
@click.option(
    "--name", "names", multiple=True, metavar="HOST", help="A name under which the service is called; may be given more than once."
)
@click.option("--largest-upload", type=int, metavar="BYTES", help="Size of a file of claims; by default 1 GiB.")
@click.option("--requests-per-minute", type=int, metavar="NUMBER", help="Of one client; by default any on this machine, 600 beyond it.")
@click.option("--quiet", is_flag=True, help="No access log on standard error.")
def command(token_file: str | None, quiet: bool, names: tuple[str, ...], **values: Any) -> int:
    """Serve pages and the API. On 127.0.0.1 without a token; anywhere else only with one.

    Nothing of what is sent is kept, and the access log holds no body, no value of a query and no name of a file.
    """
    try:
        from ..api.settings import SettingsError, read_settings, token_digest
    except ModuleNotFoundError as problem:
        raise BadInput(f"serving needs the package {problem.name}, which is not installed: pip install {problem.name}") from None
    given = dict(values)
    if token_file is not None:
        given["token_digest"] = token_digest(_token(token_file))
    if quiet:
        given["access_log"] = False
    if names:
        given["names"] = names
    settings = read_settings(**given).checked()
    if settings.port == 0:
        raise BadInput("--port 0 leaves the port to chance: give one")
    try:
        return _serve(settings)
    except (OSError, RuntimeError) as problem:
        raise SettingsError(f"{settings.host} port {settings.port} cannot be listened on: {problem}; give another --port") from None


def _token(path: str) -> str:
    try:
        return pathlib.Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"{path}: a token is text in ASCII") from None


def _serve(settings: Any) -> int:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes
    from granian.http import HTTP1Settings

    _refuse_taken(settings)
    os.environ.update(settings.environment())
    if settings.workers > 1:
        _share_metrics()
    where = f"[{settings.host}]" if ":" in settings.host else settings.host
    server = Granian(
        f"{__name__}:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=settings.workers,
        loop=Loops.auto,
        runtime_mode=RuntimeModes.st,
        http=HTTPModes.http1,
        websockets=False,
        backlog=1024,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        workers_kill_timeout=settings.seconds_to_end,
        log_enabled=False,
    )
    say(f"serving http://{where}:{settings.port}/ until Ctrl-C")
    server.serve()
    return 0


def _refuse_taken(settings: Any) -> None:
    """Raise an OSError now if the address cannot be had: in a worker it would be said less plainly."""
    import socket

    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((settings.host, settings.port))


def _share_metrics() -> None:
    """A folder in which the workers keep their numbers together; it ends with this process."""
    import atexit
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix="allowable-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def application() -> Any:
    """The application of a worker, by the settings that the environment holds."""
    from ..api.app import create_app
    from ..api.settings import read_settings

    settings = read_settings()
    _end_with(os.getppid())
    try:
        from ..web import handlers, problem_page
    except ModuleNotFoundError as problem:
        print(f"allowable: the pages need the package {problem.name}, which is not installed; the API is served alone", file=sys.stderr)
        return create_app(settings)
    return create_app(settings, handlers(), problem_page=problem_page)


def _end_with(parent: int) -> None:
    """Let this worker end when the first process is killed: nobody would tell it to, and it would hold the port."""
    import threading
    import time

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(SECONDS_OF_AN_ORPHAN)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
