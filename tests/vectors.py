"""What every encoder's vectors have to be."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray


def assert_unit_rows(vectors: NDArray[np.float32], rows: int, dim: int) -> None:
    assert vectors.shape == (rows, dim)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)
