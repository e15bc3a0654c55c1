"""Reading operative notes: codes with their evidence, the path of reasons, what was dropped and why, and what the chart lacks.

`read_note` is what every door calls. Only rules decide: the trees of families/trees and the published edits and indicators.
"""

from __future__ import annotations

from .problem import NoteError
from .reading import read_note

__all__ = ["NoteError", "read_note"]
