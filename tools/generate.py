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
    from credplan.shell.export.files import FORMATS
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
        for common in ("--color", "--no-pager"):
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
        "when": COLOR_CHOICES,
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


def main() -> None:
    """Write both files."""
    TABLE.write_text(table(), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    main()
