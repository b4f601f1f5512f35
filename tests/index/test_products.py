"""Products of rows and a vector."""

import numpy as np
import pytest

from index.embedding.embedder import products


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 7])
@pytest.mark.parametrize("length", [1, 4, 5, 256])
def test_each_row_is_multiplied_with_the_vector(rows: int, length: int) -> None:
    rng = np.random.default_rng(rows * 1000 + length)
    matrix, vector = rng.random((rows, length)) - 0.5, rng.random(length) - 0.5
    found = products(matrix.astype(np.float32), vector.astype(np.float32))
    assert (found.dtype, found.shape) == (np.float32, (rows,))
    assert found.tolist() == pytest.approx([sum(row * vector) for row in matrix], abs=1e-5)


def test_each_row_may_be_multiplied_with_a_vector_of_its_own() -> None:
    found = products(
        *(np.array(rows, dtype=np.float32) for rows in ([[1, 2], [3, 4]], [[5, 6], [7, 8]]))
    )
    assert found.tolist() == [17, 53]
