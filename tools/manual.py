"""Hook of mkdocs: the reference is written from the code when the manual is built, and is kept nowhere.

`mkdocs build --strict` reads mkdocs.yml, which names this file. Pages that people wrote lie in docs/. Here come, generated: the reference,
the changelog and the guide for contributors, the notice in the page on the licence, the list of design papers, and screenshots where the
folder ALLOWABLE_SCREENSHOTS holds some.
"""

from __future__ import annotations

import os
import pathlib
import re
from typing import Any

import manual_api
import manual_commands
import manual_notes
import manual_records
import manual_rules
from manual_text import Page
from mkdocs.structure.files import File, Files

ROOT = pathlib.Path(__file__).parents[1]
SCREENSHOTS = "ALLOWABLE_SCREENSHOTS"
LARGEST_PICTURE = 400_000  # bytes; a larger one is left out
BESIDE = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md", "NOTICE": "licence.md", "LICENSE": "licence.md"}
REFERENCE = (manual_commands, manual_api, manual_rules, manual_notes, manual_records)
STATUS = re.compile(r"^(```\w+) .*$", re.MULTILINE)  # what a block says to the test that runs it, and mkdocs would not read
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")
_held: dict[str, list[Page]] = {}


def reference() -> list[Page]:
    """Every generated page of the reference; made once in a process."""
    if "pages" not in _held:
        _held["pages"] = [page for maker in REFERENCE for page in maker.pages()]
    return _held["pages"]


def on_config(config: Any) -> Any:
    """Put the generated pages and the design papers into the navigation."""
    for section in config.nav:
        for title in section:
            if title == "Reference":
                section[title] = _reference_nav()
            elif title == "Design papers":
                section[title] = [f"design/{path.name}" for path in sorted((ROOT / "docs" / "design").glob("*.md"))]
    return config


def _reference_nav() -> list[Any]:
    found: list[Any] = ["reference/index.md"]
    folders: dict[str, list[str]] = {}
    for page in reference():
        parts = page.path.split("/")
        if len(parts) == 2:
            found.append(page.path)
            continue
        if parts[1] not in folders:
            folders[parts[1]] = []
            found.append({FOLDERS[parts[1]]: folders[parts[1]]})
        folders[parts[1]].append(page.path)
    return found


FOLDERS = {"commands": "Commands", "rules": "Rules", "notes": "Families of notes"}


def on_files(files: Files, *, config: Any) -> Files:
    """Add the generated pages and the screenshots."""
    for page in reference():
        files.append(File.generated(config, page.path, content=page.markdown))
    for name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, BESIDE[name], content=text.replace("](docs/", "](")))
    for path in screenshots():
        files.append(File.generated(config, f"screenshots/{path.name}", abs_src_path=str(path)))
    return files


def screenshots() -> list[pathlib.Path]:
    """Pictures that the browser tests left, small enough for a page."""
    folder = os.environ.get(SCREENSHOTS)
    if not folder or not pathlib.Path(folder).is_dir():
        return []
    return [path for path in sorted(pathlib.Path(folder).glob("*.png")) if path.stat().st_size <= LARGEST_PICTURE]


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Fill what a page leaves to be filled, and turn links that leave docs/ towards the pages that carry those files."""
    if page.file.src_uri == "licence.md":
        markdown = markdown.replace("<!-- notice -->", f"```text\n{(ROOT / 'NOTICE').read_text(encoding='utf-8').rstrip()}\n```")
    if page.file.src_uri == "screenshots.md":
        markdown = markdown.replace("<!-- screenshots -->", _pictures())
    depth = page.file.src_uri.count("/")
    return LINK.sub(lambda found: _turned(found, depth), STATUS.sub(r"\1", markdown))


def _turned(found: re.Match[str], depth: int) -> str:
    name = found[1].rpartition("/")[2]
    leaves = found[1].count("../") > depth or (depth == 0 and found[1] == name)
    if name not in BESIDE or not leaves:
        return found[0]
    return f"]({'../' * depth}{BESIDE[name]}{found[2] or ''})"


def _pictures() -> str:
    found = screenshots()
    if not found:
        return (
            f"This manual was built without pictures. `make browser` lets the browser tests take them, and `{SCREENSHOTS}=FOLDER` names "
            "the folder that they and the manual share."
        )
    return "\n\n".join(f"## {_caption(path)}\n\n![{_caption(path)}](screenshots/{path.name}){{ loading=lazy }}" for path in found)


def _caption(path: pathlib.Path) -> str:
    words = path.stem.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]
