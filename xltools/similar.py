"""Names that are nearly the same, by rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

_MOST = 5  # pairs of one name that are worth comparing with those of others


def similar_pairs(names: Sequence[str], others: Sequence[str], at_least: int) -> list[tuple[int, int, int]]:
    """Pairs of a name and an other (their positions, and % alike), each taken once, the most alike first."""
    pairs = []
    for index, name in enumerate(names):
        found = process.extract(name, others, scorer=fuzz.ratio, score_cutoff=at_least, limit=_MOST)
        pairs += [(index, other, round(score)) for _, score, other in found]
    taken, names_taken, others_taken = [], set[int](), set[int]()
    for index, other, score in sorted(pairs, key=lambda pair: (-pair[2], pair[:2])):
        if index not in names_taken and other not in others_taken:
            taken.append((index, other, score))
            names_taken.add(index)
            others_taken.add(other)
    return taken
