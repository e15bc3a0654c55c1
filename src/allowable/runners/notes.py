"""What an answer rests on that its reader must know: unverified rules and values, bridged prints, unverified days of publication."""

from __future__ import annotations

from ..kernel.day import OPEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .account import Account


def cited(account: Account) -> Iterator[tuple[str, str]]:
    """(name, evidence tag) of every rule and dated value that an account consulted."""
    for one in account.consulted():
        yield (one[0].name, one[1].cite.evidence) if one.__class__ is tuple else (one.name, one.evidence)


def unverified_steps(account: Account) -> list[str]:
    """Names of the rules and values of an account that carry the tag U."""
    return list({name: True for name, tag in cited(account) if tag == "U"})


def notes(account: Account) -> list[str]:
    """What an answer rests on that its reader must know: unverified rules and values, bridged prints, unverified days of publication."""
    found = []
    unverified = unverified_steps(account)
    if unverified:
        found.append(f"rests on unverified rules or values [U]: {', '.join(unverified)}")
    for table, printed in account.prints():
        if printed.bridge:
            found.append(
                f"{table.name} of this day is not held; {printed.release.replace(' alike', '')}, before and after it, print this row alike"
            )
        if account.known != OPEN and printed.known_evidence == "U":
            found.append(f"the day on which {printed.release} became public is unverified [U]")
    return found
