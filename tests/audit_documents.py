"""What the audit tests share: right amounts of 2025, and how a document becomes a report and a report a mapping."""

from allowable.audits import audit_file

FACILITY, OFFICE, HOSPITAL, ASC = "physician facility amount", "physician non-facility amount", "hospital amount", "asc amount"
WORK, TOTAL_FACILITY, TOTAL_OFFICE = "work RVU", "total RVU facility", "total RVU non-facility"
RIGHT_2025 = {
    "58555": {FACILITY: "147.82", OFFICE: "328.96", HOSPITAL: "3,179.53", ASC: "1,674.26", WORK: "2.65"},
    "58558": {
        FACILITY: "224.48",
        OFFICE: "1,207.17",
        HOSPITAL: "3,179.53",
        ASC: "1,674.26",
        WORK: "4.17",
        TOTAL_FACILITY: "6.94",
        TOTAL_OFFICE: "37.32",
    },
    "58563": {
        FACILITY: "238.07",
        OFFICE: "1,909.41",
        HOSPITAL: "4,936.45",
        ASC: "2,225.58",
        WORK: "4.47",
        TOTAL_FACILITY: "7.36",
        TOTAL_OFFICE: "59.03",
    },
}


def audit(engine, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return audit_file(engine, path)


def bound(report):
    """{(code, figure): (text, outcome)} of everything bound."""
    return {(one["hcpcs"], one["figure"]): (one["text"], one["outcome"]) for one in report["figures"] if one["figure"]}


def true_of(*codes, figures=(FACILITY, OFFICE, HOSPITAL, ASC)):
    return {
        (code, figure): (f"{'$' if 'amount' in figure else ''}{RIGHT_2025[code][figure]}", "true") for code in codes for figure in figures
    }


def kinds(report):
    return {one["kind"] for one in report["findings"]}
