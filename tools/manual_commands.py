"""The commands of the manual: each with its arguments, options and examples, from click's own objects."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
from manual_text import Page, block, code, heading, needed, page, plain, table

from allowable.cli import group
from allowable.evaluation.command import command as evaluation

FOLDER = "reference/commands"


def pages() -> list[Page]:
    """An index, and a page for each command."""
    found = [_page("allowable", name, command) for name, command in commands()]
    found.append(_page("", "allowable-eval", evaluation))
    rows = [[f"[{code(f'allowable {name}')}]({name}.md)", plain(says)] for name, says in group.COMMANDS.items()]
    rows.append([f"[{code('allowable-eval')}](allowable-eval.md)", plain(evaluation.get_short_help_str(200))])
    status = plain(group.STATUS) + " [Environment and exit statuses](../environment.md) has them all."
    every = "Every command takes `--help`. Those that answer take `--json`, and then print one object with its `schema`."
    return [page(f"{FOLDER}/index.md", "Commands", every, table(["Command", "What it does"], rows), status), *found]


def commands() -> Iterator[tuple[str, click.Command]]:
    """(name, command) in the order in which the help lists them."""
    context = click.Context(group.command)
    for name in group.COMMANDS:
        found = group.command.get_command(context, name)
        assert found is not None, name
        yield name, found


def _page(before: str, name: str, command: click.Command) -> Page:
    called = f"{before} {name}".strip()
    parts = [_described(called, command)]
    if isinstance(command, click.Group):
        for part, one in command.commands.items():
            parts += [heading(2, f"{called} {part}", part), _described(f"{called} {part}", one)]
    return page(f"{FOLDER}/{name}.md", called, *parts)


def _described(called: str, command: click.Command) -> str:
    context = click.Context(command, info_name=called)
    usage = " ".join([called, *command.collect_usage_pieces(context)])
    options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
    arguments = [one for one in command.get_params(context) if isinstance(one, click.Argument)]
    rows = [[code(one.make_metavar(context)), needed("", one.required, one.nargs == -1)] for one in arguments]
    rows += [
        [code(_flags(one, context)), needed(_says(one, context), one.required, one.multiple and "more than once" not in (one.help or ""))]
        for one in options
    ]
    parts = [block(usage), _prose(command.help), table(["Argument or option", "What it says"], rows), _prose(command.epilog)]
    return "\n\n".join(part for part in parts if part)


def _flags(option: click.Option, context: click.Context) -> str:
    flags = ", ".join([*option.opts, *option.secondary_opts])
    return flags if option.is_flag else f"{flags} {option.make_metavar(context)}"


def _says(option: click.Option, context: click.Context) -> str:
    extra = option.get_help_extra(context)
    shown = [f"{name}: {value}" for name, value in extra.items() if name in ("default", "range")]
    return plain(f"{option.help or ''}{' (' + ', '.join(shown) + ')' if shown else ''}")


def _prose(text: str | None) -> str:
    """Help text: paragraphs run on, what stands behind a line of \\b keeps its lines."""
    found = []
    for part in re.split(r"\n\s*\n", inspect.cleandoc(text or "")):
        if part.startswith("\b"):
            found.append(_kept(part.lstrip("\b\n")))
        elif part:
            found.append(plain(part.replace("\f", "")))
    return "\n\n".join(found)


def _kept(part: str) -> str:
    """Lines as they stand; a first line that ends in a colon stands above them."""
    first, _, rest = part.partition("\n")
    if rest and first.endswith(":") and not first.startswith(" "):
        return f"{plain(first)}\n\n{block(inspect.cleandoc(rest))}"
    return block(part)
