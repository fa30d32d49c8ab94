from __future__ import annotations

import torch

from inference.space import Bank, Space, place_similarities

PLACES = torch.tensor([0, 0, 1, 1, 1, 2])


def bank() -> Bank:
    torch.manual_seed(0)
    return Bank.of(torch.nn.functional.normalize(torch.randn(6, 4), dim=1), PLACES)


def test_vectors_have_length_one_whatever_the_size_of_the_map() -> None:
    torch.manual_seed(0)
    space = Space(torch.randn(3, 4), torch.randn(3))
    embeddings = torch.randn(5, 4)
    found = space.vectors(embeddings)
    assert torch.allclose(found.norm(dim=1), torch.ones(5), atol=1e-5)
    scaled = Space(space.projection * 7, space.offset * 7)
    assert torch.allclose(scaled.vectors(embeddings), found, atol=1e-5)


def test_a_place_is_as_similar_as_its_three_nearest_photos() -> None:
    cosines = torch.tensor([[0.2, 0.4, 0.9, 0.6, 0.3, 0.5]])
    found = place_similarities(cosines, bank().members(4))
    assert torch.allclose(found, torch.tensor([[0.3, 0.6, 0.5, -1.0]]))


def test_the_order_of_the_photos_does_not_matter() -> None:
    torch.manual_seed(0)
    shuffled = torch.randperm(6)
    cosines = torch.randn(2, 6)
    mixed = Bank(bank().vectors[shuffled], PLACES[shuffled], torch.zeros(6))
    expected = place_similarities(cosines, bank().members(3))
    assert torch.allclose(place_similarities(cosines[:, shuffled], mixed.members(3)), expected)


def test_a_photo_lies_dense_where_others_are_near() -> None:
    near = torch.nn.functional.normalize(torch.ones(6, 3) + 0.01 * torch.randn(6, 3), dim=1)
    vectors = torch.cat([near, torch.tensor([[-1.0, 0.0, 0.0]])])
    density = Bank.of(vectors, torch.zeros(7, dtype=torch.long)).density
    assert bool((density[:6] > 0.9).all())
    assert density[6] < 0
