"""The waterfall as one self-contained page: no script, no request, light and dark, print and phone. Also the same answer as JSON."""

from __future__ import annotations

import os
import pathlib

from ..guides.notices import AMA, NO_PROMISE, SCHEDULES
from ..kernel.day import day_text
from ..views.entry import Sources
from ..views.pricing import (
    HEADINGS,
    OUTPUTS,
    amount_text,
    answer_words,
    cents_of,
    cents_words,
    day_of,
    known_text,
    name_of,
    place_json,
    price_json,
    total_cents,
)
from ..views.waterfall import waterfall
from .failures import BadInput, refuse_bad_files
from .waterfall import change_words, line_reasons, source_rows
from .waterfall_chart import svg, title_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..claims.model import Claim
    from ..engine import Engine, PricedClaim, PricedLine

    Json = dict[str, Any]

ENDINGS = (".html", ".json")
MOST_NAMES = 4  # of codes in a title
STYLE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "guides", "render", "guide.css")
SETTINGS = {"physician": "Physician fee schedule", "hospital": "Hospital outpatient (OPPS)", "asc": "Ambulatory surgical center"}


def refuse_bad_names(files: Sequence[str]) -> None:
    """Raise BadInput before any work if a file to write has another ending or its folder is not there."""
    refuse_bad_files(files, ENDINGS)


def write(engine: Engine, priced: PricedClaim, not_applied: str, place: Json | None, name: str) -> None:
    """Write the page or the JSON object of a PricedClaim. On a failure no file is made and an older one stays as it was."""
    path = pathlib.Path(name)
    if path.suffix.lower() == ".json":
        import json

        text = json.dumps(price_json(priced, not_applied, place), indent=2, ensure_ascii=False) + "\n"
    else:
        text = page(engine, priced, not_applied, place)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror or problem}; nothing was written") from problem
    finally:
        part.unlink(missing_ok=True)


def page(engine: Engine, priced: PricedClaim, not_applied: str, place: Json | None = None) -> str:
    """The text of the page of a PricedClaim."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    sources = Sources()
    said = (place or place_json(priced.claim))["says"]
    found = [waterfall(engine, line, sources) for line in priced.lines]
    environment = Environment(
        loader=FileSystemLoader(os.path.dirname(__file__)), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"dollars": cents_words, "change": change_words, "title_of": title_of, "drawing": lambda one: Markup(svg(one))}
    with open(STYLE, encoding="utf-8") as stream:
        style = Markup(stream.read())
    return environment.get_template("waterfall.html").render(
        title=_title(priced),
        facts=_facts(priced, said),
        notice=[not_applied, AMA, SCHEDULES, NO_PROMISE],
        claim=_claim(priced),
        lines=[(number, one, _heading(priced, one.line)) for number, one in enumerate(found, 1)],
        answers=[answer_words(line) for line in priced.lines],
        sources=source_rows(sources),
        style=style,
    )


def _title(priced: PricedClaim) -> str:
    names = [name_of(line) for line in priced.lines]
    return f"What Medicare allows: {', '.join(names) if len(names) <= MOST_NAMES else f'a claim of {len(names)} lines'}"


def _heading(priced: PricedClaim, line: PricedLine) -> str:
    """A line as billed, with the day and the place where the lines differ in them: what they share stands on top of the page."""
    charge = [f"charged {cents_words(line.line.charge)}"] if line.line.charge is not None else []
    days = [_day(line)] if len({one.line.on for one in priced.lines}) > 1 else []
    place = line.line.place_of_service
    places = [f"place of service {place}"] if len({one.line.place_of_service for one in priced.lines}) > 1 else []
    return ", ".join([name_of(line), *charge, *days, *places])


def _facts(priced: PricedClaim, said: str) -> list[tuple[str, str]]:
    claim = priced.claim
    days = sorted({_day(line) for line in priced.lines})
    facts = [("Claim", SETTINGS[claim.setting]), ("Service day", ", ".join(days))]
    places = sorted({line.line.place_of_service for line in priced.lines if line.line.place_of_service})
    facts += [("Place of service", ", ".join(places))] if claim.setting == "physician" else []
    facts += [("Place", said), ("Known on", known_text(priced.known_on) or "everything that is held")]
    if claim.setting == "physician":
        standing = "non-participating" if claim.nonparticipating else "participating"
        standing += ", assignment not taken" if claim.unassigned else ""
        facts.append(("Practitioner", f"{claim.practitioner or 'physician'}, {standing}"))
    elif stated := _stated(claim):
        facts.append(("Facility", ", ".join(stated)))
    left = claim.deductible_remaining
    return [*facts, ("Deductible", "taken as met" if left is None else f"{cents_words(left)} left before this claim")]


def _stated(claim: Claim) -> list[str]:
    """What a facility's claim states beyond its place."""
    flags = {
        "quality reporting failed": claim.quality_reduction,
        "rural sole community hospital": claim.rural_sole_community,
        "rural emergency hospital": claim.rural_emergency,
        "procedures ranked as the regulation says": claim.ranking,
    }
    numbers = {
        "type of bill": claim.bill_type,
        "condition code": ", ".join(claim.condition_codes),
        "cost-to-charge ratio": amount_text(claim.cost_to_charge_ratio, 4),
        "device credit": cents_words(claim.device_credit),
        "charges without a code": cents_words(claim.packaged_charges),
    }
    return [*(f"{name} {value}" for name, value in numbers.items() if value), *(name for name, said in flags.items() if said)]


def _day(line: PricedLine) -> str:
    return day_text(day_of(line))


def _claim(priced: PricedClaim) -> Json:
    """The claim's table: names of its columns of money, a row a line, and the totals."""
    outputs = [name for name, output in OUTPUTS.items() if not output or any(cents_of(line, output) is not None for line in priced.lines)]
    charged = any(line.line.charge is not None for line in priced.lines)
    rows = []
    for line in priced.lines:
        parts = [answer_words(line), *(cents_words(cents_of(line, OUTPUTS[name])) for name in outputs[1:])]
        charge = [cents_words(line.line.charge)] if charged else []
        rows.append((name_of(line), [*charge, *parts], "; ".join(line_reasons(line)), line.amount is None))
    totals = [cents_words(total_cents(priced, OUTPUTS[name])) for name in outputs]
    return {
        "columns": [*(["charge"] if charged else []), *(HEADINGS[name] for name in outputs)],
        "rows": rows,
        "totals": [*([""] if charged else []), totals[0] or "no total", *totals[1:]],
    }
