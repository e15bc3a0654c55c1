"""What `allowable check` is given: codes, which are the lines of one claim, or a file of claims as they came."""

from __future__ import annotations

import os

from ..claims.unplaced import claim_for_edits
from ..claims.values import ClaimError
from ..claims.written import line_of
from .failures import BadInput
from .options import CBSA, KNOWN_ON, LOCALITY, MAC, ON, PRICE, ZIP, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..claims.model import Claim

SETTING = next(one for one in PRICE if one.name == "setting")
POS = Option("--pos", "place_of_service", "CODE", "Place of service of a physician's claim; without it, what needs it is not checked.")
FACTS = ("practitioner", "bill_type", "condition_code")
CLAIM_FACTS = (
    next(one for one in PRICE if one.name == "practitioner"),
    Option("--bill-type", "bill_type", "TYPE", "Type of a hospital's bill, such as 131; without it, what needs it is not checked."),
    next(one for one in PRICE if one.name == "condition_code"),
)
PATIENT = (
    Option("--sex", "sex", "LETTER", "Sex of the patient as Medicare holds it, F or M.", choices=("F", "M")),
    Option("--diagnosis", "diagnosis", "CODES", "ICD-10-CM diagnoses of the claim, such as N92.0,D25.1."),
)
OPTIONS = (ON, SETTING, POS, *CLAIM_FACTS, *PATIENT, ZIP, MAC, LOCALITY, CBSA, KNOWN_ON)
ONLY_CODES = ("on", "place_of_service", "sex", "diagnosis", *FACTS)  # what a file says by itself


def is_file(words: Sequence[str]) -> bool:
    """Whether what is given names a file rather than codes: one word that is there as a file, or looks like the name of one."""
    if len(words) != 1:
        return False
    word = words[0]
    named = "@" not in word and ("." in word or os.sep in word)
    return named or (os.path.isfile(word) and not _is_code(word))


def _is_code(word: str) -> bool:
    return len(word) == 5 and word.isalnum()


def claim_of_codes(values: dict[str, Any], place: dict[str, Any] | None) -> Claim:
    """The claim whose lines the codes are. Without --pos the lines of a physician's claim have no place of service, and say so."""
    if values["on"] is None:
        raise BadInput("no service day: give --on, such as --on 2024-08-01; edits change by quarter, so none is assumed")
    try:
        return claim_for_edits(
            [line_of(text) for text in values["words"]],
            setting=values["setting"] or "physician",
            on=values["on"],
            place_of_service=values["place_of_service"],
            mac=place["mac"] if place else values["mac"],
            locality=place["locality"] if place else values["locality"],
            cbsa=values["cbsa"],
            practitioner=values["practitioner"] or "",
            bill_type=values["bill_type"],
            condition_codes=[values["condition_code"]] if values["condition_code"] else [],
        )
    except ClaimError as problem:
        raise BadInput(str(problem)) from None


def facts_of_patient(values: dict[str, Any]) -> dict[str, Any]:
    """What edits ask of the patient, as ClaimDocument.facts gives it."""
    given = (values["diagnosis"] or "").replace(",", " ").split()
    return {"sex": values["sex"], "diagnoses": tuple(one.replace(".", "").upper() for one in given)}


def refuse_options_of_codes(values: dict[str, Any]) -> None:
    """Raise BadInput where an option says of a file what each of its claims says by itself."""
    said = [one.flag for one in OPTIONS if one.name in ONLY_CODES and values[one.name]]
    if said:
        raise BadInput(f"the claims of a file say themselves what {', '.join(said)} would say; leave it out")


def facts_of_place(values: dict[str, Any], place: dict[str, Any] | None) -> dict[str, Any]:
    """Arguments of Claim that no file states: where its claims are priced, for the money; empty for national amounts."""
    given = {"mac": place["mac"] if place else values["mac"], "locality": place["locality"] if place else values["locality"]}
    return {name: value for name, value in (given | {"cbsa": values["cbsa"]}).items() if value is not None}
