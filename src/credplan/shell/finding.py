"""What a look at this machine found, and how it can be mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec


class Mend(msgspec.Struct, frozen=True):
    """Something that credplan can put right itself, once it is allowed to."""

    what: str
    """In words that a question can be made of: ``bring version 1 of the profile back``."""
    do: Callable[[], object]
    """Does it; raises `CredplanError` or `OSError` when it can't."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at. A ``note`` is worth knowing and no fault."""

    name: str
    state: Literal["ok", "note", "problem"]
    text: str
    fix: str = ""
    """What to do about it."""
    mend: Mend | None = None
