"""Write into docs/catalog.md what the catalog holds and what it lacks, counted from data/.

    python tools/catalog_report.py

Run it after a change in data/; tests/test_catalog_report.py fails until then. Ages count from the catalog's own date,
so the text changes with the data and never with the day.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from credplan.core import grades  # noqa: E402
from credplan.core.catalog_view.support import sourced, support  # noqa: E402
from credplan.core.figures import figures  # noqa: E402
from credplan.core.model import Catalog, Effort, Price, Sourced  # noqa: E402
from credplan.core.plan_doubts import doubts  # noqa: E402
from credplan.core.planning.advise import answer  # noqa: E402
from credplan.core.planning.answers import NoPlan, Plan  # noqa: E402
from credplan.core.planning.question import Question  # noqa: E402
from credplan.core.profile import Profile  # noqa: E402
from credplan.shell.catalog_files import catalog_files, compile_catalog  # noqa: E402

PAGE = ROOT / "docs" / "catalog.md"
BLOCK = re.compile(r"(?P<head><!-- counted: (?P<name>[a-z-]+) -->\n).*?(?P<foot><!-- end -->)", re.DOTALL)

MANY = 5
"""Providers with at least so many credentials are named one by one."""


def the_catalog() -> Catalog:
    """The catalog of this folder, compiled anew."""
    data = str(ROOT / "data")
    return compile_catalog(data, catalog_files([data]))


def rewritten(page: str, catalog: Catalog) -> str:
    """``page`` with every counted block brought up to date."""
    made = blocks(catalog)
    return BLOCK.sub(lambda match: f"{match['head']}\n{made[match['name']]}\n\n{match['foot']}", page)


def blocks(catalog: Catalog) -> dict[str, str]:
    """The text of each counted block by its name."""
    return {
        "fields": "\n".join(_fields(catalog)),
        "providers": _providers(catalog),
        "skills": _skills(catalog),
        "facts": "\n".join(_facts(catalog)),
        "missing": "\n".join(_missing(catalog)),
        "status": "\n".join(_status(catalog)),
        "plans": "\n".join(_plans(catalog)),
        "weak": "\n".join(_weak(catalog)),
    }


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _listed(idents: Iterable[str]) -> str:
    return ", ".join(f"`{ident}`" for ident in sorted(idents))


def _fields(catalog: Catalog) -> Iterator[str]:
    yield _row("field", "credentials", "can be earned", "careers")
    yield _row("---", "--:", "--:", "--:")
    names = sorted({c.field for c in catalog.credentials} | {c.field for c in catalog.careers})
    for name in names:
        ours = [c for c in catalog.credentials if c.field == name]
        careers = sum(c.field == name for c in catalog.careers)
        yield _row(name, len(ours), sum(c.lifecycle.earnable for c in ours), careers)
    earnable = sum(c.lifecycle.earnable for c in catalog.credentials)
    yield _row("all", len(catalog.credentials), earnable, len(catalog.careers))


def _providers(catalog: Catalog) -> str:
    names = {p.id: p.name for p in catalog.providers}
    counted = Counter(c.provider for c in catalog.credentials)
    large = [f"{names[p]} {n}" for p, n in sorted(counted.items(), key=lambda x: (-x[1], x[0])) if n >= MANY]
    return f"{len(counted)} providers; with {MANY} credentials or more: {', '.join(large)}."


def _skills(catalog: Catalog) -> str:
    families = Counter(s.family for s in catalog.skills)
    outside = sum(bool(s.onet or s.esco) for s in catalog.skills)
    named = ", ".join(f"{family} {n}" for family, n in sorted(families.items(), key=lambda x: (-x[1], x[0])))
    return f"{len(catalog.skills)} skills, {outside} of them with their O*NET or ESCO identifier: {named}."


def _facts(catalog: Catalog) -> Iterator[str]:
    yield _row("facts about", "all", *"ABCD", "over 12 months", "over 24 months", "undated", "sources differ")
    yield _row("---", *["--:"] * 9)
    kinds: dict[str, list[Sourced]] = {"prices": [], "hours": [], "everything else": []}
    for fact in sourced(catalog):
        if fact.sources:
            kind = "prices" if isinstance(fact, Price) else "hours" if isinstance(fact, Effort) else "everything else"
            kinds[kind].append(fact)
    for kind, facts in [*kinds.items(), ("all", [f for group in kinds.values() for f in group])]:
        by_grade = Counter(grades.grade(f, catalog.sources, catalog.date) for f in facts)
        by_age = Counter(grades.age(f, catalog.sources, catalog.date) for f in facts)
        ages = (by_age["ageing"], by_age["stale"], by_age["undated"])
        yield _row(kind, len(facts), *(by_grade[g] for g in "ABCD"), *ages, sum(f.conflict for f in facts))
    undated = [k for k, s in catalog.sources.items() if s.as_of is None and s.captured is None]
    files = Counter(key.partition(":")[0] for key in undated)
    most = ", ".join(f"{name} {n}" for name, n in sorted(files.items(), key=lambda x: (-x[1], x[0]))[:8])
    yield ""
    yield f"Of {len(catalog.sources):,} sources {len(undated)} have no date, most of them in the files {most}."


def _missing(catalog: Catalog) -> Iterator[str]:
    earnable = [c for c in catalog.credentials if c.lifecycle.earnable and c.routes]
    known = figures(catalog, earnable, catalog.date)
    price, hours, whole = [], [], []
    for credential in earnable:
        way = known[credential.id].least
        if way is None:
            continue
        if way.unknown:
            price.append(credential.id)
        if not way.hours_known:
            hours.append(credential.id)
        elif way.ready:
            whole.append(credential.id)
    yield f"- **Price unknown, in whole or in part** ({len(price)}): {_listed(price)}."
    yield f"- **Hours unknown** ({len(hours)}): {_listed(hours)}."
    ready = "**Exam hours known only for who is ready**, by a course, by work or by a lower exam"
    yield f"- {ready} ({len(whole)}): {_listed(whole)}."


def _status(catalog: Catalog) -> Iterator[str]:
    counted = Counter(c.lifecycle.status for c in catalog.credentials)
    yield ", ".join(f"{counted[s]} {s}" for s in ("active", "announced", "retiring", "retired", "unknown")) + "."
    for status in ("unknown", "announced", "retiring"):
        named = [c.id for c in catalog.credentials if c.lifecycle.status == status]
        if named:
            yield f"\n{status.capitalize()}: {_listed(named)}."


def _plans(catalog: Catalog) -> Iterator[str]:
    alone, some, timed = [], 0, 0
    for career in catalog.careers:
        plan = answer(catalog, Profile(), Question(goal=career, start=catalog.date), extras=False)
        if isinstance(plan, NoPlan):
            yield f"No plan: {career.title}."
            continue
        doubtful = [cost.unsure for cost in _costs(plan) if cost.amount]
        some += any(doubtful)
        timed += bool(doubts(plan, catalog, catalog.date).hours)
        if doubtful and all(doubtful):
            alone.append(career.title)
    yield f"In the cheapest plans of {some} of {len(catalog.careers)} careers some amount rests on one source, is old,"
    yield f"undated or disputed (`~` on the screen). In {len(alone)} of them every amount does:"
    yield f"{'; '.join(sorted(alone))}."
    yield f"In {timed} of the {len(catalog.careers)} the same holds of hours that make up a tenth of the plan's work"
    yield "or more (`hours ~` on the screen)."


def _costs(plan: Plan) -> Iterator:
    for step in plan.steps:
        yield from step.costs
    for stretch in plan.subscriptions:
        yield from stretch.charges


def _weak(catalog: Catalog) -> Iterator[str]:
    records = [*catalog.credentials, *catalog.offers, *catalog.careers]
    on_it: Counter[str] = Counter()
    number = 0
    for record in records:
        facts = [f for f in sourced(record) if grades.weak(f, catalog.sources)]
        number += len(facts)
        on_it[record.id] += len(facts)
    sites = ", ".join(site.removeprefix("github.com/") for site in grades.WEAK_SITES)
    total = support(catalog, catalog, catalog.date).facts
    yield f"{number} of {total:,} facts stand on nothing but {sites}. Most of them:"
    most = sorted(on_it.items(), key=lambda item: (-item[1], item[0]))[:12]
    yield f"{', '.join(f'`{ident}` {n}' for ident, n in most)}."


def main() -> None:
    """Bring docs/catalog.md up to date."""
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8"), the_catalog()), encoding="utf-8")


if __name__ == "__main__":
    main()
