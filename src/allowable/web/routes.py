"""Every page and static file as one router for an application to mount."""

from __future__ import annotations

from typing import Any

import litestar
from litestar.exceptions import NotFoundException

from . import asking, audits, checks, codes, compares, guides, holdings, home, notes, prices, rules
from .problems import refuse
from .site import STATIC, static


@litestar.get("/static/{name:str}", sync_to_thread=False)
def static_file(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """A style sheet, script or picture of the package; no other file of the machine has an address."""
    name = request.path_params["name"]
    if name not in STATIC:
        raise NotFoundException
    headers = {"cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
    return litestar.Response(static(name)[0], media_type=STATIC[name], headers=headers)


@litestar.get("/favicon.ico", sync_to_thread=False)
def icon() -> litestar.Response[bytes]:
    """The mark, where browsers ask for one without reading the page."""
    headers = {"cache-control": "public, max-age=86400", "x-content-type-options": "nosniff"}
    return litestar.Response(static("mark.svg")[0], media_type=STATIC["mark.svg"], headers=headers)


ROUTER = litestar.Router(
    path="/",
    route_handlers=[
        static_file,
        icon,
        home.first,
        codes.search,
        codes.show,
        prices.show,
        compares.show,
        checks.show,
        checks.upload,
        guides.show,
        guides.file,
        audits.show,
        audits.upload,
        notes.show,
        notes.read,
        asking.show,
        holdings.show,
        holdings.one,
        rules.show,
    ],
    exception_handlers={Exception: refuse},
    include_in_schema=False,
)
