"""Site of care: what Medicare allows for one procedure in office, hospital and surgical center, physician and facility together."""

from ..kernel.number import number_text, scaled_number

CENTS = 2
# site: (figure of the physician, name of the facility's figure or None where the physician's amount holds the practice's costs)
SITES = {"office": ("non_facility", None), "hospital": ("facility", "hospital"), "asc": ("facility", "asc")}


def site_chart(codes):
    """{"title", "rows", "left_out", "note"} from the guide's finished codes; base and members only."""
    rows, left_out = [], []
    for code in codes:
        if code["role"] == "related":
            continue
        if code["truths"]["performable"]["answer"] == "no":
            left_out.append({"hcpcs": code["hcpcs"], "because": code["truths"]["performable"]["because"]})
            continue
        rows += [_row(code, site) for site in SITES]
    return {
        "title": "What Medicare allows by site of care, in dollars, before any claim rule",
        "rows": rows,
        "left_out": left_out,
        "note": "The office amount holds the practice's costs; in a hospital or surgical center the facility is paid beside the physician.",
    }


def _row(code, site):
    column, place = SITES[site]
    physician = code["physician"][column]
    facility = code[place] if place else None
    parts = [physician["amount"], *([facility["amount"]] if place else [])]
    figures = [physician, *([facility] if place else [])]
    return {
        "hcpcs": code["hcpcs"],
        "site": site,
        "physician": physician["amount"],
        "facility": facility["amount"] if place else None,
        "total": None if None in parts else number_text(sum(scaled_number(part, CENTS) for part in parts), CENTS),
        "reasons": [reason for figure in figures if figure["amount"] is None for reason in figure["reasons"]],
        "sources": list(dict.fromkeys(source for figure in figures for source in figure["sources"])),
    }
