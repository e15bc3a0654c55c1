"""Renderers of the guide: one Document of the guide object, written as PDF, HTML, Markdown, Word, Excel or JSON, or shown on a terminal.

Nothing stands on the disk until the whole file is made: the bytes go to a file beside the wanted one, which then takes its name.
"""

from __future__ import annotations

import os

from .terminal import terminal
from .view import CannotWrite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .view import Json

MODULES = {".pdf": "pdf", ".html": "html", ".md": "markdown", ".docx": "docx", ".xlsx": "xlsx"}
PACKAGES = {"docx": "python-docx"}
ENDINGS = (*MODULES, ".json")
__all__ = ["ENDINGS", "CannotWrite", "render", "terminal", "write"]


def render(guide: Json, ending: str, whole_dollars: bool = False) -> bytes:
    """Bytes of a guide object in the format of an ending such as .pdf.

    `whole_dollars` is a view of the amounts in words; .json and the numbers of .xlsx keep the cents. CannotWrite says what is not usable.
    """
    ending = ending.lower()
    if ending not in ENDINGS:
        raise CannotWrite(f"no guide ends in {ending!r}; write to a name that ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")
    from .sections import document

    made = document(guide, whole_dollars)
    if ending == ".json":
        return _json(guide)
    from importlib import import_module

    try:
        content: bytes = import_module(f"{__name__}.{MODULES[ending]}").render(made)
    except ModuleNotFoundError as problem:
        name = problem.name or ""
        if name.startswith("allowable"):
            raise
        package = PACKAGES.get(name, name)
        raise CannotWrite(f"a {ending} guide needs the package {package}, which is not installed: pip install {package}") from problem
    return content


def write(guide: Json, path: str | os.PathLike[str], whole_dollars: bool = False) -> str:
    """Write a guide object to a file; its ending chooses the format. CannotWrite names the endings, or the folder that is not there.

    Gives the path. On any failure no file is made and an older one stays as it was.
    """
    from pathlib import Path

    path = Path(path)
    content = render(guide, path.suffix, whole_dollars)
    if not path.parent.is_dir():
        raise CannotWrite(f"{path}: there is no folder {path.parent}; make it, or write elsewhere")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as problem:
        raise CannotWrite(f"{path}: {problem.strerror or problem}; nothing was written") from problem
    finally:
        part.unlink(missing_ok=True)
    return str(path)


def _json(guide: Json) -> bytes:
    import json

    return (json.dumps(guide, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
