"""The tantivy index: BM25 over words cut beforehand. The only file with tantivy."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy

from index.catalog import PassageRow, Selection
from index.concepts import Concept
from index.counted import Counted
from index.files import file_hash, replace_file
from index.searchable.local import manifest as manifests
from index.searchable.local.manifest import Manifest, read_manifest
from index.searchable.searchable import Found
from index.words import words

WORDS = "words-1"  # changes with the schema or with how words are cut
_TITLE_BOOST = 0.7
_HEAP = 64_000_000
_ALL = 1_000_000_000


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class Terms:
    """Terms by passage key, in a folder whose manifest names the last change taken in.

    Only the holder of the folder's lock may call `prepare` and `add`.
    """

    def __init__(self, folder: Path, generation: str) -> None:
        self.folder = folder
        self.fingerprint = f"{WORDS} {generation}"
        self._schema = _schema()
        self._index: Any = None
        self.sequence = 0

    @property
    def usable(self) -> bool:
        """Whether there is an index to search."""
        return self._index is not None

    def open(self, most: int) -> bool:
        """Open the folder's index where it is whole and has seen no change beyond `most`."""
        manifest = read_manifest(self.folder)
        if manifest is None or manifest.fingerprint != self.fingerprint or manifest.sequence > most:
            return False
        if not (manifest.current(self.folder) and manifest.whole(self.folder)):
            return False
        self._index = tantivy.Index.open(str(self.folder))
        self.sequence = manifest.sequence
        return True

    def prepare(self, most: int) -> None:
        """Make the index ready for `add`: repair a commit that was cut short, or begin anew."""
        self.follow()
        if self.usable and self._settled():
            return
        if not (self.open(most) or self._restore(most)):
            self._reset()

    def _settled(self) -> bool:
        """Whether what lies in the folder is what this object has seen last."""
        manifest = read_manifest(self.folder)
        if manifest is None or manifest.sequence != self.sequence:
            return False
        return manifest.current(self.folder)

    def _restore(self, most: int) -> bool:
        """Open the index as it was at its last manifest, if all of that is still there."""
        manifest = read_manifest(self.folder)
        if manifest is None or manifest.fingerprint != self.fingerprint:
            return False
        if not manifest.whole(self.folder):
            return False
        for name, text in manifest.small.items():
            replace_file(self.folder / name, text.encode())
        known = {*manifest.files, *manifest.small, manifests.NAME}
        for path in self.folder.iterdir():
            if path.name not in known and path.suffix != ".lock":
                path.unlink()
        return self.open(most)

    def _reset(self) -> None:
        self._index = None
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._index = tantivy.Index(self._schema, path=str(self.folder))
        self.sequence = 0

    def follow(self) -> None:
        """Take over what another process has committed since."""
        manifest = read_manifest(self.folder)
        if manifest is None or self._index is None or manifest.sequence <= self.sequence:
            return
        if manifest.fingerprint != self.fingerprint:
            return
        try:
            self._index.reload()
        except ValueError:  # it was rebuilt: the files it had are gone
            self._index = tantivy.Index.open(str(self.folder))
        self.sequence = manifest.sequence

    def add(self, batches: Iterable[Sequence[PassageRow]], sequence: int) -> None:
        """Take in the passages of the changes up to `sequence`, durably."""
        writer = self._index.writer(_HEAP, 1)
        try:
            for batch in batches:
                for row in batch:
                    writer.add_document(_document(row))
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        self._index.reload()
        self._commit_manifest(sequence)

    def _commit_manifest(self, sequence: int) -> None:
        known = read_manifest(self.folder)
        hashes = dict(known.files) if known else {}
        files, small = {}, {}
        for path in sorted(self.folder.iterdir()):
            if path.suffix == ".lock" or manifests.NAME in path.name:
                continue
            if path.suffix == ".json":
                small[path.name] = path.read_text("utf-8")
            else:  # a segment's files never change
                files[path.name] = hashes.get(path.name) or file_hash(path)
        Manifest(sequence, self.fingerprint, files, small).write(self.folder)
        self.sequence = sequence

    def search(self, concepts: Sequence[Concept], limit: int, selection: Selection) -> Found:
        """Keys and BM25 scores of the best passages that the selection admits."""
        if self._index is None or not concepts or selection.nothing:
            return {}
        query = self._selected(self._any_of(concepts), selection)
        return dict(self._run(query, limit))

    def keys(self) -> list[int]:
        """Every key, in order, as many times as it is there."""
        if self._index is None:
            return []
        return sorted(key for key, _ in self._run(tantivy.Query.all_query(), _ALL))

    def _run(self, query: Any, limit: int) -> list[tuple[int, float]]:
        """Keys and scores, best first."""
        searcher = self._index.searcher()
        found = searcher.search(query, min(limit, searcher.num_docs) or 1, count=False).hits
        keys = searcher.fast_field_values("key", [address for _, address in found])
        return [(key, score) for key, (score, _) in zip(keys, found, strict=True)]

    def _any_of(self, concepts: Sequence[Concept]) -> Any:
        should = tantivy.Occur.Should
        return tantivy.Query.boolean_query([(should, self._concept(c)) for c in concepts])

    def _concept(self, concept: Concept) -> Any:
        spellings = [self._spelling(words_) for words_ in concept.spellings if words_]
        return tantivy.Query.disjunction_max_query(spellings or [tantivy.Query.empty_query()])

    def _spelling(self, spelling: tuple[str, ...]) -> Any:
        must = tantivy.Occur.Must
        parts = [(must, self._word(word)) for word in spelling]
        return tantivy.Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    def _word(self, word: str) -> Any:
        should = tantivy.Occur.Should
        body = tantivy.Query.term_query(self._schema, "body", word, "freq")
        title = tantivy.Query.term_query(self._schema, "title", word, "freq")
        boosted = tantivy.Query.boost_query(title, _TITLE_BOOST)
        return tantivy.Query.boolean_query([(should, body), (should, boosted)])

    def _selected(self, query: Any, selection: Selection) -> Any:
        if selection.everything:
            return query
        keys = tantivy.Query.term_set_query(self._schema, "key", selection.keys.tolist())
        if selection.excluding:
            occur, restriction = tantivy.Occur.MustNot, keys
        else:
            occur = tantivy.Occur.Must
            restriction = tantivy.Query.boost_query(tantivy.Query.const_score_query(keys, 1.0), 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (occur, restriction)])

    def counted(self, asked: Sequence[str]) -> Counted:
        if self._index is None:
            return Counted(0, asked, [0] * len(asked))
        searcher = self._index.searcher()
        counts = [searcher.doc_freq("body", word) for word in asked]
        return Counted(searcher.num_docs, asked, counts)


def _document(row: PassageRow) -> Any:
    document = tantivy.Document()
    document.add_unsigned("key", row.key)
    document.add_text("title", " ".join(words(row.title, fine=True)))
    document.add_text("body", " ".join(words(f"{row.heading} {row.text}", fine=True)))
    return document
