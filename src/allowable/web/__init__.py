"""Web: the pages. Server-rendered, whole without scripts, no request to anywhere else. They show what the engine and the other doors say.

`handlers()` gives the litestar handlers that an application mounts at its root; `problem_page` a page for an error that it met itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["handlers", "problem_page"]


def handlers() -> list[Any]:
    """Handlers of every page and of the two static files."""
    from ..releases.pair_partners import load_arrays
    from .finding import find, relatives
    from .routes import ROUTER
    from .site import read_templates

    read_templates()  # now, so that the first who asks does not wait for it
    find("code")
    relatives("58558")
    load_arrays()
    return [ROUTER]


def problem_page(status: int, message: str, remedy: str = "") -> bytes:
    """Bytes of a page that says what went wrong and what to do next, for an error outside of the pages (an unknown address)."""
    from .site import render

    return render("problem.html", status=status, message=message, remedy=remedy)
