"""The catalog's lists as rows of plain text: careers and search results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from credplan.core.model import Career, Catalog
from credplan.core.text import hours, money, plural
from credplan.core.units import Cents, Minutes

if TYPE_CHECKING:  # a list of careers needs no ways of earning anything
    from credplan.core.career_costs import CareerCost
    from credplan.core.figures import Figure, Figures
    from credplan.core.search import Result

CAREER_HEADER = (
    "code",
    "title",
    "field",
    "education",
    "median_wage",
    "currency",
    "area",
    "period",
    "openings",
    "openings_scope",
    "licence",
    "least_cost",
    "cost_currency",
    "weeks",
    "unknown_prices",
    "plan",
)
SEARCH_HEADER = (
    "id",
    "name",
    "provider",
    "kind",
    "level",
    "status",
    "least_price",
    "currency",
    "unknown_prices",
    "hours",
    "prepared",
    "free",
    "no_prerequisites",
)
SEARCH_LABELS = ("id", "credential", "provider", "kind", "level", "status", "least price", "work")

_DEGREES = ("associate", "bachelor", "master", "doctoral")


def needs_degree(career: Career) -> bool:
    """Whether the usual way in is a college degree; where the level is not stated, its words decide."""
    if career.door.education_level is not None:
        return career.door.education_level in _DEGREES
    text = career.door.education.lower()
    return "degree" in text and "no degree" not in text


def education_given(career: Career) -> bool:
    """Whether the catalog says how people usually get in; "Not given: …" says why it does not."""
    text = career.door.education.lower()
    return career.door.education_level is not None or (bool(text) and not text.startswith("not given"))


def licence(career: Career) -> str:
    """``yes`` where law asks for one in the whole country, ``in US-CA, US-TX`` where in some states, else ``no``."""
    regions = sorted({law.region for law in career.door.laws})
    if not regions:
        return "no"
    return "yes" if "US" in regions else f"in {', '.join(regions)}"


def career_rows(careers: Iterable[Career], costs: Mapping[str, CareerCost]) -> list[tuple[str, ...]]:
    """In the columns of `CAREER_HEADER`; unknown is empty, and so is a cost of which a part is unknown."""
    return [
        (
            c.id,
            c.title,
            c.field,
            c.door.education,
            str(c.wage.median) if c.wage is not None and c.wage.median is not None else "",
            c.wage.currency if c.wage is not None else "",
            c.wage.area if c.wage is not None else "",
            c.wage.period if c.wage is not None else "",
            str(c.openings.value) if c.openings is not None and c.openings.value is not None else "",
            c.openings.scope if c.openings is not None else "",
            licence(c),
            *_cost_columns(costs.get(c.id)),
        )
        for c in careers
    ]


def _cost_columns(cost: CareerCost | None) -> tuple[str, str, str, str, str]:
    if cost is None:
        return ("", "", "", "", "")
    whole = cost.cents is not None and not cost.unknown and cost.complete
    status = cost.status if cost.complete or cost.cents is None else f"{cost.status}, part of it"
    weeks = "" if cost.weeks is None else str(cost.weeks)
    return (str(Cents(cost.cents or 0)) if whole else "", "USD", weeks, str(cost.unknown), status)


def career_cells(career: Career, cost: CareerCost | None = None) -> tuple[str, ...]:
    """In the columns of `CAREER_LABELS`: what a person compares, wages with area and period."""
    wage = "wage unknown"
    if career.wage is not None and career.wage.median is not None:
        where = ", ".join(x for x in (career.wage.area, career.wage.period) if x)
        wage = f"{career.wage.currency} {career.wage.median // 100:,} ({where})"
    openings = "unknown"
    if career.openings is not None and career.openings.value is not None:
        openings = f"{career.openings.value:,} {career.openings.unit}".strip()
    education = career.door.education or "unknown"
    # What stands before an occupation is said before its price.
    door = (education, licence(career))
    return (career.id, career.title, *door, *cost_cells(cost), wage, openings, career.field)


def cost_cells(cost: CareerCost | None) -> tuple[str, str]:
    """``USD 361.00`` and ``22 weeks``; a plan that is not proved best, not whole or not priced says so."""
    if cost is None:
        return "", ""
    if cost.cents is None:
        return ("no plan" if cost.status == "infeasible" else "no plan found"), ""
    text = ("at most " if cost.status == "bounded" else "") + money(cost.cents)
    text += " + unknown" if cost.unknown else ""
    return text + ("" if cost.complete else ", part of it only"), plural(cost.weeks or 0, "week")


CAREER_LABELS = (
    "code",
    "career",
    "usual education",
    "licence",
    "least cost",
    "takes",
    "median wage",
    "openings",
    "field",
)


def search_rows(results: Iterable[Result], catalog: Catalog) -> list[tuple[str, ...]]:
    """In the columns of `SEARCH_HEADER`, the provider by its name; a price that is not whole is empty."""
    providers = {p.id: p.name for p in catalog.providers}
    rows: list[tuple[str, ...]] = []
    for result in results:
        c, way = result.credential, result.way
        rows.append(
            (
                c.id,
                c.name,
                providers.get(c.provider, c.provider),
                c.kind,
                c.level or "",
                c.lifecycle.status,
                str(Cents(way.cents)) if way is not None and not way.unknown else "",
                result.figures.currency if way is not None else "",
                str(len(way.unknown)) if way is not None else "",
                str(Minutes(way.minutes)) if way is not None and way.hours_known else "",
                ("ready" if way.ready else "nothing") if way is not None else "",
                ("yes" if way.free else "no") if way is not None else "",
                ("yes" if way.bare else "no") if way is not None else "",
            )
        )
    return rows


def search_cells(results: Iterable[Result], catalog: Catalog) -> list[tuple[str, ...]]:
    """In the columns of `SEARCH_LABELS`, as a person reads them."""
    providers = {p.id: p.name for p in catalog.providers}
    rows: list[tuple[str, ...]] = []
    for result in results:
        c = result.credential
        said = (c.id, c.name, providers.get(c.provider, c.provider), c.kind.replace("-", " "), c.level or "")
        rows.append((*said, c.lifecycle.status, price_cell(result.figures, result.way), hours_cell(result.way)))
    return rows


def price_cell(of: Figures, way: Figure | None) -> str:
    """``USD 530.00~``, ``free``; what nobody knows is said, and never counted as nothing."""
    if way is None:
        return ""
    unsure = "~" if way.unsure else ""
    if way.unknown:
        return f"{money(way.cents, of.currency)}{unsure} + unknown" if way.cents else "price unknown"
    if way.cents == 0:
        # A title for those who hold five others is not free, it only costs nothing more.
        return "free" if way.free else "nothing of its own"
    return money(way.cents, of.currency) + unsure


def hours_cell(way: Figure | None) -> str:
    """``200 h`` from nothing, ``80 h when ready`` where hours from nothing are not known."""
    if way is None:
        return ""
    if not way.hours_known:
        return "hours unknown"
    if way.hollow:
        return "no work of its own"
    return hours(way.minutes) + (" when ready" if way.ready else "")
