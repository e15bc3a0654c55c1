"""Our JSON of a claim: an object whose keys are the arguments of Claim and, in its `lines`, those of Line, with the fields of a document.

`allowable price --claim` and the readers of claim files take the same object. Amounts are decimal texts or numbers in dollars, days texts.
What is not given is not known, but for two defaults that Claim and Line have too: a line without `units` is one unit, and a claim without
`setting` and `kind` is a physician's. `null` says that they are not known either.
"""

from __future__ import annotations

from . import given
from .document import CENTS, DIAGNOSIS_USES, INSTITUTIONAL, MINUTES, PROCEDURE_USES, PROFESSIONAL, TEXTS, ClaimDocument, LineDocument
from .given import PlacedError
from .model import SETTINGS
from .record import CodedAmount, Diagnosis, Occurrence, Procedure
from .values import ClaimError, read_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CLAIM_ARGUMENTS = (
    "lines",
    "setting",
    "on",
    "place_of_service",
    "mac",
    "locality",
    "cbsa",
    "practitioner",
    "nonparticipating",
    "unassigned",
    "deductible_remaining",
    "mips_percent",
    "qualifying_participant",
    "bill_type",
    "condition_codes",
    "wage_index",
    "quality_reduction",
    "rural_sole_community",
    "rural_emergency",
    "cost_to_charge_ratio",
    "device_credit",
    "packaged_charges",
    "ranking",
)
LINE_ARGUMENTS = (
    "hcpcs",
    "modifiers",
    "units",
    "on",
    "place_of_service",
    "mac",
    "locality",
    "charge",
    "minutes",
    "base_units",
    "postoperative_days",
    "denied",
)
DAYS = ("birth_date", "statement_from", "statement_to", "admission_date", "discharge_date")
CLAIM_READERS: dict[str, given.Reader] = {
    **dict.fromkeys(TEXTS, given.text),
    **dict.fromkeys(DAYS, given.day),
    **dict.fromkeys(CENTS, given.cents),
    "kind": given.one_of(PROFESSIONAL, INSTITUTIONAL),
    "setting": given.one_of(*SETTINGS),
    "sex": given.one_of(*given.SEXES),
    "condition_codes": lambda value, name: list(given.codes(value, name)),
}
LINE_READERS: dict[str, given.Reader] = {
    "number": given.whole,
    "procedure_qualifier": given.code,
    "modifiers": given.codes,
    "revenue_code": given.code,
    "quantity": given.thousandths,
    "unit_of_measure": given.code,
    "charge": given.cents,
    "noncovered": given.cents,
    "on": given.day,
    "until": given.day,
    "place_of_service": given.text,
    "diagnosis_pointers": given.wholes,
    "ndc": given.code,
    "ndc_quantity": given.thousandths,
    "ndc_unit": given.code,
    "rendering_npi": given.text,
    "prior_authorization": given.text,
    "control_number": given.text,
}
PARTS: dict[str, tuple[type, dict[str, tuple[str, ...]]]] = {
    "diagnoses": (Diagnosis, {"use": DIAGNOSIS_USES, "icd": ("10", "9")}),
    "procedures": (Procedure, {"use": PROCEDURE_USES, "icd": ("10", "9")}),
    "occurrences": (Occurrence, {}),
    "occurrence_spans": (Occurrence, {}),
    "value_codes": (CodedAmount, {}),
}
CLAIM_KEYS = tuple(dict.fromkeys((*CLAIM_ARGUMENTS, *CLAIM_READERS, *PARTS)))
LINE_KEYS = tuple(dict.fromkeys((*LINE_ARGUMENTS, *LINE_READERS)))
PRICING = tuple(name for name in CLAIM_ARGUMENTS if name not in CLAIM_READERS and name not in ("lines", "on"))
LINE_PRICING = tuple(name for name in LINE_ARGUMENTS if name not in (*LINE_READERS, "hcpcs", "units", "minutes"))
AS_BILLED = ("bill_type", "condition_codes")  # of a claim without kind, Claim itself judges whether its setting takes them
UNKNOWN_SETTING = "setting"


def document_of(found: object, where: str) -> ClaimDocument:
    """The document of one object of our JSON; ClaimError says where it is none, beginning with `where`."""
    fields = _object(found, where, CLAIM_KEYS)
    lines = fields.get("lines")
    if not isinstance(lines, list) or not lines:
        raise PlacedError(where, '`lines` is no list of at least one line, such as [{"hcpcs": "58558"}]')
    read = {name: _field(CLAIM_READERS[name], fields[name], name, where) for name in CLAIM_READERS if fields.get(name) is not None}
    for name, (kind, words) in PARTS.items():
        if fields.get(name) is not None:
            read[name] = [_part(kind, words, one, f"{where}, {name}[{at}]") for at, one in enumerate(_list(fields[name], name, where))]
    if "setting" not in fields and "kind" not in read:
        read["setting"] = "physician"
    pricing = {name: fields[name] for name in PRICING if fields.get(name) is not None}
    if "kind" not in read:
        pricing |= {name: read[name] for name in AS_BILLED if name in read}
    on = None if fields.get("on") is None else _field(given.day, fields["on"], "", where)
    read["lines"] = [_line(line, on, f"{where}, lines[{at}]") for at, line in enumerate(lines)]
    return ClaimDocument(**read, pricing=pricing, place=where)


def _line(found: object, on: str | None, where: str) -> LineDocument:
    fields = _object(found, where, LINE_KEYS)
    code = fields.get("hcpcs")
    if not isinstance(code, str) and (code is not None or fields.get("revenue_code") is None):
        raise PlacedError(where, "no `hcpcs`, a procedure code as text")
    if not isinstance(fields.get("modifiers") or [], list):
        raise PlacedError(where, '`modifiers` is no list of texts, such as ["51"]')
    whose = "a line without a procedure code" if code is None else _field(given.code, code, "hcpcs", where)
    read = {
        name: _field(reader, fields[name], f"{whose}: {name}", where)
        for name, reader in LINE_READERS.items()
        if fields.get(name) is not None
    }
    read |= _quantity(fields, read, whose, where)
    read.setdefault("on", on)
    pricing = {name: fields[name] for name in LINE_PRICING if fields.get(name) is not None}
    return LineDocument(procedure_code=None if code is None else whose, **{"pricing": pricing, **read})


def _quantity(fields: dict[str, Any], read: dict[str, Any], whose: str, where: str) -> dict[str, Any]:
    """Quantity and its unit, of `units` and `minutes` or as they are."""
    both = [name for name in ("units", "minutes") if fields.get(name) is not None]
    if "quantity" in read:
        if both:
            raise PlacedError(where, f"{whose}: give `quantity`, or {' and '.join(both)}")
        return {}
    units, minutes = (_field(_whole_units, fields.get(name), f"{whose}: {name}", where) for name in ("units", "minutes"))
    if "units" not in fields and "quantity" in fields:
        return {}  # null: the file says that it is not known
    if minutes is not None and units in (None, 1):
        return {"quantity": minutes * 1000, "unit_of_measure": MINUTES}
    counted = {"quantity": (1 if units is None else units) * 1000}
    return counted if minutes is None else counted | {"pricing": {**_pricing(fields), "minutes": minutes}}


def _pricing(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in LINE_PRICING if fields.get(name) is not None}


def _whole_units(value: object, name: str) -> int | None:
    return read_whole(value, name, 1, 9_999)


def _part(kind: type, words: dict[str, tuple[str, ...]], found: object, where: str) -> Any:
    """A diagnosis, procedure, occurrence or value: an object of its fields, or its code alone."""
    fields = _object({"code": found} if isinstance(found, str) else found, where, kind.__slots__)  # type: ignore[attr-defined]
    if fields.get("code") is None:
        raise PlacedError(where, "no `code`")
    read: dict[str, Any] = {}
    for name, value in fields.items():
        days = name in ("on", "until")
        reader = given.one_of(*words[name]) if name in words else given.day if days else given.cents if name == "amount" else given.code
        if value is not None:
            read[name] = _field(reader, value, name, where)
    return kind(**read)


def _field(reader: given.Reader, value: object, name: str, where: str) -> Any:
    try:
        return reader(value, name)
    except ClaimError as problem:
        raise PlacedError(where, str(problem)) from None


def _list(found: object, name: str, where: str) -> list[Any]:
    if not isinstance(found, list):
        raise PlacedError(where, f"`{name}` is no list")
    return found


def _object(found: object, where: str, keys: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise PlacedError(where, f"no JSON object with the keys {', '.join(keys)}")
    for name in found:
        if name not in keys:
            from difflib import get_close_matches

            near = get_close_matches(name, keys, 1)
            raise PlacedError(
                where, f"nothing is called {given.shown(name)}; {f'did you mean {near[0]}' if near else 'the keys are ' + ', '.join(keys)}"
            )
    if not isinstance(found.get("on", ""), str | None):
        raise PlacedError(where, '`on` is no text such as "2025-03-10"')
    return found


def json_of(document: ClaimDocument) -> dict[str, Any]:
    """The object of our JSON that reads back as this document."""
    found: dict[str, Any] = {name: getattr(document, name) for name in TEXTS if getattr(document, name) is not None}
    if document.setting is None and document.kind is None:
        found[UNKNOWN_SETTING] = None
    found |= {name: given.dollars_text(value) for name in CENTS if (value := getattr(document, name)) is not None}
    for name in PARTS:
        if parts := getattr(document, name):
            found[name] = [_plain_part(one) for one in parts]
    if document.condition_codes:
        found["condition_codes"] = list(document.condition_codes)
    return found | document.pricing | {"lines": [_json_of_line(line) for line in document.lines]}


def _plain_part(part: Any) -> dict[str, Any]:
    found = part.plain()
    return found if found.get("amount") is None else {**found, "amount": given.dollars_text(found["amount"])}


def _json_of_line(line: LineDocument) -> dict[str, Any]:
    found: dict[str, Any] = {} if line.procedure_code is None else {"hcpcs": line.procedure_code}
    for name, value in line.given():
        if name in ("charge", "noncovered"):
            found[name] = given.dollars_text(value)
        elif name in ("quantity", "ndc_quantity"):
            found[name] = given.quantity_text(value)
        elif name in LINE_READERS:
            found[name] = list(value) if isinstance(value, tuple) else value
    if line.minutes and line.minutes <= 9_999:
        del found["quantity"], found["unit_of_measure"]
        found["minutes"] = line.minutes
    elif line.units and line.units <= 9_999 and line.unit_of_measure is None:
        del found["quantity"]
        found["units"] = line.units
    elif line.quantity is None:
        found["quantity"] = None
    return found | line.pricing
