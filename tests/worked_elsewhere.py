"""The physician examples of ../shared/examples and the examples of the law that hold them.

Most bear the same name; the others stand here. `NOT_HELD` says why two have no example of ours.
"""

BY_ANOTHER_NAME = {
    "rvu-doc-limiting-charge-factor": "no participation and no assignment, a charge above the limit",
    "limiting-charge-pf25pc": "no participation and no assignment, a charge within the limit",
    "fcso-sequestration": "an approved amount of $100, of which $50 go to the deductible",
    "ngs-anesthesia-units": "00952-AA, 95 minutes",
    "bilateral-0-rvu25d": "rvu-doc-bilateral-0, left and right line",
    "seed-2024-58555": "endo-58555fam-2024-facility-cf33.2875, 58555",
    "seed-2024-58562": "coding guide of 2024, 58562 in place 22",
    "seed-2024-58563": "endo-58555fam-2024-facility-cf33.2875, 58563",
    "endo-58555fam-2022-facility-58558-58563": "58558 with 58563, facility, 2022-01-01",
    "endo-58555fam-2024-facility-cf32.7442-58558-58563": "58558 with 58563, facility, 2024-03-08",
    "endo-58555fam-2024-facility-cf33.2875-58558-58563": "58558 with 58563, facility, 2024-03-09",
    "endo-58555fam-2024-nonfacility-cf32.7442-58558-58563": "58558 with 58563 in an office at the fees of a coding guide, 2024-03-08",
    "endo-58555fam-2024-nonfacility-cf33.2875-58558-58563": "58558 with 58563 in an office at the fees of a coding guide, 2024-03-09",
    "endo-58555fam-2025-nonfacility-58558-58563": "58558 with 58563, office, 2025-10-01",
    "endo-58555fam-2025-nonfacility-58561-58563": "58561 and 58563 in an office: one is not applicable there",
}
NOT_HELD = {
    "noridian-mod53": "what a biller charges for a stopped procedure is no fee: without a row of its own the contractor prices it",
    "fcso-cosurgeon-mismatch": "two surgeons' claims that disagree: a rule between claims, which one claim cannot show",
}
PHYSICIAN = {"MPFS", "MPFS-OPPSCAP", "ANESTHESIA", "ALL"}
SHARED = [
    "mpfs-pf25c-76145-sf",
    "mpfs-pf25c-76145-napa",
    "mpfs-pf25d-50688-01112-57",
    "mpfs-pf25d-50688-10112-00",
    "mpfs-pf25d-76813-13202-01",
    "mpfs-pf25d-76814-02102-01",
    "mpfs-pf25d-7681426-02102-01",
    "mpfs-oppscap-70496-10112-00",
    "mpfs-oppscap-70496TC-10112-00",
    "mpfs-oppscap-70498-10112-00",
    "mpfs-oppscap-70498TC-10112-00",
    "mpfs-oppscap-carrierpriced-70170",
    "mpfs-oppscap-carrierpriced-70170TC",
    "rvu-doc-bilateral-0",
    "rvu-doc-bilateral-2",
    "rvu-doc-limiting-charge-factor",
    "cpm12-40.4-split-postop",
    "trailblazer-standard-mppr",
    "trailblazer-bilateral-29870",
    "trailblazer-bilateral-then-multiple",
    "noridian-mod53",
    "noridian-mod52",
    "mac-mod52-100",
    "fcso-sequestration",
    "ngs-anesthesia-units",
    "asa-anesthesia-units",
    "fcso-cosurgeon-22554",
    "fcso-cosurgeon-mismatch",
    "mpfs-2024-two-cfs-99490",
    "mpfs-2024-two-cfs-99487",
    "seed-2024-58555",
    "seed-2024-58562",
    "seed-2024-58563",
    "endo-58555fam-2024-facility-cf33.2875-58558-58563",
    "endo-58555fam-2024-facility-cf32.7442-58558-58563",
    "endo-58555fam-2025-facility-58561-58563",
    "endo-58555fam-2024-nonfacility-cf33.2875-58558-58563",
    "endo-58555fam-2024-nonfacility-cf32.7442-58558-58563",
    "endo-58555fam-2025-nonfacility-58558-58563",
    "endo-58555fam-2025-nonfacility-58561-58563",
    "endo-58555fam-2022-facility-58558-58563",
    "endo-base-plus-child-2025",
    "endo-family-vs-surgery-2025",
    "mpfs-78-intraop-58565",
    "mpfs-54-55-58565",
    "mppr-imaging-2025",
    "seq-58558-facility-2025",
    "bilateral-0-rvu25d",
    "limiting-charge-pf25pc",
]


def held_by(name, examples):
    """The examples, of a list of Examples, that hold a shared example of this name."""
    wanted = BY_ANOTHER_NAME.get(name, name)
    return [one for one in examples if one.name == wanted or one.name.startswith((f"{wanted},", f"{wanted} "))]
