"""Gather the sentences that can be translated into ``locale/credplan.pot``, as xgettext would.

    python tools/messages.py

They are the arguments of ``_``, ``N_`` and ``ngettext`` (`credplan.core.words`), which have to be plain strings.
``tests/test_messages.py`` says when the file is out of date, and which modules must send every sentence through it.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "credplan"
TEMPLATE = ROOT / "locale" / "credplan.pot"
CALLS = {"_": 1, "N_": 1, "ngettext": 2}
"""How many of the first arguments are sentences."""

HEAD = """# Sentences of credplan. Made by tools/messages.py.
msgid ""
msgstr ""
"Project-Id-Version: credplan\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"
"""


def messages() -> dict[tuple[str, ...], list[str]]:
    """Each sentence, or pair for one and many, with the files it stands in, sorted.

    Raises:
        SystemExit: a call whose sentence is put together where it stands, so that no translator could ever see it.
    """
    found: dict[tuple[str, ...], set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS):
                continue
            told = node.args[: CALLS[node.func.id]]
            if all(isinstance(a, ast.Constant) and isinstance(a.value, str) for a in told):
                found.setdefault(tuple(str(ast.literal_eval(a)) for a in told), set()).add(name)
            elif any(isinstance(a, ast.JoinedStr | ast.BinOp) for a in told):
                raise SystemExit(f"{name}:{node.lineno}: a sentence that is put together can't be translated")
    return {key: sorted(found[key]) for key in sorted(found)}


def template() -> str:
    """The whole file, the same for the same sources."""
    parts = [HEAD]
    for told, files in messages().items():
        lines = [f"#: {' '.join(files)}"]
        if "{" in told[0]:
            lines.append("#, python-brace-format")
        lines.append(f"msgid {_quoted(told[0])}")
        if len(told) > 1:
            lines += [f"msgid_plural {_quoted(told[1])}", 'msgstr[0] ""', 'msgstr[1] ""']
        else:
            lines.append('msgstr ""')
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_text(template(), encoding="utf-8")
