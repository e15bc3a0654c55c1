"""Edits on a claim before it is priced: `check` gives each line's findings, what they rest on, and what would resolve them."""

from .findings import FAIL, NOT_CHECKED, PASS, CheckedClaim, CheckedLine, Finding, check
from .resolving import HINTS

__all__ = ["FAIL", "HINTS", "NOT_CHECKED", "PASS", "CheckedClaim", "CheckedLine", "Finding", "check"]
