"""The click side of the command line: a group whose commands are imported when they are asked for."""

from __future__ import annotations

from importlib import import_module

import click

from .. import __version__
from .failures import BAD_INPUT, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "price": "What Medicare allows for codes on a day, with the reason of every number.",
    "reprice": "What Medicare allows for every claim line of a file: Parquet, Arrow or CSV in and out.",
    "check": "What a payer's edits will deny in a claim and why, before it is sent: 837, FHIR, tables, codes.",
    "compare": "The same procedures in office, hospital and surgical center, side by side.",
    "modifier": "A procedure was stopped or reduced: which modifier, why, and what it does to the payment.",
    "code": "One page on a code: amounts, indicators, edits, history.",
    "note": "Which codes an operative note supports, with the words that carry them, and what is missing.",
    "ask": "A question in plain words, answered from what is held with its citation, or refused.",
    "guide": "The coding guide of a procedure family, on paper or on the terminal.",
    "audit": "Check somebody's guide: which of its figures are true, and on which days.",
    "mcp": "The same answers as tools for an agent (Model Context Protocol).",
    "rules": "Every rule and dated value with its citation.",
    "releases": "What CMS published and is held here: build, list, show, verify, import.",
    "serve": "Pages and the API on this machine, or with a token for others.",
}
MODULES = {"price": "price_click"}
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
EXAMPLES = """\b
Examples:
  allowable price 58558 58563-51 --pos 22 --on 2025-03-10
  allowable price 58558 --pos 11 --on 2025-03-10 --zip 77030 --explain
  allowable price 58558 --setting hospital --on 2025-03-10 --json
  allowable reprice lines.parquet -o amounts.parquet
  allowable check 58558 58563 58555 --on 2024-08-01 --pos 22
  allowable compare 58558 58563 --zip 77030 --on 2025-03-10
  allowable modifier --code 58563 --setting asc --stopped before-anesthesia
  allowable code 58565
  allowable note operation.txt --html operation.html
  allowable guide hysteroscopy --on 2024-03-15 -o guide.pdf
  allowable audit somebodys-guide.pdf"""
STATUS = "Exit status: 0 fine, 1 a finding or an unknown in the answer, 2 bad usage or bad input."


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports a command's module when it is used or its own help is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if name not in COMMANDS:
            return None
        found: click.Command = import_module(f".{MODULES.get(name, name)}", __package__).command
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, naming the commands there are when the name is wrong."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"there is no command {args[0]!r}; the commands are {', '.join(COMMANDS)}{_near(args[0])}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of the help page, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _near(word: str) -> str:
    if len(word) == 5 and word.isalnum() and any(letter.isdigit() for letter in word):
        return f"; for a code, write `allowable code {word}` or `allowable price {word} ...`"
    return ""


@click.command(cls=LazyGroup, context_settings=HELP, epilog=f"{EXAMPLES}\n\n{STATUS}", no_args_is_help=True)
@click.version_option(__version__, prog_name="allowable", message="%(prog)s %(version)s")
def command() -> None:
    """What Medicare allows for a procedure, where, on which day, and why.

    Works offline on facts that CMS published. CPT codes are the American Medical Association's; no descriptor of theirs is carried here.
    """


def run_click(argv: Sequence[str]) -> int:
    """Run a command through click; gives its exit status. A usage error is one line and a pointer to the help."""
    try:
        found = command.main(list(argv), prog_name="allowable", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.ctx.get_help())
        return BAD_INPUT
    except click.UsageError as problem:
        say(f"{problem.format_message()}{_help_pointer(problem)}")
        return BAD_INPUT
    except click.ClickException as problem:
        say(problem.format_message())
        return BAD_INPUT
    except (click.Abort, EOFError):
        raise KeyboardInterrupt from None
    return found if isinstance(found, int) else 0


def _help_pointer(problem: click.UsageError) -> str:
    path = problem.ctx.command_path if problem.ctx else "allowable"
    return f" (see `{path} --help`)"
