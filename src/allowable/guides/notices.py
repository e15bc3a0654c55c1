"""What every guide says of itself before it says anything else."""

from __future__ import annotations

from ..kernel.day import OPEN, day_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..families import Family

AMA = (
    "CPT codes are five-digit codes of the American Medical Association, which holds the copyright in CPT. This guide prints bare codes "
    "and facts that CMS publishes about them; it holds no CPT descriptor, and its own words for a code do not replace the code book."
)
SCHEDULES = (
    "Fee schedules, relative value units and conversion factors are CMS's; they are not assigned by the AMA, "
    "and the AMA does not recommend their use."
)
NO_PROMISE = (
    "Nothing here promises coverage or payment, and nothing here is legal or billing advice. Whoever bills decides which code the record "
    "supports; the contractor's own rules and the payer's contract come first."
)
KEPT_APART = "Priced, covered and performable are three answers. That a schedule has an amount proves neither of the others."
AMOUNTS = "Physician amounts in a facility are those of place of service 22, in the office those of place of service 11. Cents are kept."
DIAGNOSES = "Diagnoses are illustrations of what is usually seen, not a coverage list."


def notice(family: Family, day: int, known: int) -> list[str]:
    """Paragraphs of the notice, as a list of texts."""
    looked = "with everything that is held" if known >= OPEN else f"as it was known on {day_text(known)}"
    return [
        f"For services of {day_text(day)}, {looked}.",
        AMA,
        SCHEDULES,
        family.words_are,
        KEPT_APART,
        AMOUNTS,
        DIAGNOSES,
        NO_PROMISE,
    ]
