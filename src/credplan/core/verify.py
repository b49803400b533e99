"""Checks a proof file in whole numbers and dates: nothing here is shared with the planner that wrote it.

docs/formats.md says what each key means. Days count from the file's start, money is in cents, work in minutes. A claim
is a tree of boxes in which the columns of `_Checker.rows` may lie; of each box a sum of rows shows that it is empty.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from typing import Any

_NEVER, _FAR, _MOST = 10**9, 10**5, 200_000  # no day, more days than any plan has, partial orders tried of one set


class Untrue(Exception):
    """The first statement of a file that does not hold."""


def verify(text: str) -> dict[str, Any]:
    """What was seen to be right; raises `Untrue`, or any other exception for what is no proof file."""
    # A fraction or a number below zero stays text, with which nothing can be added up.
    file = json.loads(text, parse_float=str, parse_constant=str, parse_int=lambda t: t if t[0] == "-" else int(t))
    checker = _Checker(file["answer"], file["problem"])
    told = checker.plan_holds(file["chosen"]) if file["answer"]["status"] in ("optimal", "bounded") else {}
    return told | checker.claims_hold(file["claims"], file["set_aside"])


def _sure(holds: bool, what: str) -> None:
    if not holds:
        raise Untrue(what)


def _met(need: Any, has: Any) -> bool:
    return bool(need[0] <= sum(w for w, *i in need[1] if (has(*i) if isinstance(i[0], str) else _met(i[0], has))))


def _goods(need: Any, now: int = 0) -> set[str]:
    """The goods that a need mentions, or those alone that must be valid on the day: a 1 stands behind them."""
    plain = {good for _, good, *must in need[1] if isinstance(good, str) and len(must) >= now}
    return plain.union(*(_goods(item, now) for _, item, *_ in need[1] if not isinstance(item, str)))


def _decimal(hundredths: int | None) -> str | None:
    return None if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


class _Checker:
    def __init__(self, answer: Any, problem: Any) -> None:
        self.answer, self.ways, self.bought, self.reached = (
            answer,
            problem["ways"],
            problem["purchases"],
            problem["reached"],
        )
        self.needs, self.start = [group["need"] for group in problem["groups"]], date.fromisoformat(problem["start"])
        self.days = [-(-7 * way["minutes"] // problem["minutes_per_week"]) for way in self.ways]
        self.limits = {name: most for name, most in problem["limits"].items() if most is not None}
        self.criteria, self.mark, self.nothing = problem["criteria"], [_NEVER**2], (0, 0, 0, {}, {}, {}, {})
        self.finish, self.of = len(self.ways) + len(self.bought), dict[str, list[int]]()
        self.buys = [{p for p, *_ in (*way["buys"], *way["spans"])} for way in self.ways]
        paid, minutes = (
            [0 for _ in self.ways] + [one["cents"] or 0 for one in self.bought],
            [w["minutes"] for w in self.ways],
        )
        self.worth = {  # what each column adds to a criterion at the least
            "unknown": [way["unknown"] for way in self.ways] + [int(one["cents"] is None) for one in self.bought],
            "money": paid,
            "finish": [0] * self.finish + [1],
            "minutes": minutes,
            "steps": [1] * len(self.ways),
            "value": [m * (problem["hour_value"] or 0) for m in minutes]
            + [60 * cents for cents in paid[len(minutes) :]],
        }
        for w, way in enumerate(self.ways):
            self.of.setdefault(way["good"], []).append(w)

    def later(self, day: int, months: int) -> int:
        """The same day of the month so many months later, or the month's last day."""
        at = self.start + timedelta(day)
        year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
        return (date(year, month + 1, min(at.day, monthrange(year, month + 1)[1])) - self.start).days

    def begins(self, way: Any, day: int, come: Any, lapse: Any) -> int:
        """The first day from ``day`` on which a way can be begun, by what has come by then and has not lapsed."""
        day = max(day, way["earliest"])
        for at in sorted(way["runs"] or {day, *come.values()}):
            able = _met(way["need"], lambda g, now=0, at=at: come.get(g, _NEVER) <= at < (lapse[g] if now else _NEVER))
            if at >= day and able:
                return at if at < way["latest"] else _NEVER
        return _NEVER

    def worked(self, w: int, state: Any) -> Any:
        """The state after a way is worked next, its begin, its award and its charges; None where it can't be."""
        day, cents, finish, come, lapse, held, bought = state
        way, charges, held, bought = self.ways[w], [], {**held}, {**bought}
        at = self.begins(way, day, come, lapse)
        if at >= _NEVER:
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
        end, award = at + self.days[w], at + max(self.days[w], way["elapsed"]) + way["wait"]
        months = [0, *(months for since, months in way["validity"] if since <= award)][-1]
        lapse = {**lapse, way["good"]: self.later(award, months) if months else _NEVER}
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
        _sure(len(seen) < _MOST, "the orders of what is set aside can be looked at")
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
        stuck, have = {*ways}, set[str]()
        while free := [w for w in stuck if _met(self.ways[w]["need"], lambda good, *_: good in have)]:
            stuck.difference_update(free)
            have.update(self.ways[w]["good"] for w in free)
        needs = [*self.needs, *(self.ways[w]["need"] for w in ways)]
        return stuck, needs, [need for need in needs if not _met(need, lambda good, *_: good in have)]

    def instead(self, ways: frozenset[int], needs: Any) -> set[str]:
        """Where a set fits on no dates whatever the limits: the goods that may do for what lapses in it too early."""
        now = set[str]().union(*(_goods(need, 1) for need in needs)) - {self.ways[w]["good"] for w in ways}
        return set() if now and self.fits(ways, ways, self.nothing, set(), False) else now

    def cut(self, ways: frozenset[int]) -> tuple[Counter[int], int]:
        """The row of a set that is set aside: not all of it, unless something comes in that could help."""
        stuck, needs, lacking = self.open(ways)
        more = set[str]().union(*(_goods(self.ways[w]["need"]) for w in stuck))
        if not stuck:
            _sure(not lacking, "what is set aside meets the goal")
            _sure(not self.fits(ways, ways, self.nothing, set(), True), "what is set aside is no better than the plan")
            more = self.instead(ways, needs)
        helping = {w: 1 for good in more for w in self.of.get(good, ()) if w not in ways}
        return Counter({**dict.fromkeys(stuck or ways, -1), **helping}), 1 - len(stuck or ways)

    def enforce(self, rows: Any, need: Any, who: int | None) -> None:
        """The row of a need, of a way or of the goal; a need within it gets a column and a row of its own."""
        terms: Counter[int] = Counter()
        for weight, item, *_ in need[1]:
            columns = self.of.get(item, []) if isinstance(item, str) else [len(self.upper)]
            if not isinstance(item, str):
                self.upper.append(1)
                self.enforce(rows, item, columns[0])
            terms.update(dict.fromkeys(columns, weight))
        if who is not None:
            terms[who] -= need[0]
        rows.append((terms, need[0] if who is None else 0))

    def rows(self) -> list[tuple[Counter[int], int]]:
        """What holds of every plan, as (terms, least); the columns are ways, purchases, the finish, needs in needs."""
        self.upper = [1] * len(self.ways) + [_FAR] * (len(self.bought) + 1)
        rows = [(Counter(dict.fromkeys(ways, -1)), -1) for ways in self.of.values()]
        for need in self.needs:
            self.enforce(rows, need, None)
        for w, way in enumerate(self.ways):
            self.enforce(rows, way["need"], w)
        rows.append((Counter({self.finish: 1, **{w: -days for w, days in enumerate(self.days)}}), 0))
        for good, ways in self.of.items():
            award = {w: self.begins(self.ways[w], 0, self.reached, dict.fromkeys(self.reached, _NEVER)) for w in ways}
            award = {
                w: at + max(self.days[w], self.ways[w]["elapsed"]) + self.ways[w]["wait"] for w, at in award.items()
            }
            _sure(min(award.values()) >= self.reached.get(good, _NEVER), f"{good} comes no sooner than is said")
            rows.append((Counter({self.finish: 1, **{w: -day for w, day in award.items()}}), 0))
        for p, one in enumerate(self.bought):
            column, own = len(self.ways) + p, Counter[int]()
            users = [[w for w in ways if p in self.buys[w]] for ways in self.of.values()]
            rows += [(Counter({column: 1, **dict.fromkeys(ways, -1)}), 0) for ways in users if ways]
            for w, way in enumerate(self.ways):  # days of work on one step are none of another's: they add up
                own[w] -= sum(max(0, min(end, self.days[w]) - begin) for q, begin, end in way["spans"] if p == q)
            rows += (
                [(own + Counter(), 0)] if one["cents"] is None else [(Counter({column: 31 * one["months"], **own}), 0)]
            )
        return rows

    def claims_hold(self, claims: Any, set_aside: Any) -> dict[str, Any]:
        """See that no plan is below what each claim says; beside the claim, it may be no worse than the plan."""
        rows, cuts = self.rows(), [self.cut(frozenset(ways)) for ways in set_aside]
        for claim in claims:
            most = [*self.limits.items(), *((name, self.mark[self.criteria.index(name)]) for name in claim["beside"])]
            most += [(claim["criterion"], claim["least"] - 1)] if claim["criterion"] else []
            known = [
                *rows,
                *((Counter({j: -a for j, a in enumerate(self.worth[name])}), -high) for name, high in most),
                *cuts,
            ]
            boxes = [([0] * len(self.upper), self.upper)]
            for step in claim["tree"]:
                low, high = boxes.pop()
                if "split" in step:
                    j, at = step["split"]
                    boxes += [([*low[:j], at + 1, *low[j + 1 :]], high), (low, [*high[:j], at, *high[j + 1 :]])]
                    continue
                sums: Counter[int] = Counter()
                for i, times in step["rows"]:
                    sums.update({j: times * a for j, a in known[i][0].items()})
                highest = sum(a * (high if a > 0 else low)[j] for j, a in sums.items())
                _sure(
                    highest < sum(times * known[i][1] for i, times in step["rows"]),
                    f"the claim on {claim['criterion']}",
                )
            _sure(not boxes, f"the claim on {claim['criterion']} looks at every case")
        return {
            "claims": [(claim["criterion"], claim["least"], claim["beside"]) for claim in claims],
            "sets": len(cuts),
        }

    def plan_holds(self, chosen: Any) -> dict[str, Any]:
        """See that the chosen ways are the plan that is told: its steps, their dates, its bill, and what it comes to."""
        plan, state, bill, told = self.answer, self.nothing, [], []
        same = len(plan["steps"]) == len(chosen) == len({self.ways[w]["good"] for w in chosen})
        _sure(same, "the steps are those that were chosen")
        for step, w in zip(plan["steps"], chosen, strict=True):
            way, name, new = self.ways[w], f"step {step['step']} ({step['name']})", self.worked(w, state)
            _sure(new is not None, f"{name} can be taken where it stands")
            state, at, award, charges = new
            days = [(self.start + timedelta(day)).isoformat() for day in (at, state[0], award)]
            said = [step["credential"], [step["start"], step["work_ends"], step["finish"]]]
            _sure(said == [way["step"], days], f"{name} is on the days that are said")
            hours = str(_decimal((way["minutes"] * 100 + 30) // 60)).rstrip("0").rstrip(".")
            _sure(step["effort_hours"]["likely"] in (hours, None if way["unknown"] else hours), f"{name}: its hours")
            bill += charges
            told += [(c["due"], c["name"], c["amount"]) for c in step["costs"]]
        told += [(c["date"], s["name"], c["amount"]) for s in plan["subscriptions"] for c in s["charges"]]
        due = [(c["date"], c["name"], c["amount"]) for c in plan["due"]]
        owed = [((self.start + timedelta(when)).isoformat(), one["name"], _decimal(one["cents"])) for when, one in bill]
        _sure(sorted(map(str, owed)) == sorted(map(str, told)) == sorted(map(str, due)), "the bill, charge by charge")
        _sure(plan["totals"]["cost"] == {plan["limits"]["currency"]: _decimal(state[1])}, "the total")
        _sure(plan["totals"]["finish"] == (self.start + timedelta(state[2])).isoformat(), "the finish")
        _sure(not self.open(chosen)[2], "the steps meet all that is asked for")
        for w in chosen:
            fewer = frozenset(chosen) - {w} - self.open(frozenset(chosen) - {w})[0]
            _, needs, lacking = self.open(fewer)
            _sure(bool(lacking or self.instead(fewer, needs)), f"every step is needed, {self.ways[w]['step']} too")
        key = self.key(chosen, *state[1:3], {p for w in chosen for p in self.buys[w]})
        _sure(key != self.mark, "it keeps to its limits")
        self.mark = key
        return {"steps": len(chosen), "charges": len(bill), "key": key}
