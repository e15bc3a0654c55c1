"""What is given while an 837 is read: documents, and problems as soon as it is known whose they are, a claim's, a level's, the file's."""

from __future__ import annotations

from ..record import ClaimFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..document import ClaimDocument
    from .segments import Segments

MOST_ALSO = 3  # further problems named with a claim's first


class Report:
    """Documents and faults in the order of the file, as `out`.

    claim    (place, message, remedy) of each problem of the claim that is open; None where none is open
    levels   the first problem of each level that is open, which every claim below it has
    """

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self.out: list[ClaimDocument | ClaimFault] = []
        self.claim: list[tuple[str, str, str]] | None = None
        self.levels: dict[str, tuple[str, str, str]] = {}
        self._told = True  # a claim has told the problems of the levels

    def fault(self, number: int, name: str, message: str, remedy: str) -> None:
        """A fault that concerns the file, at a segment of the last list."""
        self.out.append(ClaimFault(self._segments.place(number, name), message, remedy, concerns="file"))

    def problem(self, number: int, name: str, message: str, remedy: str, level: str) -> None:
        """A problem of the claim that is open, else of the claims of a level, else (on no level) of the file."""
        if self.claim is not None:
            if len(self.claim) <= MOST_ALSO:
                self.claim.append((self._segments.place(number, name), message, remedy))
        elif not level:
            self.fault(number, name, message, remedy)
        elif level not in self.levels:
            self.levels[level] = (self._segments.place(number, name), message, remedy)
            self._told = False

    def open(self) -> None:
        """A claim begins, with the problems of the levels above it."""
        self.claim, self._told = list(self.levels.values()), True

    def close(self, document: ClaimDocument, first: tuple[str, str, str] | None = None) -> None:
        """The claim that is open ends: a document, or one fault that says why it is left out; `first` is a further problem, told first."""
        problems = [*([first] if first else []), *(self.claim or [])]
        self.claim = None
        if not problems:
            self.out.append(document)
            return
        place, message, remedy = problems[0]
        also = "".join(f"; also {at}: {what}" for at, what, _ in problems[1 : MOST_ALSO + 1])
        self.out.append(ClaimFault(place, message + also, remedy, document.claim_id))

    def leave(self, level: str) -> None:
        """A level begins, or with "" a transaction ends: problems of it and of those below it end, told now if no claim has told them."""
        for one in [one for one in self.levels if one >= level]:
            place, message, remedy = self.levels.pop(one)
            if not self._told:
                self.out.append(ClaimFault(place, message, remedy, concerns="file"))
