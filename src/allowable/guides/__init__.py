"""Coding guides: `build_guide` makes the guide of a procedure family as one plain object; render/ prints it."""

from .model import build_guide
from .problem import GuideError

__all__ = ["GuideError", "build_guide"]
