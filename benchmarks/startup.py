"""How long credplan takes to answer, as ratios to the interpreter's own start and to an empty Typer program.

    python benchmarks/startup.py [--rounds 25] [--check]

All commands run one after the other, round by round, so that a busy moment of the machine falls on all of them; what
counts is the ratio of medians within one run, not milliseconds. The first, unmeasured rounds compile the modules and
the catalog. ``--check`` ends with 1 when a target is missed by more than a quarter (shared machines wobble).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE = "python -c pass"
TYPER = "an empty Typer program"
TYPER_PROGRAM = """\
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def main(name: str = "x") -> None:
    pass
app()
"""

# What is run, and the ratio to BASE that it should not exceed; None is only watched.
COMMANDS: tuple[tuple[tuple[str, ...], float | None], ...] = (
    (("--version",), 1.5),
    ((), 1.5),
    (("--help",), 1.5),
    (("__complete", "bash", "--", "plan", "nurs"), 2.5),
    (("plan", "data analyst", "--json"), 10),
    (("plan", "data analyst"), 14),
    (("plan", "data analyst", "--plain"), None),
    (("gap", "data analyst", "--json"), None),
    (("search", "python"), 14),
    (("search", "python", "--json"), 10),
    (("status",), None),
    (("plan", "--help"), None),
)


def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds of each round for each command, in the order they are listed."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},  # it recompiles at every start
            "CREDPLAN_CACHE": os.path.join(folder, "cache"),
            "CREDPLAN_PROFILE": os.path.join(folder, "profile.toml"),
            "CREDPLAN_TODAY": "2026-11-24",
            "PYTHONPYCACHEPREFIX": os.path.join(folder, "compiled"),
            "PYTHONPATH": str(Path(__file__).resolve().parent.parent / "src"),
        }
        program = Path(folder) / "empty.py"
        program.write_text(TYPER_PROGRAM)
        lines = {BASE: [sys.executable, "-c", "pass"], TYPER: [sys.executable, str(program)]}
        for arguments, _ in COMMANDS:
            lines[label(arguments)] = [sys.executable, "-m", "credplan", *arguments]
        times: dict[str, list[float]] = {name: [] for name in lines}
        for number in range(-3, rounds):
            for name, line in lines.items():
                begin = time.perf_counter()
                done = subprocess.run(line, env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False)
                elapsed = time.perf_counter() - begin
                if done.returncode != 0:
                    raise SystemExit(f"{name} ended with {done.returncode}:\n{done.stderr.decode()}")
                if number >= 0:
                    times[name].append(elapsed)
        return times


def label(arguments: tuple[str, ...]) -> str:
    """The command as one types it."""
    return " ".join(["credplan", *(f'"{a}"' if " " in a else a for a in arguments)])


def main() -> None:
    """Measure, print the table, and with ``--check`` fail on a target that is clearly missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--check", action="store_true", help="exit 1 when a target is missed by more than a quarter")
    options = parser.parse_args()
    times = measure(options.rounds)
    base, typer = statistics.median(times[BASE]), statistics.median(times[TYPER])
    targets = {label(arguments): target for arguments, target in COMMANDS}
    missed = []
    print(f"{'median of ' + str(options.rounds):38} {'ms':>7} {'min':>7} {'x python':>9} {'x Typer':>8} {'target':>7}")
    for name, rounds in times.items():
        median, target = statistics.median(rounds), targets.get(name)
        ratio = median / base
        print(
            f"{name:38} {median * 1000:7.1f} {min(rounds) * 1000:7.1f} {ratio:9.2f} {median / typer:8.2f} "
            f"{target or '':>7} {'over' if target and ratio > target else ''}".rstrip()
        )
        if target and ratio > target * 1.25:
            missed.append(name)
    if options.check and missed:
        raise SystemExit(f"Over target: {', '.join(missed)}")


if __name__ == "__main__":
    main()
