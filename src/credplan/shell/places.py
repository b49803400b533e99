"""Where things lie: the bundled catalog, the profile, the cache. The only module that knows."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself and pathlib would cost --version more than all else it does
    from pathlib import Path

APP = "credplan"


def bundled_data() -> str:
    """The folder of the bundled catalog: inside the installed package, or ``data/`` of a source checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "_data")
    if os.path.isdir(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(package)), "data")


def profile_path(option: Path | None = None) -> Path:
    """The profile's path: the option, else ``CREDPLAN_PROFILE``, else ``profile.toml`` in the user's config folder."""
    if option is not None:
        return option.expanduser()
    if os.environ.get("CREDPLAN_PROFILE"):
        from pathlib import Path  # --version asks this module too, and needs no paths

        return Path(os.environ["CREDPLAN_PROFILE"]).expanduser()
    from platformdirs import user_config_path

    return user_config_path(APP) / "profile.toml"


def cache_folder() -> Path:
    """Where the compiled catalog is kept: ``CREDPLAN_CACHE``, else the user's cache folder."""
    if os.environ.get("CREDPLAN_CACHE"):
        from pathlib import Path

        return Path(os.environ["CREDPLAN_CACHE"]).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path(APP)


def cache_folder_text() -> str:
    """`cache_folder` as text, found without `pathlib` and `platformdirs` where that is easy: for completion."""
    chosen = os.environ.get("CREDPLAN_CACHE")
    if chosen:
        return os.path.expanduser(chosen)
    return _by_xdg("XDG_CACHE_HOME", "~/.cache") or os.fspath(cache_folder())


def profile_text(option: str = "") -> str:
    """`profile_path` as text, found the same quick way."""
    chosen = option or os.environ.get("CREDPLAN_PROFILE")
    if chosen:
        return os.path.expanduser(chosen)
    folder = _by_xdg("XDG_CONFIG_HOME", "~/.config")
    return os.path.join(folder, "profile.toml") if folder else os.fspath(profile_path())


def _by_xdg(variable: str, usual: str) -> str:
    """Our folder by the XDG base directories, as `platformdirs` has it; empty where other rules hold."""
    if sys.platform != "linux" or "ANDROID_DATA" in os.environ:
        return ""
    base = os.environ.get(variable, "")
    return os.path.join(base if base.strip() else os.path.expanduser(usual), APP)
