"""The catalog's lists as rows of plain text: careers and search results."""

from __future__ import annotations

from collections.abc import Iterable

from credplan.core.model import Career, Catalog
from credplan.core.names import Hit

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
)
SEARCH_HEADER = ("id", "name", "provider", "kind", "level", "status")

_DEGREES = ("associate", "bachelor", "master", "doctoral")


def needs_degree(career: Career) -> bool:
    """Whether the usual way in is a college degree; where the level is not stated, its words decide."""
    if career.door.education_level is not None:
        return career.door.education_level in _DEGREES
    text = career.door.education.lower()
    return "degree" in text and "no degree" not in text


def licence(career: Career) -> str:
    """``yes`` where law asks for one in the whole country, ``in US-CA, US-TX`` where in some states, else ``no``."""
    regions = sorted({law.region for law in career.door.laws})
    if not regions:
        return "no"
    return "yes" if "US" in regions else f"in {', '.join(regions)}"


def career_rows(careers: Iterable[Career]) -> list[tuple[str, ...]]:
    """In the columns of `CAREER_HEADER`; unknown is empty."""
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
        )
        for c in careers
    ]


def career_cells(career: Career) -> tuple[str, ...]:
    """Code, title and what a person compares: field, education, wage with area and period, openings, licence."""
    wage = "wage unknown"
    if career.wage is not None and career.wage.median is not None:
        where = ", ".join(x for x in (career.wage.area, career.wage.period) if x)
        wage = f"{career.wage.currency} {career.wage.median // 100:,} ({where})"
    openings = "unknown"
    if career.openings is not None and career.openings.value is not None:
        openings = f"{career.openings.value:,} {career.openings.unit}".strip()
    return (career.id, career.title, career.field, career.door.education or "unknown", wage, openings, licence(career))


CAREER_LABELS = ("code", "career", "field", "usual education", "median wage", "openings", "licence")


def search_rows(hits: Iterable[Hit], catalog: Catalog) -> list[tuple[str, ...]]:
    """In the columns of `SEARCH_HEADER`, the provider by its name."""
    providers = {p.id: p.name for p in catalog.providers}
    return [
        (c.id, c.name, providers.get(c.provider, c.provider), c.kind, c.level or "", c.lifecycle.status)
        for c in (hit.credential for hit in hits)
    ]
