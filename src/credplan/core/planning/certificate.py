"""The proof file of an answer: the problem as it was built, in plain numbers, and what was chosen of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from credplan.core.dates import NEVER
from credplan.core.model import Offer, Price
from credplan.core.planning.claims import GaveUp, Prover
from credplan.core.planning.master import Solved
from credplan.core.planning.problem import PAID_AT_THE_END, Problem, Way, buying, timing
from credplan.core.planning.rows import Reach, asked_for
from credplan.core.planning.worth import OBJECTIVES
from credplan.core.requirements import Atom, Need
from credplan.core.windows import last_day_of

NUMBER = 1


def proof_data(problem: Problem, reached: Reach, solved: Solved, answer: dict[str, Any]) -> dict[str, Any]:
    """A proof file as plain values: what was answered, what it was chosen of, and what is claimed of all else.

    Args:
        problem: what was asked, with what can be covered of it.
        reached: what is in reach of it.
        solved: the choice, or that there is none.
        answer: the same as `plan_data` or `no_plan_data` has it.
    """
    data, kept = problem_data(problem, reached)
    place = {w: i for i, w in enumerate(kept)}
    choice = solved.choice
    start = problem.question.start.toordinal()
    prover = Prover(problem, reached, {**data, "awards": [reached.award[w] - start for w in kept]}, kept, choice)
    # What staying valid costs, and what comes and lapses by itself, no claim knows.
    left_open = problem.question.count_upkeep or data["given"]
    claims = [] if left_open else list(_claims(prover, solved))
    file = {
        "proof": NUMBER,
        "answer": answer,
        "problem": data,
        "chosen": [] if choice is None else [place[choice.ways[spot.job]] for spot in choice.schedule.placed],
        "set_aside": prover.set_aside,
        "claims": claims,
    }
    return {key: value if key == "answer" else _plain(value) for key, value in file.items()}


def _plain(value: Any) -> Any:
    """The same with cents and minutes as plain whole numbers: a checker adds them up, and JSON has them as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _claims(prover: Prover, solved: Solved) -> Iterator[dict[str, Any]]:
    """As many claims as can be shown, each with the criteria before its own beside it."""
    if solved.choice is None:
        with contextlib.suppress(GaveUp):
            yield prover.claim("", 0, ())
        return
    worth, shown = solved.choice.worth, 0
    if solved.proved:
        with contextlib.suppress(GaveUp):
            for position, criterion in enumerate(prover.criteria):
                yield prover.claim(criterion, worth[criterion], prover.criteria[:position])
                shown = position + 1
    if shown < 2:
        # Not that nothing is better, and yet what nothing can be better than.
        for bound in (solved.bound, prover.root_bound(solved.main)):
            with contextlib.suppress(GaveUp):
                yield prover.claim(solved.main, bound, (), cut=False)
                return


def problem_data(problem: Problem, reached: Reach) -> tuple[dict[str, Any], list[int]]:
    """The problem in plain values, and which way stands at each place in it."""
    question, names = problem.question, problem.goods.names
    asked = asked_for(problem, [group.need for group in problem.groups])
    kept = [w for w, way in enumerate(problem.ways) if reached.award[w] < NEVER and way.good in asked and not way.given]
    purchases = _Purchases(problem, question.start.toordinal())
    ways = [_way(problem, problem.ways[w], purchases) for w in kept]
    taken = {way["good"] for way in ways}
    data = {
        "start": question.start.isoformat(),
        "minutes_per_week": question.weekly,
        "hour_value": question.hour_value,
        "criteria": list(OBJECTIVES[question.objective]),
        "limits": {
            "money": question.budget,
            "finish": None if question.by is None else (question.by - question.start).days,
        },
        "groups": [
            {"name": group.name, "kind": group.kind, "need": _need(group.need, names)}
            for group in problem.groups
            if not group.need.met
        ],
        "purchases": purchases.listed,
        "ways": ways,
        "given": {
            names[good]: [purchases.day(first), purchases.day(last)]
            for good, (first, last) in problem.given.items()
            if good in asked
        },
        "reached": {
            names[good]: day - purchases.start for good, day in sorted(reached.earliest.items()) if names[good] in taken
        },
    }
    return data, kept


class _Purchases:
    """All that can be bought, shared or a way's own, each with its place in the file."""

    def __init__(self, problem: Problem, start: int) -> None:
        self.problem, self.start = problem, start
        self.listed: list[dict[str, Any]] = []
        self.shared: dict[int, int] = {}

    def own(self, name: str, price: Price, offer: Offer | None = None) -> int:
        self.listed.append(
            {
                "name": name,
                "cents": None if price.amount is None else int(price.amount),
                "months": 0,
                "lasts": (offer.valid_months or 0) if offer is not None else 0,
                "until": self.day(last_day_of(offer.until if offer is not None else None) + 1),
            }
        )
        return len(self.listed) - 1

    def of(self, number: int) -> int:
        if number not in self.shared:
            pricing = self.problem.purchases[number]
            offer = pricing.offer
            self.shared[number] = self.own(offer.name or offer.id, offer.price, offer)
            self.listed[-1]["months"] = pricing.period
        return self.shared[number]

    def day(self, ordinal: int) -> int:
        """Days from the start; none before it, and one that never comes as the file has it."""
        return NEVER if ordinal >= NEVER else max(0, ordinal - self.start)


def _way(problem: Problem, way: Way, purchases: _Purchases) -> dict[str, Any]:
    job = problem.job(way)
    days, _ = timing(way, way.hours.likely, problem.question.weekly)
    award = max(job.days, job.elapsed) + job.wait
    buys = []
    for charge in way.charges:
        if charge.offer is None:
            day = award if charge.kind in PAID_AT_THE_END else 0
            buys.append([purchases.own(charge.name, charge.price), day, day, day])
    for use in way.uses:
        one = buying(use, days)
        offer = use.offer
        number = (
            purchases.own(offer.name or offer.id, offer.price, offer)
            if use.purchase is None
            else purchases.of(use.purchase)
        )
        buys.append([number, one.first, one.last, one.at_latest])
    validity: list[tuple[int, int | None]] = [(0, job.validity)] if job.validity else []
    validity += [(max(0, since - purchases.start), months) for since, months in job.validities]
    runs = [run - purchases.start for run in job.runs if run >= purchases.start]
    return {
        "step": way.credential or problem.goods.names[way.good],
        "good": problem.goods.names[way.good],
        "route": way.route.id if way.route is not None else "",
        "minutes": way.hours.likely,
        "unknown": int(way.hours.unknown),
        "elapsed": job.elapsed,
        "wait": job.wait,
        "need": _need(way.need, problem.goods.names),
        "buys": buys,
        "spans": [[purchases.of(p), first, last] for p, first, last in job.spans],
        "runs": runs,
        "earliest": purchases.day(job.earliest),
        "latest": 0 if job.runs and not runs else purchases.day(job.latest_start + 1),
        "validity": [[since, months or 0] for since, months in validity],
    }


def _need(need: Need, names: list[str]) -> list[Any]:
    items: list[Any] = []
    for weight, item in need.items:
        if isinstance(item, Atom):
            must = 2 if item.kept or item.current else int(item.concurrent)
            items.append([weight, names[item.good], must] if must else [weight, names[item.good]])
        else:
            items.append([weight, _need(item, names)])
    return [max(0, need.k), items]
