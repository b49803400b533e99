"""The root command: which module holds which command, and the one place where failures become messages.

Only the module of the command that runs is imported (start-up is measured in `benchmarks/startup.py`).
"""

import importlib
import os
import sys
from typing import Any

import typer
from typer._click.exceptions import ClickException, NoArgsIsHelpError
from typer.core import TyperGroup

from credplan.cli import ending
from credplan.cli.everywhere import GROUPS, early_moved, with_common_options
from credplan.cli.welcome import HELP
from credplan.core.errors import INTERRUPTED, INVALID, OK, UNEXPECTED, USAGE, AmbiguousName, CredplanError

# name -> (module, attribute of the Typer that holds it); sections are those of the help text
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("credplan.cli.record", "app"),
    "careers": ("credplan.cli.catalog", "app"),
    "career": ("credplan.cli.catalog", "career_app"),
    "plan": ("credplan.cli.plan", "app"),
    "next": ("credplan.cli.record", "app"),
    "gap": ("credplan.cli.plan", "app"),
    "verify": ("credplan.cli.proof", "app"),
    "add": ("credplan.cli.record", "app"),
    "remove": ("credplan.cli.record", "app"),
    "know": ("credplan.cli.record", "app"),
    "set": ("credplan.cli.record", "app"),
    "log": ("credplan.cli.record", "app"),
    "waive": ("credplan.cli.record", "app"),
    "skip": ("credplan.cli.record", "app"),
    "status": ("credplan.cli.record", "app"),
    "undo": ("credplan.cli.record", "app"),
    "renewals": ("credplan.cli.renewals", "app"),
    "profile": ("credplan.cli.record", "profile_app"),
    "search": ("credplan.cli.catalog", "app"),
    "show": ("credplan.cli.catalog", "app"),
    "compare": ("credplan.cli.compare", "app"),
    "explain": ("credplan.cli.explain", "app"),
    "catalog": ("credplan.cli.catalog", "catalog_app"),
    "export": ("credplan.cli.export", "export_app"),
    "doctor": ("credplan.cli.care", "app"),
    "paths": ("credplan.cli.care", "app"),
    "purge": ("credplan.cli.care", "app"),
    "completion": ("credplan.cli.completion", "app"),
}


class LazyGroup(TyperGroup):
    """A group that imports a command's module only when that command runs or its help is asked for."""

    def get_help(self, ctx: Any) -> str:  # noqa: ARG002 - the group's own signature
        """The same text as the quick ``credplan --help``, without importing every command for its summary."""
        return HELP

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the group's own signature
        """Every command, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the group's own signature
        """The command of that name, its module imported now; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        holder: typer.Typer = getattr(importlib.import_module(module), attribute)
        for info in holder.registered_commands:
            name = info.name or typer.main.get_command_name(info.callback.__name__)  # type: ignore[union-attr]
            if attribute == "app" and name == cmd_name:
                return _examples_kept(
                    typer.main.get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
                )
        if attribute == "app" and not holder.registered_groups:
            raise RuntimeError(f"{module} does not define {cmd_name}")
        group = typer.main.get_group(holder)
        group.name = cmd_name
        return _examples_kept(group)


def _examples_kept(command: Any) -> Any:
    r"""``command`` with the ``\b`` of raw docstrings made the mark that keeps the lines of a paragraph apart."""
    for one in (command, *getattr(command, "commands", {}).values()):
        one.help = one.help and one.help.replace("\\b\n", "\b\n")
    return with_common_options(command)


def _root() -> Any:
    app = typer.Typer(
        cls=LazyGroup,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )

    def say_version(wanted: bool) -> None:
        if wanted:
            from credplan.cli.version import version_text

            typer.echo(version_text())
            raise typer.Exit

    @app.callback()
    def credplan(
        version: bool = typer.Option(  # its callback does it, before a command is missed
            False,
            "--version",
            callback=say_version,
            is_eager=True,
            help="Show the version and the catalog's date, and exit.",
        ),
    ) -> None:
        pass

    return typer.main.get_command(app)


def run(arguments: list[str]) -> int:
    """Run one command; every failure becomes a message on stderr and the exit code of its kind."""
    _prepare()
    debug = bool(os.environ.get("CREDPLAN_DEBUG"))
    try:
        result = _root().main(early_moved(arguments, COMMANDS), prog_name="credplan", standalone_mode=False)
        if result == INTERRUPTED:  # Typer's own answer to Ctrl-C, without a word
            return ending.interrupted()
        return ending.finish(result if isinstance(result, int) else OK)
    except typer.Exit as stop:
        return ending.finish(int(stop.exit_code))
    except AmbiguousName as problem:
        lines = [f"  {ident}  {name}" for ident, name in problem.candidates]
        return ending.fail("\n".join([problem.message, *lines, problem.hint]), problem.exit_code)
    except CredplanError as problem:
        if debug:
            raise
        return ending.fail(str(problem), problem.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        return ending.interrupted()
    except ending.Terminated:
        return ending.terminated()
    except ClickException as problem:
        return _misunderstood(problem, arguments)
    except BrokenPipeError:
        return ending.reader_left()
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # Typer's own way of ending then, with code 1
            return ending.reader_left()
        raise
    except RecursionError:
        return ending.fail("The file is nested too deeply to be read.", INVALID)
    except Exception as problem:
        if debug:
            raise
        if isinstance(problem, OSError) and ending.stdout_is_full(problem):
            return ending.cannot_print(problem)
        kind = type(problem).__name__
        return ending.fail(
            f"Something unexpected went wrong ({kind}: {problem}).\n"
            "Nothing of yours was changed. Please report it with the command you ran; CREDPLAN_DEBUG=1 shows details.",
            UNEXPECTED,
        )


def _misunderstood(problem: ClickException, arguments: list[str]) -> int:
    """Say what was wrong with the words themselves and where it is explained; a bare group shows its commands."""
    if isinstance(problem, NoArgsIsHelpError):
        print(problem.format_message(), file=sys.stderr)
        return USAGE
    words = early_moved(arguments, COMMANDS)
    name = words[0] if words else ""
    message, where = problem.format_message(), "credplan"
    if getattr(problem, "ctx", None):
        where = problem.ctx.command_path  # type: ignore[attr-defined]
    elif name in COMMANDS:  # of an option without its value Typer does not say whose it is
        where = f"credplan {' '.join(words[: 2 if name in GROUPS else 1])}"
    if message.startswith("No such command"):
        if name == "career":  # it has one command only
            message += f"\nTry: credplan career show {' '.join(words[1:])}"
        elif name not in COMMANDS:
            from credplan.core.names import nearest
            from credplan.core.text import join_words

            close = nearest(name, COMMANDS)
            message += f"\nDid you mean {join_words(list(close), 'or')}?" if close else ""
    return ending.fail(f"{message}\nSee: {where} --help", USAGE)


def _prepare() -> None:
    """Streams that can take any text, whether or not there are any, and a run that ends in order when told to."""
    from credplan.shell import encoding, terminal

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us: >&-
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open until the end
    encoding.prepare(sys.stdout, sys.stderr)
    terminal.choose()
    ending.heed_termination()
