"""Files of JSON: FHIR claims one by one, in lists, bundles or one a line, and claims in our own form, alone or likewise.

A bundle's patients and providers may stand behind the claims that refer to them; so a file that has any is read twice, first for these.
"""

from __future__ import annotations

import re

from . import json_form
from .document import ClaimDocument, ClaimFault
from .fhir.parties import READ, facts_of
from .fhir.read import RESOURCES
from .fhir.read import document_of as document_of_fhir
from .given import LONGEST_TEXT, PlacedError, shown
from .json_stream import Broken, are_lines, json_lines, json_values
from .values import ClaimError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Json = dict[str, Any]
    Parties = dict[str, dict[str, str]]

PARTY = re.compile(rb'"resourceType"\s*:\s*"(?:%s)"' % "|".join(READ).encode())
MOST_PARTIES = 1_000_000  # about 1 GB; bulk exports hold patients in files of their own
THE_FILE = "the file"
CORRECT = "correct it there and read the file again; the claims before and after it stand"
REST = "what follows it cannot be told apart; correct it there and read the file again"
HELP = "give Claim resources, ExplanationOfBenefit resources, or objects with `lines`, as `allowable price --claim` reads them"
NO_CLAIM = ("ClaimResponse", "Coverage", "OperationOutcome")


def read_json(path: str) -> Iterator[ClaimDocument | ClaimFault]:
    """The claims of a JSON file, and a ClaimFault for each that is none; resources of a bundle that are no claims are passed over."""
    from .reading import binary

    with binary(path) as stream:
        lines = are_lines(stream)
    others = _parties(path, lines)
    count = 0
    for place, value in _values(path, lines):
        for read in _read(value, place, others):
            count += 1
            yield read
    if not count:
        yield ClaimFault("the whole file", "it holds no claim", HELP, concerns="file")


def _values(path: str, lines: bool) -> Iterator[tuple[str, object]]:
    from .reading import binary

    with binary(path) as stream:
        if lines:
            yield from ((f"line {number}", value) for number, value in json_lines(stream))
        else:
            for number, value in json_values(stream, "entry"):
                yield (THE_FILE if number is None else f"entry {number}"), value


def _parties(path: str, lines: bool) -> Parties:
    """Facts of patients, providers and places by reference: by Kind/id and by their full address."""
    found: Parties = {}
    if not _has_parties(path):
        return found
    for _, value in _values(path, lines):
        for address, resource in _resources(value):
            if resource.get("resourceType") not in READ:
                continue
            try:
                facts = facts_of(resource)
            except ClaimError:
                continue  # what cannot be read is not known of the claims that refer to it
            if len(found) >= MOST_PARTIES:
                return found
            found[f"{resource['resourceType']}/{resource.get('id')}"] = facts
            if isinstance(address, str):
                found[address] = facts
    return found


def _has_parties(path: str) -> bool:
    from .reading import binary

    with binary(path) as stream:
        tail = b""
        while read := stream.read(1 << 20):
            if PARTY.search(tail + read):
                return True
            tail = read[-64:]
    return False


def _resources(value: object) -> Iterator[tuple[object, Json]]:
    """(full address or None, resource) of a value: itself, what a bundle's entry holds, or what a bundle on one line holds."""
    if not isinstance(value, dict):
        return
    resource = value.get("resource")
    if "resourceType" not in value and isinstance(resource, dict):
        yield value.get("fullUrl"), resource
    elif value.get("resourceType") == "Bundle" and isinstance(value.get("entry"), list):
        for entry in value["entry"]:
            if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
                yield entry.get("fullUrl"), entry["resource"]
    else:
        yield None, value


def _read(value: object, place: str, others: Parties) -> Iterator[ClaimDocument | ClaimFault]:
    if isinstance(value, Broken):
        is_rest = place == THE_FILE
        yield ClaimFault(place, value.message, REST if is_rest else CORRECT, concerns="file" if is_rest else "claim")
        return
    if not isinstance(value, dict):
        yield ClaimFault(place, f"no object but {shown(value)}", HELP)
        return
    for _, resource in _resources(value):
        kind = resource.get("resourceType")
        try:
            if kind in RESOURCES:
                yield document_of_fhir(resource, f"{place}, {kind} {shown(resource.get('id'))}", others)
            elif kind is None:
                yield json_form.document_of(resource, place)
            elif value is resource and kind not in (*READ, *NO_CLAIM, "Bundle"):
                yield ClaimFault(place, f"a {shown(kind)} is no claim", HELP)
        except PlacedError as problem:
            yield ClaimFault(problem.place, problem.said, CORRECT, _number_of(resource))


def _number_of(resource: Json) -> str | None:
    """The number of a claim that cannot be read, as far as it has one."""
    value = resource.get("claim_id", resource.get("id"))
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT else None
