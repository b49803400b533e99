"""The shape of the program, read from its own text: who may import whom, and what the core may not touch."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from conftest import ROOT, process_environment

SOURCE = ROOT / "src"
MODULES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
}
CORE = [name for name in MODULES if name.startswith("credplan.core.")]

# The rooms of core from the top down: a module imports only from rows below its own, or from its own row.
ROWS = (
    # an answer put into words, rows and JSON
    (
        "report report_door report_shape plan_words plan_data plan_facts plan_doubts gap status renewals catalog_rows "
        "catalog_view record_text figures search compare career_costs glossary handout agenda schemas schema_answers schema_shapes tree charts coverage pace saved next_actions "
        "trade_off_words next_best_words why_words plan_changes proof_words schema_proof"
    ),
    "planning",
    (
        "schedule billing offers windows requirements given standing names grades catalog_check "
        "profile_check profile_diff profile_migrate profile_schema problems record mentions"
    ),
    "profile",
    "model",
    "wire text words dates study regions countries toml_places toml_hints toml_patch profile_words profile_said",
    "units errors verify",
)

# What the world is reached by. A value that comes from there enters core as an argument.
WORLD_NAMES = (
    "os sys io pathlib time socket subprocess shutil tempfile random secrets threading multiprocessing asyncio signal "
    "urllib http ssl glob locale getpass platform logging sqlite3 ctypes "
    "typer rich requests filelock platformdirs highsbox typst icalendar"
)
WORLD = frozenset(WORLD_NAMES.split())
WORLD_ALLOWED = {
    "credplan.core.planning.solver": {"ctypes", "os", "sys"},  # finds and loads the solver's shared library, once
}

# Start-up: a command that does not draw, write or fetch must not pay for these.
HEAVY = frozenset(["rich", "tomlkit", "requests", "filelock", "platformdirs", "typst", "icalendar"])

# Where a float may stand, and why no amount, hour or date can come from it.
FLOATS_ALLOWED = {
    "credplan.core.planning.solver": "HiGHS computes in floats; its answers are checked in integers",
    "credplan.core.planning.reduce": "guesses a first plan from what the relaxation takes; bounds are in integers",
    "credplan.core.planning.claims": "rounds what the solver suggests; every sum is integer",
    "credplan.core.planning.proof": "picks the branching variable only; every bound is integer",
    "credplan.core.names": "how alike two spellings are",
    "credplan.core.profile_said": "how alike two spellings are",
    "credplan.core.toml_patch": "knows a float of a TOML file when it sees one",
    "credplan.core.text": "rounds a span of years for a sentence",
}


@functools.cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[tuple[str, int]]:
    """Every module that ``module`` imports anywhere in its text, with the line."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: relative import"
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield (inner if inner in MODULES else str(node.module)), node.lineno


def own_imports(module: str) -> set[str]:
    return {name for name, _ in imports(module) if name in MODULES and name != "credplan"}


def layer(module: str) -> str:
    return module.split(".")[1] if module.count(".") else "entry"


def row(module: str) -> int:
    room = module.split(".")[2]
    found = [i for i, names in enumerate(ROWS) if room in names.split()]
    assert found, f"core/{room}.py is new: give it a row in ROWS, with what it may import below it"
    return found[0]


def loaded_at_import(module: str) -> Iterator[tuple[str, int]]:
    """The imports that run when the module is imported: none inside functions, none for type checkers only."""

    def walk(nodes: list[ast.stmt]) -> Iterator[tuple[str, int]]:
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from ((name.name, node.lineno) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield str(node.module), node.lineno
            elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
                yield from walk(node.orelse)
            elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for field in ("body", "orelse", "finalbody", "handlers"):
                    yield from walk(getattr(node, field, []))

    return walk(tree(module).body)


def test_cli_imports_shell_imports_core_and_never_back() -> None:
    allowed = {"core": {"core"}, "shell": {"core", "shell"}, "cli": {"core", "shell", "cli"}, "entry": {"cli"}}
    wrong = [
        f"{module} imports {other}"
        for module in MODULES
        if layer(module) in allowed
        for other in own_imports(module)
        if layer(other) not in allowed[layer(module)]
    ]
    assert wrong == []


def test_core_rooms_import_downwards() -> None:
    wrong = [
        f"{module} imports {other}"
        for module in CORE
        for other in own_imports(module)
        if other.count(".") > 1 and row(other) < row(module)
    ]
    assert wrong == []


def test_planning_leaves_the_solver_to_six_modules() -> None:
    users = {module for module in MODULES if "credplan.core.planning.solver" in own_imports(module)}
    assert users <= {
        f"credplan.core.planning.{name}" for name in ("rows", "reduce", "master", "proof", "closest", "claims")
    }


def test_the_checker_of_proofs_shares_no_code_and_can_be_read_in_a_sitting() -> None:
    """Neither with the planner nor with anything else: Python's own library, and each file under 200 lines."""
    for module in (name for name in MODULES if name.startswith("credplan.core.verify")):
        outside = {name for name, _ in imports(module) if not name.startswith("credplan.core.verify")}
        assert {name.partition(".")[0] for name in outside} <= sys.stdlib_module_names, module
        assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) < 200, module


def test_no_import_cycles() -> None:
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path[path.index(module) :], module))
        if module not in done:
            for other in sorted(own_imports(module)):
                visit(other, (*path, module))
            done.add(module)

    for module in MODULES:
        visit(module, ())


@pytest.mark.parametrize("module", CORE)
def test_core_touches_no_file_clock_network_or_terminal(module: str) -> None:
    outside = {name.partition(".")[0] for name, _ in imports(module)} & WORLD
    assert outside <= WORLD_ALLOWED.get(module, set())
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name not in ("open", "print", "input", "exec", "eval"), f"{module}:{node.lineno}: {name}()"
        if isinstance(node, ast.Attribute):
            # The day enters as an argument, or the same question would be answered differently tomorrow.
            clock = re.search(r"\b(date|datetime)\.(today|now|utcnow|fromtimestamp)$", ast.unparse(node))
            assert clock is None, f"{module}:{node.lineno}: {ast.unparse(node)}"


def test_only_cli_and_shell_print() -> None:
    for module in MODULES:
        if layer(module) in ("cli", "shell", "entry", "__main__"):
            continue
        for node in ast.walk(tree(module)):
            assert not (isinstance(node, ast.Name) and node.id == "print"), f"{module}:{node.lineno}"


@pytest.mark.parametrize("module", [name for name in CORE if name not in FLOATS_ALLOWED])
def test_no_float_decides_anything(module: str) -> None:
    for node in ast.walk(tree(module)):
        where = f"{module}:{getattr(node, 'lineno', 0)}"
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"{where}: {ast.unparse(node)}"
        assert not (isinstance(node, ast.Name) and node.id == "float"), f"{where}: float"
        assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)), f"{where}: / gives a float, use //"


def test_exceptions_name_modules_that_exist() -> None:
    assert set(FLOATS_ALLOWED) | set(WORLD_ALLOWED) <= set(MODULES)
    rooms = {module.split(".")[2] for module in CORE}
    assert {name for names in ROWS for name in names.split()} == rooms


@pytest.mark.parametrize("module", MODULES)
def test_heavy_packages_are_imported_where_they_are_used(module: str) -> None:
    heavy = [f"{name} in line {line}" for name, line in loaded_at_import(module) if name.partition(".")[0] in HEAVY]
    assert heavy == []


@pytest.mark.parametrize("module", MODULES)
def test_no_module_outgrows_a_sitting(module: str) -> None:
    assert MODULES[module].read_text(encoding="utf-8").count("\n") <= 620


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--version"], {"typer", "msgspec", "tomllib", *HEAVY}),
        ([], {"typer", "msgspec", "tomllib", *HEAVY}),
        (["--help"], {"msgspec", "tomllib", "credplan.cli.plan", "credplan.cli.record", *HEAVY}),
        (["plan", "data analyst", "--json"], {"tomllib", "pydantic", "numpy", *HEAVY}),
    ],
)
def test_a_command_loads_only_what_it_uses(arguments: list[str], unwanted: set[str]) -> None:
    code = (
        "import sys\n"
        "from credplan.__main__ import main\n"
        "try: main()\n"
        "finally: sys.stderr.write('MODULES ' + ' '.join(sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code, *arguments], env=process_environment(), capture_output=True)  # warm
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=process_environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert unwanted & set(done.stderr.partition("MODULES ")[2].split()) == set()


def test_one_function_knows_where_the_data_lies() -> None:
    pattern = re.compile(r"""["'](_data|data)["']""")
    users = [m for m, path in MODULES.items() if pattern.search(path.read_text(encoding="utf-8"))]
    # "data" is also the name of a field of occupations.
    assert [m for m in users if layer(m) != "core"] == ["credplan.shell.places"]
