"""``plan --timeline``, ``--coverage`` and ``--tree``: a plan drawn instead of told."""

import datetime as dt
from collections.abc import Iterator

import typer

from credplan.cli.context import color_allowed, terminal_width
from credplan.core.coverage import Cover
from credplan.core.model import Career, Catalog
from credplan.core.planning.answers import Plan
from credplan.core.planning.question import Question
from credplan.core.profile import Profile


def show_views(
    found: Plan, asked: tuple[Catalog, Profile, Question], day: dt.date, drawn: tuple[str, ...], *, plain: bool
) -> None:
    """The drawings that ``drawn`` names: ``timeline`` with the money over time, ``coverage``, ``tree``."""
    from credplan.core.charts import Drawn, calendar_chart, coverage_chart, money_chart
    from credplan.core.report import situation, titles
    from credplan.core.tree import Branch, outline, plan_tree
    from credplan.shell.render.drawings import MARGIN, print_drawings

    catalog, learner, question = asked
    head = (titles(found.goal, question), situation(learner, question))
    covers = dict(_covers(found, asked, day)) if "coverage" in drawn else {}
    trees = plan_tree(found, catalog, learner, question) if "tree" in drawn else ()
    if plain:
        for line in (*head, *_spoken(found, question, day, covers, timeline="timeline" in drawn)):
            typer.echo(line)
        for branch in trees:
            typer.echo("")
            for line in outline(branch):
                typer.echo(line)
        return
    width = terminal_width()
    room = width - MARGIN
    charts: list[Drawn | None] = []
    if "timeline" in drawn:
        charts += [calendar_chart(found, question, day, room), money_chart(found, room)]
    several = len(covers) > 1
    charts += [coverage_chart(c, room, planned=True, of=of if several else "") for of, c in covers.items()]
    drawings: list[Drawn | Branch] = [*(c for c in charts if c is not None), *trees]
    print_drawings(*head, drawings, width, color=color_allowed())
    if "coverage" in drawn and not covers:
        typer.echo("A credential has no groups to cover; --coverage is for careers. Try: credplan careers", err=True)
    if not found.steps and set(drawn) != {"coverage"}:
        typer.echo("There is no step to draw: credplan plan says why.", err=True)


def _covers(found: Plan, asked: tuple[Catalog, Profile, Question], day: dt.date) -> Iterator[tuple[str, list[Cover]]]:
    """What each career among the goals asks for, before and after the plan."""
    from credplan.core.coverage import coverage

    catalog, learner, question = asked
    for goal in (found.goal, *question.goals):
        if isinstance(goal, Career):
            yield goal.title, coverage(catalog, learner, goal, day, found)


def _spoken(
    found: Plan, question: Question, day: dt.date, covers: dict[str, list[Cover]], *, timeline: bool
) -> Iterator[str]:
    """The drawings in sentences, one a line."""
    from credplan.core.charts import cover_count, cover_words, money_lines
    from credplan.core.handout.timeline import timeline as draw

    drawn = draw(found, question, day) if timeline else None
    if drawn is not None:
        yield ""
        yield from drawn.alt.replace(". ", ".\n").splitlines()
        yield from money_lines(found)
    for title, one in covers.items():
        yield ""
        yield f"asked for by {title}: {cover_count(one, planned=True)}"
        for cover in one:
            yield f"{cover.kind}, {cover.name}: {cover_words(cover, planned=True)}"
