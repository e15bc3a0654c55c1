"""The command `allowable-eval`. Exit status: 0 measured, 2 bad usage or bad input, 130 interrupted."""

from __future__ import annotations

import json
import pathlib
import sys

import click

from .problem import EvaluationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, NoReturn

    Json = dict[str, Any]

BAD_INPUT = 2
JSON_OUT = click.option("--json", "json_out", metavar="FILE", help="Write every measure, with its interval, to a file.")
PREDICTIONS = click.option("--predictions", "predictions_out", metavar="FILE", help="Write what was answered, one JSON object a line.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
def command() -> None:
    """Measure the reader of notes and the answers to questions against gold that you give."""


@command.command(short_help="Notes with gold codes: sets, traps, evidence, gaps.")
@click.argument("file", type=click.Path())
@JSON_OUT
@PREDICTIONS
@click.option("--given", metavar="FILE", help="Measure these predictions instead of reading the notes.")
@click.option("--held-out-family", "hold_out", is_flag=True, help="Also switch off each family in turn: its notes must get nothing wrong.")
def notes(file: str, json_out: str | None, predictions_out: str | None, given: str | None, hold_out: bool) -> None:
    """FILE: notes with gold codes, one JSON object a line (id, text, gold_codes, and what else is known)."""
    from .gold import read_gold, read_predictions
    from .notes import report
    from .text import note_lines

    _refuse_folders(json_out, predictions_out)
    gold = read_gold(file)
    if given is None:
        from ..engine import Engine
        from .notes import predicted

        answers = {one["id"]: one for one in predicted(gold, Engine())}
    else:
        answers = read_predictions(given)
    found = report(gold, answers)
    if hold_out:
        from ..engine import Engine
        from ..notes.trees import forest
        from .notes import held_out

        found["held_out"] = held_out(gold, Engine(), {family.name: family.codes for family in forest()})
    _finish(found, note_lines(found), json_out, predictions_out, [answers[one["id"]] for one in gold if one["id"] in answers])


@command.command(short_help="Questions with gold answers: right, wrong, refused.")
@click.argument("file", type=click.Path())
@JSON_OUT
@PREDICTIONS
def questions(file: str, json_out: str | None, predictions_out: str | None) -> None:
    """FILE: questions with gold answers, one JSON object a line (id, question, answer, and what else is known)."""
    from ..engine import Engine
    from .asking import evaluate

    _refuse_folders(json_out, predictions_out)
    found, lines, answers = evaluate(file, Engine())
    _finish(found, lines, json_out, predictions_out, answers)


def _refuse_folders(*names: str | None) -> None:
    """Before any measuring: what is to be written has a folder to lie in."""
    for name in filter(None, names):
        folder = pathlib.Path(name).parent
        if not folder.is_dir():
            raise EvaluationError(f"{name}: there is no folder {folder}; make it, or write elsewhere")


def _finish(found: Json, lines: Iterable[str], json_out: str | None, predictions_out: str | None, answers: list[Json]) -> None:
    for line in lines:
        click.echo(line)
    if json_out:
        _write(json_out, json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    if predictions_out:
        _write(predictions_out, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in answers))


def _write(name: str, content: str) -> None:
    try:
        pathlib.Path(name).write_text(content, encoding="utf-8")
    except OSError as problem:
        raise EvaluationError(f"{name}: {problem.strerror or problem}; nothing was written") from None


def main(argv: list[str] | None = None) -> NoReturn:
    """Run the command and end the process with its status; a wrong input is one line that says what to do."""
    try:
        command.main(argv, prog_name="allowable-eval", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.ctx.get_help())
        sys.exit(BAD_INPUT)
    except (click.ClickException, EvaluationError) as problem:
        said = problem.format_message() if isinstance(problem, click.ClickException) else str(problem)
        click.echo(f"allowable-eval: {said}", err=True)
        sys.exit(BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    sys.exit(0)
