"""The check of somebody else's guide: which service days and which days of knowledge make its figures true, what is wrong, what is uncited."""

from .blocks import AuditError
from .report import audit_file, exit_status

__all__ = ["AuditError", "audit_file", "exit_status"]
