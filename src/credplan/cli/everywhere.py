"""The options that every command takes: ``--color``, ``--dates`` and ``--no-pager``; with CSV also ``--raw``."""

import os
from collections.abc import Collection
from typing import Any

from typer.core import TyperOption

from credplan.core.errors import UsageError
from credplan.core.text import DATE_FORMS, choose_dates
from credplan.shell import terminal

# Options that people also write before the command: `credplan --profile p.toml plan nurse`.
_WITH_VALUE = ("--profile", "--catalog", "--today", "--color", "--dates")
_FLAGS = ("--no-pager",)
GROUPS = ("career", "catalog", "profile", "export")


raw = False
"""Whether CSV of this run is for machines: every cell as it is, also one that a spreadsheet would run."""


def with_common_options(command: Any) -> Any:
    """``command``, or each command of a group, with the options that all take; they act as they are parsed."""
    for one in getattr(command, "commands", {"": command}).values():
        makes_csv = any(param.name in ("as_csv", "to") for param in one.params)
        one.params.extend([*_options(), *([_raw_option()] if makes_csv else [])])
    return command


def _raw_option() -> TyperOption:
    def choose(_context: Any, _option: Any, value: bool) -> None:
        global raw
        raw = value

    return TyperOption(
        param_decls=["--raw"],
        is_flag=True,
        default=False,
        expose_value=False,
        callback=choose,
        help="CSV for machines: no ' before what a spreadsheet would run.",
    )


def _options() -> list[TyperOption]:
    chosen = {"color": "auto", "pager": True}

    def color(_context: Any, _option: Any, value: str | None) -> None:
        chosen["color"] = value or "auto"
        if chosen["color"] not in terminal.COLOR_CHOICES:
            raise UsageError(f"--color: {value!r} is none of {', '.join(terminal.COLOR_CHOICES)}.")
        terminal.choose(str(chosen["color"]), pager=bool(chosen["pager"]))

    def no_pager(_context: Any, _option: Any, value: bool) -> None:
        chosen["pager"] = not value
        terminal.choose(str(chosen["color"]), pager=bool(chosen["pager"]))

    def dates(_context: Any, _option: Any, value: str | None) -> None:
        form, said_by = (
            value or os.environ.get("CREDPLAN_DATES") or DATE_FORMS[0],
            "--dates" if value else "CREDPLAN_DATES",
        )
        if form not in DATE_FORMS:
            raise UsageError(f"{said_by}: {form!r} is none of {', '.join(DATE_FORMS)}.")
        choose_dates(form)

    return [
        TyperOption(
            param_decls=["--dates"],
            type=str,
            expose_value=False,
            callback=dates,
            metavar="FORM",
            help="How sentences write days: short (24 Nov 2026), long or iso.",
        ),
        TyperOption(
            param_decls=["--color"],
            type=str,
            expose_value=False,
            callback=color,
            metavar="WHEN",
            help="auto, always or never; auto is on a terminal.",
        ),
        TyperOption(
            param_decls=["--no-pager"],
            is_flag=True,
            default=False,
            expose_value=False,
            callback=no_pager,
            help="Print long screens at once.",
        ),
    ]


def early_moved(arguments: list[str], commands: Collection[str]) -> list[str]:
    """The arguments with ``--profile X`` and its like moved from before the command to after it."""
    early: list[str] = []
    rest = list(arguments)
    while rest and rest[0].partition("=")[0] in (*_WITH_VALUE, *_FLAGS):
        early.append(rest.pop(0))
        if early[-1] in _WITH_VALUE and rest:
            early.append(rest.pop(0))
    if not early:
        return arguments
    if not rest or rest[0] not in commands:
        return rest  # --help, --version, or a word that is no command: they need none of these options
    words = 2 if rest[0] in GROUPS and len(rest) > 1 else 1
    return [*rest[:words], *early, *rest[words:]]
