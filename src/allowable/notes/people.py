"""Who took part, as the headers name them: whether two surgeons stand there with no word of what each of them did."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .note import Note

EQUAL = re.compile(r"co[\s-]*surgeons?$", re.IGNORECASE)
SURGEONS = re.compile(r"(?:\w+\s+)?surgeons?(?:\s*\(s\))?$", re.IGNORECASE)
PERSON = re.compile(r"\bdr\b|\bm\.?\s?d\b|\bd\.?\s?o\b|\bd\.?\s?p\.?\s?m\b|\bd\.?d\.?s\b", re.IGNORECASE)
TITLE_AND_DEGREE = re.compile(r"\bdr\.?\s+[^,;\n]{1,40},\s*(?=m\.?\s?d\b|d\.?\s?o\b)", re.IGNORECASE)  # one person with both
ROLE = re.compile(r"assist|resident|fellow|student|\bp\.?a\b|-c\b|r\.?n\.?|anesth|none", re.IGNORECASE)


def second_surgeon(note: Note) -> bool:
    """Whether the headers name a co-surgeon, or two surgeons none of whom is called an assistant."""
    for section in note.sections:
        body = note.text[section.start : section.end]
        if section.kind != "people" or not body.strip() or ROLE.search(body):
            continue
        if EQUAL.search(section.name):
            return True
        equals = SURGEONS.match(section.name) and "assist" not in section.name.lower()
        if equals and len(PERSON.findall(TITLE_AND_DEGREE.sub("", body))) > 1:
            return True
    return False
