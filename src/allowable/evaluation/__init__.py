"""Measuring the readers: `allowable-eval notes FILE` and `allowable-eval questions FILE`, gold as one JSON object a line.

Nothing is sent anywhere, and nothing of a note is printed: ids and codes only. --predictions writes the passages quoted to a file.
"""

from .command import main

__all__ = ["main"]
