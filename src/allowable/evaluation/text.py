"""A report of an evaluation on a terminal: one line a measure, one block a part of the notes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Json = dict[str, Any]

WIDE = 34
MOST_WRONG = 60


def note_lines(found: Json) -> Iterator[str]:
    """The lines of a report of allowable.evaluation.notes/1."""
    yield f"{found['notes']} notes; intervals: {found['interval']}"
    if found["without_prediction"]:
        yield f"{found['without_prediction']} notes have no prediction and count as abstained"
    for says in found["refused"]:
        yield f"not read, counts as abstained: {says}"
    for name, part in found["parts"].items():
        yield ""
        yield f"{name} (n = {part['n']})"
        yield from _measures(part["measures"], found["says"])
    if found["time"]:
        one = found["time"]
        first = f"first, with rules, {one['first']} ms"
        yield ""
        yield f"processor time a note: median {one['median']} ms, p99 {one['p99']} ms, longest {one['longest']} ms; {first}"
    yield from _wrong(found["wrong"])
    if found["only_accepted"]:
        yield ""
        names = found["only_accepted"]
        yield f"not the gold set, but another accepted one ({len(names)}): {', '.join(names[:MOST_WRONG])}"
    if "held_out" in found:
        yield from _held_out(found["held_out"])


def _measures(measures: Json, says: dict[str, str]) -> Iterator[str]:
    for name, one in measures.items():
        if one["value"] is not None:
            yield f"  {name:<{WIDE}}{_value(one)}  {says.get(name, '')}".rstrip()


def _value(one: Json) -> str:
    between = f"[{one['interval'][0]:.3f}, {one['interval'][1]:.3f}]" if one["interval"] else ""
    return f"{one['value']:.3f} {between:<16}"


def _wrong(found: list[Json]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield f"not as gold or an accepted set ({len(found)}):"
    for one in found[:MOST_WRONG]:
        parts = (("lacking", one["lacking"]), ("too many", one["too_many"]), ("traps", one["traps"]))
        yield f"  {one['id']}: " + "; ".join(f"{name} {', '.join(codes)}" for name, codes in parts if codes)
    if len(found) > MOST_WRONG:
        yield f"  and {len(found) - MOST_WRONG} more (--json has them all)"


def _held_out(found: Json) -> Iterator[str]:
    yield ""
    yield f"each family held out in turn (n = {found['n']} notes of families)"
    yield from _measures(found["measures"], {})
    for name, part in found["families"].items():
        wrong = f"; wrong: {', '.join(part['wrong'])}" if part["wrong"] else ""
        shares = ", ".join(f"{key.replace('_', ' ')} {one['value']:.2f}" for key, one in part["measures"].items() if one["value"])
        yield f"  {name} (n = {part['n']}): {shares}{wrong}"
