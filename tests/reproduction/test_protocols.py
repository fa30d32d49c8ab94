from __future__ import annotations

import dataclasses

import torch

from inference.reproduction.labelled import LabelledPhotos
from inference.reproduction.protocols import honest, leaky, share_in_train, share_near_train


def test_the_leaky_split_puts_rows_of_one_photo_on_both_sides(labelled: LabelledPhotos) -> None:
    protocol = leaky(labelled, seed=42)
    shared = set(protocol.test.tolist()) & set(protocol.train.tolist())
    assert shared
    assert share_in_train(protocol) > 0.3  # of 50 rows 40 are one half of a pair


def test_the_leaky_split_parts_rows_80_10_10_by_name(labelled: LabelledPhotos) -> None:
    many = dataclasses.replace(labelled, rows=labelled.rows * 10)
    protocol = leaky(many, seed=1)
    assert (len(protocol.train), len(protocol.test)) == (400, 50)
    for name, rows in enumerate((400, 100)):
        assert int((many.name_of[protocol.test] == name).sum()) == rows / 10
        assert int((many.name_of[protocol.train] == name).sum()) == rows * 0.8


def test_without_copies_nothing_leaks(labelled: LabelledPhotos) -> None:
    single = dataclasses.replace(labelled, rows=torch.ones_like(labelled.rows))
    assert share_in_train(leaky(single, seed=42)) == 0


def test_the_leaky_split_depends_on_the_seed_alone(labelled: LabelledPhotos) -> None:
    assert torch.equal(leaky(labelled, 3).test, leaky(labelled, 3).test)
    assert not torch.equal(leaky(labelled, 3).train, leaky(labelled, 4).train)


def test_the_honest_split_is_the_datasets_own(labelled: LabelledPhotos) -> None:
    protocol = honest(labelled)
    assert {labelled.photos[i].split for i in protocol.train.tolist()} == {"train"}
    assert {labelled.photos[i].split for i in protocol.test.tolist()} == {"test"}
    assert len(set(protocol.train.tolist())) == len(protocol.train) == 18
    assert share_in_train(protocol) == 0


def test_photos_of_one_scene_are_counted_on_both_sides(labelled: LabelledPhotos) -> None:
    protocol = honest(labelled)
    tested, trained = int(protocol.test[0]), int(protocol.train[0])
    assert share_near_train(protocol, []) == 0
    assert share_near_train(protocol, [(tested, trained)]) == 1 / len(protocol.test)
    assert share_near_train(protocol, [(trained, tested)]) == 1 / len(protocol.test)


def test_test_rows_of_names_that_are_not_trained_on_are_left_out(
    labelled: LabelledPhotos,
) -> None:
    photos = tuple(
        dataclasses.replace(photo, split="test") if photo.place_id == "a-church" else photo
        for photo in labelled.photos
    )
    protocol = honest(dataclasses.replace(labelled, photos=photos))
    assert protocol.unanswerable == 10
    assert {labelled.photos[i].place_id for i in protocol.test.tolist()} == {"a-tower", "b-tower"}
