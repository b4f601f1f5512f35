"""From articles to drafts: passages, and their vectors."""

from collections.abc import Sequence
from itertools import starmap

import numpy as np

from index.article import Article
from index.catalog import Draft
from index.embedding.embedder import Embedder
from index.passage import embedded_text
from index.splitting import split


def drafts(articles: Sequence[Article], embedder: Embedder) -> list[Draft]:
    """Split and embed checked articles."""
    passages = [split(article.text) for article in articles]
    texts = [
        embedded_text(article.title, passage.heading, article.text[passage.start : passage.end])
        for article, chunks in zip(articles, passages, strict=True)
        for passage in chunks
    ]
    vectors = embedder.embed_documents(texts)
    ends = np.cumsum([len(chunks) for chunks in passages])[:-1]
    rows = np.split(vectors, ends)
    return list(starmap(Draft, zip(articles, passages, rows, strict=True)))
