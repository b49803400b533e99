"""Doctor's look at the profile, its versions and its lock, and what can be mended about them."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from credplan.core.errors import ChangedUnderneath, CredplanError, InvalidFile
from credplan.core.text import plural
from credplan.shell import places, save, versions
from credplan.shell.finding import Finding, Mend
from credplan.shell.profile_file import read_profile
from credplan.shell.profile_versions import Kept, day_and_time, history, last_good, restore_profile

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def profile_findings(option: Path | None) -> Iterator[Finding]:
    """Whether the profile can be read and has no problems, and who can read and change it."""
    path = places.profile_path(option)
    try:
        stored = read_profile(path, required=option is not None)
    except InvalidFile as problem:
        count = plural(len(problem.problems), "problem") if problem.problems else problem.message
        good = last_good(path)
        fix, mend = "credplan profile check lists them.", None
        if good is not None:
            when = f", replaced on {day_and_time(good.until)}" if good.until else ""
            mend = Mend(f"bring the last good version back (version {good.number}{when})", _restore(path, good))
            fix = f"credplan profile check lists them; credplan profile restore {good.number} goes back."
        yield Finding("profile", "problem", f"{path}: {count}", fix, mend)
        return
    except CredplanError as problem:
        yield Finding("profile", "problem", problem.message, problem.hint)
        return
    if stored is None:
        good = last_good(path)
        if good is None:
            yield Finding("profile", "ok", f"none yet at {path}", "credplan init makes one, when you want one.")
        else:
            mend = Mend(f"bring version {good.number} of it back", _restore(path, good))
            yield Finding("profile", "problem", f"none at {path}, but versions of one", "credplan undo", mend)
        return
    yield Finding("profile", "ok", f"{path}: {plural(len(stored.credential), 'credential')}, no problems")
    yield from _permissions(path)


def _restore(path: Path, good: Kept) -> Callable[[], object]:
    return lambda: restore_profile(path, good.number)


def _permissions(path: Path) -> Iterator[Finding]:
    if os.name == "nt":
        return  # there the folder's own rules decide
    real = save.real_path(path)
    found = os.stat(real)
    quoted = shlex.quote(real)
    mine = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
    if found.st_mode & _OTHERS:
        mend = Mend("make it yours alone", lambda: os.chmod(real, stat.S_IMODE(found.st_mode) & ~_OTHERS))
        text = "others on this machine can read it"
        yield Finding("profile", "problem", text, f"chmod 600 {quoted}", mend if mine else None)
    if not mine:
        yield Finding("profile", "problem", "it belongs to another user", "Use a file of your own: --profile FILE")
    elif not found.st_mode & stat.S_IWUSR:
        mend = Mend(
            "take its write protection away", lambda: os.chmod(real, stat.S_IMODE(found.st_mode) | stat.S_IWUSR)
        )
        yield Finding("profile", "problem", "it can't be changed: it is write-protected", f"chmod u+w {quoted}", mend)
    elif not os.access(os.path.dirname(real), os.W_OK):
        folder = shlex.quote(os.path.dirname(real))
        text = "it can't be changed: its folder is write-protected"
        yield Finding("profile", "problem", text, f"chmod u+w {folder}")


def version_findings(option: Path | None) -> Iterator[Finding]:
    """Whether there are versions to go back to, and whether they are the owner's alone."""
    path = places.profile_path(option)
    real = save.real_path(path)
    try:
        found = history(path)
    except CredplanError as problem:
        yield Finding("versions", "problem", problem.message, "Look at their owner and mode.")
        return
    if not found:
        yield Finding("versions", "ok", "none yet: one is kept with each change")
        return
    until = f", the newest of the change on {day_and_time(found[0].until)}" if found[0].until else ""
    broken = [str(v.number) for v in found if not v.valid]
    text = f"{len(found)} kept{until}"
    if broken:
        text += f"; with problems: {', '.join(broken)}"
    yield Finding("versions", "note" if broken else "ok", text, "credplan profile history" if broken else "")
    open_ones = [f for f in (*(v.path for v in found), real + versions.FOLDER) if _open_to_others(f)]
    if open_ones:

        def close() -> None:
            for file in open_ones:
                os.chmod(file, stat.S_IMODE(os.stat(file).st_mode) & ~_OTHERS)

        fix = f"chmod go-rwx {' '.join(map(shlex.quote, open_ones))}"
        yield Finding(
            "versions", "problem", "others on this machine can read them", fix, Mend("make them yours alone", close)
        )


def _open_to_others(path: str) -> bool:
    try:
        return os.name != "nt" and bool(os.stat(path).st_mode & _OTHERS)
    except OSError:
        return False


def lock_findings(option: Path | None) -> Iterator[Finding]:
    """Whether somebody is writing the profile right now, and what killed saves left."""
    real = save.real_path(places.profile_path(option))
    if not os.path.exists(real + ".lock"):
        yield Finding("lock", "ok", "none yet: it is made with the first change")
        return
    try:
        with save.locked(real, wait=0):
            left = save.strays(real)
    except ChangedUnderneath as problem:
        yield Finding("lock", "note", problem.message, "It ends with the program that holds it.")
        return
    except CredplanError as problem:
        yield Finding("lock", "problem", problem.message, problem.hint)
        return
    if not left:
        yield Finding("lock", "ok", "nobody is writing the profile")
        return

    def sweep() -> None:
        with save.locked(real):
            for stray in save.strays(real):
                os.unlink(stray)

    text = f"{plural(len(left), 'temporary file')} left by saves that were killed; nothing of yours is in danger"
    yield Finding("lock", "note", text, "The next change removes them after an hour.", Mend("remove them now", sweep))
