"""A priced claim as the bytes of its record, made of pieces that are kept: what a rule says and cites, and what a row holds, never changes
while the process lives.

The bytes are those of `answers.price` encoded whole, which the tests compare. What is kept is bounded, and holds nothing of a claim but the
codes, amounts and places that its rules read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from ..engine import NOT_APPLIED, Engine, PricedClaim
from ..kernel.day import day_text
from ..kernel.number import number_text
from ..runners.account import SCHEMA as ACCOUNT_SCHEMA
from ..runners.account import Account, Unknown, value_text
from ..views import pricing
from . import answers
from .requests import PriceRequest

if TYPE_CHECKING:
    from ..runners.story import Reading, Story, Told

ENCODE = msgspec.json.Encoder().encode
MOST_KEPT = 20_000  # cells of published rows, of some 400 bytes each
MOST_STEPS = 20_000  # of some 800 bytes each
NOWHERE = (None, None)
NOT_USED = object()

Json = dict[str, Any]


def price_bytes(engine: Engine, request: PriceRequest) -> bytes:
    """The JSON of answers.price."""
    if request.edit:
        return ENCODE(answers.price(engine, request))
    priced, place = answers.priced_claim(engine, request)
    return priced_bytes(priced, place)


def priced_bytes(priced: PricedClaim, place: Json | None) -> bytes:
    """The JSON of price_json of a claim as billed."""
    setting = priced.claim.setting
    lines = [pricing.line_json(one, setting, msgspec.Raw(_account(one.account))) for one in priced.lines]
    return ENCODE(pricing.priced_json(priced, NOT_APPLIED, place, lines))


def _account(account: Account) -> bytes:
    head = {
        "schema": ACCOUNT_SCHEMA,
        "system": account.system.name,
        "on": day_text(account.on),
        "known_on": pricing.known_text(account.known),
        "fields": pricing.fields_json(account),
    }
    return b"".join((ENCODE(head)[:-1], b',"steps":[', b",".join(_STEPS.steps(account.story)), b"]}"))


class _Steps:
    """Steps as bytes. Kept beside the bytes are the things whose identity is their key, so that no other takes their place."""

    def __init__(self) -> None:
        self._rules: dict[int, tuple[Any, bytes, bytes]] = {}
        self._heads: dict[str, bytes] = {}  # of inputs, by name
        self._constants: dict[int, tuple[Any, bytes]] = {}  # inputs that are values of law, by how they are read
        self._cells: dict[Any, tuple[Any, bytes]] = {}  # inputs of published rows, by name, place in the table, value and print
        self._steps: dict[tuple[Any, ...], tuple[Any, bytes]] = {}  # by what was decided from what

    def steps(self, story: Story) -> list[bytes]:
        """The JSON of each step, as views.pricing.step_json has it of story.steps()."""
        when, decisions = story.decisions()
        memory, prints, steps = story.memory, story.walk.prints, self._steps
        found = []
        for at, slot, because, told in decisions:
            seen = [id(told), because, memory[slot]]
            for reading in told[3]:
                place = reading[2]
                if reading[1] and when.get(place, at) >= at:
                    seen.append(NOT_USED)
                elif reading[5] == "column":
                    key, printed = prints.get(place, NOWHERE)
                    seen += (key, id(memory[place]), id(printed))
                else:
                    seen.append(memory[place] if place else story.read(reading)[0])
            known = tuple(seen)
            held = steps.get(known)
            found.append(held[1] if held is not None else self._new(story, known, at, slot, because, told, when))
        return found

    def _new(
        self, story: Story, known: tuple[Any, ...], at: int, slot: int, because: str | None, told: Told, when: Mapping[int, int]
    ) -> bytes:
        """A step that is not kept yet. Kept beside it is what its key knows by identity alone; one that read a row which is not there is
        not kept, because that unknown is made anew for each claim."""
        used = [one for one in told[3] if not (one[1] and when.get(one[2], at) >= at)]
        made = self._made(story, slot, because, told, used)
        held_by = [told, *(story.memory[one[2]] for one in used), *(story.walk.prints.get(one[2]) for one in used)]
        if not any(one[5] == "column" and story.memory[one[2]].__class__ is Unknown for one in used):
            if len(self._steps) >= MOST_STEPS:
                self._steps.clear()
            self._steps[known] = held_by, made
        return made

    def _made(self, story: Story, slot: int, because: str | None, told: Told, used: list[Reading]) -> bytes:
        rule, places, _, _ = told
        memory, value = story.memory, story.memory[slot]
        inputs, has_column, hands_on = [], False, False
        for reading in used:
            name, _, place, blank, given_places, kind, _ = reading
            if kind == "rule":
                given = blank if memory[place] is None else memory[place]
                hands_on = hands_on or (given_places == places and given == value)
                inputs.append(self._plain(name, given, given_places, kind, BY_RULE))
            elif kind == "parameter" and place:
                inputs.append(self._constant(reading, memory[place]))
            elif kind == "column":
                has_column = True
                inputs.append(self._cell(name, given_places, *story.read(reading)))
            else:
                inputs.append(self._plain(name, story.read(reading)[0], given_places, kind, BY_CLAIM if kind == "field" else None))
        head, tail = (self._rules.get(id(rule)) or self._rule(rule))[1:]
        trivial = b"true" if pricing.is_trivial_value(value, places, because, has_column, hands_on) else b"false"
        said = b"null" if because is None else ENCODE(because)
        end = b',"unknown":' + ENCODE(pricing.unknown_json(value)) + b"}" if value.__class__ is Unknown else b"}"
        return b"".join((head, _text(value, places), b',"because":', said, b',"inputs":{', b",".join(inputs), tail, trivial, end))

    def _rule(self, rule: Any) -> tuple[Any, bytes, bytes]:
        head = ENCODE({"rule": rule.name, "says": rule.says})[:-1] + b',"value":'
        cites = ENCODE([pricing.cite_json(cite) for cite in rule.cites])
        found = self._rules[id(rule)] = (rule, head, b'},"cites":' + cites + b',"evidence":' + ENCODE(rule.evidence) + b',"trivial":')
        return found

    def _head(self, name: str) -> bytes:
        found = self._heads[name] = ENCODE(name) + b':{"value":'
        return found

    def _constant(self, reading: Any, value: Any) -> bytes:
        found = self._constants.get(id(reading))
        if found is None or value.__class__ is Unknown:
            name, _, _, _, places, kind, origin = reading
            made = _made(name, value, places, kind, origin)
            if value.__class__ is Unknown:
                return made
            found = self._constants[id(reading)] = (reading, made)
        return found[1]

    def _cell(self, name: str, places: int, value: Any, source: Any) -> bytes:
        if value.__class__ is Unknown or not source:
            return _made(name, value, places, "column", source)
        key = (name, source.column, value, places, source.key, id(source.print))
        found = self._cells.get(key)
        if found is None:
            if len(self._cells) >= MOST_KEPT:
                self._cells.clear()
            found = self._cells[key] = (source.print, _made(name, value, places, "column", source))
        return found[1]

    def _plain(self, name: str, value: Any, places: int, kind: str, by: bytes | None) -> bytes:
        if value.__class__ is Unknown or by is None:
            return _made(name, value, places, kind, None)
        return (self._heads.get(name) or self._head(name)) + _text(value, places) + by


def _made(name: str, value: Any, places: int, kind: str, origin: Any) -> bytes:
    return ENCODE(name) + b":" + ENCODE(pricing.input_json(value, places, kind, origin))


def _text(value: Any, places: int) -> bytes:
    """The JSON of value_text; numbers, which are most, without a way round."""
    if value.__class__ is not int:
        return ENCODE(value_text(value, places))
    return b'"%b"' % number_text(value, places).encode()


BY_RULE, BY_CLAIM = (b',"origin":%b}' % ENCODE(pricing.ORIGINS[kind]) for kind in ("rule", "field"))
_STEPS = _Steps()
