"""Names that are nearly the same, by rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

_MOST = 5  # pairs of one name that are worth comparing with those of others


Pair = tuple[int, int, int]
"""A name and an other, by their positions, and how much alike they are, in %."""


def similar_pairs(
    names: Sequence[str], others: Sequence[str], at_least: int, before: Sequence[Pair] = ()
) -> list[Pair]:
    """Pairs of what is not in those `before`; each is taken once, the most alike first."""
    pairs = []
    for index, name in enumerate(names):
        found = process.extract(name, others, scorer=fuzz.ratio, score_cutoff=at_least, limit=_MOST)
        pairs += [(index, other, round(score)) for _, score, other in found]
    taken: list[Pair] = []
    names_taken, others_taken = {pair[0] for pair in before}, {pair[1] for pair in before}
    for index, other, score in sorted(pairs, key=lambda pair: (-pair[2], pair[:2])):
        if index not in names_taken and other not in others_taken:
            taken.append((index, other, score))
            names_taken.add(index)
            others_taken.add(other)
    return taken
