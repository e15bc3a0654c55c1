"""A citation: which document says it, where in it, and how sure we are. It is a required argument of every rule and every value."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

EVIDENCE = {
    "V": "read in an official document, or proved by recomputing official data",
    "VC": "read in the published tables and source of CMS's own pricer",
    "MAC": "read on a Medicare contractor's page, or a reproduction of one",
    "S": "read in a secondary source only",
    "U": "unverified: expert knowledge, to be checked at the place cited",
}
WEAKEST_FIRST = ("U", "S", "MAC", "VC", "V")


class CiteError(ValueError):
    """A rule or value without a proper citation does not import."""


class Cite:
    """`document` and `place` within it; `evidence` is a tag of EVIDENCE; `url` and `read`, the day of reading, where there are any."""

    __slots__ = ("document", "evidence", "place", "read", "url")

    def __init__(self, document: str, place: str, *, evidence: str, url: str | None = None, read: str | None = None) -> None:
        if not document or not place:
            raise CiteError("a citation needs a document and a place in it")
        if evidence not in EVIDENCE:
            raise CiteError(f"evidence {evidence!r} of {document} is none of {', '.join(EVIDENCE)}")
        self.document = document
        self.place = place
        self.evidence = evidence
        self.url = url
        self.read = read

    def __str__(self) -> str:
        return f"{self.document}, {self.place}"

    def __repr__(self) -> str:
        return f"<cite {self} [{self.evidence}]>"


def all_cites(cites: Cite | Iterable[Cite] | None) -> tuple[Cite, ...]:
    """A tuple of citations from one or several; refuses none."""
    found = (cites,) if isinstance(cites, Cite) else tuple(cites or ())
    if not found or not all(isinstance(cite, Cite) for cite in found):
        raise CiteError("a citation is a required argument: give a Cite, or several")
    return found


def weakest(cites: Iterable[Cite]) -> str:
    """The weakest evidence tag among citations: what a result that rests on all of them may claim."""
    tags = {cite.evidence for cite in cites}
    return next(tag for tag in WEAKEST_FIRST if tag in tags)
