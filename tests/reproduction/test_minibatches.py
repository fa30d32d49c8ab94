from __future__ import annotations

from collections import Counter

import torch

from inference.reproduction.minibatches import minibatches
from inference.reproduction.plan import Plan


def test_every_minibatch_is_full_and_every_row_has_its_turn() -> None:
    batches = list(minibatches(10, batch=4, steps=5, seed=0))
    assert [len(batch) for batch in batches] == [4] * 5
    assert Counter(torch.cat(batches).tolist()) == dict.fromkeys(range(10), 2)


def test_there_may_be_fewer_rows_than_a_minibatch_has() -> None:
    (batch,) = minibatches(3, batch=6, steps=1, seed=0)
    assert Counter(batch.tolist()) == {0: 2, 1: 2, 2: 2}


def test_the_order_depends_on_the_seed_alone() -> None:
    one, same, other = (torch.cat(list(minibatches(20, 5, 8, seed))) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_steps_are_those_of_the_references_epochs() -> None:
    assert Plan(epochs=3, batch=32).steps(leaky_rows=2300) == 3 * 72
