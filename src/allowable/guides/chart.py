"""Site of care: what Medicare allows for one procedure in office, hospital and surgical center, physician and facility together."""

from __future__ import annotations

from ..kernel.number import number_text, scaled_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .view import Json

CENTS = 2
# site: (figure of the physician, name of the facility's figure or None where the physician's amount holds the practice's costs)
SITES: dict[str, tuple[str, str | None]] = {
    "office": ("non_facility", None),
    "hospital": ("facility", "hospital"),
    "asc": ("facility", "asc"),
}


def site_chart(codes: list[Json]) -> Json:
    """{"title", "rows", "left_out", "note"} from the guide's finished codes; base and members only."""
    rows: list[Json] = []
    left_out: list[Json] = []
    for code in codes:
        if code["role"] == "related":
            continue
        if code["truths"]["performable"]["answer"] == "no":
            left_out.append({"hcpcs": code["hcpcs"], "because": code["truths"]["performable"]["because"]})
            continue
        rows += [_row(code, site) for site in SITES]
    return {
        "title": "What Medicare allows by site of care, in dollars, for one unit by itself",
        "rows": rows,
        "left_out": left_out,
        "note": "The office amount holds the practice's costs; in a hospital or surgical center the facility is paid beside the physician.",
    }


def _row(code: Json, site: str) -> Json:
    column, place = SITES[site]
    physician = code["physician"][column]
    facility: Json | None = code[place] if place else None
    parts = [physician["amount"], *([facility["amount"]] if facility else [])]
    figures = [physician, *([facility] if facility else [])]
    return {
        "hcpcs": code["hcpcs"],
        "site": site,
        "physician": physician["amount"],
        "facility": facility["amount"] if facility else None,
        "total": None if None in parts else number_text(sum(scaled_number(part, CENTS) for part in parts), CENTS),
        "reasons": [reason for figure in figures if figure["amount"] is None for reason in figure["reasons"]],
        "sources": list(dict.fromkeys(source for figure in figures for source in figure["sources"])),
    }
