"""Worked examples of the edits as data: law/edits/examples/SYSTEM/*.yaml, each worked out through the account and in bulk.

An example is written as tests/examples.py says; what it expects of an edit is
yes (pass), no (fail), or the reason for which it is not checked.
"""

import random

from allowable.claims.fields import whole_claim_fields
from allowable.kernel.day import OPEN
from allowable.kernel.node import NUMBER
from allowable.runners.account import Unknown
from allowable.runners.bulk.lines import Bulk
from columns import price_in_bulk
from examples import LAW, Example

SYSTEMS = ("practitioner_edits", "center_edits", "hospital_edits", "hospital_claim_edits")


def _words(text):
    return text.split()


CODES = {
    "practitioner_edits": _words(
        "58558 58563 58555 58561 58565 58100 58120 57410 58353 58580 58301 58150 99213 99215 99292 99291 15777 11719 20610 64483 "
        "64484 76830 76856 93000 93005 93010 80053 99381 G0439 00952 J1885 36415 96372 99999 A4550 97110 11042 22612 22614 33533 "
        "69990 61304 0001F A4212 36591 0500F 85060 36430 0164T 0483T 0201T 0633T 99486 A0425 0582T 20701 11010 0984T"
    ),
    "center_edits": _words(
        "58558 58563 58555 58561 58565 58100 58580 99213 C1713 C1889 J1885 20610 64483 64484 58150 76000 66984 36415 99999 C9790 "
        "J3393 C9113 Z2222"
    ),
    "hospital_edits": _words(
        "58558 58563 58555 58561 58565 58100 58580 99213 G0463 C1713 C1889 J1885 20610 64483 58150 76830 99284 36415 80053 E0100 "
        "99999 49505 0001U 0001F 0100T 0509F A4238 0352T 0201T 0633T"
    ),
    "hospital_claim_edits": _words(
        "99292 99291 15777 64483 64484 58150 58558 20610 49505 99999 96366 96365 22614 22612 33533 36415 G0463 0215T 0214T 0218T "
        "0217T 20701 11010"
    ),
}
MODIFIERS = [
    *[""] * 12,
    *_words("59 XS XE 25 24 57 27 50 LT RT 26 TC 52 53 73 74 54 55 56 58 78 79 62 66 80 82 AS 76 77 91 KX CA CG E1 LM 22 51"),
]
DAYS = ("2017-02-01", "2024-05-08", "2024-08-01", "2024-09-30", "2025-03-10", "2025-08-01", "2026-05-08", "2026-08-03", "2026-11-02")
DAYS = (*DAYS, *DAYS[1:4], "2024-08-15", "2014-06-01", "2010-01-04", "2018-03-31")
TEXTS = {
    "place_of_service": ("11", "11", "22", "22", "24", "21", "12", "66", "98"),
    "sex": ("", "F", "F", "M"),
    "sterilization_diagnosis": ("", "", "yes"),
    "denied": ("", "", "", "", "yes"),
    "bill_type": ("", "13", "13", "12", "14", "85", "11", "77"),
    "condition_w2": ("", "yes"),
    "service_day": ("1", "1", "2", "2", *map(str, range(1, 32))),
    "crosses_quarter": ("", "", "", "yes"),
}


def load_edit_examples():
    """Every Example of the edits, in the order of their files."""
    import yaml

    found = []
    for path in sorted(LAW.glob("edits/examples/*/*.yaml")):
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        found += [Example(path.parts[-2], entry, path.name) for entry in entries]
    return found


def outcomes(account):
    """{edit: (True, False or None, reason)} of an account."""
    return {name: (None, value.reason) if isinstance(value, Unknown) else (value, "") for name, value in account.values.items()}


def in_arrays(desk, claims, known=OPEN):
    """[{edit: (True, False or None, reason)}] of the lines of claims, by a fresh Bulk."""
    bulk = Bulk(desk, desk.name, known, outputs=desk.outputs)
    answers = price_in_bulk(bulk, claims)
    lines = sum(map(len, claims))
    return [
        {name: (None if reason else bool(value), reason) for name in answers for value, reason in [answers[name][at]]}
        for at in range(lines)
    ]


def made_claims(system, days, count, seed=5):
    """Claims of one to five lines of codes that meet each other's edits, on one day or, where days stand together, on several."""
    draw = random.Random(f"{system.name} {seed}")
    return [_claim(system, draw, draw.choice(days)) for _ in range(count)]


def _claim(system, draw, day):
    shared = {name: draw.choice(words) for name, words in TEXTS.items() if name in ("bill_type", "condition_w2", "sex")}
    claim = []
    for _ in range(draw.choice((1, 1, 2, 2, 2, 3, 3, 5))):
        modifiers = [one for one in draw.choices(MODIFIERS, k=draw.choice((1, 1, 2, 4))) if one]
        fields = {f"modifier_{at}": (*modifiers, "", "", "", "")[at - 1] for at in range(1, 5)}
        fields |= {"hcpcs": draw.choice(CODES[system.name]), "units": draw.choice((1, 1, 1, 1, 2, 3, 9, 0))}
        fields |= {name: draw.choice(words) for name, words in TEXTS.items()} | shared
        claim.append({name: fields.get(name, "" if one.kind != NUMBER else None) for name, one in system.fields.items()})
    if not system.whole_claim:
        return [(fields, day) for fields in claim]
    days = [day + int(fields["service_day"]) - 1 for fields in claim]
    return [({**fields, **one}, on) for fields, one, on in zip(claim, whole_claim_fields(days), days, strict=True)]
