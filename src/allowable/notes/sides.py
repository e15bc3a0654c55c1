"""Which side, finger, toe or eyelid a code's evidence speaks of. A side that the note does not state is None, never a guess."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .note import Note, Sentence
    from .signs import Hit
    from .trees import Candidate

# "both ends of the tendon", "both lenses": two of something that one side has
NOT_PAIRED = (
    r"(?:ends?|bundles?|neurovascular|digital|nerves?|portals?|wires?|pins?|screws?|plates?|components?|incisions?|edges|flaps?|limbs|heads"
    r"|wounds?|lens(?:es)?|layers?|menisc\w+|cruciate\w*|bones?|fragments?|branches|corners|poles|planes|views|suture\w*|stitch\w*|clamps?"
    r"|instruments?|sharp|blunt|ap|of\s+(?:these|which|them)"
    r"|(?:medial|lateral|anterior|posterior|superior|inferior|proximal|distal)(?:ly)?\s+(?:and|to))\b"
)
LEFT_BEHIND = r"\s+(?:in|on|behind|intact|alone|indwelling|undisturbed|attached|the|our)\b"  # the verb, no side
SIDE = re.compile(
    r"\b(?:(?P<both>bilateral(?:ly)?|both\s+(?:the\s+)?(?!" + NOT_PAIRED + r")\w+|each\s+side|either\s+side|left\s+then\s+the\s+right"
    r"|right\s+and\s+(?:the\s+)?left|left\s+and\s+(?:the\s+)?right)"
    r"|(?P<left>(?<=the )left|(?<!was )(?<!were )(?<!been )(?<!be )left(?!" + LEFT_BEHIND + r")"
    r"|lt|o\.?s)|(?P<right>right|rt|o\.?d))\b"
    r"(?!\s+(?:lateral\s+decubitus|side\s+down|orientation|alignment|upper\s+quadrant|lower\s+quadrant|angle|atri|ventric|heart"
    r"|on\b|in\b|at\b|to\b|alone|behind|intact|out\b|indwelling|inflated|attached|with\b|uncovered|connected))",
    re.IGNORECASE,
)
AGAIN = re.compile(
    r"\b(?:same|similar|identical|identically|exactly)\b[^.]{0,80}?\b(?P<side>opposite|other|contralateral|right|left|both\s+sides)\b"
    r"|\b(?:opposite|other|contralateral|right|left)\s+(?:\w+\s+){0,3}(?:was|were)\s+(?:\w+\s+){0,4}(?:same|similar|identical|likewise)\b"
    r"|\battention\s+was\s+(?:then\s+)?(?:turned|directed)\s+to\s+the\s+(?:contralateral|opposite|other)\b"
    r"|\bboth\s+sides\b",
    re.IGNORECASE,
)
PART: dict[str, dict[str, int]] = {
    "finger": {
        "thumb": 0,
        "index": 1,
        "second finger": 1,
        "long": 2,
        "middle": 2,
        "ring": 3,
        "small": 4,
        "little": 4,
        "fifth": 4,
        "pinky": 4,
    },
    "toe": {"great toe": 0, "big toe": 0, "hallux": 0, "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "little toe": 4},
    "eyelid": {"upper": 0, "lower": 1},
}
ALONE = ("thumb", "hallux", "great toe", "big toe", "little toe", "upper", "lower")  # words that name their part by themselves
BESIDE = {"finger": "finger|digit|trigger|ray", "toe": "toe|digit|hammer|ray", "eyelid": ""}
NO_DIGIT = r"(?!\s+(?:phalan\w+|third|portion|crease|aspect|part|half)\b)"  # "the middle phalanx" is a bone of any finger
NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "finger": {"left": ("FA", "F1", "F2", "F3", "F4"), "right": ("F5", "F6", "F7", "F8", "F9")},
    "toe": {"left": ("TA", "T1", "T2", "T3", "T4"), "right": ("T5", "T6", "T7", "T8", "T9")},
    "eyelid": {"left": ("E1", "E2"), "right": ("E3", "E4")},
}
OTHER = {"left": "right", "right": "left"}
WAYS_IN = ("laparoscope_in", "laparoscope_named", "laparotomy")  # such a word stands with every item of a list of procedures
BEFORE, AFTER = 60, 40  # characters around a sign's words in a list of procedures


def side(candidate: Candidate) -> tuple[str | None, list[Hit], bool]:
    """(left, right, both or None; the hits that say so; whether the list of procedures and the account contradict each other)."""
    note = candidate.facts.note
    decided = [hit for place, name, hit in candidate.by if place in ("title", "named") and name not in WAYS_IN]
    titles = decided or [hit for name in candidate.tree.titles for hit in candidate.facts.hits("title", name)]
    told = [hit for _, _, hit in candidate.by if (at := note.sentences[hit.first]).kind != "title" and _is_ours(note, at)]
    titled = _one(_items(note, titles)) or _one(_near(note, titles)) or _one(_whole(note, titles)) or _one(_kind(note, "title"))
    account = _one(_whole(note, told))
    if account in ("left", "right") and titled != account and _again(note, told):
        account = "both"
    elif titled in OTHER and account == "both" and OTHER[titled] not in _said(_whole(note, told)):
        account = titled  # "three screws on each side" of a bone of one side
    if titled and account and titled != account and "both" not in (titled, account):
        return None, [*titles, *told], True
    if titled == "both" or account == "both":
        return "both", titles if titled == "both" else told, False
    if titled or account:
        return titled or account, told if account else titles, False
    return (
        _one(_kind(note, "postoperative_diagnosis"))
        or _one(_kind(note, "preoperative_diagnosis"))
        or _one(_around(note, told))
        or _only(note),
        [],
        False,
    )


def parts(candidate: Candidate, kind: str, which: str | None) -> list[str]:
    """The modifiers of the fingers, toes or eyelids that the evidence names, with the side that it states; empty where either is open."""
    note = candidate.facts.note
    names = NAMES[kind]
    found: list[str] = []
    titles = [hit for name in candidate.tree.titles for hit in candidate.facts.hits("title", name)]
    decided = [hit for _, _, hit in candidate.by]
    for hits in (titles, decided):  # a list of procedures that names them is the answer: an account also tells of the neighbours
        for text in [_text(note, hit) for hit in hits]:
            found += [names[one][at] for word, at in PART[kind].items() if _speaks(text, word, kind) for one in _sides_of(which)]
        if found:
            break
    return list(dict.fromkeys(found))


def _speaks(text: str, word: str, kind: str) -> bool:
    """Whether a word names a finger, toe or lid: by itself, or with such a word beside it ("30 second" is no second toe)."""
    for found in re.finditer(rf"\b{word}(?:nail)?\b{NO_DIGIT}", text, re.IGNORECASE):
        around = text[max(0, found.start() - AFTER) : found.end() + AFTER]
        if word in ALONE or re.search(BESIDE[kind], around, re.IGNORECASE):
            return True
    return False


def _sides_of(which: str | None) -> tuple[str, ...]:
    return ("left", "right") if which == "both" else (which,) if which else ()


def _text(note: Note, hit: Hit) -> str:
    return note.text[note.sentences[hit.first].start : note.sentences[hit.last].end]


def _items(note: Note, hits: Iterable[Hit]) -> Iterator[str]:
    """The items of a list of procedures, between commas, in which the words of the hits stand."""
    for hit in hits:
        first, last = note.sentences[hit.first], note.sentences[hit.last]
        start = note.text.rfind(",", first.start, note.tokens.starts[hit.words[0]]) + 1
        end = note.text.find(",", note.tokens.ends[hit.words[1]], last.end)
        yield note.text[start or first.start : last.end if end < 0 else end]


def _near(note: Note, hits: Iterable[Hit]) -> Iterator[str]:
    for hit in hits:
        first, last = note.sentences[hit.first], note.sentences[hit.last]
        start = max(first.start, note.tokens.starts[hit.words[0]] - BEFORE)
        yield note.text[start : min(last.end, note.tokens.ends[hit.words[1]] + AFTER)]


def _whole(note: Note, hits: Iterable[Hit]) -> Iterator[str]:
    for hit in hits:
        yield _text(note, hit)


def _kind(note: Note, kind: str) -> Iterator[str]:
    for sentence in note.sentences:
        if sentence.kind == kind:
            yield note.text[sentence.start : sentence.end]


def _around(note: Note, hits: Iterable[Hit]) -> Iterator[str]:
    for hit in hits:
        for sentence in note.sentences[max(0, hit.first - 2) : hit.last + 3]:
            if _is_ours(note, sentence):
                yield note.text[sentence.start : sentence.end]


def _only(note: Note) -> str | None:
    """The one side that the whole note speaks of, wherever it does."""
    told = (one for one in note.sentences if one.kind not in ("history", "plan", "exam") and _is_ours(note, one))
    return _one(note.text[one.start : one.end] for one in told)


def _is_ours(note: Note, sentence: Sentence) -> bool:
    """Whether a sentence tells of this patient, this surgeon and now: the side of another operation decides nothing."""
    return not note.contexts.kinds_at(sentence.number, sentence.first, sentence.last) & {"history", "other_surgeon", "other_person"}


def _again(note: Note, hits: Iterable[Hit]) -> bool:
    """Whether, after what the hits tell, the account says that the other side was done alike."""
    first = min((hit.first for hit in hits), default=None)
    if first is None:
        return False
    kind = note.sentences[first].kind
    return any(AGAIN.search(note.text, one.start, one.end) for one in note.sentences[first:] if one.kind == kind)


def _said(texts: Iterable[str]) -> set[str]:
    return {str(one.lastgroup) for text in texts for one in SIDE.finditer(text)}


def _one(texts: Iterable[str]) -> str | None:
    found = _said(texts)
    if "both" in found or {"left", "right"} <= found:
        return "both"
    return next(iter(found), None)
