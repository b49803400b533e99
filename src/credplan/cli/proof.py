"""``verify``, and ``plan --proof``: a plan with all that it takes to check it, and the checker."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from credplan.cli.context import JsonOption, PlainOption
from credplan.core.errors import OK, InvalidFile, UntrueProof, UsageError
from credplan.core.model import Catalog
from credplan.core.planning.question import Question
from credplan.core.profile import Profile
from credplan.shell.terminal import say

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What credplan plan --proof wrote; - is stdin.")],
    as_json: JsonOption = False,
    plain: PlainOption = False,
) -> int:
    r"""Check a plan that somebody hands you: its dates, its bill to the cent, and that nothing is better.

    It reads nothing but the file, and shares no code with the planner. What a file can't show is listed as not checked.

    \b
    Examples:
      credplan plan "data analyst" --proof proof.json
      credplan verify proof.json

    Exit code 7 means: the file says something that is not true; the first such statement is named.
    """
    from credplan.core.proof_words import NUMBER, proof_data, proof_report
    from credplan.core.text import safe_text
    from credplan.core.verify import Untrue, verify
    from credplan.shell.proof_file import read_proof

    text = read_proof(file)
    try:
        whole, found = verify(text)
        if not as_json:
            report = proof_report(whole, found, os.path.basename(file) if file != "-" else "stdin")
        data = proof_data(whole, found)
    except Untrue as problem:
        what = safe_text(str(problem))
        if as_json:
            from credplan.cli.output import print_json

            print_json({"schema": NUMBER, "holds": False, "untrue": what})
        raise UntrueProof(
            f"The proof does not hold. This is not so: {what}.",
            hint="Do not rely on this file. Ask for a new one: credplan plan … --proof FILE",
        ) from None
    except Exception as problem:
        raise InvalidFile(
            f"{safe_text(file)} is not a proof file, or a damaged one ({safe_text(repr(problem), 200)}).",
            hint="credplan plan … --proof FILE writes one.",
        ) from None
    if as_json:
        from credplan.cli.output import print_json

        print_json(data)
        return OK
    from credplan.cli.output import show_report

    show_report(report, plain=plain)
    return OK


def require_new(target: str) -> None:
    """Refuse a file that exists, before anything is computed."""
    if target != "-" and Path(target).expanduser().exists():
        raise UsageError(f"{target} exists already.", hint="Name another file, or remove it first.")


def write_proof(found: Any, catalog: Catalog, profile: Profile, question: Question, target: str) -> None:
    """``plan --proof``: the answer and its proof to a file, or to stdout."""
    from credplan.cli.output import json_text
    from credplan.core.plan_data import no_plan_data, plan_data
    from credplan.core.planning.answers import Plan
    from credplan.core.planning.certificate import proof_data
    from credplan.core.planning.ground import ground
    from credplan.shell.export.files import write_export
    from credplan.shell.render.progress import progress

    told = plan_data if isinstance(found, Plan) else no_plan_data
    with progress("Writing down the proof"):
        base = ground(catalog, profile, question)
        if base is None:
            say(
                "No proof was written: what closes this goal is said above, and is no matter of comparing plans.",
                err=True,
            )
            return
        problem, solved = base.asked()
        data = proof_data(problem, base.reached, solved, told(found, catalog, profile, question))
    write_export(target, json_text(data, indent=0), force=False)
    if target != "-":
        say(f"The proof is in {target}; to check it: credplan verify {target}", err=True)
