"""JSON Schemas of what ``plan`` adds with ``--trade-offs``, ``--alternatives``, ``--why`` and ``--diff``."""

from __future__ import annotations

from credplan.core.schema_shapes import (
    AMOUNT,
    COUNT,
    CURRENCY,
    DAY,
    FLAG,
    HOURS,
    TEXT,
    Schema,
    by_currency,
    list_of,
    maybe,
    one_of,
    table,
)
from credplan.core.trade_off_words import PLAN_KEYS

CAUSES = ("earned", "hours", "objective", "budget", "by", "begin", "wish", "fact", "price", "route", "order")
LOST = (
    *("evidence", "level", "readiness", "region", "lifecycle", "wish", "limits", "other need", "unknown price"),
    *("dearer", "later", "longer", "more steps", "equal"),
)
"""What each is, docs/formats.md says."""


def further_answers(plan: dict[str, Schema]) -> dict[str, Schema]:
    """The further keys; ``plan`` are those of a plan, of which each of several plans repeats some."""
    one = {key: plan[key] for key in PLAN_KEYS}
    end = {"cost": by_currency(AMOUNT), "unknown": COUNT, "finish": DAY, "effort_hours": HOURS}
    instead = maybe(table({**end, "added": list_of(TEXT), "gone": list_of(TEXT)}))
    buys = table({"cost": by_currency(AMOUNT), "days": COUNT, "text": TEXT})
    then = maybe(table({"route": TEXT, "start": DAY, "finish": DAY, "cost": AMOUNT}))
    state = {"hours_per_week": HOURS, "objective": TEXT}
    return {
        "frontier": list_of(table({**one, "buys": maybe(buys)})),
        "frontier_complete": FLAG,
        "frontier_proved": FLAG,
        "sooner_unknown": maybe(table(end)),
        "hours_per_week": list_of(
            table({"hours_per_week": HOURS, "cheapest": maybe(table(end)), "soonest": maybe(table(end))})
        ),
        "next_best": list_of(table({"number": COUNT, "equal_to": maybe(COUNT), "text": TEXT, **one})),
        "why": _why(instead),
        "best_while": maybe(
            table(
                {
                    "complete": FLAG,
                    "budget": _between(AMOUNT, instead),
                    "hours_per_week": _between(HOURS, instead),
                    "begin_by": maybe(DAY),
                    "because": maybe(TEXT),
                }
            )
        ),
        "diff": table(
            {
                "name": TEXT,
                "saved": DAY,
                "before": table(
                    {"cost": maybe(by_currency(AMOUNT)), "finish": maybe(DAY), **state, "catalog": maybe(TEXT)}
                ),
                "now": table({"cost": by_currency(AMOUNT), "finish": DAY, **state, "catalog": TEXT}),
                "steps": list_of(
                    table(
                        {
                            "credential": TEXT,
                            "name": TEXT,
                            "change": one_of("done", "gone", "new", "moved", "same"),
                            "before": then,
                            "now": then,
                            "cause": maybe(one_of(*CAUSES)),
                            "text": maybe(TEXT),
                        }
                    )
                ),
            }
        ),
    }


def _between(value: Schema, instead: Schema) -> Schema:
    edge = maybe(table({"value": value, "beyond": instead}))
    return table({"from": edge, "to": edge})


def _why(instead: Schema) -> Schema:
    serves = table(
        {
            "name": TEXT,
            "kind": one_of("law", "anchor", "core", "goal", "lock", "also", "condition", "readiness"),
            "basis": maybe(TEXT),
            "because": maybe(TEXT),
            "asked_by": maybe(TEXT),
            "source": list_of(TEXT),
        }
    )
    rival = table(
        {
            "credential": TEXT,
            "name": TEXT,
            "looks": maybe(AMOUNT),
            "currency": CURRENCY,
            "lost": one_of(*LOST),
            "text": maybe(TEXT),
            "instead": instead,
        }
    )
    return table(
        {
            "step": COUNT,
            "credential": TEXT,
            "serves": list_of(serves),
            "refused": instead,
            "nothing_else": maybe(TEXT),
            "why_not": list_of(rival),
            "not_tried": COUNT,
        }
    )
