"""Which language the reader wants, and the translation for it where there is one: GNU gettext's rules and files."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from credplan.core import words
from credplan.core.text import safe_text

_PLACE = re.compile(r"\{[^{}]*\}")
_OWN = Path(__file__).resolve().parent.parent / "locale"
_NAME = re.compile(r"[A-Za-z]{2,8}(_[A-Za-z0-9]{2,8})?")


def choose_language(environment: Mapping[str, str]) -> None:
    """Install the translation that ``LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES`` or ``LANG`` ask for; English without one.

    Files are ``<folder>/<language>/LC_MESSAGES/credplan.mo``, in ``CREDPLAN_LOCALES`` and in the program's own folder.
    """
    words.install()
    for name in _wanted(environment):
        if name.startswith("en"):
            return
        file = next((f for f in _files(name, environment) if f.is_file()), None)
        if file is not None:
            _install(name, file)
            return


def _wanted(environment: Mapping[str, str]) -> Iterator[str]:
    """Names of locales without encoding and variant, the most wanted first; ``C`` and ``POSIX`` end the list."""
    said = next((environment[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(n)), "C")
    if said.partition(".")[0] in ("C", "POSIX"):
        return
    for one in (environment.get("LANGUAGE") or said).split(":"):
        name = one.partition(".")[0].partition("@")[0]
        if _NAME.fullmatch(name):
            yield name
            if "_" in name:
                yield name.partition("_")[0]


def _files(name: str, environment: Mapping[str, str]) -> Iterator[Path]:
    if environment.get("CREDPLAN_LOCALES"):
        yield Path(environment["CREDPLAN_LOCALES"]) / name / "LC_MESSAGES" / "credplan.mo"
    yield _OWN / name / "LC_MESSAGES" / "credplan.mo"


def _install(name: str, file: Path) -> None:
    import gettext
    import struct

    try:
        with file.open("rb") as stream:
            found = gettext.GNUTranslations(stream)
    except (OSError, ValueError, LookupError, struct.error):
        print(f"credplan: the translation {file} can't be read; this is English.", file=sys.stderr)
        return
    words.install(name.replace("_", "-"), _checked(found.gettext), _checked_number(found.ngettext))


def _checked(translate: Callable[[str], str]) -> words.Translate:
    """Only translations with the places of the original: others would fail, or show what they should not."""

    def checked(text: str) -> str:
        found = translate(text)
        return safe_text(found) if _places(found) == _places(text) else text

    return checked


def _checked_number(translate: Callable[[str, str, int], str]) -> words.TranslateNumber:
    def checked(one: str, many: str, n: int) -> str:
        found = translate(one, many, n)
        return safe_text(found) if _places(found) == _places(many) else one if n == 1 else many

    return checked


def _places(text: str) -> set[str]:
    return set(_PLACE.findall(text))
