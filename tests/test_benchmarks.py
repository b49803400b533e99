"""The made-up catalogs of the benchmarks: the same for a seed, sound, and of the shape that docs/benchmarks.md says."""

from __future__ import annotations

import datetime as dt
import itertools
import sys
from pathlib import Path

import pytest

from credplan.core.model import Catalog
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import Plan
from credplan.core.planning.question import Question
from credplan.shell.catalog_index import index_of, read_catalog
from credplan.shell.profile_file import read_profile

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import inside
import synthetic

DAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def made() -> Catalog:
    return synthetic.catalog(600)


def test_a_seed_makes_one_catalog_and_another_seed_another(made):
    assert synthetic.catalog(600) == made
    assert synthetic.catalog(600, seed=2) != made


def test_the_files_say_what_was_made_and_pass_every_check(made, tmp_path, run):
    synthetic.write_catalog(made, tmp_path / "catalog")
    assert read_catalog(tmp_path / "catalog") == made
    said = run("plan", made.careers[0].id, "--json", "--catalog", str(tmp_path / "catalog"))
    assert said.code == 0, said.err


def test_the_shape_is_the_one_described(made):
    count = len(made.credentials)
    asks = sum(c.requires is not None for c in made.credentials)
    ready = sum(any(p.ready_if for r in c.routes for p in r.parts) for c in made.credentials)
    taught: dict[str, int] = {}
    for c in made.credentials:
        for t in c.teaches:
            taught[t.skill] = taught.get(t.skill, 0) + 1
    ranked = sorted(taught.values(), reverse=True)
    assert 0.25 < asks / count < 0.4
    assert 0.25 < ready / count < 0.45
    assert ranked[0] > 8 * ranked[len(ranked) // 2], "a few skills are taught far more often than most"
    subscriptions = {o.id for o in made.offers if o.billing == "month" and len(o.covers) > 1}
    assert len(subscriptions) == 5
    assert all(1 <= len(c.core) <= 5 and c.core[0].anchor for c in made.careers)
    assert {level for c in made.credentials for level in [c.level]} == {"beginner", "intermediate", "advanced"}


def test_most_careers_can_be_reached_and_every_plan_is_proved(made, tmp_path):
    index, plans = index_of(made), []
    for career in made.careers[::6]:
        for profile in synthetic.learners(made, career, 2):
            synthetic.write_profile(profile, tmp_path / "profile.toml")
            assert read_profile(tmp_path / "profile.toml") == profile
            plans.append(answer(index.around((career,), [h.id for h in profile.credential]), profile, _asked(career)))
    assert all(isinstance(plan, Plan) and plan.status == "optimal" for plan in plans)
    assert len({len(plan.steps) for plan in plans}) > 2


def test_larger_catalogs_have_more_of_everything_within_what_there_is():
    known = [synthetic.sizes(n) for n in (300, 3_000, 30_000, 300_000, 3_000_000)]
    for small, large in itertools.pairwise(known):
        assert all(a <= b for a, b in zip(small, large, strict=True))
    assert known[-1][:2] == (13_900, 1_016)


def _asked(career) -> Question:
    return Question(goal=career, start=DAY)


def test_every_stage_that_is_timed_is_there_and_put_back():
    before = [getattr(module, name) for _, module, name in inside._Clock.PLACES]
    with inside._Clock():
        pass
    assert [getattr(module, name) for _, module, name in inside._Clock.PLACES] == before
