"""A priced claim as the bytes of its record, made of pieces that are kept: what a rule says and cites, and what a row holds, never changes
while the process lives.

The bytes are those of `answers.price` encoded whole, which the tests compare. What is kept is bounded, and holds nothing of a claim but the
codes, amounts and places that its rules read.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ..engine import NOT_APPLIED, Engine, PricedClaim
from ..kernel.number import number_text
from ..runners.account import SCHEMA as ACCOUNT_SCHEMA
from ..runners.account import Account, Step, Unknown, value_text
from ..views import pricing
from . import answers
from .requests import PriceRequest

ENCODE = msgspec.json.Encoder().encode
MOST_KEPT = 20_000  # inputs, of some 300 bytes each

Json = dict[str, Any]
Input = tuple[str, Any, int, str, Any]  # as a Step has it


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
        "on": pricing.day_text(account.on),
        "known_on": pricing.known_text(account.known),
        "fields": pricing.fields_json(account),
    }
    return b"".join((ENCODE(head)[:-1], b',"steps":[', b",".join(map(_STEPS.step, account.steps)), b"]}"))


class _Steps:
    """Steps as bytes. Kept beside the bytes are the things whose identity is their key, so that no other takes their place."""

    def __init__(self) -> None:
        self._rules: dict[int, tuple[Any, bytes, bytes]] = {}
        self._heads: dict[str, bytes] = {}  # of inputs, by name
        self._inputs: dict[Any, tuple[Any, bytes]] = {}

    def step(self, step: Step) -> bytes:
        """The JSON of one step."""
        head, tail = (self._rules.get(id(step.rule)) or self._rule(step.rule))[1:]
        value, because = step.value, step.because
        said = b"null" if because is None else ENCODE(because)
        inputs = b",".join(map(self._input, step.inputs))
        trivial = b"true" if pricing.is_trivial(step) else b"false"
        end = b',"unknown":' + ENCODE(pricing.unknown_json(value)) + b"}" if value.__class__ is Unknown else b"}"
        return b"".join((head, _text(value, step.places), b',"because":', said, b',"inputs":{', inputs, tail, trivial, end))

    def _rule(self, rule: Any) -> tuple[Any, bytes, bytes]:
        head = ENCODE({"rule": rule.name, "says": rule.says})[:-1] + b',"value":'
        cites = ENCODE([pricing.cite_json(cite) for cite in rule.cites])
        found = self._rules[id(rule)] = (rule, head, b'},"cites":' + cites + b',"evidence":' + ENCODE(rule.evidence) + b',"trivial":')
        return found

    def _input(self, given: Input) -> bytes:
        name, value, places, kind, origin = given
        if value.__class__ is Unknown:  # has a detail of its own
            return self._made(given)
        if kind == "column" and origin:
            held_by = origin.print
            key: Any = (name, origin.column, value, places, origin.key, id(held_by))
        elif kind == "parameter" and origin:
            held_by = origin[1]
            key = (name, id(held_by), places)
        else:
            head = self._heads.get(name) or self._head(name)
            return head + _text(value, places) + (BY_RULE if kind == "rule" else BY_CLAIM if kind == "field" else self._by(kind))
        found = self._inputs.get(key)
        if found is None:
            if len(self._inputs) >= MOST_KEPT:
                self._inputs.clear()
            found = self._inputs[key] = (held_by, self._made(given))
        return found[1]

    def _head(self, name: str) -> bytes:
        found = self._heads[name] = ENCODE(name) + b':{"value":'
        return found

    @staticmethod
    def _by(kind: str) -> bytes:
        return b',"origin":' + ENCODE(pricing.ORIGINS.get(kind, kind)) + b"}"

    @staticmethod
    def _made(given: Input) -> bytes:
        name, value, places, kind, origin = given
        return ENCODE(name) + b":" + ENCODE(pricing.input_json(value, places, kind, origin))


def _text(value: Any, places: int) -> bytes:
    """The JSON of value_text; numbers, which are most, without a way round."""
    if value.__class__ is not int:
        return ENCODE(value_text(value, places))
    return b'"%b"' % number_text(value, places).encode()


BY_RULE, BY_CLAIM = _Steps._by("rule"), _Steps._by("field")
_STEPS = _Steps()
