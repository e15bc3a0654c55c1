"""Writes documents as one 837 interchange that `read_837` gives back equal, field by field.

What a document does not hold is not written: the file has no names, no streets and no contacts. It serves to hand claims from program to
program; a payer asks for more.
"""

from __future__ import annotations

from ..document import INSTITUTIONAL, PROFESSIONAL, ClaimDocument
from ..values import ClaimError
from .outgoing import COMPONENT, ELEMENT, REPETITION, SEGMENT, Outgoing
from .write_claim import has_own_patient, write_claim, write_insured, write_patient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import BinaryIO

GUIDES = {PROFESSIONAL: "005010X222A1", INSTITUTIONAL: "005010X223A2"}
MOST_CLAIMS = 5_000  # in one transaction, as the guides say


def write_837(
    documents: Iterable[ClaimDocument],
    stream: BinaryIO,
    *,
    made: datetime | None = None,
    control_number: int = 1,
    test: bool = True,
) -> int:
    """Write documents to a binary stream as one interchange; gives the number of claims.

    made            when the interchange says that it was made; None is now
    control_number  of the interchange, 1 to 999999999
    test            whether it says of itself that it is a test

    Raises ClaimError naming claim and field where an 837 cannot hold a document; what was written up to there is no whole file.
    """
    if not 1 <= control_number <= 999_999_999:
        raise ClaimError(f"control number {control_number!r} is not from 1 to 999999999")
    if made is None:
        from datetime import datetime as clock

        made = clock.now()
    writer = _Writer(stream, made, control_number, test)
    for document in documents:
        writer.claim(document)
    writer.end()
    return writer.claims


class _Writer:
    """What is open: a group for each run of claims of one kind, a transaction for each sender and receiver, a level for each biller."""

    def __init__(self, stream: BinaryIO, made: datetime, control_number: int, test: bool) -> None:
        self._stream, self._made, self._control, self._test = stream, made, control_number, test
        self.claims = 0
        self._out = Outgoing()
        self._groups = self._transactions = self._held = self._count = self._levels = 0
        self._kind: str | None = None
        self._parties: tuple[str, str] | None = None
        self._billing: tuple[str, str, str] | None = None
        self._biller = 0  # level number of the billing provider

    def claim(self, document: ClaimDocument) -> None:
        """One claim, and what must be opened for it."""
        out = self._out
        out.whose = f"claim {document.claim_id}" if document.claim_id else f"claim {self.claims + 1} of those given"
        if document.kind not in GUIDES:
            raise ClaimError(f"{out.whose}: kind {document.kind!r} is neither professional nor institutional")
        if document.setting is not None and document.setting != _without_setting(document):
            raise out.refuse("setting", document.setting, "is not what the claim's other fields say, and an 837 has no field for it")
        for pricing in (document.pricing, *(line.pricing for line in document.lines)):
            if pricing:
                raise out.refuse("pricing", pricing, "has no field in an 837")
        parties = out.text("submitter_id", document.submitter_id), out.text("receiver_id", document.receiver_id)
        if not self._groups:
            self._interchange(*parties)
        if document.kind != self._kind:
            self._group(document.kind)
        if parties != self._parties or self._held == MOST_CLAIMS:
            self._transaction(*parties)
        self._level_of_biller(document)
        own = has_own_patient(document)
        insured = self._level(self._biller, "22", "1" if own else "0")
        write_insured(out, document)
        if own:
            self._level(insured, "23", "0")
            write_patient(out, document)
        write_claim(out, document)
        self.claims += 1
        self._held += 1
        self._flush()

    def end(self) -> None:
        """Close everything."""
        if not self._groups:
            self._interchange("", "")
        self._close_group()
        self._out.add("IEA", str(self._groups), f"{self._control:09}")
        self._flush()

    def _interchange(self, sender: str, receiver: str) -> None:
        date, time = self._made.strftime("%y%m%d"), self._made.strftime("%H%M")
        fixed = ["ISA", "00", " " * 10, "00", " " * 10, "ZZ", _fifteen(sender), "ZZ", _fifteen(receiver), date, time]
        fixed += [REPETITION, "00501", f"{self._control:09}", "0", "T" if self._test else "P", COMPONENT]
        self._out.segments.append(ELEMENT.join(fixed))

    def _group(self, kind: str | None) -> None:
        self._close_group()
        self._kind = kind
        self._groups += 1
        self._transactions = 0
        date, time = self._made.strftime("%Y%m%d"), self._made.strftime("%H%M")
        self._out.add("GS", "HC", "SENDER", "RECEIVER", date, time, str(self._groups), "X", GUIDES[str(kind)])

    def _close_group(self) -> None:
        self._close_transaction()
        if self._kind is not None:
            self._out.add("GE", str(self._transactions), str(self._groups))
            self._kind = None

    def _transaction(self, submitter: str, receiver: str) -> None:
        self._close_transaction()
        self._transactions += 1
        self._flush()
        self._count = self._levels = self._held = 0
        self._parties, self._billing = (submitter, receiver), None
        out, guide = self._out, GUIDES[str(self._kind)]
        out.add("ST", "837", f"{self._transactions:04}", guide)
        date, time = self._made.strftime("%Y%m%d"), self._made.strftime("%H%M")
        out.add("BHT", "0019", "00", f"{self._control}-{self._groups}-{self._transactions}", date, time, "CH")
        for entity, party in (("41", submitter), ("40", receiver)):
            out.add("NM1", entity, "2", "", "", "", "", "", "46" if party else "", party)

    def _close_transaction(self) -> None:
        if self._parties is not None:
            self._count += len(self._out.segments)
            self._out.add("SE", str(self._count + 1), f"{self._transactions:04}")
            self._flush()
            self._parties = None

    def _level_of_biller(self, document: ClaimDocument) -> None:
        out = self._out
        npi, taxonomy = out.text("billing_npi", document.billing_npi), out.code("billing_taxonomy", document.billing_taxonomy, 1, 50)
        billing = npi, taxonomy, out.text("billing_zip", document.billing_zip)
        if billing == self._billing:
            return
        self._billing = billing
        self._biller = self._level(None, "20", "1")
        if taxonomy:
            out.add("PRV", "BI", "PXC", taxonomy)
        out.add("NM1", "85", "2", "", "", "", "", "", "XX" if npi else "", npi)
        if billing[2]:
            out.add("N4", "", "", billing[2])

    def _level(self, parent: int | None, code: str, more: str) -> int:
        self._levels += 1
        self._out.add("HL", str(self._levels), "" if parent is None else str(parent), code, more)
        return self._levels

    def _flush(self) -> None:
        segments = self._out.segments
        self._count += len(segments)
        self._stream.write("".join(f"{segment}{SEGMENT}\n" for segment in segments).encode())
        segments.clear()


def _without_setting(document: ClaimDocument) -> str | None:
    """The setting that a reader of the file will conclude."""
    said, document.setting = document.setting, None
    try:
        return document.hint()[0]
    finally:
        document.setting = said


def _fifteen(party: str) -> str:
    """An element of an ISA: fifteen ASCII characters, cut or filled; the whole name stands in NM1."""
    return "".join(one if one.isascii() else "-" for one in party)[:15].ljust(15)
