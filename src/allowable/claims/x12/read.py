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

MOST_ALSO, MOST_UNKNOWN = 3, 20  # further problems named with a claim's first; unknown segments named in a transaction
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
        self.envelope = Envelope(self._fault)
        self.hierarchy = Hierarchy()
        self.body = Body()
        self.out: list[ClaimDocument | ClaimFault] = []
        self._number = 0  # of the segment that was read last
        self._open = False  # a claim is being read
        self._problems: list[tuple[str, str, str]] = []  # (place, message, remedy) of it
        self._levels: dict[str, tuple[str, str, str]] = {}  # the first of each level above it
        self._told = True  # a claim has told them
        self._unknown = 0
        self._begun = 0  # number of its CLM
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
                yield from self.out
                self.out.clear()
            if self.segments.too_long is not None:
                self._too_long()
        except UnpackError as problem:
            self.out.append(ClaimFault(self.segments.place(self._number + 1), str(problem), SEND_AGAIN, concerns="file"))
        self._break(self._number, "", "the file ends inside the claim")
        self.envelope.end(self._number)
        if not self._number and not self.out and not self.segments.failed:
            self.out.append(ClaimFault("the file", "is empty", SEND_AGAIN, concerns="file"))
        yield from self.out

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
                    self._fault(number, key.strip(separator), odd.message, odd.remedy)
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
        self._tell_levels("")
        self.envelope.st(e, number)
        self._unknown = 0
        self.hierarchy.begin(self.envelope.kind or PROFESSIONAL)
        return self._fields[""] if self.envelope.kind else NOTHING

    def _se(self, e: list[str], number: int) -> Fields:
        self._finish()
        self._tell_levels("")
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
        self._tell_levels(level)
        try:
            odd = self.hierarchy.hl(e)
            if odd:
                self._fault(number, "HL", odd, "the claims are read as those of the billing provider above; tell the sender")
        except Problem as problem:
            self._problem(number, "HL", problem.message, problem.remedy)
        return self._fields.get(level, NOTHING)

    def _clm(self, e: list[str], number: int) -> Fields:
        if self.envelope.transaction is not None and self.envelope.kind is None:
            return NOTHING
        self._finish()
        self._open, self._told, self._begun = True, True, number
        self._problems = list(self._levels.values())
        document = ClaimDocument()
        self.body.begin(document)
        try:
            document.claim_id = text_of(element(e, 1)) or None
            self._find_components(element(e, 5), number)
            if self.envelope.kind is None:
                raise Problem("a claim stands outside of any transaction", SEND_AGAIN)
            self.hierarchy.claim(document, e, number)
            lacks = None if self._problems else self.hierarchy.lacks()
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
            self._fault(number, "CLM", message, f"the claims are read with {shown(other)}; tell the sender")
        self._components(other)

    def _lx(self, e: list[str], number: int) -> Fields:
        if self.envelope.kind is None:
            return NOTHING
        if not self._open:
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
                self._problem(number, "", message, MISSING) if self._open else self._fault(number, "", message, MISSING)
        return fields

    # ---- problems

    def _fault(self, number: int, name: str, message: str, remedy: str) -> ClaimFault:
        """A fault that concerns the file."""
        fault = ClaimFault(self.segments.place(number, name), message, remedy, concerns="file")
        self.out.append(fault)
        return fault

    def _problem(self, number: int, name: str, message: str, remedy: str) -> None:
        """A problem of the claim that is open, else of the claims of the level that is open, else of the file."""
        if self._open:
            if len(self._problems) <= MOST_ALSO:
                self._problems.append((self.segments.place(number, name), message, remedy))
        elif self.envelope.kind is not None and self.hierarchy.level:
            if self.hierarchy.level not in self._levels:
                self._levels[self.hierarchy.level] = (self.segments.place(number, name), message, remedy)
                self._told = False
        elif self.envelope.transaction is None or self.envelope.kind is not None:
            self._fault(number, name, message, remedy)

    def _tell_levels(self, level: str) -> None:
        """A new level begins: problems of it and of those below it end here, told once if no claim has told them."""
        for one in [one for one in self._levels if not level or one >= level]:
            place, message, remedy = self._levels.pop(one)
            if not self._told:
                self.out.append(ClaimFault(place, message, remedy, concerns="file"))

    def _finish(self) -> None:
        """Close the claim: a document, or one fault that says why it is left out."""
        if not self._open:
            return
        self._open = False
        document = self.body.document
        lacks = None if self._problems else self.body.lacks()
        if lacks is None and not self._problems:
            self.out.append(document)
            return
        held = self._begun >= self.segments.first  # else it stands in a list that is gone
        place = self.segments.place(self._begun, "CLM") if held else f"segment {self._begun} CLM"
        problems = self._problems or [(place, str(lacks), MISSING)]
        place, message, remedy = problems[0]
        also = "".join(f"; also {at}: {what}" for at, what, _ in problems[1 : MOST_ALSO + 1])
        self.out.append(ClaimFault(place, message + also, remedy, document.claim_id))

    def _break(self, number: int, name: str, message: str) -> None:
        """Something ends the claim that is open before its end."""
        if self._open:
            begun = f" that begins at {self.body.document.place}" if self.body.document.place else ""
            self._problems.insert(0, (self.segments.place(number, name), message + begun, f"the claim is left out: {SEND_AGAIN}"))
            self._finish()

    def _too_long(self) -> None:
        place, self.segments.too_long = self.segments.too_long or "", None
        message = "a segment longer than any claim needs is left out"
        if self._open:
            self._problems.append((place, message, SEND_AGAIN))
        else:
            self.out.append(ClaimFault(place, message, SEND_AGAIN, concerns="file"))

    def _uncut(self) -> None:
        """What the file could not be cut into."""
        for place, message, remedy in self.segments.problems:
            self._break(self._number, "", "what follows inside the claim cannot be read")
            self.out.append(ClaimFault(place, message, remedy, concerns="file"))
        self.segments.problems.clear()
