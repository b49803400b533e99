"""The least costs of careers for a list: from the cache where they are kept, else worked out with a word on stderr."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from credplan.core.career_costs import CareerCost, career_costs, fingerprint
from credplan.core.model import Career, Catalog
from credplan.shell.cost_copy import read_costs, write_costs
from credplan.shell.render.progress import progress


def least_costs(catalog: Catalog, careers: Iterable[Career], day: dt.date) -> dict[str, CareerCost]:
    """The cost of each of ``careers`` by id; what is worked out now is kept for the next time."""
    wanted = list(careers)
    name = fingerprint(catalog)
    known = read_costs(name, day)
    missing = [career for career in wanted if career.id not in known]
    if missing:
        with progress("Working out the least cost") as tell:
            for number, cost in enumerate(career_costs(catalog, missing, day), 1):
                known[cost.career] = cost
                tell(f"{number} of {len(missing)} careers")
        write_costs(name, day, known.values())
    return {career.id: known[career.id] for career in wanted}
