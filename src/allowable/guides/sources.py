"""The numbered sources of a guide: every figure refers to the prints and the dated values on which it rests."""

from __future__ import annotations

from ..kernel.day import ALWAYS, OPEN, day_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypedDict

    from ..kernel.cite import Cite
    from ..kernel.parameter import Parameter, Value
    from ..releases.pairs import PairFile
    from ..releases.store import Print
    from ..runners.account import Account

    class SourceEntry(TypedDict):
        """One numbered source: a file that CMS published, or a value that the law states. Days are texts; None where one is open."""

        id: int
        kind: str
        table: str
        release: str
        file: str
        member: str
        sha256: str | None
        trust: str
        effective: str | None
        until: str | None
        known: str | None
        value: str | None
        evidence: str | None


class Sources:
    """Numbers prints and dated values in the order of their first use, each once."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str | int, ...], SourceEntry] = {}

    def of_print(self, table: str, printed: Print) -> int:
        """Number of a published print of a table."""
        key = ("file", table, printed.release, printed.member, printed.effective, printed.known)
        if key not in self._entries:
            self._entries[key] = {
                "id": len(self._entries) + 1,
                "kind": "file",
                "table": table,
                "release": printed.release,
                "file": printed.file,
                "member": printed.member,
                "sha256": printed.sha256,
                "trust": printed.trust,
                "effective": _day(printed.effective),
                "until": _day(printed.until),
                "known": _day(printed.known),
                "value": None,
                "evidence": None,
            }
        return self._entries[key]["id"]

    def of_value(self, dated: Parameter, value: Value) -> int:
        """Number of a value that the law states; `file` is its document and `member` the place in it."""
        key = ("law", dated.name, value.starts, value.known)
        if key not in self._entries:
            self._entries[key] = {
                "id": len(self._entries) + 1,
                "kind": "law",
                "table": dated.name,
                "release": dated.says,
                "file": value.cite.document,
                "member": value.cite.place,
                "sha256": None,
                "trust": "law",
                "effective": _day(value.starts),
                "until": _day(value.until),
                "known": _day(value.known),
                "value": None if dated.is_codes else value.written,
                "evidence": value.cite.evidence,
            }
        return self._entries[key]["id"]

    def of_account(self, account: Account) -> list[int]:
        """Numbers of every print and stated number on which an account's amount rests, in order. Lists of codes stay in the account."""
        found: dict[int, bool] = {}
        for step in account.amount_steps:
            for _, _, _, kind, origin in step.inputs:
                if kind == "parameter" and not origin[0].is_codes:
                    found[self.of_value(*origin)] = True
                elif kind == "column" and origin is not None:
                    found[self.of_print(origin.table.name, origin.print)] = True
        return list(found)

    def of_pairs(self, pairs: PairFile) -> list[int]:
        """Numbers of the files from which a table of code pairs was made."""
        header = pairs.header
        found: list[int] = []
        for one in header["sources"]:
            key = ("pairs", header["setting"], header["quarter"], one["file"])
            if key not in self._entries:
                self._entries[key] = {
                    "id": len(self._entries) + 1,
                    "kind": "file",
                    "table": f"code pairs, {header['setting']}",
                    "release": header["release"],
                    "file": one["file"],
                    "member": one.get("member", one["file"]),
                    "sha256": one["sha256"],
                    "trust": header["trust"],
                    "effective": header["effective"],
                    "until": header["until"],
                    "known": None,
                    "value": None,
                    "evidence": None,
                }
            found.append(self._entries[key]["id"])
        return found

    def entries(self) -> list[SourceEntry]:
        """The sources as plain dicts, in the order of their numbers."""
        return list(self._entries.values())


def cite_entry(cite: Cite) -> dict[str, str | None]:
    """A citation as a plain dict."""
    return {"document": cite.document, "place": cite.place, "evidence": cite.evidence, "url": cite.url}


def _day(number: int) -> str | None:
    return None if number in (ALWAYS, OPEN) else day_text(number)
