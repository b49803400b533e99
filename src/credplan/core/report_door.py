"""What stands before a goal, in words: law, usual education and market of a career; what a credential is."""

from __future__ import annotations

import msgspec

from credplan.core.model import Career, Credential
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.core.regions import region_name
from credplan.core.report_shape import Row, Section
from credplan.core.standing import region_matches
from credplan.core.text import join_words, not_a


def doors(goal: Career | Credential, profile: Profile, question: Question) -> list[Section]:
    """What stands before each goal, those of further ones by their names."""
    found = [door(goal, profile)]
    for further in question.goals:
        section = door(further, profile)
        name = further.title if isinstance(further, Career) else further.name
        found.append(msgspec.structs.replace(section, title=f"{section.title}: {name}"))
    return [section for section in found if section.rows or section.note]


def door(goal: Career | Credential, profile: Profile) -> Section:
    """What stands before one goal whatever one learns; for a credential, what it is."""
    rows: list[Row] = []
    if isinstance(goal, Credential):
        if goal.not_a:
            rows.append(Row("mind", not_a(goal.not_a)))
        rows.extend(
            Row(
                "recognition",
                " ".join(
                    x for x in (r.kind.replace("-", " "), f"by {r.by}", r.standard and f"({r.standard})", r.scope) if x
                ),
                (r.conditions,) if r.conditions else (),
            )
            for r in goal.recognition[:3]
        )
        rows.extend(
            Row("counts toward", stack.into, (stack.conditions,) if stack.conditions else ()) for stack in goal.stacks
        )
        return Section("WHAT IT IS", tuple(rows), goal.summary)
    before = goal.door
    if before.education:
        more = [
            f"{word}: {text}"
            for word, text in (("experience", before.experience), ("on the job", before.training))
            if text and text.lower() not in ("none", "")
        ]
        rows.append(Row("usual education", "; ".join([before.education, *more])))
    region = profile.learner.region or "US"
    laws = [law for law in before.laws if region_matches(law.region, region)]
    for law in laws:
        rows.append(Row("by law", law.name + (f" ({law.when})" if law.when else "")))
    other = sorted({law.region for law in before.laws} - {law.region for law in laws})
    home = region.partition("-")[0]
    countries = {law.region.partition("-")[0] for law in before.laws} or {"US"}  # the model's own default
    if home not in countries:
        there = join_words([region_name(country) for country in sorted(countries)])
        rows.append(Row("by law", f"not known for {region_name(home)}: this catalog's laws are for {there}"))
    elif not laws:
        some = f"; some states ask for one ({', '.join(other)})" if other else ""
        rows.append(Row("by law", f"no licence{some}"))
    elif other and not profile.learner.region:
        rows.append(Row("", f"more in {', '.join(other)}: say yours with --region"))
    if before.age is not None:
        rows.append(Row("age", f"{before.age} or older"))
    rows.extend(Row("checks", check) for check in before.checks)
    if goal.wage is not None and goal.wage.median is not None:
        wage = goal.wage
        spread = ""
        if wage.p10 is not None and wage.p90 is not None:
            spread = f"; most earn {_whole(wage.p10)} to {_whole(wage.p90)}"
        scope = f", {wage.scope}" if wage.scope else ""
        rows.append(
            Row(
                "wage",
                f"{wage.currency} {_whole(wage.median)} median a year ({wage.area}, {wage.period}{scope}){spread}",
            )
        )
    if goal.openings is not None and goal.openings.value is not None:
        growth = ""
        if goal.growth is not None and goal.growth.value is not None:
            growth = f"; employment {goal.growth.value:+d} {goal.growth.unit}"
        scope = f" ({goal.openings.scope})" if goal.openings.scope else ""
        rows.append(Row("openings", f"{goal.openings.value:,} {goal.openings.unit}{scope}{growth}"))
    return Section("THE DOOR", tuple(rows), before.advice)


def _whole(cents: int | None) -> str:
    return "?" if cents is None else f"{cents // 100:,}"
