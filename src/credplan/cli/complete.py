"""``credplan __complete SHELL -- WORD…``: what may stand in the last word's place. Called by the shells' scripts.

Answered before the command line's own parser loads, from `cli.command_table` (which is generated from it) and
`shell.completion_names`. An answer is a line for each candidate, with a tab and a few words about it where the
shell shows them; ``:files`` asks the shell for its own completion of file names. Whatever goes wrong, the answer is
empty: a message in the middle of somebody's typing helps nobody.
"""

from __future__ import annotations

import os
import sys

from credplan.cli.command_table import ANYWHERE, CHOICES, COMMANDS, EARLY, REPEATABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from credplan.shell.completion_names import Entry

FILES = ":files"
SHELLS = ("bash", "zsh", "fish", "powershell")

_MOST = 200
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-,%@")


def main(arguments: list[str]) -> int:
    """Print the answer on stdout; the exit code is 0 always."""
    try:
        shell, words = arguments[0], arguments[1:]
        text = answer(shell, words[1:] if words[:1] == ["--"] else words)
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace", newline="\n")
        sys.stdout.write(text)
        sys.stdout.flush()
    except Exception:
        if os.environ.get("CREDPLAN_DEBUG"):
            raise
    return 0


def answer(shell: str, words: list[str]) -> str:
    """The lines for ``words``, those after the program's name; the last is the one to complete, perhaps empty."""
    if shell == "powershell":
        words = [word.removeprefix("=") for word in words]  # where an empty argument would get lost
    raw = words[-1] if words else ""
    line = _Line(*_joined([_unquoted(word) for word in words]))
    found = line.candidates()
    if found is None:
        return f"{FILES}\n"
    lines = []
    for value, about in found[:_MOST]:
        if shell == "bash":
            lines.append(_for_bash(value, raw))
        elif shell == "powershell":
            lines.append(f"{_for_powershell(value)}\t{about or value}")
        else:
            lines.append(f"{value}\t{about}" if about else value)
    return "".join(f"{text}\n" for text in lines)


class _Line:
    """The words typed so far, understood: which command, which of its arguments, which option's value."""

    def __init__(self, words: list[str], split_value: bool) -> None:
        self.current = words[-1] if words else ""
        self.inserted_alone = split_value
        self.command = ""
        self.given: set[str] = set()
        self.values: dict[str, str] = {}
        self.places: list[str] = []
        self.waiting = ""
        self.only_places = False
        for word in words[:-1]:
            self._take(word)

    def _take(self, word: str) -> None:
        if self.waiting:
            self.values[self.waiting] = word
            self.waiting = ""
        elif self.only_places:
            self.places.append(word)
        elif word == "--":
            self.only_places = True
        elif word.startswith("-") and len(word) > 1:
            name, equals, value = word.partition("=")
            self.given.add(name)
            if equals:
                self.values[name] = value
            elif self._options().get(name, ("", ""))[0]:
                self.waiting = name
        elif self.command in COMMANDS and not _children(self.command):
            self.places.append(word)
        else:
            self.command = f"{self.command} {word}".strip()

    def _options(self) -> dict[str, tuple[str, str]]:
        """The options that may stand here: name to what kind of value it takes (empty: none) and what it does."""
        known = COMMANDS.get(self.command)
        if known is None:
            return EARLY
        return {**known[2], **ANYWHERE}

    def candidates(self) -> list[Entry] | None:
        """What may stand in the current word's place; None for a file."""
        if self.waiting:
            return self._values(self._options()[self.waiting][0])
        name, equals, value = self.current.partition("=")
        if self.current.startswith("-") and not self.only_places:
            kind = self._options().get(name, ("", ""))[0]
            if equals and kind:
                self.current = value
                found = self._values(kind)
                before = "" if self.inserted_alone else f"{name}="
                return found and [(before + v, about) for v, about in found]
            used = self.given - set(REPEATABLE)
            return _starting(
                (n, about) for n, (_, about) in self._options().items() if n.startswith(name) and n not in used
            )
        children = _children(self.command)
        if children:
            return _starting(((c, about) for c, about in children), self.current)
        if self.command not in COMMANDS:
            return []
        places = COMMANDS[self.command][1]
        if not places:
            return []
        many = places[-1].endswith("*")
        if len(self.places) >= len(places) and not many:
            return []
        kind = places[min(len(self.places), len(places) - 1)]
        return self._values(kind.removesuffix("*"), before=" ".join(self.places) if many and len(places) == 1 else "")

    def _values(self, kind: str, before: str = "") -> list[Entry] | None:
        """The values of a kind that begin with what is typed; ``before`` are words of the same name, typed already."""
        if kind == "file":
            return None
        if kind in CHOICES:
            return _starting(((c, "") for c in CHOICES[kind]), self.current)
        if kind == "setting":
            return self._setting()
        entries = self._entries(kind)
        if before and any(_value_begins(entry, f"{before} ".casefold()) for entry in entries):
            rest = [
                (v[len(before) + 1 :], about) for v, about in entries if _value_begins((v, ""), f"{before} ".casefold())
            ]
            return [entry for entry in rest if _value_begins(entry, self.current.casefold())]
        if before and kind == "skill":
            return _starting(((c, "") for c in CHOICES["level"]), self.current)
        return [] if before else _matching(entries, self.current)

    def _setting(self) -> list[Entry] | None:
        """The value of ``set KEY VALUE``."""
        key = self.places[0]
        if key == "goal" and len(self.places) == 1:
            return self._values("goal")
        return _starting(((c, "") for c in CHOICES.get(key, ())), self.current)

    def _entries(self, kind: str) -> list[Entry]:
        if kind in ("entry", "holding"):
            own = self._own(kind)
            if kind == "entry" or _matching(own, self.current):
                return own
            kind = "credential"
        from credplan.shell.completion_names import names

        known = names(self.values.get("--catalog") or os.environ.get("CREDPLAN_CATALOG", ""))
        if kind in ("goal", "career"):
            found = list(known.get("career", ()))
            found += known.get("title", ()) if self.current or self.places else ()
            return found + (known.get("credential", []) if kind == "goal" else [])
        if kind == "requirement":
            return [(c, "") for c in CHOICES["requirement"]] + known.get("credential", []) + known.get("skill", [])
        return known.get(kind, [])

    def _own(self, kind: str) -> list[Entry]:
        """What the learner's own record holds, read as plain TOML: this is no place to complain about it."""
        import tomllib

        from credplan.shell.places import profile_text
        from credplan.shell.regular import open_regular

        try:
            with open_regular(profile_text(self.values.get("--profile", ""))) as file:
                data = tomllib.load(file)
        except (OSError, ValueError, RecursionError):
            return []
        found = [(str(e.get("id", "")), str(e.get("status", ""))) for e in data.get("credential", ())]
        if kind == "entry":
            more = (("skill", "id", "skill"), ("goal", "name", "goal"), ("plan", "name", "saved plan"))
            for table, key, about in (*more, ("waiver", "requirement", "waiver")):
                found += [(str(e.get(key, "")), about) for e in data.get(table, ())]
        return [(value, about) for value, about in found if value and value.isprintable() and about.isprintable()]


def _children(command: str) -> list[Entry]:
    """The commands of a group (of the program itself for an empty ``command``), each with what it does."""
    if command in COMMANDS:
        return []
    deep = command.count(" ") + 1 if command else 0
    found: dict[str, str] = {}
    for name, (about, _, _) in COMMANDS.items():
        words = name.split(" ")
        if len(words) > deep and words[:deep] == command.split(" ")[:deep] * bool(command):
            found.setdefault(words[deep], about if len(words) == deep + 1 else "")
    return list(found.items())


def _starting(entries: Iterable[Entry], typed: str = "") -> list[Entry]:
    return [entry for entry in entries if entry[0].startswith(typed)]


def _matching(entries: list[Entry], typed: str) -> list[Entry]:
    """Those that begin as typed; else those whose id begins so after its slash; else those with such a word."""
    wanted = typed.casefold()
    for begins in (_value_begins, _slug_begins, _word_begins):
        found = [entry for entry in entries if begins(entry, wanted)]
        if found:
            return found
    return []


def _value_begins(entry: Entry, wanted: str) -> bool:
    return entry[0].casefold().startswith(wanted)


def _slug_begins(entry: Entry, wanted: str) -> bool:
    return entry[0].partition("/")[2].casefold().startswith(wanted)


def _word_begins(entry: Entry, wanted: str) -> bool:
    return any(word.startswith(wanted) for word in f"{entry[0]} {entry[1]}".casefold().split())


# ---- the shells' own ways of writing a word -------------------------------------------------------------------------


def _unquoted(word: str) -> str:
    """A word as the shell would pass it on: without quotes (the last may still be open) and backslashes."""
    out, quote, escaped = [], "", False
    for char in word:
        if escaped:
            out.append(char)
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif char == quote:
            quote = ""
        elif char in "'\"" and not quote:
            quote = char
        else:
            out.append(char)
    return "".join(out)


def _joined(words: list[str]) -> tuple[list[str], bool]:
    """The words with ``--option``, ``=`` and its value, which bash takes apart, as one again.

    The second value is whether the last word was such a value: then bash replaces the value alone.
    """
    out: list[str] = []
    last = False
    for index, word in enumerate(words):
        after_option = bool(out) and out[-1].startswith("--")
        if word == "=" and after_option and "=" not in out[-1]:
            out[-1] += "="
            last = True
        elif after_option and out[-1].endswith("=") and words[index - 1] == "=":
            out[-1] += word
            last = True
        else:
            out.append(word)
            last = False
    return out, last


def _for_bash(value: str, raw: str) -> str:
    """Backslashes before what the shell would read; inside quotes only before what counts there."""
    quote = raw[:1]
    if quote == "'":
        return value.replace("'", "'\\''")
    if quote == '"':
        return "".join(f"\\{c}" if c in '"$`\\' else c for c in value)
    return "".join(c if c in _SAFE or not c.isascii() else f"\\{c}" for c in value)


def _for_powershell(value: str) -> str:
    plain = all(c in _SAFE and c not in ",%@" for c in value)
    return value if plain else "'" + value.replace("'", "''") + "'"
