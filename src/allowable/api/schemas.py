"""JSON schemas of the records that are answered: what each always has. The tests hold every answer against them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
TRUTH: Json = {"type": "boolean"}
ANY: Json = {}
OBJECT: Json = {"type": "object"}


def maybe(schema: Json) -> Json:
    """That, or null."""
    return {**schema, "type": [schema["type"], "null"]} if isinstance(schema.get("type"), str) else {"anyOf": [schema, {"type": "null"}]}


def listed(schema: Json) -> Json:
    """A list of that."""
    return {"type": "array", "items": schema}


def one_of(*words: str) -> Json:
    """One of some words."""
    return {"type": "string", "enum": list(words)}


def shape(description: str = "", /, **fields: Json) -> Json:
    """An object that always has these fields."""
    found: Json = {"type": "object", "required": list(fields), "properties": fields}
    return {"description": description, **found} if description else found


def record(name: str, description: str, /, **fields: Json) -> Json:
    """A record with its `schema`."""
    return shape(description, schema={"const": name}, **fields)


def ref(name: str) -> Json:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


DAY: Json = {"type": "string", "description": "A day as year-month-day.", "pattern": "^\\d{4}-\\d\\d-\\d\\d$"}
AMOUNT: Json = {"type": ["string", "null"], "description": "Dollars with cents; null where there is none.", "pattern": "^-?\\d+(\\.\\d+)?$"}
TOTALS = shape(allowed=AMOUNT, medicare=AMOUNT, patient=AMOUNT)
TEXTS = listed(TEXT)
SETTING = one_of("physician", "hospital", "asc")
OUTCOME = one_of("pass", "fail", "not_checked")
SOURCES = listed({"$ref": "#/components/schemas/Source"})
CITE = shape("A citation; the evidence tag says how far its text was verified.", document=TEXT, place=TEXT, evidence=TEXT)
FIGURE = shape("An amount, or why there is none.", amount=AMOUNT, outcome=TEXT, reasons=TEXTS, sources=listed(WHOLE))
SPAN = shape("Characters of the text that was given.", start=WHOLE, end=WHOLE, text=TEXT)

STEP = shape(
    "What one rule did.",
    rule=TEXT,
    says=TEXT,
    value=maybe(TEXT),
    because=maybe(TEXT),
    inputs={"type": "object", "additionalProperties": shape(value=maybe(TEXT), origin=TEXT)},
    cites=listed(CITE),
    evidence=maybe(TEXT),
    trivial=TRUTH,
)
ACCOUNT = record(
    "account/1", "Every step of one line.", system=TEXT, on=DAY, known_on=maybe(TEXT), fields=OBJECT, steps=listed(ref("Step"))
)
PRICED_LINE = shape(
    "One line with its amounts, its reasons and its account.",
    hcpcs=TEXT,
    modifiers=TEXTS,
    units=WHOLE,
    setting=SETTING,
    place_of_service=maybe(TEXT),
    on=DAY,
    charge=AMOUNT,
    allowed=AMOUNT,
    medicare=AMOUNT,
    patient=AMOUNT,
    limiting_charge=AMOUNT,
    outlier=AMOUNT,
    status=one_of("priced", "pends", "not_payable", "unknown"),
    reasons=TEXTS,
    evidence=maybe(TEXT),
    account=ref("Account"),
)
COUNTS = shape("", **dict.fromkeys(("fail", "not_checked", "pass"), WHOLE))
RULE = shape("", kind=TEXT, system=TEXT, name=TEXT, says=TEXT)
CHECKED_LINE = shape(
    "One line with its findings.",
    line=WHOLE,
    billed=TEXT,
    hcpcs=TEXT,
    modifiers=TEXTS,
    units=WHOLE,
    on=DAY,
    place_of_service=maybe(TEXT),
    outcome=OUTCOME,
    findings=listed(shape(edit=TEXT, outcome=OUTCOME)),
)
CODE_ENTRY = shape(
    "A proposed code with what carries it.",
    hcpcs=TEXT,
    modifiers=TEXTS,
    units=WHOLE,
    confidence=one_of("high", "medium", "low"),
    evidence=listed(SPAN),
    reasons=listed(OBJECT),
)

PROBLEM = shape(
    "An error, as RFC 9457 says, with what to do next.",
    type={"type": "string", "format": "uri"},
    title=TEXT,
    status=WHOLE,
    detail=TEXT,
    remedy=TEXT,
    instance={"type": "string", "format": "uri"},
)
PROBLEM["properties"]["errors"] = listed(shape("What is wrong, by field.", field=TEXT, detail=TEXT))

RECORDS: Json = {
    "Source": shape("What a figure rests on; `id` is what figures name.", id=WHOLE, kind=TEXT),
    "Step": STEP,
    "Account": ACCOUNT,
    "PricedLine": PRICED_LINE,
    "PriceRecord": record(
        "allowable.price/1",
        "A priced claim.",
        on=maybe(TEXT),
        known_on=maybe(TEXT),
        setting=SETTING,
        place=OBJECT,
        total=TOTALS,
        lines=listed(ref("PricedLine")),
        not_applied=TEXT,
    ),
    "EditedRecord": record(
        "allowable.edited/1",
        "A claim before and after its edits.",
        check=ref("CheckRecord"),
        before=ref("PriceRecord"),
        after=ref("PriceRecord"),
    ),
    "PriceAnswer": {"oneOf": [ref("PriceRecord"), ref("EditedRecord")]},
    "CheckRecord": record(
        "allowable.check/1",
        "A checked claim.",
        claim=maybe(TEXT),
        place=maybe(TEXT),
        setting=SETTING,
        known_on=maybe(TEXT),
        outcome=OUTCOME,
        counts=COUNTS,
        lines=listed(CHECKED_LINE),
        money=maybe(OBJECT),
        held_quarter=maybe(listed(OBJECT)),
    ),
    "CompareRecord": record(
        "allowable.compare/1",
        "Procedures in three settings, for each place that is meant.",
        codes=TEXTS,
        on=DAY,
        known_on=maybe(TEXT),
        deductible_remaining=maybe(TEXT),
        answers=listed(shape(place=OBJECT, settings=shape(office=OBJECT, hospital=OBJECT, asc=OBJECT))),
        notes=TEXTS,
        sources=SOURCES,
    ),
    "CodeRecord": record(
        "allowable.code/1",
        "The page of a code.",
        hcpcs=TEXT,
        on=DAY,
        known_on=maybe(TEXT),
        assumed=maybe(TEXT),
        family=maybe(TEXT),
        words=maybe(TEXT),
        work_rvu=maybe(TEXT),
        physician=shape(facility=FIGURE, non_facility=FIGURE),
        hospital=FIGURE,
        asc=FIGURE,
        indicators=listed(OBJECT),
        truths=shape(priced=OBJECT, covered=OBJECT, performable=OBJECT),
        unit_limits=listed(OBJECT),
        pairs=listed(OBJECT),
        history=OBJECT,
        sources=SOURCES,
    ),
    "GuideRecord": record(
        "allowable.guide/1",
        "A coding guide.",
        family=TEXT,
        title=TEXT,
        on=DAY,
        known_on=maybe(TEXT),
        place=OBJECT,
        notice=TEXTS,
        codes=listed(OBJECT),
        modifiers=listed(OBJECT),
        pairs=OBJECT,
        sources=SOURCES,
        unverified=TEXTS,
    ),
    "AuditRecord": record(
        "allowable.audit/1", "An audit.", file=TEXT, sha256=TEXT, counts=OBJECT, figures=listed(OBJECT), findings=listed(OBJECT)
    ),
    "NoteRecord": record(
        "allowable.note/1",
        "What a note supports.",
        name=TEXT,
        kind=TEXT,
        abstained=TRUTH,
        abstained_because=maybe(TEXT),
        codes=listed(CODE_ENTRY),
        alternatives=listed(OBJECT),
        missing=listed(OBJECT),
    ),
    "AnswerRecord": record(
        "allowable.answer/1",
        "An answer, or why there is none.",
        question=TEXT,
        answered=TRUTH,
        answer=maybe(TEXT),
        value=maybe(shape("The answer for programs; left_out: what it does not weigh.", kind=TEXT, yes_no=maybe(TEXT), left_out=TEXTS)),
        refused_because=maybe(TEXT),
        citations=listed(OBJECT),
    ),
    "ReleasesRecord": record(
        "allowable.releases.list/1", "What is held.", tables=listed(OBJECT), pairs=listed(OBJECT), kinds=listed(OBJECT)
    ),
    "ReleaseRecord": record("allowable.releases.show/1", "One table or release."),
    "ReleasesAnswer": {"oneOf": [ref("ReleasesRecord"), ref("ReleaseRecord")]},
    "RulesRecord": record("allowable.rules/1", "Rules and dated values.", rules=listed(RULE)),
    "Health": shape("The service answers.", status={"const": "ok"}),
}
