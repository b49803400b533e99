"""The plan of a proof file: its steps on their dates, its bill charge by charge, what it is best in.

Days count from the file's start, money is in cents, work in minutes.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import partial
from typing import Any

from credplan.core.verify.base import NEVER, cents_of, decimal, goods_of, hours_of, met, sure

_MOST = 200_000  # partial orders tried of one set


class PlanChecker:
    """One answer with the problem that it was chosen from."""

    def __init__(self, answer: Any, problem: Any) -> None:
        self.answer, self.problem, self.ways, self.bought = answer, problem, problem["ways"], problem["purchases"]
        self.needs, self.start = [group["need"] for group in problem["groups"]], date.fromisoformat(problem["start"])
        self.days = [-(-7 * way["minutes"] // problem["minutes_per_week"]) for way in self.ways]
        self.least = [max(days, way["elapsed"]) for days, way in zip(self.days, self.ways, strict=True)]
        self.limits = {name: most for name, most in problem["limits"].items() if most is not None}
        self.criteria, self.mark, self.given = problem["criteria"], [NEVER**2], problem["given"]
        self.nothing = 0, 0, 0, *({good: days[i] for good, days in self.given.items()} for i in (0, 1)), {}, {}
        self.buys = [{p for p, *_ in (*way["buys"], *way["spans"])} for way in self.ways]
        self.of, paid, minutes = dict[str, list[int]](), [one["cents"] for one in self.bought], list[int]()
        for w, way in enumerate(self.ways):
            self.of.setdefault(way["good"], []).append(w)
            minutes.append(way["minutes"])
            sure(all(self.bought[p]["months"] for p, *_ in way["spans"]), "what is held is paid by the month")
        self.worth = {  # what each column of `rows` adds to a criterion at the least
            "unknown": [way["unknown"] for way in self.ways] + [int(cents is None) for cents in paid],
            "money": [0 for _ in minutes] + [cents or 0 for cents in paid],
            "finish": [0 for _ in (*minutes, *paid)] + [1],
            "minutes": minutes,
            "steps": [1 for _ in minutes],
            "value": [m * (problem["hour_value"] or 0) for m in minutes] + [60 * (cents or 0) for cents in paid],
        }

    def day(self, day: int) -> str:
        """A day as a date."""
        return (self.start + timedelta(day)).isoformat()

    def later(self, day: int, months: int) -> int:
        """The same day of the month so many months later, or the month's last day."""
        at = self.start + timedelta(day)
        year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
        return (date(year, month + 1, min(at.day, monthrange(year, month + 1)[1])) - self.start).days

    def begins(self, w: int, day: int, come: Any, lapse: Any) -> int:
        """The first day from ``day`` on which a way can be begun; what must be valid is so on it and when it ends."""
        way, day, least = self.ways[w], max(day, self.ways[w]["earliest"]), self.least[w]

        def has(at: int, on: int, good: str, must: int = 0) -> bool:
            when = on if must == 1 else at  # what can be renewed (2) counts on the first day alone
            return bool(come.get(good, NEVER) <= when < (lapse[good] if must else NEVER))

        for at in sorted(way["runs"] or {day, *come.values(), *(came - least for came in come.values())}):
            if at >= day and all(met(way["need"], partial(has, at, on)) for on in (at, at + least)):
                return at if at < way["latest"] else NEVER
        return NEVER

    def worked(self, w: int, state: Any) -> Any:
        """The state after a way is worked next, its begin, its award and its charges; None where it can't be."""
        day, cents, finish, come, lapse, held, bought = state
        way, charges, held, bought = self.ways[w], [], {**held}, {**bought}
        at = self.begins(w, day, come, lapse)
        if at >= NEVER:
            return None
        for p, begin, end, exam in way["buys"]:  # a voucher that would have lapsed is bought on the day of the exam
            one, when = self.bought[p], bought.get(p, at + begin)
            if p not in bought:
                when = at + exam if one["lasts"] and at + end > self.later(when, one["lasts"]) else when
                charges.append((when, one))
                bought[p] = when if one["lasts"] else 0
            if one["lasts"] and at + end > self.later(when, one["lasts"]):
                return None
        for p, begin, end in way["spans"]:
            (anchor, periods), one = held.get(p, (0, 0)), self.bought[p]
            if not periods or at + begin > self.later(anchor, periods * one["months"]):
                anchor, periods = at + begin, 0
            while not periods or self.later(anchor, periods * one["months"]) < at + end:
                charges.append((self.later(anchor, periods * one["months"]), one))
                periods += 1
            held[p] = anchor, periods
        if any(when >= one["until"] for when, one in charges):
            return None
        end, award = at + self.days[w], at + self.least[w] + way["wait"]
        months = [0, *(months for since, months in way["validity"] if since <= award)][-1]
        lapse = {**lapse, way["good"]: self.later(award, months) if months else NEVER}
        come = {good: max(came, end) for good, came in {**come, way["good"]: award}.items()}
        cents += sum(one["cents"] or 0 for _, one in charges)
        return (end, cents, max(finish, award), come, lapse, held, bought), at, award, charges

    def fits(self, ways: Any, rest: Any, state: Any, seen: Any, better: bool) -> bool:
        """Whether some order of the ways is possible; with ``better``, within the limits and better than the mark."""
        name = (rest, *state[:3], *(tuple(sorted(part.items())) for part in state[3:]))
        late = max(state[2], state[0] + sum(self.days[w] for w in rest))
        if name in seen or (better and self.key(ways, state[1], late, {*state[5], *state[6]}) >= self.mark):
            return False
        seen.add(name)
        sure(len(seen) < _MOST, "the orders of what is set aside can be looked at")
        nexts = ((rest - {w}, self.worked(w, state)) for w in rest)
        return not rest or any(new and self.fits(ways, left, new[0], seen, better) for left, new in nexts)

    def key(self, ways: Any, cents: int, finish: int, paid: Any) -> list[int]:
        """What ways come to at the least by each criterion, once some is paid; the mark where that breaks a limit."""
        used = set[int]().union(*(self.buys[w] for w in ways))
        cents += sum(self.bought[p]["cents"] or 0 for p in used if p not in paid)
        columns = {*ways, *(len(self.ways) + p for p in used)}
        worth = {name: sum(worth[j] for j in columns if j < len(worth)) for name, worth in self.worth.items()}
        worth["value"] += 60 * (cents - worth["money"])
        worth |= {"money": cents, "finish": finish}
        within = all(worth[name] <= most for name, most in self.limits.items())
        return [worth[criterion] for criterion in self.criteria] if within else self.mark

    def open(self, ways: Any) -> tuple[set[int], list[Any], list[Any]]:
        """Of a set: the ways that wait for each other for ever, all needs, and those that are not met."""
        stuck, have = {*ways}, {*self.given}
        while free := [w for w in stuck if met(self.ways[w]["need"], lambda good, *_: good in have)]:
            stuck.difference_update(free)
            have.update(self.ways[w]["good"] for w in free)
        needs = [*self.needs, *(self.ways[w]["need"] for w in ways)]
        return stuck, needs, [need for need in needs if not met(need, lambda good, *_: good in have)]

    def instead(self, ways: frozenset[int], needs: Any) -> set[str]:
        """Where a set fits on no dates whatever the limits: the goods that may do for what lapses in it too early."""
        now = set[str]().union(*(goods_of(need, 1) for need in needs)) - {self.ways[w]["good"] for w in ways}
        return set() if now and self.fits(ways, ways, self.nothing, set(), False) else now

    def reached(self, come: dict[str, int], day: int) -> bool:
        """Whether what has come by a day meets all that is asked for."""
        return all(met(need, lambda good, *_: come.get(good, NEVER) <= day) for need in self.needs)

    def plan_holds(self, chosen: Any) -> dict[str, Any]:
        """See that the chosen ways are the plan that is told: its steps, their dates, its bill, what it comes to."""
        plan, bill, told = self.answer, [], []
        state: Any = self.nothing
        same = len(plan["steps"]) == len(chosen) == len({self.ways[w]["good"] for w in chosen})
        sure(same, "the steps are those that were chosen")
        for step, w in zip(plan["steps"], chosen, strict=True):
            way, name, new = self.ways[w], f"step {step['step']} ({step['name']})", self.worked(w, state)
            sure(new is not None, f"{name} can be taken where it stands")
            state, at, award, charges = new
            said = (step["credential"], step["start"], step["work_ends"], step["finish"])
            sure(said == (way["step"], *map(self.day, (at, state[0], award))), f"{name} is on the days that are said")
            hours = hours_of(way["minutes"])
            sure(step["effort_hours"]["likely"] in (hours, None if way["unknown"] else hours), f"{name}: its hours")
            bill += [(self.day(when), one["name"], decimal(one["cents"])) for when, one in charges]
            told += [(c["due"], c["name"], c["amount"]) for c in step["costs"]]
        told += [(c["date"], s["name"], c["amount"]) for s in plan["subscriptions"] for c in s["charges"]]
        due = [(c["date"], c["name"], c["amount"]) for c in plan["due"]]
        # What is renewed on the way is taken as it is told: a file does not say what would have to be.
        renewed = [one for one, c in zip(due, plan["due"], strict=True) if c["kind"] in ("renewal", "yearly fee")]
        bill, told, cents = bill + renewed, told + renewed, state[1] + sum(map(cents_of, (a for _, _, a in renewed)))
        sure(sorted(map(str, bill)) == sorted(map(str, told)) == sorted(map(str, due)), "the bill, charge by charge")
        sure(not self.open(chosen)[2], "the steps meet all that is asked for")
        # What comes by itself may meet the goal later than the last step.
        finish = next(
            day for day in sorted({state[2], *state[3].values()}) if day >= state[2] and self.reached(state[3], day)
        )
        for w in () if self.given else chosen:
            fewer = frozenset(chosen) - {w} - self.open(frozenset(chosen) - {w})[0]
            _, needs, lacking = self.open(fewer)
            sure(bool(lacking or self.instead(fewer, needs)), f"every step is needed, {self.ways[w]['step']} too")
        key = self.key(chosen, cents, finish, {p for w in chosen for p in self.buys[w]})
        sure(key != self.mark, "it keeps to its limits")
        total, worth = plan["totals"], dict(zip(self.criteria, key, strict=True))
        in_all = ([*total["cost"].values()], total["finish"], total["effort_hours"]["likely"])
        hours = hours_of(sum(self.ways[w]["minutes"] for w in chosen))
        sure(in_all == ([decimal(cents)], self.day(finish), hours), "its money, finish and hours in all")
        value = decimal(worth["value"] // 60) if "value" in worth else str(key[1])
        value = decimal(key[1]) if self.criteria[1] == "money" else value
        ends = plan["objective"]["value"], plan["objective"]["bound"]
        sure(
            plan["limits"]["count_upkeep"] or ends[0] == value == ends[plan["status"] == "optimal"],
            "what it is best in",
        )
        self.mark = key
        held = {"steps": len(chosen), "charges": len(bill), "cents": cents, "finish": self.day(finish), "key": key}
        return held | {"renewed": len(renewed)}
