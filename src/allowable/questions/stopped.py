"""A procedure was stopped, reduced or cancelled: 52, 53, 73, 74 or none, by whose claim it is, from the modifier helper of the guides."""

from __future__ import annotations

from ..guides.interrupted import Interrupted
from ..guides.modifiers import Statement, statements
from ..guides.problem import GuideError
from ..guides.sources import cite_entry
from ..kernel.number import number_text
from .answer import Answer, Refusal, of_document
from .words import read_patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .facts import Facts
    from .question import Question

WHICH_ALL = r"^(?!.*\b(?:52|53|73|74|not|never|wrong|incorrect|invalid|improper|other|except|no)\b).*\b(?:which|what) modifiers\b"
STOPPING = ("52", "53", "73", "74")
SITES = {"physician": "the physician", "hospital": "the hospital", "asc": "the surgical center"}
PATTERNS = read_patterns("stopped.toml", "allowable.question-stopped/1")
WHEN: dict[str, str] = PATTERNS["when"]
NO_ANESTHESIA, NO_SAFETY, OTHER_MATTER, PAID = (PATTERNS[name] for name in ("no_anesthesia", "no_safety", "other_matter", "paid"))


def answer(facts: Facts, question: Question) -> Answer:
    """The modifier for what happened, by site; Refusal that says what must be told where the words do not settle it."""
    when = next((name for name, pattern in WHEN.items() if question.has(pattern)), None)
    asked = [one for one in question.modifiers if one in STOPPING]
    if when is None and question.has(NO_ANESTHESIA):
        when = "after-start"  # it was begun without anaesthesia, as planned
    if when is None:
        if asked or question.has(WHICH_ALL):
            return meaning(question, asked or list(STOPPING))
        raise Refusal(
            "which modifier a stopped procedure takes depends on when it stopped: say whether before or after anaesthesia, after the "
            "start, or cancelled by choice, and whose claim it is (physician, hospital, ASC); or use `allowable modifier`"
        )
    if when == "elective-cancel" and (question.has(WHEN["after-anesthesia"]) or question.has(WHEN["after-start"])):
        raise Refusal("a cancellation by choice and a stop after the beginning are two answers; say for what reason it was stopped")
    sites = _sites(question)
    decided = {site: _decide(question, site, when) for site in sites}
    modifiers = {site: one["modifier"] for site, one in decided.items()}
    yes_no = None
    if asked and not question.has(r"\bwhich\b|\bwhat\b|\b5[23] or|\b7[34] or"):
        yes_no = "yes" if set(asked) & set(modifiers.values()) else "no"
    text = " ".join(_site_words(site, one, question) for site, one in decided.items())
    if yes_no:
        text = f"{yes_no.capitalize()}. {text}"
    shares = {site: share for site, one in decided.items() if (share := _share(one["modifier"], site)) is not None}
    distinct = list(dict.fromkeys(modifiers.values()))
    value: dict[str, Any] = {
        "kind": "modifier",
        "modifier": distinct[0] if len(distinct) == 1 else None,
        "by_site": modifiers,
        "yes_no": yes_no,
    }
    value["share"] = shares
    cites = [
        of_document(one["document"], one["place"], one["evidence"], one["url"]) for found in decided.values() for one in found["cites"]
    ]
    unique = list({(one["document"], one["place"]): one for one in cites}.values())
    notes = [
        f"Taken as said: {'; '.join(words)}."
        for words in [list(dict.fromkeys(word for one in decided.values() for word in one["taken_as_said"].values()))]
        if words
    ]
    return Answer(text, value, unique, notes, question.codes)


def _sites(question: Question) -> list[str]:
    named: list[str] = [name for name in ("asc", "hospital") if name in question.settings]
    physician = question.has(r"\bphysician|\bsurgeon|\bdoctor|\bprofessional|\bpractitioner")
    denied = question.has(r"\bnot (?:the |for the |by the )?(?:facility|hospital|asc)")
    if denied or (physician and not named and "facility" not in question.settings):
        return ["physician"]
    if question.has(r"\bnot (?:the |for the |by the )?(?:physician|surgeon|doctor)"):
        physician = False
    sites = named or (["hospital", "asc"] if "facility" in question.settings else [])
    if not sites and "office" in question.settings:
        return ["physician"]
    if not sites:
        return list(SITES)
    together = question.has(r"\bboth\b|\band (?:the )?(?:physician|surgeon)|(?:physician|surgeon)(?:'s)? and")
    return ["physician", *sites] if physician and together else sites


def _decide(question: Question, site: str, when: str) -> dict[str, Any]:
    given = {"setting": site, "stopped": when}
    if question.has(NO_ANESTHESIA):
        given["anesthesia"] = "no"
        given["stopped"] = "after-start" if when in ("before-anesthesia", "after-anesthesia") else when
    elif when in ("after-start", "reduced-by-choice") and site != "physician":
        given["anesthesia"] = "yes" if question.has(r"\banesthesia|\bsedat|\binduc") else ""
    given = {name: value for name, value in given.items() if value}
    if question.has(NO_SAFETY) and when != "elective-cancel":
        given["safety"] = "no"
    advice = Interrupted()
    implied = advice.implied(given)
    said = {**implied, **given}
    if "anesthesia" not in said and site != "physician":
        implied["anesthesia"] = "yes"
    implied.setdefault("others", "none")
    implied.setdefault("safety", "no" if when == "reduced-by-choice" else "yes")
    try:
        return advice.decide(given, {name: value for name, value in implied.items() if name not in given})
    except GuideError as problem:
        raise Refusal(str(problem)) from None


def _site_words(site: str, decided: dict[str, Any], question: Question) -> str:
    modifier = decided["modifier"]
    lead = f"Modifier {modifier} for {SITES[site]}" if modifier else f"No modifier for {SITES[site]}"
    words = f"{lead}: {decided['reason']}"
    share = _share(modifier, site)
    if share:
        words += f" Paid: {int(share.replace('.', ''))} percent of the rate."
    return f"{words} {decided['payment']}" if question.has(PAID) else words


def _statement(modifier: str | None, site: str) -> Statement | None:
    return next((one for one in statements() if (one.modifier, one.site) == (modifier, site)), None)


def _share(modifier: str | None, site: str) -> str | None:
    found = _statement(modifier, site)
    return number_text(found.share, 2) if found is not None and found.share is not None else None


def meaning(question: Question, asked: list[str]) -> Answer:
    """What 52, 53, 73 or 74 means at the sites named, and what it pays."""
    if question.has(OTHER_MATTER):
        raise Refusal("what 52, 53, 73 and 74 do with a side, a count or an approach is not held; ask about a procedure that was stopped")
    sites = _sites(question)
    facility = [one for one in ("73", "74") if one in asked or question.has(rf"\b(?:hospital|asc|facility)(?:'s)?(?: \w+)? {one}\b")]
    if "53" in asked and facility and not {"52"} & set(asked):
        return _beside(question, ["53", *facility])
    found = [one for modifier in asked for site in sites if (one := _statement(modifier, site)) is not None]
    if (len(sites) == len(SITES) or len(asked) == len(STOPPING)) and len(found) > 1:
        found = [one for one in found if not one.use.startswith("Never")]
    if not found:
        raise Refusal("say which of 52, 53, 73, 74 and whose claim: the physician's, the hospital's or the surgical center's")
    never = all(one.use.startswith("Never") for one in found)
    asks = question.has(r"^(?:can|may|should|does|do|is|are|will)\b") and not question.has(PAID)
    yes_no = (
        "no"
        if asks and never
        else "yes"
        if asks and question.has(r"^(?:can|may) (?:an? |the )?(?:\w+ ){1,3}(?:report|use|bill|append)")
        else None
    )
    parts = [
        f"{one.modifier} for {SITES[one.site]}: {one.use} {'Paid: ' + _paid(one) if not one.use.startswith('Never') else ''}".strip()
        for one in found
    ]
    if len(asked) == len(STOPPING) and not question.has(PAID):  # all of them: what tells one from another
        parts = [f"{one.modifier} for {SITES[one.site]}: {one.use.partition('. ')[0].rstrip('.')}." for one in found]
    lead = f"{yes_no.capitalize()}. " if yes_no else ""
    shares = {one.site: number_text(one.share, 2) for one in found if one.share is not None}
    modifiers = list(dict.fromkeys(one.modifier for one in found))
    value = {"kind": "modifier", "modifier": modifiers[0] if len(modifiers) == 1 else None, "yes_no": yes_no, "share": shares}
    cites = [cite_entry(cite) for one in found for cite in one.cites]
    unique = {
        (one["document"], one["place"]): of_document(str(one["document"]), str(one["place"]), str(one["evidence"]), one["url"])
        for one in cites
    }
    return Answer(lead + " ".join(parts), value, list(unique.values()), [], question.codes)


def _beside(question: Question, asked: list[str]) -> Answer:
    """The physician's 53 beside the facility's 73 or 74 for one case: both are right, each on its own claim."""
    site = "asc" if "asc" in question.settings else "hospital"
    pairs = [("physician" if one == "53" else site, one) for one in asked]
    found = [one for site, modifier in pairs if (one := _statement(modifier, site)) is not None]
    parts = [f"{one.modifier} for {SITES[one.site]}: {one.use}" for one in found]
    lead = "Yes, they go together: 53 is the physician's, 73 and 74 are the facility's, each on its own claim. "
    asks = question.has(r"\b(?:consistent|match|agree|correct|together|right|ok(?:ay)?|conflict|go with|both)\b")
    value = {"kind": "modifier", "modifier": None, "by_site": {one.site: one.modifier for one in found}, "yes_no": "yes" if asks else None}
    cites = {
        (one["document"], one["place"]): of_document(str(one["document"]), str(one["place"]), str(one["evidence"]), one["url"])
        for statement in found
        for one in map(cite_entry, statement.cites)
    }
    return Answer((lead if asks else "") + " ".join(parts), value, list(cites.values()), [], question.codes)


def _paid(one: Statement) -> str:
    share = "" if one.share is None else f"{one.share} percent of the rate. "
    return share + one.payment
