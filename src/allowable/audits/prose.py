"""Figures in running text, in lists and in cells of sentences: each with the code its sentence names and the words of its own clause."""

from __future__ import annotations

import re

from .figure import COMPONENTS, Figure
from .meaning import NOTHING, Words, words_of
from .tokens import code_tokens, is_decimal, money_tokens, number_tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .blocks import Line
    from .context import Context
    from .shapes import Clause, Codes, Held, Key, Levels, Place, Tokens
    from .tokens import CodeToken, Token

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9$(])|\n")
CLAUSE = re.compile(
    r"[;|]|,(?![0-9]{3})|\s-\s|\s(?:and|but|while|whereas|versus|vs\.?|or|plus|against)\s|"
    r"(?<=\d)\s*/\s*(?=\$|\d|[A-Za-z])|\s/\s*(?=\$|\d)|\(|\)",
    re.I,
)
LISTED = re.compile(r"[\s,/&]*(?:and|or)?[\s,/&]*(?:CPT|HCPCS|code)?\s*", re.I)
LIST = re.compile(r"\s*[/|,;]\s*|\s+(?:and|or)\s+", re.I)
ITEM_LENGTH = 160


def line_figures(line: Line, number: int, context: Context) -> list[Figure]:
    """The Figures of one Line."""
    codes = context.codes if line.level or len(line.text) <= ITEM_LENGTH else ()
    return Prose(line.at, ("prose", number), [NOTHING, NOTHING, *context.levels()], codes, context.is_held).read(line.text)


class Prose:
    """Reads texts at one place. `outer` are the Words around it from nearest to farthest, `codes` those that the surroundings name."""

    def __init__(
        self, at: Place, key: Key, outer: Levels, codes: Codes, is_held: Held, beside: Words = NOTHING, table: int | None = None
    ) -> None:
        self.at = at
        self.key = key
        self.outer = outer
        self.codes = codes
        self.is_held = is_held
        self.beside = beside
        self.table = table

    def read(self, text: str) -> list[Figure]:
        """The Figures of a text."""
        made: list[Figure] = []
        carried: Codes = ()
        for sentence in SENTENCE.split(text):
            found, carried = self._sentence(sentence, carried)
            made += found
        return made

    def _sentence(self, sentence: str, carried: Codes) -> tuple[list[Figure], Codes]:
        codes = code_tokens(sentence, self.is_held)
        tokens = money_tokens(sentence)
        clauses = _clauses(sentence)
        tokens += [token for token in number_tokens(sentence, codes) if is_decimal(token) and _is_spoken_of(token, sentence, clauses)]
        tokens.sort(key=lambda token: token.start)
        carried = tuple(codes) if len(codes) == 1 else carried
        if not tokens:
            return [], carried
        whole = words_of(sentence)
        spoken = _listed(sentence, tokens) or _inherited([_clause_words(sentence, clauses, token, tokens) for token in tokens])
        made = []
        for place, (token, words) in enumerate(zip(tokens, spoken, strict=True)):
            own = words if words.says_something or len(tokens) > 1 else whole
            level = whole if len(tokens) == 1 or (_is_common(whole) and not (own.settings or own.places)) else _without_sites(whole)
            levels = [own, level.joined(self.beside), *self.outer]
            sure = bool(len(tokens) == 1 or words.settings or words.places)
            group = self._group(words, spoken, place, token)
            bound = _codes_of(token, codes, sentence, _clause_of(clauses, token)) or carried or self.codes
            made += self._figures(token, bound, levels, group, _excerpt(sentence, token), sure)
        return made, carried

    def _group(self, words: Words, spoken: list[Words], place: int, token: Token) -> Key:
        """Lines of one pattern under the same headings are decided together; a figure whose own clause speaks is decided alone."""
        if words.says_something:
            return (*self.key, token.start, words.key, token.dollars)
        return (
            token.dollars,
            self.key[0],
            tuple(one.key for one in spoken),
            place,
            self.beside.key,
            tuple(words.key for words in self.outer[:5]),
        )

    def _figures(self, token: Token, codes: Codes, levels: Levels, group: Key, excerpt: str, sure: bool) -> list[Figure]:
        made = []
        named: Sequence[CodeToken | None] = codes or (None,)
        for code in named:
            stated = code.modifiers if code else ()
            kept = tuple(one for one in stated if one in COMPONENTS)
            figure = Figure(token, self.at, code.hcpcs if code else None, kept, levels, group, excerpt, self.table, sure and kept == stated)
            if code is None:
                figure.why_not = "no code stands in its sentence, and no heading or line before it names one"
            made.append(figure)
        return made


def _is_common(words: Words) -> bool:
    """Whether a sentence says one thing of all its figures."""
    return len(words.settings) <= 1 and len(words.places) <= 1


def _without_sites(words: Words) -> Words:
    """Words of a sentence of several figures that each name their own site."""
    return Words((), (), words.measures, words.years, words.days, None, words.rule)


def _clauses(sentence: str) -> list[Clause]:
    """[(start, end)] of the parts of a sentence between commas, conjunctions and brackets."""
    ends = [(found.start(), found.end()) for found in CLAUSE.finditer(sentence)]
    starts = [0, *(end for _, end in ends)]
    return list(zip(starts, [*(start for start, _ in ends), len(sentence)], strict=True))


def _listed(sentence: str, tokens: Tokens) -> list[Words] | None:
    """Words of figures that follow their names in the same order, as in 'facility / non-facility: $1 / $2'; None if it is not so."""
    if len(tokens) < 2:
        return None
    rest = words_of(sentence[tokens[0].end :])
    if rest.settings or rest.places:
        return None
    head = sentence[: tokens[0].start]
    parts = [words_of(part) for part in LIST.split(head)]
    before, parts = parts[: -len(tokens)], parts[-len(tokens) :]
    if (
        len(parts) != len(tokens)
        or not all(words.settings or words.places for words in parts)
        or any(words.settings or words.places for words in before)
    ):
        return None
    measures = words_of(head).measures
    return [
        Words(words.settings, words.places, words.measures or measures, words.years, words.days, words.other, words.rule) for words in parts
    ]


def _inherited(spoken: list[Words]) -> list[Words]:
    """A clause such as 'then 33.2875' goes on about what the figure before it is."""
    made: list[Words] = []
    for words in spoken:
        if made and words.rule and not (words.says_something or words.other):
            words = made[-1].joined(words)
        made.append(words)
    return made


def _clause_of(clauses: list[Clause], token: Token) -> Clause:
    return next(((start, end) for start, end in clauses if start <= token.start < end), (token.start, token.end))


def _clause_words(sentence: str, clauses: list[Clause], token: Token, tokens: Tokens) -> Words:
    """Words of the figure's own clause; where it names no setting, also of the clause without figures before it, else after it."""
    start, end = _clause_of(clauses, token)
    inside = [one for one in tokens if start <= one.start < end]
    if len(inside) > 1:
        place = inside.index(token)
        before = sentence[inside[place - 1].end if place else start : token.start]
        after = sentence[token.end : inside[place + 1].start if place + 1 < len(inside) else end]
        first = words_of(sentence[start : inside[0].start])
        return words_of(before) if first.says_something else words_of(after)
    own = words_of(sentence[start:end])
    if own.settings or own.places or own.other:
        return own
    for one in (_free_before(clauses, start, tokens), _free_after(clauses, end, tokens)):
        if one is not None:
            words = words_of(sentence[one[0] : one[1]])
            if words.settings or words.places:
                return own.joined(words)
    return own


def _free_before(clauses: list[Clause], start: int, tokens: Tokens) -> Clause | None:
    place = next((at for at, clause in enumerate(clauses) if clause[0] == start), 0)
    return _free(clauses[place - 1], tokens) if place else None


def _free_after(clauses: list[Clause], end: int, tokens: Tokens) -> Clause | None:
    place = next((at for at, clause in enumerate(clauses) if clause[1] == end), len(clauses))
    return _free(clauses[place + 1], tokens) if place + 1 < len(clauses) else None


def _free(clause: Clause, tokens: Tokens) -> Clause | None:
    return clause if not any(clause[0] <= token.start < clause[1] for token in tokens) else None


def _is_spoken_of(token: Token, sentence: str, clauses: list[Clause]) -> bool:
    """Whether a plain number stands in a clause that speaks of units or of the conversion factor."""
    start, end = _clause_of(clauses, token)
    measures = words_of(sentence[start:end]).measures or words_of(sentence).measures
    return bool(measures & {"units", "factor"})


def _codes_of(token: Token, codes: list[CodeToken], sentence: str, clause: Clause) -> Codes:
    """Codes of a figure: of its own clause, the one before it, else the one after it; else the last before it; else the first of all.

    An unbroken list of codes that ends in the chosen one is meant as a whole.
    """
    own = [code for code in codes if clause[0] <= code.start < clause[1]]
    before = [code for code in own or codes if code.end <= token.start]
    if not before:
        return tuple((own or codes)[:1])
    chosen = [before[-1]]
    for code in reversed([code for code in codes if code.start < chosen[0].start]):
        if code.start != chosen[0].start and LISTED.fullmatch(sentence[code.end : chosen[0].start]) is None:
            break
        chosen.insert(0, code)
    return tuple(chosen)


def _excerpt(sentence: str, token: Token) -> str:
    start, end = max(0, token.start - 50), min(len(sentence), token.end + 40)
    return f"{'…' if start else ''}{sentence[start:end].strip()}{'…' if end < len(sentence) else ''}"
