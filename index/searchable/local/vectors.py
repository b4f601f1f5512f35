"""The FAISS index: exact inner products over half-precision vectors. The only file with faiss."""

import hashlib
import threading
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.catalog import Selection
from index.embedding.embedder import Matrix
from index.files import replace_file
from index.searchable.local.manifest import Manifest, read_manifest
from index.searchable.searchable import Found

# What a file may claim to need is bounded by its own size; this much is left for its other parts.
_SLACK = 1 << 20


def _alone() -> None:
    """Have FAISS work in the calling thread only: others would wait for each other, and a fork hangs.

    OpenMP keeps this number for each thread that calls, so that a service's threads have to say it.
    """
    faiss.omp_set_num_threads(1)


class Vectors:
    """Vectors by passage key, with the sequence of the last change taken in. Thread-safe."""

    def __init__(self, dimensions: int, fingerprint: str) -> None:
        """`fingerprint` tells embedder and catalog: files made for another are not loaded."""
        self.sequence = 0
        self.saved = 0
        self._dimensions, self.fingerprint = dimensions, fingerprint
        self._lock = threading.Lock()
        self._index = self._empty()

    def _empty(self) -> Any:
        flat = faiss.IndexScalarQuantizer(
            self._dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        return faiss.IndexIDMap2(flat)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, keys: list[int], vectors: Matrix) -> None:
        """Take in vectors of new passages, float32 of shape (len(keys), dimensions)."""
        _alone()
        with self._lock:  # FAISS must not be searched while it grows
            self._index.add_with_ids(vectors, np.array(keys, dtype=np.int64))

    def search(self, vector: Matrix, limit: int, selection: Selection) -> Found:
        """Keys and cosines of the nearest vectors that the selection admits."""
        if selection.nothing:
            return {}
        parameters = None
        if not selection.everything:
            chosen = faiss.IDSelectorBatch(selection.keys)
            # FAISS keeps no reference to the inner selector: `chosen` lives to the end of the call
            selector = faiss.IDSelectorNot(chosen) if selection.excluding else chosen
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        _alone()
        with self._lock:
            count = min(limit, len(self))
            if not count:
                return {}
            scores, keys = self._index.search(vector.reshape(1, -1), count, params=parameters)
        return {
            int(key): float(score)
            for key, score in zip(keys[0], scores[0], strict=True)
            if key >= 0
        }

    def keys(self) -> list[int]:
        """Every key, in order."""
        with self._lock:
            return sorted(faiss.vector_to_array(self._index.id_map).tolist())

    def save(self, folder: Path) -> None:
        """Write the index under a new name, durably, and make it the folder's current one."""
        folder.mkdir(parents=True, exist_ok=True)
        with self._lock:
            sequence, data = self.sequence, faiss.serialize_index(self._index).data
        name = f"vectors-{sequence}.faiss"
        replace_file(folder / name, data)
        # the hash is of what was meant to be written, not of what was read back
        digest = hashlib.sha256(data).hexdigest()
        Manifest(sequence, self.fingerprint, {name: digest}).write(folder)
        self.saved = sequence
        for old in folder.glob("*vectors-*"):
            if old.name != name:
                old.unlink(missing_ok=True)

    def load(self, folder: Path, most: int) -> bool:
        """Take over the folder's index where it is whole and the same embedder's.

        One that has seen a change beyond `most` is another catalog's.
        """
        manifest = read_manifest(folder)
        if manifest is None or manifest.fingerprint != self.fingerprint or manifest.sequence > most:
            return False
        if len(manifest.files) != 1 or not manifest.whole(folder):
            return False
        path = folder / next(iter(manifest.files))
        faiss.set_deserialization_vector_byte_limit(path.stat().st_size + _SLACK)
        index = faiss.read_index(str(path))
        if index.d != self._dimensions:
            return False
        self._index, self.sequence = index, manifest.sequence
        self.saved = self.sequence
        return True
