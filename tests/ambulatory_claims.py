"""Claims of ambulatory surgical centers, made so that the rules bite: several procedures, stopped ones, devices, drugs, add-ons, denials.

Claim n is the same on every run. A claim is a list of (fields, day) of one service day, in the claim's order.
"""

import random

from allowable.kernel.day import day_number
from allowable.law.ambulatory.tables import (
    ASC_ANCILLARY_RATES,
    ASC_CODE_PAIRS,
    ASC_EXCLUDED,
    ASC_RATES,
    ASC_WAGE_INDEX,
    COMPLEXITY_ADJUSTMENTS,
)

FIRST, LAST = day_number("2020-11-01"), day_number("2026-10-31")
MODIFIERS = ["50", "52", "52", "53", "73", "73", "74", "FB", "FC", "PT", "LT", "RT", "59", "76", "PB", "XX"]
ODD_CODES = ["99999", "ZZZZZ", "", "66984", "66991", "G0105", "G0121", "58580", "58565", "31622", "31627", "C1601", "58340"]
ODD_AREAS = ["", "", "", "01", "31", "99999", "X"]
CHARGES = [None, None, 0, 1, 2_000, 100_000, 1_000_000, 99_999_999]


class AmbulatoryClaims:
    """Makes claims from what CMS ever printed; `days` are added to the days on which they lie."""

    def __init__(self, engine, days=()):
        self._fields = engine.system("ambulatory").fields
        keys = {one.name: sorted(engine.store.table(one.name).keys()) for one in (ASC_RATES, ASC_ANCILLARY_RATES, ASC_EXCLUDED)}
        self.codes = [key[0] for keys_of in keys.values() for key in keys_of]
        self._procedures = [key[0] for key in keys[ASC_RATES.name]]
        self._ancillary = [key[0] for key in keys[ASC_ANCILLARY_RATES.name]]
        self._pairs = sorted(engine.store.table(ASC_CODE_PAIRS.name).keys())
        self._add_ons = sorted(engine.store.table(COMPLEXITY_ADJUSTMENTS.name).keys())
        self.areas = [key[0] for key in engine.store.table(ASC_WAGE_INDEX.name).keys()]  # noqa: SIM118 - no dict
        self._days = list(days) or [FIRST]

    def claims(self, first, count):
        """Claims `first` to `first + count - 1`."""
        return [self.claim(random.Random(f"center {number}")) for number in range(first, first + count)]

    def claim(self, draw):
        day = draw.choice(self._days) if draw.random() < 0.15 else draw.randint(FIRST, LAST)
        shared = {
            "cbsa": draw.choice(ODD_AREAS if draw.random() < 0.4 else self.areas),
            "wage_index": draw.choice([None, None, None, 10_000, 7_531, 13_138]),
            "quality_reduction": draw.choice(["", "", "", "yes"]),
            "ranking": draw.choice(["", "", "regulation"]),
            "deductible_remaining": draw.choice([None, None, 0, 10_000, 25_700, 500_000]),
        }
        return [({**dict.fromkeys(self._fields, ""), **shared, **self._line(draw, code)}, day) for code in self._codes_of(draw)]

    def _codes_of(self, draw):
        scene = draw.random()
        if scene < 0.2:
            codes = [draw.choice(self.codes) for _ in range(draw.choice([1, 2, 4]))]
        elif scene < 0.35:
            codes = [*draw.choice(self._pairs), draw.choice(self._procedures)]
        elif scene < 0.5:
            codes = [*draw.choice(self._add_ons), draw.choice(self._ancillary)]
        else:
            codes = [draw.choice(self._procedures) for _ in range(draw.choice([1, 2, 2, 3, 5]))]
            codes += [draw.choice(self._ancillary) for _ in range(draw.choice([0, 0, 1, 2]))]
        if draw.random() < 0.3:
            codes.append(draw.choice(ODD_CODES))
        draw.shuffle(codes)
        return codes

    def _line(self, draw, code):
        given = [draw.choice(MODIFIERS) for _ in range(draw.choice([0, 0, 0, 1, 1, 2]))]
        places = dict(zip(draw.sample([1, 2, 3, 4], len(given)), given, strict=True))
        return {
            "hcpcs": code,
            **{f"modifier_{at}": places.get(at, "") for at in range(1, 5)},
            "units": draw.choice([1, 1, 1, 1, 2, 3, 9_999]),
            "denied": draw.choice(["", "", "", "", "", "yes"]),
            "charge": draw.choice(CHARGES) if draw.random() < 0.5 else None,
        }
