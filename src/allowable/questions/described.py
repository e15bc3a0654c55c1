"""Our own words for codes: what one is, how two differ, what the chart must show; of families and trees, with their sources."""

from __future__ import annotations

from .answer import Answer, Refusal, of_document, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..families import Code, Family
    from .question import Question

OURS = "Our own words; the code book's are not carried here."
NO_COVERAGE = "What the chart shows decides the code; coverage and medical necessity are the contractor's to ask for."


class Described:
    """`words` for a code, `choose` between it and its neighbours, `documentation` as a list, and citations of their sources."""

    __slots__ = ("choose", "cites", "documentation", "words")

    def __init__(self, words: str, choose: str | None, documentation: tuple[str, ...], cites: list[dict[str, Any]]) -> None:
        self.words = words
        self.choose = choose
        self.documentation = documentation
        self.cites = cites


def words(code: str) -> Answer:
    """What a code is, in our own words; Refusal where no family and no tree holds it."""
    found = _described(code)
    text = f"{code}, in our own words: {found.words}."
    return Answer(text, {"kind": "words", "yes_no": None}, found.cites, ["Not the code book's words, which are not carried here."], [code])


def which_code(question: Question, code: str, unknown: str) -> Answer:
    """The code that the words of a question name, where a family or a tree holds it."""
    if question.codes:
        raise Refusal(unknown)
    found = words(code)
    found.text = f"{code}. {found.text}"
    found.value = {"kind": "code", "codes": [code], "yes_no": None}
    return found


def difference(codes: list[str]) -> Answer:
    """Codes beside each other: what each is, and when it is chosen."""
    each = {code: _described(code) for code in codes}
    parts = [f"{code}: {sentence(one.words)}{' ' + sentence(one.choose) if one.choose else ''}" for code, one in each.items()]
    cites = [cite for one in each.values() for cite in one.cites]
    value = {"kind": "difference", "each": {code: {"words": one.words, "choose": one.choose} for code, one in each.items()}, "yes_no": None}
    asks_pair = f'"Can {codes[0]} be billed with {codes[1]}?" asks whether both may stand on one claim.'
    return Answer(" ".join(parts), value, _once(cites), [OURS, asks_pair], codes)


def documentation(code: str) -> Answer:
    """What the chart must show for a code; Refusal where no family holds it."""
    found = _described(code)
    if not found.documentation:
        raise Refusal(f"what the chart must show for {code} is not held; it is for the families of `allowable guide`")
    text = f"For {code} the chart must show: {'; '.join(one[:1].lower() + one[1:] for one in found.documentation)}."
    value = {"kind": "documentation", "items": list(found.documentation), "yes_no": None}
    return Answer(text, value, found.cites, [OURS, NO_COVERAGE], [code])


def _described(code: str) -> Described:
    from ..families import family_names, load_family

    for name in family_names():
        family = load_family(name)
        member = family.code(code)
        if member is not None and (cites := _family_cites(family, member)):
            return Described(member.words, member.choose, member.documentation, cites)
    found = _of_trees(code)
    if found is None:
        because = "CPT's descriptors are the American Medical Association's"
        raise Refusal(f"words for {code} are not carried: {because}; see `allowable code {code}`")
    return found


def _family_cites(family: Family, member: Code) -> list[dict[str, Any]]:
    return [_cite(one) for key in member.sources if (one := family.sources.get(key))]


def _of_trees(code: str) -> Described | None:
    """What the trees that read notes call a code. The files are long: only one that has the code is read whole."""
    from ..families.trees.form import FOLDER, read_trees, tree_files

    for name in tree_files():
        if f"\n{code} = " not in (FOLDER / f"{name}.toml").read_text(encoding="utf-8"):
            continue
        content = read_trees(name)
        if code in content["codes"]:
            return Described(content["codes"][code], None, (), [_cite(one) for one in content["sources"]])
    return None


def _cite(source: Any) -> dict[str, Any]:
    return of_document(source["document"], source["place"], source["evidence"], source.get("url"))


def _once(cites: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({(one["document"], one["place"]): one for one in cites}.values())
