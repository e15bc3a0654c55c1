"""The answers to questions measured against gold: right, wrong, refused, uncited, by kind, with intervals. questions.py judges each."""

from __future__ import annotations

import pathlib
import time

from ..questions import ask
from ..questions.problem import QuestionError
from .intervals import RESAMPLES, SEED, measured, share
from .problem import EvaluationError
from .questions import REFUSED, RIGHT, WRONG, QuestionFileError, read_questions, score

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from ..engine import Engine
    from .intervals import Counts, Measure

    Json = dict[str, Any]

SCHEMA = "allowable.evaluation.questions/1"
MEASURES: dict[str, Measure] = {
    "right": share("right", "questions"),
    "wrong": share("wrong", "questions"),
    "refused": share("refused", "questions"),
    "right_where_answered": share("right", "answered"),
    "uncited": share("uncited", "answered"),
}


def evaluate(file: str, engine: Engine) -> tuple[Json, list[str], list[Json]]:
    """(report, its lines, the answers) of a file of questions; EvaluationError names the line that cannot be used."""
    try:
        entries = read_questions(pathlib.Path(file))
    except OSError as problem:
        raise EvaluationError(f"{file}: {problem.strerror or problem}; check the path") from None
    except UnicodeDecodeError:
        raise EvaluationError(f"{file}: this is no UTF-8 text; give one JSON object a line") from None
    except QuestionFileError as problem:
        raise EvaluationError(f"{problem}; give one JSON object a line") from None
    if not entries:
        raise EvaluationError(f"{file}: the file holds nothing; give one JSON object a line")
    answers, seconds = [], []
    for entry in entries:
        start = time.process_time()
        try:
            answers.append(ask(entry["question"], engine=engine))
        except QuestionError as problem:
            raise EvaluationError(f"{file}: {entry['id']}: {problem}") from None
        seconds.append(time.process_time() - start)
    found = report(score(entries, answers), seconds)
    given = [{"id": entry["id"], **answer} for entry, answer in zip(entries, answers, strict=True)]
    return found, list(_lines(found)), given


def report(judged: Json, seconds: Sequence[float]) -> Json:
    """The judgements of questions.score with shares and intervals, in all and by kind."""
    rows = judged["questions"]
    parts = {"all": rows}
    for kind in judged["by_kind"]:
        parts[f"kind {kind}"] = [row for row in rows if str(row["kind"]) == kind]
    warm = sorted(seconds[1:] or seconds)
    return {
        "schema": SCHEMA,
        "interval": f"95 % of {RESAMPLES} resamples of the questions, seed {SEED}; none of n found leaves up to about 3 in n possible",
        "parts": {name: {"n": len(found), "measures": measured(list(map(_counts, found)), MEASURES)} for name, found in parts.items()},
        "time": {
            "first": round(seconds[0] * 1000, 2),
            "median": round(warm[len(warm) // 2] * 1000, 2),
            "longest": round(warm[-1] * 1000, 2),
        },
        "questions": rows,
    }


def _counts(row: Json) -> Counts:
    answered = row["outcome"] != REFUSED
    return {
        "questions": 1,
        "right": int(row["outcome"] == RIGHT),
        "wrong": int(row["outcome"] == WRONG),
        "refused": int(not answered),
        "answered": int(answered),
        "uncited": int(answered and not row["cited"]),
    }


def _lines(found: Json) -> Iterator[str]:
    yield f"{found['parts']['all']['n']} questions; intervals: {found['interval']}"
    for name, part in found["parts"].items():
        yield ""
        yield f"{name} (n = {part['n']})"
        for measure, one in part["measures"].items():
            if one["value"] is not None:
                between = f" [{one['interval'][0]:.3f}, {one['interval'][1]:.3f}]" if one["interval"] else ""
                yield f"  {measure.replace('_', ' '):<22}{one['value']:.3f}{between}"
    times = found["time"]
    yield ""
    yield f"processor time a question: median {times['median']} ms, longest {times['longest']} ms; first, with tables, {times['first']} ms"
    for row in found["questions"]:
        if row["outcome"] != RIGHT:
            yield f"  {row['id']}: {row['outcome']}{': ' if row['problems'] else ''}{'; '.join(row['problems'])}"
