"""Questions in plain words: looked up in the releases, else answered from short cited notes or imported manuals, else refused.

No answer without a citation, no number that is not held, no language model.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from ..engine import Engine

    Day = date | str | int

__all__ = ["ask"]

_engine: Engine | None = None


def ask(question: str, on: Day | None = None, known_on: Day | None = None, engine: Engine | None = None) -> dict[str, Any]:
    """The answer to a question as the object of schema allowable.answer/1, or its refusal, which says why.

    on, known_on   service day and day of knowledge; without them the question's own date or year, else the latest that is held
    engine         an Engine; without one, of the user's own and the embedded releases

    Raises QuestionError where the question cannot be read, DayError where a day is none.
    """
    from .answer import Refusal, refused
    from .facts import Facts
    from .question import Question
    from .routing import route

    asked = Question(question)
    facts = Facts(engine or _own_engine(), asked, on, known_on)
    try:
        return route(facts, asked).entry(asked.text)
    except Refusal as problem:
        return refused(asked.text, problem.intent, str(problem), asked.codes)


def _own_engine() -> Engine:
    """The engine on the user's and the embedded releases, made when first asked for."""
    global _engine
    if _engine is None:
        from ..engine import Engine

        _engine = Engine()
    return _engine
