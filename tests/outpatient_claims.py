"""Claims of hospital outpatient departments, made so that the rules bite: comprehensive procedures and their pairs, packaged and
conditionally packaged services, several operations, stopped ones, observation, devices, drugs, charges, days, kinds of bills and hospitals.

Claim n is the same on every run. A claim is a list of (fields, day) in the claim's order.
"""

import random

from allowable.claims.fields import whole_claim_fields
from allowable.kernel.day import day_number
from allowable.law.outpatient.tables import ADDENDUM_B, COMPLEXITY_ADJUSTMENTS, DEVICE_INTENSIVE, WAGE_INDEX
from claims_made import UNKNOWN_CODES

FIRST, LAST = day_number("2019-11-01"), day_number("2026-12-31")
COMPREHENSIVE = (day_number("2025-01-01"), day_number("2025-12-31"))  # Addendum J of this year is held
STOPPED = ["50", "52", "53", "73"]
MODIFIERS = ["50", "74", "76", "77", "78", "79", "LT", "RT", "59", "PO", "PN", "FX", "FY", "CT", "25", "CA", "PA", "PC", "XX"]
OBSERVATION = ["G0378", "G0379", "99285", "99284", "99291", "G0463", "G0384"]
AREAS = ["", "", "", "01", "99999", "X"]
BILL_TYPES = [*[""] * 10, *["13"] * 6, "12", "12", "14", "85", "76"]
CHARGES = [None, None, 0, 1, 20_00, 1_000_00, 10_000_00, 500_000_00, 9_999_999_99]
UNITS = [1, 1, 1, 1, 1, 1, 2, 2, 3, 8, 9, 40, 9_999]


class OutpatientClaims:
    """Makes claims from what CMS ever printed; `days` are added to the days on which they begin."""

    def __init__(self, engine, days=()):
        self._fields = engine.system("outpatient").fields
        points = engine.store.table(ADDENDUM_B.name)
        self.codes = sorted(key[0] for key in points.keys())  # noqa: SIM118 - no dict
        status = list(points.column_names).index("status")
        self._by = {}
        for code in self.codes:
            for one in {row.values[status] for row in points.history((code,))}:
                self._by.setdefault(one, []).append(code)
        self._pairs = sorted(engine.store.table(COMPLEXITY_ADJUSTMENTS.name).keys())
        self._devices = [key[0] for key in engine.store.table(DEVICE_INTENSIVE.name).keys()]  # noqa: SIM118
        self.areas = [key[0] for key in engine.store.table(WAGE_INDEX.name).keys()]  # noqa: SIM118
        self._days = list(days) or [FIRST]
        self._scenes = [self._anything, self._comprehensive, self._comprehensive, self._operations, self._conditional, self._observation]

    def claims(self, first, count):
        """Claims `first` to `first + count - 1`."""
        return [self.claim(random.Random(f"hospital {number}")) for number in range(first, first + count)]

    def claim(self, draw):
        """One claim; most of one day, some of several, a few across the end of a quarter."""
        shared = self._facts(draw)
        codes = draw.choice(self._scenes)(draw)
        draw.shuffle(codes)
        chance = draw.random()
        first = draw.choice(self._days) if chance < 0.15 else draw.randint(*COMPREHENSIVE) if chance < 0.55 else draw.randint(FIRST, LAST)
        length = draw.choice([0, 0, 0, 0, 1, 2, 20])
        days = [first + draw.randint(0, length) for _ in codes]
        stopped = draw.random() < 0.15  # most claims have none of the modifiers for which a whole claim goes back
        lines = [{**shared, **self._line(draw, code, stopped)} for code in codes]
        return [({**line, **of_days}, day) for line, of_days, day in zip(lines, whole_claim_fields(days), days, strict=True)]

    def _facts(self, draw):
        def sometimes(share, value):
            return value if draw.random() < share else None

        facts = {
            "cbsa": draw.choice(AREAS if draw.random() < 0.4 else self.areas),
            "wage_index": sometimes(0.3, draw.choice([10_000, 7_531, 13_138, 49_999])),
            "bill_type": draw.choice(BILL_TYPES),
            "condition_w2": sometimes(0.1, "yes"),
            "rural_sole_community": sometimes(0.1, "yes"),
            "quality_reduction": sometimes(0.1, "yes"),
            "rural_emergency": sometimes(0.05, "yes"),
            "cost_to_charge_ratio": sometimes(0.5, draw.choice([2_210, 0, 10_000, 99_999])),
            "device_credit": sometimes(0.15, draw.choice([0, 500_00, 4_000_00, 900_000_00])),
            "packaged_charges": sometimes(0.3, draw.choice([0, 1_000_00, 9_999_999_99])),
            "deductible_remaining": sometimes(0.5, draw.choice([0, 100_00, 257_00, 5_000_00])),
        }
        blank = {name: "" if one.kind == "text" else None for name, one in self._fields.items()}
        return blank | {name: value for name, value in facts.items() if value is not None}

    def _line(self, draw, code, stopped):
        line = {"hcpcs": code, "units": draw.choice(UNITS), "charge": draw.choice(CHARGES)}
        modifiers = [draw.choice([*MODIFIERS, *STOPPED * 2] if stopped else MODIFIERS) for _ in range(draw.choice([0, 0, 0, 0, 1, 1, 2]))]
        line |= {f"modifier_{at}": modifier for at, modifier in enumerate(modifiers, 1)}
        return line | ({"denied": "yes"} if draw.random() < 0.05 else {})

    def _of(self, draw, *statuses):
        return draw.choice(self._by[draw.choice(statuses)])

    def _anything(self, draw):
        count = draw.choice([1, 1, 2, 4, 9])
        return [draw.choice(UNKNOWN_CODES) if draw.random() < 0.06 else draw.choice(self.codes) for _ in range(count)]

    def _comprehensive(self, draw):
        codes = list(draw.choice(self._pairs)) if draw.random() < 0.6 else [self._of(draw, "J1") for _ in range(draw.choice([1, 2, 3]))]
        codes += [draw.choice(self._devices)] if draw.random() < 0.2 else []
        return codes + [
            self._of(draw, "N", "N", "S", "T", "V", "Q1", "Q2", "Q4", "K", "G", "U", "R", "H", "F", "L", "A")
            for _ in range(draw.choice([0, 1, 3]))
        ]

    def _operations(self, draw):
        codes = [self._of(draw, "T") for _ in range(draw.choice([1, 2, 3, 5]))]
        return codes + [self._of(draw, "S", "T", "V", "N", "K", "C", "R", "U") for _ in range(draw.choice([0, 1, 2]))]

    def _conditional(self, draw):
        codes = [self._of(draw, "Q1", "Q1", "Q2", "Q3", "Q4") for _ in range(draw.choice([1, 2, 3]))]
        return codes + [self._of(draw, "S", "T", "V", "J1", "N", "Q3") for _ in range(draw.choice([0, 0, 1, 2]))]

    def _observation(self, draw):
        codes = ["G0378", *(draw.choice(OBSERVATION) for _ in range(draw.choice([0, 1, 2])))]
        return codes + [self._of(draw, "T", "S", "N", "J1", "K", "Q1") for _ in range(draw.choice([0, 0, 1]))]
