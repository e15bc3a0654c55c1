"""Which sections of a note tell what was done: the account, apart from the list of procedures and from what leads to the operation.

A procedure header opens a list or the account: length and verbs decide. Where no header opens the account, it begins on the line, or in the
sentence, in which the patient is taken to the operating room, prepped, positioned or anaesthetized.
"""

from __future__ import annotations

import re

from .sections import DOING, NARRATIVE, Section, labelled
from .sentences import sentence_spans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT = re.compile(
    r"(?:taken|brought|wheeled|transferred|moved|escorted)\s+(?:back\s+)?(?:in)?to\s+(?:the\s+)?"
    r"(?:operating|operative|procedure|endoscopy|surgical|OR\b|cysto|cath|main)"
    r"|prepped\s+and\s+draped|prepared\s+and\s+draped|was\s+prepped|were\s+prepped|sterilely\s+(?:prepped|draped)"
    r"|placed\s+(?:on\s+the\s+operating|in\s+(?:the|a)?\s*(?:dorsal|supine|prone|lithotomy|left\s+lateral|decubitus|beach))"
    r"|after\s+(?:adequate|satisfactory|induction|obtaining|informed|appropriate|successful|the\s+patient|verbal|consent|time)"
    r"|(?:pt|patient)\s+(?:was\s+)?(?:taken\s+|brought\s+)?(?:in)?to\s+(?:the\s+)?OR\b|sterile\s+prep"
    r"|(?:was|were)\s+(?:put|positioned|turned|laid)\b"
    r"|\blateral\s+decubitus\b|\d\s*%\s*(?:lidocaine|xylocaine|marcaine)|was\s+(?:sedated|cleansed|anesthetized|infiltrated|numbed)"
    r"|under\s+(?:adequate|satisfactory|general|spinal|local|sterile)"
    r"|scope\s+(?:was|went)\s+(?:\w+ly\s+)?(?:passed|advanced|inserted|introduced|in\b)",
    re.IGNORECASE,
)
ACT = re.compile(  # what opens an account in a note that has none by the words above
    r"\b(?:prepped|draped|prepared)\b|\bplaced\s+(?:prone|supine)\b|\bunder\s+(?:US|ultrasound)\b"
    r"|\b(?:was|were)\s+(?:\w+ly\s+)?(?:accessed|cannulated|punctured|entered|floated|inserted|introduced|advanced|passed|opened|incised"
    r"|probed|made|fashioned|drawn|sewn|inspected|cut|infiltrated|numbed|marked)\b",
    re.IGNORECASE,
)
PATIENT = re.compile(
    r"\b(?:patient|pt|he|she|mr|mrs|ms|year|y\s*/?\s*o|has|had|history|presented|presents|complain\w*|failed|denies)\b", re.IGNORECASE
)
TITLE_WORDS, ACCOUNT_WORDS, LABEL_WORDS, LEAD_WORDS, LINE_WORDS, LINE_SENTENCES = 45, 40, 14, 25, 6, 3
BARE_WORDS, BARE_SENTENCES = 25, 3  # that must follow the first act of an account without a header
TELLS = re.compile(
    r"\s*(?:the|this|these|after|through|under|with|in|on|we|i|he|she|it|patient|pt|once|when|next|then|using|via)\b.*"
    r"\b(?:was|were|is|are|has|had|have|presented|presents|came|complain\w*|underwent|went|began)\b",
    re.IGNORECASE | re.DOTALL,
)
SENTENCE_BEGINS = re.compile(  # a line that is the first half of a sentence, and no title
    r"\s*(?:the|this|these|after|through|under|with|in|on|we|i|he|she|it|patient|pt|once|when|next|then|using|via|following|informed|while"
    r"|a|an|at)\b",
    re.IGNORECASE,
)
LISTED = re.compile(r"\s*\d{1,2}[.)]")
DIAGNOSES = ("preoperative_diagnosis", "postoperative_diagnosis")
OF_ONE_LINE = ("anesthesia", "counts", "specimen", "people", "indication", "findings", "plan", *DIAGNOSES)
BEFORE_ACCOUNT = ("indication", "anesthesia", "counts", *DIAGNOSES)
NEVER_LONG = ("anesthesia", "counts", "specimen", "people", *DIAGNOSES)
MAY_TELL = ("indication", "findings", "other", "anesthesia", "title", "counts", "plan", "specimen")


def sections(text: str) -> list[Section]:
    """The sections of a text in order, with the list of procedures as `title` and the account as `narrative` or `unlabelled`."""
    made: list[Section] = []
    titled = False
    for section in labelled(text):
        parts = [part for one in _resolved(text, section, titled) for part in _below(text, one)]
        titled = titled or any(one.kind == "title" for one in parts)
        made += parts
    if made and not made[0].name and made[0].kind == "unlabelled":
        made[:1] = _headless(text, made[0])
    told = sum(len(text[one.start : one.end].split()) for one in made if one.kind in NARRATIVE)
    if told >= ACCOUNT_WORDS:
        return made
    begun = [part for one in made for part in _beginning(text, one)]
    if not titled or any(one.kind in NARRATIVE for one in begun):
        return begun
    return [part for one in begun for part in _bare(text, one)]


def _sentence_at(text: str, start: int, at: int) -> int:
    """Where the sentence begins in which a place stands."""
    return max((first for first, _ in sentence_spans(text, start, at)), default=start)


def _is_item(text: str, start: int, end: int) -> bool:
    """Whether a sentence is an item of a list of procedures: short, and telling nothing done."""
    return _words(text, start, end) <= LABEL_WORDS and not DOING.search(text, start, end) and not TELLS.match(text, start, end)


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


def _resolved(text: str, section: Section, titled: bool) -> Iterator[Section]:
    """A procedure section is the title where it is short and tells nothing done, the account where it is long or a title went before."""
    start, end = section.start, section.end
    if section.kind == "narrative" and _words(text, start, end) <= LABEL_WORDS:
        yield section if DOING.search(text, start, end) else Section(section.name, "title", start, end)
        return
    if section.kind != "procedure":
        yield section
        return
    account = start
    if _words(text, start, end) < TITLE_WORDS and not DOING.search(text, start, end):
        account = start if titled and _is_terse(text, start, end) else _line_of_account(text, start, end)
    elif not titled:
        account = max(_end_of_list(text, start, end), _end_of_title_lines(text, start, end))
    if account > start:
        yield Section(section.name, "title", start, account)
    if account < end:
        yield Section(section.name, "narrative", account, end)


def _is_terse(text: str, start: int, end: int) -> bool:
    """Whether several unlisted sentences stand below a list of procedures: an account without verbs."""
    spans = list(sentence_spans(text, start, end))
    listed = any(LISTED.match(text, first) for first, _ in spans)
    return len(spans) > LINE_SENTENCES and _words(text, start, end) > LEAD_WORDS and not listed


def _end_of_list(text: str, start: int, end: int) -> int:
    """Where the short items before the account end: numbered ones, or as many words as a title has."""
    account = start
    for first, last in sentence_spans(text, start, end):
        listed = LISTED.match(text, first) is not None
        if not _is_item(text, first, last):
            break
        if not listed and (_words(text, start, last) > LEAD_WORDS or (account > start and _opens_account(text, account, first, end))):
            break
        account = last
    return account


def _end_of_title_lines(text: str, start: int, end: int) -> int:
    """Where short lines without a full stop end that stand above the line on which the account begins; the start where there are none."""
    at = start
    while (line := text.find("\n", at, end)) >= 0:
        after = text.find("\n", line + 1, end)
        below = text[line + 1 : end if after < 0 else after]
        if text[at:line].strip() and (not _is_item(text, at, line) or SENTENCE_BEGINS.match(text, at, line)):
            return start
        at = line + 1
        if below[:1].isupper() and len(below.split()) >= LINE_WORDS and len(below) > line - start and _tells(below):
            return at
    return start


def _tells(line: str) -> bool:
    return DOING.search(line) is not None or ACCOUNT.search(line) is not None


def _line_of_account(text: str, start: int, end: int) -> int:
    """Where an unlisted line of several sentences begins below a list of procedures; the end where none does."""
    before = start
    for first, last in sentence_spans(text, start, end):
        if before > start and LISTED.match(text, first) is None and _opens_account(text, before, first, end):
            return first
        before = last
    return end


def _opens_account(text: str, before: int, first: int, end: int) -> bool:
    """Whether a new line of several sentences begins here, as an account does and a list of procedures does not."""
    if "\n" not in text[before : first + 1]:
        return False
    line = text.find("\n", first + 1, end)
    return sum(1 for _ in sentence_spans(text, first, end if line < 0 else line)) >= LINE_SENTENCES


def _below(text: str, section: Section) -> Iterator[Section]:
    """A section of one line ends with it: a later line without a header that tells something done begins the account."""
    line = text.find("\n", section.start + 1, section.end)
    account = ACCOUNT.search(text, line, section.end) if section.kind in OF_ONE_LINE and line >= 0 else None
    account = account or (DOING.search(text, line, section.end) if section.kind in NEVER_LONG and line >= 0 else None)
    if account is None or not text[section.start : line].strip():
        yield section
        return
    while 0 <= line < section.end:
        after = text.find("\n", line + 1, section.end)
        after = section.end if after < 0 else after
        if line > account.end():
            break
        told = DOING.search(text, line, after) or ACCOUNT.search(text, line, after)
        if told and _words(text, line, after) >= LINE_WORDS and not LISTED.match(text, line + 1):
            yield Section(section.name, section.kind, section.start, line)
            yield Section(section.name, "narrative", line, section.end)
            return
        line = after
    yield section


def _beginning(text: str, section: Section) -> Iterator[Section]:
    """In a note that tells hardly anything: the section cut where an account begins in the middle of it, or on a line below it."""
    found = ACCOUNT.search(text, section.start, section.end) if section.kind in MAY_TELL else None
    start = section.end if found is None else _sentence_at(text, section.start, found.start())
    if found is None and section.kind in OF_ONE_LINE:
        line = text.find("\n", section.start + 1, section.end)
        if line >= 0 and text[section.start : line].strip() and DOING.search(text, line, section.end) and not LISTED.match(text, line + 1):
            start = line
    if _words(text, start if found is None else found.start(), section.end) < ACCOUNT_WORDS:
        yield section
        return
    yield Section(section.name, section.kind, section.start, start)
    yield Section(section.name, "narrative", start, section.end)


def _bare(text: str, section: Section) -> Iterator[Section]:
    """In a note with a list of procedures and no account at all: the section cut before the first act that it tells."""
    spans = list(sentence_spans(text, section.start, section.end)) if section.kind in BEFORE_ACCOUNT else []
    act = DOING if section.kind in DIAGNOSES else ACT  # diagnoses tell nothing done
    start = next((first for first, last in spans[1:] if act.search(text, first, last) or ACT.search(text, first, last)), None)
    if section.kind == "indication" and len(spans) > 1 and _is_item(text, *spans[0]) and not PATIENT.search(text, *spans[1]):
        start = spans[1][0]  # a bare reason, and then what was done
    if start is None or _words(text, start, section.end) < BARE_WORDS or sum(first >= start for first, _ in spans) < BARE_SENTENCES:
        yield section
        return
    yield Section(section.name, section.kind, section.start, start)
    yield Section(section.name, "narrative", start, section.end)


def _headless(text: str, section: Section) -> Iterator[Section]:
    """Text before any header: its short lines that tell nothing done are the title, what else precedes the account is why it was done."""
    found = ACCOUNT.search(text, section.start, section.end)
    account = _sentence_at(text, section.start, found.start()) if found else section.start
    if not found and _words(text, section.start, section.end) <= LABEL_WORDS and not DOING.search(text, section.start, section.end):
        yield Section(section.name, "title", section.start, section.end)
        return
    at = section.start
    for _, end in sentence_spans(text, section.start, account) if found else ():
        kind = "title" if _is_item(text, at, end) else "indication"
        yield Section(section.name, kind, at, end)
        at = end
    yield Section(section.name, "unlabelled", at, section.end)
