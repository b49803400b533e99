"""Small catalog files of one source and some courses."""

from __future__ import annotations

import os
from pathlib import Path

SOURCE = '[sources.page]\nurl = "https://example.org/fees"\nkind = "official"\nas_of = 2026-05-01\n'
COURSE = """
[[credentials]]
id = "acme/{slug}"
name = "{name}"
provider = "acme"
type = "Certificate"
kind = "course"
lifecycle = {{ status = "active", sources = ["page"] }}
[[credentials.offers]]
id = "fee"
price = {{ amount = "12.50", sources = ["page"] }}
"""


def write(path: Path, text: str, old: bool = True) -> Path:
    """A file that was last changed long ago, as installed ones are, unless ``old`` is false."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if old:
        os.utime(path, ns=(10**18, 10**18 + len(text)))
    return path


def course(slug: str, name: str = "Course") -> str:
    return COURSE.format(slug=slug, name=name)
