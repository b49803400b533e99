"""What is put into the wheel, and that the program finds its data both in a checkout and when installed."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, process_environment
from credplan import __version__
from credplan.shell.places import bundled_data


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the backend of pyproject.toml without a network."""
    pytest.importorskip("hatchling", reason="the build backend is not installed (pip install -e '.[dev]' brings it)")
    folder = tmp_path_factory.mktemp("wheel")
    code = f"import hatchling.build; hatchling.build.build_wheel({str(folder)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


def test_the_checkout_finds_its_own_data() -> None:
    assert Path(bundled_data()).samefile(ROOT / "data")


def test_the_wheel_holds_the_package_the_data_and_the_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in sorted((ROOT / "data").rglob("*.toml")):
        assert f"credplan/_data/{path.relative_to(ROOT / 'data').as_posix()}" in names
    for path in sorted((ROOT / "src").rglob("*.py")):
        assert path.relative_to(ROOT / "src").as_posix() in names
    info = f"credplan-{__version__}.dist-info"
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/data/NOTICE.md", "credplan/_data/NOTICE.md"} <= names
    assert "credplan = credplan.__main__:main" in zipfile.ZipFile(wheel).read(f"{info}/entry_points.txt").decode()
    manual = f"credplan-{__version__}.data/data/share/man/man1/credplan.1"
    assert zipfile.ZipFile(wheel).read(manual) == (ROOT / "man" / "credplan.1").read_bytes()
    assert not [name for name in names - {manual} if not name.startswith(("credplan/", info))]
    assert not [name for name in names if name.endswith((".pyc", ".tmp", "~"))]


def test_an_unpacked_wheel_plans_from_its_own_data(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {**process_environment(), "PYTHONPATH": str(tmp_path / "site")}
    code = "from credplan.shell.places import bundled_data; print(bundled_data())"
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(found.stdout.strip()) == tmp_path / "site" / "credplan" / "_data"
    line = [sys.executable, "-m", "credplan", "plan", "data analyst", "--json"]
    plan = subprocess.run(line, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert plan.returncode == 0, plan.stderr
    assert '"status": "optimal"' in plan.stdout


def test_runtime_packages_are_few_explained_and_bounded_below(pyproject: dict[str, Any]) -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    everything = [*pyproject["project"]["dependencies"], *pyproject["project"]["optional-dependencies"]["dev"]]
    for line in everything:
        name = line.split(">=")[0]
        assert ">=" in line, f"{line}: no lower bound"
        assert f"| {name} " in reasons, f"{name}: no line in docs/dependencies.md"
    named = [row.split("|")[1].split()[0] for row in reasons.splitlines() if row.startswith("| ") and ">=" in row]
    assert sorted(named) == sorted(line.split(">=")[0] for line in everything)


def test_typer_stays_below_the_version_that_loads_pydantic(pyproject: dict[str, Any]) -> None:
    assert "typer>=0.26,<0.29" in pyproject["project"]["dependencies"]


def test_the_lock_names_public_hosts_only_and_the_same_packages(pyproject: dict[str, Any]) -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    lock = tomllib.loads(text)
    for line in text.splitlines():
        if "://" in line:
            assert "https://pypi.org/simple" in line or "https://files.pythonhosted.org/" in line, line
        assert "file:" not in line
        assert "path =" not in line
    (own,) = [package for package in lock["package"] if package["name"] == "credplan"]
    assert own["source"] == {"editable": "."}
    locked = {entry["name"]: set(entry["specifier"].split(",")) for entry in own["metadata"]["requires-dist"]}
    lines = [*pyproject["project"]["dependencies"], *pyproject["project"]["optional-dependencies"]["dev"]]
    wanted = {line.partition(">=")[0]: set((">=" + line.split(";")[0].partition(">=")[2]).split(",")) for line in lines}
    assert locked == wanted


def test_the_catalog_date_is_stated_once_and_is_a_date() -> None:
    head = tomllib.loads((ROOT / "data" / "catalog.toml").read_text(encoding="utf-8"))
    assert {"version", "date"} <= set(head)
    assert head["date"].isoformat() > "2026"
