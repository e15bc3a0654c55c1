"""What a file of trees must look like, checked strictly: an unknown key is a mistake, not an extra.

A file holds words, signs, measures and trees of one family. No indicator, amount or edit stands in it: those are CMS's published facts.
"""

from __future__ import annotations

import pathlib
import re
import tomllib

from ..shape import FamilyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

    Entry = dict[str, Any]

FOLDER = pathlib.Path(__file__).parent
SCHEMA = "allowable.trees/1"
VOCABULARY = "_vocabulary"
GAPS_SCHEMA = "allowable.gaps/1"
GAPS = "_gaps"
HEADER = {"schema", "family", "title", "says", "needs", "sources", "codes", "words", "signs", "measures", "trees"}
SIGN = {"says", "any", "not", "near", "ordered", "sentences", "also"}
MEASURE = {"says", "unit", "of", "take", "in", "near"}
TREE = {"name", "asks", "enter", "several", "unless", "branches", "gaps"}
BRANCH = {"when", "hcpcs", "because", "sources", "evidence", "sides", "units", "confidence", "modifiers", "missing", "separate"}
MODIFIER = {"modifier", "when", "because", "sources"}
GAP = {"what", "why", "when", "codes", "changes"}
TABLED_GAP = {"what", "why", "codes", "when", "leads_to", "changes", "modifiers", "same_as", "rank"}
RANKS = (1, 2, 3)
SPAN = re.compile(r"\*|[0-9A-Z]\d{3}[0-9A-Z](?:-[0-9A-Z]\d{3}[0-9A-Z])?")
SOURCE = {"id", "document", "place", "evidence", "url"}
ASSERTIONS = {"negated", "history", "planned", "other_surgeon", "other_person", "uncertain"}
UNITS = {"g", "cm", "cm2", "weeks", "years", "ml", "minutes", "count"}
SIDES = {"pair", "none", "finger", "toe", "eyelid"}
CONFIDENCE = {"high", "medium", "low"}
EVIDENCE = {"V", "MAC", "S", "U"}


def tree_files() -> list[str]:
    """Names of the files of trees, in their order."""
    return sorted(path.stem for path in FOLDER.glob("*.toml") if not path.stem.startswith("_"))


def read_trees(name: str) -> Entry:
    """The checked content of a file; FamilyError names the entry that is wrong and what is expected."""
    return check(_read(name), f"families/trees/{name}.toml")


def vocabulary() -> Entry:
    """{words, signs, measures} that every file may use as if they were its own."""
    content = _read(VOCABULARY)
    _keys(content, {"words"}, {"schema", "says", "words", "signs", "measures"}, f"families/trees/{VOCABULARY}.toml")
    return {name: content.get(name, {}) for name in ("words", "signs", "measures")}


def gaps_table() -> Entry:
    """{words, signs, measures, gaps}: what is asked of the codes of any family; FamilyError names the entry that is wrong."""
    return check_gaps(_read(GAPS), f"families/trees/{GAPS}.toml")


def check_gaps(content: Entry, where: str) -> Entry:
    """The content of a table of gaps, refused unless every entry is complete."""
    _keys(content, {"schema", "gaps"}, {"schema", "words", "signs", "measures", "gaps"}, where)
    if content["schema"] != GAPS_SCHEMA:
        raise FamilyError(f"{where}: schema is {content['schema']!r}; this version reads {GAPS_SCHEMA}")
    _words(content, where)
    for gap in content["gaps"]:
        at = f"{where}: gap {gap.get('what')!r}"
        _keys(gap, {"what", "why", "codes", "when", "rank"}, TABLED_GAP, at)
        _among(gap["rank"], RANKS, f"{at}: rank")
        strange = [span for span in gap["codes"] if not SPAN.fullmatch(span)]
        if strange or not gap["codes"]:
            raise FamilyError(f"{at}: codes are codes, spans such as 11400-11446, or *, not {', '.join(strange) or 'none'}")
    return content


def _read(name: str) -> Entry:
    where = f"families/trees/{name}.toml"
    try:
        return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise FamilyError(f"{where}: this is no TOML: {problem}") from None


def check(content: Entry, where: str) -> Entry:
    """The content, refused unless every entry is complete and every source is named."""
    _keys(content, {"schema", "family", "title", "says", "sources", "codes", "trees"}, HEADER, where)
    if content["schema"] != SCHEMA:
        raise FamilyError(f"{where}: schema is {content['schema']!r}; this version reads {SCHEMA}")
    for source in content["sources"]:
        _keys(source, {"id", "document", "place", "evidence"}, SOURCE, f"{where}: [[sources]] {source.get('id')}")
        _among(source["evidence"], EVIDENCE, f"{where}: [[sources]] {source['id']}: evidence")
    _words(content, where)
    for tree in content["trees"]:
        _tree(tree, {source["id"] for source in content["sources"]}, content["codes"], where)
    return content


def _words(content: Entry, where: str) -> None:
    for name, sign in content.get("signs", {}).items():
        _keys(sign, {"says", "any"}, SIGN, f"{where}: [signs.{name}]")
        for kind in sign.get("also", ()):
            _among(kind, ASSERTIONS, f"{where}: [signs.{name}]: also")
        if not sign["any"] or not all(isinstance(groups, list) and groups for groups in sign["any"]):
            raise FamilyError(f"{where}: [signs.{name}]: any must be a list of lists of groups")
    for name, measure in content.get("measures", {}).items():
        _keys(measure, {"says", "unit", "of"}, MEASURE, f"{where}: [measures.{name}]")
        _among(measure["unit"], UNITS, f"{where}: [measures.{name}]: unit")
        _among(measure.get("take", "max"), {"max", "sum", "first"}, f"{where}: [measures.{name}]: take")


def _tree(tree: Entry, sources: Collection[str], codes: Collection[str], where: str) -> None:
    where = f"{where}: tree {tree.get('name')}"
    _keys(tree, {"name", "asks", "enter", "branches"}, TREE, where)
    for gap in tree.get("gaps", ()):
        _keys(gap, {"what", "why"}, GAP, f"{where}: gaps")
    for number, branch in enumerate(tree["branches"], 1):
        at = f"{where}, branch {number}"
        _keys(branch, {"because"}, BRANCH, at)
        if "hcpcs" in branch:
            if branch["hcpcs"] not in codes:
                raise FamilyError(f"{at}: {branch['hcpcs']} has no words of ours under [codes]")
            if not branch.get("sources"):
                raise FamilyError(f"{at}: a code needs its sources")
        for name in _sources(branch):
            _among(name, sources, f"{at}: sources")
        _among(branch.get("sides", "pair"), SIDES, f"{at}: sides")
        _among(branch.get("confidence", "high"), CONFIDENCE, f"{at}: confidence")
        for modifier in branch.get("modifiers", ()):
            _keys(modifier, {"modifier", "because"}, MODIFIER, f"{at}: modifiers")
        for gap in branch.get("missing", ()):
            _keys(gap, {"what", "why"}, GAP, f"{at}: missing")


def _sources(branch: Entry) -> Iterator[str]:
    yield from branch.get("sources", ())
    for modifier in branch.get("modifiers", ()):
        yield from modifier.get("sources", ())


def _keys(entry: object, required: set[str], allowed: set[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise FamilyError(f"{where}: expected a table of keys, not {entry!r}")
    absent, strange = sorted(required - set(entry)), sorted(set(entry) - allowed)
    if absent:
        raise FamilyError(f"{where}: lacks {', '.join(absent)}")
    if strange:
        raise FamilyError(f"{where}: unknown key {', '.join(strange)}; the keys are {', '.join(map(str, sorted(allowed)))}")


def _among(value: object, allowed: Collection[object], where: str) -> None:
    if value not in allowed:
        raise FamilyError(f"{where}: {value!r} is none of {', '.join(sorted(map(str, allowed)))}")
