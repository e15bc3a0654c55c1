"""The answer as one plain object (schema allowable.answer/1), or a refusal that says what to ask instead. No answer without a citation."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from ..kernel.cite import Cite
    from ..releases.store import Print

    Json = dict[str, Any]

SCHEMA = "allowable.answer/1"
UNVERIFIED = "U"


class Refusal(Exception):
    """The question cannot be answered from what is held; the message says why and what to ask instead."""

    intent = "policy"  # how the question was understood


class Answer:
    """What is answered: `text`, first a line that stands by itself; `value` for programs; `notes` say why and on which day.

    value   {"kind", ...}: yes_no ("yes", "no", "only with a modifier"), modifier, codes, number, and what else the kind has
    """

    def __init__(self, text: str, value: Json, citations: Sequence[Json], notes: Iterable[str] = (), codes: Iterable[str] = ()) -> None:
        if not citations:
            raise ValueError("an answer without a citation is none")
        self.text = text
        self.value = value
        self.citations = list(citations)
        self.notes = [one for one in notes if one]
        self.codes = list(dict.fromkeys(codes))
        self.on: str | None = None  # the service day for which it was looked up, where it rests on one
        self.intent = ""

    def on_day(self, day: str) -> Answer:
        """The same answer, with its service day."""
        self.on = day
        return self

    def entry(self, question: str) -> Json:
        """The object of schema allowable.answer/1."""
        return {
            "schema": SCHEMA,
            "question": question,
            "on": self.on,
            "intent": self.intent,
            "answered": True,
            "answer": self.text,
            "value": self.value,
            "refused_because": None,
            "citations": self.citations,
            "codes": self.codes,
            "notes": self.notes,
            "unverified": any(one["evidence"] == UNVERIFIED for one in self.citations),
        }


def refused(question: str, intent: str, because: str, codes: Sequence[str] = (), on: str | None = None) -> Json:
    """The object of schema allowable.answer/1 of a refusal."""
    return {
        "schema": SCHEMA,
        "question": question,
        "on": on,
        "intent": intent,
        "answered": False,
        "answer": None,
        "value": None,
        "refused_because": because,
        "citations": [],
        "codes": list(codes),
        "notes": [],
        "unverified": False,
    }


def of_cite(cite: Cite) -> Json:
    """A citation of a document, as an entry of `citations`."""
    return {"document": cite.document, "place": cite.place, "release": None, "evidence": cite.evidence, "url": cite.url}


def of_document(document: str, place: str, evidence: str, url: str | None = None, quote: str | None = None) -> Json:
    """A citation of a document by its parts; `quote` is verbatim, of a manual that the user imported."""
    entry: Json = {"document": document, "place": place, "release": None, "evidence": evidence, "url": url}
    return entry | {"quote": quote} if quote else entry


def of_row(document: str, printed: Print, row: Json) -> Json:
    """A citation of a row that CMS published: the print that holds it, and the cells that were read."""
    place = printed.file if printed.member in ("", printed.file) else f"{printed.file}: {printed.member}"
    return {"document": document, "place": place, "release": printed.release, "evidence": "V", "row": row, "url": None}


def sentence(text: str) -> str:
    """A text with a capital letter and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
