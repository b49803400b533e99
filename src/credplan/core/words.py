"""The one door through which sentences are translated: `_` and `ngettext`, with a translator that the edge installs.

The names are GNU gettext's, so that its tools know them: `_` translates, `ngettext` chooses by number, `N_` marks what
is translated where it is used. Values go in by ``str.format`` with names, so that a translator may move them. Until
something is installed all three give back what they were given.
"""

from __future__ import annotations

from collections.abc import Callable

Translate = Callable[[str], str]
TranslateNumber = Callable[[str, str, int], str]


def _same(text: str) -> str:
    return text


def _english(one: str, many: str, n: int) -> str:
    return one if n == 1 else many


_translate: Translate = _same
_translate_number: TranslateNumber = _english
language = "en"
"""What is spoken now: a language tag (BCP 47)."""


def install(tag: str = "en", translate: Translate = _same, number: TranslateNumber = _english) -> None:
    """Speak another language from here on; without arguments English again. Only the edge calls it, before all else."""
    global _translate, _translate_number, language
    _translate, _translate_number, language = translate, number, tag


def _(text: str) -> str:
    """The sentence in the language that is spoken."""
    return _translate(text)


def ngettext(one: str, many: str, n: int) -> str:
    """The sentence for ``n``; ``{n}`` in it stays for ``str.format``."""
    return _translate_number(one, many, n)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """``text`` itself: marked to be translated where it is used."""
    return text
