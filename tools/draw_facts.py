"""Draw facts from the catalog by lot, to be found again from scratch: the audit that docs/catalog.md reports.

    python tools/draw_facts.py [--count 40] [--seed 20261124] [--under data/credentials] [--counts] [--blind]

A fact is a value of data/ that names its sources: an amount, hours, days, months of validity, the dates of a
lifecycle, a wage, a growth. The same seed draws the same facts from the same data.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

NUMBERS = ("amount", "likely", "days", "months", "never", "value", "median", "units", "credits", "grace_months")
DATES = ("launched", "last_enrolment", "last_award", "retired")
STATUS = "status"
# Shown with the value, because a value is right or wrong only together with them.
BESIDE = ("low", "high", "currency", "region", "unit", "scope", "period", "every_months", "as_of", "note", "conflict")


def facts(path: Path) -> Iterator[dict[str, Any]]:
    """Every sourced value of one file, in reading order, with the record it belongs to."""
    whole = tomllib.loads(path.read_text(encoding="utf-8"))
    sources = whole.get("sources", {})
    for table in ("credentials", "offers", "careers"):
        for record in whole.get(table, ()):
            for where, node in _walk(record, ""):
                value = {key: node[key] for key in (*NUMBERS, *DATES, STATUS) if key in node}
                if not value or not node.get("sources"):
                    continue
                yield {
                    "file": path.relative_to(ROOT).as_posix(),
                    "record": record["id"],
                    "name": record.get("name") or record.get("title", ""),
                    "path": where,
                    "kind": _kind(where, node),
                    "value": value | {key: node[key] for key in BESIDE if key in node},
                    "sources": [sources.get(key, {"url": f"no source {key}"}) for key in node["sources"]],
                }


def _walk(node: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield where, node
        for key, child in node.items():
            yield from _walk(child, f"{where}.{key}" if where else key)
    elif isinstance(node, list):
        for number, child in enumerate(node):
            name = child.get("id", number) if isinstance(child, dict) else number
            yield from _walk(child, f"{where}[{name}]")


def _kind(where: str, node: dict[str, Any]) -> str:
    last = where.rpartition(".")[2].partition("[")[0]
    if "amount" in node:
        return "price"
    if "likely" in node:
        return "hours"
    if last in ("validity", "lifecycle", "wage", "growth", "openings", "job_zone", "renewals", "recognition"):
        return last
    return "other"


def every_fact(under: Path) -> list[dict[str, Any]]:
    """All facts below one file or folder, files by name."""
    paths = [under] if under.is_file() else sorted(under.rglob("*.toml"))
    return [fact for path in paths for fact in facts(path.resolve())]


def main() -> None:
    """Print the facts drawn, or with ``--counts`` how many there are of each kind."""
    parser = argparse.ArgumentParser(description="Draw facts from the catalog by lot.")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--under", type=Path, default=ROOT / "data")
    parser.add_argument("--counts", action="store_true")
    parser.add_argument("--blind", action="store_true", help="without the sources, to search before comparing")
    given = parser.parse_args()
    known = every_fact(given.under)
    print(f"seed {given.seed}: {given.count} of {len(known)} facts")
    if given.counts:
        for kind, number in Counter(fact["kind"] for fact in known).most_common():
            print(f"{number:6}  {kind}")
        return
    chosen = random.Random(given.seed).sample(known, min(given.count, len(known)))
    for number, fact in enumerate(chosen, 1):
        value = ", ".join(f"{key} {part}" for key, part in fact["value"].items())
        print(f"\n{number:3}  {fact['record']} ({fact['name']})\n     {fact['path']}: {value}\n     {fact['file']}")
        if not given.blind:
            for source in fact["sources"]:
                dated = source.get("as_of") or (f"read {source['captured']}" if "captured" in source else "undated")
                print(f"     {source['url']} ({source.get('kind', '?')}, {dated})")


if __name__ == "__main__":
    main()
