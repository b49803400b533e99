"""Small questions and their answers: catalogs from a line or two, asked as the command line would."""

from __future__ import annotations

from typing import Any

import small
from credplan.core.model import Catalog
from credplan.core.planning.advise import answer
from credplan.core.planning.answers import NoPlan, Plan


def course(ident: str, hours: int | str = 20, price: int | None = 0, more: str = "", route: str = "") -> str:
    """A credential with one course of so many hours at one price."""
    amount = "" if price is None else f"amount = {price}"
    effort = f", effort = {{ likely = {hours} }}" if isinstance(hours, int) else f", effort = {hours}"
    return f"""
[[credentials]]
id = "{ident}"
{more}
[[credentials.offers]]
id = "fee"
name = "{ident} fee"
price = {{ {amount} }}
[[credentials.routes]]
{route}
parts = [{{ id = "c", name = "Course", kind = "course"{effort} }}]
"""


def career(core: str, door: str = "", more: str = "") -> str:
    return f'[[careers]]\nid = "11-1111.00"\ntitle = "Testers"\n{more}\n{door}\n{core}\n'


def group(name: str, requires: str, anchor: bool = False, more: str = "") -> str:
    return f'[[careers.core]]\nname = "{name}"\nanchor = {str(anchor).lower()}\nrequires = {requires}\n{more}\n'


def law(requires: str, more: str = 'issuer = "State Board"') -> str:
    return f'[[careers.door.laws]]\nname = "Licence"\nrequires = {requires}\n{more}\n'


JOB = "11-1111.00"


def ask(text: str | Catalog, goal: str, profile: str = "", extras: bool = False, **limits: Any) -> Plan | NoPlan:
    catalog = small.catalog(text) if isinstance(text, str) else text
    return answer(catalog, small.profile(profile), small.question(catalog, goal, **limits), extras=extras)


def plan(text: str | Catalog, goal: str, profile: str = "", extras: bool = False, **limits: Any) -> Plan:
    found = ask(text, goal, profile, extras, **limits)
    assert isinstance(found, Plan), found
    return found


def no(text: str | Catalog, goal: str, profile: str = "", **limits: Any) -> NoPlan:
    found = ask(text, goal, profile, **limits)
    assert isinstance(found, NoPlan), found
    return found


def ids(found: Plan) -> list[str]:
    return [step.credential for step in found.steps]


def held(ident: str, more: str = "earned = 2026-01-01") -> str:
    return f'[[credential]]\nid = "{ident}"\nstatus = "earned"\n{more}\n'
