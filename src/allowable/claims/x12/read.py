"""Reads 837 files: documents and faults in the order of the file, in constant memory.

One claim that cannot be read is one ClaimFault; the claims before and after it come all the same. What is wrong with the envelopes (counts,
control numbers, an end that is missing) is a ClaimFault that concerns the file.
"""

from __future__ import annotations

from ..document import PROFESSIONAL, ClaimDocument
from ..record import ClaimFault
from .body import Body, stray
from .elements import Composites, Odd, Problem, shown, text_of
from .envelope import SEND_AGAIN, Envelope
from .hierarchy import MISSING, Hierarchy, element
from .levels import PASSED_OVER, levels_of
from .report import Report
from .segments import BLANKS, Segments
from .unpack import UnpackError, binary

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from .levels import Fields
    from .segments import Source

    Control: TypeAlias = Callable[[list[str], int], Fields]

MOST_UNKNOWN = 20  # unknown segments that are named in a transaction
NOTHING: Fields = {}


def read_837(source: str | os.PathLike[str] | Source) -> Iterator[ClaimDocument | ClaimFault]:
    """The claims of an 837 file, plain or gzip: a path, or a binary stream.

    Raises OSError where the file cannot be opened, TypeError for a stream of text.
    """
    with binary(source) as stream:
        yield from Reader(stream).documents()


class Reader:
    """What is open while a file is read."""

    def __init__(self, stream: Source) -> None:
        self.segments = Segments(stream)
        self.report = Report(self.segments)
        self.envelope = Envelope(self.report.fault)
        self.hierarchy = Hierarchy()
        self.body = Body()
        self._number = 0  # of the segment that was read last
        self._begun = 0  # of the CLM of the claim that is open
        self._unknown = 0  # segments of this transaction that no 837 has
        self._told_odd = False  # of a segment that was read all the same
        self._odd = ""  # a component separator other than the one that the ISA declares
        self._fields: dict[str, Fields] = {}
        self._passed: frozenset[str] = frozenset()
        self._controls: dict[str, Control] = {}
        self._separator = ""

    def documents(self) -> Iterator[ClaimDocument | ClaimFault]:
        """Everything that the file holds."""
        fields = NOTHING
        try:
            for segments in self.segments.lists():
                if self.segments.too_long is not None:
                    self._too_long()
                fields = self._read(segments, self.segments.first, fields)
                self._uncut()
                yield from self.report.out
                self.report.out.clear()
            if self.segments.too_long is not None:
                self._too_long()
        except UnpackError as problem:
            self._file_fault(self.segments.place(self._number + 1), str(problem), SEND_AGAIN)
        self._break(self._number, "", "the file ends inside the claim")
        self.envelope.end(self._number)
        if not self._number and not self.report.out and not self.segments.failed:
            self._file_fault("the file", "is empty", SEND_AGAIN)
        yield from self.report.out

    def _read(self, segments: list[str], first: int, fields: Fields) -> Fields:
        """Read a list of segments; gives the fields of the level that is open."""
        if self.segments.delimiters.element != self._separator:
            self._learn(self.segments.delimiters.element)
        separator, passed, controls = self._separator, self._passed, self._controls
        number = first - 1
        for segment in segments:
            number += 1
            key = segment[:3]
            try:
                act = fields.get(key)
                if act is not None:
                    e = segment.split(separator)
                    if len(e[0]) > 3:
                        fields = self._other(segment, number, fields)
                    else:
                        act(e)
                elif key in passed:
                    continue
                elif key in controls:
                    fields = controls[key](segment.split(separator), number)
                else:
                    fields = self._other(segment, number, fields)
            except Odd as odd:
                if not self._told_odd:
                    self._told_odd = True
                    self.report.fault(number, key.strip(separator), odd.message, odd.remedy)
            except Problem as problem:
                self._problem(number, key.strip(separator), problem.message, problem.remedy)
            except IndexError:
                self._problem(number, key.strip(separator), f"{shown(segment)} has too few elements", MISSING)
        if segments:
            self._number = number
        return fields

    def _learn(self, separator: str) -> None:
        """Keys of three characters: an identifier of two is followed by the separator."""

        def key(name: str) -> str:
            return (name + separator)[:3]

        self._separator = separator
        self._passed = frozenset(key(name) for name in PASSED_OVER.split())
        controls: dict[str, Control] = {
            "ISA": self._isa, "GS": self._gs, "ST": self._st, "SE": self._se, "GE": self._ge, "IEA": self._iea,
            "HL": self._hl, "CLM": self._clm, "LX": self._lx, "SBR": self._aside, "SVD": self._aside,
            "SV1": self._stray, "SV2": self._stray,
        }  # fmt: skip
        self._controls = {key(name): act for name, act in controls.items()}
        levels = levels_of(self.hierarchy, self.body)
        self._fields = {level: {key(name): act for name, act in fields.items()} for level, fields in levels.items()}

    # ---- what opens and closes

    def _isa(self, e: list[str], number: int) -> Fields:
        self._break(number, "ISA", "an ISA stands inside the claim")
        self.envelope.isa(e, number, self.segments.isa_length)
        self._odd, self._told_odd = "", False
        self._components(self.segments.delimiters.component)
        return NOTHING

    def _components(self, separator: str) -> None:
        if self.body.composites.separator != separator:
            self.body.composites = Composites(separator)
            self.hierarchy.separator = separator

    def _gs(self, e: list[str], number: int) -> Fields:
        self._break(number, "GS", "a GS stands inside the claim")
        self.envelope.gs(e, number)
        return NOTHING

    def _st(self, e: list[str], number: int) -> Fields:
        self._break(number, "ST", "an ST stands inside the claim")
        self.report.leave("")
        self.envelope.st(e, number)
        self._unknown = 0
        self.hierarchy.begin(self.envelope.kind or PROFESSIONAL)
        return self._fields[""] if self.envelope.kind else NOTHING

    def _se(self, e: list[str], number: int) -> Fields:
        self._finish()
        self.report.leave("")
        self.envelope.se(e, number)
        return NOTHING

    def _ge(self, e: list[str], number: int) -> Fields:
        self._break(number, "GE", "a GE stands inside the claim")
        self.envelope.ge(e, number)
        return NOTHING

    def _iea(self, e: list[str], number: int) -> Fields:
        self._break(number, "IEA", "an IEA stands inside the claim")
        self.envelope.iea(e, number)
        return NOTHING

    def _hl(self, e: list[str], number: int) -> Fields:
        if self.envelope.kind is None:
            return NOTHING
        self._finish()
        level = element(e, 3)
        self.report.leave(level)
        try:
            odd = self.hierarchy.hl(e)
            if odd:
                self.report.fault(number, "HL", odd, "the claims are read as those of the billing provider above; tell the sender")
        except Problem as problem:
            self._problem(number, "HL", problem.message, problem.remedy)
        return self._fields[self.hierarchy.level]

    def _clm(self, e: list[str], number: int) -> Fields:
        if self.envelope.transaction is not None and self.envelope.kind is None:
            return NOTHING
        self._finish()
        self.report.open()
        self._begun = number
        document = ClaimDocument()
        self.body.begin(document)
        try:
            document.claim_id = text_of(element(e, 1)) or None
            self._find_components(element(e, 5), number)
            if self.envelope.kind is None:
                raise Problem("a claim stands outside of any transaction", SEND_AGAIN)
            self.hierarchy.claim(document, e, number)
            lacks = None if self.report.claim else self.hierarchy.lacks()
            if lacks is not None:
                raise Problem(lacks, MISSING)
        except Problem as problem:
            self._problem(number, "CLM", problem.message, problem.remedy)
        return self._fields["claim"]

    def _find_components(self, facility: str, number: int) -> None:
        """Some files declare one component separator and write another: CLM05 always has three components, so it tells."""
        declared = self.body.composites.separator
        if declared in facility:
            return
        others = {one for one in facility if not one.isalnum() and one not in ". "}
        if len(others) != 1 or facility.count(other := others.pop()) != 2:
            return
        if other not in (self._odd, self.segments.delimiters.component):
            self._odd = other
            message = f"components are separated by {shown(other)}, but the ISA declares {shown(declared)}"
            self.report.fault(number, "CLM", message, f"the claims are read with {shown(other)}; tell the sender")
        self._components(other)

    def _lx(self, e: list[str], number: int) -> Fields:
        if self.envelope.kind is None:
            return NOTHING
        if self.report.claim is None:
            raise Problem("a service line stands before any claim", MISSING)
        try:
            self.body.new_line(e)
        except Problem as problem:
            self._problem(number, "LX", problem.message, problem.remedy)
        return self._fields[self.envelope.kind]

    def _aside(self, e: list[str], number: int) -> Fields:
        """SBR in a claim and SVD in a line begin what another payer has decided, up to the next line: it is not carried."""
        return NOTHING

    def _stray(self, e: list[str], number: int) -> Fields:
        if self.envelope.kind is not None:
            stray(e)
        return NOTHING

    def _other(self, segment: str, number: int, fields: Fields) -> Fields:
        """A segment with blanks before it, one without elements, or one that an 837 does not have."""
        text = segment.lstrip(BLANKS)
        if len(text) == 2:
            text += self._separator
        name = text.partition(self._separator)[0]
        if text != segment and len(name) <= 3 and (text[:3] in self._controls or text[:3] in fields or text[:3] in self._passed):
            return self._read([text], number, fields)
        if text and not (self.envelope.transaction is not None and self.envelope.kind is None):
            self._unknown += 1
            if self._unknown <= MOST_UNKNOWN:
                message = f"{shown(name)} is no segment of an 837 file"
                self.report.problem(number, "", message, MISSING, level="")
        return fields

    # ---- problems, and the end of a claim

    def _problem(self, number: int, name: str, message: str, remedy: str) -> None:
        """A problem at a segment; none in a transaction that is not read."""
        if self.envelope.transaction is None or self.envelope.kind is not None or self.report.claim is not None:
            self.report.problem(number, name, message, remedy, self.hierarchy.level if self.envelope.kind is not None else "")

    def _finish(self) -> None:
        """Close the claim that is open, if there is one."""
        report = self.report
        if report.claim is None:
            return
        lacks = None if report.claim else self.body.lacks()
        if lacks is not None:
            held = self._begun >= self.segments.first  # else it stands in a list that is gone
            place = self.segments.place(self._begun, "CLM") if held else f"segment {self._begun} CLM"
            report.claim.append((place, lacks, MISSING))
        report.close(self.body.document)

    def _break(self, number: int, name: str, message: str) -> None:
        """Something ends the claim that is open before its end."""
        if self.report.claim is not None:
            begun = f" that begins at {self.body.document.place}" if self.body.document.place else ""
            remedy = f"the claim is left out: {SEND_AGAIN}"
            self.report.close(self.body.document, (self.segments.place(number, name), message + begun, remedy))

    def _too_long(self) -> None:
        place, self.segments.too_long = self.segments.too_long or "", None
        message = "a segment longer than any claim needs is left out"
        if self.report.claim is not None:
            self.report.claim.append((place, message, SEND_AGAIN))
        else:
            self._file_fault(place, message, SEND_AGAIN)

    def _uncut(self) -> None:
        """What the file could not be cut into."""
        for place, message, remedy in self.segments.problems:
            self._break(self._number, "", "what follows inside the claim cannot be read")
            self._file_fault(place, message, remedy)
        self.segments.problems.clear()

    def _file_fault(self, place: str, message: str, remedy: str) -> None:
        self.report.out.append(ClaimFault(place, message, remedy, concerns="file"))
