from __future__ import annotations

import torch

from inference.training.levelling import fit_space

WIDTHS = (12, 28)


def photos(places: int, each: int, noise: float = 1.0) -> tuple[torch.Tensor, torch.Tensor]:
    """Embeddings that differ within a place along directions that all places share."""
    torch.manual_seed(0)
    place = torch.arange(places * each) % places
    centres = torch.randn(places, sum(WIDTHS))
    nuisance = torch.randn(4, sum(WIDTHS)) * 3
    drift = torch.randn(len(place), 4) @ nuisance
    return centres[place] + noise * (drift + 0.1 * torch.randn(len(place), sum(WIDTHS))), place


def nearest_is_own(vectors: torch.Tensor, place: torch.Tensor) -> float:
    cosines = (vectors @ vectors.T).fill_diagonal_(-2)
    return float((place[cosines.argmax(1)] == place).float().mean())


def looks_of(embeddings: torch.Tensor, count: int = 3) -> torch.Tensor:
    """Looks differ as photos of one place do."""
    generator = torch.Generator().manual_seed(1)
    spread = torch.randn(len(embeddings), count, embeddings.shape[1], generator=generator)
    return embeddings[:, None] + 0.1 * spread


def test_what_all_places_share_is_levelled_away() -> None:
    x, place = photos(places=10, each=20)
    space = fit_space(x, lambda: looks_of(x), place, WIDTHS)
    raw = torch.nn.functional.normalize(x - x.mean(0), dim=1)
    assert nearest_is_own(space.vectors(x), place) > 0.95 > nearest_is_own(raw, place)


def test_many_photos_of_each_place_need_no_looks() -> None:
    x, place = photos(places=5, each=40)

    def unneeded() -> torch.Tensor:
        raise AssertionError("the looks were asked for")

    fit_space(x, unneeded, place, WIDTHS)


def test_one_photo_of_each_place_gives_a_space_of_numbers() -> None:
    x, place = photos(places=15, each=1)
    space = fit_space(x, lambda: looks_of(x), place, WIDTHS)
    assert bool(torch.isfinite(space.vectors(x)).all())
    cosines = space.vectors(x) @ space.vectors(x + 0.05 * torch.randn_like(x)).T
    assert torch.equal(cosines.argmax(1), torch.arange(15))


def test_fitting_twice_gives_the_same_and_fits_half_precision() -> None:
    x, place = photos(places=6, each=10)
    first = fit_space(x, lambda: looks_of(x), place, WIDTHS)
    second = fit_space(x, lambda: looks_of(x), place, WIDTHS)
    assert torch.equal(first.projection, second.projection)
    assert float(first.projection.abs().max()) == 1.0
    assert bool(torch.isfinite(first.projection.half()).all())
