"""``plan --timeline`` and ``plan --tree``: a plan drawn instead of told."""

import datetime as dt

import typer

from credplan.cli.context import color_allowed, terminal_width
from credplan.core.model import Catalog
from credplan.core.planning.answers import Plan
from credplan.core.planning.question import Question
from credplan.core.profile import Profile


def show_views(
    found: Plan, asked: tuple[Catalog, Profile, Question], day: dt.date, *, timeline: bool, tree: bool, plain: bool
) -> None:
    """The calendar with the money over time, the tree of what leads to what, or both."""
    from credplan.core.charts import Drawn, calendar_chart, money_chart
    from credplan.core.report import situation, titles
    from credplan.core.tree import Branch, outline, plan_tree
    from credplan.shell.render.drawings import MARGIN, print_drawings

    catalog, learner, question = asked
    head = (titles(found.goal, question), situation(learner, question))
    trees = plan_tree(found, catalog, learner, question) if tree else ()
    if plain:
        for line in (*head, *_spoken(found, question, day, timeline=timeline)):
            typer.echo(line)
        for branch in trees:
            typer.echo("")
            for line in outline(branch):
                typer.echo(line)
        return
    width = terminal_width()
    charts = (calendar_chart(found, question, day, width - MARGIN), money_chart(found, width - MARGIN))
    drawings: list[Drawn | Branch] = [*(c for c in charts if c is not None and timeline), *trees]
    print_drawings(*head, drawings, width, color=color_allowed())
    if not found.steps:
        typer.echo("There is no step to draw: credplan plan says why.", err=True)


def _spoken(found: Plan, question: Question, day: dt.date, *, timeline: bool) -> list[str]:
    """The drawing in sentences, one a line."""
    from credplan.core.handout.timeline import timeline as draw

    drawn = draw(found, question, day) if timeline else None
    return ["", *drawn.alt.replace(". ", ".\n").splitlines()] if drawn is not None else []
