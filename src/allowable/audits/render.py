"""Renderers of an audit: a page (.html), a text (.md), the object itself (.json), or the terminal. Nothing is half-written."""

from __future__ import annotations

import os
import pathlib

from .blocks import AuditError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rich.console import Console

    from .shapes import Json

ENDINGS = (".html", ".md", ".json")


def render(report: Json, ending: str) -> bytes:
    """Bytes of a report in the format of an ending such as .html."""
    ending = ending.lower()
    if ending == ".json":
        import json

        return (json.dumps(report, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
    from .view import View

    if ending == ".html":
        from .render_html import page

        return page(View(report)).encode("utf-8")
    if ending == ".md":
        from .render_markdown import text

        return text(View(report)).encode("utf-8")
    raise AuditError(f"no audit ends in {ending!r}; write to a name that ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")


def write(report: Json, path: str | os.PathLike[str]) -> pathlib.Path:
    """Write a report to a file; its ending chooses the format. Gives the path. On a failure no file is made and an older one stays."""
    path = pathlib.Path(path)
    content = render(report, path.suffix)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as problem:
        raise AuditError(f"{path}: {problem.strerror or problem}; nothing was written") from problem
    finally:
        part.unlink(missing_ok=True)
    return path


def terminal(report: Json, console: Console) -> None:
    """Print a report on a rich Console."""
    from .render_terminal import show
    from .view import View

    show(View(report), console)
