"""The signs as questions that somebody else may answer with a verbatim quote, such as a language model. Only the trees give codes."""

from __future__ import annotations

from .signs import Pointed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from .note import Note
    from .phrases import Phrase
    from .signs import Hit, Sign
    from .trees import FamilyTrees

    Json = dict[str, Any]


def slots(families: Sequence[FamilyTrees], note: Note) -> list[Json]:
    """[{sign, says, family}] of every sign that a quote of the note could support, named family/sign; the others need no question."""
    last = len(note.tokens.words) - 1
    return [
        {"sign": f"{family.name}/{sign.name}", "says": sign.says, "family": family.name}
        for family in families
        for sign in family.signs.values()
        if _speaks_of(note, sign, 0, last, voids=False)
    ]


def hits_of(note: Note, answers: Iterable[tuple[str, str]], families: Sequence[FamilyTrees]) -> dict[str, dict[str, list[Hit]]]:
    """{family: {sign: hits}} of the answers whose quote stands in the note, word for word; what is denied or past there stays so.

    A quote must also hold half of what the sign looks for, and nothing that voids it: words about something else support no fact.
    """
    known = {f"{family.name}/{name}": sign for family in families for name, sign in family.signs.items()}
    found: dict[str, dict[str, list[Hit]]] = {}
    for name, quote in answers:
        at = note.text.find(quote) if quote.strip() else -1
        if name not in known or at < 0:
            continue
        first, last = note.tokens.first_from(at), note.tokens.first_from(at + len(quote)) - 1
        start, end = note.sentence_of(first), note.sentence_of(last)
        if start is None or end is None or start.section != end.section:
            continue
        if not _speaks_of(note, known[name], first, last):
            continue
        kinds = frozenset().union(
            *(note.contexts.kinds_at(one.number, first, last) for one in note.sentences[start.number : end.number + 1])
        )
        family, _, sign = name.partition("/")
        found.setdefault(family, {}).setdefault(sign, []).append(Pointed(start.number, end.number, kinds, (first, last)))
    return found


def _speaks_of(note: Note, sign: Sign, first: int, last: int, voids: bool = True) -> bool:
    """Whether the words from first to last hold half of the groups of one of a sign's alternatives, and none that voids it."""

    def stands(phrase: Phrase) -> bool:
        return any(first <= start and end <= last for start, end in note.find(phrase))

    if voids and any(map(stands, sign.voids)):
        return False
    return any(sum(any(map(stands, group)) for group in groups) * 2 >= len(groups) for groups in sign.alternatives)
