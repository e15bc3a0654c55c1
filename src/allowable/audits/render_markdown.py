"""The audit as Markdown that reads as text."""

from __future__ import annotations

from .view import WORDS, days_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import Json
    from .view import View

MARKS = {"pass": "**Pass.**", "fail": "**Fail.**", "not_checked": "**Not checked.**"}


def text(view: View) -> str:
    """The text of a View."""
    lines = [f"# {_plain(view.title)}", "", f"**{_plain(view.headline)}**", ""]
    lines += [f"- {name}: {_plain(says)}" for name, says in view.facts]
    lines += _window(view.report)
    lines += ["", "## Findings", ""]
    lines += [f"- {MARKS[outcome]} {_plain(says)}" for outcome, says in view.findings]
    lines += _figures(view)
    lines += _sources(view)
    return "\n".join(lines) + "\n"


def _window(report: Json) -> list[str]:
    window = report["window"]
    if window is None:
        return []
    known = f" as known from {window['known_from']}" if window["known_from"] else ""
    lines = [
        "",
        "## Window",
        "",
        f"{window['figures_true']} of {window['figures_in_all']} figures are true together: {days_words(window)}{known}.",
    ]
    better = window["best_known"]
    if better:
        until = better["known_until"]
        looked = f"from {better['known_from']} to {until or 'now'}"
        lines.append(f"{better['figures_true']} are true for someone who looked {looked}: {days_words(better)}.")
    return lines


def _figures(view: View) -> list[str]:
    if not view.rows:
        return []
    lines = ["", "## Figures", "", "| Code | Figure | Printed | Outcome | Right | True for service days | Why | Where | Sources |"]
    lines.append("| :-- | :-- | --: | :-- | --: | :-- | :-- | :-- | :-- |")
    for row in view.rows:
        cells = [
            row.code,
            row.figure,
            row.printed,
            WORDS[row.outcome],
            row.right,
            row.when,
            row.because,
            row.place,
            " ".join(f"[{one}]" for one in row.sources),
        ]
        lines.append(f"| {' | '.join(_plain(cell).replace('|', chr(92) + '|') for cell in cells)} |")
    return lines


def _sources(view: View) -> list[str]:
    if not view.sources:
        return []
    lines = ["", "## Sources of the right values", ""]
    for one in view.sources:
        if "release" in one:
            lines.append(f"- [{one['id']}] {_plain(one['release'])}: {_plain(one['member'])} ({one['trust']}), sha256 {one['sha256']}")
        else:
            name = one["value_of"].replace("_", " ")
            where = f"{_plain(one['document'])}, {_plain(one['place'])} [{one['evidence']}]"
            lines.append(f"- [{one['id']}] {name} {one['value']} from {one['from']}: {where}")
    return lines


def _plain(text: object) -> str:
    """Text in which nothing is taken for markup."""
    return str(text).replace("\n", " ").replace("$", r"\$").replace("*", r"\*").replace("_", r"\_")
