"""Which device the models run on: one setting for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from inference.errors import UserError

DEVICES = ("auto", "cpu", "cuda")


class DeviceError(UserError):
    """The device asked for is not there."""


def select_device(setting: str) -> torch.device:
    """The torch device for `auto`, `cpu` or `cuda`. Raises DeviceError for a missing one."""
    if setting == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if setting == "cuda" and not torch.cuda.is_available():
        raise DeviceError("DEVICE is cuda, but torch finds no CUDA device; use auto or cpu.")
    if setting not in DEVICES:
        raise DeviceError(f"DEVICE is {setting!r}; it must be one of {', '.join(DEVICES)}.")
    return torch.device(setting)


@contextmanager
def one_thread() -> Iterator[None]:
    """Inside, torch computes on the calling thread alone.

    Small tensors are done sooner than others can help, and the threads that torch wakes for them
    then spin for milliseconds on cores that others need. Other calling threads are not concerned.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
