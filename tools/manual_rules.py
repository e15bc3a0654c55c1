"""The law of the manual: every rule with its sentence and citation, every dated value, every table, every reason."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from manual_text import Page, code, day, heading, page, plain, sentence, table, words

from allowable.engine import ALL_SYSTEMS, EDIT_SYSTEMS, LAW, Engine
from allowable.kernel.cite import EVIDENCE, WEAKEST_FIRST
from allowable.releases.holdings import holdings
from allowable.releases.store import EMBEDDED, Store
from allowable.views.rules import rules_list

Json = dict[str, Any]

FOLDER = "reference/rules"
TITLES = {
    "physician": "Physicians",
    "outpatient": "Hospital outpatient",
    "ambulatory": "Surgical centers",
    "coverage": "Coverage",
    "practitioner_edits": "Edits: practitioners",
    "center_edits": "Edits: surgical centers",
    "hospital_edits": "Edits: hospitals",
    "hospital_claim_edits": "Edits: hospitals, whole claims",
}


def pages() -> list[Page]:
    """An index, a page for each system's rules, the values, the tables, the reasons."""
    engine = Engine(Store([EMBEDDED]))
    listed = {name: rules_list(engine, [name])["rules"] for name in (*ALL_SYSTEMS, *EDIT_SYSTEMS)}
    rules = {name: [one for one in found if one["kind"] == "rule"] for name, found in listed.items()}
    found = [_rules(engine, name, rules[name]) for name in listed]
    rows = [[f"[{TITLES[name]}]({name}.md)", plain(engine.system(name).says), str(len(rules[name]))] for name in listed]
    tags = [[code(tag), plain(EVIDENCE[tag])] for tag in reversed(WEAKEST_FIRST)]
    index = page(
        f"{FOLDER}/index.md",
        "Rules",
        "A rule is written once. The account of one claim, the pricing of millions of lines and the words on these pages are read from it. "
        "[Dated values](../values.md), [tables](../tables.md) and [reasons](../reasons.md) have pages of their own.",
        table(["System", "What it is", "Rules"], rows),
        "## How sure we are",
        "Every rule and every value has a citation, and the citation a tag:",
        table(["Tag", "Its meaning"], tags),
    )
    return [index, *found, _values(listed), _tables(engine), _reasons()]


def _rules(engine: Engine, name: str, rules: list[Json]) -> Page:
    system = engine.system(name)
    outputs = ", ".join(f"[{code(one)}](#{one})" if one in system.rules else code(one) for one in system.outputs)
    parts = [f"{sentence(system.says)} The answer for a line is worked out in this order: {outputs}."]
    seen: dict[str, int] = {}
    for one in rules:
        seen[one["name"]] = seen.get(one["name"], 0) + 1
        anchor = one["name"] if seen[one["name"]] == 1 else f"{one['name']}-{seen[one['name']]}"
        amended = f" from {one['since']}" if one["since"] else ""
        parts += [heading(2, code(one["name"]) + amended, anchor), f"{sentence(one['says'])}{_span(one)}"]
        if one["words"]:
            parts.append(words(one["words"]))
        parts.append("\n".join(f"- {cited(cite)}" for cite in one["cites"]))
    return page(f"{FOLDER}/{name}.md", f"Rules: {TITLES[name]}", *parts)


def _span(one: Json) -> str:
    words = " and ".join(f"{word} {one[key]}" for word, key in (("from", "since"), ("before", "until")) if one[key])
    return f" For service days {words}." if words else ""


def cited(cite: Json) -> str:
    """A citation with its tag, linked where it has an address."""
    text = plain(f"{cite['document']}, {cite['place']}")
    return f"{linked(text, cite)} {code(cite['evidence'])}"


def linked(text: str, one: Json) -> str:
    """A text, linked where its source has an address."""
    return f"[{text}]({one['url']})" if one.get("url") else text


def _values(listed: dict[str, list[Json]]) -> Page:
    parts = [
        "Figures that a law, a rule or a manual states, each from its first service day. *Known* is the day on which it became public: "
        "`--known-on` an earlier day does not see it."
    ]
    systems: dict[str, list[Json]] = {name: found for name, found in listed.items() if name in ALL_SYSTEMS}
    systems["edits"] = listed[EDIT_SYSTEMS[0]]
    for name, found in systems.items():
        parts.append(f"## {TITLES.get(name, 'Edits')}")
        for one in found:
            if one["kind"] == "value":
                parts += [heading(3, code(one["name"]), f"{name}-{one['name']}"), f"{plain(one['says'])} ({plain(one['unit'])})."]
                parts.append(table(["From", "Before", "Value", "Known", "Citation"], map(_value, one["values"])))
    return page("reference/values.md", "Dated values", *parts)


def _value(one: Json) -> list[str]:
    known = f"{day(one['known'])} {code(one['known_evidence'])}"
    note = f"; {plain(one['note'])}" if one.get("note") else ""
    return [day(one["from"]), day(one["until"]), plain(one["value"]), known, cited(one["cite"]) + note]


def law_tables() -> Iterator[Any]:
    """The tables that the folders of the law declare."""
    for folder in sorted(path.parent.name for path in pathlib.Path(LAW).glob("*/tables.py")):
        yield from import_module(f"allowable.law.{folder}.tables").TABLES


def _tables(engine: Engine) -> Page:
    held = {one["name"]: one for one in holdings(engine.store)["tables"]}
    parts = [
        "What CMS publishes, in the shape that the law declares. A number is kept as a whole number with so many decimal places. "
        "What is held came with this version of the program; `allowable releases list` says what your own store adds."
    ]
    for one in law_tables():
        rows = [[code(column.name), f"*Key.* {plain(column.says)}", "text"] for column in one.keys]
        rows += [[code(column.name), plain(column.says), _kind(column)] for column in one.columns]
        told = f"{sentence(one.says)} Printed in: {sentence(one.authority)} {_held(one, held)}"
        parts += [heading(2, code(one.name), one.name), told]
        parts.append(table(["Column", "What it says", "Kind"], rows))
    return page("reference/tables.md", "Tables", *parts)


def _kind(column: Any) -> str:
    return "text" if column.is_text else f"number, {column.places} decimals, below {column.maximum:,}"


def _held(shape: Any, held: dict[str, Json]) -> str:
    if shape.of_pairs:
        return "Pairs of codes, kept in a file of their own."
    one = held.get(shape.name)
    if one is None:
        return "Not held."
    days = f", service days {one['first_day'] or 'from the beginning'} to {one['last_day'] or 'open'}"
    gaps = ", ".join(f"{gap['from']} to {gap['to']}" for gap in one["gaps"])
    return f"Held: {one['rows']:,} rows{days}{f'; not held: {gaps}' if gaps else ''}."


def reasons() -> list[str]:
    """The registered reasons, in the order of their codes."""
    return (pathlib.Path(LAW) / "reasons.txt").read_text(encoding="utf-8").splitlines()


def _reasons() -> Page:
    rows = [[str(number), plain(text)] for number, text in enumerate(reasons(), 1)]
    return page(
        "reference/reasons.md",
        "Reasons",
        "Why an amount is what it is, or why there is none. A reason keeps its number for good: files of `allowable reprice` and "
        "`allowable.bulk` hold the number, and the texts beside it.",
        table(["Number", "Reason"], rows),
        boost=0.3,
    )
