"""The words by which learners open special prices are written down where authors and learners look for them."""

from __future__ import annotations

import re
from pathlib import Path

from credplan.shell.catalog_index import read_catalog

DOCS = Path(__file__).parent.parent / "docs"


def test_every_audience_in_use_is_explained() -> None:
    catalog = read_catalog(None)
    rows = [
        *catalog.offers,
        *(offer for credential in catalog.credentials for offer in credential.offers),
        *(route for credential in catalog.credentials for route in credential.routes),
    ]
    used = {word for row in rows for word in row.audience}
    section = (DOCS / "catalog-format.md").read_text(encoding="utf-8").split("## Audiences")[1].split("\n## ")[0]
    table = "\n".join(line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))
    assert used == set(re.findall(r"`([a-z-]+)`", table))
