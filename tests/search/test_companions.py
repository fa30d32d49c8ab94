from __future__ import annotations

from inference.catalogue import Catalogue
from inference.search.companions import Companions
from inference.search.stored import build_index
from inference.similar import kind_weights, likeness
from tests.search.random_encoder import RandomEncoder


def test_the_order_is_that_of_likeness_then_fame(catalogue: Catalogue) -> None:
    index = build_index(catalogue, RandomEncoder(8))
    companions, places = Companions(index), list(catalogue.places.values())
    counts = {kind: len(own) for kind, own in index.kinds.items()}
    weights = kind_weights(counts, len(places))
    for number in range(0, len(places), 20):
        best = places[number]
        others = [i for i, p in enumerate(places) if p.city == best.city and i != number]
        others.sort(
            key=lambda i: (-round(likeness(best, places[i], weights), 1), index.standing[i])
        )
        assert companions.of(number, [number], 7) == others[:7]
        assert companions.of(number, [number, *others[:2]], 3) == others[2:5]
