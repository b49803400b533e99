"""The claims of a proof file: each is a tree of boxes of which a sum of rows shows that no plan lies in them.

The rows are made here of what the file says of its ways. They hold of every plan, and never above what it comes to on
dates; sets that they think better than they are get set aside, each once all its orders have been looked at.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from credplan.core.verify.base import NEVER, goods_of, sure
from credplan.core.verify.plan import PlanChecker

_FAR = 10**5  # more days, and more charges of one kind, than any plan has


class Checker(PlanChecker):
    """Checks a plan and what is claimed of all others."""

    def cut(self, ways: frozenset[int]) -> tuple[Counter[int], int]:
        """The row of a set that is set aside: not all of it, unless something comes in that could help."""
        stuck, needs, lacking = self.open(ways)
        more = set[str]().union(*(goods_of(self.ways[w]["need"]) for w in stuck))
        if not stuck:
            sure(not lacking, "what is set aside meets the goal")
            sure(not self.fits(ways, ways, self.nothing, set(), True), "what is set aside is no better than the plan")
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
        reached, finish = self.problem["reached"], len(self.ways) + len(self.bought)
        self.upper = [1 for _ in self.ways] + [_FAR for _ in (*self.bought, finish)]
        rows = [(Counter(dict.fromkeys(ways, -1)), -1) for ways in self.of.values()]
        for need in self.needs:
            self.enforce(rows, need, None)
        for w, way in enumerate(self.ways):
            self.enforce(rows, way["need"], w)
        rows.append((Counter({finish: 1, **{w: -days for w, days in enumerate(self.days)}}), 0))
        for good, ways in self.of.items():
            begins = {w: self.begins(w, 0, reached, dict.fromkeys(reached, NEVER)) for w in ways}
            awards = {w: -(day + self.least[w] + self.ways[w]["wait"]) for w, day in begins.items()}
            sure(-max(awards.values()) >= reached.get(good, NEVER), f"{good} comes no sooner than is said")
            rows.append((Counter({finish: 1, **awards}), 0))
        for p, one in enumerate(self.bought):
            column, own = len(self.ways) + p, Counter[int]()
            users = [[w for w in ways if p in self.buys[w]] for ways in self.of.values()]
            rows += [(Counter({column: 1, **dict.fromkeys(ways, -1)}), 0) for ways in users if ways]
            for w, way in enumerate(self.ways):  # days of work on one step are none of another's: they add up
                own[w] -= sum(max(0, min(end, self.days[w]) - begin) for q, begin, end in way["spans"] if p == q)
            rows.append((Counter() if one["cents"] is None else Counter({column: 31 * one["months"], **own}), 0))
        return rows

    def claims_hold(self, claims: Any, set_aside: Any) -> dict[str, Any]:
        """See that no plan is below what each claim says: of every box of its tree a sum of rows shows it to be empty.

        One that is not ``alone`` is about plans that are as good as this one in all criteria before its own.
        """
        rows, cuts, best, bound = self.rows(), [self.cut(frozenset(ways)) for ways in set_aside], 0, None
        for claim in claims:
            name, least, high = claim["criterion"], claim["least"], [*self.limits.items()]
            what = f"no plan is below {least} in {name}" if name else "no plan fits"
            if claim["alone"]:
                bound = least
            elif name:
                sure([name, least] == [self.criteria[best], self.mark[best]], "a claim is about this plan")
                high += zip(self.criteria[:best], self.mark, strict=False)
            sure(bool(name) == (self.answer["status"] != "infeasible"), what)
            best, high = best + (not claim["alone"]), high + [(name, least - 1)] * bool(name)
            known = rows + [(Counter({j: -a for j, a in enumerate(self.worth[n])}), -most) for n, most in high]
            known, boxes = known + cuts * (not claim["alone"]), [([0 for _ in self.upper], self.upper)]
            for step in claim["tree"]:
                low, up = boxes.pop()
                if "split" in step:
                    j, at = step["split"]
                    boxes += [([*low[:j], at + 1, *low[j + 1 :]], up), (low, [*up[:j], at, *up[j + 1 :]])]
                    continue
                sums: Counter[int] = Counter()
                for i, times in step["rows"]:
                    sums.update({j: times * a for j, a in known[i][0].items()})
                most = sum(a * (up if a > 0 else low)[j] for j, a in sums.items())
                sure(most < sum(times * known[i][1] for i, times in step["rows"]), what)
            sure(not boxes, what)
        return {"best": best, "bound": bound, "sets": len(cuts)}
