"""What every test stands on: a profile of its own, a pinned day, no network, and one way to run the program."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-24"


class Outcome(NamedTuple):
    """What one command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One compiled catalog for all tests; a test about the cache itself sets ``CREDPLAN_CACHE`` again."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_cache: Path) -> None:
    """No test sees this machine's profile, cache, day or terminal."""
    for name in list(os.environ):
        if name.startswith(("CREDPLAN_", "XDG_", "CLICOLOR")) or name in (
            "NO_COLOR",
            "FORCE_COLOR",
            "EDITOR",
            "VISUAL",
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CREDPLAN_PROFILE", str(tmp_path / "profile.toml"))
    monkeypatch.setenv("CREDPLAN_CACHE", str(shared_cache))
    monkeypatch.setenv("CREDPLAN_TODAY", TODAY)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("PAGER", "cat")  # a test that wants to wait in a pager says so


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Whatever tries to leave the machine fails the test that made it try."""

    def refuse(self: socket.socket, address: Any, *rest: Any) -> Any:
        if self.family == getattr(socket, "AF_UNIX", None):
            return real(self, address, *rest)
        raise AssertionError(f"a test tried to connect to {address!r}")

    def refuse_name(*address: Any, **rest: Any) -> Any:
        raise AssertionError(f"a test tried to look up {address[:1]!r}")

    real = socket.socket.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        patch.setattr(socket, "getaddrinfo", refuse_name)
        yield


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """``run("plan", "data analyst", "--json")`` in this process, with exit code and both streams."""
    from credplan.cli.app import run as run_command

    def run_it(*arguments: str) -> Outcome:
        capsys.readouterr()
        code = run_command([str(a) for a in arguments])
        return Outcome(code, *capsys.readouterr())

    return run_it


@pytest.fixture
def run_process() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """``python -m credplan …`` as a process of its own, its streams as bytes; ``env`` adds to the environment."""

    def run_it(*arguments: str, env: dict[str, str] | None = None, **rest: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "credplan", *arguments],
            env=process_environment(env),
            capture_output=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
            **rest,
        )

    return run_it


def process_environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """This process's environment with the checkout's sources found first, and ``more``."""
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path, **(more or {})}


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("CREDPLAN_CACHE", str(folder))
    return folder
