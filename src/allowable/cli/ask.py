"""`allowable ask`: a question in plain words, answered from what is held, with its citations, or refused."""

from __future__ import annotations

import sys

import click

from .failures import BadInput
from .options import JSON, KNOWN_ON, Option, with_options
from .terminal import print_json

ON = Option(
    "--on", "on", "DAY", "Service day, such as 2025-03-10. Without it: the question's own date or year, else the latest that is held."
)
NEXT = """\b
Examples:
  allowable ask "Can 58555 be billed with 58558?"
  allowable ask "What are the 2025 total RVUs of 58558?"
  allowable ask "Which modifier for a procedure stopped after anesthesia in an ASC?"
  allowable ask "Is adhesiolysis billed with hysterectomy?" --json

Exit status: 0 answered, 1 refused, 2 bad usage."""


@click.command(epilog=NEXT, no_args_is_help=True)
@click.argument("question", nargs=-1, required=True)
@with_options((ON, KNOWN_ON, JSON))
def command(question: tuple[str, ...], on: str | None, known_on: str | None, as_json: bool) -> int:
    """Answer a QUESTION on Medicare's codes, edits, indicators, modifiers and payment, with citations.

    Looked up in the releases that are held, else answered from short notes of our own or quoted from manuals that you imported
    (`allowable releases import MANUAL.pdf`). What is not known is refused, with the reason. Nothing leaves this machine.
    """
    from ..engine import Engine
    from ..questions import ask
    from ..questions.problem import QuestionError

    try:
        found = ask(" ".join(question), on, known_on, Engine())
    except QuestionError as problem:
        raise BadInput(str(problem)) from None
    if as_json:
        print_json(found)
    else:
        from .ask_text import answer_text

        sys.stdout.write("\n".join(answer_text(found)) + "\n")
    return 0 if found["answered"] else 1
