"""A model that is asked last whether a text says what a claim says, loaded on use."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.reranking.cross_encoder import EntailmentModel


class NamedEntailment:
    """The natural language inference model called `name`: a hub name or a folder.

    Asking raises RerankerUnavailable where there is no such model.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def entails(self, text: str, claim: str) -> bool:
        """Whether the text says what the claim says."""
        return self._model.entails(text, claim)

    @cached_property
    def _model(self) -> "EntailmentModel":
        from index.reranking import load_entailment

        return load_entailment(self._name)
