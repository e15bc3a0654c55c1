"""Procedure families as data: which codes belong together, our own words for them, and what the chart must show.

A family file is TOML beside this module. It holds words and choices only. What CMS publishes (base code, membership, indicators, amounts,
edits) never stands in it: the guide takes that from the facts of the day.
"""

from __future__ import annotations

import functools
import pathlib
import tomllib

from .shape import FamilyError, check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shape import Entry

FOLDER = pathlib.Path(__file__).parent
__all__ = ["Code", "Family", "FamilyError", "family_names", "load_family", "read_family"]


class Code:
    """One code of a family. `part` says why the file lists it (member or related); whether it is a member is for the facts to say."""

    __slots__ = ("choose", "denials", "diagnoses", "documentation", "hcpcs", "part", "sources", "words")

    def __init__(self, entry: Entry) -> None:
        self.hcpcs: str = entry["hcpcs"]
        self.part: str = entry["part"]
        self.words: str = entry["words"]
        self.choose: str | None = entry.get("choose")
        self.documentation: tuple[str, ...] = tuple(entry["documentation"])
        self.diagnoses: tuple[str, ...] = tuple(entry["diagnoses"])
        self.denials: tuple[str, ...] = tuple(entry["denials"])
        self.sources: tuple[str, ...] = tuple(entry["sources"])

    def __repr__(self) -> str:
        return f"<family code {self.hcpcs}>"


class Family:
    """A family file, checked. `codes` are Code objects in the file's order; the other parts are dicts as shape.py names them."""

    __slots__ = ("checklist", "codes", "devices", "diagnoses", "name", "says", "sources", "title", "words_are")

    def __init__(self, content: Entry) -> None:
        self.name: str = content["family"]
        self.title: str = content["title"]
        self.says: str = content["says"]
        self.words_are: str = content["words_are"]
        self.sources: dict[str, Entry] = {entry["id"]: entry for entry in content["sources"]}
        self.codes = tuple(Code(entry) for entry in content["codes"])
        self.diagnoses: dict[str, Entry] = {entry["icd10cm"]: entry for entry in content["diagnoses"]}
        self.checklist: tuple[Entry, ...] = tuple(content["checklist"])
        self.devices: tuple[Entry, ...] = tuple(content["devices"])

    @property
    def members(self) -> list[str]:
        """Codes that the file lists as members of the endoscopic family, in order."""
        return [code.hcpcs for code in self.codes if code.part == "member"]

    def code(self, hcpcs: str) -> Code | None:
        """The Code of a procedure code, or None."""
        return next((code for code in self.codes if code.hcpcs == hcpcs), None)

    def __repr__(self) -> str:
        return f"<family {self.name}>"


def family_names() -> list[str]:
    """Names of the families that there are, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@functools.cache
def load_family(name: str) -> Family:
    """The Family of a name such as hysteroscopy; FamilyError lists the names if there is none."""
    names = family_names()
    if name not in names:
        raise FamilyError(f"no family is called {name!r}; there {'is' if len(names) == 1 else 'are'} {', '.join(names)}")
    return read_family((FOLDER / f"{name}.toml").read_text(encoding="utf-8"), f"families/{name}.toml", name)


def read_family(text: str, where: str, name: str | None = None) -> Family:
    """The Family of a file's text; `where` names the file in messages. FamilyError says which entry is wrong and what is expected."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise FamilyError(f"{where}: this is no TOML: {problem}") from None
    check(content, where)
    if name is not None and content["family"] != name:
        raise FamilyError(f"{where}: family is {content['family']!r}, but the file is named {name!r}; the two must agree")
    return Family(content)
