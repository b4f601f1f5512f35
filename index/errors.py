"""Errors of the index package.

IndexFault
├── BadInput                 what was given cannot be used; the message says why
│   ├── BadArticle           an article's fields break a rule
│   ├── BadFile              a file, or one line of it, cannot be read
│   ├── UnknownFormat        no parser of that name
│   ├── BadBackup            a backup file that is not whole
│   ├── UnknownEmbedder      no embedder of that name
│   └── UnknownSource        a source filter that no article has
├── ArticleNotFound          no such article, or it was deleted
├── JobNotFound              no such job, or it was forgotten
├── TooManyJobs              as many jobs wait as may
├── EmbedderUnavailable      a model or an embedding server does not answer
├── RerankerUnavailable      a reranking model cannot be loaded
├── EmbedderMismatch         the home's vectors come from another embedder
└── HomeFault                the home folder
    ├── HomeMissing          there is none
    ├── HomeNotEmpty         there is one already, and it was not to be replaced
    ├── HomeReadOnly         it cannot be written
    ├── HomeBusy             another process is writing
    ├── HomeFull             the disk is full
    ├── HomeDamaged          the catalog is not readable
    ├── HomeTooOld           it was written by an earlier version and cannot be migrated here
    └── HomeTooNew           it was written by a later version
"""


class IndexFault(Exception):
    """Anything the index reports to its caller."""


class BadInput(IndexFault):
    pass


class BadArticle(BadInput):
    pass


class BadFile(BadInput):
    """A file that cannot be parsed; `line` is one-based, or None where the whole file is meant."""

    def __init__(self, name: str, reason: str, line: int | None = None) -> None:
        self.name, self.reason, self.line = name, reason, line
        super().__init__(f"{name}:{line}: {reason}" if line else f"{name}: {reason}")


class UnknownFormat(BadInput):
    pass


class UnknownEmbedder(BadInput):
    pass


class UnknownSource(BadInput):
    pass


class ArticleNotFound(IndexFault):
    pass


class JobNotFound(IndexFault):
    pass


class TooManyJobs(IndexFault):
    pass


class EmbedderUnavailable(IndexFault):
    pass


class RerankerUnavailable(IndexFault):
    pass


class EmbedderMismatch(IndexFault):
    pass


class HomeFault(IndexFault):
    pass


class HomeMissing(HomeFault):
    pass


class HomeReadOnly(HomeFault):
    pass


class HomeBusy(HomeFault):
    pass


class HomeFull(HomeFault):
    pass


class HomeDamaged(HomeFault):
    pass


class HomeTooNew(HomeFault):
    pass


class HomeTooOld(HomeFault):
    pass


class HomeNotEmpty(HomeFault):
    pass


class BadBackup(BadInput):
    pass
