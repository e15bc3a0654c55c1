"""What would resolve a finding, the rows of code pairs behind it, and what the nearest held quarter says where the day's is not held.

An indicator 0 pair is never opened: no modifier is proposed for it. Whatever is proposed elsewhere is proposed only if the record shows it.
"""

from __future__ import annotations

from ..kernel.day import day_text
from ..law.edits import tables
from ..law.edits.pairs import CLOSED
from ..runners.account import Unknown
from .findings import NOT_CHECKED, PASS, days_held

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..kernel.table import Table
    from .findings import Finding

HINTS = {
    "drop_line": "leave the line out: the other code includes it, or nothing pays it here",
    "modifier_59_family_only_if_documented": "modifier XS, XE, XP, XU or 59 on the second code, only if the record shows a separate site, "
    "session, practitioner or an unusual service that does not overlap",
    "split_session": "bill what was done in another session of another day on its own claim and day, if the record shows it",
    "reduce_units": "bill no more units than were done and the limit lets through",
    "appeal_with_record": "if more units were done, the record may overturn the denial",
    "modifier_25_only_if_documented": "modifier 25 on the visit, only if the record shows a significant, separate visit",
    "modifier_57_only_if_documented": "modifier 57 on the visit, only if it made the decision for the operation",
    "add_primary": "bill the primary procedure on the same day, if it was done",
    "remove_modifier": "take the modifier off, or bill the one that fits",
    "correct_place": "check the place of service and the code",
    "other_code": "bill the code that this payer accepts, if there is one",
    "add_device": "bill the code of the device that was used",
    "correct_bill": "check the type of bill or the facts of the patient",
    "import_release": "import the release of that day with `allowable releases import FILE`",
}
MODIFIER_EDITS = frozenset(
    [
        "modifiers_together",
        "anatomic_modifier",
        "visit_modifier",
        "return_modifier",
        "split_care",
        "both_sides",
        "assistant_surgeon",
        "two_surgeons",
        "team_surgery",
        "component_modifier",
        "practitioner_modifiers",
        "facility_modifiers",
        "surgeons_modifiers",
        "center_sides",
        "stopped_once",
    ]
)
OF_A_FAILURE = {
    "add_on": ("add_primary", "drop_line"),
    "units_given": ("drop_line",),
    "technical_place": ("remove_modifier", "correct_place"),
    "place_suits": ("correct_place",),
    "status_pays": ("other_code", "drop_line"),
    "covered_in_center": ("other_code", "drop_line"),
    "inpatient_only": ("drop_line",),
    "beside_inpatient_only": ("drop_line",),
    "twice_both_sides": ("drop_line",),
    "visit_marked": ("modifier_25_only_if_documented",),
    "device_present": ("add_device",),
    "bill_type_suits": ("correct_bill",),
    "sex_suits": ("correct_bill",),
    "sterilization": ("drop_line",),
}
NOT_HELD = "no release of "  # so the store begins to say that the table of the day is absent
PAIR_TABLES = {
    "practitioner_edits": tables.CODE_PAIRS_PRACTITIONER,
    "center_edits": tables.CODE_PAIRS_PRACTITIONER,
    "hospital_edits": tables.CODE_PAIRS_HOSPITAL,
}
LIMIT_TABLES = {
    "practitioner_edits": tables.UNIT_LIMITS_PRACTITIONER,
    "center_edits": tables.UNIT_LIMITS_PRACTITIONER,
    "hospital_edits": tables.UNIT_LIMITS_HOSPITAL,
}


def hints(finding: Finding) -> tuple[str, ...]:
    """Names of HINTS for a finding; none for one that passes."""
    if finding.outcome == PASS:
        return ()
    if finding.outcome == NOT_CHECKED:
        return ("import_release",) if finding.reason.startswith(NOT_HELD) or "is an excerpt" in finding.reason else ()
    if finding.edit == "code_pair":
        return ("drop_line",) if finding.because == CLOSED else ("drop_line", "modifier_59_family_only_if_documented", "split_session")
    if finding.edit == "unit_limit":
        return _unit_hints(finding.because)
    if finding.edit == "visit_beside_procedure":
        major = "57" in finding.because or "(090)" in finding.because
        wanted = "modifier_57_only_if_documented" if major else "modifier_25_only_if_documented"
        return ("drop_line", wanted)
    return ("remove_modifier",) if finding.edit in MODIFIER_EDITS else OF_A_FAILURE.get(finding.edit, ())


def _unit_hints(because: str) -> tuple[str, ...]:
    if "limit is 0" in because:
        return ("drop_line",)
    return ("reduce_units", "appeal_with_record") if "indicator 3" in because else ("reduce_units",)


def partners_of(finding: Finding) -> list[tuple[int, Any, Any]]:
    """[(place of another line, row, print)] of the code pairs whose second code is the line's, on its day."""
    table = PAIR_TABLES.get(finding.system)
    if finding.edit != "code_pair" or table is None or finding.outcome == NOT_CHECKED:
        return []
    claim, engine = finding.checked.claim, finding.checked.engine
    own = claim.lines[finding.at]
    found = []
    for at, line in enumerate(claim.lines):
        if at == finding.at or line.on != own.on or line.denied:
            continue
        fact = engine.fact(table, (line.hcpcs, own.hcpcs), own.on, finding.checked.known_on)
        if isinstance(fact, tuple):
            found.append((at, *fact))
    return found


def pair_rows(finding: Finding) -> list[dict[str, Any]]:
    """The rows of partners_of as plain data."""
    where = tables.CODE_PAIRS_PRACTITIONER.where
    return [
        {
            "line": at,
            "column_1": row.key[0],
            "column_2": row.key[1],
            "modifier_indicator": row.values[where["modifier_indicator"]],
            "rationale": tables.PAIR_RATIONALES[row.values[where["rationale"]]],
            "release": printed.release,
            "file": printed.file,
            "sha256": printed.sha256,
        }
        for at, row, printed in partners_of(finding)
    ]


def held_quarter(finding: Finding) -> dict[str, str] | None:
    """{release, from, until, outcome, because} of the nearest held quarter for a code pair or unit limit that was not checked."""
    table = _table_not_held(finding)
    checked = finding.checked
    day = checked.claim.lines[finding.at].on
    held = days_held(checked.engine, table.name) if table is not None else []
    if not held or day is None or any(first <= day < until for _, first, until in held):
        return None
    release, first, until = min(held, key=lambda one: max(one[1] - day, day - one[2]))
    places = [at for at, line in enumerate(checked.claim.lines) if line.on == day]
    fields = [checked.fields(at) for at in places]
    account = checked.engine.accounts(finding.system, fields, min(max(day, first), until - 1), checked.known_on)[places.index(finding.at)]
    other = type(finding)(checked, finding.system, finding.at, account, finding.edit)
    return {"release": release, "from": day_text(first), "until": day_text(until), "outcome": other.outcome, "because": other.because}


def _table_not_held(finding: Finding) -> Table | None:
    held = {"code_pair": PAIR_TABLES, "unit_limit": LIMIT_TABLES}.get(finding.edit, {})
    value = finding.account.values[finding.edit]
    return held.get(finding.system) if isinstance(value, Unknown) and value.reason.startswith(NOT_HELD) else None
