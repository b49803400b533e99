"""Requirement trees compiled for planning: what the learner brings is folded in, what is left depends on the plan.

A compiled tree is a `Need`: the weights of the items that hold must add up to ``k``. ``all`` is ``k = n``, ``any`` is
``k = 1``, ``n_of`` any other ``k``; academic credit uses weights other than 1. Items are other needs or `Atom` values,
each standing for one good that a plan can produce.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from credplan.core.dates import NEVER
from credplan.core.given import Stretch, experience_days, first_day_of
from credplan.core.model import LEVELS, Attest, Requirement
from credplan.core.profile import Holding
from credplan.core.standing import Role, Standing


class Atom(msgspec.Struct, frozen=True):
    """One good of the plan."""

    good: int
    concurrent: bool = False
    """It must be valid on the day a step starts and, unless ``kept``, on the day its work ends."""
    current: bool = False
    """It must hold on the day a step starts; for what is given until a day."""
    kept: bool = False
    """It can be renewed while the step lasts, without being earned again."""


class Need(msgspec.Struct, frozen=True):
    """``k`` or more of the weights must hold; no items and ``k <= 0`` is met, ``k > 0`` without items impossible."""

    k: int
    items: tuple[tuple[int, Need | Atom], ...] = ()

    @property
    def met(self) -> bool:
        """Nothing more is needed."""
        return self.k <= 0

    @property
    def impossible(self) -> bool:
        """All that is left can't reach ``k``."""
        return self.k > sum(weight for weight, _ in self.items)


_KEPT_BY = frozenset({"fee", "units", "assessment", "work"})
"""Renewals that ask for no exam, no course and no other credential once more."""

MET = Need(0)
IMPOSSIBLE = Need(1)


class Goods(msgspec.Struct):
    """Numbers for what a plan can produce, given out as trees mention them.

    A good is a credential earned (``"a/b"``), a course only viewed (``"viewed:a/b"``), a part passed alone
    (``"part:a/b#c"``), something attested (``"attest:…"``) or something that the learner has from and until a day
    (``"given:…"``).
    """

    numbers: dict[str, int] = {}
    names: list[str] = []

    def number(self, name: str) -> int:
        """The number of a good, new on its first mention."""
        if name not in self.numbers:
            self.numbers[name] = len(self.names)
            self.names.append(name)
        return self.numbers[name]


def as_law(node: Requirement) -> Requirement:
    """The tree with every leaf marked as law, so that no waiver can set any of it aside."""
    replace = msgspec.structs.replace
    for field in ("all", "any", "of"):
        children = getattr(node, field)
        if children is not None:
            node = replace(node, **{field: tuple(as_law(child) for child in children)})
    return replace(node, basis="law", waivable=False)


def record_of(good: str) -> str:
    """The id of the credential that a good comes from; an attested good's own name."""
    if good.startswith("part:"):
        return good.removeprefix("part:").partition("#")[0]
    return good.removeprefix("viewed:").removeprefix("interim:")


Teachers = Mapping[str, tuple[tuple[str, int, int], ...]]
"""skill -> (good name, level rank, evidence) of each credential that could give it."""


class Compiler(msgspec.Struct):
    """Folds what one learner brings into requirement trees; goods get their numbers as trees mention them."""

    standing: Standing
    goods: Goods
    teachers: Teachers
    attests: dict[str, Requirement]
    """Attested goods met so far with their leaves, so that the caller can price them."""
    credit_of: Callable[[Requirement], tuple[int, tuple[tuple[str, int], ...]]]
    """Of the credit that a leaf asks for: how much the learner has, and which credentials would add how much."""
    given: dict[str, Stretch]
    """The given goods met so far, with the days on which they hold."""

    def compile(self, node: Requirement, role: Role, asked_by: str = "") -> Need:
        """The tree ``node`` with everything folded in that does not depend on the plan."""
        if node.children:
            return simplify(
                Need(node.wanted, tuple((1, self.compile(child, role, asked_by)) for child in node.children))
            )
        outcome = self.standing.outcome(node, role, asked_by)
        if outcome in ("assumed", "waived") or (outcome == "met" and not self._may_end(node, role)):
            return MET
        if outcome == "unmet":
            return self._in_time(node)
        return self._open(node, role)

    def _may_end(self, leaf: Requirement, role: Role) -> bool:
        """Whether a leaf that is met today may be so by something that lapses; as proof, today is what counts."""
        if role == "proof":
            return False
        if leaf.concurrent or leaf.experience is not None:
            return True
        return role == "prerequisite" and not leaf.expired_ok and (leaf.credential or leaf.skill) is not None

    def _in_time(self, leaf: Requirement) -> Need:
        """A leaf that is not met today and that no step meets: by itself on a day to come, or never."""
        if leaf.experience is not None:
            return self._experience(leaf)
        day = first_day_of(leaf, self.standing)
        return IMPOSSIBLE if day is None else self._given("age", (day, NEVER), leaf)

    def _experience(self, leaf: Requirement) -> Need:
        assert leaf.experience is not None
        standing = self.standing
        windows = experience_days(leaf.experience, standing.learner.experience, standing.today)
        return any_of(self._given("experience", window, leaf) for window in windows)

    def _given(self, what: str, window: Stretch, leaf: Requirement) -> Need:
        """Something that the learner has on the days of ``window`` whatever they plan."""
        first, last = window
        ends = last < NEVER
        if not ends and first <= self.standing.today.toordinal():
            return MET
        name = f"given:{what}:{first}:{last}"
        self.given[name] = window
        asked = ends and leaf.concurrent
        return Need(1, ((1, Atom(self.goods.number(name), asked, ends, asked and self._kept(what))),))

    def _held(self, held: Holding | None, leaf: Requirement, role: Role) -> Need:
        """A credential for as long as it is held: for good, until it lapses, or not at all."""
        standing = self.standing
        if held is None or not standing.valid(held, standing.today):
            return IMPOSSIBLE
        if role == "proof":
            return MET
        expiry = standing.expiry(held)
        return self._given(held.id, (standing.today.toordinal(), NEVER if expiry is None else expiry.toordinal()), leaf)

    def _step(self, name: str, leaf: Requirement) -> Atom:
        """A good that a step of the plan produces."""
        return Atom(self.goods.number(name), leaf.concurrent, kept=leaf.concurrent and self._kept(name))

    def _kept(self, name: str) -> bool:
        credential = self.standing.credentials.get(name)
        return credential is not None and any(r.how in _KEPT_BY for r in credential.validity.renewals)

    def _credential(self, name: str, leaf: Requirement, role: Role) -> Need:
        """A credential as it is held, or earned (again)."""
        held = self._held(self.standing.earned(name), leaf, role)
        return held if held.met else any_of([held, Need(1, ((1, self._step(name, leaf)),))])

    def _open(self, leaf: Requirement, role: Role) -> Need:
        """A leaf that only a plan can meet."""
        if leaf.credential is not None:
            if role == "proof":
                # Held and yet no proof, since it has lapsed or is retired: for as long as it is held it is none.
                return Need(1, ((1, self._step(leaf.credential, leaf)),))
            return self._credential(leaf.credential, leaf, role)
        if leaf.part is not None:
            return self._part(leaf, leaf.part, role)
        if leaf.skill is not None:
            return self._skill(leaf, role)
        if leaf.credit is not None:
            granted, options = self.credit_of(leaf)
            items = tuple((n, self._credential(name, leaf, role)) for name, n in options)
            return simplify(Need(leaf.credit.n - granted, items))
        if leaf.attest is not None:
            return Need(1, ((1, self._step(self._attested(leaf, leaf.attest), leaf)),))
        if leaf.experience is not None:
            return self._experience(leaf)
        return MET  # it holds today and can't end

    def _part(self, leaf: Requirement, part: str, role: Role) -> Need:
        """A part by its whole credential, which passes all of them, or alone: what is passed alone never lapses."""
        credential, _, name = part.partition("#")
        held = self.standing.profile.holding(credential)
        if held is not None and name in held.parts:
            return MET
        whole = self._credential(credential, leaf, role)
        return whole if whole.met else any_of([whole, Need(1, ((1, Atom(self.goods.number(f"part:{part}"))),))])

    def _skill(self, leaf: Requirement, role: Role) -> Need:
        """A skill by what is held and teaches it, or by any step that would."""
        if self.standing.says(leaf):
            return MET
        held = any_of(self._held(holding, leaf, role) for holding in self.standing.teaching(leaf))
        if held.met:
            return MET
        rank = LEVELS.index(leaf.level)
        teaching = self.teachers.get(leaf.skill or "", ())
        enough = (good for good, level, evidence in teaching if level >= rank and evidence >= leaf.evidence)
        steps = Need(1, tuple((1, self._step(good, leaf)) for good in enough))
        return steps if held.impossible else any_of([held, steps])

    def _attested(self, leaf: Requirement, attest: Attest) -> str:
        """The good of an attestation: another one wherever fee, lead time, hours or validity are others."""
        first = name = f"attest:{attest.kind}:{attest.name}"
        found = 1
        while name in self.attests and _facts(self.attests[name].attest) != _facts(attest):
            found += 1
            name = f"{first}#{found}"
        self.attests.setdefault(name, leaf)
        return name


def _facts(attest: Attest | None) -> tuple[object, ...]:
    """What tells attestations of one name apart; no fee is the same as a free one, no hours as none."""
    if attest is None:
        return ()
    fee, effort = attest.fee, attest.effort
    price = (fee.amount, fee.low, fee.high, fee.currency) if fee is not None and fee.amount != 0 else ()
    work = (effort.likely, effort.low, effort.high) if effort is not None and effort.likely != 0 else ()
    return price, attest.lead_days, work, attest.validity_months


def both(*needs: Need) -> Need:
    """All of ``needs``."""
    return simplify(Need(len(needs), tuple((1, need) for need in needs)))


def any_of(needs: Iterable[Need]) -> Need:
    """One of ``needs``."""
    return simplify(Need(1, tuple((1, need) for need in needs)))


def simplify(need: Need) -> Need:
    """The same need without items that are met or impossible; single children are lifted."""
    k, items = need.k, []
    for weight, item in need.items:
        if isinstance(item, Need):
            item = simplify(item)  # noqa: PLW2901 - the simple form takes the item's place
            if item.met:
                k -= weight
                continue
            if item.impossible:
                continue
            if len(item.items) == 1 and item.items[0][0] >= item.k:
                items.append((weight, item.items[0][1]))
                continue
        items.append((weight, item))
    if k <= 0:
        return MET
    simple = Need(k, tuple(items))
    if simple.impossible:
        return IMPOSSIBLE
    if len(items) == 1 and isinstance(items[0][1], Need):
        return items[0][1]
    return simple


def settled(need: Need, given: Mapping[int, Stretch], day: int) -> Need:
    """The need with what is given looked at on one day: it holds then, or counts no more."""
    items: list[tuple[int, Need | Atom]] = []
    for weight, item in need.items:
        if isinstance(item, Need):
            items.append((weight, settled(item, given, day)))
        elif item.good not in given:
            items.append((weight, item))
        else:
            first, last = given[item.good]
            items.append((weight, MET if first <= day < last else IMPOSSIBLE))
    return simplify(Need(need.k, tuple(items)))


def without_good(need: Need, good: int) -> Need:
    """The need as if ``good`` could never come: nothing is its own condition, nor makes ready for itself."""
    items = tuple(
        (weight, item if isinstance(item, Atom) else without_good(item, good))
        for weight, item in need.items
        if not (isinstance(item, Atom) and item.good == good)
    )
    return simplify(Need(need.k, items))


def atoms_of(need: Need) -> set[int]:
    """Every good that a need mentions."""
    found: set[int] = set()
    pending = [need]
    while pending:
        for _, item in pending.pop().items:
            if isinstance(item, Atom):
                found.add(item.good)
            else:
                pending.append(item)
    return found


def concurrent_atoms(need: Need) -> Iterator[int]:
    """The goods of ``need`` that must be valid on the day itself, in reading order."""
    for _, item in need.items:
        if isinstance(item, Need):
            yield from concurrent_atoms(item)
        elif item.concurrent:
            yield item.good


def dated_atoms(need: Need) -> Iterator[Atom]:
    """The atoms of ``need`` for which it is not enough to have come, in reading order."""
    for _, item in need.items:
        if isinstance(item, Need):
            yield from dated_atoms(item)
        elif item.concurrent or item.current:
            yield item


def holds(need: Need, has: Callable[[Atom], bool]) -> bool:
    """Whether a need is met by the atoms for which ``has`` is true."""
    got = 0
    if need.k <= 0:
        return True
    for weight, item in need.items:
        if has(item) if isinstance(item, Atom) else holds(item, has):
            got += weight
            if got >= need.k:
                return True
    return False


def first_day(need: Need, award: Mapping[int, int]) -> int:
    """The first day number on which a need is met, given the day each good is awarded; `NEVER` if it is not.

    Validity is not looked at: a caller with dated atoms checks them on the day it gets.
    """
    if need.k <= 0:
        return 0
    if need.k == 1:
        return min(
            (award.get(i.good, NEVER) if isinstance(i, Atom) else first_day(i, award) for _, i in need.items),
            default=NEVER,
        )
    days = sorted(
        (award.get(item.good, NEVER) if isinstance(item, Atom) else first_day(item, award), weight)
        for weight, item in need.items
    )
    got = 0
    for day, weight in days:
        got += weight
        if got >= need.k:
            return day
    return NEVER
