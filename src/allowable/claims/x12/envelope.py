"""The envelopes of an X12 file: interchange, group, transaction; their counts and control numbers."""

from __future__ import annotations

from ..document import INSTITUTIONAL, PROFESSIONAL
from .elements import shown
from .segments import ISA_LENGTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Report = Callable[[int, str, str, str], None]

# implementation guides by the beginning of their name, with any errata after it
GUIDES = {
    "005010X222": PROFESSIONAL,
    "005010X223": INSTITUTIONAL,
    "004010X098": PROFESSIONAL,
    "004010X096": INSTITUTIONAL,
}
LONGEST_GUIDE = 12  # 005010X222A1
READ = "claims are read as 837 of 005010X222, 005010X223, 004010X098 and 004010X096"
AGAIN = "every claim that was given stands; ask the sender whether the file is whole"
SEND_AGAIN = "ask the sender for the whole file"


class Envelope:
    """What is open, and what it has held so far. `report(number, name, message, remedy)` takes a fault of the file."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.interchange: str | None = None  # ISA13
        self.group: str | None = None  # GS06
        self.transaction: str | None = None  # ST02
        self.kind: str | None = None  # of the claims of the transaction; None where they are not read
        self._guide = ""  # GS08
        self._begun = 0  # number of the segment ST
        self._groups = self._transactions = 0

    def isa(self, e: list[str], number: int, length: int) -> None:
        """A new interchange, in an ISA of a length."""
        if self.interchange is not None:
            self.close(number, "ISA", "IEA")
        if length != ISA_LENGTH:
            message = f"the ISA is {length} characters long, not {ISA_LENGTH}: its elements have a fixed width"
            self._report(number, "ISA", message, "its delimiters could be told apart, and the claims are read; tell the sender")
        self.interchange, self._groups = _at(e, 13), 0

    def gs(self, e: list[str], number: int) -> None:
        """A new group."""
        if self.group is not None:
            self.close(number, "GS", "GE")
        self.group, self._guide, self._transactions = _at(e, 6), _at(e, 8), 0
        self._groups += 1

    def st(self, e: list[str], number: int) -> None:
        """A new transaction; its `kind` says whether its claims are read."""
        if self.transaction is not None:
            self.close(number, "ST", "SE")
        self.transaction, self._begun = _at(e, 2), number
        self._transactions += 1
        self.kind = self._kind(e, number)

    def _kind(self, e: list[str], number: int) -> str | None:
        said, guide = _at(e, 1), _at(e, 3) or self._guide
        left_out = f"nothing of this transaction is read; {READ}"
        if said != "837":
            self._report(number, "ST", f"ST01 is {shown(said)}: no claims", left_out)
            return None
        kind = GUIDES.get(guide[:10]) if len(guide) <= LONGEST_GUIDE else None
        if kind is None:
            self._report(number, "ST", f"the guide {shown(guide)} is not known", left_out)
        elif self._guide and self._guide[:10] != guide[:10]:
            self._report(number, "ST", f"ST03 is {shown(guide)}, GS08 {shown(self._guide)}: two kinds of claims", left_out)
            return None
        return kind

    def se(self, e: list[str], number: int) -> None:
        """The end of a transaction."""
        if self.transaction is None:
            self._report(number, "SE", "ends a transaction that no ST has begun", AGAIN)
            return
        counted = number - self._begun + 1
        self._count(number, "SE01", e, counted, "segments from ST to SE")
        self._same(number, "SE02", e, "ST02", self.transaction)
        self.transaction = self.kind = None

    def ge(self, e: list[str], number: int) -> None:
        """The end of a group."""
        if self.transaction is not None:
            self.close(number, "GE", "SE")
        if self.group is None:
            self._report(number, "GE", "ends a group that no GS has begun", AGAIN)
            return
        self._count(number, "GE01", e, self._transactions, "transactions in the group")
        self._same(number, "GE02", e, "GS06", self.group)
        self.group = None

    def iea(self, e: list[str], number: int) -> None:
        """The end of an interchange."""
        if self.transaction is not None or self.group is not None:
            self.close(number, "IEA", "GE" if self.transaction is None else "SE")
        if self.interchange is None:
            self._report(number, "IEA", "ends an interchange that no ISA has begun", AGAIN)
            return
        self._count(number, "IEA01", e, self._groups, "groups in the interchange")
        self._same(number, "IEA02", e, "ISA13", self.interchange)
        self.interchange = None

    def close(self, number: int, name: str, missing: str) -> None:
        """What is open is closed by something else than its own end: `missing` should stand before the segment `name`."""
        self._report(number, name, f"{missing} is missing before it", AGAIN)
        if missing == "SE":
            self.transaction = self.kind = None
        elif missing == "GE":
            self.transaction = self.kind = self.group = None
        else:
            self.transaction = self.kind = self.group = self.interchange = None

    def end(self, number: int) -> None:
        """The end of the file after the segment of a number."""
        if self.transaction is not None:
            missing = "SE, GE and IEA are"
        elif self.group is not None:
            missing = "GE and IEA are"
        elif self.interchange is not None:
            missing = "IEA is"
        else:
            return
        self._report(number, "", f"the file ends here, and {missing} missing", f"it is cut short: {SEND_AGAIN}")

    def _count(self, number: int, name: str, e: list[str], counted: int, what: str) -> None:
        said = _at(e, 1)
        if not (said.isascii() and said.isdigit() and len(said) <= 10 and int(said) == counted):
            self._report(number, name[:-2], f"{name} is {shown(said)}, but there are {counted} {what}", AGAIN)

    def _same(self, number: int, name: str, e: list[str], begun: str, expected: str) -> None:
        said = _at(e, 2)
        if said != expected and not (said.isdigit() and expected.isdigit() and said.lstrip("0") == expected.lstrip("0")):
            message = f"{name} is {shown(said)}, but {begun} is {shown(expected)}: control numbers differ"
            self._report(number, name[:-2], message, AGAIN)


def _at(e: list[str], at: int) -> str:
    return e[at].strip(" ") if len(e) > at else ""
