"""`allowable modifier`: which modifier an interrupted or reduced procedure takes. What is not said is asked for on a terminal."""

from __future__ import annotations

import sys

import click

from ..engine import Engine
from ..kernel.day import OPEN, day_number
from ..views.price_text import wrapped
from .failures import BadInput
from .options import CBSA, JSON, KNOWN_ON, LOCALITY, MAC, PRICE, ZIP, Option, with_options
from .terminal import print_json, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..guides.interrupted import Interrupted

CODE = Option("--code", "code", "CODE", "The procedure that was planned, such as 58563.")
SETTING = Option("--setting", "setting", "NAME", "Whose claim.", choices=("physician", "hospital", "asc"))
STOPPED = Option(
    "--stopped",
    "stopped",
    "WHEN",
    "When it stopped, or why less was done.",
    choices=("before-room", "before-anesthesia", "after-anesthesia", "after-start", "reduced-by-choice", "elective-cancel"),
)
ANESTHESIA = Option("--anesthesia", "anesthesia", "ANSWER", "Whether anaesthesia was planned, of whatever kind.", choices=("yes", "no"))
SAFETY = Option("--safety", "safety", "ANSWER", "Whether the patient's safety or the like stopped it.", choices=("yes", "no"))
OTHERS = Option(
    "--others",
    "others",
    "ANSWER",
    "Other procedures: none, planned (none was done), done (some were).",
    choices=("none", "planned", "done"),
)
ON = Option("--on", "on", "DAY", "Service day, such as 2025-03-10: with it the answer says what the modifier does to the payment.")
POS = Option("--pos", "place_of_service", "CODE", "Place of service of a physician's claim, for the payment: 24 ASC, 22 hospital.")
WAGE_INDEX = next(one for one in PRICE if one.name == "wage_index")
QUESTIONS = (SETTING, STOPPED, ANESTHESIA, SAFETY, OTHERS)
PLACE = (POS, ZIP, MAC, LOCALITY, CBSA, WAGE_INDEX)
NEXT = """\b
Examples:
  allowable modifier --code 58563 --setting asc --stopped before-anesthesia
  allowable modifier --code 58563 --setting asc --stopped before-anesthesia --on 2025-03-10 --cbsa 35614
  allowable modifier --code 58563 --setting physician --stopped after-start --on 2025-03-10 --pos 24

Exit status: 0 answered, 1 the payment it leads to is unknown or pends, 2 bad usage or an answer is missing."""


@click.command(epilog=NEXT)
@with_options((CODE, *QUESTIONS, ON, KNOWN_ON, *PLACE, JSON))
def command(code: str | None, on: str | None, known_on: str | None, as_json: bool, **values: str | None) -> int:
    """A procedure was stopped, reduced or cancelled: the modifier (52, 53, 73, 74 or none), why, what to document, what it is paid.

    On a terminal, what the answer still depends on is asked. Elsewhere it must be given, but for what --stopped already says; the answer
    lists what it took as said.
    """
    from ..guides.interrupted import Interrupted

    advice = Interrupted()
    given = {one.name: answer for one in QUESTIONS if (answer := values[one.name]) is not None}
    if sys.stdin.isatty() and not as_json:
        code = code or click.prompt("Which procedure was planned? (code)")
        _ask(advice, given)
    if code is None:
        raise BadInput("--code is missing: give the procedure that was planned, such as --code 58563")
    code = _checked(code)
    found = {"hcpcs": code, **advice.decide(given, advice.implied(given)), "effect": None}
    if on is not None and not found["other_code"]:
        found["effect"] = _effect(code, given["setting"], found["modifier"], on, known_on, values)
    if as_json:
        print_json(found)
    else:
        from .modifier_text import modifier_text

        sys.stdout.write("\n".join(modifier_text(found, on)) + "\n")
    effect = found["effect"]
    return 1 if effect and {effect[name]["status"] for name in ("in_full", "as_billed")} & {"unknown", "pends", "no amount"} else 0


def _ask(advice: Interrupted, given: dict[str, str]) -> None:
    """Ask what the answer still depends on; Enter takes what the answer to --stopped implies."""
    while (question := advice.open_question(given)) is not None:
        click.echo("\n".join(["", *wrapped(question.asks, width())]))
        for value, words in question.values.items():
            click.echo(f"  {value:<18} {words}")
        usual = advice.implied(given).get(question.name)
        given[question.name] = click.prompt("Answer", type=click.Choice(list(question.values)), default=usual, show_choices=False)
    click.echo()


def _checked(code: str) -> str:
    from ..claims.model import Line

    if "-" in code:
        raise BadInput(f"--code {code}: give the code alone; the modifier is the answer")
    return Line(code).hcpcs


def _effect(code: str, setting: str, modifier: str | None, on: str, known_on: str | None, values: dict[str, str | None]) -> dict[str, Any]:
    from ..guides.interrupted import payment_effect

    engine = Engine()
    _refuse_strangers(setting, values)
    place = {name: values[name] for name in ("place_of_service", "mac", "locality", "cbsa", "wage_index")}
    if values["zip_code"] is not None:
        from ..guides.places import find_place
        from ..guides.sources import Sources

        known = OPEN if known_on is None else day_number(known_on)
        at = find_place(engine, day_number(on), known, Sources(), zip=values["zip_code"])
        place |= {"mac": at.mac, "locality": at.locality}
    return payment_effect(engine, code, setting, modifier, on, known_on, **place)


def _refuse_strangers(setting: str, values: dict[str, str | None]) -> None:
    """What places a physician's claim says nothing of a facility's, and the other way round."""
    physician = setting == "physician"
    if physician and values["place_of_service"] is None:
        raise BadInput("--pos is missing: the physician's amount depends on it (24 ASC, 22 hospital outpatient department, 11 office)")
    if values["zip_code"] and (values["mac"] or values["locality"]):
        raise BadInput("give --zip, or --mac with --locality, not both")
    strangers = (CBSA, WAGE_INDEX) if physician else (POS, ZIP, MAC, LOCALITY)
    given = [one.flag for one in strangers if values[one.name]]
    if given:
        whose = "a facility's claim" if physician else "a physician's claim"
        raise BadInput(f"{given[0]} belongs to {whose}, and --setting is {setting}")
