"""What the parts of a claim document share, and its small parts: diagnoses, procedures, occurrences, amounts by value code, faults."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

DIAGNOSIS_USES = ("principal", "other", "admitting", "reason_for_visit", "external_cause")
PROCEDURE_USES = ("principal", "other")


class Record:
    """What the parts of a document share: equality by field, a legible form, plain values for JSON."""

    __slots__: tuple[str, ...] = ()
    APART: tuple[str, ...] = ()  # fields that equality does not ask about

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__ if name not in self.APART)

    __hash__ = None  # type: ignore[assignment]

    def given(self) -> Iterator[tuple[str, Any]]:
        """(field, value) of what is given."""
        for name in self.__slots__:
            value = getattr(self, name)
            if value is not None and value != () and value != [] and value != {}:
                yield name, value

    def plain(self) -> dict[str, Any]:
        """What is given as texts, whole numbers, lists and dicts."""
        return {name: _plain(value) for name, value in self.given()}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.given())})"


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.plain()
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


class Diagnosis(Record):
    """One diagnosis: code without dots, `use` one of DIAGNOSIS_USES, `icd` "10" or "9", present on admission Y, N, U, W or 1."""

    __slots__ = ("code", "icd", "present_on_admission", "use")

    def __init__(self, code: str, use: str = "other", icd: str = "10", present_on_admission: str | None = None) -> None:
        self.code = code
        self.use = use
        self.icd = icd
        self.present_on_admission = present_on_admission


class Procedure(Record):
    """An ICD procedure of an institutional claim; `use` one of PROCEDURE_USES, `icd` "10" or "9"."""

    __slots__ = ("code", "icd", "on", "use")

    def __init__(self, code: str, use: str = "other", icd: str = "10", on: str | None = None) -> None:
        self.code = code
        self.use = use
        self.icd = icd
        self.on = on


class Occurrence(Record):
    """An occurrence code with its day, or with first and last day for an occurrence span."""

    __slots__ = ("code", "on", "until")

    def __init__(self, code: str, on: str | None = None, until: str | None = None) -> None:
        self.code = code
        self.on = on
        self.until = until


class CodedAmount(Record):
    """A value code with its amount in hundredths (cents where it is money)."""

    __slots__ = ("amount", "code")

    def __init__(self, code: str, amount: int | None = None) -> None:
        self.code = code
        self.amount = amount


class ClaimFault(Record):
    """What could not be read, where, and what to do; the claims before and after it are read all the same.

    place      such as "segment 23 (line 23, byte 1042)"
    message    what is wrong there
    remedy     what to do next
    claim_id   of the claim that is left out, where it is known
    concerns   "claim": one claim is left out; "file": an envelope or a count is wrong, and every claim that was given stands
    """

    __slots__ = ("claim_id", "concerns", "message", "place", "remedy")

    def __init__(self, place: str, message: str, remedy: str, claim_id: str | None = None, concerns: str = "claim") -> None:
        self.place = place
        self.message = message
        self.remedy = remedy
        self.claim_id = claim_id
        self.concerns = concerns

    def __str__(self) -> str:
        return f"{self.place}: {self.message}; {self.remedy}"
