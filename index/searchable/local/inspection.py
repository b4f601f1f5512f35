"""Derived files as they lie in a home, compared with the catalog; nothing is repaired."""

from pathlib import Path

from index.catalog import Snapshot
from index.embedding.embedder import Embedder
from index.finding import Finding
from index.searchable.local.manifest import NAME, read_manifest
from index.searchable.local.terms import Terms
from index.searchable.local.vectors import Vectors

_ADVICE = "the next search rebuilds it; `groundwire doctor --repair` does so now"


def inspect(home: Path, snapshot: Snapshot, embedder: Embedder) -> list[Finding]:
    """The state of the FAISS index and of the tantivy index."""
    most = snapshot.sequence()
    vectors = Vectors(embedder.dimensions, f"{embedder.fingerprint} {snapshot.generation}")
    terms = Terms(home / "terms", snapshot.generation)
    loaded = vectors.load(home / "vectors", most), terms.open(most)
    return [
        _finding("FAISS index", home / "vectors", snapshot, loaded[0], vectors),
        _finding("tantivy index", home / "terms", snapshot, loaded[1], terms),
    ]


def _finding(
    part: str, folder: Path, snapshot: Snapshot, loaded: bool, side: Vectors | Terms
) -> Finding:
    if not loaded:
        return _unusable(part, folder, side.fingerprint)
    if side.keys() != snapshot.passage_keys(side.sequence):
        return Finding(
            part, sound=False, detail="does not hold what the catalog holds", advice=_ADVICE
        )
    behind = snapshot.sequence() - side.sequence
    return Finding(part, sound=True, detail=f"{behind} changes behind" if behind else "up to date")


def _unusable(part: str, folder: Path, fingerprint: str) -> Finding:
    """Not made yet and out of date are sound: the next search makes it."""
    manifest = read_manifest(folder)
    if manifest and manifest.fingerprint != fingerprint:
        return Finding(
            part, sound=True, detail="of an earlier state; the next search makes it anew"
        )
    if not (folder / NAME).exists():  # nothing was ever completed here, or it is gone altogether
        return Finding(part, sound=True, detail="not made yet; the next search makes it")
    return Finding(part, sound=False, detail="damaged", advice=_ADVICE)
