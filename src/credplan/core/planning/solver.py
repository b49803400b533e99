"""HiGHS behind one door: its documented C API through ctypes, from the ``highsbox`` wheel, without numpy.

Nothing here is believed: `master` re-adds every answer in integers and `proof` closes every bound exactly. Loading
costs 5 ms against 60-95 for ``highspy`` with numpy; the call drops the interpreter lock. Versions are pinned in
``pyproject.toml`` to those that the suite has cleared (1.16.0 called wrong answers optimal when given a start).
"""

from __future__ import annotations

import ctypes
import os
import sys
from array import array
from collections.abc import Sequence

import msgspec

from credplan.core.errors import CredplanError

INFINITY = float("inf")
_OPTIMAL = 7
_INFEASIBLE = 8
_REFUSED = -1
# Seconds are never a limit (the same input must give the same answer); nodes are.
MOST_NODES = 200_000
MOST_RELAXED = 400
"""Open variables up to which branching over the relaxation is tried first."""
FEW_NODES = 40
"""Nodes of it that together cost less than a start of the whole machinery."""
INTEGRAL = 1e-7

_library: ctypes.CDLL | None = None
Arrays = tuple[array, ...]  # type: ignore[type-arg]
"""A model as C arrays, in the order in which HiGHS takes them; it copies them, so they serve several calls."""


class Row(msgspec.Struct, frozen=True):
    """``low <= sum(coefficient * variable) <= high``; ``None`` is no bound. All integers."""

    low: int | None
    high: int | None
    terms: tuple[tuple[int, int], ...]


class Model(msgspec.Struct):
    """A minimisation over bounded integer variables: all numbers are integers."""

    upper: list[int]
    cost: list[int]
    rows: list[Row]

    def value(self, x: Sequence[int]) -> int:
        """The objective at ``x``."""
        return sum(c * v for c, v in zip(self.cost, x, strict=True) if v)

    def admits(self, x: Sequence[int]) -> bool:
        """Whether ``x`` meets every bound and row, in integers."""
        if any(not 0 <= v <= u for v, u in zip(x, self.upper, strict=True)):
            return False
        for row in self.rows:
            total = sum(a * x[j] for j, a in row.terms)
            if (row.low is not None and total < row.low) or (row.high is not None and total > row.high):
                return False
        return True


class SolverError(CredplanError):
    """The solver library is missing, or what it returned does not hold in integers."""


def minimise(model: Model) -> list[int] | None:
    """A solution that HiGHS calls best, checked against every row in integers; None when it finds none.

    Raises:
        SolverError: no library for this platform, or an answer that fails the integer check.
    """
    relaxation = Relaxation(msgspec.structs.replace(model, rows=list(model.rows), cost=list(model.cost)))
    try:
        return least(relaxation, model.upper)
    finally:
        relaxation.close()


def least(relaxation: Relaxation, upper: Sequence[int], most: int | None = None) -> list[int] | None:
    """The best integer point of a relaxation's model under tighter bounds; None when HiGHS finds none.

    Branch and bound over the relaxation as it stands, each node from where the last one ended; what takes more than
    a few nodes goes to HiGHS's own machinery.

    Args:
        relaxation: with its model's objective set.
        upper: the variables' upper bounds.
        most: an objective above which a point is of no interest.

    Raises:
        SolverError: as `minimise`.
    """
    model = relaxation.model
    open_columns = [j for j, bound in enumerate(upper) if bound]
    if len(open_columns) <= MOST_RELAXED:
        finished, found = _branched(relaxation, upper, most)
        if finished:
            return found
    rows = list(model.rows)
    if most is not None:
        rows.append(Row(None, most, tuple((j, c) for j, c in enumerate(model.cost) if c)))
    small = _on(open_columns, upper, model.cost, rows)
    if small is None:
        return None
    inside = _whole(small) if open_columns else []
    if inside is None:
        return None
    x = [0] * len(upper)
    for j, value in zip(open_columns, inside, strict=True):
        x[j] = value
    return x


def _whole(model: Model) -> list[int] | None:
    """HiGHS's own branch and cut, with all it has."""
    arrays = _arrays(model)
    library = _load()
    handle = _create(library)
    try:
        for option in (b"mip_heuristic_run_feasibility_jump", b"mip_detect_symmetry"):
            library.Highs_setBoolOptionValue(handle, option, 0)
        library.Highs_setDoubleOptionValue(handle, b"mip_rel_gap", 0.0)
        # The objective is an integer: nothing better by less than one exists.
        library.Highs_setDoubleOptionValue(handle, b"mip_abs_gap", 0.99)
        library.Highs_setDoubleOptionValue(handle, b"mip_feasibility_tolerance", 1e-7)
        library.Highs_setIntOptionValue(handle, b"mip_max_nodes", MOST_NODES)
        integrality = array("i", [1]) * len(model.cost)
        sizes = (len(model.cost), len(model.rows), len(arrays[6]))
        _accepted(library.Highs_passMip(handle, *sizes, 2, 1, 0.0, *map(_address, arrays), _address(integrality)))
        library.Highs_run(handle)
        status = library.Highs_getModelStatus(handle)
        if status == _INFEASIBLE:
            return None
        values = array("d", bytes(8 * len(model.cost)))
        library.Highs_getSolution(handle, _address(values), None, None, None)
    finally:
        library.Highs_destroy(handle)
    if status != _OPTIMAL:
        raise SolverError(f"The solver stopped early (status {status}).")
    rounded = [round(v) for v in values]
    if not model.admits(rounded):
        raise SolverError("The solver's answer does not hold when added up in integers.")
    return rounded


def _on(open_columns: Sequence[int], upper: Sequence[int], cost: Sequence[int], rows: Sequence[Row]) -> Model | None:
    """A model on its open columns alone; None when a row can't hold without the others."""
    place = {j: i for i, j in enumerate(open_columns)}
    kept = []
    for row in rows:
        terms = tuple((place[j], a) for j, a in row.terms if j in place)
        if terms:
            kept.append(Row(row.low, row.high, terms))
        elif (row.low or 0) > 0 or (row.high is not None and row.high < 0):
            return None
    return Model([upper[j] for j in open_columns], [cost[j] for j in open_columns], kept)


def _branched(relaxation: Relaxation, upper: Sequence[int], most: int | None) -> tuple[bool, list[int] | None]:
    """Whether a few nodes settle a model, and its best point then; None when it has none."""
    model = relaxation.model
    best: list[int] | None = None
    stack = [([0] * len(upper), list(upper))]
    for _ in range(FEW_NODES):
        if not stack:
            return True, best
        low, high = stack.pop()
        outcome = relaxation.solve(low, high)
        if outcome == "infeasible":
            continue
        if outcome != "optimal":
            return False, None
        if most is not None and relaxation.objective > most + 0.01:
            continue  # the objective is an integer
        x = relaxation.x
        column = max(range(len(x)), key=lambda j: abs(x[j] - round(x[j])), default=0)
        if len(x) == 0 or abs(x[column] - round(x[column])) < INTEGRAL:
            rounded = [round(v) for v in x]
            if not model.admits(rounded):
                return False, None
            best, most = rounded, model.value(rounded) - 1
            continue
        at = int(x[column])
        below = (low, [*high[:column], at, *high[column + 1 :]])
        above = ([*low[:column], at + 1, *low[column + 1 :]], high)
        stack.extend((below, above) if x[column] - at >= 0.5 else (above, below))
    return False, None


class Relaxation:
    """The linear relaxation of a model, solved again and again, each time from where the last one ended.

    The model is the relaxation's own: objective and rows change through it, variable bounds from call to call.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._library = _load()
        self._handle = _create(self._library)
        columns, rows = len(model.cost), len(model.rows)
        self._library.Highs_setStringOptionValue(self._handle, b"presolve", b"off")
        self._library.Highs_setStringOptionValue(self._handle, b"solver", b"simplex")
        arrays = _arrays(model)
        sizes = (columns, rows, len(arrays[6]))
        try:
            _accepted(self._library.Highs_passLp(self._handle, *sizes, 2, 1, 0.0, *map(_address, arrays)))
        except SolverError:
            self.close()
            raise
        self._low, self._high = [0] * columns, list(model.upper)
        self.x = array("d", bytes(8 * columns))
        self._reduced = array("d", bytes(8 * columns))
        self._activity = array("d", bytes(8 * rows))
        self.duals = array("d", bytes(8 * rows))

    @property
    def objective(self) -> float:
        """The objective that was reached last."""
        return float(self._library.Highs_getObjectiveValue(self._handle))

    def aim(self, cost: Sequence[int]) -> None:
        """Minimise another objective from now on."""
        changed = array("i", [j for j, (old, new) in enumerate(zip(self.model.cost, cost, strict=True)) if old != new])
        if changed:
            values = array("d", [cost[j] for j in changed])
            self._library.Highs_changeColsCostBySet(self._handle, len(changed), _address(changed), _address(values))
            self.model.cost[:] = cost

    def add(self, rows: Sequence[Row]) -> None:
        """Put rows below those there are."""
        low, high, start, index, value = _row_arrays(rows)
        call = self._library.Highs_addRows
        _accepted(
            call(
                self._handle, len(rows), *map(_address, (low, high)), len(index), *map(_address, (start, index, value))
            )
        )
        self.model.rows.extend(rows)
        room = array("d", bytes(8 * len(rows)))
        self._activity.extend(room)
        self.duals.extend(room)

    def drop(self, count: int) -> None:
        """Take away all rows but the first ``count``."""
        if count < len(self.model.rows):
            self._library.Highs_deleteRowsByRange(self._handle, count, len(self.model.rows) - 1)
            del self.model.rows[count:], self._activity[count:], self.duals[count:]

    def cap(self, row: int, high: int | None) -> None:
        """Give a row another upper bound, or none."""
        old = self.model.rows[row]
        if old.high != high:
            low = -INFINITY if old.low is None else float(old.low)
            self._library.Highs_changeRowBounds(self._handle, row, low, INFINITY if high is None else float(high))
            self.model.rows[row] = Row(old.low, high, old.terms)

    def solve(self, low: Sequence[int], high: Sequence[int], *, ray: bool = False) -> str:
        """``optimal`` (``x``, ``duals`` are set), ``infeasible`` (``duals`` a ``ray`` if asked for), or ``unknown``."""
        library = self._library
        bounds = zip(low, high, self._low, self._high, strict=True)
        changed = array("i", [j for j, (a, b, c, d) in enumerate(bounds) if a != c or b != d])
        if changed:
            lower, upper = array("d", [low[j] for j in changed]), array("d", [high[j] for j in changed])
            library.Highs_changeColsBoundsBySet(
                self._handle, len(changed), _address(changed), _address(lower), _address(upper)
            )
            self._low, self._high = list(low), list(high)
        library.Highs_run(self._handle)
        status = library.Highs_getModelStatus(self._handle)
        if status == _OPTIMAL:
            library.Highs_getSolution(
                self._handle,
                *(_address(a) for a in (self.x, self._reduced, self._activity, self.duals)),
            )
            return "optimal"
        if not ray:
            return "infeasible" if status == _INFEASIBLE else "unknown"
        has_ray = ctypes.c_int()
        library.Highs_getDualRay(self._handle, ctypes.byref(has_ray), _address(self.duals))
        return "infeasible" if has_ray.value else "unknown"

    def close(self) -> None:
        """Give the solver's memory back."""
        if self._handle is not None:
            self._library.Highs_destroy(self._handle)
            self._handle = None


def _accepted(status: int) -> None:
    """Refuse to run a model that the solver did not take: it would loop on it for ever."""
    if status == _REFUSED:
        raise SolverError("The solver refused the model.")


def _address(values: array) -> int:  # type: ignore[type-arg]
    return values.buffer_info()[0]


def _arrays(model: Model) -> Arrays:
    """The model as C arrays: cost, column bounds, row bounds, row starts, indices, values."""
    return (
        array("d", model.cost),
        array("d", bytes(8 * len(model.cost))),
        array("d", model.upper),
        *_row_arrays(model.rows),
    )


def _row_arrays(rows: Sequence[Row]) -> Arrays:
    """Rows as C arrays: lower bounds, upper bounds, starts, indices, values."""
    start, index, value = array("i", [0]), array("i"), array("d")
    for row in rows:
        for j, a in row.terms:
            if a:  # a stored zero can send HiGHS 1.15.1 into an endless loop
                index.append(j)
                value.append(a)
        start.append(len(index))
    low = array("d", [-INFINITY if r.low is None else r.low for r in rows])
    high = array("d", [INFINITY if r.high is None else r.high for r in rows])
    return low, high, start, index, value


def _create(library: ctypes.CDLL) -> int | None:
    handle: int | None = library.Highs_create()
    library.Highs_setBoolOptionValue(handle, b"output_flag", 0)
    library.Highs_setIntOptionValue(handle, b"threads", 1)
    library.Highs_setIntOptionValue(handle, b"random_seed", 0)
    return handle


def _load() -> ctypes.CDLL:
    global _library
    if _library is None:
        _library = ctypes.CDLL(_library_path())
        pointer, integer, real, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_double, ctypes.c_char_p
        _library.Highs_create.restype = pointer
        signatures = {
            "destroy": (pointer,),
            "run": (pointer,),
            "getModelStatus": (pointer,),
            "setBoolOptionValue": (pointer, text, integer),
            "setIntOptionValue": (pointer, text, integer),
            "setDoubleOptionValue": (pointer, text, real),
            "setStringOptionValue": (pointer, text, text),
            "passMip": (pointer, *[integer] * 5, real, *[pointer] * 9),
            "passLp": (pointer, *[integer] * 5, real, *[pointer] * 8),
            "getSolution": (pointer,) * 5,
            "getDualRay": (pointer,) * 3,
            "changeColsBoundsBySet": (pointer, integer, pointer, pointer, pointer),
            "changeColsCostBySet": (pointer, integer, pointer, pointer),
            "addRows": (pointer, integer, pointer, pointer, integer, pointer, pointer, pointer),
            "deleteRowsByRange": (pointer, integer, integer),
            "changeRowBounds": (pointer, integer, real, real),
        }
        for name, arguments in signatures.items():
            getattr(_library, f"Highs_{name}").argtypes = arguments
        _library.Highs_getObjectiveValue.restype = real
        _library.Highs_getObjectiveValue.argtypes = (pointer,)
    return _library


def _library_path() -> str:
    """The shared library inside the ``highsbox`` package, found without importing it."""
    names = {"win32": ("bin/highs.dll", "bin/libhighs.dll"), "darwin": ("lib/libhighs.dylib",)}.get(
        sys.platform, ("lib/libhighs.so",)
    )
    for folder in sys.path:
        for name in names:
            path = os.path.join(folder, "highsbox", "highs_dist", name)
            if os.path.exists(path):
                return path
    raise SolverError(
        "The solver library HiGHS is not installed.",
        hint="Install credplan with pip so that its dependency 'highsbox' comes with it.",
    )
