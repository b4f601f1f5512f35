"""The tantivy index: BM25 over words cut beforehand. The only file with tantivy."""

import math
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy

from index.catalog import PassageRow, Selection
from index.concepts import Concept
from index.searchable.local import manifest as manifests
from index.searchable.local.manifest import Manifest, file_hash, intact, read_manifest, sync_folder
from index.searchable.searchable import Found
from index.words import words

FINGERPRINT = "words-1"  # changes with the schema or with how words are cut
_TITLE_BOOST = 0.7
_HEAP = 64_000_000
_PATIENCE = 3


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class Terms:
    """Terms by passage key, in a folder whose manifest names the last change taken in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._index: Any = None
        self.sequence = 0

    def open(self) -> bool:
        """Open the folder's index where it is whole; False where it has to be rebuilt."""
        for _ in range(_PATIENCE):  # a writer may be replacing files under us
            manifest = read_manifest(self._folder)
            if manifest is None or manifest.fingerprint != FINGERPRINT:
                return False
            if intact(self._folder, manifest.files):
                self._index = tantivy.Index.open(str(self._folder))
                self.sequence = manifest.sequence
                return True
        return False

    def reset(self) -> None:
        """Begin with an empty index."""
        self._index = None
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._index = tantivy.Index(self._schema, path=str(self._folder))
        self.sequence = 0

    def follow(self) -> None:
        """Take over what another process has committed since."""
        manifest = read_manifest(self._folder)
        if manifest and self._index is not None and manifest.sequence > self.sequence:
            self._index.reload()
            self.sequence = manifest.sequence

    def add(self, batches: Iterable[Sequence[PassageRow]], sequence: int) -> None:
        """Take in passages, durably; repeating a part of them changes nothing."""
        writer = self._index.writer(_HEAP, 1)
        fresh = self.sequence == 0
        for batch in batches:
            for row in batch:
                if not fresh:
                    writer.delete_documents_by_term("key", row.key)
                writer.add_document(_document(row))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._commit_manifest(sequence)

    def _commit_manifest(self, sequence: int) -> None:
        known = read_manifest(self._folder)
        hashes = dict(known.files) if known else {}
        files = {}
        for path in sorted(self._folder.iterdir()):
            if manifests.NAME in path.name or path.suffix == ".lock":
                continue
            segment = path.suffix != ".json"  # a segment's files never change
            digest = hashes.get(path.name) if segment else None
            files[path.name] = digest or file_hash(path)
        sync_folder(self._folder)
        Manifest(sequence, FINGERPRINT, files).write(self._folder)
        self.sequence = sequence

    def search(self, concepts: Sequence[Concept], limit: int, selection: Selection) -> Found:
        """Keys and BM25 scores of the best passages that the selection admits."""
        if self._index is None or not concepts or selection.nothing:
            return {}
        query = self._selected(self._any_of(concepts), selection)
        searcher = self._index.searcher()
        found = searcher.search(query, limit, count=False).hits
        keys = searcher.fast_field_values("key", [address for _, address in found])
        return {key: score for key, (score, _) in zip(keys, found, strict=True)}

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

    def rarity(self, asked: Sequence[str]) -> list[float]:
        if self._index is None:
            return [0.0] * len(asked)
        searcher = self._index.searcher()
        total = searcher.num_docs
        counts = [searcher.doc_freq("body", word) for word in asked]
        return [math.log(1 + (max(total - n, 0) + 0.5) / (n + 0.5)) for n in counts]


def _document(row: PassageRow) -> Any:
    document = tantivy.Document()
    document.add_unsigned("key", row.key)
    document.add_text("title", " ".join(words(row.title, fine=True)))
    document.add_text("body", " ".join(words(f"{row.heading} {row.text}", fine=True)))
    return document
