"""The files that a catalog is read from, found without loading what reads them: completion asks for them too."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def toml_below(folder: str) -> Iterator[str]:
    """Every ``*.toml`` below a folder; links to folders are not followed, so a loop of them can't trap the walk."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(".toml"):
                    yield entry.path
