"""Errors of the rag package.

RagFault
├── BadQuestion              the question or its options cannot be used; the message says why
│   └── UnknownGenerator     no generator of that name
├── GeneratorUnavailable     a generator cannot be loaded or does not answer
│   └── UnreadableDraft      what it wrote is no draft
├── CannotAnswer             a generator says that the evidence does not answer the question
└── Abandoned                nobody waits for the answer any more
"""


class RagFault(Exception):
    """Anything that answering reports to its caller."""


class BadQuestion(RagFault):
    pass


class UnknownGenerator(BadQuestion):
    pass


class GeneratorUnavailable(RagFault):
    pass


class UnreadableDraft(GeneratorUnavailable):
    pass


class CannotAnswer(RagFault):
    pass


class Abandoned(RagFault):
    pass
