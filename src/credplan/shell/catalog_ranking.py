"""The best matches of a search out of an index, reading little more than what is shown.

`core.names.search` alone says how well a credential matches and what comes first. This asks the index for those that
could have each rank, in the order in which equals stand, lets the core rank them, and stops when enough are certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from credplan.core.model import Catalog, Credential
from credplan.core.names import fold, search

Span = tuple[int, int]
"""The first and the last number of records that stand together: what can be earned, what is retired."""
Asked = Callable[[str, Span], Iterator[int]]
"""All records of a span that a question to the full text finds, by number, read as they are needed."""
Read = Callable[[Sequence[int]], tuple[Catalog, dict[int, Credential]]]
"""Credentials with all that ranks them, and which number is which."""


def best(query: str, limit: int, exact: Sequence[int], spans: Sequence[Span], asked: Asked, read: Read) -> list[int]:
    """The numbers of the first ``limit`` credentials that a search for ``query`` finds, best first.

    Args:
        query: what was typed; without any word everything matches alike.
        limit: how many to find.
        exact: all records that are spelled so.
        spans: retired ones come last; in a span numbers go by status and id, as `names.search` orders equals.
        asked: see `Asked`.
        read: see `Read`.
    """
    words = fold(query).split()
    if not words:
        return [number for span in spans for number in range(span[0], span[1] + 1)][:limit]
    ranks: dict[int, int | None] = {}

    def learn(numbers: Sequence[int]) -> None:
        new = [n for n in numbers if n not in ranks]
        if new:
            catalog, records = read(new)
            by_id = {hit.credential.id: hit.rank for hit in search(catalog, query)}
            ranks.update((n, by_id.get(records[n].id)) for n in new)

    learn(exact)
    # An exact match stands first whatever its status; spans follow one another and numbers go by status and id.
    found = sorted(n for n in exact if ranks[n] == 0)
    beginnings = " ".join(f'"{word}"*' for word in words)
    # Whoever has a rank is among those that its question finds: a phrase of whole words, words of names, words at all.
    questions = ((1, f'names : "{" ".join(words)}"'), (2, f"names : ({beginnings})"), (3, beginnings))
    for span in spans:
        for rank, question in questions:
            candidates = asked(question, span)
            while len(found) < limit:
                page = list(islice(candidates, limit - len(found)))
                if not page:
                    break
                learn(page)
                found += [n for n in page if ranks[n] == rank]
    return found[:limit]
