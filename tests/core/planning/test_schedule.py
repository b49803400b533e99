"""Steps on dates and their bill: single rules by hand, and the best order against all permutations."""

from __future__ import annotations

import datetime as dt
import random
from itertools import permutations

import pytest

from credplan.core import schedule
from credplan.core.billing import Held, Once, Rates, extend
from credplan.core.dates import NEVER
from credplan.core.requirements import MET, Atom, Need
from credplan.core.schedule import (
    Job,
    Placed,
    best_orders,
    expires,
    lay,
    part_days,
    place,
)


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def date(number: int) -> str:
    return dt.date.fromordinal(number).isoformat()


def job(good: int, days: int, **more: object) -> Job:
    values: dict[str, object] = {"elapsed": 0, "wait": 0, "need": MET, "spans": ()}
    return Job(good=good, days=days, **{**values, **more})  # type: ignore[arg-type]


def after(*goods: int, concurrent: bool = False) -> Need:
    return Need(len(goods), tuple((1, Atom(good, concurrent)) for good in goods))


MONTHLY = Rates((4900,), (1,))


# -- billing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "charges", "paid"),
    [
        ("2027-02-01", 1, "2027-02-28"),
        ("2027-02-28", 1, "2027-02-28"),
        ("2027-03-01", 2, "2027-03-31"),
        ("2027-03-31", 2, "2027-03-31"),
        ("2027-04-01", 3, "2027-04-30"),
        ("2027-05-01", 4, "2027-05-31"),
    ],
)
def test_a_subscription_begun_on_the_31st_is_billed_on_the_last_days_of_short_months(
    last: str, charges: int, paid: str
) -> None:
    held, count = extend(None, day("2027-01-31"), day(last), 1)
    assert (count, held.periods, date(held.paid_until)) == (charges, charges, paid)


def test_a_year_begun_on_29_february_is_paid_until_28_february() -> None:
    held, count = extend(None, day("2028-02-29"), day("2028-03-01"), 12)
    assert (count, date(held.paid_until)) == (1, "2029-02-28")
    assert date(extend(held, day("2029-02-01"), day("2029-03-01"), 12)[0].paid_until) == "2030-02-28"


def test_work_that_starts_on_the_paid_until_day_runs_on_and_the_day_after_starts_anew() -> None:
    held, _ = extend(None, day("2027-01-31"), day("2027-02-10"), 1)
    on_time, charges = extend(held, day("2027-02-28"), day("2027-03-05"), 1)
    assert (charges, date(on_time.anchor), date(on_time.paid_until)) == (1, "2027-01-31", "2027-03-31")
    late, charges = extend(held, day("2027-03-01"), day("2027-03-05"), 1)
    assert (charges, date(late.anchor), date(late.paid_until)) == (1, "2027-03-01", "2027-04-01")


def test_time_that_is_paid_already_costs_nothing_more() -> None:
    held = Held(day("2027-01-10"), 1, day("2027-02-10"))
    assert extend(held, day("2027-02-01"), day("2027-02-10"), 1) == (held, 0)


def test_a_subscription_that_idles_past_its_paid_time_is_started_anew_in_the_bill() -> None:
    jobs = [job(0, 10, spans=((0, 0, 10),)), job(1, 60), job(2, 10, spans=((0, 0, 10),))]
    schedule = lay(jobs, (0, 1, 2), day("2026-11-24"), MONTHLY)
    assert schedule is not None
    assert [(date(b.anchor), b.periods) for b in schedule.bills] == [("2026-11-24", 1), ("2027-02-02", 1)]
    assert schedule.cents == 9800
    together = lay(jobs, (0, 2, 1), day("2026-11-24"), MONTHLY)
    assert together is not None
    assert together.cents == 4900


@pytest.mark.parametrize(
    ("minutes", "least", "elapsed", "days", "step"),
    [
        ([3600], [0], 0, [(0, 42)], 0),
        ([1800, 1800], [0, 0], 0, [(0, 21), (21, 42)], 0),
        ([100, 100, 3400], [0, 0, 0], 0, [(0, 2), (1, 3), (2, 42)], 0),
        ([3600, 0], [0, 0], 0, [(0, 42), (42, 42)], 0),
        ([3600], [0], 90, [(0, 90)], 90),
        ([1800, 1800], [0, 0], 90, [(0, 21), (21, 90)], 90),
        # Minimums follow each other: 56 days and 56 days; after 30 days of work 56 more.
        ([600, 600], [56, 56], 0, [(0, 56), (7, 112)], 112),
        ([2600, 600], [0, 56], 0, [(0, 31), (30, 86)], 86),
        ([600, 2600], [56, 0], 0, [(0, 56), (7, 87)], 87),
        ([600, 0, 0], [0, 14, 0], 0, [(0, 7), (7, 21), (7, 21)], 21),
    ],
)
def test_the_days_of_each_part_at_ten_hours_a_week(
    minutes: list[int], least: list[int], elapsed: int, days: list[tuple[int, int]], step: int
) -> None:
    assert part_days(minutes, least, 600, elapsed) == (tuple(days), step)


# -- placing ------------------------------------------------------------------------------------------------------


def test_waits_and_elapsed_minimums_pass_while_the_next_step_goes_on() -> None:
    jobs = [job(0, 5, elapsed=30, wait=20), job(1, 40), job(2, 1, need=after(0))]
    schedule = lay(jobs, (0, 1, 2), 1000, Rates((), ()))
    assert schedule is not None
    assert [(p.start, p.end, p.award) for p in schedule.placed] == [
        (1000, 1005, 1050),
        (1005, 1045, 1045),
        (1050, 1051, 1051),
    ]


def test_a_step_whose_turn_has_come_waits_for_its_award_and_the_others_wait_behind_it() -> None:
    jobs = [job(0, 5, wait=20), job(1, 40), job(2, 1, need=after(0))]
    schedule = lay(jobs, (0, 2, 1), 1000, Rates((), ()))
    assert schedule is not None
    assert [(p.start, p.end) for p in schedule.placed] == [(1000, 1005), (1025, 1026), (1026, 1066)]


def test_an_order_in_which_a_condition_never_comes_is_impossible() -> None:
    assert lay([job(0, 5), job(1, 5, need=after(0))], (1, 0), 1000, Rates((), ())) is None


def test_runs_start_on_their_days_only() -> None:
    course = job(0, 10, runs=(990, 1005, 1040))
    assert place(course, 1000, {}, {}) == Placed(-1, 1005, 1015, 1015)
    assert place(course, 1005, {}, {}) == Placed(-1, 1005, 1015, 1015)
    assert place(course, 1006, {}, {}) == Placed(-1, 1040, 1050, 1050)
    assert place(course, 1041, {}, {}) is None


def test_a_step_may_start_on_its_last_day_and_not_after() -> None:
    assert place(job(0, 10, latest_start=1000), 1000, {}, {}) is not None
    assert place(job(0, 10, latest_start=999), 1000, {}, {}) is None
    assert place(job(0, 10, latest_start=1003, runs=(999, 1004)), 1000, {}, {}) is None


def test_a_month_is_not_charged_after_its_offers_last_day() -> None:
    until = Rates((4900,), (1,), (day("2026-12-24"),))
    for days, cents in ((30, 4900), (31, 9800), (60, 9800), (62, None)):
        laid = lay([job(0, days, spans=((0, 0, days),))], (0,), day("2026-11-24"), until)
        assert (None if laid is None else laid.cents) == cents, days


def test_a_shared_voucher_is_bought_by_the_first_step_and_must_do_for_the_others() -> None:
    start, rates = day("2026-11-24"), Rates((100,), (0,))
    once = Once(purchase=0, first=0, last=10, at_latest=0, until=day("2026-11-29"), months=1)
    jobs = [job(0, 10, once=(once,)), job(1, 10, once=(once,)), job(2, 20)]
    assert lay(jobs, (0, 1, 2), start, rates) is not None  # on 4 December it is there already
    assert lay(jobs, (0, 2, 1), start, rates) is None  # on 24 December it has lapsed before 3 January
    assert lay(jobs, (2, 0, 1), start, rates) is None  # from 30 November on it is not sold


def test_a_concurrent_condition_fails_on_the_day_of_expiry() -> None:
    needy = job(1, 5, need=after(0, concurrent=True))
    assert place(needy, 1024, {0: 1000}, {0: 1030}) is not None
    assert place(needy, 1025, {0: 1000}, {0: 1030}) is None, "on the day its work ends it has lapsed"
    assert place(needy, 1030, {0: 1000}, {0: 1030}) is None


def test_a_step_waits_for_another_award_when_the_first_has_lapsed() -> None:
    """Any of two that must be valid: one lapsed before its turn, the other is still on its way."""
    needy = job(2, 5, need=Need(1, ((1, Atom(0, True)), (1, Atom(1, True)))))
    assert place(needy, 1050, {0: 1000, 1: 1100}, {0: 1030, 1: NEVER}) == Placed(-1, 1100, 1105, 1105)


def test_a_run_that_falls_into_a_lapse_is_passed_over_for_a_later_one() -> None:
    needy = job(2, 5, need=Need(1, ((1, Atom(0, True)), (1, Atom(1, True)))), runs=(1040, 1120))
    assert place(needy, 1005, {0: 1000, 1: 1100}, {0: 1030, 1: NEVER}) == Placed(-1, 1120, 1125, 1125)


def test_validity_is_counted_in_months_from_the_award() -> None:
    assert date(expires(job(0, 5, validity=1), day("2027-01-31"))) == "2027-02-28"
    assert expires(job(0, 5), day("2027-01-31")) == NEVER


@pytest.mark.parametrize("start", ["2199-12-29", "2199-12-30", "2199-12-31"])
def test_at_the_end_of_the_calendar_a_subscription_is_paid_or_the_step_is_impossible(start: str) -> None:
    schedule = lay([job(0, 0, spans=((0, 0, 1),))], [0], day(start), MONTHLY)
    assert (schedule is None) == (start == "2199-12-31")


# -- the best order -----------------------------------------------------------------------------------------------

DAYS = [0, 1, 14, 28, 29, 30, 31, 42, 59, 61]


def random_jobs(rng: random.Random) -> tuple[list[Job], Rates, int]:
    count = rng.randint(2, 5)
    start = day(rng.choice(["2026-11-24", "2027-01-31", "2028-02-29", "2027-01-30"])) + rng.choice([0, 0, 0, 31, 100])
    # Most need only money and conditions: limits of other kinds hide what the order does to the bill.
    extras = rng.random() < 0.4
    ends = (start + rng.randint(20, 200), NEVER) if extras and rng.random() < 0.3 else ()
    rates = Rates(tuple(rng.choice([0, 1000, 2900, 4900]) for _ in range(2)), (1, rng.choice([1, 1, 2, 12])), ends)
    jobs = []
    for i in range(count):
        days = rng.choice(DAYS)
        elapsed = rng.choice(DAYS) if rng.random() < 0.4 else 0
        spans = []
        for purchase in range(2):
            if rng.random() < 0.5:
                first = rng.randint(0, days)
                first = rng.choice([0, 0, first])
                last = max(first + 1, rng.choice([max(days, elapsed), max(days, elapsed), days, (first + days) // 2]))
                spans.append((purchase, first, last))
        need = MET
        if rng.random() < 0.5:
            others = rng.sample([j for j in range(count) if j != i], min(rng.randint(1, 2), count - 1))
            k = rng.randint(1, len(others))
            need = Need(k, tuple((1, Atom(j, extras and rng.random() < 0.3)) for j in others))
        jobs.append(
            job(
                i,
                days,
                elapsed=elapsed,
                wait=rng.choice(DAYS) if rng.random() < 0.5 else 0,
                need=need,
                spans=tuple(spans),
                runs=tuple(sorted(start + rng.randint(0, 200) for _ in range(3)))
                if extras and rng.random() < 0.2
                else (),
                latest_start=start + rng.randint(0, 150) if extras and rng.random() < 0.2 else NEVER,
                validity=rng.choice([1, 2]) if rng.random() < 0.3 else None,
                once=random_purchase(rng, start, days) if extras and rng.random() < 0.3 else (),
            )
        )
    return jobs, rates, start


def random_purchase(rng: random.Random, start: int, days: int) -> tuple[Once, ...]:
    first = rng.choice([0, days])
    until = rng.choice([NEVER, start + rng.randint(0, 150)])
    return (Once(rng.choice([-1, 2, 2]), first, days, rng.choice([first, days]), until, rng.choice([0, 1, 2])),)


def front(points: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those (money, finish) that no other point beats in both."""
    return sorted(p for p in points if not any(q[0] <= p[0] and q[1] <= p[1] and q != p for q in points))


@pytest.mark.parametrize("few_jobs", [schedule.FEW_JOBS, 0])
@pytest.mark.parametrize("block", range(10))
def test_the_best_orders_are_the_undominated_ones_of_all_permutations(
    block: int, few_jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "FEW_JOBS", few_jobs)
    for seed in range(block * 60, (block + 1) * 60):
        rng = random.Random(seed)
        jobs, rates, start = random_jobs(rng)
        laid = [lay(jobs, order, start, rates) for order in permutations(range(len(jobs)))]
        points = {(s.cents, s.finish) for s in laid if s is not None}
        found = best_orders(jobs, start, rates)
        assert found.exact
        assert [(s.cents, s.finish) for s in found.schedules] == front(points), seed
        for one in found.schedules:
            assert lay(jobs, [p.job for p in one.placed], start, rates) == one, seed

        most = rng.choice(sorted(c for c, _ in points)) if points else 0
        latest = rng.choice(sorted(f for _, f in points)) if points else start
        kept = {(c, f) for c, f in points if c <= most and f <= latest}
        limited = best_orders(jobs, start, rates, most_cents=most, latest_finish=latest)
        assert [(s.cents, s.finish) for s in limited.schedules] == front(kept), seed

        cheapest = best_orders(jobs, start, rates, first="money").schedules
        assert [(s.cents, s.finish) for s in cheapest][:1] == sorted(points)[:1], seed
        fastest = best_orders(jobs, start, rates, first="finish").schedules
        quickest = sorted(points, key=lambda p: (p[1], p[0]))[:1]
        assert sorted(((s.cents, s.finish) for s in fastest), key=lambda p: (p[1], p[0]))[:1] == quickest, seed


def alternating(count: int) -> list[Job]:
    """Steps of 9 to 25 days that two subscriptions cover by turns: the hardest to put in order."""
    rng = random.Random(count)
    return [job(i, days, spans=((i % 2, 0, days),)) for i, days in enumerate(rng.choices(range(9, 26), k=count))]


def test_what_is_too_much_to_look_at_ends_with_a_good_order_and_says_that_it_may_not_be_the_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs, rates, start = alternating(9), Rates((4900, 3900), (1, 1)), day("2026-11-24")
    best = best_orders(jobs, start, rates, first="money")
    assert best.exact
    monkeypatch.setattr(schedule, "MOST_LABELS", 2_000)
    soon = best_orders(jobs, start, rates, first="money")
    assert not soon.exact
    as_listed = lay(jobs, range(9), start, rates)
    assert as_listed is not None
    assert best.schedules[0].cents <= soon.schedules[0].cents < as_listed.cents
    # A limit that only a good order keeps is not given up because the search was stopped.
    within = best_orders(jobs, start, rates, first="money", most_cents=soon.schedules[0].cents)
    assert [one.cents for one in within.schedules] == [soon.schedules[0].cents]


def test_an_award_that_comes_later_may_make_the_bill_smaller() -> None:
    """31 covered days from 11 April are two April months, from 11 May one: the check is then best taken second."""
    check, course = job(0, 0, wait=30), job(1, 42)
    exam = job(2, 1, elapsed=31, need=after(0, 1), spans=((0, 0, 31),))
    found = best_orders([check, course, exam], day("2028-02-29"), MONTHLY)
    assert [([p.job for p in s.placed], s.cents, date(s.finish)) for s in found.schedules] == [
        ([1, 0, 2], 4900, "2028-06-11"),
        ([0, 1, 2], 9800, "2028-05-12"),
    ]
