"""Procedure families as data: which codes belong together, our own words for them, and what the chart must show.

A family file is TOML beside this module. It holds words and choices only. What CMS publishes (base code, membership, indicators, amounts,
edits) never stands in it: the guide takes that from the facts of the day.
"""

import pathlib
import tomllib

from .shape import FamilyError, check

FOLDER = pathlib.Path(__file__).parent
__all__ = ["Code", "Family", "FamilyError", "family_names", "load_family", "read_family"]


class Code:
    """One code of a family. `part` says why the file lists it (member or related); whether it is a member is for the facts to say."""

    __slots__ = ("choose", "denials", "diagnoses", "documentation", "hcpcs", "part", "sources", "words")

    def __init__(self, entry):
        self.hcpcs = entry["hcpcs"]
        self.part = entry["part"]
        self.words = entry["words"]
        self.choose = entry.get("choose")
        self.documentation = tuple(entry["documentation"])
        self.diagnoses = tuple(entry["diagnoses"])
        self.denials = tuple(entry["denials"])
        self.sources = tuple(entry["sources"])

    def __repr__(self):
        return f"<family code {self.hcpcs}>"


class Family:
    """A family file, checked. `codes` are Code objects in the file's order; the other parts are dicts as shape.py names them."""

    __slots__ = ("checklist", "codes", "devices", "diagnoses", "name", "says", "sources", "title", "words_are")

    def __init__(self, content):
        self.name = content["family"]
        self.title = content["title"]
        self.says = content["says"]
        self.words_are = content["words_are"]
        self.sources = {entry["id"]: entry for entry in content["sources"]}
        self.codes = tuple(Code(entry) for entry in content["codes"])
        self.diagnoses = {entry["icd10cm"]: entry for entry in content["diagnoses"]}
        self.checklist = tuple(content["checklist"])
        self.devices = tuple(content["devices"])

    @property
    def members(self):
        """Codes that the file lists as members of the endoscopic family, in order."""
        return [code.hcpcs for code in self.codes if code.part == "member"]

    def code(self, hcpcs):
        """The Code of a procedure code, or None."""
        return next((code for code in self.codes if code.hcpcs == hcpcs), None)

    def __repr__(self):
        return f"<family {self.name}>"


def family_names():
    """Names of the families that there are, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_family(name):
    """The Family of a name such as hysteroscopy; FamilyError lists the names if there is none."""
    names = family_names()
    if name not in names:
        raise FamilyError(f"no family is called {name!r}; there {'is' if len(names) == 1 else 'are'} {', '.join(names)}")
    return read_family((FOLDER / f"{name}.toml").read_text(encoding="utf-8"), f"families/{name}.toml", name)


def read_family(text, where, name=None):
    """The Family of a file's text; `where` names the file in messages. FamilyError says which entry is wrong and what is expected."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise FamilyError(f"{where}: this is no TOML: {problem}") from None
    check(content, where)
    if name is not None and content["family"] != name:
        raise FamilyError(f"{where}: family is {content['family']!r}, but the file is named {name!r}; the two must agree")
    return Family(content)
