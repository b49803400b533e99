"""The program measured from within, in a process of its own: one request a line as JSON, one answer a line.

`scale.py` starts it with the environment of the commands that it measures, and asks in turn with its rivals.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from greedy import Greedy

from credplan.core import names
from credplan.core.mentions import held
from credplan.core.model import Catalog
from credplan.core.planning import advise, master, proof
from credplan.core.planning.build import build, standing_of
from credplan.core.planning.cover import covered
from credplan.core.planning.problem import Problem
from credplan.core.planning.question import DEFAULT_WEEKLY, Question
from credplan.core.planning.reduce import relaxed
from credplan.core.planning.rows import Reach, Rows, build_rows
from credplan.core.planning.sets import Sets
from credplan.core.planning.solver import Model, Relaxation, minimise
from credplan.core.planning.worth import Worth
from credplan.core.profile import Profile
from credplan.core.search import Filter, search
from credplan.shell.catalog_index import CatalogIndex, open_catalog
from credplan.shell.profile_file import read_profile

Answer = dict[str, Any]


class Inside:
    """One catalog and the last question asked of it."""

    def __init__(self, catalog: str, start: str) -> None:
        self.index: CatalogIndex = open_catalog((Path(catalog),))
        self.day = msgspec.convert(start, type=__import__("datetime").date)
        self.problem: Problem | None = None
        self.rows: Rows | None = None
        self.reached: Reach | None = None

    def search(self, query: str, limit: int, *, whole: bool) -> Answer:
        """Seconds to the first matches alone, and to all of them with the prices of the first."""
        begin = time.perf_counter()
        shown = names.search(self.index.best(query, limit), query)
        ranked = time.perf_counter()
        if not whole:
            return {"seconds": ranked - begin}
        found = search(self.index.matching(query), query, Filter(), self.day, limit)
        done = time.perf_counter()
        if [hit.credential.id for hit in shown] != [one.credential.id for one in found.shown]:
            raise SystemExit(f"search {query}: the best of the index are not the first of all")
        return {"seconds": ranked - begin, "all": done - ranked, "matches": len(found.shown) + found.more}

    def stages(self, career: str, profile: str) -> Answer:
        """Seconds of a whole answer by what they were spent on."""
        known, learner, question = self._question(career, profile)
        del known
        clock = _Clock()
        with clock:
            begin = time.perf_counter()
            extract = clock.timed("extract", self.index.around)((question.goal,), held(learner))
            answer = advise.answer(extract, learner, question)
            clock.spent["rest"] = time.perf_counter() - begin - sum(clock.spent.values())
        return {"status": getattr(answer, "status", "none"), "credentials": len(extract.credentials), **clock.spent}

    def model(self, career: str, profile: str) -> Answer:
        """The choice problem of a question: which ways to take for the least money with nothing of unknown price."""
        known, learner, question = self._question(career, profile)
        whole = build(known, question, standing_of(known, learner, question.start))
        self.problem, _, self.reached = covered(whole)
        self.rows = build_rows(self.problem, self.reached)
        model = self._model()
        return {"model": msgspec.to_builtins(model), "ways": sum(map(bool, model.upper))}

    def solve(self) -> Answer:
        """Seconds to the least money as the planner finds it, and those of the proof apart from that."""
        assert self.problem is not None
        assert self.reached is not None
        model = self._model()
        begin = time.perf_counter()
        value = self._least(model)
        found = time.perf_counter()
        if value is None:
            return {"value": None, "seconds": found - begin}
        proved = proof.nothing_below(model, value).proved if value else True
        closed = time.perf_counter()
        return {"value": value, "seconds": found - begin, "proof": closed - found, "proved": proved}

    def _least(self, model: Model) -> int | None:
        """The least money of a set that meets the goal: the first that `Sets` comes to."""
        assert self.problem is not None
        assert self.reached is not None
        relaxation = Relaxation(model)
        guide = relaxed(relaxation, model.upper)
        relaxation.close()
        if guide is None:
            return None
        sets = Sets(self.problem, self.reached, model.upper, guide, criteria=("money",), bounded="money", limits={})
        while (ways := sets.next(None)) is not None:
            stuck = master.stuck_in(self.problem, ways)
            if not stuck:
                return Worth(self.problem, self.reached).least(tuple(ways))["money"]
            sets.beside(ways, master.ways_in(self.problem, ways, stuck), None)
        return None

    def greedy(self) -> Answer:
        """Seconds and money of the greedy plan, with what it need not have taken left out again."""
        assert self.problem is not None
        assert self.rows is not None
        begin = time.perf_counter()
        ways = Greedy(self.problem, self.rows).ways()
        seconds = time.perf_counter() - begin
        if ways is None:
            return {"value": None, "seconds": seconds}
        model = self._model()
        taken = set(ways)
        for way in range(len(self.problem.ways)):
            if way not in taken:
                model.upper[way] = 0
        x = minimise(model)
        return {"value": None if x is None else model.value(x), "seconds": seconds}

    def _model(self) -> Model:
        assert self.rows is not None
        assert self.problem is not None
        assert self.reached is not None
        asked, upper = self.rows.asked(self.problem.groups), self.rows.open(self.problem, self.reached)
        model = self.rows.model(self.rows.expressions["money"], asked, upper)
        for variable, _ in self.rows.expressions["unknown"]:
            model.upper[variable] = 0
        return model

    def _question(self, career: str, profile: str) -> tuple[Catalog, Profile, Question]:
        learner = read_profile(Path(profile)) or Profile()
        goal = names.find_goal(self.index.named(career, "career"), career)
        weekly = learner.learner.hours_per_week or DEFAULT_WEEKLY
        return self.index.around((goal,), held(learner)), learner, Question(goal, self.day, weekly)


class _Clock:
    """Adds up what named functions take, each without those that it calls; put in their place while it is open."""

    PLACES: tuple[tuple[str, Any, str], ...] = (
        ("build", advise, "build"),
        ("reach", advise, "covered"),
        ("rows", master, "build_rows"),
        ("master", master, "least"),
        ("relaxation", master, "relaxed"),
        ("schedule", master, "best_orders"),
        ("proof", master, "none_below"),
        ("other search", advise, "solve"),
        ("explain", advise, "explain"),
    )

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._open: list[float] = []
        self._kept: list[tuple[Any, str, Any]] = []

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*values: Any, **named: Any) -> Any:
            begin = time.perf_counter()
            self._open.append(0.0)
            try:
                return function(*values, **named)
            finally:
                whole = time.perf_counter() - begin
                self.spent[name] = self.spent.get(name, 0.0) + whole - self._open.pop()
                if self._open:
                    self._open[-1] += whole

        return measured

    def __enter__(self) -> None:
        for name, module, attribute in self.PLACES:
            function = getattr(module, attribute)
            self._kept.append((module, attribute, function))
            setattr(module, attribute, self.timed(name, function))

    def __exit__(self, *_: object) -> None:
        for module, attribute, function in self._kept:
            setattr(module, attribute, function)


def main() -> None:
    """Answer until there is nothing more to answer."""
    inside = Inside(sys.argv[1], sys.argv[2])
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(getattr(inside, request.pop("do"))(**request)), flush=True)


if __name__ == "__main__":
    main()
