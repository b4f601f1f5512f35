"""What is learned from, and in which turn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.corpus import Corpus, Pair
from training.examples import Documents, Shaper, Source, Translations, grouped
from training.tokens import Texts, latin_pieces
from training.vocabulary import Counts

_ALONE = {"tatoeba", "3am"}  # sentences that belong to no document; they come last in the file
_TOGETHER = 10  # neighbouring sentences of a translated document
_ENGLISH_COUNTS = 3  # there is less English than Chinese


@dataclass(frozen=True)
class Material:
    """All training texts."""

    news: list[list[str]]
    pairs: list[Pair]
    dictionary: list[Pair]
    names: list[Pair]

    @classmethod
    def of(cls, corpus: Corpus) -> "Material":
        return cls(
            list(corpus.news()),
            list(corpus.pairs()),
            list(corpus.dictionary()),
            list(corpus.names()),
        )

    def counts(self) -> Counts:
        """How often everything occurs."""
        counts = Counts()
        counts.add(sentence for article in self.news for sentence in article)
        counts.add(pair.chinese for pair in [*self.pairs, *self.dictionary])
        counts.add((pair.english for pair in [*self.pairs, *self.dictionary]), _ENGLISH_COUNTS)
        return counts


@dataclass(frozen=True)
class Curriculum:
    """Sources of examples, taken in turn; how often each token occurs; articles as distractors."""

    sources: Sequence[Source]
    frequency: NDArray[np.float64]
    articles: Texts

    @classmethod
    def of(cls, material: Material, tokenizer: Tokenizer) -> "Curriculum":
        lengths = [len(article) for article in material.news]
        news = Texts.of([s for article in material.news for s in article], tokenizer)
        chinese, english = _sides(material.pairs, tokenizer)
        shaper = Shaper(tokenizer)
        documents = _documents(material.pairs)
        zh, en = chinese.first(len(documents)), english.first(len(documents))
        articles = Documents(news, news, np.repeat(np.arange(len(lengths)), lengths), shaper, False)
        latin = latin_pieces(tokenizer)
        sentences = Translations(chinese, english, grouped(material.pairs), 0.6, latin)
        single = [[n] for n in range(len(material.dictionary))]
        entries = Translations(*_sides(material.dictionary, tokenizer), single, 1.0)
        places = [[n] for n in range(len(material.names))]
        names = Translations(*_sides(material.names, tokenizer), places, 1.0)
        asked_in_english = Documents(en, zh, documents, shaper, True)
        asked_in_chinese = Documents(zh, en, documents, shaper, False)
        english_alone = Documents(en, en, documents, shaper, True)
        flat = np.concatenate([news.flat, *[english.flat] * _ENGLISH_COUNTS])
        counts = np.bincount(flat, minlength=tokenizer.get_vocab_size())
        return cls(
            (
                articles, asked_in_english, sentences, articles,
                asked_in_chinese, entries, english_alone, sentences, names,
            ),
            counts / counts.sum(),
            Texts(news.flat, news.starts[np.cumsum([0, *lengths])]),
        )  # fmt: skip


def _sides(pairs: Sequence[Pair], tokenizer: Tokenizer) -> tuple[Texts, Texts]:
    chinese = Texts.of([pair.chinese for pair in pairs], tokenizer)
    return chinese, Texts.of([pair.english for pair in pairs], tokenizer)


def _documents(pairs: Sequence[Pair]) -> NDArray[np.int64]:
    """The document of each pair that belongs to one; translations of one text share it."""
    first = dict[str, int]()
    return np.array(
        [
            first.setdefault(pair.chinese, number) // _TOGETHER
            for number, pair in enumerate(pairs)
            if pair.origin not in _ALONE
        ]
    )
