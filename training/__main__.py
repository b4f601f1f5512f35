"""Train the built-in embedder: `python -m training ../shared/data index/data/builtin`."""

import argparse
from functools import partial
from pathlib import Path

from index.evaluation import RetrievalSet
from training.corpus import Corpus
from training.curriculum import Curriculum, Material
from training.fitting import Fitting, Plan
from training.publishing import publish
from training.scoring import DISTRACTED, Scorer
from training.vocabulary import tokenizer

_DISTRACTORS = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with news, pairs and retrieval sets")
    parser.add_argument("folder", type=Path, help="where the model goes")
    parser.add_argument("--steps", type=int, default=1_500)
    parser.add_argument("--dimensions", type=int, default=512)
    parser.add_argument("--pieces", type=int, default=60_000)
    options = parser.parse_args()
    print("reading")
    material = Material.of(Corpus(options.data))
    print("counting words")
    tokens = tokenizer(material.counts(), options.pieces)
    print("cutting texts")
    curriculum = Curriculum.of(material, tokens)
    sets = options.data / "retrieval"
    distractors = curriculum.articles.first(_DISTRACTORS)
    scorers = [
        Scorer(which, tokens, distractors if which.name in DISTRACTED else None)
        for which in map(partial(RetrievalSet.read, sets), RetrievalSet.names(sets))
    ]
    plan = Plan(options.steps, options.dimensions)
    rows = Fitting(tokens, curriculum, plan).run(scorers)
    publish(rows, tokens, options.folder)
    print("now: python -m training.ranking")


if __name__ == "__main__":
    main()
