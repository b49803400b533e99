"""Facts and requirement trees as a person reads them, with the sources numbered in the order they are named."""

from __future__ import annotations

import datetime as dt

from credplan.core import grades
from credplan.core.model import EVIDENCE_WORDS, Catalog, Effort, Price, Requirement, Sourced
from credplan.core.text import amount, hours, long_date, money, plural
from credplan.core.units import Minutes

BASIS = {
    "law": "law",
    "regulator": "regulator",
    "government": "government text",
    "accredited": "accredited",
    "provider": "the provider says so",
    "judgement": "our judgement",
}
EVIDENCE = EVIDENCE_WORDS
_FEW = 3
"""Domains of paid work that a short form still names."""
_BILLING = {"once": "once", "month": "a month", "year": "a year", "term": "a term"}


class Words:
    """One page's way of speaking: the catalog's names, the day ages are counted on, the sources named so far."""

    def __init__(self, catalog: Catalog, today: dt.date) -> None:
        self.catalog = catalog
        self.today = today
        self.numbers: dict[str, int] = {}
        self._credentials = {c.id: c.name for c in catalog.credentials}
        self._skills = {s.id: s.name for s in catalog.skills}

    def credential(self, ident: str) -> str:
        """``CompTIA A+ (comptia/a-plus)``; the bare id where the catalog has no such entry."""
        name = self._credentials.get(ident)
        return f"{name} ({ident})" if name else ident

    def skill(self, ident: str) -> str:
        """The skill's name."""
        return self._skills.get(ident, ident)

    def mark(self, fact: Sourced) -> str:
        """`` (B, 1 Jun 2026 [1][2])``: grade, day and sources; nothing for a fact without any."""
        found = [key for key in fact.sources if key in self.catalog.sources]
        if not found:
            return ""
        sources = self.catalog.sources
        day, age = grades.as_of(fact, sources), grades.age(fact, sources, self.today)
        said = [grades.grade(fact, sources, self.catalog.date), long_date(day) if day else "undated"]
        if age in ("ageing", "stale"):
            said.append(age)
        if fact.conflict:
            said.append("sources differ")
        refs = "".join(f"[{self.numbers.setdefault(key, len(self.numbers) + 1)}]" for key in dict.fromkeys(found))
        return f" ({', '.join(said)} {refs})"

    def price(self, price: Price, billing: str = "once") -> str:
        """``USD 49.00~ a month, 39.00 to 59.00`` with its mark; ``~`` where it rests on one source or is old."""
        every = "" if billing == "once" else f" {_BILLING.get(billing, billing)}"
        if price.amount is None:
            text = "price unknown" if price.low is None and price.high is None else f"{price.currency} ?"
        elif price.amount == 0:
            return f"free{self.mark(price)}"
        else:
            unsure = grades.unsure(price, self.catalog.sources, self.today)
            text = money(price.amount, price.currency) + ("~" if unsure else "") + every
        if price.low is not None or price.high is not None:
            low, high = (amount(v) if v is not None else "?" for v in (price.low, price.high))
            text += f", {low} to {high}"
        if price.region not in ("US", ""):
            text += f", in {price.region}"
        return text + self.mark(price)

    def effort(self, effort: Effort | None) -> str:
        """``60 h~, 40 to 90`` with its mark; unknown is said so, ``~`` as of prices."""
        if effort is None or (effort.likely is None and effort.low is None and effort.high is None):
            return "hours unknown"
        unsure = effort.likely and grades.unsure(effort, self.catalog.sources, self.today)
        text = hours(effort.likely) + ("~" if unsure else "")
        if effort.low is not None or effort.high is not None:
            low, high = (str(Minutes(v)) if v is not None else "?" for v in (effort.low, effort.high))
            text += f", {low} to {high}"
        return text + self.mark(effort)

    def notes(self, fact: Sourced) -> list[str]:
        """The fact's note as a line of its own."""
        return [f"note: {fact.note}"] if fact.note else []

    def tree(self, node: Requirement, depth: int = 0) -> list[str]:
        """A requirement tree as indented lines."""
        indent = "  " * min(depth, 8)
        if not node.children:
            return [f"{indent}{'- ' if depth else ''}{self.leaf(node)}"]
        about = self._about(node)
        if node.all is not None and depth == 0:
            listed = [line for child in node.children for line in self.tree(child, depth)]
            return [*listed, about.removeprefix(": ")] if about else listed
        many = len(node.children)
        head = f"{node.n} of these {many}" if node.of else "any one of" if node.any else "all of"
        if many == 1 and not about:
            return self.tree(node.children[0], depth)
        ends = "" if node.because or node.note else ":"
        lines = [f"{indent}{'- ' if depth else ''}{head}{about}{ends}"]
        for child in node.children:
            lines += self.tree(child, depth + 1)
        return lines

    def names(self, node: Requirement) -> list[str]:
        """A requirement tree in few words, without grades and reasons: one line for each thing that all need."""
        if node.all is not None:
            return [line for child in node.children for line in self.names(child)]
        if not node.children:
            work = node.experience
            if work is not None and len(work.domains) > _FEW:
                return [f"{plural(work.months, 'month')} of paid work in its {len(work.domains)} fields"]
            return [self._condition(node)]
        inner = [self.names(child) for child in node.children]
        said = [" and ".join(lines) if len(lines) == 1 else f"({' and '.join(lines)})" for lines in inner]
        if node.of is not None and len(said) > 1:
            return [f"{node.n} of: {', '.join(said)}"]
        return [" or ".join(said)]

    def _about(self, node: Requirement) -> str:
        """Who asks for a node and why, with its mark and note."""
        said = f" [{BASIS[node.basis]}]" if node.basis else ""
        if node.because:
            said += f": {node.because}"
        return said + self.mark(node) + (f"; {node.note}" if node.note else "")

    def leaf(self, node: Requirement) -> str:
        """One condition, with who asks for it and its mark."""
        return self._condition(node) + self._about(node)

    def _condition(self, node: Requirement) -> str:
        if node.credential is not None:
            extra = ", valid at the time" if node.concurrent else ", lapsed is enough" if node.expired_ok else ""
            return self.credential(node.credential) + extra
        if node.part is not None:
            ident, _, part = node.part.partition("#")
            return f"part {part} of {self.credential(ident)}"
        if node.skill is not None:
            least = f", {EVIDENCE[node.evidence]} at least" if 0 < node.evidence < len(EVIDENCE) else ""
            return f"skill {self.skill(node.skill)}, {node.level} or better{least}"
        if node.experience is not None:
            asked = node.experience
            text = f"{plural(asked.months, 'month')} of paid work"
            if asked.domains:
                text += f" in {' or '.join(asked.domains)}"
            if asked.at_least_domains > 1:
                text += f" ({asked.at_least_domains} of these at least)"
            return text + (f", within {asked.within_years} years" if asked.within_years else "")
        if node.education is not None:
            return f"education: {node.education.replace('-', ' ')} or more"
        if node.age is not None:
            return f"age {node.age} or older"
        if node.region is not None:
            return f"living in {node.region}"
        if node.credit is not None:
            what = " ".join(x for x in (node.credit.level, node.credit.programme) if x)
            return f"{node.credit.n} credits" + (f" of {what}" if what else "")
        if node.attest is not None:
            text = f"{node.attest.kind}: {node.attest.name}"
            if node.attest.fee is not None:
                text += f", {self.price(node.attest.fee)}"
                text += f" ({node.attest.fee.note})" if node.attest.fee.note else ""
            if node.attest.effort is not None:
                text += f", {self.effort(node.attest.effort)}"
            if node.attest.validity_months is not None:
                text += f", holds {plural(node.attest.validity_months, 'month')}"
            return text + (f", {plural(node.attest.lead_days, 'day')} ahead" if node.attest.lead_days else "")
        return node.text or "a condition that is not described"

    def sources(self) -> list[str]:
        """``[1] https://… (official, 1 Jun 2026)`` for each source named so far."""
        lines = []
        for key, number in self.numbers.items():
            source = self.catalog.sources[key]
            day = source.as_of or source.captured
            when = f"{'read ' if source.as_of is None else ''}{long_date(day)}" if day else "undated"
            title = f"{source.title}: " if source.title else ""
            lines.append(f"[{number}] {title}{source.url or 'no address'} ({source.kind}, {when})")
        return lines
