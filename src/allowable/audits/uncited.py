"""Figures for which the document names no source: setting by setting, with the columns in which they stand."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import Json, Verdicts
    from .statement import Statement

CITED_NAME = {
    "physician": "the physician fee schedule or its RVU file",
    "hospital": "OPPS or its Addendum B",
    "asc": "the ASC payment system or its Addendum AA",
}
MOST_COLUMNS = 6


def uncited_of(verdicts: Verdicts, statement: Statement) -> list[Json]:
    """[{"setting", "figures", "columns", "says"}] of the settings whose figures no named source states."""
    made = []
    for setting, name in CITED_NAME.items():
        of_setting = [verdict for verdict in verdicts if verdict.figure.quantity is not None and verdict.figure.quantity.setting == setting]
        if not of_setting or setting in statement.cited:
            continue
        columns = list(
            dict.fromkeys(verdict.figure.column for verdict in of_setting if verdict.figure.table is not None and verdict.figure.column)
        )
        where = f" ({'; '.join(columns[:MOST_COLUMNS])})" if columns else ""
        lists = "the sources it lists do not name" if statement.has_sources else "it lists no sources and nowhere names"
        kind = "ASC" if setting == "asc" else setting
        says = f"{len(of_setting)} {kind} figure{'s' if len(of_setting) > 1 else ''}{where} without a source: {lists} {name}."
        made.append({"setting": setting, "figures": len(of_setting), "columns": columns, "says": says})
    return made
