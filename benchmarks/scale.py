"""How credplan answers as the catalog grows: made-up catalogs of 300 to 300,000 credentials, everything as ratios.

    python benchmarks/scale.py [--sizes 300,3000,30000,300000] [--rounds 5] [--careers 6] [--learners 2] [--check]

Whole commands are set against ``python -c pass``, the exact choice against OR-Tools CP-SAT on all cores and against a
greedy plan, each in turn with the others, so that a busy moment falls on all of them. docs/benchmarks.md says what is
measured and how the catalogs are made. ``--check`` ends with 1 when a target is missed by more than a quarter.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
SIZES = (300, 3_000, 30_000, 300_000)
BASE = "python -c pass"
DAY = "2026-11-24"
PLAN_TARGETS = {300: 10.0, 3_000: 12.0, 30_000: 12.0, 300_000: 20.0}
SEARCH_TARGETS = {3: 0.001, 5: 0.010}
CP_SAT_TARGET = 3.0
QUERIES = ("dat", "sec", "net", "car", "pay", "hea", "datab", "secur", "netwo", "payme", "healt", "custo")
SHOWN = 20
FEWEST_VARIABLES = 40
"""Choices with fewer are left out of the race with CP-SAT: its start would be all that is measured."""
MOST_RACING = 30.0
"""Seconds a size after which no further choice is raced; the table says how many were."""
LONG_SECONDS = 2.0
"""What takes longer is run once: then the turn matters less than the ten minutes that all of it may take."""


MOST_SECONDS = 10.0
"""A command that takes longer is ended and counts as unfinished: its ratio is only known to be above this."""


class Spent(NamedTuple):
    """What one process took."""

    seconds: float
    mebibytes: float
    finished: bool = True


class Asked(NamedTuple):
    """A question: the career, and the profile of who asks."""

    career: str
    profile: str


class World:
    """One catalog on disk with its learners, and an environment in which only they exist."""

    def __init__(self, size: int, folder: Path, careers: int, learners: int) -> None:
        self.source, self.cache = folder / "catalog", folder / "cache"
        self.environment = {
            **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},  # it recompiles at every start
            "CREDPLAN_CACHE": str(self.cache),
            "CREDPLAN_PROFILE": str(folder / "none.toml"),
            "CREDPLAN_CATALOG": str(self.source),
            "CREDPLAN_TODAY": DAY,
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
            "PYTHONPATH": os.pathsep.join((str(HERE.parent / "src"), str(HERE))),
        }
        done = subprocess.run(
            [sys.executable, str(HERE / "prepare.py"), *map(str, (size, folder, 4 * careers, learners))],
            env=self.environment,
            stdout=subprocess.PIPE,
            check=True,
        )
        self.made: dict[str, Any] = json.loads(done.stdout)
        self.raced = [Asked(*one) for one in self.made["asked"]]
        """What is solved inside the process."""
        self.planned = [one for i, one in enumerate(self.raced) if i // learners % 4 == 0]
        """What whole commands are run for: the learners of every fourth career."""

    def forget(self) -> None:
        """Take the index away, as on first use."""
        for path in self.cache.glob("*"):
            path.unlink()

    def command(self, *arguments: str) -> list[str]:
        """The program's command line."""
        return [sys.executable, "-m", "credplan", *arguments]

    def run(self, line: Sequence[str]) -> Spent:
        """Run one process to its end; it must end well, and a plan may also be refused with a proof."""
        begin = time.perf_counter()
        child = subprocess.Popen(
            line, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert child.stderr is not None
        ended = Timer(MOST_SECONDS, child.kill)
        ended.start()
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        ended.cancel()
        seconds = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        finished = not (child.returncode < 0 and seconds >= MOST_SECONDS)
        if finished and child.returncode not in (0, 3):
            raise SystemExit(f"{' '.join(line)} ended with {child.returncode}:\n{said.decode()}")
        scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return Spent(seconds, usage.ru_maxrss / scale, finished)


class Worker:
    """A process that answers requests of one line each."""

    def __init__(self, line: Sequence[str], environment: dict[str, str]) -> None:
        self.child = subprocess.Popen(line, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, request: Any) -> dict[str, Any]:
        """The answer to one request."""
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(json.dumps(request) + "\n")
        self.child.stdin.flush()
        line = self.child.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(map(str, self.child.args))} ended early")  # type: ignore[arg-type]
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """Let it end."""
        self.child.communicate()


# ---- what is measured --------------------------------------------------------------------------------------------


def measure(size: int, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one size; seconds and MiB, ratios where it says so."""
    world = World(size, folder, options.careers, options.learners)
    found: dict[str, Any] = {"size": size, "written": "indexing" not in world.made}
    found["indexing"] = first_use(world) if found["written"] else world.made["indexing"]
    found["index_mib"] = sum(p.stat().st_size for p in world.cache.glob("*.sqlite")) / (1 << 20)
    found |= commands(world, options.rounds)
    inside = Worker([sys.executable, str(HERE / "inside.py"), str(world.source), DAY], world.environment)
    found["search"] = searches(inside, options.rounds)
    if not world.planned:
        return found | {"stages": {}, "race": []}
    found["stages"] = stages(inside, world)
    found["race"] = list(race(inside, world, options.rounds))
    inside.close()
    return found


def first_use(world: World) -> float:
    """Seconds that the first command takes longer than the second: reading the files and writing the index."""
    line = world.command("show", world.made["one"], "--json")
    world.run(line)  # compiles the modules
    extra = []
    for _ in range(3):
        world.forget()
        first = world.run(line).seconds
        extra.append(first - world.run(line).seconds)
    return statistics.median(extra)


def commands(world: World, rounds: int) -> dict[str, Any]:
    """Seconds and peak memory of whole commands, round by round in turn."""
    lines = {BASE: [sys.executable, "-c", "pass"]}
    lines["search"] = world.command("search", "secur", "--limit", str(SHOWN), "--json")
    lines["show"] = world.command("show", world.made["one"], "--json")
    for number, (career, profile) in enumerate(world.planned):
        lines[f"plan {number}"] = world.command("plan", career, "--json", "--profile", profile)
    spent: dict[str, list[Spent]] = {name: [] for name in lines}
    for number in range(-1, rounds):
        for name, line in lines.items():
            if spent[name] and spent[name][0].seconds > LONG_SECONDS:
                continue
            one = world.run(line)
            if number >= 0 or one.seconds > LONG_SECONDS:
                spent[name].append(one)
    medians = {name: statistics.median(s.seconds for s in runs) for name, runs in spent.items()}
    base = medians[BASE]
    unfinished = {name for name, runs in spent.items() if not all(one.finished for one in runs)}
    if unfinished:
        # Inside there is no clock that could end a question: only those are asked there that a command answers.
        world.planned = [one for i, one in enumerate(world.planned) if f"plan {i}" not in unfinished]
        world.raced = list(world.planned)
    plans = [value / base for name, value in medians.items() if name.startswith("plan")]
    return {
        "base": base,
        "plan": statistics.median(plans),
        "plan_worst": max(plans),
        "plans": len(plans),
        "unfinished": sorted(unfinished),
        "show_command": medians["show"] / base,
        "search_command": medians["search"] / base,
        "memory": max(s.mebibytes for name, runs in spent.items() if name.startswith("plan") for s in runs),
        "base_memory": max(s.mebibytes for s in spent[BASE]),
    }


def searches(inside: Worker, rounds: int) -> dict[int, dict[str, float]]:
    """For queries of three and of five letters the median and the longest of their medians."""
    seconds: dict[str, list[dict[str, Any]]] = {query: [] for query in QUERIES}
    for number in range(-1, rounds):
        for query in QUERIES:
            one = inside.ask({"do": "search", "query": query, "limit": SHOWN, "whole": number < 1})
            if number >= 0:
                seconds[query].append(one)
    found = {}
    for letters in SEARCH_TARGETS:
        of = [runs for query, runs in seconds.items() if len(query) == letters]
        medians = [statistics.median(r["seconds"] for r in runs) for runs in of]
        found[letters] = {
            "median": statistics.median(medians),
            "worst": max(medians),
            "all": statistics.median(runs[0]["all"] for runs in of),
            "matches": statistics.median(runs[0]["matches"] for runs in of),
        }
    return found


def stages(inside: Worker, world: World) -> dict[str, float]:
    """What a plan's time inside the process goes to, on average over all learners; in seconds."""
    total: dict[str, float] = {}
    proved = 0
    for career, profile in world.planned:
        one = inside.ask({"do": "stages", "career": career, "profile": profile})
        proved += one.pop("status") in ("optimal", "none")
        for name, value in one.items():
            total[name] = total.get(name, 0) + value / len(world.planned)
    return {"proved": proved / len(world.planned), **total}


def race(inside: Worker, world: World, rounds: int) -> Iterator[dict[str, Any]]:
    """The exact choice of each learner by credplan, by CP-SAT and by greedy; all must agree on what is best."""
    if find_spec("ortools") is None:
        return
    rival = Worker([sys.executable, str(HERE / "cp_sat_worker.py"), "0"], world.environment)
    begin = time.perf_counter()
    for career, profile in world.raced:
        if time.perf_counter() - begin > MOST_RACING:
            break
        given = inside.ask({"do": "model", "career": career, "profile": profile})
        mine, theirs = [], []
        for number in range(-1, min(rounds, 3)):
            one, other = inside.ask({"do": "solve"}), rival.ask(given["model"])
            if one["value"] != other["value"]:
                raise SystemExit(f"{career}: credplan finds {one['value']}, CP-SAT {other['value']}")
            long = one["seconds"] + one.get("proof", 0) + other["seconds"] > LONG_SECONDS
            if number >= 0 or long:
                mine.append(one)
                theirs.append(other["seconds"])
            if long:
                break
        if one["value"] is None:
            continue
        greedy = inside.ask({"do": "greedy"})
        yield {
            "variables": given["ways"],
            "value": one["value"],
            "mine": statistics.median(m["seconds"] for m in mine),
            "proof": statistics.median(m["proof"] for m in mine),
            "proved": one["proved"],
            "cp_sat": statistics.median(theirs),
            "greedy": greedy["seconds"],
            "greedy_value": greedy["value"],
        }
    rival.close()


# ---- what is said ------------------------------------------------------------------------------------------------


def lines_of(found: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """One line a figure: what, the figure, and whether it misses its target by more than a quarter."""
    size, base = found["size"], found["base"]
    how = "from TOML" if found["written"] else "from values"
    seconds = found["indexing"]
    yield f"first use: index {how}", f"{seconds / base:.0f} x, {seconds / size * 1e6:.0f} us each", False
    yield "index on disk", f"{found['index_mib']:.1f} MiB", False
    for letters, target in SEARCH_TARGETS.items():
        one = found["search"][letters]
        said = f"{one['median'] * 1e3:.2f} ms (worst {one['worst'] * 1e3:.2f}; {one['matches']:.0f} matches)"
        yield f"search, {letters} letters, first {SHOWN}", said, one["median"] > target * 1.25
        yield f"  all matches, prices of {SHOWN}", f"{one['all'] * 1e3:.1f} ms", False
    unfinished = found["unfinished"]
    for name in ("search", "show"):
        mark = "over " if name in unfinished else ""
        yield f"{name}, whole command", f"{mark}{found[f'{name}_command']:.1f} x", False
    ended = sum(name.startswith("plan") for name in unfinished)
    if ended:
        yield f"plans not done in {MOST_SECONDS:.0f} s", f"{ended} of {found['plans']}; ratios count them as that", True
    target = PLAN_TARGETS.get(size, 20.0)
    yield "plan, whole command, median", f"{found['plan']:.1f} x (target {target:.0f})", found["plan"] > target * 1.25
    yield "plan, whole command, worst", f"{found['plan_worst']:.1f} x", False
    yield "plan, peak memory", f"{found['memory']:.0f} MiB (python: {found['base_memory']:.0f})", False
    inner = dict(found["stages"])
    if not inner:
        return
    if ended:
        yield "below: only the plans that were done", str(found["plans"] - ended), False
    yield "plans proved", f"{inner.pop('proved') * 100:.0f} %", False
    yield "credentials in the extract, mean", f"{inner.pop('credentials'):.0f}", False
    for name, value in sorted(inner.items(), key=lambda pair: -pair[1]):
        if value / base >= 0.05:
            yield f"  plan inside: {name}, mean", f"{value / base:.2f} x", False
    large = [one for one in found["race"] if one["variables"] >= FEWEST_VARIABLES]
    if large:
        ratio = statistics.median(one["cp_sat"] / one["mine"] for one in large)
        said = f"{ratio:.1f} x faster (least {min(o['cp_sat'] / o['mine'] for o in large):.1f}; {len(large)} choices)"
        yield "exact choice against CP-SAT", said, ratio < CP_SAT_TARGET / 1.25
        with_proof = statistics.median(one["cp_sat"] / (one["mine"] + one["proof"]) for one in large)
        yield "  with our proof in integers", f"{with_proof:.1f} x faster", False
        yield (
            "  against plain greedy",
            f"{statistics.median(o['mine'] / o['greedy'] for o in large):.1f} x slower",
            False,
        )
    priced = [one for one in found["race"] if one["greedy_value"] is not None and one["value"]]
    if priced:
        excess = [one["greedy_value"] / one["value"] - 1 for one in priced]
        wrong = sum(e > 0 for e in excess)
        said = f"{wrong} of {len(priced)}, mean {statistics.mean(excess):.0%} too dear, worst {max(excess):.0%}"
        yield "greedy is wrong", said, False


def main() -> None:
    """Measure, print a table a size, and with ``--check`` fail on a target that is clearly missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--careers", type=int, default=6)
    parser.add_argument("--learners", type=int, default=2)
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    parser.add_argument("--check", action="store_true", help="exit 1 when a target is missed by more than a quarter")
    options = parser.parse_args()
    missed, results = [], []
    for size in (int(text) for text in options.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="credplan-scale-") as folder:
            begin = time.perf_counter()
            found = measure(size, Path(folder) / "world", options)
        results.append(found)
        print(f"\n{size:,} credentials; x is times {BASE} ({found['base'] * 1e3:.1f} ms)")
        for what, figure, over in lines_of(found):
            print(f"  {what:36} {figure}{'  OVER' if over else ''}")
            if over:
                missed.append(f"{what} at {size:,}")
        print(f"  {'measured in':36} {time.perf_counter() - begin:.0f} s", flush=True)
    if options.json is not None:
        options.json.write_text(json.dumps(results, indent=1))
    if options.check and missed:
        raise SystemExit(f"Over target: {', '.join(missed)}")


if __name__ == "__main__":
    main()
