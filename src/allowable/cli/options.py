"""Options as data: one definition that the hand-written parser of `price` and click's commands both read."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    Command = Callable[..., Any]


class Option:
    """One option: its flag, the name of its value, what it says in the help; `metavar` is None for a flag without a value."""

    __slots__ = ("choices", "flag", "metavar", "name", "required", "says")

    def __init__(
        self, flag: str, name: str, metavar: str | None, says: str, *, choices: Sequence[str] | None = None, required: bool = False
    ) -> None:
        self.flag = flag
        self.name = name
        self.metavar = metavar
        self.says = says
        self.choices = choices
        self.required = required


ON = Option("--on", "on", "DAY", "Service day, such as 2025-03-10.")
KNOWN_ON = Option("--known-on", "known_on", "DAY", "Look only at what was public on this day; without it, at everything that is held.")
JSON = Option("--json", "as_json", None, "Print one JSON object for scripts instead of text for people.")
ZIP = Option("--zip", "zip_code", "ZIP", "ZIP code of the place of service, 77030 or 77030-1234; gives MAC and locality.")
CITY = Option("--city", "city", "NAME", "City of the place, such as Houston or 'Portland, OR', where the names that CMS prints decide it.")
MAC = Option("--mac", "mac", "NUMBER", "Medicare administrative contractor, such as 02102; needs --locality.")
LOCALITY = Option("--locality", "locality", "NUMBER", "Locality number of that contractor, such as 01; needs --mac.")
CBSA = Option("--cbsa", "cbsa", "AREA", "Wage area of a hospital or ASC: a five-digit CBSA, or a two-digit state code for its rural rest.")
PLACE = (ZIP, MAC, LOCALITY, CBSA)

FACILITY = (
    Option("--wage-index", "wage_index", "INDEX", "Final wage index of the hospital or ASC, such as 1.0123; wins over --cbsa."),
    Option("--quality-reduction", "quality_reduction", None, "The hospital or ASC failed the quality reporting of the year."),
    Option("--device-credit", "device_credit", "DOLLARS", "What the manufacturer credited a hospital for a device; an ASC bills FB or FC."),
    Option("--bill-type", "bill_type", "TYPE", "Type of a hospital's bill, such as 131; without it 13x is taken."),
    Option("--condition-code", "condition_code", "CODE", "Condition code of a hospital's bill that the rules read: W2."),
    Option("--rural-sole-community", "rural_sole_community", None, "The hospital is a rural sole community hospital."),
    Option("--rural-emergency", "rural_emergency", None, "The hospital is a rural emergency hospital."),
    Option("--cost-to-charge-ratio", "cost_to_charge_ratio", "RATIO", "Of the hospital, such as 0.2210: for outliers and items at cost."),
    Option("--packaged-charges", "packaged_charges", "DOLLARS", "Charges of a hospital's lines without a procedure code."),
    Option("--ranking", "ranking", "WAY", "Rank an ASC's procedures as 42 CFR 416.172(e) says, not the manual.", choices=("regulation",)),
)

PRICE = (
    Option("--on", "on", "DAY", "Service day, such as 2025-03-10. Always needed: amounts change by day."),
    Option(
        "--pos",
        "place_of_service",
        "CODE",
        "Place of service: 22 hospital outpatient, 24 ASC, 11 office. Needed for the physician's amount.",
    ),
    Option("--setting", "setting", "NAME", "Whose claim: physician (default), hospital or asc.", choices=("physician", "hospital", "asc")),
    *PLACE,
    Option(
        "--qualifying-participant", "qualifying_participant", None, "From 2026: use the conversion factor of qualifying APM participants."
    ),
    Option(
        "--practitioner", "practitioner", "KIND", "Who furnished it, if no physician: NP, PA, CNS, CNM, CSW, MFT, MHC, RD, CP, CRNA or AA."
    ),
    Option("--nonparticipating", "nonparticipating", None, "The practitioner does not participate: 95 percent of the fee schedule."),
    Option("--unassigned", "unassigned", None, "Assignment is not taken: the limiting charge binds. With --nonparticipating."),
    Option(
        "--deductible-remaining",
        "deductible_remaining",
        "DOLLARS",
        "What is left of the Part B deductible, such as 257.00. Without it the deductible is taken as met.",
    ),
    Option("--mips", "mips_percent", "PERCENT", "MIPS adjustment of Medicare's payment, -9.00 to 9.00."),
    *FACILITY,
    KNOWN_ON,
    Option("--claim", "claim_file", "FILE", "Read the claim from a JSON file instead: the arguments of Claim, its lines those of Line."),
    Option("--edit", "edit", None, "Apply the edits first (see `allowable check`): a line that one denies is out, and takes no rank."),
    Option(
        "--explain", "explain", None, "Show the waterfall: what each rule did to the amount and why, with the CMS file and the citation."
    ),
    JSON,
)


def with_options(options: Sequence[Option]) -> Callable[[Command], Command]:
    """Decorator that gives a click command these options, in this order."""
    import click

    def decorate(function: Command) -> Command:
        for one in reversed(options):
            if one.metavar is None:
                add = click.option(one.flag, one.name, is_flag=True, help=one.says)
            elif one.choices:
                add = click.option(one.flag, one.name, type=click.Choice(one.choices), help=one.says)
            else:
                add = click.option(one.flag, one.name, metavar=one.metavar, required=one.required, help=one.says)
            function = add(function)
        return function

    return decorate
