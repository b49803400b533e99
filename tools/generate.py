"""Write what is made from the commands themselves: the table that completion reads, and the manual page.

    python tools/generate.py

Run it after a command, an option or a help text has changed; tests/test_completion.py and tests/test_manual.py fail
until then. Both come from the same help texts that ``--help`` prints.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "src" / "credplan" / "cli" / "command_table.py"
PAGE = ROOT / "man" / "credplan.1"

PAGE_DATE = "2026-11-24"
"""When the form of the manual page was last changed; its words change with the commands."""
# Told once, under COMMON OPTIONS.
COMMON = (
    "--json",
    "--csv",
    "--raw",
    "--plain",
    "--profile",
    "--catalog",
    "--today",
    "--color",
    "--dates",
    "--no-pager",
)

# What kind of value an argument or option takes, by how its help calls it; what is missing here is free text.
KINDS = {
    "CAREER": "career",
    "CREDENTIAL": "credential",
    "FILE": "file",
    "FOLDER": "file",
    "GOAL": "goal",
    "ID": "credential",
    "PATH": "file",
    "PROVIDER": "provider",
    "SHELL": "shell",
    "SKILL": "skill",
    "TERM": "term",
    "WHEN": "when",
    "X": "credential",
}
# Where the same word stands for something else: (command, argument or option).
OTHERWISE = {
    ("careers", "query"): "career*",
    ("know", "skill"): "skill*",
    ("log", "x"): "holding*",
    ("remove", "x"): "entry*",
    ("set", "key"): "key",
    ("set", "value"): "setting*",
    ("waive", "x"): "requirement*",
    ("init", "--education"): "education",
    ("*", "--field"): "field",
    ("*", "--format"): "format",
    ("*", "--provider"): "provider",
    ("*", "--without-provider"): "provider",
}


def commands() -> dict[str, Any]:
    """Every command by its full name, as Typer holds it."""
    from credplan.cli.app import COMMANDS, _root

    root = _root()
    found: dict[str, Any] = {}
    for name in COMMANDS:
        command = root.get_command(None, name)
        for child, inner in getattr(command, "commands", {}).items():
            found[f"{name} {child}"] = inner
        if not hasattr(command, "commands"):
            found[name] = command
    return found


def kind(command: str, param: Any) -> str:
    """What may be completed there; for an option without a value the empty text, for free text ``text``."""
    is_option = bool(param.opts and param.opts[0].startswith("-"))
    if is_option and param.is_flag:
        return ""
    key = param.opts[0] if is_option else param.name
    chosen = OTHERWISE.get((command, key)) or OTHERWISE.get(("*", key))
    if chosen:
        return chosen
    word = (param.metavar or "").strip("[].…").partition("[")[0]
    many = "*" if not is_option and param.nargs == -1 else ""
    return KINDS.get(word, "text") + many


def first_sentence(text: str) -> str:
    """The first sentence of a help text, on one line and without its full stop."""
    line = " ".join(text.partition("\n\n")[0].split())
    return re.split(r"(?<!e\.g)\. ", line)[0].removesuffix(".")


def table() -> str:
    """The text of the module that completion reads."""
    from credplan.cli.complete import SHELLS
    from credplan.core.model import EDUCATIONS, LEVELS
    from credplan.core.record import LEARNER_KEYS, WORDS_OF_REQUIREMENTS
    from credplan.core.text import DATE_FORMS
    from credplan.shell.export.files import FORMATS
    from credplan.shell.glossary import read_glossary
    from credplan.shell.terminal import COLOR_CHOICES

    found = commands()
    anywhere: dict[str, tuple[str, str]] = {}
    rows: dict[str, Any] = {}
    repeatable: set[str] = set()
    for name, command in found.items():
        places, options = [], {}
        for param in command.params:
            if param.opts[0].startswith("-"):
                options[param.opts[0]] = (kind(name, param), first_sentence(param.help or ""))
                if param.multiple:
                    repeatable.add(param.opts[0])
            else:
                places.append(kind(name, param))
        for common in ("--color", "--dates", "--no-pager"):
            anywhere[common] = options.pop(common)
        rows[name] = (first_sentence(command.help or ""), tuple(places), options)
    anywhere["--help"] = ("", "Show what the command does, with examples")
    early = {n: next(o[n] for _, _, o in rows.values() if n in o) for n in ("--profile", "--catalog", "--today")}
    early |= {**anywhere, "--version": ("", "Show the version and the catalog's date")}
    choices = {
        "education": EDUCATIONS,
        "format": tuple(FORMATS),
        "key": (*LEARNER_KEYS, "goal", "by"),
        "level": LEVELS,
        "requirement": tuple(WORDS_OF_REQUIREMENTS),
        "shell": SHELLS,
        "term": tuple(entry.term for entry in read_glossary().entries),
        "when": COLOR_CHOICES,
        "form": DATE_FORMS,
    }
    lines = [
        '"""Every command with its arguments and options, for completion. Generated: python tools/generate.py."""',
        "",
        "from __future__ import annotations",
        "",
        "# command: (what it does, its arguments' kinds, {option: (its value's kind, what it does)}); * is any number",
        "COMMANDS: dict[str, tuple[str, tuple[str, ...], dict[str, tuple[str, str]]]] = {",
    ]
    for name, (about, places_of, options_of) in rows.items():
        lines.append(f"    {quoted(name)}: (")
        lines.append(f"        {quoted(about)},")
        lines.append(f"        {tuple_text(places_of)},")
        lines.append("        {")
        lines += [f"            {quoted(o)}: {tuple_text(v)}," for o, v in options_of.items()]
        lines += ["        },", "    ),"]
    lines.append("}")
    for title, options_of in (("ANYWHERE", anywhere), ("EARLY", early)):
        lines.append(f"{title}: dict[str, tuple[str, str]] = {{")
        lines += [f"    {quoted(o)}: {tuple_text(v)}," for o, v in options_of.items()]
        lines.append("}")
    lines.append(f"REPEATABLE: tuple[str, ...] = {tuple_text(tuple(sorted(repeatable)))}")
    lines.append("CHOICES: dict[str, tuple[str, ...]] = {")
    lines += [f"    {quoted(n)}: {tuple_text(tuple(v))}," for n, v in choices.items()]
    lines.append("}")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A string as the formatter writes it."""
    if '"' in text and "'" not in text:
        return "'" + text + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def tuple_text(values: tuple[str, ...]) -> str:
    """A tuple of strings as the formatter writes it."""
    return "(" + ", ".join(map(quoted, values)) + ("," if len(values) == 1 else "") + ")"


# ---- the manual page ------------------------------------------------------------------------------------------------


def page() -> str:
    """The manual page in man(7) macros."""
    from credplan import __version__
    from credplan.cli.welcome import HELP

    found = commands()
    common: dict[str, Any] = {}
    told: list[str] = []
    for name, command in found.items():
        told += _command(name, command)
        common |= {p.opts[0]: p for p in command.params if p.opts[0] in COMMON}
    what = HELP.partition("\n\n")[2].partition("\n\n")[0].replace("\n", " ")
    lines = [
        '.\\" Generated from the help texts: python tools/generate.py',
        f'.TH CREDPLAN 1 "{PAGE_DATE}" "credplan {__version__}" "User Commands"',
        ".SH NAME",
        r"credplan \- plan the best way to a career through micro-credentials",
        ".SH SYNOPSIS",
        ".B credplan",
        ".I COMMAND",
        r"[\fIOPTIONS\fR] [\fIARGUMENTS\fR]",
        ".SH DESCRIPTION",
        roff(what),
        ".PP",
        roff("Results go to stdout, remarks to stderr. Everything stays on this machine; nothing is sent anywhere."),
        ".SH COMMANDS",
        *told,
        ".SH COMMON OPTIONS",
        roff(
            "A command takes those that make sense for it; all but the first three may also stand before the command."
        ),
    ]
    for option in COMMON:
        lines += _option(common[option])
    lines += [".SH EXIT STATUS"]
    for code, meaning in _rows(ROOT / "README.md", "## Exit codes"):
        lines += [".TP", f".B {roff(code)}", roff(meaning)]
    lines += [".SH ENVIRONMENT"]
    for names, meaning in _rows(ROOT / "docs" / "command-line.md", "## Environment"):
        lines += [".TP", f".B {roff(names)}", roff(meaning)]
    lines += [
        ".SH FILES",
        ".TP",
        r".I ~/.config/credplan/profile.toml",
        roff("Your profile on Linux; credplan profile path says where it is elsewhere."),
        ".TP",
        r".I ~/.cache/credplan",
        roff("What can be made again: a compiled catalog, the names for completion."),
    ]
    return "\n".join(lines) + "\n"


def _command(name: str, command: Any) -> list[str]:
    usage = [
        roff(f"[{p.metavar}]" if not p.required and "[" not in (p.metavar or "") else p.metavar or p.name)
        for p in command.params
        if not p.opts[0].startswith("-")
    ]
    lines = [f'.SS "{roff(" ".join(["credplan", name, *usage]))}"']
    for paragraph in (command.help or "").strip().split("\n\n"):
        text = paragraph.replace("\\b\n", "\b\n")
        if text.startswith("\b\n"):
            rows = [line.rstrip() for line in text[2:].split("\n")]
            if rows[0].rstrip().endswith("Examples:"):
                lines += [
                    ".PP",
                    "Examples:",
                    ".PP",
                    ".RS 4",
                    ".nf",
                    *map(roff, (r.strip() for r in rows[1:])),
                    ".fi",
                    ".RE",
                ]
            else:
                lines += [".PP", ".nf", *map(roff, rows), ".fi"]
        else:
            lines += [*([".PP"] if lines[1:] else []), roff(" ".join(text.split()))]
    for param in command.params:
        if param.opts[0].startswith("-") and param.opts[0] not in COMMON:
            lines += _option(param)
    return lines


def _option(param: Any) -> list[str]:
    value = "" if param.is_flag else f" \\fI{roff(param.metavar or 'TEXT')}\\fR"
    return [".TP", f"\\fB{roff(param.opts[0])}\\fR{value}", roff(param.help or "")]


def _rows(file: Path, heading: str) -> list[tuple[str, str]]:
    """The rows of the table below a heading: one source for the document and the manual page."""
    section = file.read_text(encoding="utf-8").partition(f"{heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    return [(a.replace("`", ""), b.replace("`", "")) for a, b in rows[1:]]


def roff(text: str) -> str:
    """``text`` as roff prints it: no character of it is a command, and hyphens can be copied as they are."""
    text = text.replace("\\", r"\(rs").replace("-", r"\-").replace('"', r"\(dq").replace("…", "...")
    text = "".join(c if c.isascii() else f"\\[u{ord(c):04X}]" for c in text)
    return rf"\&{text}" if text.startswith((".", "'")) else text


def main() -> None:
    """Write both files."""
    TABLE.write_text(table(), encoding="utf-8")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    main()
