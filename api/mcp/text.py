"""Results in words, for models that read no structured content. Offsets and hashes are left out."""

from collections.abc import Iterable

from api.mcp.results import ArticleText, Hits, Sources
from rag import Answer, Citation, Status


def answer_text(answer: Answer) -> str:
    """The answer, and below it each marker's quotation with where it stands."""
    if answer.status is Status.ABSTAINED and answer.abstention:
        near = [_citation(one, "-") for one in answer.abstention.nearest]
        return "\n".join(
            [answer.abstention.message, *(["\nWhat comes nearest:", *near] if near else [])]
        )
    cited = "\n".join(_citation(one, f"[{one.number}]") for one in answer.citations)
    values = "\n".join(
        f"≠ {' | '.join(f'{v.value} {_markers(v.citations)}' for v in disagreement.values)}"
        for disagreement in answer.disagreements
    )
    return "\n\n".join(part for part in (answer.answer, values, cited) if part)


def hits_text(found: Hits) -> str:
    """A passage after the other, each under its article."""
    return "\n\n".join(
        f"{_facts(hit.title, hit.source, hit.published_at)}\n"
        f"article_id={hit.article_id} revision={hit.revision} start={hit.start}\n{hit.text}"
        for hit in found.hits
    )


def article_text(article: ArticleText) -> str:
    """The text under its facts, and how to go on."""
    facts = _facts(article.title, article.source, article.published_at)
    rest = f"\n\n(to go on: start={article.end})" if article.end < article.length else ""
    return f"{facts}\n\n{article.text}{rest}"


def sources_text(found: Sources) -> str:
    """A source a line."""
    return "\n".join(f"{source.name}: {source.articles}" for source in found.sources)


def _citation(citation: Citation, mark: str) -> str:
    facts = _facts(citation.title, citation.source, citation.published_at, citation.url)
    return f"{mark} {facts}\n    “{citation.quote}”"


def _facts(*facts: object) -> str:
    return " · ".join(str(fact) for fact in facts if fact)


def _markers(numbers: Iterable[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)
