"""The catalog's frozen value types, in the words of CTDL, O*NET and SOC.

Unknown is ``None`` and never 0: a price whose ``amount`` is ``None`` is a price nobody could source, a free one
says ``amount = 0``. Money is integer cents (`Cents`), effort integer minutes (`Minutes`), calendar time whole days.
Effort (hours of work) and elapsed time (days that must pass) are two things and are never added.

The same types are read from TOML and from a snapshot; `docs/catalog-format.md` describes them for authors.
"""

import datetime as dt
from typing import Literal

import msgspec

from credplan.core.units import Cents, Minutes

Level = Literal["beginner", "intermediate", "advanced"]
LEVELS: tuple[Level, ...] = ("beginner", "intermediate", "advanced")

Education = Literal[
    "none", "high-school", "some-college", "postsecondary-nondegree", "associate", "bachelor", "master", "doctoral"
]
EDUCATIONS: tuple[Education, ...] = (
    "none",
    "high-school",
    "some-college",
    "postsecondary-nondegree",
    "associate",
    "bachelor",
    "master",
    "doctoral",
)

Basis = Literal["law", "regulator", "government", "accredited", "provider", "judgement"]
BASES: tuple[Basis, ...] = ("law", "regulator", "government", "accredited", "provider", "judgement")

SourceKind = Literal["official", "government", "press", "third-party", "repo", "memory"]
Status = Literal["announced", "active", "retiring", "retired", "unknown"]
Billing = Literal["once", "month", "year", "term"]
Kind = Literal[
    "exam",
    "course",
    "course-and-exam",
    "portfolio-review",
    "card",
    "licence",
    "permit",
    "registry-entry",
    "badge",
    "title",
    "attestation",
    "programme",
    "degree-part",
]
Delivery = Literal["online", "in-person", "either", ""]
PartKind = Literal["exam", "course", "module", "portfolio", "visit", "training", "practice", "project", "paperwork"]

EVIDENCE_SELF = 0
EVIDENCE_VIEWED = 1
EVIDENCE_GRADED = 2
EVIDENCE_ASSESSED = 3
EVIDENCE_LICENCE = 4
EVIDENCE_WORDS = ("said by yourself", "viewed", "graded by the issuer", "assessed independently", "licence")


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all catalog values share: immutable, and a misspelt key is an error rather than silence."""


class Source(Record, frozen=True):
    """Where facts come from: one page, named once per file and referred to by its key."""

    url: str
    kind: SourceKind
    as_of: dt.date | None = None
    """The page's own date; absent when the page shows none."""
    captured: dt.date | None = None
    """The day the page was read, for pages without a date of their own."""
    title: str = ""


class Sourced(Record, frozen=True, kw_only=True):
    """A value that says where it comes from: keys of the file's ``[sources]``."""

    sources: tuple[str, ...] = ()
    as_of: dt.date | None = None
    """Overrides the sources' own date, e.g. when a page gives the day a price took effect."""
    note: str = ""
    conflict: bool = False
    """Sources disagree; the note says how, the value is the one chosen by date and kind."""


class Price(Sourced, frozen=True):
    """An amount of money; ``amount`` is ``None`` when unknown."""

    amount: Cents | None = None
    low: Cents | None = None
    high: Cents | None = None
    currency: str = "USD"
    region: str = "US"


class Effort(Sourced, frozen=True):
    """Hours of the learner's own work; ``likely`` decides, low and high only re-cost."""

    likely: Minutes | None = None
    low: Minutes | None = None
    high: Minutes | None = None


class Elapsed(Sourced, frozen=True):
    """Calendar days that must pass, whatever the learner's pace."""

    days: int | None = None
    low: int | None = None
    high: int | None = None


class Number(Sourced, frozen=True):
    """Any other sourced number: a percentage, a count of openings."""

    value: int | None = None
    unit: str = ""
    scope: str = ""
    """What the number counts when that is not the record itself, e.g. all occupations of one BLS page."""


class Skill(Record, frozen=True):
    """A competency (``ceterms:Competency``) that credentials teach or assess and careers ask for."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    family: str = ""
    """The group it is listed under, e.g. "data" or "patient care"."""
    definition: str = ""
    """One sentence: what somebody who has it can do."""
    onet: str = ""
    """The identifier of the O*NET element (e.g. ``2.A.1.b``) or the name of the technology skill, where one fits."""
    esco: str = ""
    """The UUID of the ESCO concept, where one fits."""


class Teaches(Record, frozen=True):
    """A skill with the level reached and the evidence that the credential gives for it."""

    skill: str
    level: Level = "beginner"
    evidence: int = EVIDENCE_GRADED
    objective: str = ""
    """The published objective or exam domain that the claim rests on."""


class Experience(Record, frozen=True):
    """Paid work: ``months`` in any of ``domains``, of which at most ``within_years`` ago."""

    months: int
    domains: tuple[str, ...] = ()
    """Empty means any job counts."""
    within_years: int | None = None
    at_least_domains: int = 1
    """How many different domains the months must touch (CISSP: two of eight)."""


class Credit(Record, frozen=True):
    """Academic credit already granted, or recommended by credentials."""

    n: int
    level: str = ""
    programme: str = ""


class Attest(Record, frozen=True):
    """Something another person confirms: a medical check, a background check, procedures performed, equipment."""

    kind: Literal["medical", "background", "practical", "access", "equipment", "identity", "endorsement", "employment"]
    name: str
    fee: Price | None = None
    lead_days: int = 0
    effort: Effort | None = None
    validity_months: int | None = None


class Requirement(Sourced, frozen=True):
    """One node of a requirement tree: exactly one of the keys below (design, section 2).

    ``all``/``any``/``n`` + ``of`` combine; the others are leaves. ``concurrent`` asks that a credential be valid on
    the day it is needed. ``basis`` says who asks for it; law is never waived and never met by skills.
    """

    # In quotes: a class can't name itself while it is being made.
    all: "tuple[Requirement, ...] | None" = None
    any: "tuple[Requirement, ...] | None" = None
    n: int | None = None
    of: "tuple[Requirement, ...] | None" = None
    credential: str | None = None
    part: str | None = None
    """A part of a credential, ``provider/slug#part``."""
    skill: str | None = None
    experience: Experience | None = None
    education: Education | None = None
    age: int | None = None
    region: str | None = None
    credit: Credit | None = None
    attest: Attest | None = None
    text: str | None = None

    expired_ok: bool = False
    concurrent: bool = False
    level: Level = "beginner"
    evidence: int = EVIDENCE_SELF
    basis: Basis | None = None
    waivable: bool = True
    because: str = ""

    def __post_init__(self) -> None:
        kinds = [name for name in REQUIREMENT_KINDS if getattr(self, name) is not None]
        if len(kinds) != 1:
            raise ValueError(
                f"a requirement has exactly one of {', '.join(REQUIREMENT_KINDS)}; this has {kinds or 'none'}"
            )
        if (self.of is None) != (self.n is None):
            raise ValueError("'n' and 'of' go together")
        if self.of is not None and self.n is not None and not 1 <= self.n <= len(self.of):
            raise ValueError(f"n = {self.n} of {len(self.of)} can never be asked")

    @property
    def kind(self) -> str:
        """Which of the keys this node carries: one of `REQUIREMENT_KINDS`."""
        return next(name for name in REQUIREMENT_KINDS if getattr(self, name) is not None)

    @property
    def children(self) -> "tuple[Requirement, ...]":
        """The nodes that this one combines; empty for a leaf."""
        return self.all or self.any or self.of or ()

    @property
    def wanted(self) -> int:
        """How many of its children must hold; 1 for a leaf."""
        return len(self.all) if self.all is not None else self.n or 1

    @property
    def leaves(self) -> "tuple[Requirement, ...]":
        """The leaves below this node in reading order; itself for a leaf."""
        return tuple(leaf for child in self.children for leaf in child.leaves) if self.children else (self,)


REQUIREMENT_KINDS = (
    "all",
    "any",
    "of",
    "credential",
    "part",
    "skill",
    "experience",
    "education",
    "age",
    "region",
    "credit",
    "attest",
    "text",
)


class Lifecycle(Sourced, frozen=True):
    """Whether a credential can be earned today, and until when."""

    status: Status = "active"
    launched: dt.date | None = None
    last_enrolment: dt.date | None = None
    last_award: dt.date | None = None
    """The last day on which it could or can be earned."""
    retired: dt.date | None = None
    successors: tuple[str, ...] = ()
    checked: dt.date | None = None
    """The day somebody last looked whether this still holds."""

    @property
    def earnable(self) -> bool:
        """Neither retired nor only announced."""
        return self.status not in ("retired", "announced")


class Recognition(Sourced, frozen=True):
    """Who vouches for a credential, in what sense."""

    kind: Literal["accredited", "approved", "credit", "articulated", "required-by-law", "employer-list"]
    by: str
    standard: str = ""
    scope: str = ""
    region: str = ""
    credits: int | None = None
    into: str = ""
    """The programme that credit counts toward, for articulation."""
    conditions: str = ""


class ValidityRule(Record, frozen=True):
    """A validity that applies to awards from ``since`` on (CKA: two, then three, then two years)."""

    months: int | None
    since: dt.date | None = None


class Renewal(Sourced, frozen=True):
    """One way to stay valid; any one of a credential's renewals is enough."""

    name: str
    how: Literal["units", "exam", "higher", "assessment", "fee", "retake", "work"]
    units: int | None = None
    unit: str = ""
    every_months: int | None = None
    fee: Price | None = None
    grace_months: int | None = None
    by: tuple[str, ...] = ()
    """Credentials that renew this one by being earned."""


class Validity(Sourced, frozen=True):
    """How long an award holds. ``months`` is ``None`` when unknown; ``never`` says it does not expire."""

    months: int | None = None
    never: bool = False
    by_award: tuple[ValidityRule, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    annual_fee: Price | None = None
    fee_pool: str = ""
    """Credentials with the same pool pay one annual fee together (one per issuer)."""


class Part(Sourced, frozen=True):
    """One piece of a route: an exam, a course, a portfolio, a visit."""

    id: str
    name: str
    kind: PartKind
    codes: tuple[str, ...] = ()
    series: str = ""
    """Parts of one credential must come from one series (Core 1 and Core 2 of the same version)."""
    last_date: dt.date | None = None
    effort: Effort | None = None
    """Hours of the part itself, needed by everyone."""
    ready_if: Requirement | None = None
    ready: Effort | None = None
    """Hours to prepare for a learner who is ready."""
    from_zero: Effort | None = None
    """Hours to prepare from nothing; unknown means the part is not offered to the unready."""
    elapsed: Elapsed | None = None
    retake: str = ""
    format: str = ""
    delivery: Delivery = ""
    """How this part is done where that is not the credential's own ``delivery``."""


class Wait(Sourced, frozen=True):
    """Days after the work is done until the award: review, endorsement, registry, post."""

    name: str
    days: int


class Fee(Record, frozen=True):
    """Money paid once on a route beside its offers: application, first annual fee, registry, equipment."""

    name: str
    price: Price
    kind: Literal["application", "first-year", "registry", "licence", "equipment", "exam", "other"] = "other"


class Route(Sourced, frozen=True):
    """One complete way to earn a credential: conditions, parts, fees, effort, waits."""

    id: str = "main"
    name: str = ""
    region: str = ""
    audience: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    requires: Requirement | None = None
    parts: tuple[Part, ...] = ()
    effort: Effort | None = None
    """Hours of the whole route, when its parts carry none."""
    elapsed: Elapsed | None = None
    """The least calendar time from start to the end of the work (a cohort's run, a minimum pace)."""
    runs: tuple[dt.date, ...] = ()
    """Fixed start days; empty means one may start any day."""
    waits: tuple[Wait, ...] = ()
    fees: tuple[Fee, ...] = ()
    confirm: tuple[str, ...] = ()
    """What the learner must confirm with somebody before starting."""


class Offer(Sourced, frozen=True):
    """One way to pay for parts (``ceterms:estimatedCost``): a fee, a subscription, a bundle, a voucher."""

    id: str
    price: Price
    name: str = ""
    covers: tuple[str, ...] = ()
    """Part ids of the credential that holds it (empty: all); for a catalog-wide offer ``provider/slug``,
    ``provider/slug#part`` or ``provider/*``."""
    billing: Billing = "once"
    term_months: int | None = None
    per: Literal["learner", "credential"] = "credential"
    """A learner pays a ``learner`` offer once for all that it covers; a ``credential`` one for each."""
    audience: tuple[str, ...] = ()
    region: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    certificate: bool = True
    """False: the work can be done but earns no credential (a free audit)."""
    needs: str = ""
    """The offer id of a membership that must be held meanwhile."""
    valid_months: int | None = None
    """A voucher's own life after purchase."""
    obligation: str = ""
    """What is owed besides money, e.g. a year of driving for the school's owner."""
    delivery: Delivery = ""
    """How it is done at this price where that is not the credential's own ``delivery``: a seat at a test centre."""


class InterimTitle(Sourced, frozen=True):
    """What a learner may call themselves before the full title (Associate of ISC2, CPC-A)."""

    name: str
    full_requires: Requirement
    within_months: int | None = None
    fee: Price | None = None


class Stack(Sourced, frozen=True):
    """A larger credential or degree that this one counts toward."""

    into: str
    issuer: str = ""
    credits: int | None = None
    conditions: str = ""
    within_months: int | None = None


class Credential(Sourced, frozen=True):
    """A credential as its issuer offers it (``ceterms:Credential``)."""

    id: str
    name: str
    provider: str
    type: str
    """The CTDL class, e.g. ``Certification``, ``Certificate``, ``License``, ``Badge``, ``MicroCredential``."""
    kind: Kind
    url: str = ""
    ctid: str = ""
    summary: str = ""
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    field: str = ""
    level: Level | None = None
    delivery: Delivery = ""
    language: str = "en"
    not_a: str = ""
    """What it is often taken for and is not, e.g. an OSHA card is no certification."""
    lifecycle: Lifecycle = Lifecycle()
    recognition: tuple[Recognition, ...] = ()
    validity: Validity = Validity()
    teaches: tuple[Teaches, ...] = ()
    requires: Requirement | None = None
    """What every route asks before the award."""
    recommends: tuple[str, ...] = ()
    """Recommended beforehand in the provider's words; costs nothing by itself."""
    routes: tuple[Route, ...] = ()
    offers: tuple[Offer, ...] = ()
    interim: InterimTitle | None = None
    stacks: tuple[Stack, ...] = ()


class Provider(Record, frozen=True):
    """Who issues or assesses credentials."""

    id: str
    name: str
    url: str = ""
    kind: Literal["vendor", "university", "association", "government", "platform", "nonprofit", "local", ""] = ""


class Wage(Sourced, frozen=True):
    """Annual wage percentiles of an occupation; any of them may be unpublished."""

    median: Cents | None = None
    p10: Cents | None = None
    p25: Cents | None = None
    p75: Cents | None = None
    p90: Cents | None = None
    currency: str = "USD"
    area: str = "US"
    period: str = ""
    scope: str = ""


class Law(Sourced, frozen=True):
    """A legal door to an occupation in a region."""

    name: str
    requires: Requirement
    region: str = "US"
    issuer: str = ""
    """Who issues the licence: named when the catalog can't cover it."""
    when: str = ""
    """The part of the work that the law covers when it is not all of it."""


class Door(Sourced, frozen=True):
    """What stands before an occupation whatever one learns: law, usual education, checks, age."""

    laws: tuple[Law, ...] = ()
    education: str = ""
    """Typical entry education in BLS words; "varies" is a value."""
    education_level: Education | None = None
    experience: str = ""
    training: str = ""
    checks: tuple[str, ...] = ()
    age: int | None = None
    advice: str = ""


class Group(Sourced, frozen=True):
    """One core group of a career (or a plus): a requirement with the basis for asking it."""

    name: str
    requires: Requirement
    anchor: bool = False
    basis: Basis = "judgement"
    because: str = ""


class Career(Sourced, frozen=True):
    """An occupation (O*NET-SOC) with what opens it."""

    id: str
    title: str
    titles: tuple[str, ...] = ()
    """Alternate titles, each curated to at most one career."""
    field: str = ""
    summary: str = ""
    wage: Wage | None = None
    growth: Number | None = None
    openings: Number | None = None
    jobs: Number | None = None
    job_zone: Number | None = None
    door: Door = Door()
    core: tuple[Group, ...] = ()
    plus: tuple[Group, ...] = ()


class CatalogFile(Record, frozen=True):
    """One TOML file of `data/`: a provider family, a career, or the skills."""

    sources: dict[str, Source] = {}
    providers: tuple[Provider, ...] = ()
    skills: tuple[Skill, ...] = ()
    credentials: tuple[Credential, ...] = ()
    offers: tuple[Offer, ...] = ()
    careers: tuple[Career, ...] = ()


class Catalog(Record, frozen=True):
    """All of it, or an extract of it: what commands read. Source keys are unique across files (``file:key``)."""

    version: str
    date: dt.date
    sources: dict[str, Source] = {}
    providers: tuple[Provider, ...] = ()
    skills: tuple[Skill, ...] = ()
    credentials: tuple[Credential, ...] = ()
    offers: tuple[Offer, ...] = ()
    careers: tuple[Career, ...] = ()
    whole: int | None = None
    """For an extract: how many credentials of the whole catalog can be earned today."""

    @property
    def earnable(self) -> int:
        """How many credentials can be earned, those included that an extract leaves out."""
        return self.whole if self.whole is not None else sum(c.lifecycle.earnable for c in self.credentials)
