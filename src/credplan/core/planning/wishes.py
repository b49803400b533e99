"""What a learner rules out or insists on: which credentials, routes and prices a wish leaves out, and why.

A wish is the learner's own, unlike a fact of the catalog: where nothing fits, the answer names it and says what
would be possible without it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from credplan.core.model import Attest, Career, Catalog, Credential, Offer, Route
from credplan.core.planning.question import Question
from credplan.core.standing import region_matches
from credplan.core.text import join_words

LEFT_OUT = "you left it out"
PROVIDER_LEFT_OUT = "you left its provider out"
OTHER_PROVIDER = "its provider is not one that you named"
NOT_FREE = "it is not free"
NOT_ACCREDITED = "no accreditation of it is known"
NEEDS_PRESENCE = "it has to be done in person"
PRESENCE_UNKNOWN = "whether it can be done online is not known"
ONLINE_UNPRICED = "only a price for doing it in person is known"
REASONS = {
    LEFT_OUT: "you left them out",
    PROVIDER_LEFT_OUT: "you left their providers out",
    OTHER_PROVIDER: "their providers are none that you named",
    NOT_FREE: "they are not free",
    NOT_ACCREDITED: "no accreditation of them is known",
    NEEDS_PRESENCE: "they have to be done in person",
    PRESENCE_UNKNOWN: "whether they can be done online is not known",
    ONLINE_UNPRICED: "only prices for doing them in person are known",
}
"""Why a wish, and not the world, leaves something out; and the same of several."""

_IN_PERSON_PARTS = frozenset({"visit", "practice"})
_IN_PERSON_ATTESTS = frozenset({"medical", "practical"})


def unwanted(credential: Credential, question: Question, exempt: Collection[str]) -> str:
    """Why the question's wishes leave a credential out; empty when they do not.

    ``exempt`` are the ids that ``accredited`` lets pass though nobody accredits them (`unaccredited_allowed`). A
    delivery that nobody could source is not taken for online.
    """
    if credential.id in question.without:
        return LEFT_OUT
    if credential.provider in question.without_provider:
        return PROVIDER_LEFT_OUT
    if question.provider and credential.provider not in question.provider:
        return OTHER_PROVIDER
    accredited = any(r.kind == "accredited" for r in credential.recognition)
    if question.accredited and not accredited and credential.id not in exempt:
        return NOT_ACCREDITED
    if question.online and credential.delivery not in ("online", "either"):
        return NEEDS_PRESENCE if credential.delivery else PRESENCE_UNKNOWN
    return ""


def route_unwanted(route: Route, question: Question) -> str:
    """Why the wishes leave one route out: a visit, practice or exam on site where all is to be done online."""
    if question.online and any(p.kind in _IN_PERSON_PARTS or p.delivery == "in-person" for p in route.parts):
        return NEEDS_PRESENCE
    return ""


def offer_unwanted(offer: Offer, question: Question) -> bool:
    """Whether the wishes leave one price out: that of a place on site where all is to be done online."""
    return question.online and offer.delivery == "in-person"


def offered_both_ways(credential: Credential) -> bool:
    """Whether a learner who wants to do it online has to say so when they book."""
    return credential.delivery == "either"


def attest_unwanted(attest: Attest, question: Question) -> str:
    """Why the wishes leave out a step that somebody attests: its fee, or an examination in person."""
    if question.free and attest.fee is not None and attest.fee.amount != 0:
        return NOT_FREE
    if question.online and attest.kind in _IN_PERSON_ATTESTS:
        return NEEDS_PRESENCE
    return ""


def unaccredited_allowed(catalog: Catalog, question: Question, region: str) -> frozenset[str]:
    """The credentials that ``accredited`` never leaves out.

    What law asks for (as its recognition says, or as the door of a goal names it) has no choice in it, and a generic
    local programme stands for whatever approved school the learner finds, which no catalog can vouch for.
    """
    if not question.accredited:
        return frozenset()
    local = {p.id for p in catalog.providers if p.kind == "local"}
    allowed = {
        c.id
        for c in catalog.credentials
        if c.provider in local or any(r.kind == "required-by-law" for r in c.recognition)
    }
    for goal in (question.goal, *question.goals):
        if isinstance(goal, Career):
            for law in goal.door.laws:
                if region_matches(law.region, region or "US"):
                    allowed.update(leaf.credential for leaf in law.requires.leaves if leaf.credential)
    return frozenset(allowed)


class Wish(msgspec.Struct, frozen=True):
    """One wish of a question, as it was typed, and the question without it."""

    option: str
    value: str
    """Empty for a flag."""
    text: str
    instead: str
    """What one would allow by giving it up."""
    without: Question


_FLAGS = (
    ("free", "only what costs nothing", "money for some of it"),
    ("accredited", "only accredited credentials", "credentials without accreditation too"),
    ("online", "only what is done online", "some of it in person"),
)
_LISTS = (
    ("without_provider", "nothing from {}", "{} allowed again"),
    ("without", "{} left out", "{} allowed again"),
    ("lock", "{} in the plan", "{} not asked for"),
)


def wishes(question: Question, names: Mapping[str, str]) -> tuple[Wish, ...]:
    """The wishes of ``question`` one by one, its limits and hours aside; ``names`` says what ids are called."""
    replace, found = msgspec.structs.replace, []
    for flag, text, instead in _FLAGS:
        if getattr(question, flag):
            found.append(Wish(f"--{flag}", "", text, instead, replace(question, **{flag: False})))
    if question.provider:
        # Several providers are one wish: without one of them it would only be narrower.
        one = question.provider[0] if len(question.provider) == 1 else ""
        said = join_words([names.get(p, p) for p in question.provider], "or")
        fewer = replace(question, provider=())
        found.append(Wish("--provider", one, f"only from {said}", f"other providers than {said} too", fewer))
    for field, text, instead in _LISTS:
        chosen = getattr(question, field)
        for ident in chosen:
            fewer = replace(question, **{field: tuple(v for v in chosen if v != ident)})
            name = names.get(ident, ident)
            found.append(Wish(f"--{field.replace('_', '-')}", ident, text.format(name), instead.format(name), fewer))
    for goal in question.goals:
        name = goal.title if isinstance(goal, Career) else goal.name
        fewer = replace(question, goals=tuple(g for g in question.goals if g.id != goal.id))
        found.append(Wish("--also", goal.id, f"{name} with the same plan", f"{name} left for later", fewer))
    return tuple(found)


def unfiltered(question: Question) -> Question:
    """The question with nothing left out by wish; what it asks for stays."""
    return msgspec.structs.replace(
        question, without=(), without_provider=(), provider=(), free=False, accredited=False, online=False
    )


def gathered(why: Collection[str]) -> list[tuple[str, bool]]:
    """``label: reason`` lines with the labels of one reason together, and whether a wish is the reason.

    ``A, B and 3 more: they are not free``.
    """
    by_reason: dict[str, list[str]] = {}
    for line in why:
        label, _, reason = line.rpartition(": ")  # a label may have a colon, a reason has none
        by_reason.setdefault(reason, []).append(label)
    lines = []
    for reason, labels in by_reason.items():
        shown = labels if len(labels) <= 4 else [*labels[:3], f"{len(labels) - 3} more"]
        said = REASONS.get(reason, reason) if len(labels) > 1 else reason
        lines.append((f"{join_words(shown)}: {said}", reason in REASONS))
    return lines
