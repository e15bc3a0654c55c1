"""The trees of the families, compiled and asked: from what a note says to candidate codes, each with its path of reasons and evidence."""

from __future__ import annotations

from functools import cache

from ..families.shape import FamilyError
from ..families.trees.form import read_trees, tree_files, vocabulary
from .expression import ExpressionError, names, parse
from .facts import BUILT_IN, NEVER_ANY, PLACES, Facts
from .measures import Measure
from .signs import Phrases, Pointed, Sign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    from .expression import Expression
    from .note import Note
    from .signs import Hit

    Entry = dict[str, Any]
    By = list[tuple[str, str, Hit]]

ORDER = ("low", "medium", "high")


class Candidate:
    """A code that a tree gave, before edits. `by` are the (place, sign, hit) that decided; `path` the branches asked, in order."""

    __slots__ = (
        "branch",
        "by",
        "confidence",
        "confidence_because",
        "facts",
        "family",
        "hcpcs",
        "modifiers",
        "path",
        "separate",
        "tree",
        "units",
    )

    def __init__(self, family: FamilyTrees, tree: Tree, branch: Branch, by: By, path: list[tuple[Branch, bool]], facts: Facts) -> None:
        self.family = family
        self.tree = tree
        self.branch = branch
        self.hcpcs: str = branch.entry["hcpcs"]
        self.by = by
        self.path = path
        self.facts = facts
        self.modifiers = [one for one, when in branch.modifiers if when is None or facts.holds(when)[0]]
        self.separate = facts.holds(branch.separate)[0] if branch.separate else False
        self.units = _units(branch.entry.get("units", 1), facts)
        self.confidence, self.confidence_because = self._confidence()

    def _confidence(self) -> tuple[str, str]:
        told = any(self.facts.note.sentences[hit.first].kind != "title" for _, _, hit in self.by)
        titled = bool(self.tree.titles) and any(self.facts.hits("title", name) for name in self.tree.titles)
        if told and titled:
            level, because = "high", "the account and the list of procedures agree"
        elif told:
            level, because = "medium", "the account tells it; the list of procedures does not name it"
        else:
            level, because = "low", "the list of procedures names it; the account does not tell it"
        if self._is_pointed_to():
            return "low", "it rests on words that a language model pointed to: read them"
        cap = self.branch.entry.get("confidence", "high")
        if ORDER.index(cap) < ORDER.index(level):
            return cap, "the note leaves a choice open"
        return level, because

    def _is_pointed_to(self) -> bool:
        ours = {(place, name) for place, name, hit in self.by if not isinstance(hit, Pointed)}
        return any(isinstance(hit, Pointed) and (place, name) not in ours for place, name, hit in self.by)


class Branch:
    """One branch of a tree with its conditions."""

    __slots__ = ("entry", "missing", "modifiers", "separate", "when")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.when = _condition(entry.get("when"))
        self.separate = _condition(entry.get("separate"))
        self.modifiers = [(one, _condition(one.get("when"))) for one in entry.get("modifiers", ())]
        self.missing = [(one, _condition(one.get("when"))) for one in entry.get("missing", ())]


class Tree:
    """One question of a family."""

    __slots__ = ("asks", "branches", "enter", "gaps", "name", "several", "titles", "unless")

    def __init__(self, entry: Entry) -> None:
        self.name: str = entry["name"]
        self.asks: str = entry["asks"]
        self.enter = parse(entry["enter"])
        self.unless = _condition(entry.get("unless"))
        self.several = bool(entry.get("several"))
        self.branches = [Branch(one) for one in entry["branches"]]
        self.gaps = [(one, _condition(one.get("when"))) for one in entry.get("gaps", ())]
        self.titles = sorted({name for one in self.conditions() for place, name in names(one) if place in ("title", "named")})

    def asked(self) -> Iterator[str]:
        """Every sign and measure that the tree asks or shows."""
        for condition in self.conditions():
            yield from (name for _, name in names(condition))
        for branch in self.branches:
            yield from (name.rpartition(".")[2] for name in branch.entry.get("evidence", ()))
            yield str(branch.entry.get("units", ""))

    def conditions(self) -> Iterator[Expression]:
        """Every condition of the tree."""
        yield self.enter
        if self.unless is not None:
            yield self.unless
        for when in [branch.when for branch in self.branches] + [branch.separate for branch in self.branches]:
            if when is not None:
                yield when
        for _, when in [pair for branch in self.branches for pair in branch.modifiers + branch.missing] + self.gaps:
            if when is not None:
                yield when


class FamilyTrees:
    """One file of trees, compiled. FamilyError names a condition or list that leads nowhere."""

    def __init__(self, name: str, content: Entry, shared: Mapping[str, Entry]) -> None:
        self.file = name
        self.name: str = content["family"]
        self.title: str = content["title"]
        self.codes: dict[str, str] = content["codes"]
        self.sources: dict[str, Entry] = {one["id"]: one for one in content["sources"]}
        where = f"families/trees/{name}.toml"
        words, signs, measures = ({**shared[part], **content.get(part, {})} for part in ("words", "signs", "measures"))
        phrases = Phrases(words)
        try:
            self.needs = [phrases.group(group) for group in content.get("needs", ())]
            self.trees = [Tree(entry) for entry in content["trees"]]
            asked = {name for tree in self.trees for name in tree.asked()}  # of the shared ones, a file holds those that it asks
            own = {*content.get("signs", ()), *content.get("measures", ())}
            self.signs = {key: Sign(key, entry, phrases) for key, entry in signs.items() if key in own | asked}
            self.measures = {key: Measure(key, entry, phrases) for key, entry in measures.items() if key in own | asked}
        except KeyError as problem:
            raise FamilyError(f"{where}: there is no list of words @{problem.args[0]}") from None
        except (ExpressionError, ValueError) as problem:
            raise FamilyError(f"{where}: {problem}") from None
        self._check(where)

    def concerns(self, note: Note) -> bool:
        """Whether the note speaks at all of what the family is about: each group of `needs` stands somewhere outside history and plan."""
        return all(any(_speaks(note, span) for phrase in group for span in note.find(phrase)) for group in self.needs)

    def _check(self, where: str) -> None:
        for tree in self.trees:
            for condition in tree.conditions():
                for place, name in names(condition):
                    if place == "measure":
                        known = name == "age" or name in self.measures
                    else:
                        known = place == "code" or name in self.signs or (not place and name in BUILT_IN)
                    if not known or (place not in PLACES and place != "measure"):
                        raise FamilyError(
                            f"{where}: tree {tree.name}: {place + '.' if place else ''}{name} is neither a sign nor a measure of this file"
                        )
            for branch in tree.branches:
                for name in branch.entry.get("evidence", ()):
                    if name.rpartition(".")[2] not in self.signs:
                        raise FamilyError(f"{where}: tree {tree.name}: evidence {name} is no sign of this file")


@cache
def forest() -> tuple[FamilyTrees, ...]:
    """Every family's trees, in the order of their files."""
    shared = vocabulary()
    return tuple(FamilyTrees(name, read_trees(name), shared) for name in tree_files())


def candidates(
    note: Note, families: Iterable[FamilyTrees], more: Mapping[str, Mapping[str, list[Hit]]] | None = None
) -> tuple[list[Candidate], list[tuple[Facts, Entry]]]:
    """The codes that the trees give, and the gaps (facts of the family, entry) that hold with them."""
    given: list[Candidate] = []
    gaps: list[tuple[Facts, Entry]] = []
    codes: set[str] = set()
    for family in families:
        if not family.concerns(note):
            continue
        facts = Facts(note, family.signs, family.measures, codes, (more or {}).get(family.name, {}))
        for tree in family.trees:
            entered, by_enter = facts.holds(tree.enter)
            if not entered or (tree.unless is not None and facts.holds(tree.unless)[0]):
                continue
            for branch, by, path in _taken(tree, facts):
                gaps += [(facts, gap) for gap, when in branch.missing if when is None or facts.holds(when)[0]]
                if "hcpcs" in branch.entry:
                    given.append(Candidate(family, tree, branch, _chosen(branch, by, by_enter, facts), path, facts))
                    codes.add(branch.entry["hcpcs"])
            gaps += [(facts, gap) for gap, when in tree.gaps if when is None or facts.holds(when)[0]]
    return given, gaps


def _taken(tree: Tree, facts: Facts) -> Iterator[tuple[Branch, By, list[tuple[Branch, bool]]]]:
    path: list[tuple[Branch, bool]] = []
    for branch in tree.branches:
        holds, by = (True, []) if branch.when is None else facts.holds(branch.when)
        path = [*path, (branch, holds)]
        if holds:
            yield branch, by, path
            if not tree.several:
                return


def _chosen(branch: Branch, by: By, by_enter: By, facts: Facts) -> By:
    """What to show: the signs that the file names, else those of the branch, then those of the way into the tree."""
    named: Collection[str] = branch.entry.get("evidence", ())
    shown: By = []
    for name in named:
        place, _, sign = name.rpartition(".")
        shown += [(place, sign, hit) for hit in facts.hits(place, sign)]
    return shown or by or by_enter


def _units(units: int | str, facts: Facts) -> int:
    if isinstance(units, int):
        return units
    value = facts.value(units)
    return 1 if value is None else max(1, int(value))


def _speaks(note: Note, span: tuple[int, int]) -> bool:
    sentence = note.sentence_of(span[0])
    return sentence is not None and sentence.kind not in NEVER_ANY


def _condition(text: str | None) -> Expression | None:
    return None if text is None else parse(text)
