"""Passages of manuals that the user imported (`allowable releases import MANUAL.pdf`), found by BM25 and quoted verbatim."""

from __future__ import annotations

import pathlib
import re

from ..releases.manuals import ENDING, FOLDER, load_manuals
from .answer import Answer, of_document
from .retrieval import Index
from .words import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import Any

    from .question import Question

    Json = dict[str, Any]

LEAST_COVERAGE = 0.6  # of the question's weight that a passage must hold
LONGEST_QUOTE = 900
SENTENCE = re.compile(r"(?<=[.;:])\s+(?=[A-Z0-9(“\"])")
_held: dict[tuple[tuple[str, int], ...], tuple[list[Json], Index]] = {}  # by the files and their times


def passage(folders: Sequence[str | os.PathLike[str]], question: Question) -> Answer | None:
    """The Answer that quotes the best passage of an imported manual, or None where none is held or none covers the question."""
    paths = [path for folder in folders for path in sorted(pathlib.Path(folder).glob(f"{FOLDER}/*{ENDING}"))]
    if not paths:
        return None
    passages, index = _index(paths, folders)
    words = question.words
    scores = index.scores(words)
    for at in sorted(range(len(passages)), key=lambda place: -scores[place])[:3]:
        if scores[at] > 0 and index.coverage(words, at) >= LEAST_COVERAGE and _names_what_is_asked(passages[at]["text"], question):
            return _quoted(passages[at], index, words, at, question)
    return None


def _index(paths: list[pathlib.Path], folders: Sequence[str | os.PathLike[str]]) -> tuple[list[Json], Index]:
    key = tuple((str(path), path.stat().st_mtime_ns) for path in paths)
    if key not in _held:
        _held.clear()
        passages = [{**one, "document": manual["document"], "edition": manual["edition"], "file": manual["file"]}
                    for manual in load_manuals(folders) for one in manual["passages"]]  # fmt: skip
        _held[key] = (passages, Index([canonical(f"{one['section'] or ''} {one['text']}") for one in passages]))
    return _held[key]


def _names_what_is_asked(text: str, question: Question) -> bool:
    codes_named = not question.codes or any(code in text for code in question.codes)
    return codes_named and all(re.search(rf"(?<!\w){one}(?!\w)", text) for one in question.modifiers)


def _quoted(found: Json, index: Index, words: str, at: int, question: Question) -> Answer:
    quote = _part(found["text"], index, words)
    place = ", ".join(
        part
        for part in (
            f"chapter {found['chapter']}" if found["chapter"] else "",
            f"section {found['section']}" if found["section"] else "",
            f"paragraph {found['number']}" if found["number"] else "",
            f"page {found['page']} of {found['file']}",
        )
        if part
    )
    document = found["document"] + (f", edition {found['edition']}" if found["edition"] else "")
    text = f"{document} says: “{quote}”"
    value = {"kind": "passage", "yes_no": None, "page": found["page"], "chapter": found["chapter"]}
    answer = Answer(
        text, value, [of_document(document, place, "V", None, quote)], ["Quoted from the manual that you imported."], question.codes
    )
    answer.intent = "manual"
    return answer


def _part(text: str, index: Index, words: str) -> str:
    """The passage, or of a long one the sentence that holds most of the question and what follows it, verbatim."""
    if len(text) <= LONGEST_QUOTE:
        return text
    wanted = set(index.stems(words))
    starts = [0, *(match.end() for match in SENTENCE.finditer(text))]
    ends = [*starts[1:], len(text)]
    best = max(range(len(starts)), key=lambda at: (len(wanted & set(index.stems(canonical(text[starts[at] : ends[at]])))), -at))
    end = max((stop for stop in ends[best:] if stop - starts[best] <= LONGEST_QUOTE), default=ends[best])
    return text[starts[best] : end].strip()[: 2 * LONGEST_QUOTE]
