"""The signs as questions that somebody else may answer with a verbatim quote, such as a language model. Only the trees give codes."""

from __future__ import annotations

from .signs import Hit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from .note import Note
    from .trees import FamilyTrees

    Json = dict[str, Any]


def slots(families: Sequence[FamilyTrees]) -> list[Json]:
    """[{sign, says, family}] of every sign, named family/sign."""
    return [
        {"sign": f"{family.name}/{sign.name}", "says": sign.says, "family": family.name}
        for family in families
        for sign in family.signs.values()
    ]


def hits_of(note: Note, answers: Iterable[tuple[str, str]], families: Sequence[FamilyTrees]) -> dict[str, dict[str, list[Hit]]]:
    """{family: {sign: hits}} of the answers whose quote stands in the note, word for word; what is denied or past there stays so."""
    known = {f"{family.name}/{name}" for family in families for name in family.signs}
    found: dict[str, dict[str, list[Hit]]] = {}
    for name, quote in answers:
        at = note.text.find(quote) if quote.strip() else -1
        if name not in known or at < 0:
            continue
        first, last = note.tokens.first_from(at), note.tokens.first_from(at + len(quote)) - 1
        start, end = note.sentence_of(first), note.sentence_of(last)
        if start is None or end is None or start.section != end.section:
            continue
        kinds = frozenset().union(
            *(note.contexts.kinds_at(one.number, first, last) for one in note.sentences[start.number : end.number + 1])
        )
        family, _, sign = name.partition("/")
        found.setdefault(family, {}).setdefault(sign, []).append(Hit(start.number, end.number, kinds, (first, last)))
    return found
