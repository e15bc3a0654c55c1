"""The check of somebody else's guide: on which days its figures are true, as known when; what is wrong, and what is uncited."""

from .blocks import AuditError
from .report import audit_file, exit_status

__all__ = ["AuditError", "audit_file", "exit_status"]
