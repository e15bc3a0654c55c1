"""Which modifier names an eyelid, a finger, a toe or a coronary artery (anatomic.toml): one part and its side, or a refusal."""

from __future__ import annotations

from functools import lru_cache

from .answer import Answer, Refusal, of_document
from .problem import NotesError
from .words import compiled, read_toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .question import Question

FILE = "anatomic.toml"
SIDED, SINGLE = {"name", "words", "left", "right"}, {"name", "words", "only"}


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    content = read_toml(FILE, "allowable.question-anatomy/1", {"cite": None, "parts": None})
    for part in content["parts"]:
        if set(part) not in (SIDED, SINGLE):
            raise NotesError(f"{FILE}: {part.get('name')} needs name, words and either left and right or only")
        part["words"] = compiled(part["words"], FILE)
    return content


def answer(question: Question) -> Answer:
    """The modifier of the part and side that the question names; Refusal where either is open or more than one is named."""
    content = _content()
    found = [part for part in content["parts"] if question.has(part["words"])]
    if len(found) != 1:
        raise Refusal("say which one part: upper or lower eyelid, which finger or digit of the hand, which toe, which coronary artery")
    part = found[0]
    sides = [side for side in ("left", "right") if question.has(rf"\b{side}\b")]
    if "only" in part:
        name, modifier = part["name"], part["only"]
    elif len(sides) == 1:
        name, modifier = f"{sides[0]} {part['name']}", part[sides[0]]
    else:
        raise Refusal(f"the {part['name']} has the modifier {part['left']} on the left and {part['right']} on the right: ask for one side")
    asked = [one for one in question.modifiers if one not in ("LT", "RT")]
    yes_no = ("yes" if asked == [modifier] else "no") if len(asked) == 1 else None
    lead = f"{yes_no.capitalize()}: modifier" if yes_no else "Modifier"
    value = {"kind": "modifier", "modifier": modifier, "modifiers": [modifier], "yes_no": yes_no}
    cite = content["cite"]
    return Answer(
        f"{lead} {modifier} names the {name}.", value, [of_document(cite["document"], cite["place"], cite["evidence"], cite["url"])]
    )
