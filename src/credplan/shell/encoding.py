"""Consoles that can't show every character (cp1252, Latin-1, ASCII): something readable instead, and never a crash."""

from __future__ import annotations

import codecs
import sys
from typing import Any

ERRORS = "credplan"
"""The name of the error handler, for ``reconfigure(errors=…)``."""

_ASCII = "credplan_ascii"

_SAID = {
    "\u2013": "-",
    "\u2014": "-",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2212": "-",
    "\u00b7": "|",  # between the parts of a line; a hyphen would read as minus there
    "\u2022": "*",
    "\u2026": "...",
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u2192": "->",
    "\u2190": "<-",
    "\u2194": "<->",
    "\u21d2": "=>",
    "\u2191": "^",
    "\u2193": "v",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2260": "!=",
    "\u2248": "~",
    "\u00d7": "x",
    "\u00f7": "/",
    "\u00b1": "+/-",
    "\u2713": "+",
    "\u2714": "+",
    "\u2717": "x",
    "\u2718": "x",
    "\u2044": "/",
    "\u20ac": "EUR",
    "\u00a3": "GBP",
    "\u00a5": "JPY",
    "\u20b9": "INR",
    "\u00a7": "section ",
    "\u00ae": "(R)",
    "\u00a9": "(C)",
    "\u2122": "(TM)",
    "\u00b0": " degrees",
    "\u00df": "ss",
    "\u00e6": "ae",
    "\u00c6": "AE",
    "\u00f8": "o",
    "\u00d8": "O",
    "\u0142": "l",
    "\u0141": "L",
    "\u0153": "oe",
    "\u0152": "OE",
    "\u2592": "+",  # beside a full block, which is a #
}
_HORIZONTAL, _VERTICAL = (
    "\u2500\u2501\u2504\u2505\u2508\u2509\u254c\u254d\u2550",
    "\u2502\u2503\u2506\u2507\u250a\u250b\u254e\u254f\u2551",
)


def instead(char: str) -> str:
    """ASCII that stands for ``char``: a look-alike, the letter without its accent, else ``?``."""
    if char in _SAID:
        return _SAID[char]
    code = ord(char)
    if 0x2500 <= code <= 0x257F:  # lines and corners of boxes
        return "-" if char in _HORIZONTAL else "|" if char in _VERTICAL else "+"
    if 0x2580 <= code <= 0x259F:  # blocks, as bars are drawn of
        return "#"
    import unicodedata

    if unicodedata.combining(char) or char in "\u200b\u200c\u200d\ufeff":
        return ""
    if char.isspace():
        return " "
    parts = unicodedata.normalize("NFKD", char)
    plain = "".join(c if c.isascii() else _SAID.get(c, "") for c in parts)
    return plain if plain.isprintable() and plain else "?"


def _handler(problem: UnicodeError) -> tuple[str, int]:
    assert isinstance(problem, UnicodeEncodeError)
    return "".join(map(instead, problem.object[problem.start : problem.end])), problem.end


def prepare(*streams: Any) -> None:
    """Make each of ``streams`` write what it can encode, and what is nearest to it where it can't."""
    codecs.register_error(ERRORS, _handler)
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if _codec_name(stream.encoding) == "ascii":
            # Typer takes an ASCII stream for a mistake and writes UTF-8 into it; under another name it lets it be.
            codecs.register(_ascii_by_another_name)
            reconfigure(encoding=_ASCII, errors=ERRORS)
        else:
            reconfigure(errors=ERRORS)


def _ascii_by_another_name(name: str) -> codecs.CodecInfo | None:
    if name != _ASCII:
        return None
    plain = codecs.lookup("ascii")
    return codecs.CodecInfo(
        plain.encode,
        plain.decode,
        plain.streamreader,
        plain.streamwriter,
        plain.incrementalencoder,
        plain.incrementaldecoder,
        name=_ASCII,
    )


def _codec_name(encoding: str | None) -> str:
    try:
        return codecs.lookup(encoding or "utf-8").name
    except LookupError:
        return ""


def json_for(text: str, encoding: str | None) -> str:
    r"""A JSON document as ``encoding`` can carry it whole: other encodings than UTF-8 get ``\u00e9`` for an é."""
    if _codec_name(encoding) == "utf-8" or text.isascii():
        return text
    import json

    return "".join(c if c.isascii() else json.dumps(c)[1:-1] for c in text)


def json_on_stdout(text: str) -> str:
    """`json_for` the encoding of stdout."""
    return json_for(text, sys.stdout.encoding)
