"""The learner's profile on disk: reading it with every problem told at once, and changing it without losing a word.

`tomllib` reads; changes go through `core.toml_patch` (tomlkit on the tables that change) and are read again and
compared before anything is written. The steps of a save are in `shell.save`.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from credplan.core.errors import CannotWrite, ChangedUnderneath, InvalidFile, MissingFile
from credplan.core.profile import SCHEMA, Profile, SavedPlan
from credplan.core.profile_check import check, inert, to_profile
from credplan.core.profile_migrate import migrated
from credplan.core.text import safe_text
from credplan.shell.profile_text import decoded, encoded, loaded, parsed, read_bytes
from credplan.shell.stdin import NAME, is_stdin, refuse_to_write

HEADER = """\
# Your credplan profile. You may edit it by hand: comments and order are kept.
# Check it with: credplan profile check
schema = 1
"""

_LOOKS, _LOOK_SECONDS = 8, 0.025
"""So often, and this far apart, an empty or missing profile that was not so before is looked at again."""

Change = Callable[[dict[str, Any]], None]
"""A change of a profile's plain values (tables are dicts, lists of tables are lists), made in place."""


class Edited(msgspec.Struct, frozen=True):
    """What an edit did: the profile before and after, whether anything was written, and a remark to pass on."""

    path: str
    before: Profile
    profile: Profile
    written: bool
    remark: str = ""


def read_profile(path: Path, required: bool = False) -> Profile | None:
    """The profile at ``path`` (``-``: on stdin); ``None`` when there is none.

    Raises:
        MissingFile: it can't be read, or is not there and ``required``.
        InvalidFile: it has problems; all of them are listed with line and column.

    """
    raw = _settled(path)
    if raw is None:
        if required:
            raise MissingFile(
                f"There is no profile at {path}.", hint="credplan init makes one; credplan add begins one too."
            )
        return None
    if is_stdin(path):
        return _once_parsed(raw, NAME)
    try:
        refuse_emptied(raw, path)
        return _once_parsed(raw, str(path))
    except InvalidFile as problem:
        from credplan.shell.profile_versions import with_last_good

        raise with_last_good(problem, path) from None


def _settled(path: Path) -> bytes | None:
    """The bytes; where they are gone or none, looked at again for a moment: an editor may be about to write them."""
    raw = read_bytes(path)
    if is_stdin(path):
        return raw
    backup = os.path.realpath(path) + ".bak" if not (raw or b"").strip() else ""
    for _ in range(_LOOKS if backup and os.path.exists(backup) else 0):
        time.sleep(_LOOK_SECONDS)
        raw = read_bytes(path)
        if (raw or b"").strip():
            break
    return raw


@functools.lru_cache(maxsize=1)
def _once_parsed(raw: bytes, name: str) -> Profile:
    """What a command reads twice, for its catalogs and for itself, is parsed once."""
    return parsed(raw, name)[0]


def refuse_emptied(raw: bytes, path: Path) -> None:
    """A file with nothing in it is a profile that was lost, if there was something in it before.

    Raises:
        InvalidFile: so it is.

    """
    if not raw.strip() and os.path.exists(os.path.realpath(path) + ".bak"):
        raise InvalidFile(
            f"{path} is empty, and it was not before.",
            hint="If an editor is just saving it, run the command again. "
            "If it is meant to be empty, write into it: schema = 1",
        )


def parse_profile(text: str, name: str = "profile") -> Profile:
    """The profile that ``text`` holds; ``name`` is how messages call it. Raises `InvalidFile` as `read_profile`."""
    return parsed(text.encode("utf-8", "surrogatepass"), name)[0]


def read_text(path: Path) -> str:
    """The profile's text as the learner wrote it, for showing it; raises as `read_profile` does when required."""
    raw = read_bytes(path)
    if raw is None:
        raise MissingFile(f"There is no profile at {path}.", hint="credplan init makes one.")
    return decoded(raw, NAME if is_stdin(path) else str(path))


def edit_profile(path: Path, change: Change, *, create: bool = True) -> Edited:
    """Apply ``change`` to the profile's values and save it with its comments, order and line ends kept.

    ``change`` gets the plain values and says by them what the file must mean afterwards; the new text is read again
    and compared with that before the file is touched, so a fault in writing TOML can't reach the disk. A change
    that changes nothing writes nothing.

    Raises:
        MissingFile: there is no profile and ``create`` is false.
        InvalidFile: the profile has problems, or would have after the change.
        ChangedUnderneath: somebody else is writing or has written meanwhile.
        CannotWrite: the disk, or a newer schema, or a layout that can't be changed safely.

    """
    from credplan.core.toml_patch import same
    from credplan.shell.save import locked, real_path, write_over

    refuse_to_write(path)
    real = real_path(path)
    if not create and not os.path.exists(real):
        raise MissingFile(f"There is no profile at {path}.", hint="credplan init makes one.")
    with locked(real):
        raw = _settled(Path(real))
        try:
            refuse_emptied(b"schema" if raw is None else raw, path)
            text = HEADER if raw is None else decoded(raw, str(path))
            before, data = parsed(text.encode(), str(path))
        except InvalidFile as problem:
            from credplan.shell.profile_versions import with_last_good

            raise with_last_good(problem, path) from None
        _refuse_newer(before, path)
        wanted = migrated(data)
        change(wanted)
        wanted = _plain(wanted)
        if same(wanted, migrated(data)):
            return Edited(path=str(path), before=before, profile=before, written=False)
        new, after = _new_text(text, data, wanted, path)
        content = encoded(new, raw)
        try:
            remark = write_over(real, content, raw)
        except ChangedUnderneath as problem:
            from credplan.shell.profile_versions import both_shown

            raise both_shown(problem, raw, read_bytes(Path(real)), content) from None
    return Edited(path=str(path), before=before, profile=after, written=True, remark=remark)


def create_profile(path: Path, text: str, *, replace: bool = False) -> Edited:
    """Write a new profile from ``text``; an existing one is replaced only when asked, and then kept as ``.bak``.

    Raises:
        CannotWrite: there is one already, or it can't be written.
        InvalidFile: ``text`` is no valid profile.

    """
    from credplan.shell.save import locked, real_path, write_over

    refuse_to_write(path)
    real = real_path(path)
    profile, _ = parsed(text.encode(), str(path))
    with locked(real):
        raw = read_bytes(Path(real))
        if raw is not None and not replace:
            raise CannotWrite(f"{path} exists already.", hint="Nothing was changed.")
        remark = write_over(real, text.encode(), raw)
    return Edited(path=str(path), before=Profile(), profile=profile, written=True, remark=remark)


def save_plan(path: Path, plan: SavedPlan) -> Edited:
    """Keep ``plan`` in the profile; one of the same name is replaced. Raises as `edit_profile` does."""
    from credplan.core.wire import encode_hook

    entry = msgspec.to_builtins(plan, enc_hook=encode_hook, builtin_types=(_date_type(),))

    def change(data: dict[str, Any]) -> None:
        plans = data.setdefault("plan", [])
        for index, old in enumerate(plans):
            if str(old["name"]).casefold() == plan.name.casefold():
                plans[index] = entry
                return
        plans.append(entry)

    return edit_profile(path, change)


def _refuse_newer(profile: Profile, path: Path) -> None:
    if profile.schema > SCHEMA:
        raise InvalidFile(
            f"{path} was written by a newer credplan (schema {profile.schema}; this one writes schema {SCHEMA}).",
            hint="Nothing was changed. Update credplan to change it; reading and planning still work.",
        )


def _new_text(text: str, data: dict[str, Any], wanted: dict[str, Any], path: Path) -> tuple[str, Profile]:
    """The new text with its profile."""
    from credplan.core import toml_patch

    safe = inert(wanted)
    problems = check(safe)
    if problems:
        told = tuple(f"{p.what}. {p.fix}".strip() for p in problems)
        raise InvalidFile(f"That would make {path} invalid; nothing was changed.", problems=told)
    profile = to_profile(safe)
    reason, new = "", ""
    try:
        new = toml_patch.patched(text, data, wanted)
        if not toml_patch.same(loaded(new, "the new text"), wanted):
            reason = "the text that was made for it means something else"
    except (toml_patch.Unpatchable, InvalidFile) as problem:
        reason = str(problem)
    except Exception as problem:  # tomlkit raises many kinds; whatever it is, the file is not touched
        reason = f"{type(problem).__name__}: {problem}"
    if reason:
        from credplan.shell.profile_versions import difference

        raise CannotWrite(
            f"Can't change {path} safely ({safe_text(reason, 300)}); it is as it was.",
            hint="\n".join(["Make the change by hand with: credplan profile edit", *difference(text, new)]),
        )
    return new, profile


def _plain(value: Any) -> Any:
    """Dicts, lists and scalars only, whatever containers a change put in."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value.unwrap() if hasattr(value, "unwrap") else value


def _date_type() -> type:
    import datetime as dt

    return dt.date
