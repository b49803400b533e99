"""``--version``: the program's and the bundled catalog's, without loading either's reader."""

from credplan import __version__
from credplan.shell.places import bundled_data


def version_text() -> str:
    """``credplan 0.1.0 (catalog 2026-11-24)``."""
    return f"credplan {__version__} (catalog {_catalog_date()})"


def _catalog_date() -> str:
    """The ``date = …`` line of the bundled catalog, read as text because a TOML parser costs ten milliseconds."""
    try:
        with open(f"{bundled_data()}/catalog.toml", encoding="utf-8") as lines:
            for line in lines:
                key, _, value = line.partition("=")
                if key.strip() == "date":
                    return value.strip().strip('"')
    except OSError:
        pass
    return "unknown"
