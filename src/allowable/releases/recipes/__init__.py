"""One module for each family of CMS files. `load` imports them all, so that their recipes register."""

from __future__ import annotations

import functools

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..recipe import Recipe


@functools.cache
def load() -> list[Recipe]:
    """Import every recipe module and return the registered recipes."""
    from importlib import import_module
    from pkgutil import iter_modules

    from ..recipe import RECIPES

    for module in sorted(iter_modules(__path__), key=lambda one: one.name):
        import_module(f"{__name__}.{module.name}")
    return RECIPES
