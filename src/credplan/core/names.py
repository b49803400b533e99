"""Finding a record by what a person types: ids, exam codes, names, aliases, occupation codes, in any spelling.

Case, punctuation, hyphens and plural endings do not count and ``+`` reads as "plus", so ``Security+``, ``SY0-701``,
``comptia-security+`` and ``comptia/security-plus`` are one thing. An exact match always beats a partial one; what
is still ambiguous is said with its candidates and never guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from credplan.core.errors import AmbiguousName, UnknownName, UsageError
from credplan.core.model import Career, Catalog, Credential, Skill
from credplan.core.text import join_words

MOST_CANDIDATES = 20
"""Candidates that an ambiguous name lists; more than that is no choice but a search."""
_LONGEST_QUERY = 200
_NEAR = 0.6

_SPELLED = {"+": " plus ", "#": " sharp ", "&": " and "}
_FOLD = {c: _SPELLED.get(chr(c), chr(c).lower() if chr(c).isalnum() else " ") for c in range(128) if chr(c) != "'"}
_FOLD[ord("'")] = ""  # "driver's licence" and "drivers licence" are one

R = TypeVar("R", bound="Career | Credential | Skill")


class Hit(msgspec.Struct, frozen=True):
    """One search result; a lower ``rank`` is a better match: 0 exact, 1 the name begins so, 2 its words, 3 its text."""

    credential: Credential
    rank: int


def fold(text: str) -> str:
    """The spelling that names are compared in: ``CompTIA A+`` and ``comptia/a-plus`` are both ``comptia a plus``.

    Accents, case, punctuation and the plural ending of each word go; the words stay in their order.
    """
    text = text[:_LONGEST_QUERY]
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text).casefold()
        text = "".join(c if c.isalnum() or ord(c) < 128 else " " for c in plain if not unicodedata.combining(c))
    return " ".join(map(_singular, text.translate(_FOLD).split()))


class Spelling(msgspec.Struct, frozen=True):
    """All that one record may be called, folded: what an index needs to find it as the functions below do."""

    exact: frozenset[str]
    """Ids, codes, names and aliases: nothing else is meant when one of them is typed."""
    loose: frozenset[str]
    """The slug, and every spelling without its blanks: meant unless something else fits exactly."""
    names: tuple[str, ...]
    """The names that the beginnings of words are looked for in."""
    told: str
    """All other words that a search looks at."""


def spellings(catalog: Catalog) -> dict[tuple[str, str], Spelling]:
    """The spellings of every career, credential and skill, by (kind, id)."""
    found = {}
    for career in catalog.careers:
        digits = _soc(career.id)
        titles = tuple(map(fold, (career.title, *career.titles)))
        told = " ".join(fold_long(" ".join((career.field, career.summary))))
        found["career", career.id] = Spelling(frozenset({*titles, digits, digits[:6]}), frozenset(), titles, told)
    providers = {p.id: p.name for p in catalog.providers}
    skills = {s.id: " ".join((s.name, *s.aliases)) for s in catalog.skills}
    for c in catalog.credentials:
        issuer = providers.get(c.provider, "")
        names = tuple(map(fold, _all_names(c)))
        loose = {fold(_slug(c)), *(name.replace(" ", "") for name in names)}
        found["credential", c.id] = Spelling(
            frozenset(_exact_spellings(c, issuer)), frozenset(loose), names, " ".join(sorted(_told(c, issuer, skills)))
        )
    for skill in catalog.skills:
        names = tuple(map(fold, (skill.id, skill.name, *skill.aliases)))
        found["skill", skill.id] = Spelling(frozenset(names), frozenset(), names, "")
    return found


def find_credential(catalog: Catalog, text: str) -> Credential:
    """The one credential that ``text`` names.

    Raises:
        UnknownName: nothing matches; ``nearest`` holds ids that may have been meant.
        AmbiguousName: several match equally well.

    """
    by_id = _with_id(catalog.credentials, text)
    if by_id is not None:
        return by_id
    wanted = fold(text)
    found = _exact_credentials(catalog, wanted) or _slug_credentials(catalog, wanted)
    if not found:
        found = [c for c in catalog.credentials if _words_match(wanted, _credential_names(c))]
    return _only(found, text, "credential", catalog)


def find_skill(catalog: Catalog, text: str) -> Skill:
    """The one skill that ``text`` names, by id, name or alias; raises as `find_credential` does."""
    by_id = _with_id(catalog.skills, text)
    if by_id is not None:
        return by_id
    wanted = fold(text)
    found = [s for s in catalog.skills if wanted and wanted in map(fold, (s.id, s.name, *s.aliases))]
    found = found or [s for s in catalog.skills if _words_match(wanted, (s.id, s.name, *s.aliases))]
    return _only(found, text, "skill", catalog)


def find_record(catalog: Catalog, text: str) -> Credential | Skill | Career:
    """The credential, skill or career that ``text`` names, for those who do not say which of them they mean.

    A name or slug of a credential comes first, then that of a skill; what only begins like a credential's name would
    hide the skill ``sql`` behind a course on it. Then careers, then the beginnings of skills' names. Raises as
    `find_credential` does.
    """
    skill = None if names_credential(catalog, text) else _named_skill(catalog, text)
    if skill is not None:
        return skill
    try:
        return find_credential(catalog, text)
    except AmbiguousName as several:
        same = career_called(catalog, text)
        if same is not None:
            several.hint += f"\n{also_a_career(same)}"
        raise
    except UnknownName as unknown:
        for find in (find_career, find_skill):
            try:
                return find(catalog, text)
            except UsageError:
                continue
        near = () if unknown.nearest else similar(catalog, text, "skill")
        if near:
            unknown.nearest, unknown.hint = near, f"Did you mean the skill {join_words(list(near), 'or')}?"
        raise unknown from None


def career_called(catalog: Catalog, text: str) -> Career | None:
    """The only career whose title, alternate title or code is ``text``."""
    found = _exact_careers(catalog, text)
    return found[0] if len(found) == 1 else None


def also_a_career(career: Career) -> str:
    """What to type for a career where credentials share its name."""
    return f"A career is called so, too: credplan career show {career.id}, or credplan plan {career.id}"


def names_credential(catalog: Catalog, text: str) -> bool:
    """Whether ``text`` is a credential's id, name, alias, code or slug, and not only a part of its name."""
    wanted = fold(text)
    return bool(_exact_credentials(catalog, wanted) or _slug_credentials(catalog, wanted))


def _named_skill(catalog: Catalog, text: str) -> Skill | None:
    """The only skill whose id, name or alias is ``text``."""
    wanted = fold(text)
    found = [s for s in catalog.skills if wanted and wanted in map(fold, (s.id, s.name, *s.aliases))]
    return found[0] if len(found) == 1 else None


def skills(catalog: Catalog, query: str) -> list[Skill]:
    """The skills that a search means: the one called so, else those in whose names all its words begin one, by id."""
    named = _named_skill(catalog, query)
    if named is not None:
        return [named]
    wanted = fold(query)
    return [s for s in catalog.skills if _words_match(wanted, (s.id, s.name, *s.aliases))]


def find_career(catalog: Catalog, text: str) -> Career:
    """The one career that ``text`` names, by O*NET-SOC or SOC code, title or alternate title; raises likewise."""
    found = _exact_careers(catalog, text) or _partial_careers(catalog, fold(text))
    return _only(found, text, "career", catalog)


def find_goal(catalog: Catalog, text: str) -> Career | Credential:
    """The career or credential that ``text`` names as a goal; a career wins where both match exactly.

    A slug alone (``cybersecurity`` of ``google/cybersecurity``) names its credential only if no career could be
    meant. Raises as `find_credential` does, with careers first among the candidates.
    """
    by_id = _with_id(catalog.credentials, text)
    if by_id is not None:
        return by_id
    exact = _exact_careers(catalog, text)
    if exact:
        return _only(exact, text, "goal", catalog)
    wanted = fold(text)
    named = _exact_credentials(catalog, wanted)
    if named:
        return _only(named, text, "goal", catalog)
    careers = _partial_careers(catalog, wanted)
    credentials = _slug_credentials(catalog, wanted)
    if not credentials:
        credentials = [c for c in catalog.credentials if _words_match(wanted, _credential_names(c))]
    either: list[Career | Credential] = [*careers, *credentials]
    return _only(either, text, "goal", catalog)


def search(
    catalog: Catalog, query: str = "", *, field: str = "", provider: str = "", active: bool = False
) -> list[Hit]:
    """The credentials that match all words of ``query`` and the filters, best first; no words match everything.

    An exact match stands first, what is retired last; ties in the order active, retiring, announced, unknown, by id.
    """
    wanted = fold(query)
    wanted_provider, wanted_field = fold(provider), fold(field)
    providers = {p.id: p.name for p in catalog.providers}
    skills = {s.id: " ".join((s.name, *s.aliases)) for s in catalog.skills}
    hits = []
    for credential in catalog.credentials:
        if active and credential.lifecycle.status not in ("active", "retiring"):
            continue
        if wanted_field and fold(credential.field) != wanted_field:
            continue
        issuer = providers.get(credential.provider, "")
        if wanted_provider and wanted_provider not in (fold(credential.provider), fold(issuer)):
            continue
        rank = _rank(credential, wanted, issuer, skills)
        if rank is not None:
            hits.append(Hit(credential, rank))
    hits.sort(key=_place)
    return hits


def _place(hit: Hit) -> tuple[bool, bool, int, int, str]:
    """Where a hit stands: somebody who typed a retired name means it, everybody else wants what can be earned."""
    status = hit.credential.lifecycle.status
    return hit.rank > 0, status == "retired", hit.rank, STATUS_ORDER.index(status), hit.credential.id


def careers(catalog: Catalog, query: str = "", *, field: str = "") -> list[Career]:
    """The careers that match all words of ``query``, exact titles first, then by title."""
    wanted = fold(query)
    exact = _exact_careers(catalog, query) if wanted else []
    found = exact + [c for c in catalog.careers if c not in exact and _career_matches(c, wanted)]
    if field:
        found = [c for c in found if fold(c.field) == fold(field)]
    return sorted(found, key=lambda c: (c not in exact, c.title, c.id))


def nearest(text: str, known: Iterable[str], n: int = 3) -> tuple[str, ...]:
    """At most ``n`` of ``known`` that are spelled much like ``text``, nearest first; ties in the order of ``known``."""
    import difflib  # only a failed look-up needs it

    wanted = fold(text)
    if not wanted:
        return ()
    scored = []
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for place, name in enumerate(dict.fromkeys(known)):
        folded = fold(name)
        matcher.set_seq1(folded)
        if matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR:
            score = matcher.ratio()
            if score >= _NEAR:
                scored.append((-score, place, name))
    return tuple(name for _, _, name in sorted(scored)[:n])


STATUS_ORDER = ("active", "retiring", "announced", "unknown", "retired")


def _singular(word: str) -> str:
    """``word`` without an English plural ending; both sides of a comparison pass here, so it need not be a word."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1]


def _with_id(records: tuple[R, ...], text: str) -> R | None:
    """The record whose id is ``text`` to the letter, the one look-up that programs make most."""
    return next((r for r in records if r.id == text), None)


def _credential_names(credential: Credential) -> tuple[str, ...]:
    return (credential.name, *credential.aliases, credential.id)


def _slug(credential: Credential) -> str:
    return credential.id.partition("/")[2]


def _all_names(credential: Credential) -> tuple[str, ...]:
    """Whatever may be typed for a credential: its names, its slug, its exam codes."""
    return (*_credential_names(credential), _slug(credential), *_codes(credential))


def _codes(credential: Credential) -> Iterable[str]:
    yield from credential.codes
    for route in credential.routes:
        for part in route.parts:
            yield from part.codes


def _exact_credentials(catalog: Catalog, wanted: str) -> list[Credential]:
    """Credentials with exactly this id, exam code, name or alias; the name also without its provider's name."""
    if not wanted:
        return []
    providers = {p.id: p.name for p in catalog.providers}
    return [c for c in catalog.credentials if wanted in _exact_spellings(c, providers.get(c.provider, ""))]


def _exact_spellings(credential: Credential, issuer: str) -> set[str]:
    name = short = fold(credential.name)
    for owner in (fold(issuer), fold(credential.provider)):
        if owner and name.startswith(owner + " "):
            short = name[len(owner) + 1 :]
    return {name, short, *map(fold, (credential.id, *credential.aliases, *_codes(credential)))}


def _slug_credentials(catalog: Catalog, wanted: str) -> list[Credential]:
    """Credentials whose id ends in this slug, or that read so when hyphens and blanks are left out (``sy0701``)."""
    if not wanted:
        return []
    found = [c for c in catalog.credentials if fold(_slug(c)) == wanted]
    if found:
        return found
    tight = wanted.replace(" ", "")
    return [
        c
        for c in catalog.credentials
        if any(tight == fold(t).replace(" ", "") for t in (*_credential_names(c), *_codes(c)))
    ]


def _soc(text: str) -> str:
    """The digits of an occupation code written like ``15-1212``, ``15-1212.00`` or ``151212``; else nothing."""
    digits = "".join(c for c in text.strip() if c not in "-. ")
    return digits if digits.isascii() and digits.isdigit() and len(digits) in (6, 8) else ""


def _exact_careers(catalog: Catalog, text: str) -> list[Career]:
    code = _soc(text)
    if code:
        found = [c for c in catalog.careers if _soc(c.id)[: len(code)] == code]
        # A SOC code means the occupation itself where the catalog has it, else its O*NET specialties.
        return [c for c in found if c.id.endswith(".00")] or found
    wanted = fold(text)
    if not wanted:
        return []
    titled = [c for c in catalog.careers if fold(c.title) == wanted]
    return titled or [c for c in catalog.careers if any(fold(t) == wanted for t in c.titles)]


def _partial_careers(catalog: Catalog, wanted: str) -> list[Career]:
    return [c for c in catalog.careers if _words_match(wanted, (c.title, *c.titles))]


def _career_matches(career: Career, wanted: str) -> bool:
    """As the list of careers filters: words of titles, field and summary; no words match all."""
    return not wanted or _words_match(
        wanted, (*(career.title, *career.titles), " ".join((career.field, career.summary, *career.titles)))
    )


def _words_match(wanted: str, names: Iterable[str]) -> bool:
    """Whether each word of ``wanted`` begins some word of one of ``names``."""
    words = wanted.split()
    if not words:
        return False
    return any(
        all(any(has.startswith(w) for has in parts) for w in words) for parts in (fold(n).split() for n in names)
    )


def _rank(credential: Credential, wanted: str, issuer: str, skills: dict[str, str]) -> int | None:
    """How well a credential matches, as `Hit.rank` says; ``None`` when it does not."""
    if not wanted:
        return 3
    names = [fold(n) for n in _all_names(credential)]
    tight = wanted.replace(" ", "")
    if wanted in names or any(tight == name.replace(" ", "") for name in names):
        return 0
    # Whole words first: "data" finds "Data+" as its first words, "databases" only as a beginning of one.
    if any(name.startswith(wanted + " ") or f" {wanted} " in f" {name} " for name in names):
        return 1
    if _words_match(wanted, names):
        return 2
    words = _told(credential, issuer, skills)
    return 3 if all(any(has.startswith(w) for has in words) for w in wanted.split()) else None


def _told(credential: Credential, issuer: str, skills: dict[str, str]) -> set[str]:
    """The words of all that a search looks at besides names."""
    told = [credential.name, issuer, credential.field, credential.summary]
    told += [skills.get(t.skill, t.skill) for t in credential.teaches]
    return {word for text in told for word in fold_long(text)}


def fold_long(text: str) -> list[str]:
    """The folded words of a text of any length."""
    words = []
    for start in range(0, len(text), _LONGEST_QUERY):
        words += fold(text[start : start + _LONGEST_QUERY]).split()
    return words


def _label(record: Career | Credential | Skill) -> str:
    return record.title if isinstance(record, Career) else record.name


def _only(found: list[R], text: str, what: str, catalog: Catalog) -> R:
    """The only one of ``found``, or the error that says what to type instead."""
    if len(found) == 1:
        return found[0]
    shown = text.strip()[:60] or "(nothing)"
    if found:
        some = found[:MOST_CANDIDATES]
        more = f" ({len(found) - len(some)} more are not listed)" if len(found) > len(some) else ""
        raise AmbiguousName(
            f'"{shown}" could be any of {len(found)}{more}:',
            candidates=tuple((r.id, _label(r)) for r in some),
            hint="Say which one by its code, as listed on the left.",
        )
    raise _unknown(shown, what, catalog)


def similar(catalog: Catalog, text: str, what: str = "credential") -> tuple[str, ...]:
    """At most three records that ``text`` may have meant: ids of credentials and skills, titles of careers.

    ``what`` is ``credential``, ``career``, ``goal`` (either of them) or ``skill``.
    """
    spellings: dict[str, str] = {}
    if what in ("career", "goal"):
        for career in catalog.careers:
            spellings |= dict.fromkeys((career.title, *career.titles), career.title)
    if what in ("credential", "goal"):
        for c in catalog.credentials:
            for name in _all_names(c):
                spellings.setdefault(name, c.id)
    if what == "skill":
        for skill in catalog.skills:
            spellings |= dict.fromkeys((skill.id, skill.name, *skill.aliases), skill.id)
    return tuple(dict.fromkeys(spellings[name] for name in nearest(text, spellings, 9)))[:3]


def _unknown(shown: str, what: str, catalog: Catalog) -> UnknownName:
    """The error for a name that matches nothing, with what may have been meant."""
    close = similar(catalog, shown, what)
    labels = {c.id: f"{c.id} ({c.name})" for c in catalog.credentials}
    labels |= {skill.id: f"{skill.id} ({skill.name})" for skill in catalog.skills}
    said = [labels.get(name, f'"{name}"') for name in close]
    hint = f"Did you mean {join_words(said, 'or')}?" if close else _WHERE_TO_LOOK[what]
    kinds = {"goal": "career or credential"}
    return UnknownName(f'The catalog has no {kinds.get(what, what)} "{shown}".', nearest=close, hint=hint)


_WHERE_TO_LOOK = {
    "career": "credplan careers lists the careers it knows.",
    "credential": "credplan search WORDS looks for credentials.",
    "goal": "credplan careers lists the careers it knows; credplan search WORDS looks for credentials.",
    "skill": "credplan show CREDENTIAL lists the skills that a credential teaches.",
}
