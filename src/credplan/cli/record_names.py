"""What the words of a command name: a credential, one of its parts, a requirement, an entry of the record."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from credplan.cli.context import open_catalog
from credplan.core.errors import AmbiguousName, MissingFile, UnknownName, UsageError
from credplan.core.model import LEVELS, Career, Catalog, Credential, Skill
from credplan.core.profile import Profile
from credplan.core.text import join_words, safe_text

if TYPE_CHECKING:
    from credplan.shell.catalog_index import CatalogIndex, Kind


def goal_name(index: "CatalogIndex", text: str) -> str:
    """How the profile calls a goal: a career by its title, a credential by its id."""
    from credplan.core.model import Career
    from credplan.core.names import find_goal

    found = find_goal(index.named(text, "career", "credential"), text)
    return found.title if isinstance(found, Career) else found.id


def credential_named(index: "CatalogIndex", words: list[str]) -> Credential:
    """The credential that the words of a command name together."""
    from credplan.core.names import find_credential

    text = " ".join(words)
    return find_credential(index.named(text, "credential"), text)


def part_named(credential: Credential, text: str) -> str:
    """The id of the part that ``text`` names by id, exam code or name."""
    from credplan.core.names import fold

    parts = {p.id: p for route in credential.routes for p in route.parts}
    if text in parts:
        return text
    wanted = fold(text)
    found = [p.id for p in parts.values() if wanted in map(fold, (p.id, p.name, *p.codes))]
    if len(found) == 1:
        return found[0]
    some = "; ".join(f"{p.id} ({p.name})" for p in parts.values())
    raise UnknownName(
        f"{credential.name} has no part {text!r}.",
        nearest=tuple(parts),
        hint=f"Its parts: {some}." if some else "It is earned as a whole.",
    )


def no_level(index: "CatalogIndex", words: list[str]) -> UsageError | None:
    """The error for a skill and a word behind it that is no level; None where the words before it name no skill."""
    from credplan.core.names import find_skill, nearest
    from credplan.core.profile_words import CHOICE_GUESSES

    text, level = " ".join(words[:-1]), words[-1].lower()
    try:
        found = find_skill(index.named(text, "skill"), text)
    except UsageError:
        return None
    guesses = [guess for guess in (CHOICE_GUESSES.get(level), *nearest(level, LEVELS)) if guess in LEVELS]
    meant = f"Did you mean {guesses[0]}? " if guesses else ""
    return UsageError(
        f"There is no level {safe_text(words[-1], 60)!r} of {found.name}.",
        hint=f"{meant}Levels are {join_words(list(LEVELS), 'or')}: credplan know {found.id} {[*guesses, LEVELS[0]][0]}",
    )


def evidence_of(file: Path) -> dict[str, str]:
    """A file by its full path and SHA-256, so that a later change of it can be seen."""
    from hashlib import file_digest

    from credplan.shell.regular import open_regular

    try:
        with open_regular(file.expanduser()) as opened:
            digest = file_digest(opened, "sha256").hexdigest()
    except OSError as problem:
        raise MissingFile(f"Can't read the evidence {file}: {problem.strerror}.") from None
    return {"file": os.path.abspath(file.expanduser()), "sha256": digest}


def requirement_named(catalog: Catalog, text: str) -> tuple[str, str]:
    """What a waiver calls the requirement that ``text`` names, and what messages call it."""
    from credplan.core.names import find_credential, find_skill, fold
    from credplan.core.record import WORDS_OF_REQUIREMENTS, requirement_names

    if text.strip().lower() in WORDS_OF_REQUIREMENTS:
        return text.strip().lower(), text.strip().capitalize()
    wanted = fold(text)
    named = [n for n in requirement_names(catalog) if fold(n) == wanted]
    if named:
        return named[0], f'"{named[0]}"'
    if "#" in text:
        ident, _, part = text.partition("#")
        credential = find_credential(catalog, ident)
        return f"{credential.id}#{part_named(credential, part)}", f"{credential.name}, {part}"
    exact = [s for s in catalog.skills if wanted in map(fold, (s.id, s.name, *s.aliases))]
    try:
        credential = find_credential(catalog, text)
        names = (credential.id, credential.name, *credential.aliases, *credential.codes)
        if not exact or wanted in map(fold, names):
            return credential.id, f"{credential.name} ({credential.id})"
    except AmbiguousName:
        if not exact:
            raise
    except UnknownName as problem:
        try:
            exact = [find_skill(catalog, text)]
        except UnknownName:
            words = join_words(list(WORDS_OF_REQUIREMENTS), "or")
            hint = f"{problem.hint}\nOr name {words}, a skill, or a group as credplan gap shows it."
            raise UnknownName(f'The catalog has no requirement "{text}".', nearest=problem.nearest, hint=hint) from None
    return exact[0].id, f"{exact[0].name} ({exact[0].id})"


def entry_named(profile: Profile, text: str, catalog: Path | None) -> tuple[str, str, str, str]:
    """The entry that ``text`` names: table, key, value and a label; the record's own words win over the catalog's."""
    from credplan.core.names import find_credential, find_goal, find_skill, fold, nearest

    entries = [
        *(("credential", "id", h.id, h.id) for h in profile.credential),
        *(("skill", "id", s.id, f"the skill {s.id}") for s in profile.skill),
        *(("goal", "name", g.name, f"the goal {g.name}") for g in profile.goal),
        *(("plan", "name", p.name, f"the saved plan {p.name}") for p in profile.plan),
        *(("waiver", "requirement", w.requirement, f"the waiver of {w.requirement}") for w in profile.waiver),
    ]
    exact = [e for e in entries if e[2] == text] or [e for e in entries if fold(e[2]) == fold(text)]
    if exact:
        return exact[0]
    index = open_catalog(catalog)
    ambiguous: AmbiguousName | None = None
    finders: tuple[tuple[str, Callable[[Catalog, str], Credential | Skill | Career], tuple[Kind, ...]], ...] = (
        ("credential", find_credential, ("credential",)),
        ("skill", find_skill, ("skill",)),
        ("goal", find_goal, ("career", "credential")),
    )
    for table, find, kinds in finders:
        try:
            found = find(index.named(text, *kinds), text)
        except UnknownName:
            continue
        except AmbiguousName as problem:
            ids = {i for i, _ in problem.candidates}
            held = [e for e in entries if e[0] == table and e[2] in ids]
            if len(held) == 1:
                return held[0]
            if held:
                ambiguous = AmbiguousName(problem.message, candidates=tuple((e[2], e[3]) for e in held))
            continue
        for entry in entries:
            if entry[0] == table and entry[2] in (found.id, getattr(found, "title", "")):
                return entry
    if ambiguous is not None:
        raise ambiguous
    close = nearest(text, [e[2] for e in entries])
    raise UnknownName(
        f'Your record has no "{safe_text(text, 60)}".',
        nearest=close,
        hint=f"Did you mean {join_words(list(close), 'or')}?" if close else "See what it has: credplan status",
    )
