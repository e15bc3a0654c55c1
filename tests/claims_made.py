"""Claims of the physician system, made so that its rules bite: families, pairs of sides, assistants, therapy, tests, anaesthesia, denials.

Claim n is the same on every run and on every machine, whichever claims were made before it. A claim is a list of (fields, day) in the
claim's order; the fields are those of the system, None where a number is not given.
"""

import random

from allowable.kernel.day import day_number
from allowable.kernel.tree import tables_of
from allowable.law.physician.imaging import PROFESSIONAL_CODES, TECHNICAL_CODES
from allowable.law.physician.tables import GEOGRAPHIC_INDICES, RELATIVE_VALUES

HELD = [(day_number(first), day_number(last)) for first, last in (("2020-01-01", "2024-09-30"), ("2025-01-01", "2025-12-31"))]
HELD.append((day_number("2026-07-01"), day_number("2026-09-30")))
FIRST, LAST = day_number("2019-06-01"), day_number("2027-06-30")
UNKNOWN_CODES = ["99999", "ZZZZZ", "0000F", "A0000", "1", "585588", "", "58558 "]
MODIFIERS = ["22", "26", "50", "51", "52", "53", "54", "55", "56", "58", "59", "62", "66", "73", "74", "78", "79", "80", "81", "82", "AS"]
MODIFIERS += [
    "AA",
    "AD",
    "CO",
    "CQ",
    "CT",
    "FS",
    "FX",
    "FY",
    "GC",
    "LT",
    "PA",
    "PT",
    "QK",
    "QX",
    "QY",
    "QZ",
    "RT",
    "TC",
    "XE",
    "XS",
    "XX",
    "2",
]
PRACTITIONERS = ["NP", "NP", "PA", "PA", "CNS", "CNM", "CSW", "MFT", "MHC", "RD", "CP", "CRNA", "AA", "MD"]
ODD_PLACES = [("", "01"), ("02102", ""), ("02102", "99"), ("99999", "01"), ("2102", "1")]
PLACES_OF_SERVICE = [f"{place:02}" for place in range(100)] + ["", "1", "ab"]
DISCONTINUED = ["44388", "45378", "G0105", "G0121"]
SPLIT_TESTS = [code for codes in (TECHNICAL_CODES, PROFESSIONAL_CODES) for pair in codes.items() for code in pair]
ROLES = ["AA", "QK", "QX", "QY", "QZ", "AD", ""]


class Maker:
    """Makes claims from what CMS ever printed. `days` are added to the days on which a claim may lie: the borders of spans."""

    def __init__(self, engine, days=()):
        self._fields = engine.system("physician").fields
        self._days = list(days)
        self._read(engine.store.table(RELATIVE_VALUES.name))
        self._places = [*engine.store.table(GEOGRAPHIC_INDICES.name).keys()]
        self._scenes = [
            (12, self._anything),
            (12, self._surgery),
            (12, self._family),
            (5, self._ties),
            (10, self._sides),
            (6, self._assistants),
            (6, self._care),
            (8, self._therapy),
            (12, self._tests),
            (6, self._contractor_tests),
            (8, self._anesthesia),
            (3, self._alone),
            (3, self._ladder),
        ]
        self._weights = [weight for weight, _ in self._scenes]

    def _read(self, points):
        """Codes by what CMS ever printed of them."""
        self.codes, self._by, self._refused = {}, {}, {"11": set(), "22": set()}
        names = points.column_names
        for key in points.keys():  # noqa: SIM118 - no dict
            code = key[0]
            self.codes[code] = True
            for row in points.history(key)[-3:]:
                cells = dict(zip(names, row.values, strict=True))
                self._into(("status", cells["status"]), code)
                if cells["status"] in ("A", "R"):
                    for column in ("multiple_procedure", "bilateral", "assistant", "co_surgeon", "team", "global_days"):
                        self._into((column, cells[column]), code)
                    self._into(("tests", cells["multiple_procedure"], cells["professional_technical"]), code)
                    self._into("paid", code)
                if cells["endoscopic_base"]:
                    self._into(("base", cells["endoscopic_base"]), code)
                    self._into("children", code)
                if cells["opps_facility_pe_rvu"]:
                    self._into(("capped", cells["status"]), code)
                for place, column in (("11", "non_facility_na"), ("22", "facility_na")):
                    if cells[column] == "NA":
                        self._refused[place].add(code)
        self.codes = list(self.codes)
        self._bases = [what[1] for what in self._by if what[0] == "base"]
        self._by = {what: list(codes) for what, codes in self._by.items()}

    def _into(self, what, code):
        self._by.setdefault(what, {})[code] = True

    def claim(self, number):
        """Claim `number`."""
        draw = random.Random(number * 2_654_435_761 + 1)
        scene = draw.choices(self._scenes, self._weights)[0][1]
        facts = self._facts(draw)
        if scene in (self._tests, self._contractor_tests) and draw.random() < 0.8:
            facts["place_of_service"] = "11"
        draw.refused = self._refused["11" if facts["place_of_service"] == "11" else "22"]
        lines = scene(draw)
        days = self._service_days(draw)
        for line in lines:
            self._disturb(draw, line)
        return [(self._line(draw, facts, line), draw.choice(days)) for line in lines]

    def claims(self, first, count):
        """Claims `first` to `first + count - 1`."""
        return [self.claim(number) for number in range(first, first + count)]

    # ---- what all lines share

    def _facts(self, draw):
        pick, chance = draw.choice, draw.random
        mac, locality = pick(self._places) if chance() < 0.6 else pick(ODD_PLACES) if chance() < 0.1 else ("", "")
        outside = chance() < 0.15
        return {
            "place_of_service": pick(["11", "22", "24"]) if chance() < 0.9 else pick(PLACES_OF_SERVICE),
            "mac": mac,
            "locality": locality,
            "qualifying_participant": pick(["", "", "", "yes"]),
            "practitioner": pick(PRACTITIONERS) if chance() < 0.2 else "",
            "nonparticipating": "yes" if outside else "",
            "unassigned": "yes" if outside and chance() < 0.5 else "",
            "deductible_remaining": None if chance() < 0.5 else pick([0, 257_00, draw.randrange(300_00), draw.randrange(5_00)]),
            "mips_percent": None if chance() < 0.7 else draw.randint(-9_00, 9_00),
        }

    def _service_days(self, draw):
        """One day, or two or three, which the lines of the claim then share out."""
        if draw.random() < 0.03:
            first = draw.randint(FIRST, LAST)
        elif self._days and draw.random() < 0.15:
            first = draw.choice(self._days)
        else:
            first = draw.randint(*draw.choice(HELD))
        return [first] if draw.random() < 0.85 else [first, first + 1, first + draw.choice([1, 7, 30])]

    def _disturb(self, draw, line):
        """What befalls any line: another modifier, an edit, more units."""
        chance = draw.random()
        if chance < 0.06:
            line["modifiers"] = [*line.get("modifiers", []), draw.choice(MODIFIERS)]
        elif chance < 0.11:
            line["denied"] = "yes"
        elif chance < 0.15:
            line["units"] = draw.choice([2, 2, 3, 7, 9_999])
        elif chance < 0.16:
            line["place_of_service"] = draw.choice(PLACES_OF_SERVICE)

    def _line(self, draw, facts, line):
        modifiers = [*line.pop("modifiers", [])][:4]
        draw.shuffle(modifiers)
        given = {**facts, "units": 1, "charge": self._charge(draw), **line}
        given |= {f"modifier_{at}": modifier for at, modifier in enumerate(modifiers, 1)}
        return {name: given.get(name, "" if one.kind == "text" else None) for name, one in self._fields.items()}

    def _charge(self, draw):
        if draw.random() < 0.4:
            return None
        return draw.choice([0, 100_00, 5_000_00, 99_999_999]) if draw.random() < 0.2 else draw.randrange(1, 10 ** draw.randint(3, 6))

    # ---- scenes: lines as {hcpcs, modifiers and what else they need}

    def _pick(self, draw, *what):
        """A code of some kind, in most cases one that is paid in the setting of the claim."""
        pool = self._by.get(what[0] if len(what) == 1 else what) or self.codes
        for _ in range(draw.choice([0, 2, 4, 6])):
            code = draw.choice(pool)
            if code not in draw.refused:
                return code
        return draw.choice(pool)

    def _anything(self, draw):
        return [self._any_line(draw) for _ in range(draw.choice([1, 1, 2, 4, 9]))]

    def _any_line(self, draw):
        chance = draw.random()
        code = draw.choice(UNKNOWN_CODES) if chance < 0.05 else draw.choice(self.codes) if chance < 0.6 else self._pick(draw, "paid")
        modifiers = [draw.choice(MODIFIERS) for _ in range(draw.choice([0, 0, 1, 2, 4]))]
        return {"hcpcs": code, "modifiers": modifiers, "minutes": draw.choice([None, 60]), "postoperative_days": draw.choice([None, 30])}

    def _operation(self, draw):
        chance = draw.random()
        if chance < 0.03:
            return {"hcpcs": draw.choice(DISCONTINUED), "modifiers": ["53"]}
        if chance < 0.05:
            return {"hcpcs": self._pick(draw, "status", "C")}
        code = self._pick(draw, "multiple_procedure", draw.choice(["2", "2", "2", "3", "0"]))
        if chance < 0.9:
            return {"hcpcs": code, "modifiers": list(draw.choice([[], [], ["51"], ["59"], ["58"], ["79"]]))}
        return {"hcpcs": code, "modifiers": [draw.choice(["78", "22", "52", "53", "62", "66", "73", "54", "80"])]}

    def _surgery(self, draw):
        return [self._operation(draw) for _ in range(draw.choice([1, 2, 2, 3, 5, 7]))]

    def _ladder(self, draw):
        """More procedures than the ranking has places."""
        return [{"hcpcs": self._pick(draw, "multiple_procedure", "2")} for _ in range(draw.choice([5, 6, 7, 8, 30]))]

    def _family(self, draw):
        lines = []
        for _ in range(draw.choice([1, 1, 1, 2])):
            base = draw.choice(self._bases)
            lines += [{"hcpcs": self._pick(draw, "base", base)} for _ in range(draw.choice([1, 2, 2, 3, 5]))]
            lines += [{"hcpcs": base}] if draw.random() < 0.4 else []
        role = draw.choice([[], [], [], [], ["80"], ["AS"], ["62"]])
        for line in lines:
            side = draw.choice([[], [], [], [], [], ["50"], ["59"], ["XS"], ["52"], ["53"], ["78"]])
            line["modifiers"] = [*role, *side] if draw.random() < 0.9 else side
        lines += [self._operation(draw) for _ in range(draw.choice([0, 0, 1, 2]))]
        draw.shuffle(lines)
        return lines

    def _ties(self, draw):
        """The same fee several times over."""
        pool = draw.choice([("multiple_procedure", "2"), ("children",), ("multiple_procedure", "5"), ("tests", "4", "1")])
        line = {"hcpcs": self._pick(draw, *pool)}
        return [dict(line) for _ in range(draw.choice([2, 3, 6]))] + [{"hcpcs": self._pick(draw, *pool)}]

    def _sides(self, draw):
        code = self._pick(draw, "bilateral", draw.choice(["0", "1", "1", "2", "3", "9"]))
        if draw.random() < 0.3:
            code = self._pick(draw, "children") if draw.random() < 0.5 else self._pick(draw, "tests", draw.choice("467"), "1")
        extra = draw.choice([[], [], [], [], ["80"], ["62"], ["78"], ["52"], ["26"], ["TC"], ["54"]])
        lines = draw.choice(
            [
                [["50"]],
                [["LT"], ["RT"]],
                [["RT"], ["LT"]],
                [["LT"], ["RT"], ["LT"]],
                [["LT", "RT"]],
                [["LT"]],
                [["50"], ["50"]],
                [[]],
            ]
        )
        found = [{"hcpcs": code, "modifiers": [*side, *extra]} for side in lines]
        if draw.random() < 0.15:
            found[-1]["modifiers"] = [*lines[-1]]
        if lines == [[]] or draw.random() < 0.05:
            found[0]["units"] = draw.choice([2, 2, 2, 3, 4])
        return found + [self._operation(draw) for _ in range(draw.choice([0, 0, 1, 2]))]

    def _assistants(self, draw):
        lines = [self._operation(draw) for _ in range(draw.choice([1, 2, 3, 5]))]
        lines.append({"hcpcs": self._pick(draw, draw.choice(["assistant", "co_surgeon", "team"]), draw.choice("0129"))})
        role = draw.choice(["80", "81", "82", "AS", "62", "66"])
        for line in lines:
            chance = draw.random()
            added = [role] if chance < 0.8 else [draw.choice(["80", "AS", "62"])] if chance < 0.9 else []
            line["modifiers"] = [*line.get("modifiers", []), *added]
        return lines

    def _care(self, draw):
        lines = []
        for _ in range(draw.choice([1, 1, 2, 3])):
            code = self._pick(draw, "global_days", draw.choice(["090", "090", "010", "000", "XXX"]))
            line = {
                "hcpcs": code,
                "modifiers": list(draw.choice([["54"], ["55"], ["55"], ["55"], ["56"], ["78"], ["54", "55"], ["54", "50"]])),
            }
            if "55" in line["modifiers"]:
                line["postoperative_days"] = draw.choice([None, 0, 1, 7, 10, 11, 30, 60, 90, 91])
            lines.append(line)
        return lines

    def _therapy(self, draw):
        lines = []
        for _ in range(draw.choice([1, 2, 3, 5])):
            modifiers = draw.choice([[], [], [], ["CO"], ["CQ"], ["59"], ["52"], ["22"]])
            lines.append(
                {"hcpcs": self._pick(draw, "multiple_procedure", "5"), "modifiers": list(modifiers), "units": draw.choice([1, 1, 2, 4])}
            )
        return lines

    def _tests(self, draw):
        family, lines = draw.choice("44467"), []
        for _ in range(draw.choice([1, 2, 2, 3, 5])):
            kind = family if draw.random() < 0.85 else draw.choice("467")
            kind = ("tests", kind, draw.choice("1111134"))
            chance = draw.random()
            code = (
                self._pick(draw, *kind) if chance < 0.75 else self._pick(draw, "capped", "A") if chance < 0.85 else draw.choice(SPLIT_TESTS)
            )
            part = draw.choice([[], [], ["26"], ["TC"]])
            technique = draw.choice([[], [], [], [], [], ["FX"], ["FY"], ["CT"], ["59"], ["XE"], ["PT"], ["50"], ["52"]])
            lines.append({"hcpcs": code, "modifiers": [*part, *technique], "units": draw.choice([1, 1, 1, 1, 2, 3])})
        return lines

    def _contractor_tests(self, draw):
        """Imaging that the contractor prices, beside imaging that has a price, and what is paid only alone."""
        lines = [{"hcpcs": self._pick(draw, "capped", draw.choice("ACCR")), "modifiers": draw.choice([[], [], ["26"], ["TC"]])}]
        lines += [{"hcpcs": self._pick(draw, "tests", "4", "1"), "modifiers": draw.choice([[], ["26"], ["TC"]])}] * draw.choice([0, 1])
        lines += [{"hcpcs": self._pick(draw, "status", "T")}] if draw.random() < 0.3 else []
        return [dict(line) for line in lines]

    def _anesthesia(self, draw):
        lines, role = [], draw.choice(ROLES)
        for _ in range(draw.choice([1, 1, 2, 3])):
            line = {"hcpcs": self._pick(draw, "status", "J"), "modifiers": [role if draw.random() < 0.8 else draw.choice(ROLES)]}
            line["modifiers"] = [one for one in line["modifiers"] if one]
            line["minutes"] = None if draw.random() < 0.15 else draw.choice([1, 7, 8, 15, 17, 95, draw.randint(1, 600), 9_999])
            line["base_units"] = None if draw.random() < 0.6 else draw.randint(1, 30)
            lines.append(line)
        return lines

    def _alone(self, draw):
        """What is paid only where nothing else is payable that day."""
        lines = [{"hcpcs": self._pick(draw, "status", "T")}]
        chance = draw.random()
        if chance < 0.3:
            lines.append({"hcpcs": self._pick(draw, "paid")})
        elif chance < 0.5:
            lines.append({"hcpcs": self._pick(draw, "status", draw.choice("BCNTJ"))})
        draw.shuffle(lines)
        return lines


def cut_days(engine, name, first=FIRST, last=LAST):
    """First and last days of every span of a system's rules, of its dated values and of every print of its tables."""
    system = engine.system(name)
    borders = set(system.borders())
    for table in tables_of(root for day in system.borders() for root in system.program(day).roots.values()):
        points = engine.store.table(table)
        for one in points.prints if points else ():
            borders |= {one.effective, one.until}
    return sorted(day for border in borders for day in (border - 1, border) if first <= day <= last)
