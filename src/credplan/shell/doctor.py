"""Looks whether everything that credplan stands on is in order on this machine; changes nothing by itself."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from credplan import __version__
from credplan.core.dates import add_months
from credplan.core.errors import CredplanError
from credplan.core.model import Catalog
from credplan.core.text import join_words, long_date, plural
from credplan.shell import places
from credplan.shell.doctor_profile import lock_findings, profile_findings, version_findings
from credplan.shell.finding import Finding, Mend
from credplan.shell.save import real_path

LEAST_PYTHON = (3, 11)
PACKAGES: dict[str, tuple[str, str]] = {
    "filelock": ("3.20.3", ""),
    "highsbox": ("1.12", "1.15.2"),
    "icalendar": ("6", ""),
    "msgspec": ("0.19", ""),
    "platformdirs": ("4.2", ""),
    "requests": ("2.32.4", ""),
    "rich": ("13.7", ""),
    "tomlkit": ("0.13", ""),
    "typer": ("0.26", "0.29"),
    "typst": ("0.15", ""),
}
"""The packages it runs on: the least version, and the first that is too new (as pyproject.toml has them)."""
AGEING_MONTHS = 12


class Place(msgspec.Struct, frozen=True):
    """Where something lies, whether it is there, and what decided the place."""

    name: str
    path: str
    exists: bool
    decided_by: str


def where(profile: Path | None, catalog: Path | None) -> tuple[Place, ...]:
    """Every file and folder that credplan reads or writes; ``profile`` and ``catalog`` are the options, if given."""
    file = real = ""
    with contextlib.suppress(OSError, RuntimeError):
        file = os.fspath(places.profile_path(profile))
        real = real_path(file)
    chosen = _decided("--profile" if profile is not None else "", "CREDPLAN_PROFILE")
    found = [Place("profile", file, os.path.exists(file), chosen)]
    found.append(Place("backup", f"{real}.bak", os.path.exists(f"{real}.bak"), "beside the profile"))
    found.append(Place("versions", f"{real}.versions", os.path.isdir(f"{real}.versions"), "beside the profile"))
    found.append(Place("lock", f"{real}.lock", os.path.exists(f"{real}.lock"), "beside the profile"))
    cache = os.fspath(places.cache_folder())
    found.append(Place("cache", cache, os.path.isdir(cache), _decided("", "CREDPLAN_CACHE")))
    named = os.fspath(catalog) if catalog is not None else os.environ.get("CREDPLAN_CATALOG", "")
    if named:
        path = os.path.abspath(os.path.expanduser(named))
        by = _decided("--catalog" if catalog is not None else "", "CREDPLAN_CATALOG")
        found.append(Place("catalog", path, os.path.exists(path), by))
    bundled = places.bundled_data()
    found.append(Place("bundled catalog", bundled, os.path.isdir(bundled), "the installation"))
    program = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found.append(Place("program", program, True, "the installation"))
    return tuple(found)


def _decided(option: str, variable: str) -> str:
    return f"option {option}" if option else (variable if os.environ.get(variable) else "this system's usual place")


def examine(profile: Path | None, load: Callable[[], Catalog], today: dt.date) -> tuple[Finding, ...]:
    """Every check, in a fixed order; one that fails in a way nobody thought of is a problem of its own.

    Args:
        profile: the option, if given.
        load: reads the catalog that commands would use.
        today: to tell the catalog's age by.
    """
    checks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("python", _python),
        ("packages", _packages),
        ("profile", lambda: profile_findings(profile)),
        ("versions", lambda: version_findings(profile)),
        ("lock", lambda: lock_findings(profile)),
        ("catalog", lambda: _catalog(load, today)),
        ("cache", _cache),
        ("solver", _solver),
        ("start-up", _start),
        ("terminal", _terminal),
    )
    found: list[Finding] = []
    for name, check in checks:
        try:
            found.extend(check())
        except Exception as problem:
            kind = type(problem).__name__
            found.append(Finding(name, "problem", f"the check itself failed ({kind}: {problem})", _REPORT))
    return tuple(found)


_REPORT = "Please report it with what this command printed."


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    text = f"credplan {__version__} on Python {version} ({sys.executable or 'no path'})"
    if sys.version_info[:2] < LEAST_PYTHON:
        yield Finding("python", "problem", text, "Install Python 3.11 or newer, and credplan with it.")
    else:
        yield Finding("python", "ok", text)


def _packages() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    there, wrong = [], []
    for name, (least, first_too_new) in PACKAGES.items():
        try:
            mine = version(name)
        except PackageNotFoundError:
            wrong.append(f"{name} is missing")
            continue
        there.append(f"{name} {mine}")
        if _order(mine) < _order(least):
            wrong.append(f"{name} {mine} is older than {least}")
        elif (first_too_new and _order(mine) >= _order(first_too_new)) or (name, mine[:5]) == ("highsbox", "1.14."):
            wrong.append(f"{name} {mine} is not one that credplan was cleared for")
    if wrong:
        yield Finding("packages", "problem", "; ".join(wrong), "Install credplan again, in an environment of its own.")
    else:
        yield Finding("packages", "ok", ", ".join(there))


def _order(version: str) -> tuple[int, ...]:
    """The numbers that a version begins with, enough to compare by: ``4.2rc1`` is taken for ``4.2``."""
    numbers = []
    for part in version.split(".")[:4]:
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _catalog(load: Callable[[], Catalog], today: dt.date) -> Iterator[Finding]:
    try:
        catalog = load()
    except CredplanError as problem:
        yield Finding("catalog", "problem", problem.message, problem.hint or "credplan catalog check says more.")
        return
    text = f"version {catalog.version} of {long_date(catalog.date)}, {plural(len(catalog.credentials), 'credential')}"
    if not catalog.credentials:
        yield Finding(
            "catalog", "problem", f"{text}: it is empty", "Install credplan again, or name another: --catalog"
        )
    elif add_months(catalog.date, AGEING_MONTHS) < today:
        yield Finding(
            "catalog",
            "note",
            f"{text}: prices may have changed since",
            "Confirm prices before you pay; a newer credplan brings a newer catalog.",
        )
    else:
        yield Finding("catalog", "ok", text)


def _cache() -> Iterator[Finding]:
    folder = places.cache_folder()
    at = folder
    while not at.is_dir() and at.parent != at and not at.exists():
        at = at.parent
    try:
        if at == folder:
            with tempfile.TemporaryFile(dir=at):
                pass
        elif not at.is_dir() or not os.access(at, os.W_OK | os.X_OK):
            raise PermissionError(0, f"{at} can't be written to")
    except OSError as problem:
        reason = problem.strerror or str(problem)
        yield Finding(
            "cache",
            "problem",
            f"{folder}: {reason}; each command reads the whole catalog again",
            "Name another folder: CREDPLAN_CACHE",
        )
        return
    if os.name != "nt" and at == folder and folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        # Only files of one's own are believed, so this is no danger to plans; but anybody can fill or empty it.
        mend = Mend("close the cache folder to others", lambda: folder.chmod(0o700))
        yield Finding("cache", "problem", f"{folder}: others can write into it", f"chmod 700 {folder}", mend)
        return
    yield Finding("cache", "ok", f"{folder}" if at == folder else f"{folder}, made on first use")


def _solver() -> Iterator[Finding]:
    from credplan.core.planning.selfcheck import solver_fault

    fix = "Install highsbox again: pip install --force-reinstall highsbox"
    try:
        fault = solver_fault()
    except CredplanError as problem:
        yield Finding("solver", "problem", problem.message, problem.hint or fix)
        return
    if fault:
        yield Finding("solver", "problem", fault, fix)
    else:
        yield Finding("solver", "ok", "it loads, and solves and proves a small plan")


def _start() -> Iterator[Finding]:
    slow = []
    if sys.dont_write_bytecode:
        slow.append("compiled modules are not kept (PYTHONDONTWRITEBYTECODE or -B): every start takes longer")
    if sys.flags.optimize > 1:
        slow.append("docstrings are stripped (-OO): help texts are empty")
    if slow:
        yield Finding(
            "start-up", "note", join_words(slow), "Unset PYTHONDONTWRITEBYTECODE, and start Python without -B or -OO."
        )
    else:
        yield Finding("start-up", "ok", "compiled modules are kept")


def _terminal() -> Iterator[Finding]:
    encoding = (sys.stdout.encoding or "unknown").lower()
    kind = "a terminal" if sys.stdout.isatty() else "no terminal"
    text = f"{kind}, {encoding}"
    if encoding.replace("_", "-") not in ("utf-8", "utf8", "cp65001"):
        yield Finding(
            "terminal",
            "note",
            f"{text}: what it can't show is printed as a question mark",
            "Set PYTHONUTF8=1, or use a UTF-8 locale.",
        )
    else:
        yield Finding("terminal", "ok", text)
