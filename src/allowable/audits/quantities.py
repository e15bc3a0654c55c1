"""The figures that can be checked: what each is called, in which setting it belongs, how many decimal places it has."""

from __future__ import annotations


class Quantity:
    """One kind of figure: its `setting`, the `place` of service it is asked for, and, of a sum, its `parts`."""

    __slots__ = ("is_amount", "name", "parts", "place", "setting")

    def __init__(self, name: str, setting: str, place: str | None, is_amount: bool, parts: tuple[Quantity, ...] = ()) -> None:
        self.name = name
        self.setting = setting
        self.place = place
        self.is_amount = is_amount
        self.parts = parts

    def __repr__(self) -> str:
        return f"<{self.name}>"


FACILITY, OFFICE = "22", "11"

PHYSICIAN_FACILITY = Quantity("physician facility amount", "physician", FACILITY, True)
PHYSICIAN_OFFICE = Quantity("physician non-facility amount", "physician", OFFICE, True)
HOSPITAL = Quantity("hospital amount", "hospital", None, True)
ASC = Quantity("asc amount", "asc", None, True)
TOTAL_FACILITY = Quantity("total RVU facility", "physician", FACILITY, False)
TOTAL_OFFICE = Quantity("total RVU non-facility", "physician", OFFICE, False)
WORK = Quantity("work RVU", "physician", None, False)
EXPENSE_FACILITY = Quantity("practice expense RVU facility", "physician", FACILITY, False)
EXPENSE_OFFICE = Quantity("practice expense RVU non-facility", "physician", OFFICE, False)
MALPRACTICE = Quantity("malpractice RVU", "physician", None, False)
FACTOR = Quantity("conversion factor", "physician", None, False)
HOSPITAL_SUM = Quantity("physician and hospital amounts together", "hospital", None, True, (PHYSICIAN_FACILITY, HOSPITAL))
ASC_SUM = Quantity("physician and asc amounts together", "asc", None, True, (PHYSICIAN_FACILITY, ASC))

AMOUNTS = {
    ("physician", "facility"): PHYSICIAN_FACILITY,
    ("physician", "office"): PHYSICIAN_OFFICE,
    ("hospital", None): HOSPITAL,
    ("asc", None): ASC,
}
UNITS = {
    ("total", "facility"): TOTAL_FACILITY,
    ("total", "office"): TOTAL_OFFICE,
    ("work", "facility"): WORK,
    ("work", "office"): WORK,
    ("expense", "facility"): EXPENSE_FACILITY,
    ("expense", "office"): EXPENSE_OFFICE,
    ("malpractice", "facility"): MALPRACTICE,
    ("malpractice", "office"): MALPRACTICE,
}
SUMS = {"hospital": HOSPITAL_SUM, "asc": ASC_SUM, "physician": PHYSICIAN_OFFICE}
ALL = (
    PHYSICIAN_FACILITY, PHYSICIAN_OFFICE, HOSPITAL, ASC, TOTAL_FACILITY, TOTAL_OFFICE, WORK, EXPENSE_FACILITY, EXPENSE_OFFICE, MALPRACTICE,
)  # fmt: skip
