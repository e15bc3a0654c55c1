"""Messages written for the command line, in the words of a request: `--pos` is the field `place_of_service`."""

from __future__ import annotations

import re

FIELDS = {
    "pos": "place_of_service",
    "mips": "mips_percent",
    "condition-code": "condition_codes",
    "diagnosis": "diagnoses",
    "as-json": "format",
    "map": "mapping",
}
FLAG = re.compile(r"(?<![\w-])--([a-z]+(?:-[a-z]+)*)")
QUOTED = re.compile(r"`[^`]*`")  # a command to run on the machine that holds the facts stays as it is


def in_fields(message: str) -> str:
    """The message with fields of a request in the place of options of the command line."""
    parts, at = [], 0
    for quoted in QUOTED.finditer(message):
        parts += [FLAG.sub(_field, message[at : quoted.start()]), quoted.group()]
        at = quoted.end()
    return "".join([*parts, FLAG.sub(_field, message[at:])])


def _field(match: re.Match[str]) -> str:
    return f"`{FIELDS.get(match[1], match[1].replace('-', '_'))}`"
