"""Renderers of the guide: one Document of the guide object, written as PDF, HTML, Markdown, Word, Excel or JSON, or shown on a terminal.

Nothing stands on the disk until the whole file is made: the bytes go to a file beside the wanted one, which then takes its name.
"""

import os

from .terminal import terminal
from .view import CannotWrite

MODULES = {".pdf": "pdf", ".html": "html", ".md": "markdown", ".docx": "docx", ".xlsx": "xlsx"}
PACKAGES = {"docx": "python-docx"}
ENDINGS = (*MODULES, ".json")
__all__ = ["ENDINGS", "CannotWrite", "render", "terminal", "write"]


def render(guide, ending, whole_dollars=False):
    """Bytes of a guide object in the format of an ending such as .pdf. `whole_dollars` is a view; .json keeps the cents and .xlsx its numbers."""
    ending = ending.lower()
    if ending not in ENDINGS:
        raise CannotWrite(f"no guide ends in {ending!r}; write to a name that ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")
    from .sections import document

    made = document(guide, whole_dollars)
    if ending == ".json":
        return _json(guide)
    from importlib import import_module

    try:
        return import_module(f"{__name__}.{MODULES[ending]}").render(made)
    except ModuleNotFoundError as problem:
        if problem.name and problem.name.startswith("allowable"):
            raise
        package = PACKAGES.get(problem.name, problem.name)
        raise CannotWrite(f"a {ending} guide needs the package {package}, which is not installed: pip install {package}") from problem


def write(guide, path, whole_dollars=False):
    """Write a guide object to a file; its ending chooses the format. CannotWrite names the endings, or the folder that is not there.

    Gives the path. On any failure no file is made and an older one stays as it was.
    """
    path = os.fspath(path)
    folder = os.path.dirname(path) or "."
    content = render(guide, os.path.splitext(path)[1], whole_dollars)
    if not os.path.isdir(folder):
        raise CannotWrite(f"{path}: there is no folder {folder}; make it, or write elsewhere")
    part = os.path.join(folder, f".{os.path.basename(path)}.{os.getpid()}.part")
    try:
        with open(part, "wb") as stream:
            stream.write(content)
        os.replace(part, path)
    except OSError as problem:
        raise CannotWrite(f"{path}: {problem.strerror or problem}; nothing was written") from problem
    finally:
        if os.path.exists(part):
            os.remove(part)
    return path


def _json(guide):
    import json

    return (json.dumps(guide, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
