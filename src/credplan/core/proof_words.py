"""What a look at a proof file has shown, and what it leaves open, in sentences and as JSON."""

from __future__ import annotations

from typing import Any

from credplan.core.report_shape import Report, Row, Section
from credplan.core.text import join_words, plural, safe_text
from credplan.core.units import Cents

NUMBER = 1
"""The schema number of `proof_data`."""
_BETTER = {
    "unknown": "needs fewer unknown prices and hours",
    "money": "costs less",
    "finish": "is done sooner",
    "minutes": "takes fewer hours",
    "steps": "has fewer steps",
    "value": "is better in money and time together",
}
_ALWAYS = (
    "that the file's options are all there are, with the prices, hours and conditions that the catalog gives",
    "that the catalog is right: each amount of the plan names its sources in the file",
    "what the learner holds and what is taken as met already: the options are those for this learner",
)


def checked(file: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Sentences on what was seen to be right."""
    answer, problem = file["answer"], file["problem"]
    criteria, best = problem["criteria"], found["best"]
    options = plural(len(problem["ways"]), "option")
    aside = f"; {plural(found['sets'], 'set')} of them looked at in every order" if found["sets"] else ""
    if answer["status"] == "infeasible":
        return [f"no choice of the file's {options} fits the limits{aside}"] if best else []
    lines = [
        f"{plural(found['steps'], 'step')} in order: hours, days, waits and last dates",
        f"{plural(found['charges'], 'charge')}, each on its day, {_amount(found['cents'], answer)} in all",
        "the steps meet all that is asked for within the limits"
        + ("" if problem["given"] else ", and none of them is left over"),
    ]
    if best:
        first, *others = [_BETTER[name] for name in criteria[:best]]
        said = f"no other choice of the file's {options} {first}"
        said += "".join(f"; of the rest none {text}" for text in others)
        lines.append(f"{said}{aside}")
    if found["bound"] is not None:
        lines.append(f"no choice of the file's {options} is below {_value(criteria[1], found['bound'], answer)}")
    return lines


def left_open(file: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Sentences on what nobody can tell from the file alone."""
    answer, problem = file["answer"], file["problem"]
    criteria, best, lines = problem["criteria"], found["best"], []
    if answer["status"] == "infeasible":
        lines += [] if best else ["that nothing fits"]
    elif best < len(criteria):
        ties = " equally good in what comes before" if best else ""
        texts = [_BETTER[name] for name in criteria[best:]]
        lines.append(f"whether another choice{ties} {join_words(texts, 'or')}")
        if best < 2 and answer["status"] == "optimal":
            lines[-1] += ": the plan says that it is the best, and the file does not show it"
    if found.get("renewed"):
        lines.append(f"{plural(found['renewed'], 'renewal')} before the plan is done: taken as told")
    if answer["limits"]["count_upkeep"]:
        lines.append("what staying valid costs, which this plan counts")
    if problem["given"]:
        lines.append("whether what comes or lapses by itself (held credentials, paid work, age) makes a step needless")
    if answer["steps"] and best == len(criteria):
        lines.append("which of several equally good plans is shown")
    return [*lines, *_ALWAYS]


def proof_report(file: dict[str, Any], found: dict[str, Any], name: str) -> Report:
    """The screen of ``verify``."""
    answer = file["answer"]
    sections = [
        Section(title, tuple(Row("", safe_text(line)) for line in lines))
        for title, lines in (("CHECKED, AND RIGHT", checked(file, found)), ("NOT CHECKED", left_open(file, found)))
        if lines
    ]
    if answer["status"] == "infeasible":
        what = "nothing fits the limits"
    else:
        what = f"{plural(found['steps'], 'step')}, {_amount(found['cents'], answer)}, done on {found['finish']}"
    situation = f"{safe_text(name)}: catalog {safe_text(str(answer['catalog']['version']))}, {what}"
    return Report(f"The proof holds: {safe_text(str(answer['goal']['name']))}", situation, tuple(sections))


def proof_data(file: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The same as plain JSON values."""
    answer, criteria = file["answer"], file["problem"]["criteria"]
    return {
        "schema": NUMBER,
        "holds": True,
        "untrue": None,
        "goal": answer["goal"],
        "status": answer["status"],
        "best_in": criteria[: found["best"]] if answer["status"] != "infeasible" else [],
        "sets_looked_at": found["sets"],
        "checked": checked(file, found),
        "not_checked": left_open(file, found),
    }


def _amount(cents: int, answer: dict[str, Any]) -> str:
    return f"{safe_text(str(answer['limits']['currency']))} {Cents(cents)}"


def _value(criterion: str, value: int, answer: dict[str, Any]) -> str:
    if criterion == "money":
        return _amount(value, answer)
    if criterion == "value":
        return f"{_amount(value // 60, answer)} with time"
    return plural(value, {"finish": "day", "steps": "step"}.get(criterion, criterion))
